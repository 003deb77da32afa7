"""Several right choices."""

from collections.abc import Sequence
from fractions import Fraction

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from learn.assessment.kinds.kind import Body, Given, on_form
from learn.assessment.kinds.single import Single


class Multiple(Single):
    """Several right choices: (right ones chosen − wrong ones chosen) ÷ right ones, never below 0."""

    label = _l("One or more answers")
    template = "assessment/kinds/multiple.html"

    def read(self, name: str, body: Body, order: Sequence[str], form: MultiDict[str, str]) -> Given | None:
        """The choices, in the order in which they were written."""
        if not on_form(name, form):
            return None
        ticked = set(form.getlist(name))
        if ticked and ticked.isdisjoint(order):
            return None  # nothing but ids that somebody made up
        return {"choices": [id for id in self.all(body) if id in ticked]}

    def mark(self, body: Body, given: Given) -> Fraction:
        """Right ones less wrong ones, of all right ones."""
        chosen, key = set(given.get("choices", [])), self.key(body)
        return max(Fraction(0), Fraction(len(chosen & key) - len(chosen - key), len(key)))
