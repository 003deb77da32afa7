"""A marked question as its person reads it afterwards, as far as the rules of the quiz let it be seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _
from sqlalchemy import select

from learn.assessment.attempt import Attempt
from learn.assessment.carrying import carried
from learn.assessment.kinds import Line
from learn.assessment.paper import PaperItem
from learn.assessment.question import QuestionVersion
from learn.assessment.rules import Shows
from learn.kit.db import db


@dataclass(frozen=True)
class Review:
    """One question of an attempt that was handed in, with its marks and the key that it was marked by."""

    item: PaperItem
    version: QuestionVersion  # by whose key it was marked; another than the paper's after a correction
    mark: Fraction
    penalty: Fraction
    shows: Shows

    @classmethod
    def of(cls, attempt: Attempt) -> "list[Review]":
        """The questions of a marked attempt in the order of the paper; none where its quiz shows none."""
        marking = attempt.marking
        if marking is None or not attempt.shows.covers(Shows.REASONS):
            return []
        keys = _versions(
            {marking.version_id(item) for item in attempt.items} - {one.version_id for one in attempt.items}
        )
        penalties = (marking.details or {}).get("penalties", {})
        return [
            cls(
                item,
                keys.get(marking.version_id(item), item.version),
                marking.mark(item),
                Fraction(penalties.get(str(item.id), 0)),
                attempt.shows,
            )
            for item in attempt.items
        ]

    @property
    def worth(self) -> Fraction:
        """The points that it could bring."""
        return self.item.kind.points(self.version.body)

    @property
    def share(self) -> Fraction:
        """How right it is, from 0 to 1, before any penalty."""
        return (self.mark + self.penalty) / self.worth if self.worth else Fraction(0)

    @property
    def right(self) -> bool:
        """Whether it has all its points."""
        return self.share == 1

    @property
    def corrected(self) -> bool:
        """Whether it was marked by a corrected key."""
        return self.version is not self.item.version

    @property
    def state(self) -> str:
        """The word that the page colours and icons by: ok, due (in part) or late."""
        return "ok" if self.right else "due" if self.mark > 0 else "late"

    @property
    def verdict(self) -> str:
        """How it was answered, with the points: never rounded up."""
        said = {"n": _shown(self.mark), "all": _shown(self.worth)}
        if self.right:
            return _("Right, %(n)s point", n=said["n"]) if self.worth == 1 else _("Right, %(n)s points", n=said["n"])
        if self.mark > 0:
            return _("Partly right, %(n)s of %(all)s points", **said)
        if self.mark < 0:
            return _("Wrong, %(n)s points", **said)
        return _("Wrong, 0 points") if self.item.answered else _("Not answered, 0 points")

    @property
    def lines(self) -> Sequence[Line]:
        """What was given, and what would have been right where the rules show the key."""
        given = self.item.given
        if self.corrected:
            given = carried(given, self.item.version.body, self.version.body)
        lines = self.item.kind.review(self.version.body, given)
        return lines if self.shows.covers(Shows.KEY) else [line for line in lines if line.given]

    @property
    def feedback(self) -> str:
        """What its author says to whoever answered so; empty: nothing."""
        return str(self.item.kind.feedback(self.version.body, self.share) or "")


def _versions(ids: set[int]) -> dict[int, QuestionVersion]:
    if not ids:
        return {}
    return {one.id: one for one in db.session.scalars(select(QuestionVersion).where(QuestionVersion.id.in_(ids)))}


def _shown(points: Fraction) -> str:
    return f"{int(points * 100) / 100:g}".replace("-", "−")
