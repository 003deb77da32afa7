"""A session on the server: somebody signed in on one device until they sign out, are idle too long, or are signed out."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from flask import current_app
from sqlalchemy import ColumnElement, ForeignKey, Select, and_, bindparam, select, update
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from learn import audit
from learn.audit import Event
from learn.kit import clock
from learn.kit.db import Created, Moment, db
from learn.people.grant import Grant
from learn.people.membership import Membership
from learn.people.person import Person


class SignIn(db.Model):
    """Somebody signed in on one device. The cookie holds the token, the database only its digest."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship()
    token_digest: Mapped[str] = mapped_column(unique=True)
    at: Mapped[Created]
    seen_at: Mapped[Created]  # to the minute
    ended_at: Mapped[datetime | None] = mapped_column(Moment)  # None: still open, unless idle too long
    device: Mapped[str]  # as a person would call it; empty: unknown

    @classmethod
    def begin(cls, person: Person, *, device: str) -> str:
        """Open a session and return its token, which is kept nowhere but in the cookie."""
        token = secrets.token_urlsafe(32)
        sign_in = cls(person_id=person.id, token_digest=_digest(token), device=device[:200])
        db.session.add(sign_in)
        audit.record(Event.PERSON_SIGNED_IN, person, by=person, new={"device": sign_in.device})
        return token

    @classmethod
    def open_for(cls, token: str) -> "SignIn | None":
        """The open session of a token, with the person, where they work and what they may do, in one query."""
        asked = {"digest": _digest(token), "since": _idle_since()}
        return db.session.scalars(cls._open_with_person(), asked).unique().one_or_none()

    @classmethod
    @cache  # every page asks this, and building it costs more than running it
    def _open_with_person(cls) -> Select["SignIn"]:
        whole = joinedload(cls.person)
        return (
            select(cls)
            .where(cls.token_digest == bindparam("digest"), _open(bindparam("since")))
            .options(
                whole.joinedload(Person.memberships).joinedload(Membership.organisation),
                whole.joinedload(Person.grants).joinedload(Grant.organisation),
            )
        )

    @property
    def due_for_a_touch(self) -> bool:
        """Whether the last sign of life is more than a minute old."""
        return clock.now() - self.seen_at > timedelta(minutes=1)

    @classmethod
    def touch(cls, sign_in_id: int) -> None:
        """Note a sign of life now."""
        db.session.execute(update(cls).where(cls.id == sign_in_id, cls.ended_at.is_(None)).values(seen_at=clock.now()))

    def end(self, *, by: Person) -> None:
        """Sign out here."""
        self.ended_at = clock.now()
        audit.record(Event.PERSON_SIGNED_OUT, self.person, by=by)

    @classmethod
    def end_all(cls, person: Person, *, by: Person, reason: str | None = None) -> None:
        """Sign out on every device, also where a link or remembered cookie lies."""
        person.fs_uniquifier = uuid4().hex
        db.session.execute(
            update(cls).where(cls.person_id == person.id, cls.ended_at.is_(None)).values(ended_at=clock.now())
        )
        audit.record(Event.SIGNED_OUT_EVERYWHERE, person, by=by, reason=reason)

    @classmethod
    def open_of(cls, person: Person) -> Select["SignIn"]:
        """Where somebody is signed in now, the latest used first."""
        return (
            select(cls)
            .where(cls.person_id == person.id, _open(_idle_since()))
            .order_by(cls.seen_at.desc(), cls.id.desc())
        )


def _open(since: Any) -> ColumnElement[bool]:
    """The condition that a session is not ended and was in use since a moment."""
    return and_(SignIn.ended_at.is_(None), SignIn.seen_at > since)


def _idle_since() -> datetime:
    """Whatever was last in use before this moment is idle too long."""
    return clock.now() - timedelta(minutes=current_app.config["IDLE_MINUTES"])


_BROWSERS = {"MicroMessenger": "WeChat", "Edg": "Edge", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {
    "HarmonyOS": "HarmonyOS", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad",
    "Windows": "Windows", "Mac OS": "macOS", "Linux": "Linux",
}  # fmt: skip


def device_name(agent: str) -> str:
    """What somebody would call their device, such as “Edge · Windows”, from what the browser says of itself."""
    browser = next((name for word, name in _BROWSERS.items() if word in agent), "")
    system = next((name for word, name in _SYSTEMS.items() if word in agent), "")
    return " · ".join(filter(None, (browser, system)))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
