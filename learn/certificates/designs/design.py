"""A design: the place where it applies, and the draft that its authors work on."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ForeignKey, select, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn import audit
from learn.audit import Event
from learn.catalogue import Course
from learn.certificates.look import Colours
from learn.kit import clock
from learn.kit.db import Created, Moment, db
from learn.kit.digest import digest_of
from learn.kit.web import Refused
from learn.people import Organisation, OrganisationKind, Permission, Person


class Design(db.Model):
    """How certificates look: the alliance's or one organisation's, of all courses or of one."""

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)  # None: everybody's
    organisation: Mapped[Organisation | None] = relationship()
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"))  # None: of every course
    course: Mapped[Course | None] = relationship()
    place: Mapped[str] = mapped_column(unique=True)  # both ids as text, for two empty ones are not equal in a database
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[Created]
    draft: Mapped["DesignDraft"] = relationship(back_populates="design")

    @property
    def audit_name(self) -> str:
        """How the audit trail names this design."""
        whose = self.organisation.code if self.organisation else "ALLIANCE"
        return f"{whose} {self.course.code}" if self.course else whose

    @classmethod
    def begin(cls, organisation: Organisation | None, course: Course | None, *, by: Person) -> "Design":
        """A design for a place that has none; it begins as the built-in one looks."""
        place = f"{organisation.id if organisation else ''}/{course.id if course else ''}"
        if db.session.scalar(select(cls.id).where(cls.place == place)):
            raise Refused(_("There is already a design for this. Open it and change its draft."))
        design = cls(organisation=organisation, course=course, place=place, by_id=by.id)
        if organisation:
            design.organisation_id = organisation.id
        draft = DesignDraft(content=built_in(), author_ids=[by.id], changed_by_id=by.id, changed_at=clock.now())
        design.draft = draft
        audit.record(Event.DESIGN_BEGUN, design, by=by, new={"course": course.code if course else None})
        return design

    @classmethod
    def worked_on_by(cls, person: Person, *permissions: Permission) -> ColumnElement[bool]:
        """The condition that somebody works on a design: of an organisation of theirs; as the alliance's, on any."""
        ours = [one for permission in permissions for one in person.organisations_as(permission)]
        everywhere = any(one.kind is OrganisationKind.ALLIANCE for one in ours)
        return true() if everywhere else cls.organisation_id.in_([one.id for one in ours])


class DesignDraft(db.Model):
    """What the authors of a design are working on. It decides nothing until a version is made of it and approved."""

    id: Mapped[int] = mapped_column(primary_key=True)
    design_id: Mapped[int] = mapped_column(ForeignKey("design.id"), unique=True)
    design: Mapped[Design] = relationship(back_populates="draft")
    content: Mapped[dict[str, Any]]  # colours, wording, signatories, logo: see Look.read
    author_ids: Mapped[list[int]]  # who worked on it since the last version; none of them approves it
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_by: Mapped[Person] = relationship()
    changed_at: Mapped[datetime] = mapped_column(Moment)

    @property
    def audit_name(self) -> str:
        """How the audit trail names this draft."""
        return self.design.audit_name

    @property
    def organisation_id(self) -> int | None:
        """Whose trail its entries stand in."""
        return self.design.organisation_id

    @property
    def digest(self) -> str:
        """SHA-256 over what it says now."""
        return digest_of(self.content)

    def change(self, content: dict[str, Any], *, seen: str, by: Person) -> None:
        """Keep new content, unless somebody else kept other content since it was opened (`seen` is its digest then)."""
        if seen != self.digest:
            raise Refused(
                _(
                    "%(name)s changed this draft meanwhile. Open it again and put in your changes.",
                    name=self.changed_by.name,
                )
            )
        if content == self.content:
            return
        parts = [part for part in content if content[part] != self.content.get(part)]
        self.content = content
        self.author_ids = sorted({*self.author_ids, by.id})
        self.changed_by_id, self.changed_by, self.changed_at = by.id, by, clock.now()
        audit.record(Event.DESIGN_CHANGED, self, by=by, new={"parts": parts, "digest": self.digest})


def built_in() -> dict[str, Any]:
    """The content of the built-in design."""
    return {"colours": dict(vars(Colours())), "wording": {}, "signatories": [], "logo": None}
