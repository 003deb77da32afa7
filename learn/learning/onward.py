"""Where a course goes on after a quiz, for the page of its result."""

from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import aliased

from learn.assessment import Attempt
from learn.catalogue import Course, CourseVersion, Delta, Unit
from learn.kit.db import db
from learn.kit.text import Words
from learn.learning.completion import Completion
from learn.learning.enrolment import Enrolment, Sitting, UnitProgress


@dataclass(frozen=True)
class Onward:
    """The course that a quiz belongs to: completed, or the first unit of it that is still to do."""

    code: str
    completed: bool
    position: int | None  # None: nothing is left to do
    title: Words | None

    @classmethod
    def after(cls, attempt: Attempt) -> Self | None:
        """What follows an attempt; None: it was sat outside any course."""
        done = select(UnitProgress.id).where(
            UnitProgress.enrolment_id == Enrolment.id,
            UnitProgress.unit_id == Unit.id,
            UnitProgress.completed_at.is_not(None),
        )
        rows = db.session.execute(
            select(
                Course.code,
                Completion.id.is_not(None),
                Unit.position,
                Unit.title,
                Unit.slug,
                _is_last_quiz(),
                Delta.units,
            )
            .select_from(Sitting)
            .join(Enrolment, Enrolment.id == Sitting.enrolment_id)
            .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
            .join(Course, Course.id == CourseVersion.course_id)
            .outerjoin(Delta, Delta.id == Enrolment.delta_id)
            .outerjoin(Completion, (Completion.enrolment_id == Enrolment.id) & Completion.counts())
            .outerjoin(Unit, (Unit.version_id == CourseVersion.id) & ~done.exists())
            .where(Sitting.attempt_id == attempt.id)
            .order_by(Unit.position)
        ).all()
        if not rows:
            return None
        code, completed = rows[0][:2]
        left = next((row for row in rows if row.position is not None and _asked(row)), None)
        return cls(code, completed, left.position if left else None, left.title if left else None)


def _asked(row: Row[Any]) -> bool:
    """Whether a unit lies on the way: every one, or by a delta those that changed, and the quiz last."""
    changed = row.units
    return changed is None or row.last_quiz or row.slug in {unit["slug"] for unit in changed}


def _is_last_quiz() -> ColumnElement[bool]:
    other = aliased(Unit)
    last = select(func.max(other.position)).where(other.version_id == CourseVersion.id, other.quiz_id.is_not(None))
    return (Unit.position == last.scalar_subquery()).label("last_quiz")
