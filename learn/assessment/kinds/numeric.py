"""A number."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from learn.assessment.kinds.kind import Body, Given, Kind, Line, typed, words
from learn.assessment.kinds.wording import plain
from learn.kit.text import Words, fold

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)"
    r"(?P<whole>\d{1,3}(?:([, '’])\d{3})(?:\3\d{3})*|\d+)"  # in groups of three, all parted alike, or all in one
    r"(?:\.(?P<part>\d*))?"
    r"(?:e(?P<e>[+-]?\d{1,3})|\s?[x×*·]\s?10\^(?P<power>[+-]?\d{1,3}))?"
    r"(?P<unit>(?![\d.,]).*)?"
)


class Numeric(Kind):
    """A number, with a tolerance: 1 point or 0."""

    label = _l("A number")
    template = "assessment/kinds/numeric.html"

    def unit(self, body: Body) -> Words | None:
        """The unit that stands behind the field; None: a bare number is asked for."""
        return words(body["unit"]) if body.get("unit") else None

    def read(self, name: str, body: Body, order: Sequence[str], form: MultiDict[str, str]) -> Given | None:
        """What was typed, also where it is no number."""
        text = typed(name, form, most=60)
        return None if text is None else {"text": text}

    def answered(self, given: Given) -> bool:
        """Whether anything was typed."""
        return bool(given.get("text"))

    def mark(self, body: Body, given: Given) -> Fraction:
        """1 for a number within the tolerance. A text that is no number is wrong."""
        number = number_in(given.get("text", ""), self.unit(body))
        if number is None:
            return Fraction(0)
        return Fraction(abs(Fraction(number) - _exact(body["answer"])) <= _exact(body.get("tolerance") or 0))

    def review(self, body: Body, given: Given) -> list[Line]:
        """The number given, and the right one with its tolerance."""
        right, unit = bool(self.mark(body, given)), self.unit(body)
        lines = [Line(given["text"], given=True, right=right)] if self.answered(given) else []
        if not right:
            tolerance = f" ± {body['tolerance']}" if body.get("tolerance") else ""
            lines.append(Line(f"{body['answer']}{tolerance} {unit or ''}".strip(), given=False, right=True))
        return lines

    def remark(self, body: Body, given: Given) -> str | None:
        """A text that we cannot read as a number."""
        if number_in(given.get("text", ""), self.unit(body)) is not None:
            return None
        return _("We cannot read this as a number. Write it like 1000 or 0.5.")


def number_in(text: str, unit: Words | None) -> Decimal | None:
    """The number that somebody typed, with or without its unit in either language; None: there is none.

    Full and half width and thousands separators count as equal. 1,000 is a thousand; 1,5 is no number, for we
    cannot know what it means. A Chinese full stop between digits is a slip of the keyboard: 0。5 is 0.5.
    """
    found = _NUMBER.fullmatch(_plain(text).rstrip(".,;"))
    if found is None or not _names(found["unit"] or "", unit):
        return None
    whole = re.sub(r"\D", "", found["whole"])
    return Decimal(f"{found['sign']}{whole}.{found['part'] or '0'}e{found['e'] or found['power'] or '0'}")


def _plain(text: str) -> str:
    """Half width, small letters, one kind of minus, powers of ten as 10^6."""
    powers = re.sub(r"(?<=10)[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda power: "^" + power[0].translate(_SUPERSCRIPTS), text)
    folded = re.sub(r"^[−–—]", "-", fold(powers))
    folded = re.sub(r"(?<=\^)[−–—]", "-", folded)
    folded = re.sub(r"^([+-]?)10\^", r"\g<1>1x10^", folded)
    folded = re.sub(r"。(?=\d)", ".", folded).rstrip(" 。、")
    return re.sub(r"^([+-]?)\.(?=\d)", r"\g<1>0.", folded)


def _names(typed_unit: str, unit: Words | None) -> bool:
    """Whether what stands behind a number is nothing, or the unit."""
    said = _bare(typed_unit)
    return not said or (unit is not None and said in {_bare(unit.zh), _bare(unit.en)})


def _bare(unit: str) -> str:
    """A unit without spaces, case, width, script and plural: 1 month and 2 Months are the same unit."""
    return plain(unit).removesuffix("s")


def _exact(number: float | int | str) -> Fraction:
    """A number of a pack exactly as it was written: 0.1 is a tenth."""
    return Fraction(str(number))
