"""An SVG made a diagram of ours: shapes and words only, coloured by our classes, or refused with what to do."""

from collections.abc import Iterator
from statistics import median
from xml.etree.ElementTree import Element, ParseError, SubElement, register_namespace, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from flask_babel import gettext as _

from learn.catalogue.library.svg.looks import Look, Sheet, length, look_of, painted
from learn.catalogue.library.svg.palette import Palette
from learn.catalogue.library.svg.scaling import place, said, transform
from learn.catalogue.library.svg.words import Lettering
from learn.kit.drawing import MOST_PARTS, PLACES, SVG, Drawing
from learn.kit.web import Refused

MOST_BYTES = 2_000_000  # as it was sent
LINE = 1.5  # how wide our lines are
_SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_GROUPS = {"g", "a", "svg", "switch"}
_XLINK = "{http://www.w3.org/1999/xlink}href"
_DEEPEST, _DEEPEST_USE = 60, 5


def cleaned(content: bytes) -> bytes:
    """The drawing as a diagram; one that is a diagram already stays byte by byte what it is."""
    if len(content) > MOST_BYTES:
        raise Refused(_("This drawing is larger than %(n)s MB. Save it as PNG and send that.", n=2))
    if not Drawing(content).faults:
        return content
    try:
        root = fromstring(content, forbid_dtd=False)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as fault:
        raise Refused(_("This SVG cannot be read, or it declares entities. Save it as plain SVG or as PNG.")) from fault
    if root.tag != f"{SVG}svg":
        raise Refused(_("This is not an SVG. Save the picture as SVG, PNG or JPEG and send that."))
    _refuse_endless(root)
    made = _Cleaning(root).drawing()
    if faults := Drawing(made).faults:
        sentences = " ".join(dict.fromkeys(sentence for _line, sentence in faults[:3]))
        raise Refused(
            _("%(faults)s If that is hard to change, save the drawing as PNG and send that.", faults=sentences)
        )
    return made


def _refuse_endless(root: Element) -> None:
    """A drawing of so many parts, or so deep, that going through it would take long."""
    count, level, deep = 0, [root], 0
    while level:
        count, deep = count + len(level), deep + 1
        if count > 4 * MOST_PARTS or deep > _DEEPEST:
            raise Refused(_("This drawing is too large: at most %(n)s shapes.", n=MOST_PARTS))
        level = [child for part in level for child in part]


def _lost(what: str) -> Refused:
    return Refused(
        _("A diagram cannot hold %(what)s, and the picture would be lost. Save it as PNG and send that.", what=what)
    )


