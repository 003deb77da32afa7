"""Places in a picture."""

from dataclasses import dataclass
from fractions import Fraction
from random import Random

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from learn.assessment.kinds.kind import Body, Given, words
from learn.assessment.kinds.multiple import Multiple
from learn.assessment.kinds.single import Single
from learn.assessment.wording_shown import address_of
from learn.kit.text import Words


@dataclass(frozen=True)
class Area:
    """A place in the picture, as a drawing laid over it shows it."""

    id: str
    number: int  # by which the list names it
    shape: str  # rect, circle or poly
    coords: list[str]
    corner: tuple[int, int]  # where its number stands, so that it covers little of what is inside


class Hotspot(Multiple):
    """Areas of a picture: as several choices, or as one where only one may be marked.

    Whoever cannot see or point at the picture chooses from the list of areas, which is what is sent.
    """

    label = _l("Find it in the picture")
    template = "assessment/kinds/hotspot.html"
    holds = "areas"

    def only_one(self, body: Body) -> bool:
        """Whether a single area may be marked."""
        return int(body.get("most") or 0) == 1

    def picture(self, body: Body) -> str | None:
        """Where the picture is fetched; None: it is missing."""
        return address_of(body["image"], body)

    def alt(self, body: Body) -> Words:
        """What the picture shows, in words."""
        return words(body.get("alt") or {})

    def areas(self, body: Body) -> list[Area]:
        """The areas as they lie over the picture."""
        areas = []
        for number, area in enumerate(self.choices(body), start=1):
            coords = [one.strip() for one in str(area["coords"]).split(",")]
            areas.append(Area(area["id"], number, area["shape"], coords, _corner(area["shape"], coords)))
        return areas

    def shuffle(self, body: Body, chance: Random) -> list[str]:
        """As written: the numbers of the list are those in the picture."""
        return self.all(body)

    def mark(self, body: Body, given: Given) -> Fraction:
        """As several choices, or as one."""
        return Single.mark(self, body, given) if self.only_one(body) else super().mark(body, given)

    def remark(self, body: Body, given: Given) -> str | None:
        """More areas than may be marked."""
        most = int(body.get("most") or 0)
        return _("Choose at most %(n)s.", n=most) if most and len(set(self.ticked(given))) > most else None


def _corner(shape: str, coords: list[str]) -> tuple[int, int]:
    """The upper left corner of an area; of a circle the point of its rim that lies there."""
    numbers = [float(one) for one in coords]
    if shape == "circle":
        aside = numbers[2] * 0.7071  # of the radius, at 45 degrees
        return round(numbers[0] - aside), round(numbers[1] - aside)
    points = zip(numbers[0::2], numbers[1::2], strict=True)
    x, y = min(points, key=sum)
    return round(x), round(y)
