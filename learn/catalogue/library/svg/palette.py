"""The few colours of our diagrams: which of them stands for a colour, and whether a picture survives that."""

from colorsys import rgb_to_hls

from learn.catalogue.library.svg.looks import Colour

_BRIGHT, _BRIGHT_GREY = 0.3, 0.18  # luminance; what is brighter carries dark words, what is darker white ones
_COLOURFUL = 0.25  # of 1; below, a colour is a tint of grey
_APART = 50  # degrees of hue; what is further apart is told apart by its colour


class Palette:
    """Colours given out in one drawing, so that it is known when two that differ fell together."""

    def __init__(self) -> None:
        self._given: dict[str, list[Colour]] = {}

    @property
    def lost(self) -> bool:
        """Whether two colours that a reader tells apart have become one."""
        return any(
            _told_apart(one, other, lines=name == "ink")
            for name, colours in self._given.items()
            for n, one in enumerate(colours)
            for other in colours[:n]
        )

    def fill(self, colour: Colour, *, lined: bool) -> str:
        """The class of a filled shape."""
        if _luminance(colour) > (_BRIGHT_GREY if _chroma(colour) < _COLOURFUL else _BRIGHT):
            return self._give("soft" if lined or min(colour) < 245 else "on", colour)
        return self._give(_strong(colour) or "arrow", colour)

    def line(self, colour: Colour) -> str:
        """The class of a line: there is one."""
        return self._give("ink", colour)

    def words(self, colour: Colour) -> str:
        """The class of words; empty: the ordinary ink."""
        if _luminance(colour) > 0.6:
            return "on"
        return _strong(colour) or ""

    def _give(self, name: str, colour: Colour) -> str:
        colours = self._given.setdefault(name, [])
        if colour not in colours and len(colours) < 200:
            colours.append(colour)
        return name


def _strong(colour: Colour) -> str | None:
    """teal, gold or late for a colour that is one; None: a grey."""
    if _chroma(colour) < _COLOURFUL:
        return None
    hue = _hue(colour)
    if 20 <= hue < 70:
        return "gold"
    return "teal" if 70 <= hue < 280 else "late"


def _told_apart(one: Colour, other: Colour, *, lines: bool) -> bool:
    grey = [_chroma(colour) < _COLOURFUL for colour in (one, other)]
    if any(grey):
        return lines and not all(grey)  # a red line among black ones means something; a tint of grey does not
    apart = abs(_hue(one) - _hue(other))
    return min(apart, 360 - apart) > _APART


def _chroma(colour: Colour) -> float:
    return (max(colour) - min(colour)) / 255


def _hue(colour: Colour) -> float:
    return rgb_to_hls(*(part / 255 for part in colour))[0] * 360


def _luminance(colour: Colour) -> float:
    """As contrast is reckoned (WCAG 2.2)."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (c / 255 for c in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
