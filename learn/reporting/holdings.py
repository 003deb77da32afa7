"""The certificates that one organisation's staff hold: those asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from learn.certificates import Certificate
from learn.kit.clock import HOUSE_ZONE
from learn.kit.db import db
from learn.kit.text import fold, like
from learn.learning import RENEW_DAYS, Completion
from learn.people import JobRole, JobRoleHeld, Membership, Organisation, Person
from learn.reporting.history import certificate_state, with_fate
from learn.reporting.paging import Columns
from learn.reporting.words import CERTIFICATE_MARKS


def first_moment(day: date) -> datetime:
    """When a day began where the alliance is."""
    return datetime.combine(day, time(), HOUSE_ZONE)


@dataclass(frozen=True)
class Holdings:
    """Some of the certificates that one organisation's people earned there, the newest first."""

    organisation: Organisation
    today: date
    q: str = ""
    course: str = ""
    department: str = ""
    since: date | None = None
    until: date | None = None
    role: str = ""  # the code of a job role that the holder has today
    state: str = ""  # genuine (in force), expiring (in force, and its renewal is open), expired, superseded, revoked

    def select(self) -> Columns:
        """One row a certificate, in the order of the fields of Held."""
        found = (
            select(
                Certificate.number,
                Certificate.issued_at,
                Certificate.document_key,
                Certificate.sha256,
                Completion.holder_name,
                Completion.holder_latin_name,
                Completion.staff_number,
                Completion.course_code,
                Completion.course_title,
                Completion.version_number,
                Completion.valid_until,
                certificate_state(self.today),
            )
            .join(Completion, Completion.id == Certificate.completion_id)
            .join(Person, Person.id == Certificate.person_id)
            .where(Certificate.organisation_id == self.organisation.id, *self._asked())
        )
        return with_fate(found).order_by(Certificate.issued_at.desc(), Certificate.id.desc())

    def count(self) -> int:
        """How many there are."""
        return db.session.scalar(select(func.count()).select_from(self.select().order_by(None).subquery())) or 0

    def each(self) -> Iterator["Held"]:
        """One after the other, a few hundred rows in memory at a time."""
        for row in db.session.execute(self.select().execution_options(yield_per=200)):
            yield Held(*row)

    def _asked(self) -> Iterator[ColumnElement[bool]]:
        if self.q:
            yield self._found(self.q)
        if self.course:
            yield Completion.course_code == self.course
        if self.department:
            yield self._in_department(self.department)
        if self.since:
            yield Certificate.issued_at >= first_moment(self.since)
        if self.until:
            yield Certificate.issued_at < first_moment(self.until + timedelta(days=1))
        if self.role:
            yield self._in_role(self.role)
        if self.state == "expiring":
            yield Completion.valid_until <= self.today + timedelta(days=RENEW_DAYS)
        if self.state:
            yield certificate_state(self.today) == ("genuine" if self.state == "expiring" else self.state)

    def _found(self, term: str) -> ColumnElement[bool]:
        text = fold(term)
        texts = (func.lower(Completion.staff_number), func.lower(Certificate.number))
        return or_(
            Person.search_text.like(like(text), escape="\\"),
            Person.search_text.like(like(text.replace(" ", "")), escape="\\"),
            *(column.like(like(text), escape="\\") for column in texts),
        )

    def _in_department(self, department: str) -> ColumnElement[bool]:
        return (
            select(Membership.id)
            .where(
                Membership.person_id == Certificate.person_id,
                Membership.organisation_id == self.organisation.id,
                Membership.department == department,
            )
            .exists()
        )

    def _in_role(self, code: str) -> ColumnElement[bool]:
        return (
            select(JobRoleHeld.id)
            .join(Membership, Membership.id == JobRoleHeld.membership_id)
            .join(JobRole, JobRole.id == JobRoleHeld.job_role_id)
            .where(
                Membership.person_id == Certificate.person_id,
                Membership.organisation_id == self.organisation.id,
                JobRole.code == code,
                JobRoleHeld.on(self.today),
            )
            .exists()
        )


@dataclass(frozen=True)
class Held:
    """A certificate in the list. Name and staff number are those of the day, as on the document."""

    number: str
    issued_at: datetime
    document_key: str
    sha256: str
    name: str
    latin_name: str
    staff_number: str
    course: str
    title: Any
    version: str
    valid_until: date | None
    fate: str

    @property
    def mark(self) -> str:
        """The word that the page colours and icons by."""
        return CERTIFICATE_MARKS[self.fate]
