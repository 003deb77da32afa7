"""Where a course goes on after a quiz, for the page of its result."""

from dataclasses import dataclass
from functools import cache
from typing import Self

from sqlalchemy import Select, select

from learn.assessment import Attempt
from learn.catalogue import Course, CourseVersion, Delta, Unit
from learn.kit.db import db
from learn.kit.text import Words
from learn.learning.completion import Completion
from learn.learning.enrolment import Enrolment, Sitting, UnitProgress
from learn.learning.outline import before


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
        course = _course().where(Sitting.attempt_id == attempt.id)
        rows = db.session.execute(course.order_by(Unit.position)).all()
        if not rows:
            return None
        delta, units, done = rows[0].Delta, [row.Unit for row in rows], {row.Unit.id for row in rows if row.done}
        units = delta.way_through(units) if delta else units
        left = [unit for unit in units if (delta or unit.required) and unit.id not in done]
        open_now = [
            unit for unit in left if all(one.id in done for one in before(unit, units, changed_only=delta is not None))
        ]
        on = next(iter(open_now or left), None)
        return cls(rows[0].code, rows[0].completed, on.position if on else None, on.title if on else None)


@cache
def _course() -> Select[str, bool, Unit, bool, Delta]:
    """The units of the course that a quiz was sat in, each with whether it is done."""
    done = select(UnitProgress.id).where(
        UnitProgress.enrolment_id == Enrolment.id,
        UnitProgress.unit_id == Unit.id,
        UnitProgress.completed_at.is_not(None),
    )
    return (
        select(
            Course.code.label("code"),
            Completion.id.is_not(None).label("completed"),
            Unit,
            done.exists().label("done"),
            Delta,
        )
        .select_from(Sitting)
        .join(Enrolment, Enrolment.id == Sitting.enrolment_id)
        .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .join(Unit, Unit.version_id == CourseVersion.id)
        .outerjoin(Delta, Delta.id == Enrolment.delta_id)
        .outerjoin(Completion, (Completion.enrolment_id == Enrolment.id) & Completion.counts())
    )
