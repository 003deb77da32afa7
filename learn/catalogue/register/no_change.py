"""Somebody looked at a place that cites a changed source, and nothing there had to be changed."""

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn import audit
from learn.assessment import QuestionVersion
from learn.audit import Event
from learn.catalogue.register.place import Place
from learn.catalogue.register.status import SourceStatus
from learn.catalogue.unit import Unit
from learn.kit.db import Created, db
from learn.kit.web import Refused
from learn.people import Person


class NoChange(db.Model):
    """A unit or question that was looked at after a source changed its status, and stays as it is. Never changed.

    It counts for the text that was looked at, also where a later version still says the same, and for that one status.
    """

    __table_args__ = (UniqueConstraint("status_id", "seen"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    status_id: Mapped[int] = mapped_column(ForeignKey("source_status.id"))
    status: Mapped[SourceStatus] = relationship(back_populates="no_changes")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))  # None: a question
    unit: Mapped[Unit | None] = relationship()
    question_version_id: Mapped[int | None] = mapped_column(ForeignKey("question_version.id"))  # None: a unit
    question_version: Mapped[QuestionVersion | None] = relationship()
    place: Mapped[str]  # as a person calls it: GMP-101 1.0 records, GMP-101 Q07
    seen: Mapped[str]  # SHA-256 over the text that was looked at, in both languages
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))  # None: the alliance's
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    at: Mapped[Created]

    @property
    def audit_name(self) -> str:
        """How the audit trail names what was looked at."""
        return self.place

    @classmethod
    def record_at(cls, place: Place, status: SourceStatus, *, reason: str, by: Person) -> "NoChange":
        """Take a place off the list of what must be revised, with the reason."""
        if db.session.scalar(select(cls.id).where(cls.status_id == status.id, cls.seen == place.seen)):
            raise Refused(_("Somebody else has looked at %(place)s just now.", place=place.name))
        looked = cls(
            unit_id=place.unit.id if place.unit else None,
            question_version_id=place.question.id if place.question else None,
            status=status,
            place=place.name,
            seen=place.seen,
            organisation_id=place.organisation_id,
            reason=reason,
            by=by,
        )
        new = {"source": status.source.name, "status": status.status, "from": status.from_on, "digest": place.seen}
        audit.record(Event.REVISION_FOUND_NEEDLESS, looked, by=by, new=new, reason=reason)
        return looked
