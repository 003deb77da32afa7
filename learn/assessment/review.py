"""A marked question as its person reads it afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _

from learn.assessment.attempt import Attempt
from learn.assessment.kinds import Line
from learn.assessment.paper import PaperItem


@dataclass(frozen=True)
class Review:
    """One question of an attempt that was handed in, with its marks."""

    item: PaperItem
    mark: Fraction

    @classmethod
    def of(cls, attempt: Attempt) -> "list[Review]":
        """Every question of a marked attempt, in the order of the paper."""
        marking = attempt.marking
        return [cls(item, marking.mark(item)) for item in attempt.items] if marking else []

    @property
    def right(self) -> bool:
        """Whether it has all its points."""
        return self.mark == 1

    @property
    def state(self) -> str:
        """The word that the page colours and icons by: ok, due (in part) or late."""
        return "ok" if self.right else "due" if self.mark else "late"

    @property
    def verdict(self) -> str:
        """How it was answered, with the points: never rounded up."""
        points = f"{int(self.mark * 100) / 100:g}"
        if self.right:
            return _("Right, 1 point")
        if self.mark:
            return _("Partly right, %(points)s of 1 point", points=points)
        return _("Wrong, 0 points") if self.item.answered else _("Not answered, 0 points")

    @property
    def lines(self) -> Sequence[Line]:
        """What was given and what would have been right."""
        return self.item.review
