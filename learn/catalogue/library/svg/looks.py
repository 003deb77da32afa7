"""How a part of a drawing looks: what its attributes, its style and the drawing's style sheet say (SVG 2, 6)."""

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from PIL import ImageColor

Colour = tuple[int, int, int]
Look = dict[str, str]
INHERITED = {
    "fill", "stroke", "stroke-width", "font-size", "font-weight", "text-anchor", "visibility", "color", "fill-opacity",
    "stroke-opacity", "marker-start", "marker-mid", "marker-end",
}  # fmt: skip
_ASKED = INHERITED | {"opacity", "display", "clip-path", "mask", "filter", "transform"}
_SIMPLE = re.compile(r"([\w-]*|\*)(?:([.#])([\w-]+))?")
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_LENGTH = re.compile(r"\s*([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)\s*(px|pt|pc|mm|cm|in|em|%)?\s*")
_MOST_RULES, _MOST_CLASSES = 500, 20  # of a drawing, of a part
_LONGEST = 100  # characters of a colour or a number; what is longer is neither
_URL = re.compile(r"\s*url\(", re.IGNORECASE)


class Sheet:
    """What the style sheets of a drawing say of parts that they name by tag, class or id. Print and fonts are left out."""

    def __init__(self, sheets: Iterable[str]) -> None:
        self._rules: dict[tuple[str, str, str], Look] = {}  # by sign, name and tag
        for selectors, body in (block for sheet in sheets for block in _blocks(sheet)):
            for selector in selectors.split(","):
                if (match := _SIMPLE.fullmatch(selector.strip()[:_LONGEST])) and len(self._rules) < _MOST_RULES:
                    named = (match[2] or "", match[3] or "", match[1].replace("*", ""))
                    self._rules[named] = self._rules.get(named, {}) | declared(body)
        self._places = {named: place for place, named in enumerate(self._rules)}

    def says(self, part: Element) -> Look:
        """What is said of a part; an id is stronger than a class, a class than a tag, a later word than an earlier one."""
        tag, classes = str(part.tag).rpartition("}")[2], part.get("class", "").split()[:_MOST_CLASSES]
        names = [("", ""), *((".", one) for one in classes), ("#", part.get("id", ""))]
        known = [(*name, one) for name in names for one in ("", tag) if (*name, one) in self._rules]
        known.sort(key=lambda named: (("", ".", "#").index(named[0]), self._places[named]))
        return {name: value for named in known for name, value in self._rules[named].items()}


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """What stands before braces and what in them, outermost only. One walk: a sheet may be endless and ill."""
    first, *others = sheet.replace("<!--", "").replace("-->", "").split("/*")
    before, inside, depth = "", list[str](), 0
    for piece in re.findall(r"[{};]|[^{};]+", first + "".join(other.partition("*/")[2] for other in others)):
        if piece == "{":
            depth += 1
        elif piece == "}":
            if depth == 1 and "@" not in before:
                yield before, "".join(inside)
            before, inside, depth = ("", [], 0) if depth <= 1 else (before, inside, depth - 1)
        elif depth == 0:
            before = "" if piece == ";" else piece
        elif depth == 1:
            inside.append(piece)


def declared(body: str) -> Look:
    """What a style says, as far as it is asked for."""
    pairs = (one.partition(":") for one in body.split(";"))
    said = {name.strip().lower(): value.replace("!important", "").strip() for name, _colon, value in pairs}
    return {name: value for name, value in said.items() if name in _ASKED}


def look_of(part: Element, sheet: Sheet, inherited: Look) -> Look:
    """How a part looks: what it inherits, its attributes, the style sheet, its own style, in that order."""
    own = {name: value for name, value in part.attrib.items() if name in _ASKED - {"transform"}}
    own |= sheet.says(part)
    own |= declared(part.get("style", ""))
    own = {name: value for name, value in own.items() if value != "inherit"}
    if "font-size" in own:
        own["font-size"] = str(length(own["font-size"], 16, of=length(inherited.get("font-size", "16"), 16)))
    own["opacity"] = str(_share(own.get("opacity")) * _share(inherited.get("opacity")))
    if inherited.get("display") == "none":
        own["display"] = "none"
    return {name: value for name, value in inherited.items() if name in INHERITED} | own


def length(text: str, otherwise: float, *, of: float | None = None) -> float:
    """A length in points of the drawing; shares and ems are of something."""
    match = _LENGTH.fullmatch(text) if len(text) < _LONGEST else None
    if match is None:
        return otherwise
    number, unit = float(match[1]), match[2] or ""
    if unit in ("%", "em"):
        return otherwise if of is None else number * of / (100 if unit == "%" else 1)
    return number * _UNITS[unit]


def painted(look: Look, how: str) -> Colour | str | None:
    """The colour of `fill` or `stroke` on white paper; None: none at all; a text: a pattern or gradient of that name."""
    said = look.get(how, "#000" if how == "fill" else "none").strip()[:_LONGEST]
    said = look.get("color", "#000") if said.lower() == "currentcolor" else said
    said = re.sub(r"^light-dark\(\s*((?:[^(),]|\([^()]*\))+),.*\)$", r"\1", said)
    said = re.sub(r"^var\([^,()]+,\s*(.+)\)$", r"\1", said)
    if _URL.match(said):
        return said
    opacity = _share(look.get(f"{how}-opacity")) * _share(look.get("opacity"))
    if said.lower() in ("none", "transparent", "") or opacity < 0.05:
        return None
    try:
        red, green, blue, *alpha = ImageColor.getrgb(re.sub(r"^rgba\(", "rgb(", said) if "%" in said else _whole(said))
    except ValueError:
        return (0, 0, 0)
    opacity *= alpha[0] / 255 if alpha else 1
    on_white = [round(255 - (255 - part) * opacity) for part in (red, green, blue)]
    return None if opacity < 0.05 else (on_white[0], on_white[1], on_white[2])


def _whole(colour: str) -> str:
    """rgba(1, 2, 3, 0.5) as Pillow reads it: its last number counts to 255."""
    match = re.fullmatch(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+)(%)?)?\s*\)", colour)
    if match is None:
        return colour
    alpha = float(match[4] or 1) / (100 if match[5] else 1)
    return f"rgba({match[1]},{match[2]},{match[3]},{round(min(alpha, 1) * 255)})"


def _share(text: str | None) -> float:
    match = re.fullmatch(r"\s*(\d*\.?\d+)(%)?\s*", (text or "1")[:_LONGEST])
    return min(float(match[1]) / (100 if match[2] else 1), 1.0) if match else 1.0
