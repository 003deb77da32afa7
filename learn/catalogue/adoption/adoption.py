"""A member's own units after an alliance course, without a copy of it: the alliance's next version is theirs too."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ForeignKey, Select, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from learn import audit
from learn.audit import Event
from learn.catalogue.course import Course
from learn.catalogue.drafts import CourseDraft, Part
from learn.catalogue.version import CourseVersion
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.people import Lasting, Organisation, Person


class Adoption(Lasting, db.Model):
    """An organisation has its people take an alliance course and then a supplement of its own, from a day to a day."""

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation: Mapped[Organisation] = relationship()
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)  # the alliance's
    course: Mapped[Course] = relationship(foreign_keys=[course_id])
    supplement_id: Mapped[int] = mapped_column(ForeignKey("course.id"), unique=True)  # the organisation's own
    supplement: Mapped[Course] = relationship(foreign_keys=[supplement_id])

    @property
    def audit_name(self) -> str:
        """How the audit trail names this adoption."""
        return f"{self.course.code} + {self.supplement.code}"

    @classmethod
    def begin(cls, course: Course, organisation: Organisation, *, code: str, by: Person) -> CourseDraft:
        """Adopt an alliance course; the draft of the supplement is what its units are written in."""
        if course.organisation_id is not None:
            raise Refused(_("Only a course of the alliance is adopted."))
        if db.session.scalar(cls.of(organisation).where(cls.course_id == course.id)):
            raise Refused(_("%(code)s is adopted already.", code=course.code))
        version = _in_force(course)
        title = Words(
            zh=f"{version.title.zh}：{organisation.name.zh}补充", en=f"{version.title.en}: {organisation.name.en}"
        )
        supplement = Course.add(code=code, catalogue=course.catalogue, title=title, organisation=organisation, by=by)
        db.session.flush()
        adoption = cls(
            organisation_id=organisation.id,
            organisation=organisation,
            course_id=course.id,
            course=course,
            supplement_id=supplement.id,
            supplement=supplement,
            ends_on=None,
        )
        audit.record(Event.COURSE_ADOPTED, adoption, by=by, new={"course": course.code, "code": code})
        about: dict[str, Any] = {
            "title": title.as_dict(),
            "audience": version.audience.as_dict(),
            "prerequisites": [course.code],  # its own units come after the alliance's
        }
        return CourseDraft.begin(supplement, "1.0", {Part.ABOUT: about}, based_on=None, by=by)

    def end(self, *, by: Person, reason: str) -> None:
        """Ask the supplement of nobody from tomorrow on; what was completed stays."""
        if self.ends_on is not None:
            raise Refused(_("This adoption has ended already."))
        self.ends_on = clock.today()
        audit.record(Event.ADOPTION_ENDED, self, by=by, new={"to": self.ends_on}, reason=reason)

    # questions asked of it

    @classmethod
    def of(cls, organisation: Organisation) -> Select["Adoption"]:
        """What an organisation has adopted today, by code of the alliance's course."""
        found = select(cls).join(cls.course).where(cls.organisation_id == organisation.id, cls.on(clock.today()))
        known = (joinedload(cls.course), joinedload(cls.supplement), joinedload(cls.organisation))
        return found.order_by(Course.code).options(*known)

    @classmethod
    def theirs(cls, organisations: list[int]) -> ColumnElement[bool]:
        """The condition that an adoption is of one of these organisations and holds today."""
        return cls.organisation_id.in_(organisations) & cls.on(clock.today())


def _in_force(course: Course) -> CourseVersion:
    version = db.session.scalar(CourseVersion.in_force(clock.today()).where(CourseVersion.course_id == course.id))
    if version is None:
        raise Refused(_("No version of %(code)s is in force yet.", code=course.code))
    return version