class _Cleaning:
    """One drawing on its way to a diagram."""

    def __init__(self, root: Element) -> None:
        self.root, self.palette, self.count = root, Palette(), 0
        self.sheet = Sheet("".join(part.itertext()) for part in root.iter() if _name(part) == "style")
        self.by_id = {part.get("id", ""): part for part in root.iter() if part.get("id")}
        self.left, self.top, self.width, self.height = self._view()
        self.size = (self.width, self.height)
        self.k = self._scale()

    def drawing(self) -> bytes:
        """The diagram."""
        register_namespace("", SVG[1:-1])
        view = [said(one * self.k) for one in (self.left, self.top, self.width, self.height)]
        made = Element(f"{SVG}svg", {"viewBox": " ".join(view)})
        self._children(self.root, look_of(self.root, self.sheet, {}), made, 0)
        if self.palette.lost:
            raise _lost(_("so many colours"))
        if not len(made):
            raise Refused(_("Nothing can be seen in this drawing. Save it as PNG and send that."))
        return tostring(made, encoding="utf-8", xml_declaration=False)

    def _view(self) -> tuple[float, float, float, float]:
        """What of its plane is seen: said by the viewBox, else by width and height."""
        said_view = self.root.get("viewBox", "").replace(",", " ").split()
        try:
            left, top, width, height = (float(number) for number in said_view)
        except ValueError:
            left = top = 0.0
            width, height = (length(self.root.get(name, ""), 0) for name in ("width", "height"))
        if not (0 < width < 1e6 and 0 < height < 1e6):
            raise Refused(_("This drawing does not say how large it is. Save it as PNG and send that."))
        return left, top, width, height

    def _scale(self) -> float:
        """How many times as large it becomes, so that its lines are as wide as ours."""
        widths = [wide for wide in self._widths(self.root, look_of(self.root, self.sheet, {}), 0) if wide > 0]
        k = LINE / median(widths) if widths else 640 / self.width
        k = min(max(k, 64 / max(self.size)), 4000 / max(self.size))
        return 1.0 if 0.75 < k < 1.34 else k

    def _widths(self, part: Element, look: Look, depth: int) -> Iterator[float]:
        for child in part if depth < 60 else ():
            own = look_of(child, self.sheet, look)
            if _name(child) in _SHAPES and painted(own, "stroke") is not None:
                yield length(own.get("stroke-width", "1"), 1)
            yield from self._widths(child, own, depth + 1)

    # its parts

    def _children(self, part: Element, look: Look, made: Element, uses: int) -> None:
        for child in _shown_of(part):
            self._part(child, look_of(child, self.sheet, look), made, uses)

    def _part(self, part: Element, look: Look, made: Element, uses: int) -> None:
        name = _name(part)
        if look.get("display") == "none" or not str(part.tag).startswith(SVG):
            return
        self._refuse_what_is_lost(part, look)
        self.count += 1
        if self.count > 4 * MOST_PARTS:
            raise Refused(_("This drawing is too large: at most %(n)s shapes.", n=MOST_PARTS))
        if name in _GROUPS:
            self._children(part, look, self._group(part, made), uses)
        elif name == "use":
            self._use(part, look, made, uses)
        elif name in _SHAPES and look.get("visibility") not in ("hidden", "collapse"):
            self._shape(part, look, made)
        elif name == "text":
            Lettering(self.sheet, self.palette, self.k, self.size).put(part, look, made)

    def _refuse_what_is_lost(self, part: Element, look: Look) -> None:
        name = _name(part)
        if name in ("image", "foreignObject"):
            raise _lost(_("pictures within") if name == "image" else _("boxes of text"))
        if name in _SHAPES and any(look.get(f"marker-{end}", "none") != "none" for end in ("start", "mid", "end")):
            raise _lost(_("arrow heads that are no shapes"))
        if look.get("mask", "none") != "none" or look.get("filter", "none") != "none":
            raise _lost(_("shadows and masks"))
        if look.get("clip-path", "none") != "none" and not self._cuts_a_box(look["clip-path"]):
            raise _lost(_("shapes that are cut out by others"))
        if "transform" in look:
            raise _lost(_("shapes that a style moves"))

    def _cuts_a_box(self, address: str) -> bool:
        """Programs cut every page by its own frame; a diagram ends at its frame anyway."""
        clip = self.by_id.get(address.strip().removeprefix("url(").rstrip(")").strip("\"'#"))
        inside = [] if clip is None else [_name(child) for child in clip]
        return inside == ["rect"] or (inside == ["path"] and clip is not None and _is_box(clip[0].get("d", "")))

    def _group(self, part: Element, made: Element) -> Element:
        """Where the parts of a group go: into a group of ours only if it moves them."""
        moved = [part.get("transform", "")]
        if _name(part) == "svg":
            moved.append(f"translate({length(part.get('x', '0'), 0)} {length(part.get('y', '0'), 0)})")
            if part.get("viewBox"):
                raise _lost(_("drawings within"))
        return self._moved(made, " ".join(moved))

    def _moved(self, made: Element, how: str) -> Element:
        found = transform(how, self.k)
        if found is None:
            raise _lost(_("shapes that a style moves"))
        return (
            SubElement(made, f"{SVG}g", {"transform": found}) if found.replace("translate(0 0)", "").strip() else made
        )

    def _use(self, part: Element, look: Look, made: Element, uses: int) -> None:
        """What is drawn again elsewhere, drawn there."""
        target = self.by_id.get((part.get("href") or part.get(_XLINK) or "").removeprefix("#"))
        if target is None or uses >= _DEEPEST_USE:
            return
        x, y = (length(part.get(name, "0"), 0) for name in ("x", "y"))
        inside = self._moved(made, f"{part.get('transform', '')} translate({said(x)} {said(y)})")
        own = look_of(target, self.sheet, look)
        if _name(target) == "symbol":
            if target.get("viewBox"):
                raise _lost(_("drawings within"))
            self._children(target, own, inside, uses + 1)
        else:
            self._part(target, own, inside, uses + 1)

    def _shape(self, part: Element, look: Look, made: Element) -> None:
        fill, stroke = painted(look, "fill"), painted(look, "stroke")
        if isinstance(fill, str) or isinstance(stroke, str):
            raise _lost(_("colours that run into each other"))
        name = _name(part)
        fill = None if name == "line" else fill
        stroke = stroke if length(look.get("stroke-width", "1"), 1) > 0 else None
        places: dict[str, str] = {}
        for word, value in part.attrib.items():
            if word in PLACES:
                found = place(word, value, self.k, self.size, length(look.get("font-size", "16"), 16))
                if found is None and word in ("d", "transform", "points"):
                    return
                places |= {word: found} if found else {}
        if fill is not None and not (self._is_paper(name, places) and min(fill) > 240):
            SubElement(made, f"{SVG}{name}", {"class": self.palette.fill(fill, lined=stroke is not None), **places})
        if stroke is not None and fill is None:
            SubElement(made, f"{SVG}{name}", {"class": self.palette.line(stroke), **places})

    def _is_paper(self, name: str, places: dict[str, str]) -> bool:
        """Whether a shape is the white sheet that programs lay under everything."""
        sides = zip(("width", "height"), self.size, strict=True)
        return name == "rect" and all(float(places.get(side, 0)) >= 0.98 * whole * self.k for side, whole in sides)


def _shown_of(part: Element) -> list[Element]:
    """The parts that are drawn; of a choice the first that is no box of HTML."""
    if _name(part) != "switch":
        return [child for child in part if isinstance(child.tag, str)]
    return [child for child in part if _name(child) != "foreignObject"][:1]


def _is_box(path: str) -> bool:
    return all(letter in "MmLlHhVvZz0123456789.,-+ eE\t\r\n" for letter in path) and sum(map(str.isalpha, path)) <= 8


def _name(part: Element) -> str:
    return str(part.tag).rpartition("}")[2]
