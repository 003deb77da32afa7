"""A release that is held back from people in critical job roles until a share of them is trained."""

from datetime import date
from typing import Any, Self

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ForeignKey, Select, UniqueConstraint, and_, func, select, tuple_
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from learn import audit
from learn.audit import Event
from learn.catalogue import CourseVersion, Publication, Terms
from learn.kit import clock
from learn.kit.db import Created, db
from learn.kit.digest import digest_of
from learn.kit.web import Refused
from learn.people import JobRole, JobRoleHeld, Membership, Person
from learn.signatures import Meaning, Signature


class HeldRelease(db.Model):
    """A publication that is held back: for people in these job roles the version before stays in force. Never changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), unique=True)
    publication: Mapped[Publication] = relationship()
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), unique=True)
    version: Mapped[CourseVersion] = relationship()
    share: Mapped[int]  # per cent of the people in the roles, over all organisations
    roles: Mapped[list["HeldRole"]] = relationship(order_by="HeldRole.id")
    release: Mapped["Release | None"] = relationship(back_populates="held")

    @property
    def audit_name(self) -> str:
        """How the audit trail names what is held."""
        return self.version.audit_name

    @classmethod
    def hold_back(cls, publication: Publication) -> Self | None:
        """Hold a publication back as its terms say; None: they do not."""
        terms = Terms.read(publication.terms)
        if terms is None or terms.hold is None:
            return None
        roles = db.session.scalars(select(JobRole).where(JobRole.code.in_(terms.hold.roles)).order_by(JobRole.code))
        held = cls(
            publication_id=publication.id,
            publication=publication,
            version_id=publication.version_id,
            version=publication.version,
            share=terms.hold.share,
            roles=[HeldRole(job_role_id=role.id, job_role=role) for role in roles],
            release=None,
        )
        db.session.add(held)
        return held

    @classmethod
    def on(cls, version_id: int) -> Self | None:
        """What holds a version back, or did."""
        whole = (joinedload(cls.release).joinedload(Release.by), joinedload(cls.roles).joinedload(HeldRole.job_role))
        whole_version = joinedload(cls.version).joinedload(CourseVersion.course)
        found = select(cls).where(cls.version_id == version_id).options(*whole, whole_version)
        return db.session.scalars(found).unique().one_or_none()

    @classmethod
    def waiting(cls) -> Select[Self]:
        """What is still held back."""
        return select(cls).where(~cls.release.has()).options(joinedload(cls.version).joinedload(CourseVersion.course))

    def release_early(self, *, by: Person, reason: str, trained: int, people: int) -> "Release":
        """A reviewer releases it before the share is reached, with a reason and a signature."""
        if self.release:
            raise Refused(_("%(version)s is no longer held back.", version=self.audit_name))
        said = {"release": self.id, "version": self.version.digest, "trained": trained, "people": people}
        signature = Signature.over(
            self, digest=digest_of({**said, "reason": reason}), meaning=Meaning.RELEASE_APPROVED, by=by
        )
        db.session.flush()
        return self._lift(trained=trained, people=people, by=by, reason=reason, signature=signature)

    def lift(self, *, trained: int, people: int) -> "Release":
        """The share is reached: from today the version is in force for everybody."""
        return self._lift(trained=trained, people=people, by=None, reason="", signature=None)

    def _lift(
        self, *, trained: int, people: int, by: Person | None, reason: str, signature: Signature | None
    ) -> "Release":
        self.release = Release(
            held_id=self.id,
            lifted_on=clock.today(),
            trained=trained,
            people=people,
            by_id=by.id if by else None,
            by=by,
            reason=reason,
            signature_id=signature.id if signature else None,
        )
        new = {"trained": trained, "people": people}
        audit.record(Event.RELEASE_LIFTED, self, by=by, new=new, reason=reason or None)
        db.session.flush()
        return self.release


class HeldRole(db.Model):
    """A critical job role that a release waits for."""

    __table_args__ = (UniqueConstraint("held_id", "job_role_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    held_id: Mapped[int] = mapped_column(ForeignKey("held_release.id"))
    job_role_id: Mapped[int] = mapped_column(ForeignKey("job_role.id"))
    job_role: Mapped[JobRole] = relationship()


class Release(db.Model):
    """What was held back is released: since when, at which share, and by whose signature if it was early."""

    id: Mapped[int] = mapped_column(primary_key=True)
    held_id: Mapped[int] = mapped_column(ForeignKey("held_release.id"), unique=True)
    held: Mapped[HeldRelease] = relationship(back_populates="release")
    lifted_on: Mapped[date]
    trained: Mapped[int]  # people
    people: Mapped[int]  # in the critical roles on that day
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: the share was reached
    by: Mapped[Person | None] = relationship()
    reason: Mapped[str]
    signature_id: Mapped[int | None] = mapped_column(ForeignKey("signature.id"))
    at: Mapped[Created]


def held_back(person_id: Any, version_id: Any, today: date) -> ColumnElement[bool]:
    """The condition that a version is held back from somebody on a day. Worked out once for all rows of a query."""
    people = (
        select(Membership.person_id, HeldRelease.version_id)
        .select_from(HeldRelease)
        .join(HeldRole, HeldRole.held_id == HeldRelease.id)
        .join(JobRoleHeld, and_(JobRoleHeld.job_role_id == HeldRole.job_role_id, JobRoleHeld.on(today)))
        .join(Membership, and_(Membership.id == JobRoleHeld.membership_id, Membership.on(today)))
        .where(~HeldRelease.release.has())
        .correlate(None)
    )
    return tuple_(person_id, version_id).in_(people)


def released_on(person_id: Any, version_id: Any, today: date) -> ColumnElement[date]:
    """The day on which a version was released to somebody whom it had been held back from; NULL: it never was."""
    return (
        select(func.max(Release.lifted_on))
        .join(HeldRelease, HeldRelease.id == Release.held_id)
        .join(HeldRole, HeldRole.held_id == HeldRelease.id)
        .join(JobRoleHeld, and_(JobRoleHeld.job_role_id == HeldRole.job_role_id, JobRoleHeld.on(today)))
        .join(Membership, and_(Membership.id == JobRoleHeld.membership_id, Membership.on(today)))
        .where(Membership.person_id == person_id, HeldRelease.version_id == version_id)
        .scalar_subquery()
    )
