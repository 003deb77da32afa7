"""Everything that is recorded of one person, for that person (PIPL 45)."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from learn.assessment import Attempt, Doubt, ExtraTime
from learn.assessment.by_hand import MarkerTurn
from learn.certificates.former import FormerCertificate
from learn.certificates.sharing import Lookup, ShareLink
from learn.certificates.transcripts import Transcript
from learn.kit import clock
from learn.kit.db import db
from learn.learning import Acknowledgement
from learn.people import JobRoleHeld, Membership, Person, SignIn
from learn.reporting.training_file import TrainingFile

SIGN_IN_DAYS = 90


class MyRecords(TrainingFile):
    """A person's own records, from every organisation they worked in."""

    def __init__(self, person: Person, today: date) -> None:
        super().__init__(person, today)

    @cached_property
    def memberships(self) -> list[Membership]:
        """Where this person works and worked, with the job roles."""
        asked = select(Membership).where(Membership.person_id == self.person.id).order_by(Membership.begins_on)
        roles = joinedload(Membership.roles_held).joinedload(JobRoleHeld.job_role)
        return list(db.session.scalars(asked.options(roles, joinedload(Membership.organisation))).unique())

    @cached_property
    def sign_ins(self) -> list[SignIn]:
        """Where and when this person signed in, of the last ninety days, the newest first."""
        since = clock.now() - timedelta(days=SIGN_IN_DAYS)
        return list(
            db.session.scalars(
                select(SignIn)
                .where(SignIn.person_id == self.person.id, SignIn.at >= since)
                .order_by(SignIn.at.desc())
                .limit(500)
            )
        )

    # Few people have any of these; they are asked for when everything is downloaded.

    @property
    def judged(self) -> list[MarkerTurn]:
        """What people gave for this person's answers."""
        asked = (
            MarkerTurn.listed(MarkerTurn.taken()).join(MarkerTurn.attempt).where(Attempt.person_id == self.person.id)
        )
        return list(db.session.scalars(asked))

    @property
    def sent_back(self) -> list[Attempt]:
        """The attempts that a marker sent back."""
        asked = select(Attempt).join(Attempt.sent_back).where(Attempt.person_id == self.person.id).order_by(Attempt.id)
        return list(db.session.scalars(asked.options(joinedload(Attempt.sent_back))))

    @property
    def doubts(self) -> list[Doubt]:
        """The questions that this person questioned, with the answers."""
        return list(db.session.scalars(Doubt.whole().where(Doubt.person_id == self.person.id)))

    @property
    def extra_times(self) -> list[ExtraTime]:
        """When more time was allowed, and why."""
        return list(db.session.scalars(select(ExtraTime).filter_by(person_id=self.person.id).order_by(ExtraTime.id)))

    def as_dict(self) -> dict[str, Any]:
        """All of it under plain names, for machines."""
        return {kind: list(facts) for kind, facts in self._facts().items()}

    def as_rows(self) -> Iterator[tuple[str, str, Any]]:
        """All of it as lines of a table: which record, which fact, what it says."""
        for kind, facts in self._facts().items():
            for number, fact in enumerate(facts, 1):
                for name, value in fact.items():
                    yield f"{kind} {number}", name, value

    def _facts(self) -> dict[str, Iterator[dict[str, Any]]]:
        return {
            "account": iter([self._account()]),
            "memberships": map(_membership, self.memberships),
            "permissions": map(_permission, self.person.grants),
            "enrolments": map(_enrolment, self.records),
            "documents_signed": map(_acknowledgement, self.acknowledged),
            "attempts": map(_attempt, self.sat),
            "marks_by_hand": map(_judgement, self.judged),
            "sent_back": map(_sent_back, self.sent_back),
            "questioned": map(_doubt, self.doubts),
            "extra_time": map(_extra_time, self.extra_times),
            "coachings": map(_coaching, self.coachings),
            "certificates_from_elsewhere": map(_former, self.former),
            "transcripts": map(_transcript, db.session.scalars(Transcript.of(self.person))),
            "share_links": map(_share_link, db.session.scalars(ShareLink.held_by(self.person))),
            "certificate_look_ups": map(_look_up, db.session.scalars(Lookup.about(self.person))),
            "sign_ins": map(_sign_in, self.sign_ins),
        }

    def _account(self) -> dict[str, Any]:
        who = self.person
        return {
            "email": who.email, "name": who.name, "latin_name": who.latin_name,
            "language": who.language, "recorded_at": who.recorded_at,
        }  # fmt: skip


