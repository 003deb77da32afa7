"""A document that somebody signed as read and understood."""

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from learn.catalogue import Unit, UnitFile
from learn.kit.db import Created, db
from learn.kit.digest import digest_of
from learn.kit.text import Words
from learn.people import Person
from learn.signatures import Meaning, Signature

if TYPE_CHECKING:
    from learn.learning.enrolment import Enrolment


class Acknowledgement(db.Model):
    """A document read and understood: which one, in which edition and language, under whose signature. Never changed."""

    __table_args__ = (UniqueConstraint("enrolment_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    enrolment: Mapped["Enrolment"] = relationship()
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    title: Mapped[Words]
    number: Mapped[str]  # the document's own
    edition: Mapped[str]
    language: Mapped[str]
    document_digest: Mapped[str]  # SHA-256 of the file that was shown
    signature_id: Mapped[int] = mapped_column(ForeignKey("signature.id"))
    signature: Mapped[Signature] = relationship()
    at: Mapped[Created]

    @classmethod
    def sign(cls, enrolment: "Enrolment", unit: Unit, shown: UnitFile, *, by: Person) -> "Acknowledgement":
        """Sign over the very file that was shown, its number and edition (21 CFR 11.50, 11.70)."""
        version = enrolment.version
        facts = {
            "title": unit.title,
            "number": unit.document_number or "",
            "edition": unit.document_edition or "",
            "language": shown.language,
            "document_digest": shown.media.digest,
        }
        course = {"course": version.course.code, "version": version.number, "content": version.digest}
        seen = digest_of({**facts, **course, "unit": unit.slug})
        signature = Signature.over(enrolment, digest=seen, meaning=Meaning.READ_AND_UNDERSTOOD, by=by)
        db.session.flush()
        signed = cls(
            enrolment_id=enrolment.id, unit_id=unit.id, signature_id=signature.id, signature=signature, **facts
        )
        db.session.add(signed)
        return signed

    @classmethod
    def on(cls, enrolment: "Enrolment", unit: Unit) -> "Acknowledgement | None":
        """What was signed about a unit, if it was."""
        asked = select(cls).where(cls.enrolment_id == enrolment.id, cls.unit_id == unit.id)
        return db.session.scalar(asked.options(joinedload(cls.signature)))

    @classmethod
    def listed(cls) -> Select["Acknowledgement"]:
        """Signed documents with their signatures, the newest first; narrow it before running it."""
        return select(cls).options(joinedload(cls.signature, innerjoin=True)).order_by(cls.id.desc())
