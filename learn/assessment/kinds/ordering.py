"""Things to put in order."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from learn.assessment.kinds.kind import NOTHING, Body, Given, Kind, Line, Part, inner, words
from learn.assessment.wording_shown import told


class Ordering(Kind):
    """Items to put in order: items in their right place ÷ items.

    A pack names the items in the right order, so their ids would give it away. The browser sees an item only by
    the line it stands on, from 1.
    """

    label = _l("Put in order")
    template = "assessment/kinds/ordering.html"

    def shuffle(self, body: Body, chance: Random) -> list[str]:
        """The items in any order."""
        order = [item["id"] for item in body["items"]]
        chance.shuffle(order)
        return order

    def parts(self, body: Body, order: Sequence[str]) -> list[Part]:
        """The items as this paper shows them."""
        texts = {item["id"]: words(item) for item in body["items"]}
        return [Part(str(line), texts[id]) for line, id in enumerate(order, start=1)]

    def place(self, given: Given, order: Sequence[str], line: str) -> int | None:
        """The place that was given to the item on a line."""
        return _places(given).get(order[int(line) - 1])

    def read(self, name: str, body: Body, order: Sequence[str], form: MultiDict[str, str]) -> Given | None:
        """The place of each item."""
        allowed = {str(place): place for place in range(1, len(order) + 1)}
        named = {id: f"{name}-{line}" for line, id in enumerate(order, start=1) if f"{name}-{line}" in form}
        places = {id: allowed.get(form[control]) for id, control in named.items()}
        return {"places": {id: place for id, place in places.items() if place}} if named else None

    def answered(self, given: Given) -> bool:
        """Whether any item has a place."""
        return bool(_places(given))

    def mark(self, body: Body, given: Given) -> Fraction:
        """Items in their right place, of all items."""
        places = _places(given)
        right = sum(places.get(item["id"]) == place for place, item in enumerate(body["items"], start=1))
        return Fraction(right, len(body["items"])) if body["items"] else NOTHING

    def review(self, body: Body, given: Given) -> list[Line]:
        """Each item with the place it was given, and below a wrong one its right place."""
        lines, places = [], _places(given)
        for place, item in enumerate(body["items"], start=1):
            said = places.get(item["id"])
            if said:
                lines.append(Line(_line(said, item, body), given=True, right=said == place))
            if said != place:
                lines.append(Line(_line(place, item, body), given=False, right=True))
        return lines

    def remark(self, body: Body, given: Given) -> str | None:
        """Two items cannot have the same place."""
        places = list(_places(given).values())
        twice = sorted({place for place in places if places.count(place) > 1})
        return _("Place %(place)s is given more than once.", place=twice[0]) if twice else None


def _places(given: Given) -> dict[str, int]:
    """The places that were given; true is no number."""
    return {id: place for id, place in inner(given, "places").items() if type(place) is int and place}


def _line(place: int, item: Body, body: Body) -> str:
    """An item at its place."""
    text = told(words(item), body)
    return Markup("{}. {}").format(place, text) if isinstance(text, Markup) else f"{place}. {text}"
