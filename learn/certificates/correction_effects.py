"""What a correction would do beyond marks: to passes, completions and certificates, person by person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from learn.assessment import Correction, DryRun, Effect
from learn.certificates.certificate import Certificate
from learn.kit.db import db
from learn.kit.digest import digest_of
from learn.kit.filters import plain_decimal
from learn.learning import AfterCorrection, Completion
from learn.people import Person

FATES = ("withdrawn", "passed", "corrected", "marks")


@dataclass(frozen=True)
class Consequence:
    """What a correction would do to one person: the marks, and the completion and certificate that rest on them.

    `fate` is what follows: withdrawn (the pass is lost), passed (after all), corrected (the completion and its
    certificate get a new score), or marks (nothing but the marks changes).
    """

    effect: Effect
    fate: str
    certificate: Certificate | None  # the one that is revoked or superseded

    @property
    def line(self) -> dict[str, Any]:
        """What is shown of it, signed over and kept."""
        attempt, effect = self.effect.attempt, self.effect
        return {
            "attempt": attempt.id,
            "person": attempt.person_id,
            "name": attempt.person.printed_name,
            "title": attempt.title.as_dict(),
            "before": plain_decimal(effect.before.percent),
            "after": plain_decimal(effect.percent),
            "passed_before": effect.before.passed,
            "passed": effect.passed,
            "fate": self.fate,
            "certificate": self.certificate.number if self.certificate else None,
        }


class DryRunForPeople:
    """A correction reckoned through for everybody whose mark, pass or certificate it would change."""

    def __init__(self, correction: Correction) -> None:
        self.correction, self.run = correction, DryRun(correction)

    @cached_property
    def consequences(self) -> Sequence[Consequence]:
        """One a changed attempt, those who lose a pass first, then those who gain one."""
        after, issued = self._after, self._certificates
        fates = {effect: after.fate(effect) for effect in self.run.changes}
        found = [
            Consequence(effect, fate, issued.get(after.completion_of(effect)) if fate in _ENDING else None)
            for effect, fate in fates.items()
        ]
        return sorted(found, key=lambda one: (FATES.index(one.fate), one.effect.attempt.person.pinyin))

    @cached_property
    def _after(self) -> AfterCorrection:
        return AfterCorrection(self.run.effects)

    @cached_property
    def _certificates(self) -> Mapping[Completion | None, Certificate]:
        held = {one.id: one for one in self._after.completions}
        found = db.session.scalars(
            select(Certificate)
            .where(Certificate.completion_id.in_(held))
            .options(joinedload(Certificate.revocation), joinedload(Certificate.supersession))
        )
        return {held[one.completion_id]: one for one in found}

    def count(self, fate: str) -> int:
        """How many consequences are of one kind."""
        return sum(one.fate == fate for one in self.consequences)

    @cached_property
    def shown(self) -> dict[str, Any]:
        """Everything that is shown and signed: the question versions, the reason, and every attempt before and after."""
        said = self.correction
        return {
            "correction": said.id,
            "wrong": sorted(said.wrong_ids),
            "to": said.to_version_id,
            "reason": said.reason.as_dict(),
            "marked_again": len(self.run.effects),
            "lines": [one.line for one in self.consequences],
        }

    @property
    def digest(self) -> str:
        """SHA-256 of what is shown."""
        return digest_of(self.shown)

    def touches(self, person: Person) -> bool:
        """Whether somebody would sign over marks of their own."""
        return any(effect.attempt.person_id == person.id for effect in self.run.effects)


_ENDING = ("withdrawn", "corrected")  # the fates that end a certificate


def counted(lines: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, int]]:
    """How many lines, as they were signed, are of each kind."""
    return ((fate, sum(one["fate"] == fate for one in lines)) for fate in FATES)
