"""A frozen version of a course, and the act that puts it into force."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ForeignKey, Select, UniqueConstraint, and_, bindparam, or_, select
from sqlalchemy.orm import Mapped, aliased, joinedload, mapped_column, relationship

from learn import audit, signals
from learn.audit import Event
from learn.catalogue.course import Course
from learn.catalogue.pack import Pack
from learn.catalogue.page import MediaFile
from learn.catalogue.terms import Terms
from learn.catalogue.unit import Unit
from learn.kit import clock
from learn.kit.db import Created, db
from learn.kit.storage import storage
from learn.kit.text import Words, fold, like
from learn.kit.web import Refused, once
from learn.people import Person
from learn.signatures import Signature


class CertificateKind(StrEnum):
    """What the certificate of a version is."""

    COMPLETION = "completion"  # holds for ever
    QUALIFICATION = "qualification"  # assessed, and in force until a day
    DELTA = "delta"  # of a version that only teaches what changed
    ATTENDANCE = "attendance"  # without an assessment


class CourseVersion(db.Model):
    """A version of a course, frozen by its digest (21 CFR 11.10(k)(2), T9)."""

    __table_args__ = (UniqueConstraint("course_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    course: Mapped[Course] = relationship()
    number: Mapped[str]  # major.minor
    title: Mapped[Words]
    summary: Mapped[Words]
    audience: Mapped[Words]
    objectives: Mapped[list[Any]]  # [{"id", "zh", "en"}, …]
    hours: Mapped[Decimal]
    valid_months: Mapped[int | None]  # None: a completion holds for ever
    certificate: Mapped[CertificateKind | None]  # None: by the rule that certificates have
    prerequisites: Mapped[list[str]]  # codes of courses
    sources: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    facts: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    glossary: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)  # its terms by slug; None: in the pack only
    search_text: Mapped[str]
    digest: Mapped[str]  # SHA-256 over the content, see docs/course-packs.md
    pack_digest: Mapped[str]  # SHA-256 of the ZIP that the pack is kept as
    loaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: by command
    loaded_by: Mapped[Person | None] = relationship()
    recorded_at: Mapped[Created]
    units: Mapped[list[Unit]] = relationship(order_by=Unit.position)
    media: Mapped[list[MediaFile]] = relationship(order_by=MediaFile.name)
    publication: Mapped["Publication | None"] = relationship(back_populates="version")

    @property
    def audit_name(self) -> str:
        """How the audit trail names this version."""
        return f"{self.course.code} {self.number}"

    @property
    def pack_key(self) -> str:
        """Where the pack lies in storage, as it was loaded."""
        return f"packs/{self.pack_digest}.zip"

    @property
    def pack(self) -> bytes:
        """The pack of this version as a ZIP, byte by byte what it was."""
        return storage().get(self.pack_key)

    # verbs

    @classmethod
    def load(cls, pack: Pack, *, by: Person | None) -> "CourseVersion":
        """A frozen version of a course from its pack. The same pack twice changes nothing; other content is refused."""
        from learn.catalogue.loading import Loading  # it builds what this module declares

        if found := cls.standing_for(pack):
            if found.digest == pack.digest:
                return found
            raise Refused(
                _(
                    "%(code)s %(number)s was loaded with other content and is frozen. Give the change a new version number.",
                    code=pack.code,
                    number=pack.version,
                )
            )
        taken = _("Somebody else has just loaded %(code)s. Look at it, then try again.", code=pack.code)
        version: CourseVersion = once(Loading(pack, by=by).version, else_=taken)
        return version

    @classmethod
    def standing_for(cls, pack: Pack) -> "CourseVersion | None":
        """The version with the code and number of a pack, if there is one."""
        return db.session.scalar(
            select(cls).join(cls.course).where(Course.code == pack.code, cls.number == pack.version)
        )

    def publish(
        self,
        *,
        by: Person | None,
        effective_on: date | None = None,
        terms: Terms | None = None,
        reason: str | None = None,
        signature: Signature | None = None,
    ) -> "Publication":
        """Put this version into force from a day on; nobody approves their own work (T9: a second person releases it).

        The terms say what it asks of those who hold an earlier version (T10); without them, nothing.
        """
        from learn.catalogue.retraining import write_deltas  # it builds what this module declares

        effective_on = effective_on or clock.today()
        earlier = self._refuse_to_publish(effective_on, by=by)
        self.publication = Publication(
            by=by,
            effective_on=effective_on,
            terms=terms.as_dict() if terms else None,
            reason=reason,
            signature_id=signature.id if signature else None,
            signature=signature,
        )
        new = {"effective_on": effective_on, "digest": self.digest}
        new |= {"retraining": terms.level, "days": terms.days} if terms else {}
        audit.record(Event.VERSION_PUBLISHED, self, by=by, new=new, reason=reason)
        db.session.flush()
        write_deltas(self.publication, earlier)
        signals.version_published.send(self.publication)
        return self.publication

    def _refuse_to_publish(self, effective_on: date, *, by: Person | None) -> list["CourseVersion"]:
        """Refuse what must not come into force; else the versions published before, the first one first."""
        if self.publication:
            raise Refused(_("%(version)s is already published.", version=self.audit_name))
        if by is not None and by.id == self.loaded_by_id:
            raise Refused(
                _("You loaded %(version)s yourself. Somebody else puts it into force.", version=self.audit_name)
            )
        if effective_on < clock.today():
            raise Refused(_("A version comes into force today or later."))
        earlier = self.published_before()
        for other in earlier:
            if other.rank > self.rank:
                raise Refused(
                    _("%(other)s is already published; an earlier version does not follow it.", other=other.audit_name)
                )
            if other.publication and other.publication.effective_on > effective_on:
                raise Refused(
                    _("%(other)s comes into force later. Choose its day, or a later one.", other=other.audit_name)
                )
        return earlier

    def published_before(self) -> list["CourseVersion"]:
        """The versions of the course that are published already, the first one first."""
        others = select(CourseVersion).join(CourseVersion.publication)
        others = others.where(CourseVersion.course_id == self.course_id, CourseVersion.id != self.id)
        return list(db.session.scalars(others.order_by(Publication.id).options(joinedload(CourseVersion.publication))))

    def export(self, *, by: Person | None) -> bytes:
        """The pack of this version to take away, byte by byte what was loaded. Keys leave the house, so it is recorded."""
        audit.record(Event.VERSION_EXPORTED, self, by=by, new={"digest": self.digest, "pack_digest": self.pack_digest})
        return self.pack

    # questions asked of it

    @property
    def rank(self) -> tuple[int, ...]:
        """The number as it sorts: 1.10 stands after 1.9."""
        return tuple(int(part) for part in self.number.split("."))

    @classmethod
    @lru_cache(maxsize=8)  # building it costs more than running it, and a query is never changed in place
    def in_force(cls, today: date) -> Select["CourseVersion"]:
        """The version of every course that people learn: that of the newest publication whose day has come."""
        other, later = aliased(cls), aliased(Publication)
        superseded = (
            select(later.id)
            .join(other, other.id == later.version_id)
            .where(
                other.course_id == cls.course_id,
                later.effective_on <= today,
                or_(
                    later.effective_on > Publication.effective_on,
                    and_(later.effective_on == Publication.effective_on, later.id > Publication.id),
                ),
            )
            .exists()
        )
        found = select(cls).join(cls.publication).join(cls.course)
        taught = ~Course.retired_on(today)
        return found.where(Publication.effective_on <= today, ~superseded, taught).order_by(Course.code)

    @classmethod
    @lru_cache(maxsize=8)
    def visible(cls, today: date) -> Select["CourseVersion"]:
        """The versions in force, with their courses, that may be seen from the organisations `ours`."""
        seen = cls.in_force(today).where(Course.visible_from(bindparam("ours", expanding=True)))
        return seen.options(joinedload(cls.course, innerjoin=True))

    @classmethod
    def matches(cls, term: str) -> ColumnElement[bool]:
        """The condition that somebody's words are found: Chinese, pinyin with or without spaces, initials or English."""
        joined = fold(term).replace(" ", "")
        return or_(cls.search_text.like(like(term), escape="\\"), cls.search_text.like(like(joined), escape="\\"))


class Publication(db.Model):
    """A version put into force: by whom and from which day. The newest in force is the one that people learn."""

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), unique=True)
    version: Mapped[CourseVersion] = relationship(back_populates="publication")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: by command
    by: Mapped[Person | None] = relationship()
    effective_on: Mapped[date] = mapped_column(default=lambda: clock.today())
    terms: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)  # see Terms; None: nobody learns again
    reason: Mapped[str | None]  # why it is put into force, in the reviewer's words
    signature_id: Mapped[int | None] = mapped_column(ForeignKey("signature.id"))  # None: by command, or of before
    signature: Mapped[Signature | None] = relationship()
    at: Mapped[Created]
