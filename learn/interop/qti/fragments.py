"""HTML of ours as elements, so that XML can hold it."""

from typing import Any

from lxml import etree
from lxml.html import fragments_fromstring

from learn.interop.qti.tree import Node


def nodes_of(html: str) -> list[Node | str]:
    """The elements and texts of some HTML."""
    text = html.replace("\x00", "")
    if not text.strip():
        return [text] if text else []
    lead = text[: len(text) - len(text.lstrip())]
    try:
        found = fragments_fromstring(f"<div>{text}</div>")
    except (etree.ParserError, ValueError):
        return [text]
    whole = Node("div", {}, [])
    for one in found:
        whole.children.append(one if isinstance(one, str) else _taken(one))
    first = whole.nodes[0] if len(whole.children) == 1 and whole.nodes else whole
    return first.children or [lead]


def _taken(element: Any) -> Node:
    node = Node(element.tag, {key: value for key, value in element.attrib.items() if ":" not in key})
    if element.text:
        node.children.append(element.text)
    for child in element:
        if isinstance(child.tag, str):
            node.children.append(_taken(child))
        if child.tail:
            node.children.append(child.tail)
    return node
