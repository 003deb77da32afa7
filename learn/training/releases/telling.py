"""Telling those who hold an earlier version: work in batches, each its own transaction, found again by a sweep."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, distinct, func, insert, select
from sqlalchemy.orm import joinedload

from learn.catalogue import Course, CourseVersion, Delta, Level, Publication, asked_in_words
from learn.kit import clock
from learn.kit.db import db
from learn.kit.jobs import job
from learn.kit.text import Words
from learn.notifications import Kind, Notification
from learn.people import Grant, Membership, Permission, Person
from learn.training.assignment import assignments
from learn.training.releases.holders import untold
from learn.training.releases.notice import RetrainingNotice, RetrainingSummary, Stage

AT_ONCE = 200  # people told in one transaction
_KINDS = {
    Stage.OWED: Kind.RETRAINING_OWED,
    Stage.HELD: Kind.RETRAINING_HELD,
    Stage.OFFERED: Kind.RETRAINING_OFFERED,
}


@job
def tell_holders(publication_id: int) -> None:
    """Tell some of those who hold an earlier version what the new one asks; ring again until everybody is told."""
    # Of two that ring at once, the second waits here and sees whom the first one told.
    asked = select(Publication).where(Publication.id == publication_id).with_for_update(of=Publication)
    whole = joinedload(Publication.version, innerjoin=True).joinedload(CourseVersion.course, innerjoin=True)
    publication = db.session.scalars(asked.options(whole)).one()
    if not _in_force(publication):
        return
    rows = db.session.execute(untold(publication, clock.today()).limit(AT_ONCE)).all()
    if rows:
        _tell(publication, rows)
        tell_holders.later(publication_id)
    else:
        _tell_hr(publication)


def tell_what_is_untold() -> None:
    """Ring again for versions in force whose holders are not all told: a lost bell, a new day, somebody who finished late."""
    today = clock.today()
    for publication in _asking(today):
        if db.session.execute(untold(publication, today).limit(1)).first() or _hr_waits(publication):
            tell_holders.later(publication.id)


def people_untold() -> int:
    """How many holders of earlier versions were not told yet what a version in force asks."""
    today = clock.today()
    waiting = [untold(publication, today).order_by(None).subquery() for publication in _asking(today)]
    return sum(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in waiting)


def _asking(today: date) -> list[Publication]:
    """The publications in force that ask something of whoever holds an earlier version."""
    asking = select(Delta.id).where(Delta.version_id == CourseVersion.id, Delta.level != Level.NOTHING)
    in_force = CourseVersion.in_force(today).where(asking.exists()).options(joinedload(CourseVersion.publication))
    return [one.publication for one in db.session.scalars(in_force) if one.publication]


@dataclass(frozen=True)
class Progress:
    """How far the telling is."""

    told: int
    waiting: int

    @property
    def people(self) -> int:
        """All of them."""
        return self.told + self.waiting

    @property
    def percent(self) -> int:
        """The share told, rounded down."""
        return 100 * self.told // self.people if self.people else 100

    @classmethod
    def of(cls, publication: Publication, today: date) -> "Progress":
        """How many people were told of a publication, and how many wait to be."""
        told = select(func.count(distinct(RetrainingNotice.person_id)))
        told = told.where(RetrainingNotice.publication_id == publication.id)
        waiting = select(func.count()).select_from(untold(publication, today).order_by(None).subquery())
        both = select(told.scalar_subquery(), waiting.scalar_subquery())
        return cls(*(count or 0 for count in db.session.execute(both).one()))


def _in_force(publication: Publication) -> bool:
    """Whether people learn it today: its day has come, nothing replaced it, and the course is taught."""
    mine = CourseVersion.in_force(clock.today()).where(CourseVersion.id == publication.version_id)
    return db.session.scalar(mine.with_only_columns(CourseVersion.id)) is not None


def _tell(publication: Publication, rows: Iterable[Any]) -> None:
    stages = {row.person_id: (Stage(row.stage), row.delta_id) for row in rows}
    deltas = {one.id: one for one in db.session.scalars(Delta.of(publication.version))}
    due, notices = _due(publication, stages), []
    facts: dict[Stage, dict[int, Any]] = {stage: {} for stage in Stage}
    for person_id, (stage, delta_id) in stages.items():
        due_on = due.get(person_id) if stage is Stage.OWED else None
        facts[stage][person_id] = _facts(publication.version, deltas[delta_id], due_on)
        notices.append(
            {
                "publication_id": publication.id,
                "person_id": person_id,
                "stage": stage,
                "delta_id": delta_id,
                "due_on": due_on,
            }
        )
    db.session.execute(insert(RetrainingNotice), notices)
    for stage, said in facts.items():
        Notification.tell_many(_KINDS[stage], said, f"/courses/{publication.version.course.code}")


def _due(publication: Publication, people: Iterable[int]) -> dict[int, date]:
    """By when each of some people must have learnt it: the earliest day that any job role sets."""
    every = (
        assignments(clock.today()).where(Course.id == publication.version.course_id, Person.id.in_(people)).subquery()
    )
    person_id, due_on = every.c[1], every.c.due_on
    rows = db.session.execute(select(person_id, func.min(due_on)).group_by(person_id))
    return {person: day for person, day in rows}  # noqa: C416 - a result is no mapping


def _facts(version: CourseVersion, delta: Delta, due_on: date | None) -> dict[str, Any]:
    what: Words = asked_in_words(delta.level, delta.units)
    facts: dict[str, Any] = {
        "code": version.course.code,
        "course": version.title.as_dict(),
        "version": version.number,
        "what": what.as_dict(),
    }
    return {**facts, "day": due_on.isoformat()} if due_on else facts


def _to_summarise(publication: Publication) -> Any:
    """How many people of each organisation were told, of those whose HR was not."""
    today = clock.today()
    done = select(RetrainingSummary.organisation_id).where(RetrainingSummary.publication_id == publication.id)
    return (
        select(Membership.organisation_id, func.count(distinct(RetrainingNotice.person_id)))
        .join(Membership, and_(Membership.person_id == RetrainingNotice.person_id, Membership.on(today)))
        .where(RetrainingNotice.publication_id == publication.id, RetrainingNotice.stage != Stage.OFFERED)
        .where(Membership.organisation_id.not_in(done))
        .group_by(Membership.organisation_id)
        .order_by(Membership.organisation_id)
    )


def _hr_waits(publication: Publication) -> bool:
    return db.session.execute(_to_summarise(publication).limit(1)).first() is not None


def _tell_hr(publication: Publication) -> None:
    """Everybody is told; HR of each organisation hears how many of its people it concerns."""
    version = publication.version
    facts = {"code": version.course.code, "course": version.title.as_dict(), "version": version.number}
    for organisation_id, people in db.session.execute(_to_summarise(publication)).all():
        db.session.add(RetrainingSummary(publication_id=publication.id, organisation_id=organisation_id, people=people))
        for person in Grant.holders(Permission.HR, organisation_id=organisation_id):
            Notification.tell(
                person,
                Kind.RETRAINING_SUMMARY,
                {**facts, "count": people},
                f"/hr/people?course={version.course.code}",
            )
