"""A certificate from elsewhere: what its table said of it, its file byte for byte, and who brought it."""

import hashlib
from datetime import date
from typing import Self

from sqlalchemy import ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from learn.certificates.kept import opened_by, read_untouched
from learn.kit import clock
from learn.kit.db import Created, db
from learn.kit.text import Words
from learn.kit.upload import TYPES
from learn.people import Organisation, Person


class FormerImport(db.Model):
    """One table of former certificates, taken whole: whose, by whom, when."""

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    organisation: Mapped[Organisation] = relationship()
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: by the command line
    by: Mapped[Person | None] = relationship()
    file_name: Mapped[str]
    at: Mapped[Created]

    @property
    def audit_name(self) -> str:
        """How the audit trail names this import."""
        return self.file_name


class FormerCertificate(db.Model):
    """A certificate that somebody else issued. Nobody here vouches for it; the file is kept as it came. Never changed."""

    __table_args__ = (UniqueConstraint("person_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("former_import.id"), index=True)
    former_import: Mapped[FormerImport] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship()
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[Words]
    issuer: Mapped[str]
    number: Mapped[str]  # as the issuer gave it; empty: none
    issued_on: Mapped[date]
    valid_until: Mapped[date | None]  # None: nothing is said of an end
    document_key: Mapped[str]
    kind: Mapped[str]  # pdf, png or jpg, known by the content
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]  # bytes

    @property
    def over(self) -> bool:
        """Whether the day that it names as its last one has passed."""
        return self.valid_until is not None and self.valid_until < clock.today()

    @property
    def media_type(self) -> str:
        """What the file is."""
        return TYPES[self.kind]

    @property
    def file_name(self) -> str:
        """Under which name it is downloaded."""
        return f"{self.person.name}_{self.title.zh}_{self.issued_on}_{self.id}.{self.kind}"

    def read_document(self) -> bytes:
        """The file exactly as it came. Raises Tampered rather than return other bytes."""
        return read_untouched(self.document_key, self.sha256)

    @classmethod
    def whole(cls) -> Select[Self]:
        """Former certificates with who holds them and who brought them, the newest first."""
        brought = joinedload(cls.former_import)
        options = (joinedload(cls.person), brought.joinedload(FormerImport.by))
        return select(cls).options(*options).order_by(cls.issued_on.desc(), cls.id.desc())

    @classmethod
    def of(cls, person: Person, organisation_id: int | None = None) -> Select[Self]:
        """Those of somebody, for an employer only those that the employer brought."""
        held = cls.whole().where(cls.person_id == person.id)
        return held if organisation_id is None else held.where(cls.organisation_id == organisation_id)

    @classmethod
    def seen_by(cls, person: Person) -> Select[Self]:
        """Those that somebody may open: their own, as HR or inspector their organisation's, as the alliance's office all."""
        return cls.whole().where(opened_by(person, cls))

    @classmethod
    def with_file(cls, content: bytes) -> Self | None:
        """The newest one with exactly this file."""
        digest = hashlib.sha256(content).hexdigest()
        return db.session.scalar(cls.whole().where(cls.sha256 == digest).limit(1))
