"""A copy of a certificate for somebody who sees to the holder's training."""

from sqlalchemy import ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from learn.kit.db import Created, db
from learn.people import Person


class CertificateCopy(db.Model):
    """That somebody was sent a certificate of a colleague: a letter with a link, and leave to open it. Never changed."""

    __table_args__ = (UniqueConstraint("certificate_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[Created]

    @classmethod
    def sent_to(cls, person: Person) -> Select[int]:
        """The ids of the certificates that somebody got copies of."""
        return select(cls.certificate_id).where(cls.person_id == person.id)
