"""A member of the alliance."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn import audit
from learn.audit import Actor, Event
from learn.kit import clock
from learn.kit.db import Created, db
from learn.kit.text import Words
from learn.kit.web import Refused

if TYPE_CHECKING:
    from learn.people.grant import Grant
    from learn.people.membership import Membership


class OrganisationKind(StrEnum):
    """What a member of the alliance is."""

    ALLIANCE = "alliance"
    HOSPITAL = "hospital"
    DEVELOPER = "developer"
    CDMO = "cdmo"
    CELL_BANK = "cell_bank"
    SUPPLIER = "supplier"
    AUTHORITY = "authority"


class Organisation(db.Model):
    """A member of the alliance; the alliance office is one too, and so is an inspectorate that visits."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)  # short and Latin, stands in file names: PUJIANG
    name: Mapped[Words]
    kind: Mapped[OrganisationKind]
    joined_on: Mapped[date] = mapped_column(default=lambda: clock.today())
    ended_on: Mapped[date | None]  # None: a member today
    recorded_at: Mapped[Created]
    # To look at only: thousands hang on one organisation, and each new one would touch the whole list.
    memberships: Mapped[list["Membership"]] = relationship(viewonly=True)
    grants: Mapped[list["Grant"]] = relationship(viewonly=True)

    @property
    def audit_name(self) -> str:
        """How the audit trail names this organisation."""
        return f"{self.name.zh} {self.code}"

    @classmethod
    def add(cls, *, code: str, name: Words, kind: OrganisationKind, by: Actor | None) -> "Organisation":
        """A new member of the alliance."""
        code = code.upper()
        if db.session.scalar(select(cls.id).where(cls.code == code)):
            raise Refused(_("There is already an organisation with the code %(code)s.", code=code))
        organisation = cls(code=code, name=name, kind=kind)
        audit.record(Event.ORGANISATION_ADDED, organisation, by=by, new={"code": code, "name": name, "kind": kind})
        return organisation

    def rename(self, name: Words, *, by: Actor, reason: str) -> None:
        """Change the names from now on. Certificates keep the name that stood on the day."""
        old, self.name = self.name, name
        audit.record(Event.ORGANISATION_CHANGED, self, by=by, old={"name": old}, new={"name": name}, reason=reason)

    def end(self, *, by: Actor, reason: str) -> None:
        """Leave the alliance: every membership and permission here ends today; the records stay."""
        if self.ended_on:
            raise Refused(_("%(name)s has already left the alliance.", name=str(self.name)))
        for membership in self.memberships:
            if membership.ends_on is None:
                membership.end(on=max(clock.today(), membership.begins_on), by=by, reason=reason)
        for grant in self.grants:
            if grant.current:
                grant.withdraw(by=by, reason=reason)
        self.ended_on = clock.today()
        audit.record(Event.ORGANISATION_ENDED, self, by=by, new={"to": self.ended_on}, reason=reason)

    @classmethod
    def all(cls) -> Select["Organisation"]:
        """Every organisation, past members too, in the order of their codes."""
        return select(cls).order_by(cls.code)

    @classmethod
    def current_ones(cls) -> Select["Organisation"]:
        """The members of today."""
        return cls.all().where(cls.ended_on.is_(None))
