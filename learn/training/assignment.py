"""An assignment: a requirement falling on one membership. Derived from the facts, for any day, never stored."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from learn.catalogue import Adoption, Course, CourseVersion, Delta, Level, Publication, asked_in_words
from learn.kit import clock
from learn.kit.db import day_of, days_after, db
from learn.kit.text import Words
from learn.learning import RENEW_DAYS, Completion, Enrolment
from learn.people import JobRole, JobRoleHeld, Membership, Person
from learn.training.held import held_back, released_on
from learn.training.requirement import Requirement

SOON_DAYS = 30  # what falls due within so many days is said to be due


@dataclass(frozen=True)
class Assignment:
    """What one membership must have learnt by when, and whether it has.

    `state` is ok (in force), due (falls due or ends soon), late (not done in time, or ended), doing (begun) or open.
    """

    membership_id: int
    person_id: int
    organisation_id: int
    course_id: int
    code: str
    title: Words
    version: str
    job_role: Words
    due_on: date  # by when it must be completed, or renewed
    completed_at: datetime | None  # the newest completion; None: never completed
    valid_until: date | None
    begun: bool  # an enrolment is open
    state: str
    retraining: Level | None = None  # what of the version in force is to be learnt again; None: nothing
    changed: list[Any] | None = None  # the units: [{"position": 2, "slug": "records"}, …]
    held_version: str | None = None  # the version of the newest completion
    waits: bool = False  # the version is held back from this person's role; the one before stays in force

    @property
    def again(self) -> Words | None:
        """What is to be learnt again, in words."""
        return asked_in_words(self.retraining, self.changed or []) if self.retraining else None

    @classmethod
    def read(cls, row: Row[Any]) -> "Assignment":
        """An assignment from a row of `assignments()`."""
        return cls(*tuple(row)[:17])

    @property
    def days_left(self) -> int:
        """Days until it is due; negative when late."""
        return (self.due_on - clock.today()).days

    @classmethod
    def of(cls, person: Person, today: date) -> list["Assignment"]:
        """What one person must have learnt, the most urgent first; once a course, however many roles ask for it."""
        found: dict[int, Assignment] = {}
        for row in db.session.execute(_of_one(today), {"person": person.id}):
            one = cls.read(row)
            known = found.get(one.course_id)
            if known is None or one.due_on < known.due_on:
                found[one.course_id] = one
        return sorted(found.values(), key=lambda one: (one.due_on, one.code))


@lru_cache(maxsize=8)  # building it costs more than running it, and a query is never changed in place
def assignments(today: date) -> Select[Any]:
    """Every assignment of a day: roles held x requirements in force, with the newest completion.

    Narrow it by person or organisation before running it; one row a membership, job role and course.
    """
    newest = aliased(Completion)
    version = aliased(CourseVersion)
    held_at, delta = aliased(Enrolment), aliased(Delta)
    waits = and_(delta.id.is_not(None), held_back(Person.id, version.id, today))
    owes = and_(delta.id.is_not(None), ~held_back(Person.id, version.id, today))
    owed = _owed(today)
    until, asked = func.coalesce(newest.valid_until, _for_ever()), days_after(_asked_from(owed), Requirement.due_days)
    again = _earlier(until, _again_by(delta, newest, asked, released_on(Person.id, version.id, today)))
    due_on = case((newest.id.is_(None), asked), (owes, again), else_=until)
    begun = _open_enrolment()
    return (
        select(
            Membership.id,
            Person.id,
            Membership.organisation_id,
            Course.id,
            Course.code,
            version.title,
            version.number,
            JobRole.title,
            due_on.label("due_on"),
            newest.completed_at,
            newest.valid_until,
            begun.label("begun"),
            _state(due_on, newest, owes, begun, today).label("state"),
            case((owes, delta.level)).label("retraining"),
            delta.units.label("changed"),
            newest.version_number.label("held_version"),
            waits.label("waits"),
        )
        .select_from(JobRoleHeld)
        .join(Membership, and_(Membership.id == JobRoleHeld.membership_id, Membership.on(today)))
        .join(Person, Person.id == Membership.person_id)
        .join(JobRole, JobRole.id == JobRoleHeld.job_role_id)
        .join(Requirement, and_(Requirement.job_role_id == JobRole.id, Requirement.on(today)))
        .join(owed, and_(owed.c.requirement_id == Requirement.id, _for_whom(owed)))
        .join(Course, Course.id == owed.c.course_id)
        .join(version, and_(version.course_id == Course.id, version.id.in_(_versions_in_force(today))))
        .outerjoin(newest, newest.id == _newest_completion())
        .outerjoin(held_at, held_at.id == newest.enrolment_id)
        .outerjoin(delta, _asks(delta, version, held_at, newest, today))
        .where(JobRoleHeld.on(today))
    )


@lru_cache(maxsize=8)
def _of_one(today: date) -> Select[Any]:
    return assignments(today).where(Person.id == bindparam("person"))


def _owed(today: date) -> Subquery:
    """Each requirement with what is owed by it: its course, and what organisations added after that, from which day."""
    nobody = cast(null(), Integer)
    own = select(
        Requirement.id.label("requirement_id"),
        Requirement.course_id.label("course_id"),
        nobody.label("organisation_id"),
        Requirement.begins_on.label("begins_on"),
    )
    there = select(func.min(Publication.effective_on)).join(CourseVersion, CourseVersion.id == Publication.version_id)
    there = there.where(CourseVersion.course_id == Adoption.supplement_id)
    begins = _later(Adoption.begins_on, func.coalesce(there.scalar_subquery(), Adoption.begins_on))
    added = select(Requirement.id, Adoption.supplement_id, Adoption.organisation_id, begins)
    added = added.join(Adoption, Adoption.course_id == Requirement.course_id).where(Adoption.on(today))
    return union_all(own, added).subquery("owed")


def _for_whom(owed: Subquery) -> ColumnElement[bool]:
    """Everybody with the role owes the course itself; what an organisation added, its own people."""
    return or_(owed.c.organisation_id.is_(None), owed.c.organisation_id == Membership.organisation_id)


def _asked_from(owed: Subquery) -> ColumnElement[date]:
    """The day from which the time to learn runs: the role was taken up, and the course was asked of it."""
    return _later(JobRoleHeld.begins_on, _later(Requirement.begins_on, owed.c.begins_on))


def _asks(
    delta: type[Delta], version: type[CourseVersion], held_at: type[Enrolment], newest: type[Completion], today: date
) -> ColumnElement[bool]:
    """The condition that a version asks something of whoever holds a completion of an earlier one that holds today."""
    return and_(
        delta.version_id == version.id,
        delta.from_version_id == held_at.version_id,
        delta.level != Level.NOTHING,
        or_(newest.valid_until.is_(None), newest.valid_until >= today),
    )


def _again_by(
    delta: type[Delta], newest: type[Completion], asked: ColumnElement[date], released: ColumnElement[date]
) -> ColumnElement[date]:
    """By when something is learnt again: its own day, or so many days after one could begin, if that is later.

    Who finished the earlier version afterwards, took up the role afterwards, or was waited for, has as long as the others.
    """
    begins = _later(day_of(newest.completed_at), func.coalesce(released, day_of(newest.completed_at)))
    return _later(_later(delta.due_on, asked), days_after(begins, delta.days))


def _later(one: Any, other: ColumnElement[date]) -> ColumnElement[date]:
    return case((one >= other, one), else_=other)


def _earlier(one: ColumnElement[date], other: ColumnElement[date]) -> ColumnElement[date]:
    return case((one <= other, one), else_=other)


def _for_ever() -> ColumnElement[date]:
    return literal(date(9999, 12, 31))


def _newest_completion() -> ColumnElement[int]:
    """The newest by the day of completion: one that was corrected later is no newer for that."""
    inner = aliased(Completion)
    return (
        select(inner.id)
        .where(inner.person_id == Person.id, inner.course_id == Course.id, Completion.counts(inner))
        .order_by(inner.completed_at.desc(), inner.id.desc())
        .limit(1)
        .correlate(Person, Course)
        .scalar_subquery()
    )


def _versions_in_force(today: date) -> Select[int]:
    """The ids of the versions in force. The same for every assignment, so the database works them out once."""
    return CourseVersion.in_force(today).with_only_columns(CourseVersion.id).order_by(None).correlate(None)


def _open_enrolment() -> ColumnElement[bool]:
    version, done = aliased(CourseVersion), aliased(Completion)
    return (
        select(Enrolment.id)
        .join(version, version.id == Enrolment.version_id)
        .outerjoin(done, and_(done.enrolment_id == Enrolment.id, Completion.counts(done)))
        .where(Enrolment.person_id == Person.id, version.course_id == Course.id, done.id.is_(None))
        .correlate(Person, Course)
        .exists()
    )


def _state(
    due_on: ColumnElement[date],
    newest: type[Completion],
    owes: ColumnElement[bool],
    begun: ColumnElement[bool],
    today: date,
) -> ColumnElement[str]:
    """The word for where an assignment stands; the same word for trainee, HR and inspector."""
    done, lasting = newest.id.is_not(None), newest.valid_until.is_(None)
    return case(
        (and_(done, ~owes, or_(lasting, due_on >= date.fromordinal(today.toordinal() + RENEW_DAYS))), "ok"),
        (due_on < today, "late"),
        (and_(done, ~owes), "due"),
        (begun, "doing"),
        (due_on <= date.fromordinal(today.toordinal() + SOON_DAYS), "due"),
        else_="open",
    )
