"""Weights, ranges, units, gaps, areas, cases: the table in docs/questions.md, line by line, and what always holds."""

import copy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from learn.assessment.chance import chance
from learn.assessment.kinds import kind_of
from tests.assessment.bodies import (
    CLOZE,
    DOSE,
    ESSAY,
    EVERY,
    HOTSPOT,
    JUDGED,
    NAMES,
    RANGES,
    SCENARIO,
    SHADES,
    UPLOAD,
    WEIGHTED,
    both,
    part,
)


def mark(kind: str, body: dict[str, Any], given: Any) -> Fraction:
    return kind_of(kind).mark(body, given)


# weights


@pytest.mark.parametrize(("chosen", "share"), [("a", 1), ("b", Fraction(1, 2)), ("c", 0), ("", 0), ("ab", 0)])
def test_a_choice_may_be_partly_right(chosen, share):
    assert mark("single", SHADES, {"choices": list(chosen)}) == share


@pytest.mark.parametrize(
    ("chosen", "share"), [("ab", 1), ("a", Fraction(3, 5)), ("abc", Fraction(1, 2)), ("ad", 0), ("abcd", 0), ("", 0)]
)
def test_weights_of_several_choices_add_up_within_bounds(chosen, share):
    assert mark("multiple", WEIGHTED, {"choices": list(chosen)}) == share


def test_what_an_author_says_to_a_choice_stands_in_the_review(app):
    lines = kind_of("single").review(SHADES, {"choices": ["b"]})
    assert [(line.text, line.given, line.feedback) for line in lines] == [("a", False, ""), ("b", True, "Half")]


def test_what_an_author_says_to_the_whole_depends_on_the_marks(app):
    body = {"feedback": {"right": both("Well done"), "wrong": both("Read Annex 1")}}
    said = [kind_of("single").feedback(body, share) for share in (Fraction(1), Fraction(1, 2), Fraction(0))]
    assert said == ["Well done", "", "Read Annex 1"]


# points


def test_what_questions_are_worth():
    assert kind_of("single").points({"choices": []}) == 1
    assert kind_of("single").points({"choices": [], "points": 0.1}) == Fraction(1, 10)
    assert kind_of("cloze").points(CLOZE) == 4
    assert kind_of("cloze").points({**CLOZE, "points": 3}) == 3
    assert kind_of("scenario").points(SCENARIO) == 4


# numbers


@pytest.mark.parametrize(
    "text", ["1.5", "1.5 mL", "1500 µL", "1500 ul".replace("u", "μ"), "0.0015 L", "1.6ml", "0.0014 L"]
)
def test_a_number_in_another_unit_is_the_same_number(text):
    assert mark("numeric", DOSE, {"text": text}) == 1


@pytest.mark.parametrize("text", ["1500", "1.5 L", "1.5 µL", "1.5 kg", "1.7"])
def test_a_number_in_a_wrong_unit_is_wrong(text):
    assert mark("numeric", DOSE, {"text": text}) == 0


def test_a_unit_that_is_asked_for_must_be_there(app):
    body = {**DOSE, "unit_required": True}
    assert mark("numeric", body, {"text": "1.5"}) == 0
    assert mark("numeric", body, {"text": "1.5 mL"}) == 1
    with app.test_request_context("/?hl=en"):
        assert kind_of("numeric").remark(body, {"text": "1.5"}) == "Write the unit behind the number."
        assert kind_of("numeric").remark(body, {"text": "1.5 mL"}) is None


def test_metres_and_milliseconds_are_not_each_others_plural():
    body = {"answer": 5, "measure": both("ms"), "units": [{**both("m"), "factor": 60_000}]}
    assert mark("numeric", body, {"text": "5 ms"}) == 1
    assert mark("numeric", body, {"text": "5 m"}) == 0


@pytest.mark.parametrize(
    ("text", "share"),
    [("30", 1), ("20", Fraction(1, 2)), ("40", Fraction(1, 2)), ("41", Fraction(1, 10)), ("-1", 0), ("many", 0)],
)
def test_of_several_numbers_the_first_that_fits_counts(text, share):
    assert mark("numeric", RANGES, {"text": text}) == share


@pytest.mark.parametrize(("text", "share"), [("1200", 1), ("1.20e3", 1), ("1.2e3", 0), ("1200.0", 0), ("1,200", 1)])
def test_significant_figures_are_counted(text, share):
    assert mark("numeric", {"answer": 1200, "figures": 3}, {"text": text}) == share


def test_the_review_of_a_near_number_says_so_and_shows_the_right_one(app):
    lines = kind_of("numeric").review(RANGES, {"text": "25"})
    assert [(line.text, line.feedback) for line in lines] == [("25", "Near"), ("30", "")]


# short answers


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("qualified  PERSON.", 1),
        ("質量受權人", 1),
        ("qualifyed person", Fraction(1, 2)),
        ("quality head", 0),
        ("quality and head", Fraction(1, 4)),
        ("person", 0),
    ],
)
def test_variants_have_weights_and_gaps_for_anything(text, share):
    assert mark("short", NAMES, {"text": text}) == share


