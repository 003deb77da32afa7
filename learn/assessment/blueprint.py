"""What a quiz draws: so many questions of each kind, some of them always, and whether a bank can give that."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random
from typing import Any, Generic, Protocol, Self, TypeVar

from learn.assessment.papers import Papers
from learn.assessment.placement import Placement


class Askable(Protocol):
    """What a blueprint looks at in a question, wherever it stands: in a bank, or in a pack that is being read."""

    @property
    def topic(self) -> str:
        """The slug of the unit that teaches it."""

    @property
    def objective(self) -> str:
        """The id of its objective."""

    @property
    def difficulty(self) -> str:
        """Easy, medium or hard."""


@dataclass(frozen=True)
class Part:
    """One line of a blueprint: how many questions, and which may be drawn for it. What it does not say may be any."""

    count: int
    unit: str | None = None
    objective: str | None = None
    difficulty: tuple[str, ...] = ()
    section: str | None = None  # where on the paper they stand; None: in no section

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """A part as a pack writes it and a quiz keeps it."""
        difficulty = kept.get("difficulty", ())
        return cls(
            count=int(kept["count"]),
            unit=kept.get("unit"),
            objective=kept.get("objective"),
            difficulty=(difficulty,) if isinstance(difficulty, str) else tuple(difficulty),
            section=kept.get("section"),
        )

    @property
    def asks(self) -> "Part":
        """What it asks for, however many of it: two parts that ask for the same are one."""
        return replace(self, count=0, difficulty=tuple(sorted(self.difficulty)))

    @property
    def only_unit(self) -> bool:
        """Whether it asks for a unit and nothing more."""
        return self.unit is not None and self.objective is None and not self.difficulty

    def fits(self, question: Askable) -> bool:
        """Whether a question may be drawn for it."""
        return (
            self.unit in (None, question.topic)
            and self.objective in (None, question.objective)
            and (not self.difficulty or question.difficulty in self.difficulty)
        )


@dataclass(frozen=True)
class Shortage:
    """Parts (by their place in the draw) that together want more questions than fit any of them."""

    parts: tuple[int, ...]
    wanted: int
    has: int


Q = TypeVar("Q", bound=Askable)


@dataclass(frozen=True)
class Dealt(Generic[Q]):
    """A question drawn for a part."""

    question: Q
    part: Part


class Blueprint(Generic[Q]):
    """The parts of a draw over a pool of questions.

    A question may fit several parts and is drawn once. Those that are `always` drawn take places of the parts that
    they fit. The sets of questions that fill every place form a matroid (a transversal one), so that taking each
    question in turn that still fits beside the ones before it is enough: whatever the order, the places get filled
    if they can be filled at all, and the questions that come first in the order are drawn as far as any paper can
    hold them together.
    """

    def __init__(self, parts: Sequence[Part], pool: Sequence[Q], *, always: Collection[Q] = ()) -> None:
        self.parts, self.pool = list(parts), list(pool)
        self.fitting: list[list[int]] = [[n for n, one in enumerate(pool) if part.fits(one)] for part in parts]
        self._fits: list[list[int]] = [[] for _one in pool]
        for n, fitting in enumerate(self.fitting):
            for question in fitting:
                self._fits[question].append(n)
        wanted = {id(one) for one in always}
        self._always = [n for n, one in enumerate(pool) if id(one) in wanted]
        self._places = [part.count for part in parts]

    # whether it can be had

    @property
    def satisfiable(self) -> bool:
        """Whether every place can be filled, with those that are always drawn among them."""
        return not self.shortages and not self.homeless

    @cached_property
    def shortages(self) -> list[Shortage]:
        """What the pool lacks, part by part; parts that have enough each but not together are named together."""
        has = [len(fitting) for fitting in self.fitting]
        alone = [n for n, part in enumerate(self.parts) if has[n] < part.count]
        found = [Shortage((n,), self.parts[n].count, has[n]) for n in alone]
        places = [min(count, most) for count, most in zip(self._places, has, strict=True)]
        placement = Placement.of(self._fits, places, range(len(self.pool)))
        named: set[int] = set()
        for n in range(len(self.parts)):
            if placement.full(n) or n in named:
                continue
            together = placement.rivals(n, self.fitting)
            named.update(together)
            fitting = {question for one in together for question in self.fitting[one]}
            found.append(Shortage(tuple(together), sum(self._places[one] for one in together), len(fitting)))
        return sorted(found, key=lambda shortage: shortage.parts)

    @cached_property
    def _first_placed(self) -> Placement:
        return Placement.of(self._fits, self._places, self._always)

    @property
    def homeless(self) -> list[Q]:
        """Those that are always drawn and for which there is no place."""
        placed = self._first_placed.part_of
        return [self.pool[n] for n in self._always if n not in placed]

    @property
    def always_in(self) -> list[int]:
        """How many places of each part are taken by questions that are always drawn."""
        return [len(held) for held in self._first_placed.held]

    @property
    def needed(self) -> list[int]:
        """How many questions have to fit each part so that two papers can differ in all that is left to chance."""
        return [2 * part.count - taken for part, taken in zip(self.parts, self.always_in, strict=True)]

    @property
    def twice(self) -> "Blueprint[Q]":
        """The same with a second paper in it that has no question of the first, but for those on every paper."""
        parts = [replace(part, count=needed) for part, needed in zip(self.parts, self.needed, strict=True)]
        return Blueprint(parts, self.pool, always=[self.pool[n] for n in self._always])

    @cached_property
    def papers(self) -> Papers:
        """How many papers with different questions it gives."""
        if not self.satisfiable:
            return Papers(0, exact=True)
        number, exact, always = 1, True, set(self._always)
        for group, questions in self._groups:
            fits = {n: self._fits[n] for n in questions}
            papers = Papers.of(fits, {part: self._places[part] for part in group}, always)
            number, exact = number * papers.number, exact and papers.exact
        return Papers(number, exact)

    @cached_property
    def _groups(self) -> list[tuple[list[int], list[int]]]:
        """Parts that have questions in common, directly or by way of others, each group with its questions."""
        group_of = list(range(len(self.parts)))
        for fits in self._fits:
            joined = {group_of[part] for part in fits}
            if len(joined) > 1:
                group_of = [min(joined) if group in joined else group for group in group_of]
        questions: dict[int, list[int]] = {group: [] for group in sorted(set(group_of))}
        for n, fits in enumerate(self._fits):
            if fits:
                questions[group_of[fits[0]]].append(n)
        return [([part for part, its in enumerate(group_of) if its == one], questions[one]) for one in questions]

    # drawing

    def deal(self, luck: Random, *, seen: Callable[[Q], bool]) -> list[Dealt[Q]]:
        """A question for every place, each with its part. No paper could have fewer that were seen."""
        always = set(self._always)
        dealt: list[Dealt[Q]] = []
        for group, questions in self._groups:
            order = list(questions)
            luck.shuffle(order)
            order.sort(key=lambda n: (n not in always, seen(self.pool[n])))  # stable: within each, chance stays
            room = sum(self._places[part] for part in group)
            placement = Placement(self._fits, self._places)
            drawn: list[int] = []
            for question in order:
                if len(drawn) == room:
                    break
                if placement.add(question):
                    drawn.append(question)
            part_of = placement.part_of
            dealt += [Dealt(self.pool[question], self.parts[part_of[question]]) for question in drawn]
        return dealt

    def in_order(self, dealt: Sequence[Dealt[Q]]) -> list[Dealt[Q]]:
        """The same, part by part, each in the order of the pool."""
        place = {id(one): n for n, one in enumerate(self.pool)}
        return sorted(dealt, key=lambda one: (self.parts.index(one.part), place[id(one.question)]))
