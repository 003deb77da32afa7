"""One right choice among several."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from learn.assessment.kinds.choices import Choices, comments
from learn.assessment.kinds.kind import NOTHING, Body, Given, Part, weight, within, words


class Single(Choices):
    """One right choice: all or nothing, or the weight of the choice."""

    label = _l("One answer")
    template = "assessment/kinds/single.html"
    holds: ClassVar[str] = "choices"

    def choices(self, body: Body) -> list[Mapping[str, Any]]:
        """What there is to choose from, as it was written."""
        return list(body[self.holds])

    def all(self, body: Body) -> list[str]:
        """The ids of the choices."""
        return [choice["id"] for choice in self.choices(body)]

    def key(self, body: Body) -> set[str]:
        """The ids of what is right."""
        return {choice["id"] for choice in self.choices(body) if choice.get("correct")}

    def comment(self, body: Body, id: str) -> str:
        """What the author says to whoever chose this."""
        return comments(body, self.choices(body), id)

    def shuffle(self, body: Body, chance: Random) -> list[str]:
        """The choices in any order, unless their author wants them as written."""
        order = self.all(body)
        if body.get("shuffle") is not False:
            chance.shuffle(order)
        return order

    def parts(self, body: Body, order: Sequence[str]) -> list[Part]:
        """The choices in the order of the paper."""
        texts = {choice["id"]: words(choice) for choice in self.choices(body)}
        return [Part(id, texts[id]) for id in order if id in texts]

    def read(self, name: str, body: Body, order: Sequence[str], form: MultiDict[str, str]) -> Given | None:
        """The choice. A ticked circle cannot be unticked, so a form without one says nothing; a list can be left."""
        chosen = form.get(name)
        if chosen == "":
            return {"choices": []}
        return {"choices": [chosen]} if chosen in order else None

    def mark(self, body: Body, given: Given) -> Fraction:
        """The whole for the right choice and for no other; with weights, that of the choice."""
        ticked = set(self.ticked(given))
        if not weighted(self.choices(body)):
            return Fraction(ticked == self.key(body))
        chosen = [choice for choice in self.choices(body) if choice["id"] in ticked]
        if len(ticked) != 1 or not chosen:
            return NOTHING
        return within(weight(chosen[0], otherwise=100 if chosen[0].get("correct") else 0))


def weighted(parts: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the author gave any part a weight."""
    return any("weight" in part for part in parts)
