"""The frozen fact that an enrolment ended well."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Self

from sqlalchemy import ColumnElement, ForeignKey, Select, UniqueConstraint, exists, func, select
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from learn import audit, signals
from learn.assessment import Attempt
from learn.audit import Event
from learn.catalogue import units_in_words
from learn.kit import clock
from learn.kit.db import Created, db
from learn.kit.text import Words
from learn.learning.enrolment import Enrolment
from learn.learning.outline import Outline
from learn.people import Membership, Person

RENEW_DAYS = 90  # so many days before a completion ends, its renewal is due and the course may be taken again


class Completion(db.Model):
    """The frozen fact that an enrolment ended well: version, language, content digest, score, when. Never changed.

    What may change later (name, organisation, staff number) stands here as it was on the day (T9, T12).
    """

    __table_args__ = (UniqueConstraint("enrolment_id", "edition"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    edition: Mapped[int] = mapped_column(default=1, server_default="1")  # 2: after the first one was withdrawn, …
    enrolment: Mapped[Enrolment] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship()
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))  # the one that passed; None: no quiz
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    holder_name: Mapped[str]
    holder_latin_name: Mapped[str]
    organisation_name: Mapped[Words | None]
    staff_number: Mapped[str]
    course_code: Mapped[str]
    course_title: Mapped[Words]
    version_number: Mapped[str]
    content_digest: Mapped[str]
    questions_digest: Mapped[str]  # SHA-256 over the question versions of the attempt that passed; empty: no quiz
    language: Mapped[str]  # in which most of it was read
    score: Mapped[Decimal | None]  # per cent
    hours: Mapped[Decimal]
    base_id: Mapped[int | None] = mapped_column(ForeignKey("completion.id"), index=True)  # the one that a delta adds to
    base: Mapped["Completion | None"] = relationship(remote_side=[id])
    delta_from: Mapped[str | None]  # the version held before; None: the whole course was learnt
    delta_units: Mapped[list[Any] | None]  # [{"position": 2, "slug": "records"}, …]
    completed_at: Mapped[Created]
    valid_until: Mapped[date | None]  # the last day; None: for ever

    @property
    def audit_name(self) -> str:
        """How the audit trail names this completion."""
        return f"{self.course_code} {self.version_number}"

    @property
    def delta_in_words(self) -> Words | None:
        """Which units it adds to the version held before; None: it is of the whole course."""
        return units_in_words(self.delta_units or []) if self.delta_from else None

    @classmethod
    def of(cls, person: Person) -> Select[Self]:
        """What somebody completed and was not withdrawn, the newest first."""
        return select(cls).where(cls.person_id == person.id, cls.counts()).order_by(cls.completed_at.desc())

    @classmethod
    def counts(cls, completion: Any = None) -> ColumnElement[bool]:
        """The condition that a completion (or an alias of it) was not withdrawn."""
        return ~exists().where(Withdrawal.completion_id == (completion or cls).id)

    @classmethod
    def standing_of(cls, enrolment: Enrolment) -> Self | None:
        """The completion of an enrolment that counts."""
        return db.session.scalar(select(cls).where(cls.enrolment_id == enrolment.id, cls.counts()))

    @classmethod
    def note(cls, enrolment: Enrolment) -> Self | None:
        """Write the completion down if every required unit is done and it is not written yet."""
        if not Outline(enrolment.version, enrolment).complete:
            return None
        if known := cls.standing_of(enrolment):
            return known
        base = cls.built_on(enrolment)
        if enrolment.delta and base is None:  # it ended meanwhile, or was withdrawn: there is nothing to add to
            return None
        completion = cls._of_today(enrolment, base)
        audit.record(
            Event.COURSE_COMPLETED,
            completion,
            by=enrolment.person,
            new={
                "version": completion.version_number,
                "content": completion.content_digest,
                "questions": completion.questions_digest,
                "score": completion.score,
                "valid_until": completion.valid_until,
                "delta_from": completion.delta_from,
            },
        )
        signals.course_completed.send(completion)
        return completion

    @classmethod
    def built_on(cls, enrolment: Enrolment) -> Self | None:
        """The completion of the earlier version that a delta adds to, if it counts and holds today."""
        if enrolment.delta is None:
            return None
        held = select(cls).join(cls.enrolment).where(cls.person_id == enrolment.person_id, cls.counts())
        held = held.where(Enrolment.version_id == enrolment.delta.from_version_id).order_by(
            cls.completed_at.desc(), cls.id.desc()
        )
        found = db.session.scalars(held.limit(1)).first()
        return found if found and found.valid_on(clock.today()) else None

    @classmethod
    def _of_today(cls, enrolment: Enrolment, base: Self | None) -> Self:
        person, version, passed = enrolment.person, enrolment.version, passing_attempt(enrolment)
        delta = enrolment.delta
        membership = _membership(enrolment)
        now = clock.now()
        return cls(
            enrolment_id=enrolment.id,
            enrolment=enrolment,
            edition=1 + (db.session.scalar(select(func.count(cls.id)).where(cls.enrolment_id == enrolment.id)) or 0),
            person_id=person.id,
            person=person,
            organisation_id=enrolment.organisation_id,
            attempt_id=passed.id if passed else None,
            course_id=version.course_id,
            holder_name=person.name,
            holder_latin_name=person.latin_name,
            organisation_name=membership.organisation.name if membership else None,
            staff_number=membership.staff_number if membership else "",
            course_code=version.course.code,
            course_title=version.title,
            version_number=version.number,
            content_digest=version.digest,
            questions_digest=_questions_digest(passed) if passed else "",
            language=enrolment.main_language,
            score=passed.percent if passed else None,
            hours=min(version.hours, delta.hours(version.units)) if delta else version.hours,
            base_id=base.id if base else None,
            delta_from=base.version_number if base else None,
            delta_units=delta.units if delta else None,
            completed_at=now,
            # What changed adds to a qualification and does not prolong it.
            valid_until=base.valid_until if base else _last_day(clock.day_of(now), version.valid_months),
        )

    # when marks were corrected

    def withdraw(self, *, by: Person, reason: Words, successor: "Completion | None" = None) -> "Withdrawal":
        """It no longer counts, since the marks that it rests on were corrected. The row stays as it was.

        Where nothing counts in its place, what was learnt on top of it no longer counts either.
        """
        withdrawal = Withdrawal(
            completion_id=self.id,
            completion=self,
            by_id=by.id,
            by=by,
            reason=reason,
            successor_id=successor.id if successor else None,
        )
        audit.record(Event.COMPLETION_WITHDRAWN, self, by=by, reason=reason.zh or reason.en)
        db.session.add(withdrawal)
        db.session.flush()
        signals.completion_withdrawn.send(withdrawal)
        if successor is None:
            for added in db.session.scalars(self._added()).all():
                added.withdraw(by=by, reason=reason)
                type(self).note(added.enrolment)  # where another completion carries it, it counts on
        return withdrawal

    def _added(self) -> Select["Completion"]:
        """The completions of later versions by delta that rest on this one, or on what stood in its place before."""
        base, cls = aliased(Completion), type(self)
        on_this = select(cls).join(base, base.id == cls.base_id).where(base.enrolment_id == self.enrolment_id)
        return on_this.where(cls.counts()).order_by(cls.id)

    def correct(self, passed: Attempt, *, by: Person, reason: Words) -> Self:
        """The same completion with the corrected score, in the place of this one; day and validity stay.

        It rests on the attempt that passes now, which may be another one than before.
        """
        new = {"attempt_id": passed.id, "questions_digest": _questions_digest(passed), "score": passed.percent}
        return self._give_way(new, said=("score",), by=by, reason=reason)

    def restate(self, facts: Mapping[str, Any], *, by: Person, reason: Words) -> Self:
        """The same completion with what was wrong about its holder put right; day, result and validity stay."""
        return self._give_way(facts, said=tuple(facts), by=by, reason=reason)

    def _give_way(self, new: Mapping[str, Any], *, said: Sequence[str], by: Person, reason: Words) -> Self:
        """A completion like this one but for what is new takes its place; this row stays as it was."""
        new = {**new, "edition": self.edition + 1}
        columns = [column.key for column in type(self).__table__.columns]
        same = {key: getattr(self, key) for key in columns if key != "id" and key not in new}
        corrected = type(self)(**same, **new, enrolment=self.enrolment, person=self.person)
        audit.record(
            Event.COMPLETION_CORRECTED,
            corrected,
            by=by,
            old={name: getattr(self, name) for name in said},
            new={name: new[name] for name in said},
            reason=reason.zh,
        )
        self.withdraw(by=by, reason=reason, successor=corrected)
        signals.course_completed.send(corrected)
        return corrected

    def valid_on(self, day: date) -> bool:
        """Whether this held on a day."""
        return clock.day_of(self.completed_at) <= day and (self.valid_until is None or day <= self.valid_until)

    @property
    def renewable_from(self) -> date | None:
        """The day from which the course may be taken again; None: never needed."""
        return self.valid_until - timedelta(days=RENEW_DAYS) if self.valid_until else None


class Withdrawal(db.Model):
    """A completion that no longer counts: since when, by whose signature, why, and what stands in its place."""

    id: Mapped[int] = mapped_column(primary_key=True)
    completion_id: Mapped[int] = mapped_column(ForeignKey("completion.id"), unique=True)
    completion: Mapped[Completion] = relationship(foreign_keys=[completion_id])
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    reason: Mapped[Words]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("completion.id"))  # None: nothing counts instead
    at: Mapped[Created]


def passing_attempt(enrolment: Enrolment) -> Attempt | None:
    """The attempt that passed the last required quiz of the course."""
    required = {unit.id for unit in enrolment.version.units if unit.required or enrolment.delta_id}
    sat = [sitting.attempt for sitting in enrolment.sittings if sitting.unit_id in required]
    return next((attempt for attempt in reversed(sat) if attempt.finished and attempt.passed), None)


def _membership(enrolment: Enrolment) -> Membership | None:
    """The membership under which the person enrolled."""
    return next(
        (one for one in enrolment.person.memberships if one.organisation_id == enrolment.organisation_id),
        None,
    )


def _questions_digest(attempt: Attempt) -> str:
    return hashlib.sha256("".join(item.version.digest for item in attempt.items).encode()).hexdigest()


def _last_day(completed_on: date, months: int | None) -> date | None:
    return clock.months_after(completed_on, months) - timedelta(days=1) if months else None
