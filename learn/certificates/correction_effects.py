"""What a correction would do beyond marks: to passes, completions and certificates, person by person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from learn.assessment import Correction, DryRun, Effect
from learn.certificates.certificate import Certificate
from learn.kit.db import db
from learn.kit.digest import digest_of
from learn.learning import Completion, Sitting
from learn.people import Person


@dataclass(frozen=True)
class Consequence:
    """What a correction would do to one person: the marks, and the completion and certificate that rest on them."""

    effect: Effect
    completion: Completion | None  # the one that rests on this attempt
    certificate: Certificate | None

    @property
    def fate(self) -> str:
        """What follows: passed, withdrawn, corrected, or marks (nothing but the marks change)."""
        if self.effect.passed and not self.effect.before.passed:
            return "passed"
        if self.completion is None:
            return "marks"
        return "corrected" if self.effect.passed else "withdrawn"


class DryRunForPeople:
    """A correction reckoned through for everybody whose mark, pass or certificate it would change."""

    def __init__(self, correction: Correction) -> None:
        self.correction, self.run = correction, DryRun(correction)

    @cached_property
    def consequences(self) -> Sequence[Consequence]:
        """One a changed attempt, those who lose a pass first, then those who gain one."""
        held, issued = self._completions, self._certificates
        found = [
            Consequence(effect, held.get(effect.attempt.id), issued.get(effect.attempt.id))
            for effect in self.run.changes
        ]
        order = ("withdrawn", "passed", "corrected", "marks")
        return sorted(found, key=lambda one: (order.index(one.fate), one.effect.attempt.person.pinyin))

    @cached_property
    def _completions(self) -> Mapping[int, Completion]:
        ids = [effect.attempt.id for effect in self.run.changes]
        resting = select(Sitting.attempt_id, Completion).join(
            Completion, Completion.enrolment_id == Sitting.enrolment_id
        )
        rows = db.session.execute(resting.where(Sitting.attempt_id.in_(ids), Completion.counts())).all()
        passed = {effect.attempt.id for effect in self.run.changes if effect.before.passed}
        return {attempt_id: completion for attempt_id, completion in rows if attempt_id in passed}

    @cached_property
    def _certificates(self) -> Mapping[int, Certificate]:
        by_completion = {completion.id: attempt_id for attempt_id, completion in self._completions.items()}
        found = db.session.scalars(
            select(Certificate)
            .where(Certificate.completion_id.in_(by_completion))
            .options(joinedload(Certificate.revocation), joinedload(Certificate.supersession))
        )
        return {by_completion[one.completion_id]: one for one in found}

    def count(self, fate: str) -> int:
        """How many consequences are of one kind."""
        return sum(one.fate == fate for one in self.consequences)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what is shown and signed: the question versions, the reason, and every attempt before and after."""
        lines = [
            [
                one.effect.attempt.id,
                str(one.effect.before.percent),
                str(one.effect.percent),
                one.effect.passed,
                one.fate,
            ]
            for one in sorted(self.consequences, key=lambda one: one.effect.attempt.id)
        ]
        said = self.correction
        wrong = sorted(said.wrong_ids)
        return digest_of(
            {"correction": said.id, "to": said.to_version_id, "wrong": wrong, "reason": said.reason, "lines": lines}
        )

    def touches(self, person: Person) -> bool:
        """Whether somebody would sign over marks of their own."""
        return any(effect.attempt.person_id == person.id for effect in self.run.effects)
