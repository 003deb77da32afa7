"""How version 2.2 and version 3.0 write what they both say: names, namespaces, and where texts must be wrapped."""

from dataclasses import dataclass

from learn.interop.qti.tree import Node, kebab

_HTML = {
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "i", "img", "li", "object", "ol", "p", "pre", "small", "span", "strong", "sub", "sup", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_WRAPPED = {"modalFeedback", "rubricBlock"}
_XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
_LOM = 'xmlns:imsmd="http://www.imsglobal.org/xsd/imsmd_v1p2"'


@dataclass(frozen=True)
class Dialect:
    """One version of QTI."""

    namespace: str
    location: str
    package: str  # the namespace of its manifests
    schema: str
    schema_version: str
    item_type: str
    test_type: str
    kebab: bool  # qti-assessment-item instead of assessmentItem

    def xml(self, root: Node) -> bytes:
        """An item or a test."""
        node = self._dressed(root) if self.kebab else root
        where = f'xmlns="{self.namespace}" {_XSI} xsi:schemaLocation="{self.namespace} {self.location}"'
        return _document(node, where)

    def manifest(self, root: Node) -> bytes:
        """The manifest of a package."""
        return _document(root, f'xmlns="{self.package}" {_LOM}')

    def _dressed(self, node: Node) -> Node:
        """An element as version 3 writes it."""
        inside = [self._dressed(one) if isinstance(one, Node) else one for one in node.children]
        if node.name == "object":
            sides = {side: value for side, value in node.attributes.items() if side in ("width", "height")}
            return Node("img", {"src": node.get("data"), "alt": node.raw, **sides})
        if node.name in _HTML:
            return Node(node.name, node.attributes, inside)
        if node.name in _WRAPPED:
            inside = [Node("qti-content-body", {}, inside)]
        attributes = {key if ":" in key else kebab(key): value for key, value in node.attributes.items()}
        return Node(f"qti-{kebab(node.name)}", attributes, inside)


def _document(root: Node, where: str) -> bytes:
    start = root.written().replace(f"<{root.name}", f"<{root.name} {where}", 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{start}\n'.encode()


DIALECTS = {
    "qti2": Dialect(
        "http://www.imsglobal.org/xsd/imsqti_v2p2",
        "http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2.xsd",
        "http://www.imsglobal.org/xsd/imscp_v1p1",
        "QTIv2.2 Package",
        "1.0.0",
        "imsqti_item_xmlv2p2",
        "imsqti_test_xmlv2p2",
        False,
    ),
    "qti3": Dialect(
        "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
        "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        "QTI Package",
        "3.0.0",
        "imsqti_item_xmlv3p0",
        "imsqti_test_xmlv3p0",
        True,
    ),
}
