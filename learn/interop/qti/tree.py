"""The elements of a QTI file, of whichever version, under the names that version 2 gives them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

from flask_babel import gettext as _
from lxml import etree

from learn.interop.reading import MOST_BYTES, Unreadable

VOID = {"br", "img", "hr", "col"}
_XML_ID = "{http://www.w3.org/XML/1998/namespace}"
_ENTITY = re.compile(r"Entity '(\w+)' not defined")
_ENTITIES = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->)*<!DOCTYPE[^\[>]*\[[^\]]*?<!ENTITY", re.S)
_MOST_DEEP = 200


@dataclass(eq=False)
class Node:
    """One element: its name, its line, and what stands in it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)
    line: int | None = None

    @property
    def nodes(self) -> list["Node"]:
        """The elements that stand directly in this one."""
        return [child for child in self.children if isinstance(child, Node)]

    @property
    def text(self) -> str:
        """All text in it, as one line."""
        return " ".join(self.raw.split())

    @property
    def raw(self) -> str:
        """All text in it, with every space."""
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    def get(self, name: str, otherwise: str = "") -> str:
        """An attribute."""
        return self.attributes.get(name, otherwise).strip()

    def all(self, *names: str) -> Iterator["Node"]:
        """Every element of these names below this one, in the order of the file; no names: every element."""
        for child in self.nodes:
            if not names or child.name in names:
                yield child
            yield from child.all(*names)

    def first(self, *names: str) -> "Node | None":
        """The first element of these names below this one."""
        return next(self.all(*names), None)

    def direct(self, *names: str) -> list["Node"]:
        """The elements of these names that stand directly in this one."""
        return [child for child in self.nodes if child.name in names]

    def add(self, name: str, *inside: "Node | str", **attributes: str) -> "Node":
        """Put a new element at the end of this one."""
        made = Node(name, {key.rstrip("_"): value for key, value in attributes.items()}, list(inside))
        self.children.append(made)
        return made

    def markup(self) -> str:
        """What stands in it as XML that is HTML too."""
        return "".join(
            escape(child, quote=False).replace("\r", "&#13;") if isinstance(child, str) else child.written()
            for child in self.children
        )

    def written(self) -> str:
        """The element itself as XML that is HTML too."""
        attributes = "".join(f' {key}="{_attribute(value)}"' for key, value in self.attributes.items())
        if not self.children and (self.name in VOID or not self.name.islower()):
            return f"<{self.name}{attributes}/>"
        return f"<{self.name}{attributes}>{self.markup()}</{self.name}>"


def _attribute(value: str) -> str:
    """A value between double quotes; line ends would be read as spaces otherwise."""
    return escape(value).replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")


def parsed(content: bytes, file: str) -> Node:
    """The first element of a file. Raises Unreadable, with file, line and reason. No entities, no DTD, no network."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("This file is larger than %(n)s MB.", n=MOST_BYTES // 1_000_000), where=file)
    what = _("The document type (DOCTYPE) declares entities. We read files without them.")
    if found := _ENTITIES.match(content.removeprefix(b"\xef\xbb\xbf")[:1_000_000]):
        raise Unreadable(what, where=file, line=found[0].count(b"\n") + 1)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as fault:
        raise Unreadable(_reason(str(fault)), where=file, line=getattr(fault, "lineno", None)) from fault
    known = root.getroottree().docinfo
    if known.internalDTD is not None and any(True for _entity in known.internalDTD.iterentities()):
        raise Unreadable(what, where=file, line=1)
    if known.system_url and etree.QName(root).localname != "questestinterop":  # version 1.2 has one; it is never opened
        what = _("The document type (DOCTYPE) lies in another file. We read files without one.")
        raise Unreadable(what, where=file, line=1)
    return _taken(root, file, 0)


def _taken(element: Any, file: str, depth: int) -> Node:
    """An element of the parser as ours."""
    if depth > _MOST_DEEP:
        what = _("Elements stand more than %(n)s deep in each other.", n=_MOST_DEEP)
        raise Unreadable(what, where=f"{file} <{element.tag}>", line=element.sourceline)
    name = etree.QName(element).localname
    ours = name.startswith("qti-")
    attributes = {_name_of(key, ours): value for key, value in element.attrib.items()}
    node = Node(camel(name.removeprefix("qti-")) if ours else name, attributes, line=element.sourceline)
    if element.text:
        node.children.append(element.text)
    for child in element:
        if isinstance(child.tag, str):
            node.children.append(_taken(child, file, depth + 1))
        else:  # an entity that nobody declared here
            what = _("“&%(name)s;” is no sign that XML knows. Write the sign itself.", name=child.name)
            raise Unreadable(what, where=f"{file} <{name}>", line=child.sourceline or element.sourceline)
        if child.tail:
            node.children.append(child.tail)
    return node


def _name_of(key: str, ours: bool) -> str:
    """The name of an attribute as version 2 writes it."""
    if key.startswith(_XML_ID):
        return "xml:" + key.removeprefix(_XML_ID)
    key = key.rpartition("}")[2]
    return camel(key) if ours and not key.startswith(("data-", "aria-")) else key


def camel(name: str) -> str:
    """response-declaration → responseDeclaration."""
    return re.sub(r"-([a-z0-9])", lambda found: found[1].upper(), name)


def kebab(name: str) -> str:
    """responseDeclaration → response-declaration."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda found: "-" + found[1].lower(), name)


def _reason(problem: str) -> str:
    """What the parser found, as somebody says it who wants to put it right."""
    if found := _ENTITY.search(problem):
        return _("“&%(name)s;” is no sign that XML knows. Write the sign itself.", name=found[1])
    return _("This is not well-formed XML: %(problem)s.", problem=problem.split(", line ")[0])