def test_case_counts_where_the_author_says_so():
    body = {"accept": ["pH"], "case": True}
    assert mark("short", body, {"text": "pH"}) == 1
    assert mark("short", body, {"text": "PH"}) == 0
    assert mark("short", {"accept": ["pH"]}, {"text": "PH"}) == 1


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("*", "anything", 1),
        ("a*a", "a", 0),
        ("a*a", "aa", 1),
        ("a*b*c", "a1b2c", 1),
        ("a*b*c", "acb", 0),
        ("5\\*3", "5*3", 1),
        ("5\\*3", "5+3", 0),
    ],
)
def test_an_asterisk_stands_for_anything_unless_it_is_meant(pattern, text, fits):
    assert mark("short", {"accept": [{"say": pattern, "wildcard": True}]}, {"text": text}) == fits


@given(st.text("a", min_size=200, max_size=300))
def test_no_pattern_takes_long(text):
    assert mark("short", {"accept": [{"say": "a*" * 60 + "b", "wildcard": True}]}, {"text": text}) == 0


# gaps, areas, cases


def test_gaps_bring_their_points_each_by_its_kind():
    answer = {"parts": {"a": {"choices": ["b"]}, "b": {"text": "31"}, "c": {"text": "qp"}}}
    assert mark("cloze", CLOZE, answer) == Fraction(1, 2)
    answer["parts"]["b"] = {"text": "30"}
    assert mark("cloze", CLOZE, answer) == 1


def test_one_area_is_all_or_nothing_and_several_are_as_several_choices():
    assert mark("hotspot", HOTSPOT, {"choices": ["a"]}) == 1
    assert mark("hotspot", HOTSPOT, {"choices": ["a", "b"]}) == 0
    several = EVERY["hotspot, several"][1]
    assert mark("hotspot", several, {"choices": ["a"]}) == Fraction(1, 2)
    assert mark("hotspot", several, {"choices": ["a", "b"]}) == 1


def test_the_questions_of_a_case_bring_their_points():
    answer = {"parts": {"p1": {"choices": ["b"]}, "p2": {"choices": ["a"]}, "p3": {"places": {"a": 1, "b": 2, "c": 3}}}}
    assert mark("scenario", SCENARIO, answer) == (1 + 2 * Fraction(3, 5) + 1) / 4


def test_what_only_a_person_can_mark_counts_nothing_yet_and_says_how_much_it_may_bring():
    scenario = kind_of("scenario")
    assert not scenario.by_hand(SCENARIO)
    assert scenario.by_hand(JUDGED)
    parts = scenario.parts_by_hand(JUDGED)
    assert [(one.id, one.share, len(one.rubric)) for one in parts] == [
        ("p4", Fraction(2, 5), 2),
        ("p5", Fraction(1, 5), 0),
    ]
    assert parts[0].given({"parts": {"p4": {"text": "Because"}}}) == {"text": "Because"}
    assert mark("scenario", JUDGED, {"parts": {"p4": {"text": "Because"}}}) == 0
    assert [one.share for one in kind_of("essay").parts_by_hand(ESSAY)] == [1]
    assert [(one.id, one.points) for one in kind_of("essay").rubric(ESSAY)] == [("facts", 2), ("order", 1)]


@pytest.mark.parametrize(
    ("text", "n"), [("Two words", "2"), ("批生产记录必须复核", "9"), ("one two three", None), ("a b c d e f g", "7")]
)
def test_the_length_of_an_essay_is_remarked_before_the_hand_in(app, text, n):
    with app.test_request_context("/?hl=en"):
        remark = kind_of("essay").remark(ESSAY, {"text": text})
    assert remark is None if n is None else remark.startswith(f"{n} words")


# what always holds

