"""HTML of ours as elements that QTI allows where they stand, and back; what QTI lacks travels in a class."""

from html.parser import HTMLParser

from learn.interop.markup import cleaned
from learn.interop.qti.tree import VOID, Node

AS = "as-"  # <div class="as-blockquote">: a <blockquote> that QTI would not allow there
_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "table", "hr"}
_FLOW = {"div", "li", "td", "th"}  # may hold blocks and texts alike
_PARTS = {"li", "tr", "td", "th", "thead", "tbody", "tfoot", "caption"}
_NOT_THERE = {"u", "s"}


def elements_of(html: str) -> list[Node | str]:
    """Clean HTML as elements and texts, exactly as it stands."""
    return [_fitting(one) if isinstance(one, Node) else one for one in exactly(html)]


def exactly(html: str) -> list[Node | str]:
    """The same before it is fitted to what QTI allows."""
    builder = _Builder()
    builder.feed(cleaned(html, lambda _address: None)[0])
    builder.close()
    return builder.root.children


def told(html: str) -> str:
    """HTML without its layout, for places where QTI has plain texts."""
    return "".join(one if isinstance(one, str) else one.raw for one in exactly(html))


class _Builder(HTMLParser):
    """Builds the tree of HTML whose elements are all closed in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("div")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A new element; those that hold nothing are closed at once."""
        node = Node(tag, {key: value or "" for key, value in attrs})
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        """The element ends."""
        if len(self._open) > 1 and tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """A text."""
        self._open[-1].children.append(data)


def _fitting(node: Node) -> Node:
    """An element as QTI allows it: one that holds what it may not becomes a <div> or <span> that says what it was."""
    inside = [_fitting(one) if isinstance(one, Node) else one for one in node.children]
    made = Node(node.name, dict(node.attributes), inside, node.line)
    if node.name == "table":
        return _table(made)
    blocks = any(isinstance(one, Node) and one.name in _BLOCKS for one in inside)
    if node.name in ("ul", "ol"):
        loose = [one for one in inside if (one.name != "li" if isinstance(one, Node) else one.strip())]
        return _called(_started(made), "div") if loose else _started(made)
    if node.name == "img":
        return made if "alt" in made.attributes else Node("img", {**made.attributes, "alt": "", "class": "no-alt"})
    if node.name == "blockquote":
        return made if _blocks_only(inside) else _called(made, "div")
    if blocks and node.name not in _FLOW | _PARTS:
        return _called(made, "div")
    if node.name in _NOT_THERE or (node.name == "a" and "href" not in made.attributes):
        return _called(made, "span")
    return made


def _blocks_only(inside: list[Node | str]) -> bool:
    return all(one.name in _BLOCKS if isinstance(one, Node) else not one.strip() for one in inside) and any(
        isinstance(one, Node) for one in inside
    )


def _started(node: Node) -> Node:
    """A list that counts from another number than 1."""
    start = node.attributes.pop("start", "")
    if start.removeprefix("-").isdigit():
        node.attributes["class"] = f"start-{start}"
    return node


def _table(node: Node) -> Node:
    """A table: QTI wants a <tbody>, and a <tfoot> before it."""
    parts = [one for one in node.nodes if one.name in ("thead", "tbody", "tfoot")]
    bodies = [one for one in parts if one.name == "tbody"]
    for one in parts:
        if one.name == "tfoot" or not bodies:
            _called(one, "tbody")
    return node


def _called(node: Node, name: str) -> Node:
    """An element under another name, with its own in its class."""
    before = node.attributes.get("class", "")
    node.attributes["class"] = f"{AS}{node.name} {before}".strip()
    node.name = name
    return node


def back(node: Node) -> Node:
    """An element of ours under its own name again, with the attributes that it had."""
    attributes = dict(node.attributes)
    words = attributes.pop("class", "").split()
    name = next((word.removeprefix(AS) for word in words if word.startswith(AS)), node.name)
    for word in words:
        if word.startswith("start-"):
            attributes["start"] = word.removeprefix("start-")
    if "no-alt" in words:
        attributes.pop("alt", None)
    return Node(name, attributes, node.children, node.line)
