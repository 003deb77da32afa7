"""What people learnt, sat and hold, as rows to narrow by person or organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Row, and_, case, exists, func, null, select
from sqlalchemy.orm import aliased

from learn.assessment import Attempt, Marking, Quiz
from learn.catalogue import Course, CourseVersion, Unit
from learn.certificates import Certificate, Revocation, Supersession
from learn.kit.text import Words
from learn.learning import Acknowledgement, Coaching, Completion, Enrolment, Line, Sitting, lines
from learn.reporting.paging import Columns


def certificate_state(today: date) -> ColumnElement[str]:
    """What has become of a certificate; the tables that decide it are joined by `with_fate`."""
    return case(
        (Certificate.id.is_(None), null()),
        (Revocation.id.is_not(None), "revoked"),
        (Supersession.id.is_not(None), "superseded"),
        (Completion.valid_until < today, "expired"),
        else_="genuine",
    )


def with_fate(found: Columns) -> Columns:
    """Certificates together with what ended them, if anything did."""
    revoked = and_(Revocation.certificate_id == Certificate.id, Revocation.in_force())
    return found.outerjoin(Revocation, revoked).outerjoin(Supersession, Supersession.certificate_id == Certificate.id)


@dataclass(frozen=True)
class Record:
    """One enrolment with all that came of it: how far it is, the completion, the certificate."""

    line: Line
    language: str | None
    content_digest: str | None
    organisation_id: int | None
    coached: bool  # whether a talk was recorded after attempts were used up
    signed: bool  # whether a document of it was signed as read and understood
    number: str | None  # of the certificate; None: none was issued
    fate: str | None

    @classmethod
    def read(cls, row: Row[Any]) -> "Record":
        """A record from a row of `records()`."""
        return cls(Line.read(row), *tuple[Any, ...](row)[-7:])


def records(today: date) -> Columns:
    """Every enrolment with its completion and certificate, the newest first."""
    found = lines().add_columns(
        Completion.language,
        Completion.content_digest,
        Enrolment.organisation_id,
        exists().where(Coaching.enrolment_id == Enrolment.id),
        exists().where(Acknowledgement.enrolment_id == Enrolment.id),
        Certificate.number,
        certificate_state(today),
    )
    return with_fate(found.outerjoin(Certificate, Certificate.completion_id == Completion.id))


@dataclass(frozen=True)
class Sat:
    """One attempt: at which quiz of which enrolment, when, with which result."""

    enrolment_id: int
    unit_id: int
    position: int
    unit: Words
    code: str
    version: str
    allowed: int  # attempts that one enrolment has
    attempt_id: int
    number: int
    started_at: datetime
    handed_in_at: datetime | None
    handed_in: str | None
    percent: Decimal | None
    passed: bool | None
    pass_mark: int
    details: dict[str, Any] | None  # of the marking; None: before there were any, or not marked

    @property
    def why(self) -> str:
        """Why an attempt with enough points did not pass; empty: the points say it."""
        if self.passed or self.percent is None or self.percent < self.pass_mark:
            return ""
        details = self.details or {}
        if details.get("missed"):
            return _("a question that must be right was not")
        return _("a part was below its own mark") if details.get("sections") else ""

    @property
    def state(self) -> str:
        """The word that the page colours and icons by."""
        return "doing" if self.handed_in_at is None else "ok" if self.passed else "late"


def sittings() -> Columns:
    """Every attempt in a course, failures too, with the marks that count: the newest ones (T12)."""
    later = aliased(Marking)
    newest = select(func.max(later.id)).where(later.attempt_id == Attempt.id).correlate(Attempt).scalar_subquery()
    return (
        select(
            Sitting.enrolment_id,
            Unit.id.label("unit_id"),
            Unit.position,
            Unit.title.label("unit"),
            Course.code,
            CourseVersion.number.label("version"),
            Quiz.attempts.label("allowed"),
            Attempt.id.label("attempt_id"),
            Attempt.number,
            Attempt.started_at,
            Attempt.handed_in_at,
            Attempt.handed_in,
            Marking.percent,
            Marking.passed,
            Quiz.pass_mark,
            Marking.details,
        )
        .select_from(Sitting)
        .join(Enrolment, Enrolment.id == Sitting.enrolment_id)
        .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .join(Unit, Unit.id == Sitting.unit_id)
        .join(Quiz, Quiz.id == Unit.quiz_id)
        .join(Attempt, Attempt.id == Sitting.attempt_id)
        .outerjoin(Marking, and_(Marking.attempt_id == Attempt.id, Marking.id == newest))
        .order_by(Attempt.id.desc())
    )


def used_up(sat: Sequence[Sat], coached_at: dict[tuple[int, int], datetime]) -> list[Sat]:
    """The last attempt at each quiz where all were used and none passed since the last recorded coaching."""
    quizzes: dict[tuple[int, int], list[Sat]] = {}
    for one in sat:
        quizzes.setdefault((one.enrolment_id, one.unit_id), []).append(one)
    return [
        ones[0]
        for key, ones in quizzes.items()
        if not any(one.passed for one in ones)
        and sum(
            one.handed_in_at is not None and (key not in coached_at or one.started_at > coached_at[key]) for one in ones
        )
        >= ones[0].allowed
    ]
