"""What a correction does to attempts: shown before it is signed, done after it, one attempt at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Self

from sqlalchemy import ForeignKey, Select, UniqueConstraint, exists, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from learn import audit, signals
from learn.assessment.attempt import Attempt
from learn.assessment.correction import Correction, CorrectionDecision, keys_in_force
from learn.assessment.marking import Marking
from learn.assessment.paper import PaperItem
from learn.assessment.question import QuestionVersion
from learn.audit import Event
from learn.kit import clock
from learn.kit.db import Created, db
from learn.kit.filters import plain_decimal
from learn.kit.jobs import job
from learn.notifications import Kind, Notification

AT_ONCE = 200  # so many attempts are rung for in one sweep
RACE = timedelta(minutes=10)  # a hand-in that was under way while the correction was signed has long ended by then
SWEPT = timedelta(days=60)  # so long the sweep looks for attempts that were not reached
FOR_EVER_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Remarking(db.Model):
    """An attempt marked again because of a correction: the new marks, and those before. Never changed."""

    __table_args__ = (UniqueConstraint("correction_id", "attempt_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    correction_id: Mapped[int] = mapped_column(ForeignKey("correction.id"), index=True)
    correction: Mapped[Correction] = relationship()
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    attempt: Mapped[Attempt] = relationship()
    former_id: Mapped[int] = mapped_column(ForeignKey("marking.id"))
    former: Mapped[Marking] = relationship(foreign_keys=[former_id])
    marking_id: Mapped[int] = mapped_column(ForeignKey("marking.id"))
    marking: Mapped[Marking] = relationship(foreign_keys=[marking_id])
    at: Mapped[Created]

    @property
    def audit_name(self) -> str:
        """How the audit trail names this remarking."""
        return f"{self.correction.audit_name} → A-{self.attempt_id}"

    @classmethod
    def perform(cls, correction: Correction, attempt: Attempt) -> Self | None:
        """Mark an attempt again and tell its person why; done before, nothing happens (None)."""
        done = select(cls.id).where(cls.correction_id == correction.id, cls.attempt_id == attempt.id)
        decision, former = correction.decision, attempt.marking
        if db.session.scalar(done) or decision is None or former is None:
            return None
        marking = (
            former
            if cls._right_already(attempt, former)
            else attempt.mark(by=decision.by, by_hand=former.shares_by_hand)
        )
        remarking = cls(
            correction_id=correction.id,
            correction=correction,
            attempt_id=attempt.id,
            attempt=attempt,
            former_id=former.id,
            former=former,
            marking_id=marking.id,
            marking=marking,
        )
        audit.record(
            Event.ATTEMPT_REMARKED,
            remarking,
            by=decision.by,
            old={"percent": former.percent, "passed": former.passed},
            new={"percent": marking.percent, "passed": marking.passed},
        )
        signals.attempt_remarked.send(remarking)
        remarking._tell_why()
        return remarking

    @staticmethod
    def _right_already(attempt: Attempt, former: Marking) -> bool:
        """Whether it was marked by the right keys: handed in while the correction was being signed."""
        right = keys_in_force(item.version_id for item in attempt.items)
        return all(
            former.version_id(item) == getattr(right.get(item.version_id), "id", item.version_id)
            for item in attempt.items
        )

    @classmethod
    def of_one(cls, correction: Correction, attempt_id: int) -> None:
        """Mark one attempt again; who else would change it waits."""
        whole = Attempt.whole().where(Attempt.id == attempt_id).with_for_update(of=Attempt)
        cls.perform(correction, db.session.scalars(whole).unique().one())

    @classmethod
    def due(cls, correction: Correction) -> Sequence[int]:
        """The ids of the attempts that a signed correction has not reached yet."""
        return db.session.scalars(due(correction)).all()

    @classmethod
    def soon(cls, correction: Correction) -> None:
        """Ring for the next attempts of a correction that was signed; the sweep rings for the rest."""
        for attempt_id in db.session.scalars(due(correction).limit(AT_ONCE)):
            remark.later(correction.id, attempt_id)

    @classmethod
    def count_due(cls, correction: Correction) -> int:
        """How many attempts a signed correction has not reached yet."""
        waiting = due(correction).order_by(None).subquery()
        return db.session.scalar(select(func.count()).select_from(waiting)) or 0

    def _tell_why(self) -> None:
        if (self.former.percent, self.former.passed) == (self.marking.percent, self.marking.passed):
            return
        kind = Kind.MARKS_CORRECTED
        if self.former.passed != self.marking.passed:
            kind = Kind.MARKS_CORRECTED_PASSED if self.marking.passed else Kind.MARKS_CORRECTED_FAILED
        facts = {
            "quiz": self.attempt.title.as_dict(),
            "before": plain_decimal(self.former.percent),
            "after": plain_decimal(self.marking.percent),
            "reason": self.correction.reason.as_dict(),
        }
        Notification.tell(self.attempt.person, kind, facts, f"/attempts/{self.attempt_id}/result")


@dataclass(frozen=True)
class Effect:
    """What a correction would do to one attempt."""

    attempt: Attempt
    before: Marking
    percent: Decimal
    passed: bool

    @property
    def changes(self) -> bool:
        """Whether the score or the verdict changes."""
        return (self.before.percent, self.before.passed) != (self.percent, self.passed)


class DryRun:
    """Everything that a correction would do to marks, reckoned and not written."""

    def __init__(self, correction: Correction) -> None:
        self.correction = correction

    @cached_property
    def effects(self) -> Sequence[Effect]:
        """Every attempt that would be marked again, with its marks before and after."""
        return [self._effect(attempt) for attempt in self._attempts]

    @property
    def changes(self) -> list[Effect]:
        """Those whose score or verdict changes."""
        return [effect for effect in self.effects if effect.changes]

    @cached_property
    def _attempts(self) -> Sequence[Attempt]:
        found = touched(self.correction).order_by(Attempt.id)
        return db.session.scalars(
            found.options(
                selectinload(Attempt.items).options(joinedload(PaperItem.version), joinedload(PaperItem.answer)),
                joinedload(Attempt.quiz),
                joinedload(Attempt.person),
                selectinload(Attempt.markings),
            )
        ).all()

    def _effect(self, attempt: Attempt) -> Effect:
        before = attempt.marking
        assert before is not None
        keys = {item.id: self._keys[item.version_id] for item in attempt.items if item.version_id in self._keys}
        grading = attempt.grading(by_hand=before.shares_by_hand, keys=keys)
        return Effect(attempt, before, grading.percent, grading.passed)

    @cached_property
    def _keys(self) -> dict[int, QuestionVersion]:
        versions = {item.version_id for attempt in self._attempts for item in attempt.items}
        return dict(keys_in_force(versions, besides=self.correction))


def touched(correction: Correction) -> Select[Attempt]:
    """The marked attempts with a question on their paper whose key a correction calls wrong."""
    on_paper = exists().where(PaperItem.attempt_id == Attempt.id, PaperItem.version_id.in_(correction.wrong_ids))
    return select(Attempt).where(on_paper, Attempt.markings.any())


def due(correction: Correction) -> Select[int]:
    """The ids of the attempts that a signed correction still has to reach; none while it is not signed."""
    done = exists().where(Remarking.correction_id == correction.id, Remarking.attempt_id == Attempt.id)
    signed_at = correction.decision.at if correction.approved and correction.decision else FOR_EVER_AGO
    handed_in = Attempt.handed_in_at <= signed_at + RACE  # whoever hands in later is marked by the right key at once
    return touched(correction).where(handed_in, ~done).order_by(Attempt.id).with_only_columns(Attempt.id)


@job
def remark(correction_id: int, attempt_id: int) -> None:
    """Mark one attempt again."""
    Remarking.of_one(db.session.get_one(Correction, correction_id), attempt_id)


def remark_what_is_due() -> None:
    """Ring for every attempt that a correction of the last weeks has not reached yet."""
    lately = CorrectionDecision.at >= clock.now() - SWEPT
    signed = select(Correction).join(Correction.decision).where(CorrectionDecision.signature_id.is_not(None), lately)
    for correction in db.session.scalars(signed):
        Remarking.soon(correction)
