"""Who holds an earlier version and has not been told yet what the new one asks."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from learn.catalogue import Adoption, Delta, Level, Publication
from learn.learning import Completion, Enrolment
from learn.people import JobRoleHeld, Membership, Person
from learn.training.held import held_back
from learn.training.releases.notice import RetrainingNotice, Stage
from learn.training.requirement import Requirement


def untold(publication: Publication, today: date) -> Any:
    """One row a person: whose newest completion is of an earlier version, with its delta and what there is to tell."""
    stage = _stage(publication, today)
    told = select(RetrainingNotice.id).where(
        RetrainingNotice.publication_id == publication.id,
        RetrainingNotice.person_id == Completion.person_id,
        RetrainingNotice.stage == stage,
    )
    works = select(Membership.id).where(Membership.person_id == Completion.person_id, Membership.on(today))
    return (
        select(Completion.person_id, Delta.id.label("delta_id"), stage.label("stage"))
        .join(Enrolment, Enrolment.id == Completion.enrolment_id)
        .join(Person, Person.id == Completion.person_id)
        .join(Delta, and_(Delta.from_version_id == Enrolment.version_id, Delta.version_id == publication.version_id))
        .where(Delta.level != Level.NOTHING, Completion.id.in_(newest_completions(publication.version.course_id)))
        .where(or_(Completion.valid_until.is_(None), Completion.valid_until >= today))
        .where(Person.left_at.is_(None), works.exists(), ~told.exists())
        .order_by(Completion.person_id)
    )


def newest_completions(course_id: int) -> Select[Any]:
    """The ids of the newest completion that counts of everybody who completed a course."""
    place = func.row_number().over(
        partition_by=Completion.person_id, order_by=[Completion.completed_at.desc(), Completion.id.desc()]
    )
    ranked = select(Completion.id, place.label("place")).where(Completion.course_id == course_id, Completion.counts())
    table = ranked.subquery()
    return select(table.c.id).where(table.c.place == 1)


def _asks_for(course_id: int, today: date) -> ColumnElement[bool]:
    """The condition that a requirement asks for a course: for itself, or as what an organisation added after another."""
    after = select(Adoption.course_id).where(Adoption.supplement_id == course_id, Adoption.on(today))
    theirs = after.where(Adoption.organisation_id == Membership.organisation_id).correlate(Membership)
    return or_(Requirement.course_id == course_id, Requirement.course_id.in_(theirs))


def _stage(publication: Publication, today: date) -> ColumnElement[str]:
    asked = (
        select(Requirement.id)
        .join(JobRoleHeld, and_(JobRoleHeld.job_role_id == Requirement.job_role_id, JobRoleHeld.on(today)))
        .join(Membership, and_(Membership.id == JobRoleHeld.membership_id, Membership.on(today)))
        .where(_asks_for(publication.version.course_id, today), Requirement.on(today))
        .where(Membership.person_id == Completion.person_id)
    )
    held = held_back(Completion.person_id, Delta.version_id, today)
    return case((held, Stage.HELD.value), (asked.exists(), Stage.OWED.value), else_=Stage.OFFERED.value)
