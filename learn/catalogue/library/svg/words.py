"""The words in a drawing: our letters, in the size that they had."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from learn.catalogue.library.svg.looks import Look, Sheet, length, look_of, painted
from learn.catalogue.library.svg.palette import Palette
from learn.catalogue.library.svg.scaling import said, transform
from learn.kit.drawing import SVG

SIZE, SMALL = 14.0, 12.0
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Lettering:
    """Puts texts into a diagram."""

    def __init__(self, sheet: Sheet, palette: Palette, k: float, size: tuple[float, float]) -> None:
        self.sheet, self.palette, self.k, self.size = sheet, palette, k, size

    def put(self, text: Element, look: Look, made: Element) -> None:
        """A text with its lines. Its letters are ours; a transform gives them the size that they had."""
        if look.get("visibility") in ("hidden", "collapse") or not "".join(text.itertext()).strip():
            return
        self.font = max(self._fonts(text, look), default=16.0)
        large = self.font * self.k
        small = abs(large - SMALL) < 0.7
        scale = 1.0 if small or abs(large - SIZE) < 0.8 else large / SIZE
        x, y = (length((text.get(name) or "0").split()[0], 0) for name in ("x", "y"))
        moved = transform(text.get("transform", ""), self.k) or ""
        if scale != 1:
            moved = f"{moved} translate({said(x * self.k)} {said(y * self.k)}) scale({said(scale)})".strip()
            self.origin, self.by = (x, y), self.k / scale
        else:
            self.origin, self.by = (0.0, 0.0), self.k
        part = SubElement(made, f"{SVG}text", self._says(text, look, small=small))
        if scale != 1:
            part.attrib.pop("x", None)
            part.attrib.pop("y", None)
        if moved:
            part.set("transform", moved)
        self._fill(part, text, look)

    def _fonts(self, text: Element, look: Look) -> Iterator[float]:
        """The sizes of letters in a text and its lines; programs say one of the text and mean another."""
        if (text.text or "").strip():
            yield length(look.get("font-size", "16"), 16)
        for child in text:
            yield from self._fonts(child, look_of(child, self.sheet, look))

    def _fill(self, part: Element, text: Element, look: Look) -> None:
        part.text = _folded(text.text, first=True)
        for child in text:
            own = look_of(child, self.sheet, look)
            if str(child.tag).rpartition("}")[2] in ("tspan", "a") and own.get("display") != "none":
                line = SubElement(part, f"{SVG}tspan", self._says(child, own, small=self._smaller(own), inside=look))
                self._fill(line, child, own)
                line.tail = _folded(child.tail)

    def _smaller(self, look: Look) -> bool:
        return length(look.get("font-size", "16"), 16) < 0.9 * self.font

    def _says(self, text: Element, look: Look, *, small: bool, inside: Look | None = None) -> dict[str, str]:
        """The attributes of a text or a line: place, class, language, where it is anchored."""
        kept = {}
        for name, at in (("x", self.origin[0]), ("y", self.origin[1]), ("dx", 0.0), ("dy", 0.0)):
            if values := (text.get(name) or "").replace(",", " ").split():
                font = length(look.get("font-size", "16"), 16)
                kept[name] = " ".join(said((length(one, 0, of=font) - at) * self.by) for one in values)
        bold = look.get("font-weight", "") in ("bold", "bolder", "600", "700", "800", "900")
        colour = painted(look, "fill")
        tint = self.palette.words(colour) if isinstance(colour, tuple) else ""
        classes = [word for word, said_so in (("s", small), ("b", bold), (tint, bool(tint))) if said_so]
        if inside is not None and look.get("fill") == inside.get("fill") and tint in classes:
            classes.remove(tint)
        if classes:
            kept["class"] = " ".join(classes)
        language = (text.get("lang") or text.get(_XML_LANG) or "")[:2].lower()
        anchor = look.get("text-anchor", "start")
        if language in ("zh", "en"):
            kept["lang"] = language
        if anchor in ("middle", "end") and (inside is None or inside.get("text-anchor") != anchor):
            kept["text-anchor"] = anchor
        return kept


def _folded(text: str | None, *, first: bool = False) -> str:
    """Words with single spaces, as a drawing shows them."""
    folded = " ".join((text or "").split())
    if not folded:
        return ""
    before = "" if first or not (text or "")[:1].isspace() else " "
    return before + folded + (" " if (text or "")[-1:].isspace() else "")
