"""A failed try to sign in, counted to slow down whoever guesses."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from learn import audit
from learn.audit import Event
from learn.kit import clock
from learn.kit.db import Created, Moment, db
from learn.people.person import Person

ACCOUNT_TRIES = 5
ADDRESS_TRIES = 25  # a whole hospital may stand behind one address
FIRST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(hours=1)
REMEMBERED = timedelta(days=1)


class FailedSignIn(db.Model):
    """One wrong try: for which account, from which address.

    It counts alike for accounts that exist and those that do not, so a lock tells nobody which is which.
    It counts for a day, or until somebody proves who they are.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(index=True)  # digest: people type their password here by mistake
    address: Mapped[str] = mapped_column(index=True)
    at: Mapped[Created]
    forgiven_at: Mapped[datetime | None] = mapped_column(Moment)  # None: counts

    @property
    def audit_name(self) -> str:
        """How the audit trail names a try for an account that does not exist."""
        return self.address

    @classmethod
    def note(cls, email: str, *, address: str) -> None:
        """Remember a wrong try, and note when it locks the account for a while."""
        failed = cls(account=_digest(email), address=address)
        db.session.add(failed)
        db.session.flush()
        person = db.session.scalar(select(Person).where(Person.email == email.strip().casefold()))
        audit.record(Event.PERSON_SIGN_IN_FAILED, person or failed, by=None, new={"address": address})
        if until := cls.locked_until(email, address=address):
            audit.record(Event.PERSON_LOCKED, person or failed, by=None, new={"address": address, "until": until})

    @classmethod
    def locked_until(cls, email: str, *, address: str) -> datetime | None:
        """Until when nobody may try this account, or from this address; None when they may."""
        account = _digest(email)
        tries = db.session.execute(
            select(cls.account, cls.address, cls.at)
            .where(or_(cls.account == account, cls.address == address))
            .where(cls.at > clock.now() - REMEMBERED, cls.forgiven_at.is_(None))
            .order_by(cls.at)
        ).all()
        locks = (
            _lock([one.at for one in tries if one.account == account], ACCOUNT_TRIES),
            _lock([one.at for one in tries if one.address == address], ADDRESS_TRIES),
        )
        return max((lock for lock in locks if lock and lock > clock.now()), default=None)

    @classmethod
    def forgive(cls, person: Person) -> None:
        """Stop counting against somebody who proved who they are."""
        counted = update(cls).where(cls.account == _digest(person.email), cls.forgiven_at.is_(None))
        db.session.execute(counted.values(forgiven_at=clock.now()))


def _lock(moments: list[datetime], tries: int) -> datetime | None:
    """When the lock after so many tries ends: one minute at first, doubling up to an hour."""
    extra = len(moments) - tries
    return None if extra < 0 else moments[-1] + min(FIRST_LOCK * 2 ** min(extra, 10), LONGEST_LOCK)


def _digest(email: str) -> str:
    return hashlib.sha256(email.strip().casefold().encode()).hexdigest()
