"""A version that is being written. Each save is an edition that stays, so that undoing, merging and blame rest on it."""

from collections.abc import Mapping
from typing import Any, Self

from flask_babel import gettext as _
from sqlalchemy import JSON, ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, aliased, joinedload, mapped_column, relationship

from learn import audit
from learn.audit import Event
from learn.catalogue.course import Course
from learn.catalogue.drafts.parts import EMPTY, Part
from learn.catalogue.version import CourseVersion
from learn.kit.db import Created, db
from learn.kit.web import Refused
from learn.people import Person

_Content = JSON()  # as it is written: PostgreSQL's JSONB would put keys into another order, and sources have one


class CourseDraft(db.Model):
    """A version of a course that is being written. It ends by approval, or by being dropped."""

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    course: Mapped[Course] = relationship()
    number: Mapped[str]  # of the version that it becomes
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("course_version.id"))  # None: written from nothing
    based_on: Mapped[CourseVersion | None] = relationship()
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    at: Mapped[Created]
    dropping: Mapped["Dropping | None"] = relationship(back_populates="draft")

    @property
    def audit_name(self) -> str:
        """How the audit trail names this draft."""
        return f"{self.course.code} {self.number}"

    @property
    def organisation_id(self) -> int | None:
        """Whose trail its entries stand in."""
        return self.course.organisation_id

    # verbs

    @classmethod
    def begin(
        cls, course: Course, number: str, parts: Mapping[str, Any], *, based_on: CourseVersion | None, by: Person
    ) -> Self:
        """Begin to write a version. A course has one open draft at a time, so that nobody's work is lost to another's."""
        draft = cls(
            course_id=course.id,
            course=course,
            number=number,
            based_on_id=based_on.id if based_on else None,
            based_on=based_on,
            by_id=by.id,
            by=by,
            dropping=None,
        )
        new = {"number": number, "based_on": based_on.number if based_on else None}
        audit.record(Event.DRAFT_BEGUN, draft, by=by, new=new)
        db.session.flush()
        said: dict[str, Any] = {str(part): content for part, content in EMPTY.items()} | dict(parts)
        for part, content in said.items():
            db.session.add(DraftEdition(draft_id=draft.id, part=part, number=1, content=content, by_id=by.id, by=by))
        db.session.flush()
        return draft

    def write(self, part: str, content: Any, *, over: int, by: Person) -> "DraftEdition":
        """Keep a part as it is now, written over the edition that its author saw (0: there was none).

        Raises Stale when somebody saved meanwhile; saying the same once more keeps nothing.
        """
        newest = self.newest(part)
        if newest is not None and newest.content == content:
            return newest
        if over != (newest.number if newest else 0):
            raise Stale(newest)
        edition = DraftEdition(draft_id=self.id, part=part, number=over + 1, content=content, by_id=by.id, by=by)
        try:
            with db.session.begin_nested():
                db.session.add(edition)
        except IntegrityError as race:  # somebody saved in this very moment
            raise Stale(self.newest(part)) from race
        return edition

    def renumber(self, number: str, *, by: Person) -> None:
        """Give the version that this becomes another number."""
        if number != self.number:
            audit.record(Event.DRAFT_RENUMBERED, self, by=by, old={"number": self.number}, new={"number": number})
            self.number = number

    def drop(self, *, by: Person, reason: str) -> None:
        """Give a draft up; what was written stays readable."""
        if self.dropping:
            raise Refused(_("This draft was dropped already."))
        self.dropping = Dropping(by_id=by.id, by=by, reason=reason)
        audit.record(Event.DRAFT_DROPPED, self, by=by, reason=reason)

    # questions asked of it

    def newest(self, part: str) -> "DraftEdition | None":
        """The newest edition of a part; None: nobody has written it yet."""
        return db.session.scalar(self.editions(part).limit(1))

    def edition(self, part: str, number: int) -> "DraftEdition | None":
        """One edition of a part."""
        return db.session.scalar(self.editions(part).where(DraftEdition.number == number))

    def editions(self, part: str) -> Select["DraftEdition"]:
        """Every edition of a part, the newest first."""
        found = select(DraftEdition).where(DraftEdition.draft_id == self.id, DraftEdition.part == part)
        return found.order_by(DraftEdition.number.desc()).options(joinedload(DraftEdition.by))

    def all_newest(self, *parts: str) -> dict[str, "DraftEdition"]:
        """The newest edition of some parts, or of every part, by part, in one query."""
        later = aliased(DraftEdition)
        newer = select(later.id).where(
            later.draft_id == self.id, later.part == DraftEdition.part, later.number > DraftEdition.number
        )
        found = select(DraftEdition).where(DraftEdition.draft_id == self.id, ~newer.exists())
        found = found.where(DraftEdition.part.in_(parts)) if parts else found
        return {one.part: one for one in db.session.scalars(found.options(joinedload(DraftEdition.by)))}

    @property
    def author_ids(self) -> set[int]:
        """Everybody who wrote on it, and who began it; none of them approves it."""
        wrote = select(DraftEdition.by_id).where(DraftEdition.draft_id == self.id).distinct()
        return {self.by_id, *db.session.scalars(wrote)}


class DraftEdition(db.Model):
    """A part of a draft as somebody saved it. Never changed; the newest is what the draft says."""

    __table_args__ = (
        UniqueConstraint("draft_id", "part", "number"),
        Index("ix_draft_edition_by", "draft_id", "by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("course_draft.id"))
    part: Mapped[str]
    number: Mapped[int]  # 1, 2, …
    content: Mapped[Any] = mapped_column(_Content)  # a text, a list or keys with values, as a pack has it there
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    at: Mapped[Created]


class Dropping(db.Model):
    """A draft that was given up: by whom and why."""

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("course_draft.id"), unique=True)
    draft: Mapped[CourseDraft] = relationship(back_populates="dropping")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    reason: Mapped[str]
    at: Mapped[Created]


class Stale(Exception):
    """Somebody else saved this part meanwhile; `newest` is what stands there now."""

    def __init__(self, newest: DraftEdition | None) -> None:
        super().__init__("written over an edition that is no longer the newest")
        self.newest = newest


def content_of(editions: Mapping[str, DraftEdition], part: Part) -> Any:
    """What a part says; where nobody has written it, nothing."""
    return editions[part].content if part in editions else EMPTY[part]
