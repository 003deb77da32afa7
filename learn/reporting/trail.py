"""The audit trail as it is searched: newest first, page by page along its numbers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from learn.audit import AuditEntry
from learn.kit.text import fold, like
from learn.people import Membership
from learn.reporting.holdings import first_moment
from learn.reporting.paging import PAGE


@dataclass(frozen=True)
class Trail:
    """Some entries of the audit trail: what somebody asked to see, within what they may see."""

    bound: list[int] | None  # None: the whole alliance
    q: str = ""
    event: str = ""
    actor: str = ""  # a number, or “platform”
    subject: str = ""  # a kind of record, or a record: Certificate:12
    since: date | None = None
    until: date | None = None
    before: int | None = None  # only entries older than this number

    def select(self) -> Select[AuditEntry]:
        """The entries, the newest first."""
        return AuditEntry.newest().where(*self._seen(), *self._asked())

    def page(self) -> Select[AuditEntry]:
        """One page of them, and one more that tells whether there are older ones."""
        return self.select().limit(PAGE + 1)

    @property
    def all_pages(self) -> "Trail":
        """The same question from the newest entry on."""
        return replace(self, before=None)

    def _seen(self) -> Iterator[ColumnElement[bool]]:
        """What belongs to the organisations read; and what belongs to none, but was done by or to their people."""
        if self.bound is None:
            return
        people = select(Membership.person_id).where(Membership.organisation_id.in_(self.bound))
        yield or_(
            AuditEntry.organisation_id.in_(self.bound),
            and_(
                AuditEntry.organisation_id.is_(None),
                or_(
                    AuditEntry.actor_id.in_(people),
                    and_(AuditEntry.subject_type == "Person", AuditEntry.subject_id.in_(people)),
                ),
            ),
        )

    def _asked(self) -> Iterator[ColumnElement[bool]]:
        if self.q:
            yield self._found(self.q)
        if self.event:
            yield AuditEntry.event == self.event
        if self.actor == "platform":
            yield AuditEntry.actor_id.is_(None)
        elif self.actor:
            yield AuditEntry.actor_id == int(self.actor)
        if self.subject:
            kind, _colon, id = self.subject.partition(":")
            yield AuditEntry.subject_type == kind
            if id:
                yield AuditEntry.subject_id == int(id)
        if self.since:
            yield AuditEntry.at >= first_moment(self.since)
        if self.until:
            yield AuditEntry.at < first_moment(self.until + timedelta(days=1))
        if self.before:
            yield AuditEntry.id < self.before

    def _found(self, term: str) -> ColumnElement[bool]:
        texts: tuple[Any, ...] = (AuditEntry.subject_name, AuditEntry.actor_name, AuditEntry.reason)
        found = [func.lower(text).like(like(term), escape="\\") for text in texts]
        number = fold(term).removeprefix("#")
        return or_(*found, AuditEntry.id == int(number)) if number.isdecimal() and len(number) < 10 else or_(*found)
