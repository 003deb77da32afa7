"""A number."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from learn.assessment.kinds.kind import (
    NOTHING,
    Body,
    Given,
    Kind,
    Line,
    exact,
    said_of,
    typed,
    weight,
    within,
    words,
    written,
)
from learn.assessment.kinds.number import Number, number_in
from learn.assessment.kinds.wording import plain
from learn.kit.text import Words


class Numeric(Kind):
    """A number, with a tolerance: all or nothing, or the weight of the first answer that it fits."""

    label = _l("A number")
    template = "assessment/kinds/numeric.html"

    def unit(self, body: Body) -> Words | None:
        """The unit of the number; None: a bare number is asked for."""
        said = body.get("unit") or body.get("measure")
        return words(said) if said else None

    def unit_shown(self, body: Body) -> Words | None:
        """The unit that stands behind the field; None: none, or it must be typed."""
        return None if body.get("unit_required") else self.unit(body)

    def read(self, name: str, body: Body, order: Sequence[str], form: MultiDict[str, str]) -> Given | None:
        """What was typed, also where it is no number."""
        text = typed(name, form, most=60)
        return None if text is None else {"text": text}

    def answered(self, given: Given) -> bool:
        """Whether anything was typed."""
        return bool(written(given))

    def mark(self, body: Body, given: Given) -> Fraction:
        """The whole for a number within the tolerance. A text that is no number is wrong."""
        found = self._fitting(body, given)
        return within(weight(found, otherwise=100)) if found else NOTHING

    def review(self, body: Body, given: Given) -> list[Line]:
        """The number given, and the right one with its tolerance."""
        found, right = self._fitting(body, given), self.mark(body, given) == 1
        comment = said_of(found.get("feedback"), body) if found and found is not body else ""
        lines = [Line(written(given), given=True, right=right, feedback=comment)] if self.answered(given) else []
        if not right:
            best = max(_answers(body), key=lambda one: weight(one, otherwise=100))
            lines.append(Line(f"{_said(best)} {self.unit(body) or ''}".strip(), given=False, right=True))
        return lines

    def remark(self, body: Body, given: Given) -> str | None:
        """A text that we cannot read as a number, or a number without the unit that is asked for."""
        number = number_in(written(given))
        if number and body.get("unit_required") and not number.unit:
            return _("Write the unit behind the number.")
        if number and self._value(body, number) is not None:
            return None
        return _("We cannot read this as a number. Write it like 1000 or 0.5.")

    def _fitting(self, body: Body, given: Given) -> Mapping[str, Any] | None:
        """The first answer of the key that a typed number fits."""
        number = number_in(written(given))
        value = self._value(body, number) if number else None
        if number is None or value is None or not number.has_figures(body.get("figures")):
            return None
        return next((one for one in _answers(body) if _fits(one, value)), None)

    def _value(self, body: Body, number: Number) -> Fraction | None:
        """A number in the unit of the key; None: its unit is none that counts."""
        if not plain(number.unit):
            return None if body.get("unit_required") else number.value
        units = [(self.unit(body), Fraction(1)), *((words(one), exact(one["factor"])) for one in body.get("units", []))]
        for same in (plain, _singular):  # ms is no plural of m, where both are units
            for unit, factor in units:
                if unit and same(number.unit) in {same(unit.zh), same(unit.en)}:
                    return number.value * factor
        return None


def _answers(body: Body) -> list[Body]:
    """The answers of the key, one or several."""
    return list(body.get("answers") or [body])


def _fits(one: Body, value: Fraction) -> bool:
    """Whether a number is this answer, within its tolerance or its range."""
    if one.get("answer") is not None:
        return abs(value - exact(one["answer"])) <= exact(one.get("tolerance") or 0)
    least, most = one.get("least"), one.get("most")
    return (least is None or exact(least) <= value) and (most is None or value <= exact(most))


def _said(one: Body) -> str:
    """An answer of the key as people write it."""
    if one.get("answer") is not None:
        return f"{one['answer']} ± {one['tolerance']}" if one.get("tolerance") else str(one["answer"])
    return f"{one.get('least', '')} – {one.get('most', '')}".strip()


def _singular(unit: str) -> str:
    """A unit without spaces, case, width, script and plural: 1 month and 2 Months are the same unit."""
    return plain(unit).removesuffix("s")