def _membership(one: Membership) -> dict[str, Any]:
    return {
        "organisation": one.organisation.name, "staff_number": one.staff_number, "department": one.department,
        "from": one.begins_on, "to": one.ends_on,
        "job_roles": "; ".join(f"{held.job_role.title} ({held.begins_on} – {held.ends_on or ''})" for held in one.roles_held),
    }  # fmt: skip


def _permission(one: Any) -> dict[str, Any]:
    return {
        "permission": one.permission, "organisation": one.organisation.name, "from": one.begins_on, "to": one.ends_on,
    }  # fmt: skip


def _enrolment(one: Any) -> dict[str, Any]:
    line = one.line
    return {
        "course": line.code, "title": line.title, "version": line.number, "enrolled_at": line.enrolled_at,
        "builds_on_version": line.delta_from, "units_done": line.done, "units": line.total, "completed_at": line.completed_at, "score": line.score,
        "valid_until": line.valid_until, "content_digest": one.content_digest, "certificate": one.number,
        "certificate_state": one.fate,
    }  # fmt: skip


def _acknowledgement(one: Acknowledgement) -> dict[str, Any]:
    return {
        "title": one.title, "number": one.number, "edition": one.edition, "language": one.language, "at": one.at,
        "sha256": one.document_digest, "signed_as": one.signature.printed_name, "signature": one.signature.digest,
    }  # fmt: skip


def _attempt(one: Any) -> dict[str, Any]:
    return {
        "course": one.code, "version": one.version, "unit": one.position, "quiz": one.unit, "attempt": one.number,
        "started_at": one.started_at, "handed_in_at": one.handed_in_at, "score": one.percent, "passed": one.passed,
    }  # fmt: skip


def _judgement(one: MarkerTurn) -> dict[str, Any]:
    given = one.judgement
    assert given is not None
    comments = [
        part["comment"] for marks in given.marks.values() for part in marks["parts"].values() if part["comment"]
    ]
    return {
        "attempt": f"A-{one.attempt_id}", "quiz": one.attempt.title, "at": given.at, "marker": one.seat,
        "shares": "; ".join(str(share) for share in given.shares.values()),
        "comments": "\n".join([*([given.comment] if given.comment else []), *comments]),
    }  # fmt: skip


def _sent_back(one: Attempt) -> dict[str, Any]:
    assert one.sent_back is not None
    return {
        "attempt": f"A-{one.id}", "quiz": one.title, "at": one.sent_back.at, "reason": one.sent_back.reason,
    }  # fmt: skip


def _doubt(one: Doubt) -> dict[str, Any]:
    reply = one.reply
    return {
        "attempt": f"A-{one.attempt_id}", "question": one.item.version.audit_name, "at": one.at, "text": one.text,
        "answered_at": reply.at if reply else None, "answer": reply.text if reply else None,
    }  # fmt: skip


def _extra_time(one: ExtraTime) -> dict[str, Any]:
    return {"percent": one.percent, "from": one.begins_on, "to": one.ends_on, "reason": one.reason}


def _coaching(one: Any) -> dict[str, Any]:
    return {"at": one.at, "by": one.by.name, "note": one.note}


def _former(one: FormerCertificate) -> dict[str, Any]:
    return {
        "title": one.title, "issuer": one.issuer, "number": one.number, "issued_on": one.issued_on,
        "valid_until": one.valid_until, "sha256": one.sha256, "imported_at": one.former_import.at,
    }  # fmt: skip


def _transcript(one: Transcript) -> dict[str, Any]:
    return {"number": one.number, "at": one.at, "by": one.by.name, "sha256": one.sha256}


def _share_link(one: ShareLink) -> dict[str, Any]:
    return {
        "certificate": one.certificate.number, "at": one.at, "expires_at": one.expires_at, "ended_at": one.ended_at,
    }  # fmt: skip


def _look_up(one: Lookup) -> dict[str, Any]:
    return {
        "certificate": one.certificate.number, "at": one.at, "how": one.how, "by": one.person and one.person.name,
    }  # fmt: skip


def _sign_in(one: SignIn) -> dict[str, Any]:
    return {"at": one.at, "device": one.device, "ended_at": one.ended_at}
