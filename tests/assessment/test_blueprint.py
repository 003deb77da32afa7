"""What a quiz draws: every paper that a bank can give, none that it cannot, and what a person has not seen first."""

import time
from collections import Counter
from dataclasses import dataclass
from itertools import combinations, permutations
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learn.assessment import Blueprint, Part
from learn.assessment.chance import chance
from learn.assessment.papers import Papers, _at_least


@dataclass(frozen=True)
class Asked:
    """A question, as far as a blueprint looks at it."""

    code: str
    topic: str = "people"
    objective: str = "who"
    difficulty: str = "easy"


UNITS, OBJECTIVES, DIFFICULTIES = ["people", "records"], ["who", "how"], ["easy", "medium", "hard"]
PARTS = st.builds(
    Part,
    count=st.integers(1, 2),
    unit=st.sampled_from([None, *UNITS]),
    objective=st.sampled_from([None, *OBJECTIVES]),
    difficulty=st.sets(st.sampled_from(DIFFICULTIES), max_size=2).map(lambda one: tuple(sorted(one))),
)


@st.composite
def blueprints(draw) -> Blueprint[Asked]:
    """A small bank, one to three parts that may overlap, and none to two questions that are always drawn."""
    kinds = st.tuples(st.sampled_from(UNITS), st.sampled_from(OBJECTIVES), st.sampled_from(DIFFICULTIES))
    pool = [Asked(f"Q{n}", *kind) for n, kind in enumerate(draw(st.lists(kinds, min_size=1, max_size=8)))]
    always = draw(st.lists(st.sampled_from(pool), unique=True, max_size=2))
    return Blueprint(draw(st.lists(PARTS, min_size=1, max_size=3)), pool, always=always)


def fills(blueprint: Blueprint[Asked], questions: tuple[Asked, ...]) -> bool:
    """Whether some order of these questions fills every place of the parts: every order is tried."""
    places = [part for part in blueprint.parts for _n in range(part.count)]
    return any(
        all(part.fits(one) for part, one in zip(places, order, strict=True)) for order in permutations(questions)
    )


def every_paper(blueprint: Blueprint[Asked], always: set[Asked]) -> list[set[Asked]]:
    """Every set of questions that fills the blueprint, found by trying."""
    size = sum(part.count for part in blueprint.parts)
    return [set(one) for one in combinations(blueprint.pool, size) if always <= set(one) and fills(blueprint, one)]


def always_of(blueprint: Blueprint[Asked]) -> set[Asked]:
    return {blueprint.pool[n] for n in blueprint._always}


@settings(max_examples=150, deadline=None)
@given(blueprints(), st.sets(st.integers(0, 7)), st.text(alphabet="abc", max_size=3))
def test_what_can_be_drawn_is_drawn_and_no_paper_has_fewer_seen_questions(blueprint, seen, seed) -> None:
    always = always_of(blueprint)
    papers = every_paper(blueprint, always)
    assert blueprint.satisfiable == bool(papers)
    assert blueprint.papers == Papers(len(papers), exact=True)
    if not papers:
        return
    was_seen = {blueprint.pool[n] for n in seen if n < len(blueprint.pool)}
    dealt = blueprint.deal(chance(seed), seen=was_seen.__contains__)
    drawn = [one.question for one in dealt]
    assert len(set(drawn)) == len(drawn)
    assert set(drawn) in papers
    assert all(one.part.fits(one.question) for one in dealt)
    wanted: Counter[Part] = Counter()
    for part in blueprint.parts:
        wanted[part] += part.count
    assert Counter(one.part for one in dealt) == wanted
    assert len(was_seen & set(drawn)) == min(len(was_seen & paper) for paper in papers)
    assert dealt == blueprint.deal(chance(seed), seen=was_seen.__contains__)


@settings(max_examples=100, deadline=None)
@given(blueprints())
def test_what_is_lacking_is_named_and_true(blueprint) -> None:
    for shortage in blueprint.shortages:
        parts = [blueprint.parts[n] for n in shortage.parts]
        assert shortage.wanted == sum(part.count for part in parts)
        assert shortage.has == sum(any(part.fits(one) for part in parts) for one in blueprint.pool)
        assert shortage.has < shortage.wanted
    always = always_of(blueprint)
    assert bool(blueprint.shortages) == (not every_paper(blueprint, set()))
    assert set(blueprint.homeless) <= always


@settings(max_examples=80, deadline=None)
@given(blueprints())
def test_the_lower_bound_of_papers_is_one(blueprint) -> None:
    if not blueprint.satisfiable:
        return
    bound = 1
    for group, questions in blueprint._groups:
        fits = {n: blueprint._fits[n] for n in questions}
        bound *= _at_least(fits, {part: blueprint.parts[part].count for part in group}, set(blueprint._always))
    assert 1 <= bound <= blueprint.papers.number


