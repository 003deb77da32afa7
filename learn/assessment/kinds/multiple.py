"""Several right choices."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from learn.assessment.kinds.kind import NOTHING, WHOLE, Body, Given, on_form, weight, within
from learn.assessment.kinds.single import Single, weighted

_ROUNDED = Fraction("0.0001")  # what key_checks forgives: three thirds written as 33.33 are a whole


class Multiple(Single):
    """Several right choices: (right ones chosen − wrong ones chosen) ÷ right ones, or the sum of their weights."""

    label = _l("One or more answers")
    template = "assessment/kinds/multiple.html"

    def key(self, body: Body) -> set[str]:
        """The ids of what is right, which is also what brings points."""
        return {one["id"] for one in self.choices(body) if one.get("correct") or weight(one) > 0}

    def read(self, name: str, body: Body, order: Sequence[str], form: MultiDict[str, str]) -> Given | None:
        """The choices, in the order in which they were written."""
        if not on_form(name, form):
            return None
        ticked = set(form.getlist(name))
        if ticked and ticked.isdisjoint(order):
            return None  # nothing but ids that somebody made up
        return {"choices": [id for id in self.all(body) if id in ticked]}

    def mark(self, body: Body, given: Given) -> Fraction:
        """Right ones less wrong ones, of all right ones; with weights, their sum."""
        chosen, key, choices = set(self.ticked(given)), self.key(body), self.choices(body)
        if weighted(choices):
            return within(sum((weight(one) for one in choices if one["id"] in chosen), NOTHING) / _all_of(choices))
        return within(Fraction(len(chosen & key) - len(chosen - key), len(key))) if key else NOTHING


def _all_of(choices: Sequence[Mapping[str, Any]]) -> Fraction:
    """What all right choices weigh together: the whole, also where their author had to round thirds."""
    total = sum((max(NOTHING, weight(one)) for one in choices), NOTHING)
    return total if abs(total - WHOLE) <= _ROUNDED else WHOLE
