"""The marks of an attempt: by one marker, by one rule, at one moment."""

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn.assessment.paper import PaperItem
from learn.kit.db import Created, db
from learn.people import Person

if TYPE_CHECKING:
    from learn.assessment.grading import Grading


class Marking(db.Model):
    """The marks of an attempt by one marker and rule. A later one stands beside it, never in its place."""

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: the platform
    by: Mapped[Person | None] = relationship()
    rule: Mapped[str]  # the marking rule and its edition
    points: Mapped[Decimal]
    out_of: Mapped[Decimal]
    percent: Mapped[Decimal]  # rounded down, so that it never looks like a pass that it is not
    passed: Mapped[bool]
    marks: Mapped[dict[str, Any]]  # {"<item id>": points as an exact fraction such as "2/3"}
    # {"versions": {"<item id>": question version id that it was marked by}, "sections": {id: per cent},
    #  "missed": [item ids of critical questions], "penalties": {"<item id>": points taken off}}; None: before there were any
    details: Mapped[dict[str, Any] | None]
    at: Mapped[Created]

    @classmethod
    def of(cls, grading: "Grading", *, by: Person | None = None) -> "Marking":
        """What was found when grading, to keep."""
        return cls(
            by_id=by.id if by else None,
            rule=grading.RULE,
            points=grading.points_shown,
            out_of=Decimal(grading.out_of.numerator) / Decimal(grading.out_of.denominator),
            percent=grading.percent,
            passed=grading.passed,
            marks={str(item.id): str(mark) for item, mark in grading.marks.items()},
            details=grading.details,
        )

    @property
    def shares_by_hand(self) -> dict[int, Fraction]:
        """What people gave for what only people can mark, as shares by item id."""
        kept = (self.details or {}).get("by_hand", {})
        return {int(id): Fraction(share) for id, share in kept.items()}

    def version_id(self, item: PaperItem) -> int:
        """The question version by whose key an answer was marked."""
        return int((self.details or {}).get("versions", {}).get(str(item.id), item.version_id))

    def mark(self, item: PaperItem) -> Fraction:
        """The points of one question, exactly."""
        return Fraction(self.marks[str(item.id)])
