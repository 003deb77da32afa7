"""A certificate taken back, and a certificate given back: each an act of its own, none ever changed."""

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, ForeignKey, Select, UniqueConstraint, exists, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from learn.kit.db import Created, db
from learn.people import Person

if TYPE_CHECKING:
    from learn.certificates.certificate import Certificate


class Revocation(db.Model):
    """A certificate taken back: by whom, when, and why. In force until a reinstatement ends it."""

    __table_args__ = (UniqueConstraint("certificate_id", "round"),)  # of two who revoke at once, one is refused

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    certificate: Mapped["Certificate"] = relationship()
    round: Mapped[int] = mapped_column(default=1, server_default="1")  # 2: after a reinstatement, …
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    reason: Mapped[str]
    at: Mapped[Created]
    reinstatement: Mapped["Reinstatement | None"] = relationship(back_populates="revocation")

    @classmethod
    def next_round(cls, certificate: "Certificate") -> int:
        """Which revocation of a certificate would be the next one."""
        return 1 + (db.session.scalar(select(func.count(cls.id)).where(cls.certificate_id == certificate.id)) or 0)

    @classmethod
    def in_force(cls) -> ColumnElement[bool]:
        """The condition that a revocation was not ended."""
        return ~exists().where(Reinstatement.revocation_id == cls.id)

    @classmethod
    def of(cls, certificate: "Certificate") -> Select["Revocation"]:
        """Every revocation of a certificate with what ended it, the first one first."""
        ended = joinedload(cls.reinstatement).joinedload(Reinstatement.by)
        return (
            select(cls).where(cls.certificate_id == certificate.id).options(joinedload(cls.by), ended).order_by(cls.id)
        )


class Reinstatement(db.Model):
    """A revocation ended: by whom, when, and why. The certificate can be revoked again later."""

    id: Mapped[int] = mapped_column(primary_key=True)
    revocation_id: Mapped[int] = mapped_column(ForeignKey("revocation.id"), unique=True)
    revocation: Mapped[Revocation] = relationship(back_populates="reinstatement")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    reason: Mapped[str]
    at: Mapped[Created]

    @property
    def certificate(self) -> "Certificate":
        """The certificate that was given back."""
        return self.revocation.certificate
