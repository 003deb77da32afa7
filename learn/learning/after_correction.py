"""What corrected marks do to passes and completions, reckoned beforehand by the very rules that `follow_remarking` keeps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from learn.assessment import Attempt, Effect
from learn.kit.db import db
from learn.learning.completion import Completion
from learn.learning.enrolment import Sitting

AT_ONCE = 500  # databases do not take thousands of ids in one statement


@dataclass(frozen=True)
class _Sat:
    """An attempt of an enrolment, with its marks as they would be."""

    unit_id: int
    attempt_id: int
    percent: Decimal
    passed: bool
    required: bool  # a completion rests on no optional quiz


class AfterCorrection:
    """The enrolments that a correction touches, as they would stand after it."""

    def __init__(self, effects: Sequence[Effect]) -> None:
        self.effects = {effect.attempt.id: effect for effect in effects}

    def fate(self, effect: Effect) -> str:
        """What becomes of one changed attempt: withdrawn, passed, corrected, or marks (nothing but the marks changes)."""
        held, now = self.completion_of(effect), self._resting_on(effect)
        if effect.before.passed and not self._unit_passed(effect):
            return "withdrawn"
        if effect.passed and not effect.before.passed and held is None:
            return "passed"
        rests_here = held is not None and held.attempt_id == effect.attempt.id
        moved = rests_here and now is not None and (now.attempt_id, now.percent) != (held.attempt_id, held.score)  # type: ignore[union-attr]
        return "corrected" if moved else "marks"

    def completion_of(self, effect: Effect) -> Completion | None:
        """The completion that counts today of the enrolment that an attempt belongs to."""
        return self._held.get(self._enrolment_of.get(effect.attempt.id, 0))

    @property
    def completions(self) -> Iterable[Completion]:
        """Every completion of the enrolments that are touched."""
        return self._held.values()

    def _unit_passed(self, effect: Effect) -> bool:
        """Whether the unit would count as passed, by this attempt or by another."""
        sat = self._sat.get(self._enrolment_of.get(effect.attempt.id, 0), [])
        unit = next((one.unit_id for one in sat if one.attempt_id == effect.attempt.id), None)
        return effect.passed or any(one.passed for one in sat if one.unit_id == unit)

    def _resting_on(self, effect: Effect) -> _Sat | None:
        sat = self._sat.get(self._enrolment_of.get(effect.attempt.id, 0), [])
        return next((one for one in reversed(sat) if one.passed and one.required), None)

    @cached_property
    def _enrolment_of(self) -> Mapping[int, int]:
        asked = select(Sitting.attempt_id, Sitting.enrolment_id)
        rows = [
            row for ids in _some(self.effects) for row in db.session.execute(asked.where(Sitting.attempt_id.in_(ids)))
        ]
        return {attempt_id: enrolment_id for attempt_id, enrolment_id in rows}  # noqa: C416 - a result is no mapping

    @cached_property
    def _held(self) -> Mapping[int, Completion]:
        enrolments = set(self._enrolment_of.values())
        asked = select(Completion).where(Completion.counts())
        found = (
            one
            for ids in _some(enrolments)
            for one in db.session.scalars(asked.where(Completion.enrolment_id.in_(ids)))
        )
        return {one.enrolment_id: one for one in found}

    @cached_property
    def _sat(self) -> Mapping[int, list[_Sat]]:
        found: dict[int, list[_Sat]] = {}
        marks = joinedload(Sitting.attempt).options(selectinload(Attempt.markings))
        unit = joinedload(Sitting.unit, innerjoin=True)
        for ids in _some(set(self._enrolment_of.values())):
            for one in db.session.scalars(
                select(Sitting).where(Sitting.enrolment_id.in_(ids)).options(marks, unit).order_by(Sitting.id)
            ):
                effect, marking = self.effects.get(one.attempt_id), one.attempt.marking
                marked = effect or marking
                if marked:
                    found.setdefault(one.enrolment_id, []).append(
                        _Sat(one.unit_id, one.attempt_id, marked.percent, marked.passed, one.unit.required)
                    )
        return found


def _some(ids: Iterable[int]) -> Iterable[list[int]]:
    """Ids, so many at a time as a database takes."""
    ranked = sorted(ids)
    return (ranked[start : start + AT_ONCE] for start in range(0, len(ranked), AT_ONCE))
