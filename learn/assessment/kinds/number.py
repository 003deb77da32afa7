"""Numbers as people type them."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from learn.kit.text import fold

MOST = 300  # signs; nobody types a longer number
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)"
    r"(?P<whole>\d{1,3}(?:([, '’])\d{3})(?:\3\d{3})*|\d+)"  # in groups of three, all parted alike, or all in one
    r"(?:(?P<point>\.)(?P<part>\d*))?"
    r"(?:e(?P<e>[+-]?\d{1,3})|\s?[x×*·]\s?10\^(?P<power>[+-]?\d{1,3}))?"
    r"(?P<unit>(?![\d.,]).*)?"
)


@dataclass(frozen=True)
class Number:
    """A number that somebody typed, with what stands behind it."""

    value: Fraction
    unit: str  # as typed, in small letters; empty: nothing
    figures: range  # of significant figures; 1200 may have two, three or four

    def has_figures(self, wanted: int | None) -> bool:
        """Whether it has the significant figures that are asked for; nought has as many as one likes."""
        return wanted is None or not self.value or wanted in self.figures


def number_in(text: str) -> Number | None:
    """The number that somebody typed, with or without a unit; None: there is none.

    Full and half width and thousands separators count as equal. 1,000 is a thousand; 1,5 is no number, for we
    cannot know what it means. A Chinese full stop between digits is a slip of the keyboard: 0。5 is 0.5.
    """
    found = _NUMBER.fullmatch(_plain(text[:MOST]).rstrip(".,;"))
    if found is None:
        return None
    whole, part = re.sub(r"\D", "", found["whole"]), found["part"] or ""
    value = Decimal(f"{found['sign']}{whole}.{part or '0'}e{found['e'] or found['power'] or '0'}")
    significant = (whole + part).lstrip("0")
    least = significant if found["point"] else significant.rstrip("0")
    return Number(Fraction(value), (found["unit"] or "").strip(), range(len(least), len(significant) + 1))


def _plain(text: str) -> str:
    """Half width, small letters, one kind of minus, powers of ten as 10^6."""
    powers = re.sub(r"(?<=10)[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda power: "^" + power[0].translate(_SUPERSCRIPTS), text)
    folded = re.sub(r"^[−–—]", "-", fold(powers))
    folded = re.sub(r"(?<=\^)[−–—]", "-", folded)
    folded = re.sub(r"^([+-]?)10\^", r"\g<1>1x10^", folded)
    folded = re.sub(r"。(?=\d)", ".", folded).rstrip(" 。、")
    return re.sub(r"^([+-]?)\.(?=\d)", r"\g<1>0.", folded)
