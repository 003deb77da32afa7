"""Many enrolments at a glance: for the home page, the catalogue and HR, in one query."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, or_, select

from learn.catalogue import Course, CourseVersion, Delta, Unit, units_in_words
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import Words
from learn.learning.completion import RENEW_DAYS, Completion
from learn.learning.enrolment import Enrolment, UnitProgress
from learn.people import Person


@dataclass(frozen=True)
class Line:
    """One enrolment in a list: how many of the required units are done, and the completion if there is one."""

    enrolment_id: int
    person_id: int
    course_id: int
    code: str
    title: Words
    number: str
    enrolled_at: datetime
    seen_at: datetime | None  # None: nothing opened yet
    done: int
    total: int
    completed_at: datetime | None
    valid_until: date | None
    score: Decimal | None
    delta_units: list[Any] | None  # just these; None: the whole course
    delta_from: str | None  # the version that the completion builds on; None: it is of the whole course

    @classmethod
    def read(cls, row: Row[Any]) -> "Line":
        """A line from a row of `lines()`."""
        return cls(*tuple(row)[:15])

    @property
    def delta_in_words(self) -> Words | None:
        """Which units it is about; None: the whole course."""
        return units_in_words(self.delta_units) if self.delta_units is not None else None

    @property
    def percent(self) -> int:
        """The share of required units done, in whole per cent."""
        return 100 if self.completed_at else round(100 * self.done / self.total) if self.total else 0

    @property
    def state(self) -> str:
        """The word that the page colours and icons by: ok, due (ends soon), late (ended), doing or open."""
        if self.completed_at is None:
            return "doing" if self.done or self.seen_at else "open"
        if self.valid_until is None:
            return "ok"
        left = (self.valid_until - clock.today()).days
        return "late" if left < 0 else "due" if left < RENEW_DAYS else "ok"


@cache
def lines() -> Select[Any]:
    """Every enrolment with its numbers; narrow it by person, organisation or course before running it."""
    done = (
        select(func.count(UnitProgress.id))
        .join(Unit, Unit.id == UnitProgress.unit_id)
        .where(UnitProgress.enrolment_id == Enrolment.id, UnitProgress.completed_at.is_not(None))
        .where(or_(Unit.required, Enrolment.delta_id.is_not(None)))
    )
    seen = select(func.max(UnitProgress.seen_at)).where(UnitProgress.enrolment_id == Enrolment.id)
    total = select(func.count(Unit.id)).where(Unit.version_id == CourseVersion.id, Unit.required)
    return (
        select(
            Enrolment.id,
            Enrolment.person_id,
            Course.id,
            Course.code,
            CourseVersion.title,
            CourseVersion.number,
            Enrolment.enrolled_at,
            seen.scalar_subquery().label("seen_at"),
            done.scalar_subquery().label("done"),
            func.coalesce(Delta.steps, total.scalar_subquery()).label("total"),
            Completion.completed_at,
            Completion.valid_until,
            Completion.score,
            Delta.units.label("delta_units"),
            Completion.delta_from,
        )
        .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .outerjoin(Delta, Delta.id == Enrolment.delta_id)
        .outerjoin(Completion, and_(Completion.enrolment_id == Enrolment.id, Completion.counts()))
        .order_by(Enrolment.id.desc())
    )


def lines_of(person: Person) -> list[Line]:
    """The newest enrolment of a person in each course, the one seen last first."""
    newest: dict[int, Line] = {}
    for row in db.session.execute(_of_one(), {"person": person.id}):
        line = Line.read(row)
        newest.setdefault(line.course_id, line)
    return sorted(newest.values(), key=lambda line: line.seen_at or line.enrolled_at, reverse=True)


@cache
def _of_one() -> Select[Any]:
    return lines().where(Enrolment.person_id == bindparam("person"))
