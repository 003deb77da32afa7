"""How many of the people whom a release waits for are trained, and lifting it when there are enough."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, distinct, func, or_, select
from sqlalchemy.exc import IntegrityError

from learn.catalogue import Course, CourseVersion
from learn.kit import clock
from learn.kit.db import db
from learn.learning import Completion, Enrolment
from learn.people import JobRoleHeld, Membership
from learn.training.held import HeldRelease, HeldRole


@dataclass(frozen=True)
class Trained:
    """So many of so many people in the critical roles hold the new version."""

    trained: int
    people: int

    @property
    def percent(self) -> int:
        """The share, rounded down: 79.9 must not release at 80. Where nobody has such a role, nobody is waited for."""
        return 100 * self.trained // self.people if self.people else 100

    @classmethod
    def of(cls, held: HeldRelease, today: date) -> "Trained":
        """As it stands on a day, over all organisations that see the course."""
        trained, people = db.session.execute(_counted(held, today)).one()
        return cls(trained, people)


def _counted(held: HeldRelease, today: date) -> Any:
    done = (
        select(Completion.person_id)
        .join(Enrolment, Enrolment.id == Completion.enrolment_id)
        .where(Enrolment.version_id == held.version_id, Completion.counts())
        .where(or_(Completion.valid_until.is_(None), Completion.valid_until >= today))
    )
    trained = func.count(distinct(Membership.person_id)).filter(Membership.person_id.in_(done))
    return (
        select(trained, func.count(distinct(Membership.person_id)))
        .select_from(HeldRole)
        .join(JobRoleHeld, and_(JobRoleHeld.job_role_id == HeldRole.job_role_id, JobRoleHeld.on(today)))
        .join(Membership, and_(Membership.id == JobRoleHeld.membership_id, Membership.on(today)))
        .join(CourseVersion, CourseVersion.id == held.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(HeldRole.held_id == held.id)
        .where(or_(Course.organisation_id.is_(None), Course.organisation_id == Membership.organisation_id))
    )


def lift_if_reached(held: HeldRelease) -> None:
    """Release what is held back if enough people are trained."""
    found = Trained.of(held, clock.today())
    if found.percent < held.share:
        return
    try:
        with db.session.begin_nested():
            held.lift(trained=found.trained, people=found.people)
    except IntegrityError:  # two people completed it at the same moment; the other one's release stands
        db.session.refresh(held, ["release"])


def lift_what_is_reached() -> None:
    """Shares change without a completion too: somebody takes up a role, or leaves."""
    today = clock.today()
    for held in db.session.scalars(HeldRelease.waiting().join(HeldRelease.publication)).all():
        if held.publication.effective_on <= today:
            lift_if_reached(held)
