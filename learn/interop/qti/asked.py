"""One thing that an item asks, and what each answer to it is worth."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from learn.interop.qti.item import Item, Lost
from learn.interop.qti.marking import Declared
from learn.interop.qti.tree import Node
from learn.interop.qti.values import Beyond, Value, number_of

ZERO = Fraction(0)


class Asked:
    """An interaction with its variable and its marks. What the rules of the file cannot say becomes a fault."""

    def __init__(self, item: Item, node: Node, rest: dict[str, Value] | None = None) -> None:
        self.item, self.node = item, node
        self.response = _declared(item, node)
        self.rest = rest or {}  # right answers to everything else, where the item is marked as a whole
        self.known = self._known()
        self.base = self._tried(None)

    def score(self, value: Value) -> Fraction:
        """What an answer is worth, beyond what no answer is worth."""
        return self._tried(value) - self.base

    @property
    def right(self) -> Value:
        """The right answer; where the file does not say it, what its mapping gives most for."""
        said = self.response.right
        if said is not None or self.response.mapping is None:
            return said
        worth = {
            entry.get("mapKey"): number_of(entry.get("mappedValue")) or ZERO
            for entry in self.response.mapping.direct("mapEntry")
        }
        good = [key for key, value in worth.items() if value > 0]
        if self.response.many:
            return good or None
        return max(good, key=lambda key: worth[key], default=None)

    @property
    def points(self) -> Fraction:
        """All points that there are."""
        best = self.score(self.right) if self.right is not None else ZERO
        return best if best > 0 else self._stated() or Fraction(1)

    def _stated(self) -> Fraction | None:
        """The points that the item states, where its rules give none."""
        if len(self.item.marking.responses) > 1:
            return None
        outcome = self.item.marking.outcomes.get("SCORE")
        said = number_of(self.item.marking.defaults.get("MAXSCORE")) or (
            number_of(outcome.get("normalMaximum")) if outcome else None
        )
        return said if said and said > 0 else None

    def fault(self, what: str, node: Node | None = None) -> None:
        """Note something that is lost."""
        self.item.fault(what, node or self.node)

    def rule_differs(self) -> None:
        """Note that the marks of the file are not those of the kind."""
        rules = self.item.marking.rules
        self.fault(_("Its marks are given by another rule there; here the rule of the kind holds."), rules or self.node)

    def _known(self) -> bool:
        """Whether the rules can be tried at all."""
        try:
            self.item.marking.outcome({self.response.id: self.right, **self.rest})
            self.item.marking.outcome({})
        except Beyond as rule:
            what = _("We do not know the rule <%(name)s>; marks are taken from the right answer.", name=rule.node.name)
            self.fault(what, rule.node)
            return False
        if self.item.marking.rules is None and self.right is not None:
            self.fault(_("The item has no rules for marking; marks are taken from the right answer."))
        return True

    def _tried(self, value: Value) -> Fraction:
        if self.known:
            try:
                found = self.item.marking.outcome(self.rest | {self.response.id: value})
                return number_of(found.get("SCORE")) or ZERO
            except Beyond as rule:
                self.known = False
                what = _(
                    "We do not know the rule <%(name)s>; marks are taken from the right answer.", name=rule.node.name
                )
                self.fault(what, rule.node)
        if self.response.mapping is not None:
            return self.response.worth(value)
        return Fraction(value is not None and value == self.response.right)


def together(item: Item, nodes: Sequence[Node]) -> list[Asked]:
    """Everything that an item asks. Where it marks all answers as one, each gets its share of the points."""
    asked = [Asked(item, node) for node in nodes]
    scored = [one for one in asked if one.right is not None]
    if len(scored) < 2 or not all(one.known for one in scored):
        return asked
    right = {one.response.id: one.right for one in scored}
    try:
        total = item.marking.score(right) - item.marking.score({})
    except Beyond:
        return asked
    if total <= 0 or total == sum(one.score(one.right) for one in scored):
        return asked
    if (rules := item.marking.rules) is not None:
        item.fault(_("There the answers are marked together; here each is marked for itself."), rules)
    found = [
        Asked(item, one.node, {id: value for id, value in right.items() if id != one.response.id}) for one in asked
    ]
    for one in found:
        one.base = _share(one, total, len(scored))
    return found


def _share(one: Asked, total: Fraction, n: int) -> Fraction:
    """What an answer that is not given leaves, so that the right one adds its share."""
    best = one.score(one.right) + one.base if one.right is not None else total
    return best - total / n


def points_of(points: Fraction) -> dict[str, Any]:
    """The points as a body keeps them; 1 goes without saying."""
    worth = round(points, 6)
    if worth == 1:
        return {}
    return {"points": int(worth) if worth.denominator == 1 else float(worth)}


def _declared(item: Item, node: Node) -> Declared:
    found = item.marking.responses.get(node.get("responseIdentifier"))
    if found is None:
        raise Lost(_("It names no <responseDeclaration> of the item."), node)
    return found
