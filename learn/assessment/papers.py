"""How many papers with different questions a blueprint gives."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, prod

from learn.assessment.placement import Placement

_MOST_STEPS = 300_000  # what a page may take to count; beyond that there is a lower bound

Type = tuple[frozenset[int], int, int]  # the parts that questions fit, how many such there are, how many always drawn


@dataclass(frozen=True)
class Papers:
    """A number of papers; where it is not exact, there are at least so many."""

    number: int
    exact: bool

    @classmethod
    def of(cls, fits: Mapping[int, Sequence[int]], places: Mapping[int, int], always: Collection[int]) -> "Papers":
        """The sets of questions that fill all these places, with those that are always drawn among them."""
        counted = Counter(frozenset(parts) for parts in fits.values())
        fixed = Counter(frozenset(fits[n]) for n in fits if n in always)
        types = [(parts, number, fixed[parts]) for parts, number in counted.items()]
        number = _counted(types, places)
        return cls(number, exact=True) if number is not None else cls(_at_least(fits, places, always), exact=False)


def _counted(types: Sequence[Type], places: Mapping[int, int]) -> int | None:
    """Counted type by type: how many of each are taken, as long as no group of parts gets more than its places.

    By Hall's theorem that is enough: a set of questions finds places if, for any parts, those that fit nowhere else
    are no more than their places. None: it would take too long.
    """
    tight = _unions([parts for parts, _number, _fixed in types])
    if tight is None:
        return None
    room = [sum(places[part] for part in parts) for parts in tight]
    everything = tight.index(frozenset(places))  # all parts together; every place of theirs gets filled
    left = [sum(number for parts, number, _fixed in types if parts <= one) for one in tight]
    states: dict[tuple[int | None, ...], int] = {(0,) * len(tight): 1}  # what each group of parts holds so far
    steps = 0
    for parts, number, fixed in types:
        within = [n for n, one in enumerate(tight) if parts <= one]
        for n in within:
            left[n] -= number
        further: Counter[tuple[int | None, ...]] = Counter()
        for state, ways in states.items():
            for taken in range(fixed, number + 1):
                steps += len(tight)
                held = _with(state, within, taken)
                if any(one is not None and one > most for one, most in zip(held, room, strict=True)):
                    break
                # a group that can no longer overflow need not be watched, so that states become one
                watched = tuple(
                    None if one is None or (n != everything and one + left[n] <= room[n]) else one
                    for n, one in enumerate(held)
                )
                further[watched] += ways * comb(number - fixed, taken - fixed)
            if steps > _MOST_STEPS:
                return None
        states = further
    return sum(ways for state, ways in states.items() if state[everything] == room[everything])


def _with(state: Sequence[int | None], within: Sequence[int], taken: int) -> list[int | None]:
    held = list(state)
    for n in within:
        one = held[n]
        held[n] = None if one is None else one + taken
    return held


def _unions(types: Sequence[frozenset[int]]) -> list[frozenset[int]] | None:
    """Everything that types of questions fit together; None: too many."""
    found = set(types)
    while True:
        more = {one | other for one, other in combinations(found, 2)} - found
        if not more:
            return sorted(found, key=sorted)
        found |= more
        if len(found) > 256:
            return None


def _at_least(fits: Mapping[int, Sequence[int]], places: Mapping[int, int], always: Collection[int]) -> int:
    """The papers that there are if each question may fill a place of one part only. No two of those are the same."""
    names = sorted(fits)
    placement = Placement(
        [fits.get(n, ()) for n in range(max(names) + 1)], [places.get(n, 0) for n in range(max(places) + 1)]
    )
    for n in sorted(names, key=lambda n: n not in always):
        placement.add(n)
    part_of = placement.part_of
    has, fixed = Counter(part_of.values()), Counter(part_of[n] for n in names if n in always)
    for n in names:
        if n not in part_of:
            # where one more gives most: m + 1 over m + 1 − k papers for each one before
            part = max(fits[n], key=lambda one: (places[one] - fixed[one]) / (has[one] - fixed[one] + 1))
            has[part] += 1
    return prod(comb(has[part] - fixed[part], places[part] - fixed[part]) for part in places)
