"""A notification: one thing that one person is told."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import structlog
from sqlalchemy import ForeignKey, Select, bindparam, func, insert, select, update
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from learn import audit
from learn.audit import Event
from learn.kit import clock, mail
from learn.kit.db import Created, Moment, db
from learn.kit.jobs import job
from learn.notifications.kind import SECRET_LINK, WORDING, Kind, spoken
from learn.notifications.letter import letter_of
from learn.people import Person

log = structlog.get_logger()

MAIL_TRIES = 50  # about two days
LONGEST_WAIT = timedelta(hours=1)
MOST_BELLS = 20  # of one transaction; after a roster of two thousand the sweep finds the rest within a minute


class Notification(db.Model):
    """One thing that one person is told, on the page and by mail."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship()
    kind: Mapped[Kind]
    facts: Mapped[dict[str, Any]]  # what the sentence names: course, number, …
    address: Mapped[str] = mapped_column(default="")  # where it leads, a path of ours
    at: Mapped[Created]
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    mail_due: Mapped[bool] = mapped_column(default=True)
    mail_to: Mapped[str | None]  # None: the account's own address
    mail_next_at: Mapped[Created]  # not before; each failure puts it off
    mailed_at: Mapped[datetime | None] = mapped_column(Moment, index=True)  # None: not sent yet
    mail_tries: Mapped[int] = mapped_column(default=0)
    mail_fault: Mapped[str | None]  # None: the last try, if there was one, worked

    @property
    def audit_name(self) -> str:
        """How the audit trail names this notification."""
        return self.kind.value

    @property
    def title(self) -> str:
        """What happened, in the reader's language."""
        return spoken(WORDING[self.kind].title, self.facts)

    @property
    def more(self) -> str:
        """What more there is to say."""
        return spoken(WORDING[self.kind].more, self.facts)

    @property
    def act(self) -> str:
        """What can be done about it."""
        return str(WORDING[self.kind].act)

    # telling

    @classmethod
    def tell(
        cls,
        person: Person,
        kind: Kind,
        facts: dict[str, Any] | None = None,
        address: str = "",
        *,
        mail_to: str | None = None,
    ) -> "Notification":
        """Tell somebody something: a row now, a letter as soon as the mail server takes it."""
        told = cls(person_id=person.id, person=person, kind=kind, facts=facts or {}, address=address, mail_to=mail_to)
        db.session.add(told)
        if len(db.session.info.get("bells", ())) < MOST_BELLS:
            db.session.flush()
            deliver.later(told.id)
        return told

    @classmethod
    def tell_many(cls, kind: Kind, facts: Mapping[int, dict[str, Any]], address: str) -> None:
        """Tell many people the same thing, each with facts of their own, in one statement; the sweep sends the letters."""
        rows = [{"person_id": id, "kind": kind, "facts": said, "address": address} for id, said in facts.items()]
        if rows:
            db.session.execute(insert(cls), rows)

    def read(self, *, by: Person) -> None:
        """The person has seen it."""
        if self.read_at is None:
            self.read_at = clock.now()
            audit.record(Event.NOTIFICATION_READ, self, by=by)

    @classmethod
    def of(cls, person: Person) -> Select["Notification"]:
        """What somebody was told, the newest first. What is only a letter does not stand here."""
        return cls._of(person.id)

    @classmethod
    def _of(cls, person_id: Any) -> Select["Notification"]:
        told = select(cls).where(cls.person_id == person_id, cls.kind.not_in(SECRET_LINK))
        return told.order_by(cls.at.desc(), cls.id.desc())

    @classmethod
    def unread_count(cls, person: Person) -> int:
        """How many of them are new."""
        return db.session.scalar(cls._unread(), {"person": person.id}) or 0

    @classmethod
    @cache  # every page asks this, and building it costs more than running it
    def _unread(cls) -> Select[int]:
        unread = select(func.count()).where(cls.person_id == bindparam("person"), cls.read_at.is_(None))
        return unread.where(cls.kind.not_in(SECRET_LINK))

    @classmethod
    def latest_of(cls, person: Person) -> list["Notification"]:
        """The last three things that somebody was told."""
        return list(db.session.scalars(cls._latest(), {"person": person.id}))

    @classmethod
    @cache
    def _latest(cls) -> Select["Notification"]:
        return cls._of(bindparam("person")).limit(3)

    # the letter

    @classmethod
    def unsent(cls) -> Select["Notification"]:
        """What should have gone out by mail and has not."""
        return cls.unmailed().where(cls.mail_next_at <= clock.now()).options(joinedload(cls.person)).order_by(cls.id)

    @classmethod
    def unmailed(cls) -> Select["Notification"]:
        """What waits for the mail server, also what is tried again later."""
        return select(cls).where(cls.mail_due, cls.mailed_at.is_(None), cls.mail_tries < MAIL_TRIES)

    @classmethod
    def given_up(cls) -> Select["Notification"]:
        """What was tried so often that we stopped; the reason stands on the row."""
        return select(cls).where(cls.mail_due, cls.mailed_at.is_(None), cls.mail_tries >= MAIL_TRIES)

    @classmethod
    def claim(cls, notification_id: int) -> "Notification | None":
        """Take one letter to send: of two workers who ask, one gets it. A lost one is due again after a while."""
        due = (
            update(cls)
            .where(cls.id == notification_id, cls.id.in_(cls.unsent().with_only_columns(cls.id).order_by(None)))
            .values(mail_tries=cls.mail_tries + 1, mail_next_at=clock.now() + timedelta(minutes=2))
        )
        taken: Any = db.session.execute(due.execution_options(synchronize_session=False))
        if not taken.rowcount:
            return None
        whole = select(cls).where(cls.id == notification_id).options(joinedload(cls.person))
        return db.session.scalars(whole.execution_options(populate_existing=True)).one()

    def not_sent(self, fault: mail.Undelivered) -> None:
        """Try again later: after one minute, two, four … an hour."""
        wait = min(timedelta(minutes=2 ** min(self.mail_tries - 1, 10)), LONGEST_WAIT)
        self.mail_fault, self.mail_next_at = str(fault)[:500], clock.now() + wait

    def deliver(self) -> None:
        """Give the letter to the mail server and note how it went. Raises what went wrong."""
        try:
            if self.person.active:
                mail.send(letter_of(self))
        except mail.Undelivered as fault:
            self.not_sent(fault)
            raise
        self.mailed_at, self.mail_fault = clock.now(), None


def _send(notification_id: int) -> None:
    """Claim, send, note. No transaction is open while we wait for the mail server: nobody waits with us."""
    told = Notification.claim(notification_id)
    db.session.commit()
    try:
        if told is not None:
            told.deliver()
    finally:
        db.session.commit()


@job
def deliver(notification_id: int) -> None:
    """Send one letter, unless it went out already."""
    try:
        _send(notification_id)
    except mail.Undelivered as fault:  # stands on the row; the sweep tries again
        log.warning("letter not sent", notification=notification_id, fault=str(fault))


def deliver_all_due() -> None:
    """Send what a lost bell or a mail server that was down left lying, until there is nobody to take letters."""
    for notification_id in db.session.scalars(
        Notification.unsent().with_only_columns(Notification.id).limit(500)
    ).all():
        try:
            _send(notification_id)
        except mail.MailServerDown as fault:
            log.warning("mail server down", fault=str(fault))
            return
        except mail.Undelivered as fault:
            log.warning("letter not sent", notification=notification_id, fault=str(fault))
