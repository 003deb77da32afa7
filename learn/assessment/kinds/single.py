"""One right choice among several."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from learn.assessment.kinds.choices import Choices
from learn.assessment.kinds.kind import Body, Given, Part, words


class Single(Choices):
    """One right choice: 1 point or 0."""

    label = _l("One answer")
    template = "assessment/kinds/single.html"

    def all(self, body: Body) -> list[str]:
        """The ids of the choices."""
        return [choice["id"] for choice in body["choices"]]

    def key(self, body: Body) -> set[str]:
        """The id of the right choice."""
        return {choice["id"] for choice in body["choices"] if choice.get("correct")}

    def shuffle(self, body: Body, chance: Random) -> list[str]:
        """The choices in any order."""
        order = self.all(body)
        chance.shuffle(order)
        return order

    def parts(self, body: Body, order: Sequence[str]) -> list[Part]:
        """The choices in the order of the paper."""
        texts = {choice["id"]: words(choice) for choice in body["choices"]}
        return [Part(id, texts[id]) for id in order]

    def read(self, name: str, body: Body, order: Sequence[str], form: MultiDict[str, str]) -> Given | None:
        """The choice. A ticked circle cannot be unticked, so a form without one says nothing."""
        chosen = form.get(name)
        return {"choices": [chosen]} if chosen in order else None

    def mark(self, body: Body, given: Given) -> Fraction:
        """1 for the right choice."""
        return Fraction(set(given.get("choices", [])) == self.key(body))
