"""A lesson in one language: its Markdown as a tree, and what that tree says about sections, facts and pictures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode as Node
from mdit_py_plugins.container import container_plugin

from learn.catalogue.pack.dollars import formulas_plugin

_parser = MarkdownIt("commonmark").enable("table").use(container_plugin, "box", validate=lambda *_any: True)
_parser.use(formulas_plugin)
_parser.validateLink = lambda _url: True  # type: ignore[method-assign, assignment]  # checks.py judges addresses, with a sentence
_ANCHOR = re.compile(r"\s*\{#([a-z0-9]+(?:-[a-z0-9]+)*)\}\s*$")
_TICK = re.compile(r"\[([ xX])\]\s+")
TABLE_CAPTION = "Table:"

__all__ = [
    "TABLE_CAPTION",
    "Box",
    "Choice",
    "Formula",
    "Lesson",
    "Node",
    "Picture",
    "Section",
    "box_of",
    "choices_of",
    "is_top",
    "line_of",
    "picture_of",
    "section_of",
    "text_beside",
    "text_of",
    "without_anchor",
    "without_tick",
]


@dataclass(frozen=True)
class Section:
    """A `##` heading."""

    id: str  # empty: the author gave none
    title: str
    line: int


@dataclass(frozen=True)
class Box:
    """A `:::` container: its word and what stands behind the word."""

    word: str
    rest: str
    line: int
    closed: bool


@dataclass(frozen=True)
class Picture:
    """A picture with its place in words and its caption."""

    address: str
    alt: str
    caption: str
    line: int
    alone: bool  # in a paragraph of its own

    @property
    def name(self) -> str:
        """The file in media/."""
        return self.address.removeprefix("media/")


@dataclass(frozen=True)
class Choice:
    """One decision of a worked case."""

    text: Node | None  # None: nothing stands behind the box
    right: bool | None  # None: no box
    feedback: list[Node]
    line: int


@dataclass(frozen=True)
class Formula:
    """LaTeX between dollars."""

    latex: str
    block: bool  # in lines of its own
    line: int


class Lesson:
    """A lesson in one language."""

    def __init__(self, file: str, language: str, markdown: str) -> None:
        self.file, self.language, self.markdown = file, language, markdown

    @cached_property
    def root(self) -> Node:
        """The whole text as a tree."""
        return Node(_parser.parse(self.markdown + "\n"))

    @cached_property
    def sections(self) -> list[Section]:
        """The `##` headings in their order."""
        return [section_of(node) for node in self.walk("heading") if node.tag == "h2"]

    @cached_property
    def boxes(self) -> list[Box]:
        """The `:::` containers in their order."""
        lines = self.markdown.split("\n")
        found = []
        for node in self.walk("container_box"):
            start, end = node.map or (0, 0)
            closed = end < len(lines) and lines[end].strip().startswith(":::")
            word, rest = box_of(node)
            found.append(Box(word, rest, start + 1, closed))
        return found

    @property
    def facts(self) -> list[tuple[str, int]]:
        """The facts that are boxed, each with its line."""
        return [(fact, box.line) for box in self.boxes if box.word == "keyfact" for fact in box.rest.split()]

    @property
    def citations(self) -> list[tuple[str, str, int]]:
        """The sources referred to in the text: key, words, line."""
        return [
            (href.removeprefix("source:"), text_of(node), line)
            for node, href, line in self.links
            if href.startswith("source:")
        ]

    @property
    def terms(self) -> list[tuple[str, int]]:
        """The terms of the glossary that the text explains, each with its line."""
        return [(href.removeprefix("term:"), line) for _node, href, line in self.links if href.startswith("term:")]

    @cached_property
    def formulas(self) -> list[Formula]:
        """Every formula."""
        found = self.walk("math_inline", "math_block")
        return [Formula(node.content, node.type == "math_block", line_of(node)) for node in found]

    @cached_property
    def links(self) -> list[tuple[Node, str, int]]:
        """Every link with its address and line."""
        return [(node, str(node.attrs.get("href", "")), line_of(node)) for node in self.walk("link")]

    @cached_property
    def pictures(self) -> list[Picture]:
        """Every picture."""
        return [picture_of(node) for node in self.walk("image")]

    def walk(self, *types: str) -> Iterator[Node]:
        """Every part of some types, in the order of the text."""
        return (node for node in self.root.walk() if node.type in types)


def section_of(heading: Node) -> Section:
    """A heading without its id, and the id."""
    written = text_of(heading)
    match = _ANCHOR.search(written)
    return Section(match[1] if match else "", _ANCHOR.sub("", written), line_of(heading))


def box_of(node: Node) -> tuple[str, str]:
    """The word of a container and what stands behind it."""
    word, _space, rest = node.info.strip().partition(" ")
    return word, rest.strip()


def picture_of(node: Node) -> Picture:
    """An image of the Markdown."""
    inline = node.parent
    alone = (
        inline is not None
        and len(inline.children) == 1
        and inline.parent is not None
        and inline.parent.type == "paragraph"
    )
    at_top = alone and inline is not None and inline.parent is not None and is_top(inline.parent)
    attrs = {name: str(value) for name, value in node.attrs.items()}
    return Picture(attrs.get("src", ""), node.content.strip(), attrs.get("title", "").strip(), line_of(node), at_top)


def choices_of(listing: Node) -> list[Choice]:
    """The decisions in the list of a worked case."""
    return [_choice(item) for item in listing.children]


def _choice(item: Node) -> Choice:
    first = item.children[0] if item.children else None
    match = _TICK.match(first.children[0].content) if first is not None and first.type == "paragraph" else None
    right = None if match is None else match[1] in "xX"
    return Choice(first if match else None, right, item.children[1:], line_of(item))


def without_tick(text: str) -> str:
    """The words of a decision without the box before them."""
    return _TICK.sub("", text, count=1)


def without_anchor(text: str) -> str:
    """The words of a heading without its id."""
    return _ANCHOR.sub("", text)


def is_top(node: Node) -> bool:
    """Whether a part stands in no list, box or quotation."""
    return node.parent is not None and node.parent.is_root


def text_of(node: Node) -> str:
    """The words of a part, without marks."""
    if node.type in ("text", "code_inline", "math_inline", "math_block"):
        return node.content
    if node.type in ("softbreak", "hardbreak"):
        return " "
    return "".join(text_of(child) for child in node.children)


def text_beside(node: Node) -> tuple[str, str]:
    """The sign right before a part of a line, and the one right behind it; empty at the ends."""
    while node.parent is not None and node.parent.type in ("em", "strong") and len(node.parent.children) == 1:
        node = node.parent
    before, after = node.previous_sibling, node.next_sibling
    return (text_of(before)[-1:] if before else "", text_of(after)[:1] if after else "")


def line_of(node: Node) -> int:
    """The line where a part begins. Parts of a line know only their paragraph, so line breaks are counted."""
    breaks = 0
    while node.map is None and node.parent is not None:
        if not node.is_root:
            breaks += sum(
                1 for before in _before(node) for part in before.walk() if part.type in ("softbreak", "hardbreak")
            )
        node = node.parent
    return (node.map[0] if node.map else 0) + 1 + breaks


def _before(node: Node) -> list[Node]:
    siblings = list(node.siblings)
    return siblings[: siblings.index(node)]
