"""A roster that was sent in and waits to be applied."""

import hashlib
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn import audit
from learn.audit import Event
from learn.kit import clock
from learn.kit.db import Created, Moment, db
from learn.kit.web import Refused, once
from learn.people.organisation import Organisation
from learn.people.person import Person
from learn.people.roster.plan import Plan
from learn.people.roster.sheet import read

KEPT = timedelta(days=1)


class RosterUpload(db.Model):
    """A roster between its preview and its application. The file goes when it was applied, or after a day."""

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    organisation: Mapped[Organisation] = relationship()
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: sent by the command line
    person: Mapped[Person | None] = relationship()
    at: Mapped[Created]
    file_name: Mapped[str]
    sha256: Mapped[str]
    content: Mapped[bytes | None]  # None: applied, or too old
    applied_at: Mapped[datetime | None] = mapped_column(Moment)  # None: not applied

    @property
    def audit_name(self) -> str:
        """How the audit trail names this roster."""
        return self.file_name

    @classmethod
    def receive(
        cls, content: bytes, file_name: str, organisation: Organisation, *, by: Person | None
    ) -> "RosterUpload":
        """Keep a roster for its preview. Raises Unreadable."""
        read(content)
        upload = cls(
            organisation_id=organisation.id,
            organisation=organisation,
            person_id=by.id if by else None,
            person=by,
            file_name=file_name[:200],
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
        )
        db.session.add(upload)
        db.session.flush()
        return upload

    def plan(self) -> Plan:
        """What applying would change as things stand now."""
        if self.applied_at:
            raise Refused(_("This roster has already been applied."))
        if self.content is None:
            raise Refused(_("This roster is no longer kept. Upload it again."))
        return Plan(self.organisation, read(self.content), by=self.person)

    def apply(self, *, seen: str, by: Person | None) -> Plan:
        """Do everything that the preview showed, or nothing. `seen` is the digest of the plan that was looked at."""
        db.session.scalar(select(RosterUpload.id).where(RosterUpload.id == self.id).with_for_update())
        db.session.refresh(self)
        plan = self.plan()
        changed = _("Something has changed since this preview. Look at it again, then apply it.")
        if plan.digest != seen:
            raise Refused(changed)
        if plan.faulty:
            raise Refused(_("Some rows are wrong. Correct them in the file and upload it again."))
        once(lambda: plan.apply(reason=f"Roster {self.file_name}"), else_=changed)
        self.applied_at, self.content = clock.now(), None
        new = {"sha256": self.sha256, "changes": {str(act): count for act, count in plan.counts.items()}}
        audit.record(Event.ROSTER_IMPORTED, self, by=by, new=new)
        return plan

    @classmethod
    def forget_old(cls) -> None:
        """Drop the files that nobody applied within a day."""
        old = update(cls).where(cls.at < clock.now() - KEPT, cls.content.is_not(None))
        db.session.execute(old.values(content=None))
