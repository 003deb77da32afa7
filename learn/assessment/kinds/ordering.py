"""Things to put in order."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from learn.assessment.kinds.kind import Body, Given, Kind, Line, Part, words


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
        place = given.get("places", {}).get(order[int(line) - 1])
        return int(place) if place else None

    def read(self, name: str, body: Body, order: Sequence[str], form: MultiDict[str, str]) -> Given | None:
        """The place of each item."""
        allowed = {str(place): place for place in range(1, len(order) + 1)}
        named = {id: f"{name}-{line}" for line, id in enumerate(order, start=1) if f"{name}-{line}" in form}
        places = {id: allowed.get(form[control]) for id, control in named.items()}
        return {"places": {id: place for id, place in places.items() if place}} if named else None

    def answered(self, given: Given) -> bool:
        """Whether any item has a place."""
        return bool(given.get("places"))

    def mark(self, body: Body, given: Given) -> Fraction:
        """Items in their right place, of all items."""
        places = given.get("places", {})
        right = sum(places.get(item["id"]) == place for place, item in enumerate(body["items"], start=1))
        return Fraction(right, len(body["items"]))

    def review(self, body: Body, given: Given) -> list[Line]:
        """Each item with the place it was given, and below a wrong one its right place."""
        lines, places = [], given.get("places", {})
        for place, item in enumerate(body["items"], start=1):
            said = places.get(item["id"])
            if said:
                lines.append(Line(f"{said}. {words(item)}", given=True, right=said == place))
            if said != place:
                lines.append(Line(f"{place}. {words(item)}", given=False, right=True))
        return lines

    def remark(self, body: Body, given: Given) -> str | None:
        """Two items cannot have the same place."""
        places = list(given.get("places", {}).values())
        twice = sorted({place for place in places if places.count(place) > 1})
        return _("Place %(place)s is given more than once.", place=twice[0]) if twice else None