ids = st.sampled_from([*"abcdx", "p1", "p2", "p3", "p4"])
shapes = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 9)
    | st.floats(allow_nan=False)
    | ids
    | st.text(max_size=8)
    | st.sampled_from(["30", "1.5 L", "QP"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            ids | st.sampled_from(["choices", "pairs", "places", "text", "parts", "files"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)
likely = st.fixed_dictionaries(
    {},
    optional={
        "choices": st.lists(ids | shapes, max_size=5),
        "pairs": st.dictionaries(ids, ids | shapes, max_size=4),
        "places": st.dictionaries(ids, st.integers(-1, 5) | shapes, max_size=4),
        "text": st.text(max_size=20) | shapes,
        "parts": st.dictionaries(ids, shapes, max_size=4),
        "files": shapes,
    },
)


@pytest.mark.parametrize("named", EVERY)
@settings(max_examples=150, deadline=None)
@given(answer=shapes | likely)
def test_every_answer_of_any_shape_has_a_mark_and_the_same_one_each_time(named, answer):
    kind, body = EVERY[named]
    before, as_written = copy.deepcopy(answer), copy.deepcopy(body)
    first = mark(kind, body, answer)
    assert isinstance(first, Fraction)
    assert 0 <= first <= 1
    assert mark(kind, body, answer) == first
    assert (answer, body) == (before, as_written)
    assert isinstance(kind_of(kind).answered(answer), bool)


@pytest.mark.parametrize("named", EVERY)
@given(answer=likely)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_answer_can_be_reviewed_and_remarked(app, named, answer):
    kind, body = EVERY[named]
    with app.test_request_context("/?hl=en"):
        kind_of(kind).review(body, answer)
        kind_of(kind).remark(body, answer)


@pytest.mark.parametrize("named", ["single", "single, weights", "multiple, weights", "matching", "hotspot, several"])
@settings(deadline=None)
@given(answer=likely, luck=st.randoms(use_true_random=False))
def test_neither_the_order_of_ticking_nor_that_of_the_parts_counts(named, answer, luck):
    kind, body = EVERY[named]
    turned, said = copy.deepcopy(body), copy.deepcopy(answer)
    for parts in turned.values():
        if isinstance(parts, list):
            luck.shuffle(parts)
    for key, value in said.items():
        if isinstance(value, list):
            luck.shuffle(value)
        elif isinstance(value, dict):
            said[key] = dict(luck.sample(list(value.items()), len(value)))
    assert mark(kind, turned, said) == mark(kind, body, answer)


@pytest.mark.parametrize("named", EVERY)
@settings(max_examples=80, deadline=None)
@given(
    form=st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "q1",
                    "q1-a",
                    "q1-b",
                    "q1-c",
                    "q1-1",
                    "q1-2",
                    "q1-p1",
                    "q1-p2",
                    "q1-p3-1",
                    "q1-p4",
                    "question",
                    "q2",
                    "q1-zz",
                ]
            ),
            ids | st.sampled_from(["", "1", "2", "99", "-1", "1-p2", "true", "zz", "\x00"]) | st.text(max_size=6),
        ),
        max_size=8,
    ),
    seed=st.text(max_size=3),
)
def test_made_up_ids_in_a_form_are_passed_over(named, form, seed):
    kind, body = EVERY[named]
    order = kind_of(kind).shuffle(body, chance(seed, 1))
    read = kind_of(kind).read("q1", body, order, MultiDict(form))
    if read is not None:
        assert_known(kind, body, read)
        assert kind_of(kind).joined({}, read) == read
        assert 0 <= mark(kind, body, read) <= 1


def assert_known(kind: str, body: dict[str, Any], read: dict[str, Any]) -> None:
    """Nothing is kept that the question does not offer."""
    if "parts" in read:
        parts = {id: (type_, part) for id, type_, part in kind_of(kind).parts(body)}  # type: ignore[attr-defined]
        for id, answer in read["parts"].items():
            assert_known(body_kind(body, id), parts[id][1], answer)
    offered = {one["id"] for key in ("choices", "areas", "pairs", "items", "extra") for one in body.get(key, [])} | {
        "true",
        "false",
    }
    named = [*read.get("choices", []), *read.get("places", {}), *read.get("pairs", {}), *read.get("pairs", {}).values()]
    assert set(named) <= offered


def body_kind(body: dict[str, Any], id: str) -> str:
    return next(one["kind"] for key in ("gaps", "questions") for one in body.get(key, []) if one["id"] == id)


# reading


def test_a_case_keeps_what_a_form_does_not_carry():
    scenario = kind_of("scenario")
    order = scenario.shuffle(JUDGED, chance("seed"))
    old = {"parts": {"p1": {"choices": ["b"]}, "p5": {"files": [{"digest": "0" * 64}]}}}
    new = scenario.read("q7", JUDGED, order, MultiDict([("q7-p2", "a"), ("question", "7-p2"), ("q7-p4", "Because")]))
    assert new == {"parts": {"p2": {"choices": ["a"]}, "p4": {"text": "Because"}}}
    assert scenario.joined(old, new)["parts"].keys() == {"p1", "p2", "p4", "p5"}


def test_a_gap_left_again_is_not_answered():
    cloze = kind_of("cloze")
    order = cloze.shuffle(CLOZE, chance("seed"))
    read = cloze.read("q7", CLOZE, order, MultiDict({"q7-a": "", "q7-b": "", "q7-c": ""}))
    assert read is not None
    assert not cloze.answered(read)
    assert cloze.answered(cloze.joined(read, {"parts": {"b": {"text": "3"}}}))


def test_parts_keep_their_order_where_the_author_wants_it():
    assert {tuple(kind_of("single").shuffle({**SHADES, "shuffle": False}, chance(n))) for n in range(9)} == {
        ("a", "b", "c")
    }
    ordering = {"items": [part(id) for id in "abc"], "shuffle": False}
    assert len({tuple(kind_of("ordering").shuffle(ordering, chance(n))) for n in range(9)}) > 1  # it would show the key


def test_a_form_says_nothing_about_files():
    assert kind_of("upload").read("q1", UPLOAD, [], MultiDict({"q1": "C:\\fakepath\\a.pdf", "question": "1"})) is None
