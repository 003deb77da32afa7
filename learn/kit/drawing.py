"""A diagram: an SVG that holds shapes, words in both languages, and nothing else."""

import re
from collections.abc import Iterator
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from flask_babel import gettext as _

SVG = "{http://www.w3.org/2000/svg}"
DRAWING = "image/svg+xml"
MOST_PARTS, DEEPEST = 2000, 12
SHAPES = {
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title", "desc",
}  # fmt: skip
CLASSES = {"ink", "soft", "teal", "gold", "late", "arrow", "t", "s", "b", "on"}
PLACES = {
    "x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "cx", "cy", "r", "rx", "ry", "width", "height", "d", "points",
    "transform",
}  # fmt: skip
ALLOWED = PLACES | {"class", "lang", "text-anchor", "fill", "role", "viewBox", "id", "preserveAspectRatio"}
_HARMLESS = re.compile(r"[A-Za-z0-9 ,.()+\-\s]*")  # coordinates and transforms; no address fits in here
_TEXT = {"font-family": "sans-serif", "font-size": "14", "fill": "#16243a"}
_BY_DAY: dict[
    str, dict[str, str]
] = {  # as diagram.css and tokens.css colour it: a picture takes no styles from its page
    "s": {"font-size": "12"},
    "b": {"font-weight": "600"},
    "ink": {"fill": "none", "stroke": "#45526a", "stroke-width": "1.5"},
    "soft": {"fill": "#f2efe7", "stroke": "#cbc3b1"},
    "teal": {"fill": "#0b6165"},
    "gold": {"fill": "#76581b"},
    "late": {"fill": "#a1271b"},
    "arrow": {"fill": "#45526a"},
    "on": {"fill": "#ffffff"},
}
_HAN = re.compile(r"[\u3400-\u9fff]")


class Drawing:
    """A diagram that can be drawn in either language."""

    def __init__(self, content: bytes) -> None:
        self.faults: list[tuple[int, str]] = []  # line and sentence
        self.root: Element | None = None
        parser = _Parser(forbid_dtd=True)
        try:
            parser.feed(content)
            self.root = parser.close()
        except (ParseError, DefusedXmlException, ValueError) as fault:
            line = getattr(fault, "position", (1, 0))[0]
            self._fault(line, _("This is not an SVG that can be read: %(problem)s.", problem=_problem(fault)))
            return
        if _depth(self.root) > DEEPEST:  # before anything climbs down into it
            self._fault(1, _("This drawing is too large: at most %(n)s shapes.", n=MOST_PARTS))
            return
        self._check(list(zip(self.root.iter(), parser.lines, strict=True)))

    def drawn(self, language: str, *, title: str, id: str) -> str:
        """The drawing in one language, to stand inside a page."""
        assert self.root is not None, "a faulty drawing is not drawn"
        view = escape(self.root.get("viewBox", ""))
        head = f'<svg class="diagram" viewBox="{view}" role="img" aria-labelledby="{id}"><title id="{id}">{escape(title)}</title>'
        return head + "".join(_drawn(child, language) for child in self.root) + "</svg>"

    @property
    def view(self) -> tuple[float, float, float, float]:
        """What of its plane is seen: left, top, width and height."""
        assert self.root is not None, "a faulty drawing has no size"
        left, top, width, height = map(float, re.split(r"[\s,]+", self.root.get("viewBox", "").strip()))
        return left, top, width, height

    def picture(self, language: str) -> str:
        """The drawing in one language as a file of its own, on white paper."""
        assert self.root is not None, "a faulty drawing is not drawn"
        left, top, width, height = self.view
        sheet = f'x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}"'
        head = f'<svg xmlns="{SVG[1:-1]}" viewBox="{left:g} {top:g} {width:g} {height:g}" width="{width:g}" height="{height:g}">'
        inside = "".join(_drawn(child, language, coloured=True) for child in self.root)
        return f'{head}<rect {sheet} fill="#ffffff"/>{inside}</svg>'

    def _fault(self, line: int, sentence: str) -> None:
        self.faults.append((line, sentence))

    def _check(self, parts: list[tuple[Element, int]]) -> None:
        root = parts[0][0]
        if root.tag != f"{SVG}svg":
            self._fault(
                1, _('This is not an SVG: its outermost element must be <svg xmlns="http://www.w3.org/2000/svg">.')
            )
            return
        if not re.fullmatch(r"\s*-?\d*\.?\d+([\s,]+-?\d*\.?\d+){3}\s*", root.get("viewBox", "")):
            self._fault(1, _("An SVG needs a viewBox of four numbers."))
        for name in ("width", "height"):
            if name in root.attrib:
                self._fault(1, _("An SVG has no %(name)s of its own; the page gives it room.", name=name))
        if len(parts) > MOST_PARTS:
            self._fault(1, _("This drawing is too large: at most %(n)s shapes.", n=MOST_PARTS))
            return
        for part, line in parts:
            for sentence in _sentences(part):
                self._fault(line, sentence)
        self._check_languages(parts)

    def _check_languages(self, parts: list[tuple[Element, int]]) -> None:
        said = {part.get("lang") for part, _line in parts}
        for language, other in (("zh", "en"), ("en", "zh")):
            if language in said and other not in said:
                self._fault(
                    1, _('There is text with lang="%(one)s" but none with lang="%(other)s".', one=language, other=other)
                )
        lines = {id(part): line for part, line in parts}
        for part in _for_everybody(parts[0][0]):
            if _HAN.search(part.text or ""):
                self._fault(lines[id(part)], _('Chinese text needs lang="zh", with its English beside it.'))


