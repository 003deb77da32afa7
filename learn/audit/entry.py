"""An audit entry, and the closed list of acts that leave one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from flask import g, has_request_context
from sqlalchemy import Index, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from learn.kit.db import Created, db
from learn.kit.text import Words

_WAITING = "audit entries that wait"  # in the session, while acts are done together


class Event(StrEnum):
    """Every act that somebody must answer for."""

    ORGANISATION_ADDED = "organisation.added"
    ORGANISATION_CHANGED = "organisation.changed"
    ORGANISATION_ENDED = "organisation.ended"
    PERSON_ADDED = "person.added"
    PERSON_CHANGED = "person.changed"
    PERSON_LEFT = "person.left"
    PERSON_SIGNED_IN = "person.signed_in"
    PERSON_SIGNED_OUT = "person.signed_out"
    PERSON_SIGN_IN_FAILED = "person.sign_in_failed"
    PERSON_LOCKED = "person.locked"
    PASSWORD_CHANGED = "password.changed"
    PASSWORD_RESET_ASKED = "password.reset_asked"
    SIGNED_OUT_EVERYWHERE = "person.signed_out_everywhere"
    MEMBERSHIP_BEGUN = "membership.begun"
    MEMBERSHIP_CHANGED = "membership.changed"
    MEMBERSHIP_ENDED = "membership.ended"
    JOB_ROLE_TAKEN = "job_role.taken"
    JOB_ROLE_LEFT = "job_role.left"
    JOB_ROLE_ADDED = "job_role.added"
    GRANT_GIVEN = "grant.given"
    GRANT_ENDED = "grant.ended"
    ROSTER_IMPORTED = "roster.imported"
    COURSE_ADDED = "course.added"
    VERSION_LOADED = "version.loaded"
    VERSION_PUBLISHED = "version.published"
    COURSE_ADOPTED = "course.adopted"
    ADOPTION_ENDED = "course.adoption_ended"
    RETRAINING_PROPOSED = "retraining.proposed"
    RELEASE_LIFTED = "release.lifted"
    COURSE_RETIRED = "course.retired"
    COURSE_RESTORED = "course.restored"
    DRAFT_BEGUN = "draft.begun"
    DRAFT_RENUMBERED = "draft.renumbered"
    DRAFT_DROPPED = "draft.dropped"
    REVIEW_BEGUN = "review.begun"
    REVIEW_COMMENTED = "review.commented"
    REVIEW_COMMENT_RESOLVED = "review.comment_resolved"
    REVIEW_COMMENT_REOPENED = "review.comment_reopened"
    REVIEW_TAKEN_BACK = "review.taken_back"
    REVIEW_SENT_BACK = "review.sent_back"
    REVIEW_APPROVED = "review.approved"
    VERSION_EXPORTED = "version.exported"
    SOURCE_ADDED = "source.added"
    SOURCE_CHANGED = "source.changed"
    SOURCE_STATUS_RECORDED = "source.status_recorded"
    REVISION_FOUND_NEEDLESS = "revision.found_needless"
    BANK_ADDED = "bank.added"
    QUESTIONS_ADDED = "questions.added"
    QUESTIONS_TAGGED = "questions.tagged"
    QUESTIONS_UNTAGGED = "questions.untagged"
    QUESTIONS_IMPORTED = "questions.imported"
    QUESTIONS_EXPORTED = "questions.exported"
    LIBRARY_FILE_ADDED = "library_file.added"
    LIBRARY_FILE_DESCRIBED = "library_file.described"
    REQUIREMENT_SET = "requirement.set"
    REQUIREMENT_ENDED = "requirement.ended"
    COACHING_RECORDED = "coaching.recorded"
    ENROLLED = "enrolment.begun"
    UNIT_COMPLETED = "unit.completed"
    ATTEMPT_STARTED = "attempt.started"
    ATTEMPT_HANDED_IN = "attempt.handed_in"
    ATTEMPT_MARKED = "attempt.marked"
    MARKER_ASKED = "marker.asked"
    MARKING_PASSED_ON = "marking.passed_on"
    ANSWERS_JUDGED = "answers.judged"
    ATTEMPT_SENT_BACK = "attempt.sent_back"
    ANSWER_SAVED = "answer.saved"
    COURSE_COMPLETED = "course.completed"
    CERTIFICATE_ISSUED = "certificate.issued"
    CERTIFICATE_STAMPED = "certificate.stamped"
    CERTIFICATE_SUPERSEDED = "certificate.superseded"
    CERTIFICATE_REVOKED = "certificate.revoked"
    DESIGN_BEGUN = "design.begun"
    DESIGN_CHANGED = "design.changed"
    DESIGN_PICTURE_ADDED = "design.picture_added"
    DESIGN_SUBMITTED = "design.submitted"
    DESIGN_APPROVED = "design.approved"
    DESIGN_DECLINED = "design.declined"
    CERTIFICATE_REINSTATED = "certificate.reinstated"
    CERTIFICATE_ACT_PROPOSED = "certificate.act_proposed"
    CERTIFICATE_ACT_APPROVED = "certificate.act_approved"
    CERTIFICATE_ACT_DECLINED = "certificate.act_declined"
    COPIES_BEGUN = "copies.begun"
    COPIES_ENDED = "copies.ended"
    FORMER_CERTIFICATES_IMPORTED = "former_certificates.imported"
    TRANSCRIPT_MADE = "transcript.made"
    CERTIFICATE_SHARED = "certificate.shared"
    SHARE_LINK_ENDED = "share_link.ended"
    CERTIFICATES_DOWNLOADED = "certificates.downloaded"
    RECORDS_EXPORTED = "records.exported"
    SIGNED = "signature.given"
    CORRECTION_PROPOSED = "correction.proposed"
    CORRECTION_APPROVED = "correction.approved"
    CORRECTION_DECLINED = "correction.declined"
    ATTEMPT_REMARKED = "attempt.remarked"
    EXTRA_TIME_ALLOWED = "extra_time.allowed"
    EXTRA_TIME_ENDED = "extra_time.ended"
    QUESTION_LEFT = "question.left"
    DOUBT_RAISED = "doubt.raised"
    DOUBT_ANSWERED = "doubt.answered"
    UNIT_REOPENED = "unit.reopened"
    COMPLETION_WITHDRAWN = "completion.withdrawn"
    COMPLETION_CORRECTED = "completion.corrected"
    NOTIFICATION_READ = "notification.read"


class Actor(Protocol):
    """Somebody who acts: a person, or None for the platform itself."""

    id: Mapped[int] | int
    name: Mapped[str] | str


class AuditEntry(db.Model):
    """Who did what to which record, old and new value, when and why (21 CFR 11.10(e), DI 22(4)).

    The names stand here as they were: an entry must be readable without any other table.
    """

    __table_args__ = (Index("ix_audit_entry_subject", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[Created] = mapped_column(index=True)
    event: Mapped[Event] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)  # None: the platform itself
    actor_name: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    subject_name: Mapped[str]
    organisation_id: Mapped[int | None] = mapped_column(index=True)  # None: concerns the whole alliance
    old: Mapped[dict[str, Any] | None]
    new: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None]
    request_id: Mapped[str | None]

    @classmethod
    def newest(cls) -> Select["AuditEntry"]:
        """Every entry, the newest first."""
        return select(cls).order_by(cls.id.desc())


def record(
    event: Event,
    subject: Any,
    *,
    by: Actor | None,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
    reason: str | None = None,
    organisation_id: int | None = None,
) -> AuditEntry:
    """Note an act in the transaction that performs it. Called by verbs only; the subject has an id or gets it here."""
    waiting: list[tuple[AuditEntry, Any]] | None = db.session.info.get(_WAITING)
    if subject.id is None:
        db.session.add(subject)
        if waiting is None:
            db.session.flush()
    entry = AuditEntry(
        event=event,
        actor_id=by.id if by else None,
        actor_name=by.name if by else "—",
        subject_type=type(subject).__name__,
        subject_id=subject.id,
        subject_name=str(getattr(subject, "audit_name", "")),
        organisation_id=organisation_id if organisation_id is not None else getattr(subject, "organisation_id", None),
        old=_plain(old),
        new=_plain(new),
        reason=reason,
        request_id=g.get("request_id") if has_request_context() else None,
    )
    if waiting is None:
        db.session.add(entry)
    else:
        waiting.append((entry, subject))
    return entry


@contextmanager
def together() -> Iterator[None]:
    """Many acts in one go: nothing is written until the end, then every record with its id, then their entries.

    Thousands of new people cost a few statements instead of several each. What is done inside sees of the others
    only what it holds in hand, so whoever uses this has made sure beforehand that they do not get in each other's way.
    """
    waiting: list[tuple[AuditEntry, Any]] = []
    db.session.info[_WAITING] = waiting
    try:
        with db.session.no_autoflush:
            yield
    finally:
        del db.session.info[_WAITING]
    db.session.flush()
    for entry, subject in waiting:
        entry.subject_id = subject.id
    db.session.add_all(entry for entry, _subject in waiting)


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    """Values as JSON can keep them."""
    return None if values is None else {name: _plain_value(value) for name, value in values.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Words):
        return value.as_dict()
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)
