"""Where a course goes on after a quiz, for the page of its result."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy import select

from learn.assessment import Attempt
from learn.catalogue import Course, CourseVersion, Unit
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
        found = db.session.execute(
            select(Course.code, Completion.id.is_not(None), Unit.position, Unit.title)
            .select_from(Sitting)
            .join(Enrolment, Enrolment.id == Sitting.enrolment_id)
            .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
            .join(Course, Course.id == CourseVersion.course_id)
            .outerjoin(Completion, (Completion.enrolment_id == Enrolment.id) & Completion.counts())
            .outerjoin(Unit, (Unit.version_id == CourseVersion.id) & ~done.exists())
            .where(Sitting.attempt_id == attempt.id)
            .order_by(Unit.position)
            .limit(1)
        ).first()
        return cls(*found) if found else None
