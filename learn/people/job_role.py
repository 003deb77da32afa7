"""What a person does in an organisation; it decides the curriculum."""

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn.kit.db import db
from learn.kit.text import Words
from learn.people.lasting import Lasting

if TYPE_CHECKING:
    from learn.people.membership import Membership


class JobRole(db.Model):
    """A kind of work in cell and gene therapy, such as QC analyst or study nurse."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[Words]

    @property
    def audit_name(self) -> str:
        """How the audit trail names this job role."""
        return self.code

    @classmethod
    def all(cls) -> Select["JobRole"]:
        """Every job role, in the order of their codes."""
        return select(cls).order_by(cls.code)


class JobRoleHeld(Lasting, db.Model):
    """A job role that a membership has, from a day to a day (T1: assignments follow the effective-dated role)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    membership: Mapped["Membership"] = relationship(back_populates="roles_held")
    job_role_id: Mapped[int] = mapped_column(ForeignKey("job_role.id"), index=True)
    job_role: Mapped[JobRole] = relationship()
