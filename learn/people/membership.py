"""A person in an organisation."""

from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn import audit
from learn.audit import Actor, Event
from learn.kit import clock
from learn.kit.db import db
from learn.kit.web import Refused
from learn.people.job_role import JobRole, JobRoleHeld
from learn.people.lasting import Lasting
from learn.people.organisation import Organisation

if TYPE_CHECKING:
    from learn.people.person import Person


class Membership(Lasting, db.Model):
    """A person in an organisation from a day to a day, with staff number; one person may have several."""

    __table_args__ = (UniqueConstraint("organisation_id", "staff_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped["Person"] = relationship(back_populates="memberships")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation: Mapped[Organisation] = relationship()
    staff_number: Mapped[str]  # never given to somebody else, also after leaving (21 CFR 11.100(a))
    department: Mapped[str] = mapped_column(default="")
    roles_held: Mapped[list[JobRoleHeld]] = relationship(order_by=JobRoleHeld.begins_on, back_populates="membership")

    @property
    def audit_name(self) -> str:
        """How the audit trail names this membership."""
        return f"{self.staff_number} {self.person.name}"

    @property
    def current_roles(self) -> list[JobRoleHeld]:
        """The job roles that this membership has today."""
        return [held for held in self.roles_held if held.current]

    @classmethod
    def refuse_given(cls, number: str, organisation: Organisation) -> None:
        """Refuse a staff number that somebody ever had there."""
        if db.session.scalar(select(cls.id).where(cls.organisation_id == organisation.id, cls.staff_number == number)):
            raise Refused(_("The staff number %(number)s was already given there.", number=number))

    def end(self, *, on: date, by: Actor | None, reason: str) -> None:
        """End this membership and the job roles in it."""
        if self.ends_on is not None:
            raise Refused(_("This membership has already been ended: %(day)s.", day=self.ends_on))
        if on < self.begins_on:
            raise Refused(_("A membership cannot end before it began."))
        self.ends_on = on
        for held in self.roles_held:
            if held.ends_on is None:
                held.ends_on = max(on, held.begins_on)
        audit.record(Event.MEMBERSHIP_ENDED, self, by=by, new={"to": on}, reason=reason)

    def move(self, department: str, *, by: Actor | None) -> None:
        """Change the department."""
        if department != self.department:
            old, self.department = self.department, department
            audit.record(Event.MEMBERSHIP_CHANGED, self, by=by, old={"department": old}, new={"department": department})

    def take_role(self, role: JobRole, *, begins_on: date | None = None, by: Actor | None) -> JobRoleHeld:
        """Take up a job role; its curriculum falls due from that day."""
        if any(held.job_role_id == role.id for held in self.current_roles):
            raise Refused(_("This membership already has the job role %(role)s.", role=str(role.title)))
        held = JobRoleHeld(job_role_id=role.id, job_role=role, begins_on=begins_on or clock.today())
        self.roles_held.append(held)
        audit.record(Event.JOB_ROLE_TAKEN, self, by=by, new={"job_role": role.code, "from": held.begins_on})
        return held

    def leave_role(self, held: JobRoleHeld, *, on: date, by: Actor | None, reason: str) -> None:
        """Give up a job role; what was learned for it stays."""
        if held.ends_on is not None:
            raise Refused(_("This job role has already been left: %(day)s.", day=held.ends_on))
        if on < held.begins_on:
            raise Refused(_("A job role cannot end before it began."))
        held.ends_on = on
        audit.record(Event.JOB_ROLE_LEFT, self, by=by, new={"job_role": held.job_role.code, "to": on}, reason=reason)
