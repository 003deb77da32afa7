"""Two columns that belong together."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from learn.assessment.kinds.kind import NOTHING, Body, Given, Kind, Line, Part, inner, words
from learn.assessment.wording_shown import told
from learn.kit.text import Words


class Matching(Kind):
    """Pairs: right pairs ÷ pairs.

    A right-hand side has the id of its pair, which is the key. The browser therefore sees it only by its place
    on this paper, from 1.
    """

    label = _l("Match each one")
    template = "assessment/kinds/matching.html"

    def shuffle(self, body: Body, chance: Random) -> list[str]:
        """The right-hand sides and the extra ones in any order; a text that two pairs share is shown once."""
        shown = {text: id for id, text in reversed(_rights(body).items())}
        order = sorted(shown.values())
        chance.shuffle(order)
        return order

    def lefts(self, body: Body) -> list[Part]:
        """What to find a match for."""
        return [Part(pair["id"], words(pair["left"])) for pair in body["pairs"]]

    def rights(self, body: Body, order: Sequence[str]) -> list[Part]:
        """What there is to choose from, as this paper shows it."""
        texts = _rights(body)
        return [Part(str(place), texts[id]) for place, id in enumerate(order, start=1)]

    def chosen(self, given: Given, order: Sequence[str], left: str) -> str:
        """What the form shows as chosen for a left-hand side; empty: nothing."""
        right = _made(given).get(left)
        return str(order.index(right) + 1) if right in order else ""

    def read(self, name: str, body: Body, order: Sequence[str], form: MultiDict[str, str]) -> Given | None:
        """The choice for each left-hand side."""
        places = {str(place): id for place, id in enumerate(order, start=1)}
        named = [pair["id"] for pair in body["pairs"] if f"{name}-{pair['id']}" in form]
        chosen = {id: places.get(form[f"{name}-{id}"]) for id in named}
        return {"pairs": {id: right for id, right in chosen.items() if right}} if named else None

    def answered(self, given: Given) -> bool:
        """Whether any pair was made."""
        return bool(_made(given))

    def mark(self, body: Body, given: Given) -> Fraction:
        """Right pairs of all pairs."""
        right = sum(self._right(body, given, pair["id"]) for pair in body["pairs"])
        return Fraction(right, len(body["pairs"])) if body["pairs"] else NOTHING

    def review(self, body: Body, given: Given) -> list[Line]:
        """Each pair as it was made, and below a wrong one the right one."""
        lines, texts = [], _rights(body)
        for pair in body["pairs"]:
            made, right = _made(given).get(pair["id"], ""), self._right(body, given, pair["id"])
            if made in texts:
                lines.append(Line(_both(pair["left"], texts[made], body), given=True, right=right))
            if not right:
                lines.append(Line(_both(pair["left"], texts[pair["id"]], body), given=False, right=True))
        return lines

    @staticmethod
    def _right(body: Body, given: Given, left: str) -> bool:
        texts = _rights(body)
        return texts.get(_made(given).get(left, "")) == texts[left]


def _made(given: Given) -> dict[str, str]:
    """The pairs that were made."""
    return {left: right for left, right in inner(given, "pairs").items() if isinstance(right, str)}


def _both(left: Body, right: Words, body: Body) -> str:
    """A pair in one line."""
    return (
        Markup(" → ").join([told(words(left), body), told(right, body)])
        if body.get("format")
        else f"{words(left)} → {right}"
    )


def _rights(body: Body) -> dict[str, Words]:
    """Every right-hand side by its id."""
    rights = {pair["id"]: words(pair["right"]) for pair in body["pairs"]}
    return rights | {extra["id"]: words(extra) for extra in body.get("extra", [])}
