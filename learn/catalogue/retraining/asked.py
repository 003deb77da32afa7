"""What some publications together ask of whoever holds the version before them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from learn.catalogue.terms import Level, Terms


class AnyUnit(Protocol):
    """What is looked at in a unit, wherever it stands: in a version, or in a pack that is being reviewed."""

    @property
    def position(self) -> int:
        """Its place in the version, from 1."""

    @property
    def slug(self) -> str:
        """Its name, the same in every version."""

    @property
    def quiz(self) -> Any:
        """Its quiz; None: it is read."""


@dataclass(frozen=True)
class PlannedUnit:
    """A unit of a pack."""

    position: int
    slug: str
    quiz: Any = None


@dataclass(frozen=True)
class Dated:
    """The terms of one publication, and from which day they hold."""

    terms: Terms | None
    effective_on: date

    @property
    def due_on(self) -> date:
        """By when what it asks is to be learnt."""
        assert self.terms is not None
        return self.effective_on + timedelta(days=self.terms.days)


@dataclass(frozen=True)
class Asked:
    """The units of a version that are to be learnt again, how, and by when."""

    level: Level
    units: tuple[AnyUnit, ...]  # those to be read; none where all is learnt again
    examined: tuple[str, ...]  # slugs of the units that questions are about
    whole_quiz: str | None  # slug of the quiz that changed itself: it is sat as it stands; None: none did
    days: int
    due_on: date | None  # None: nothing is asked

    @property
    def kept_units(self) -> list[dict[str, Any]]:
        """The units as records keep them."""
        return [{"position": unit.position, "slug": unit.slug} for unit in self.units]

    @classmethod
    def of(cls, units: Sequence[AnyUnit], steps: Sequence[Dated]) -> "Asked | None":
        """What publications ask one after the other; None: none of them says anything about it.

        A unit is learnt at the most severe level that any of them asked. What was due stays due on its day.
        """
        said = [(step, step.terms) for step in steps if step.terms]
        if not said:
            return None
        levels = _together(terms for _step, terms in said)
        asking = [step for step, terms in said if terms.level is not Level.NOTHING]
        days = said[-1][1].days
        due_on = min((step.due_on for step in asking), default=None)
        if Level.FULL in levels.values():
            return cls(Level.FULL, (), (), None, days, due_on)
        read = tuple(unit for unit in units if unit.quiz is None and _asks(levels, unit))
        examined = tuple(unit.slug for unit in read if levels[unit.slug] is Level.DELTA)
        quizzes = [unit.slug for unit in units if unit.quiz and _asks(levels, unit)]  # nobody reads a quiz: it is sat
        if len(quizzes) > 1:  # there is one examination of what changed; two quizzes are sat in the whole course
            return cls(Level.FULL, (), (), None, days, due_on)
        level = Level.DELTA if examined or quizzes else Level.READ if read else Level.NOTHING
        again = None if level is Level.NOTHING else due_on
        return cls(level, read, examined, next(iter(quizzes), None), days, again)


def _together(terms: Iterable[Terms]) -> dict[str, Level]:
    found: dict[str, Level] = {}
    for one in terms:
        for slug, verdict in one.verdicts.items():
            found[slug] = Level.severest([verdict.level, found.get(slug, Level.NOTHING)])
    return found


def _asks(levels: Mapping[str, Level], unit: AnyUnit) -> bool:
    return levels.get(unit.slug, Level.NOTHING) in (Level.DELTA, Level.READ)