@settings(max_examples=80, deadline=None)
@given(blueprints())
def test_twice_means_that_two_papers_can_share_nothing_but_what_is_always_there(blueprint) -> None:
    if not blueprint.satisfiable:
        return
    always = always_of(blueprint)
    if blueprint.twice.satisfiable:
        papers = every_paper(blueprint, always)
        assert any(one & other == always for one in papers for other in papers)
    elif not always:
        papers = every_paper(blueprint, always)
        assert not any(one.isdisjoint(other) for one in papers for other in papers)


def test_a_broad_part_never_takes_what_a_narrow_one_needs() -> None:
    """One part may draw anything, the other only the one hard question: in whatever order, both get theirs."""
    pool = [Asked("Q1", difficulty="hard"), Asked("Q2"), Asked("Q3")]
    for parts in permutations([Part(2), Part(1, difficulty=("hard",))]):
        for seed in range(20):
            dealt = Blueprint(parts, pool).deal(chance(seed), seen=lambda one: one.code == "Q1")
            assert {one.question.code for one in dealt} == {"Q1", "Q2", "Q3"}
            assert next(one.question.code for one in dealt if one.part.difficulty) == "Q1"


def test_every_question_that_may_be_drawn_is_drawn_sooner_or_later() -> None:
    pool = [Asked(f"Q{n}", topic=UNITS[n % 2], difficulty=DIFFICULTIES[n % 3]) for n in range(12)]
    blueprint = Blueprint([Part(2, unit="people"), Part(2, difficulty=("hard",)), Part(1)], pool)
    drawn = Counter(
        one.question.code for seed in range(400) for one in blueprint.deal(chance(seed), seen=lambda _one: False)
    )
    assert set(drawn) == {one.code for one in pool}


def test_parts_that_ask_for_units_draw_what_they_always_drew() -> None:
    """The papers of a seed, written down before parts could overlap."""
    pool = [Asked(f"Q{n:02d}", topic=UNITS[n // 6]) for n in range(12)]
    blueprint = Blueprint([Part(3, unit="people"), Part(2, unit="records")], pool)

    def as_before(seed: str, seen: set[str]) -> list[str]:
        luck, drawn = chance(seed), []
        for unit, count in (("people", 3), ("records", 2)):
            part = [one for one in pool if one.topic == unit]
            luck.shuffle(part)
            part.sort(key=lambda one: one.code in seen)
            drawn += [one.code for one in part[:count]]
        return drawn

    for seed in "abcdefgh":
        for seen in (set(), {"Q00", "Q01", "Q07"}, {one.code for one in pool}):
            dealt = blueprint.deal(chance(seed), seen=lambda one, seen=seen: one.code in seen)
            assert [one.question.code for one in dealt] == as_before(seed, seen)


def test_parts_with_nothing_in_common_give_the_product_of_their_papers() -> None:
    pool = [Asked(f"Q{n}", topic=UNITS[n // 40]) for n in range(80)]
    papers = Blueprint([Part(10, unit="people"), Part(5, unit="records")], pool, always=pool[:2]).papers
    assert papers == Papers(comb(38, 8) * comb(40, 5), exact=True)


def test_what_cannot_be_counted_in_time_has_a_lower_bound() -> None:
    """Twelve parts that cross one another: nobody waits for the number, and what is said is true."""
    pool = [
        Asked(f"Q{n}", topic=f"u{n % 7}", objective=f"o{n % 5}", difficulty=DIFFICULTIES[n % 3]) for n in range(2000)
    ]
    parts = [Part(6, unit=f"u{n}") for n in range(7)] + [Part(5, objective=f"o{n}") for n in range(5)]
    before = time.perf_counter()
    papers = Blueprint(parts, pool).papers
    assert time.perf_counter() - before < 5
    assert not papers.exact
    assert papers.number > 10**60


@pytest.mark.parametrize("first", ["unseen", "seen"])
def test_a_large_bank_is_dealt_quickly(first: str) -> None:
    pool = [Asked(f"Q{n}", topic=f"u{n % 20}", difficulty=DIFFICULTIES[n % 3]) for n in range(10_000)]
    parts = [Part(5, unit=f"u{n}") for n in range(20)] + [Part(50, difficulty=("hard",)), Part(20)]
    blueprint = Blueprint(parts, pool)
    before = time.perf_counter()
    dealt = blueprint.deal(chance(1), seen=lambda _one: first == "seen")
    assert time.perf_counter() - before < 2
    assert len(dealt) == 170
