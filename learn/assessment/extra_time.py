"""More time for one person: how much, why, from a day to a day, and who allowed it."""

from datetime import date
from math import ceil

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn import audit
from learn.audit import Event
from learn.kit import clock
from learn.kit.db import db
from learn.kit.web import Refused
from learn.people import Lasting, Organisation, Person

MOST = 200  # per cent


class ExtraTime(Lasting, db.Model):
    """Somebody has so many per cent more time for every quiz, for a reason. Only its end may change."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation: Mapped[Organisation] = relationship()
    percent: Mapped[int]
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship(foreign_keys=[by_id])

    @property
    def audit_name(self) -> str:
        """How the audit trail names this allowance."""
        return f"{self.person.name} +{self.percent}%"

    @classmethod
    def allow(
        cls,
        person: Person,
        *,
        organisation: Organisation,
        percent: int,
        reason: str,
        by: Person,
        ends_on: date | None = None,
    ) -> "ExtraTime":
        """Allow more time from today on; what was allowed before ends."""
        if by.id == person.id:
            raise Refused(_("Somebody else has to allow you more time."))
        if not 1 <= percent <= MOST:
            raise Refused(_("Extra time is 1 to %(most)s per cent.", most=MOST))
        if ends_on and ends_on < clock.today():
            raise Refused(_("The last day of extra time lies in the past."))
        extra = cls(
            person_id=person.id,
            person=person,
            organisation_id=organisation.id,
            organisation=organisation,
            percent=percent,
            reason=reason,
            by_id=by.id,
            by=by,
            ends_on=ends_on,
        )
        audit.record(Event.EXTRA_TIME_ALLOWED, extra, by=by, new={"percent": percent, "to": ends_on}, reason=reason)
        return extra

    def end(self, *, by: Person) -> None:
        """Allow it no longer, from tomorrow on; attempts under way keep their time."""
        if self.ends_on and self.ends_on <= clock.today():
            raise Refused(_("This extra time has already ended."))
        audit.record(Event.EXTRA_TIME_ENDED, self, by=by, old={"to": self.ends_on})
        self.ends_on = clock.today()

    @classmethod
    def of(cls, person: Person) -> Select["ExtraTime"]:
        """What somebody is allowed today, the most generous first."""
        return select(cls).where(cls.person_id == person.id, cls.on(clock.today())).order_by(cls.percent.desc())

    @classmethod
    def minutes_for(cls, person: Person, minutes: int) -> int:
        """How many more minutes somebody has today for a quiz of so many minutes, rounded up."""
        return cls.minutes_at(db.session.scalar(cls.percent_of(person)), minutes)

    @classmethod
    def percent_of(cls, person: Person) -> Select[int]:
        """How many per cent more somebody is allowed today; no row: none."""
        return cls.of(person).with_only_columns(cls.percent).limit(1)

    @staticmethod
    def minutes_at(percent: int | None, minutes: int) -> int:
        """What so many per cent of so many minutes are, rounded up."""
        return ceil(minutes * percent / 100) if percent else 0
