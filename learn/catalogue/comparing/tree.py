"""A rendered lesson as a tree: what is a block, what is a picture, and what stands in a line of text."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from html import escape
from typing import Any

from lxml import html as lxml_html

Element = Any  # of lxml

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_LOWER = {"h2": "h3", "h3": "h4"}  # a lesson stands under a heading of the page that compares it
_DRAWN = frozenset(["svg", "img", "video", "audio"])
_NAMES = frozenset(
    ["id", "name", "aria-labelledby", "aria-describedby", "aria-label"]
)  # say where something stands, not what


def fresh(tag: str, attributes: Mapping[str, str] | None = None) -> Element:
    """A new element."""
    return lxml_html.Element(tag, dict(attributes or {}))


def parsed(html: str) -> Element:
    """A rendered lesson as the children of one element, without what only leads about in it."""
    root = lxml_html.fragment_fromstring(html, create_parent="div") if html else fresh("div")
    for link in list(root.iterfind(".//a")):
        if (address := link.get("href", "")).startswith("?hl="):
            link.drop_tree()  # the way to the other language, which stands beside it here
        elif address.startswith("#"):
            link.attrib.pop("href")  # where it leads to may not be shown
    for case in root.iterfind(".//details"):
        case.attrib.pop("name", None)
        case.set("open", "open")  # nothing that is compared is folded away
    for landmark in list(root.iter("section", "aside")):
        landmark.tag = "div"  # many lessons stand on one page: their parts are no landmarks of it
        for name in ("aria-label", "aria-labelledby"):
            landmark.attrib.pop(name, None)
    for heading in list(root.iter("h2", "h3")):
        heading.tag = _LOWER[heading.tag]
    _wrap_loose_words(root)
    return root


def _wrap_loose_words(root: Element) -> None:
    """Where words and blocks stand side by side, as in a list in a list, the words become a block of their own."""
    for parent in [one for one in root.iter() if is_block(one) and holds_blocks(one)]:
        loose = None
        if (parent.text or "").strip():
            loose = fresh("div")
            loose.text, parent.text = parent.text, None
            parent.insert(0, loose)
        for child in list(parent):
            if child is not loose:
                loose = _wrapped(child, loose)


def _wrapped(child: Element, loose: Element | None) -> Element | None:
    """Put a child that is no block into the block of loose words before it. Returns the one that may go on."""
    if is_block(child) or _says_nothing(child):
        if not (child.tail or "").strip():
            return None
        after = fresh("div")
        after.text, child.tail = child.tail, None
        child.addnext(after)
        return after
    if loose is None:
        loose = fresh("div")
        child.addprevious(loose)
    loose.append(child)
    return loose


def _says_nothing(element: Element) -> bool:
    """Whether this is a sign of the interface, which may stand by itself."""
    return not text_of(element) and not any(is_picture(one) for one in element.iter())


def is_block(element: Element) -> bool:
    """Whether something begins on a line of its own."""
    return element.tag in _BLOCKS


def holds_blocks(element: Element) -> bool:
    """Whether blocks stand in a block; otherwise a line of text does."""
    return any(is_block(child) for child in element)


def is_picture(element: Element) -> bool:
    """Whether this is a diagram or a photograph, and not a sign of the interface."""
    return element.tag in _DRAWN and "icon" not in element.get("class", "").split()


def words_of_picture(element: Element) -> str:
    """What a picture shows, in words."""
    return str(element.get("alt") or element.findtext("title") or "")


def without_words(element: Element) -> str:
    """What a picture is, whatever is said about it."""
    picture = deepcopy(element)
    picture.tail = None
    for title in picture.findall("title"):
        picture.remove(title)
    picture.attrib.pop("alt", None)
    return signature(picture)


def signature(element: Element) -> str:
    """What an element is: its tag, its text and its children, wherever it stands in the page."""
    return "".join(_signed(element))


def _signed(element: Element) -> Iterator[str]:
    yield tag_of(element)
    yield " ".join((element.text or "").split())
    for child in element:
        yield from _signed(child)
        yield " ".join((child.tail or "").split())
    yield "</>"


def tag_of(element: Element) -> str:
    """The opening tag of an element, without the names that other places know it by."""
    said = "".join(f' {key}="{escape(value)}"' for key, value in sorted(element.attrib.items()) if key not in _NAMES)
    return f"<{element.tag}{said}>"


def text_of(element: Element) -> str:
    """The words of an element; what stands in different cells or lines is never one word."""
    return " ".join(" ".join(element.itertext()).split())


def written(element: Element, *, prefix: str) -> str:
    """The element as HTML, its ids made its own by a prefix."""
    for part in element.iter():
        for key in ("id", "aria-labelledby", "aria-describedby"):
            if key in part.attrib:
                part.set(key, " ".join(f"{prefix}{word}" for word in part.get(key).split()))
    found: str = lxml_html.tostring(element, encoding="unicode", with_tail=False)
    return re.sub(r"\bviewbox=", "viewBox=", found)