class _Parser(DefusedXMLParser):
    """Remembers the line of every element; `iter()` meets them in the same order."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.lines: list[int] = []

    def _start(self, tag: str, attributes: list[str]) -> Any:
        self.lines.append(self.parser.CurrentLineNumber)
        return super()._start(tag, attributes)  # type: ignore[misc]


def _sentences(part: Element) -> Iterator[str]:
    """What an element has that a diagram may not have."""
    name = _name(part)
    if not str(part.tag).startswith(SVG) or name not in SHAPES:
        yield _("<%(name)s> may not stand in a diagram.", name=name)
        return
    for attribute, value in part.attrib.items():
        short = attribute.rpartition("}")[2]
        if attribute not in ALLOWED:
            yield _('%(name)s="…" may not stand in a diagram.', name=short)
        elif attribute == "class":
            for word in set(value.split()) - CLASSES:
                yield _(
                    "“%(word)s” is not a class of diagrams. They are: %(all)s.",
                    word=word,
                    all=", ".join(sorted(CLASSES)),
                )
        elif attribute == "lang" and value not in ("zh", "en"):
            yield _("lang must be zh or en, not “%(value)s”.", value=value)
        elif attribute == "fill" and value != "none":
            yield _("Shapes are coloured by class only; fill may be none.")
        elif not _HARMLESS.fullmatch(value):
            yield _('%(name)s="…" holds something else than coordinates.', name=short)


def _for_everybody(part: Element) -> Iterator[Element]:
    """What is drawn in both languages."""
    if part.get("lang") is None and _name(part) not in ("title", "desc"):
        yield part
        for child in part:
            yield from _for_everybody(child)


def _drawn(part: Element, language: str, *, coloured: bool = False) -> str:
    """An element in one language; coloured by the classes of its page, or by itself."""
    name = _name(part)
    if part.get("lang", language) != language or name in ("title", "desc"):
        return ""
    kept = {word: value for word, value in part.attrib.items() if word not in ("lang", "role", "id")}
    words = name in ("text", "tspan")
    if coloured:
        kept = _colours(kept.pop("class", "").split(), text=name == "text") | kept
    attributes = "".join(f' {word}="{escape(value)}"' for word, value in kept.items())
    inside = (escape((part.text or "").strip("\n")) if words else "") + "".join(
        _drawn(child, language, coloured=coloured) + (escape((child.tail or "").strip("\n")) if words else "")
        for child in part
    )
    return f"<{name}{attributes}>{inside}</{name}>"


def _colours(classes: list[str], *, text: bool) -> dict[str, str]:
    """What the classes of an element look like by day."""
    looks = dict(_TEXT) if text else {}
    for word, look in _BY_DAY.items():
        looks |= look if word in classes else {}
    return looks


def _depth(part: Element) -> int:
    """How deeply elements stand in one another, without climbing down ourselves."""
    deepest, level = 0, [part]
    while level and deepest <= DEEPEST:
        deepest, level = deepest + 1, [child for one in level for child in one]
    return deepest


def _name(part: Element) -> str:
    return str(part.tag).rpartition("}")[2]


def _problem(fault: Exception) -> str:
    return _("it declares entities or a document type") if isinstance(fault, DefusedXmlException) else str(fault)
