"""A transcript that was made: of whom, by whom, when, and its file, so that it can be checked later."""

import hashlib
from typing import Self

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from learn import audit
from learn.audit import Event
from learn.certificates.kept import opened_by, read_untouched
from learn.certificates.paper import Unprintable
from learn.certificates.transcripts.paper import print_transcript
from learn.kit import clock
from learn.kit.db import Created, db
from learn.kit.number import check_sign, random_signs
from learn.kit.storage import storage
from learn.kit.web import Refused
from learn.people import Organisation, Person


class Transcript(db.Model):
    """What the records held of somebody at a moment, as it was handed out. Never changed, never printed again."""

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)  # TR-7K3M9-QXDRT-W
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))  # None: of everywhere
    organisation: Mapped[Organisation | None] = relationship()
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    at: Mapped[Created]
    document_key: Mapped[str]
    sha256: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int]  # bytes

    @property
    def audit_name(self) -> str:
        """How the audit trail names this transcript."""
        return f"{self.number} {self.person.name}"

    @property
    def file_name(self) -> str:
        """Under which name it is downloaded."""
        return f"{self.person.name}_{clock.day_of(self.at)}_{self.number}.pdf"

    @classmethod
    def make(cls, person: Person, *, organisation: Organisation | None = None, by: Person) -> Self:
        """Print what the records hold now, store it, and only then record it."""
        at, number = clock.now().replace(microsecond=0), _new_number()
        try:
            pdf = print_transcript(person, organisation, number=number, at=at)
        except Unprintable as fault:
            raise Refused(
                _(
                    "None of our fonts can print “%(characters)s”. Please tell the alliance office.",
                    characters=fault.characters,
                )
            ) from fault
        key = f"transcripts/{clock.day_of(at).year}/{number}.pdf"
        transcript = cls(
            number=number,
            person_id=person.id,
            person=person,
            organisation_id=organisation.id if organisation else None,
            organisation=organisation,
            by_id=by.id,
            by=by,
            at=at,
            document_key=key,
            sha256=storage().put(key, pdf),
            size=len(pdf),
        )
        audit.record(Event.TRANSCRIPT_MADE, transcript, by=by, new={"sha256": transcript.sha256})
        return transcript

    def read_document(self) -> bytes:
        """The PDF exactly as it was made. Raises Tampered rather than return other bytes."""
        return read_untouched(self.document_key, self.sha256)

    @classmethod
    def whole(cls) -> Select[Self]:
        """Transcripts with all that is said of them."""
        return select(cls).options(joinedload(cls.person), joinedload(cls.organisation), joinedload(cls.by))

    @classmethod
    def of(cls, person: Person) -> Select[Self]:
        """Those about somebody, the newest first."""
        return cls.whole().where(cls.person_id == person.id).order_by(cls.id.desc())

    @classmethod
    def seen_by(cls, person: Person) -> Select[Self]:
        """Those that somebody may open: about themselves, as HR or inspector their organisation's, as the office all."""
        return cls.whole().where(opened_by(person, cls))

    @classmethod
    def with_file(cls, content: bytes) -> Self | None:
        """The transcript whose file this is, to the last byte."""
        return db.session.scalar(cls.whole().where(cls.sha256 == hashlib.sha256(content).hexdigest()))


def _new_number() -> str:
    drawn = random_signs(10)
    return f"TR-{drawn[:5]}-{drawn[5:]}-{check_sign(drawn)}"
