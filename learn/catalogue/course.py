"""A course, known by its code for ever; what it teaches is in its versions."""

from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ForeignKey, UniqueConstraint, exists, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from learn import audit
from learn.assessment import Question, QuestionBank
from learn.audit import Event
from learn.catalogue.pack import Pack
from learn.kit.db import Created, db
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.people import Organisation, OrganisationKind, Permission, Person


class Catalogue(StrEnum):
    """The three subjects of the library."""

    GMP = "gmp"
    TRIALS = "trials"
    REGULATION = "regulation"


class Course(db.Model):
    """A course such as GMP-101."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    catalogue: Mapped[Catalogue]
    bank_id: Mapped[int] = mapped_column(ForeignKey("question_bank.id"))
    bank: Mapped[QuestionBank] = relationship()
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))  # None: every member sees it
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def audit_name(self) -> str:
        """How the audit trail names this course."""
        return self.code

    @classmethod
    def of(cls, pack: Pack, *, by: Person | None) -> "Course":
        """The course that a pack is a version of; a new one, with an empty bank, if we have none of this code."""
        bank = selectinload(cls.bank).selectinload(QuestionBank.questions).selectinload(Question.versions)
        course = db.session.scalar(select(cls).where(cls.code == pack.code).options(bank))
        if course is None:
            return cls._add(pack, by=by)
        if course.catalogue != pack.course["catalogue"]:
            raise Refused(_("%(code)s stands in another catalogue; a course does not move.", code=pack.code))
        return course

    @classmethod
    def _add(cls, pack: Pack, *, by: Person | None) -> "Course":
        title = Words(**pack.course["title"])
        return cls.add(code=pack.code, catalogue=Catalogue(pack.course["catalogue"]), title=title, by=by)

    @classmethod
    def add(
        cls,
        *,
        code: str,
        catalogue: Catalogue,
        title: Words,
        by: Person | None,
        organisation: Organisation | None = None,
    ) -> "Course":
        """A new course without any version yet, with an empty bank of its own; None: the alliance's."""
        if db.session.scalar(select(cls.id).where(cls.code == code)):
            raise Refused(_("There is a course %(code)s already.", code=code))
        bank = QuestionBank.add(code=code, title=title, by=by, organisation=organisation)
        course = cls(code=code, catalogue=catalogue, bank=bank, organisation=organisation)
        audit.record(Event.COURSE_ADDED, course, by=by, new={"code": course.code, "catalogue": course.catalogue})
        return course

    @classmethod
    def retired_on(cls, day: date) -> ColumnElement[bool]:
        """The condition that a course is retired on a day: nobody newly enrols, and no requirement asks for it."""
        restored = exists().where(Restoration.retirement_id == Retirement.id, Restoration.effective_on <= day)
        return exists().where(Retirement.course_id == cls.id, Retirement.effective_on <= day, ~restored)

    @classmethod
    def visible_to(cls, person: Person) -> ColumnElement[bool]:
        """The condition that somebody may see a course: the alliance's, or one of their own organisations'."""
        return cls.visible_from([membership.organisation_id for membership in person.current_memberships])

    @classmethod
    def visible_from(cls, organisations: Any) -> ColumnElement[bool]:
        """The condition that a course is the alliance's, or of one of these organisations."""
        return or_(cls.organisation_id.is_(None), cls.organisation_id.in_(organisations))

    @classmethod
    def written_by(cls, person: Person) -> ColumnElement[bool]:
        """The condition that somebody works on a course as instructor or reviewer of the organisation that it is of.

        Answer keys hang on this: an instructor of one member does not see the alliance's.
        """
        ours = [*person.organisations_as(Permission.INSTRUCTOR), *person.organisations_as(Permission.REVIEWER)]
        own = cls.organisation_id.in_([organisation.id for organisation in ours])
        alliance = any(organisation.kind is OrganisationKind.ALLIANCE for organisation in ours)
        return or_(own, cls.organisation_id.is_(None)) if alliance else own


class Retirement(db.Model):
    """A course taken out of the catalogue from a day on: by whose signature, and why. What was learnt stays."""

    __table_args__ = (UniqueConstraint("course_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    course: Mapped[Course] = relationship()
    round: Mapped[int]  # 1 the first time; of two at the same second one is refused
    effective_on: Mapped[date]
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    signature_id: Mapped[int | None] = mapped_column(ForeignKey("signature.id"))
    at: Mapped[Created]
    restoration: Mapped["Restoration | None"] = relationship(back_populates="retirement")


class Restoration(db.Model):
    """A retired course taught again from a day on, as it was."""

    id: Mapped[int] = mapped_column(primary_key=True)
    retirement_id: Mapped[int] = mapped_column(ForeignKey("retirement.id"), unique=True)
    retirement: Mapped[Retirement] = relationship(back_populates="restoration")
    effective_on: Mapped[date]
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    signature_id: Mapped[int | None] = mapped_column(ForeignKey("signature.id"))
    at: Mapped[Created]
