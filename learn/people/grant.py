"""What a person may do here beyond learning."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn import audit
from learn.audit import Actor, Event
from learn.kit import clock
from learn.kit.db import Moment, db
from learn.kit.web import Refused
from learn.people.lasting import Lasting
from learn.people.organisation import Organisation, OrganisationKind

if TYPE_CHECKING:
    from learn.people.person import Person


class Permission(StrEnum):
    """The permissions there are; the alliance grants each from a day to a day in an organisation."""

    INSTRUCTOR = "instructor"
    REVIEWER = "reviewer"
    HR = "hr"
    EVALUATOR = "evaluator"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"


class Grant(Lasting, db.Model):
    """A permission of a person in an organisation, from a day to a day (21 CFR 11.10(g), DI 22(2))."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped["Person"] = relationship(back_populates="grants")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation: Mapped[Organisation] = relationship()
    permission: Mapped[Permission]
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)  # None: runs to its last day

    def holds_on(self, day: date) -> bool:
        """Whether this held on a day; a withdrawn permission is gone at once, not at the end of the day."""
        return super().holds_on(day) and (self.withdrawn_at is None or day < clock.day_of(self.withdrawn_at))

    @property
    def audit_name(self) -> str:
        """How the audit trail names this grant."""
        return f"{self.permission.value} {self.person.name}"

    def withdraw(self, *, by: Actor, reason: str) -> None:
        """Take a permission back; it holds no more from this moment, and the record of it stays."""
        if not self.current:
            raise Refused(_("This permission has already ended."))
        if by.id == self.person_id:
            raise Refused(_("Nobody changes permissions of their own. Ask another administrator."))
        if self.permission is Permission.ADMINISTRATOR and not self._others():
            raise Refused(_("This is the last administrator. Make somebody else one first."))
        self.withdrawn_at = clock.now()
        audit.record(Event.GRANT_ENDED, self, by=by, old={"to": self.ends_on}, reason=reason)
        self.ends_on = clock.today()

    @classmethod
    def holders(cls, *permissions: Permission, organisation_id: int | None) -> list["Person"]:
        """Who has one of these permissions in an organisation today, None for the alliance's office; each once."""
        where = (
            cls.organisation_id == organisation_id
            if organisation_id is not None
            else cls.organisation.has(Organisation.kind == OrganisationKind.ALLIANCE)
        )
        found = db.session.scalars(select(cls).where(cls.permission.in_(permissions), cls.on(clock.today()), where))
        return list(dict.fromkeys(grant.person for grant in found if grant.current and grant.person.active))

    def _others(self) -> list["Grant"]:
        """Who else has this permission today."""
        same = select(Grant).where(Grant.permission == self.permission, Grant.id != self.id, Grant.on(clock.today()))
        return [grant for grant in db.session.scalars(same) if grant.current and grant.person.active]
