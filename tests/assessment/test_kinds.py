"""How each kind of question is shuffled, read and marked: the table in docs/course-packs.md, line by line."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from learn.assessment.chance import chance
from learn.assessment.kinds import kind_of

SINGLE = {"choices": [{"id": "a", "zh": "甲", "en": "A"}, {"id": "b", "zh": "乙", "en": "B", "correct": True}]}
MULTIPLE = {
    "choices": [{"id": id, "zh": id, "en": id, "correct": id in "abc"} for id in "abcdef"],
}
PAIRS = {
    "pairs": [{"id": id, "left": {"zh": id, "en": id}, "right": {"zh": id * 2, "en": id * 2}} for id in "abcd"],
    "extra": [{"id": "x", "zh": "xx", "en": "xx"}],
}
ITEMS = {"items": [{"id": id, "zh": id, "en": id} for id in "abcd"]}
MONTHS = {"answer": 30, "tolerance": 0, "unit": {"zh": "个月", "en": "months"}}


def mark(kind: str, body: dict[str, Any], given: dict[str, Any]) -> Fraction:
    return kind_of(kind).mark(body, given)


# ticking


def test_a_single_choice_is_right_or_wrong() -> None:
    assert mark("single", SINGLE, {"choices": ["b"]}) == 1
    assert mark("single", SINGLE, {"choices": ["a"]}) == 0
    assert mark("single", SINGLE, {}) == 0


@pytest.mark.parametrize(
    ("chosen", "points"),
    [
        ("abc", Fraction(1)),
        ("ab", Fraction(2, 3)),
        ("abd", Fraction(1, 3)),
        ("ad", Fraction(0)),
        ("def", Fraction(0)),
        ("abcdef", Fraction(0)),
        ("", Fraction(0)),
    ],
)
def test_a_multiple_choice_gives_part_of_the_point(chosen: str, points: Fraction) -> None:
    assert mark("multiple", MULTIPLE, {"choices": list(chosen)}) == points


def test_a_statement_is_true_or_false() -> None:
    assert mark("truefalse", {"answer": True}, {"choices": ["true"]}) == 1
    assert mark("truefalse", {"answer": False}, {"choices": ["false"]}) == 1
    assert mark("truefalse", {"answer": False}, {"choices": ["true"]}) == 0
    assert mark("truefalse", {"answer": False}, {}) == 0


# matching and ordering


def test_matching_counts_right_pairs() -> None:
    assert mark("matching", PAIRS, {"pairs": {"a": "a", "b": "b", "c": "x"}}) == Fraction(1, 2)


def test_a_right_hand_side_that_two_pairs_share_is_right_for_both() -> None:
    shared = {"pairs": [dict(pair, right={"zh": "同", "en": "same"}) for pair in PAIRS["pairs"][:2]]}
    assert kind_of("matching").shuffle(shared, chance("seed")) == ["a"]
    assert mark("matching", shared, {"pairs": {"a": "a", "b": "a"}}) == 1


def test_ordering_counts_items_in_their_place() -> None:
    assert mark("ordering", ITEMS, {"places": {"a": 1, "b": 3, "c": 2, "d": 4}}) == Fraction(1, 2)
    assert mark("ordering", ITEMS, {"places": {"a": 1}}) == Fraction(1, 4)


def test_the_same_place_given_twice_is_remarked_before_the_hand_in(app: Any) -> None:
    with app.test_request_context("/?hl=en"):
        remark = kind_of("ordering").remark(ITEMS, {"places": {"a": 2, "b": 2}})
    assert remark == "Place 2 is given more than once."


def test_the_browser_sees_no_id_that_gives_an_order_or_a_pair_away() -> None:
    matching, ordering = kind_of("matching"), kind_of("ordering")
    assert [part.value for part in matching.rights(PAIRS, list("dxbac"))] == ["1", "2", "3", "4", "5"]  # type: ignore[attr-defined]
    assert [part.value for part in ordering.parts(ITEMS, list("dbac"))] == ["1", "2", "3", "4"]  # type: ignore[attr-defined]


# numbers


@pytest.mark.parametrize(
    "text",
    [
        "30",
        "３０",
        " 30 ",
        "30.0",
        "30。",
        "30.",
        "30，",
        "+30",
        "030",
        "30 months",
        "30months",
        "30个月",
        "30 個月",
        "３０　个月",
        "30 Month",
        "3e1",
        "3×10^1",
        "3x10¹",
    ],
)
def test_thirty_is_thirty_however_it_is_typed(text: str) -> None:
    assert mark("numeric", MONTHS, {"text": text}) == 1


@pytest.mark.parametrize(
    "text", ["", "thirty", "三十", "30 days", "3,0", "31", "-30", "3 0", "30/1", "nan", "1e999", "--30", "30 30"]
)
def test_what_is_no_number_or_another_number_is_wrong(text: str) -> None:
    assert mark("numeric", MONTHS, {"text": text}) == 0


@pytest.mark.parametrize(
    "text",
    [
        "1000000",
        "1,000,000",
        "1，000，000",
        "１，０００，０００",
        "1 000 000",
        "1'000'000",
        "1e6",
        "10^6",
        "10⁶",
        "1 × 10⁶",
        "1·10^6",
    ],
)
def test_a_million_may_be_written_in_groups_or_as_a_power(text: str) -> None:
    assert mark("numeric", {"answer": 1_000_000}, {"text": text}) == 1


@pytest.mark.parametrize("text", ["1,000,00", "10,00,000", "1,000 000", "1,0", "0,5"])
def test_groups_that_are_not_of_three_are_no_number(text: str) -> None:
    assert mark("numeric", {"answer": 1_000_000, "tolerance": 10_000_000}, {"text": text}) == 0


@pytest.mark.parametrize("text", ["0.5", "0。5", "０．５", ".5", "。5", "0.50"])
def test_a_half_with_a_full_stop_of_either_keyboard(text: str) -> None:
    assert mark("numeric", {"answer": 0.5}, {"text": text}) == 1


@pytest.mark.parametrize(("text", "points"), [("0.3", 1), ("0.2", 1), ("0.4", 1), ("0.41", 0), ("0.19999999999", 0)])
def test_the_tolerance_is_exact(text: str, points: int) -> None:
    assert mark("numeric", {"answer": 0.3, "tolerance": 0.1}, {"text": text}) == points


@pytest.mark.parametrize("text", ["−80", "-80", "－80", "–80 °C", "-80℃"])
def test_every_kind_of_minus_is_a_minus(text: str) -> None:
    assert mark("numeric", {"answer": -80, "unit": {"zh": "℃", "en": "°C"}}, {"text": text}) == 1


def test_a_text_that_is_no_number_is_kept_as_given_and_remarked(app: Any) -> None:
    numeric, form = kind_of("numeric"), MultiDict({"q1": " thirty "})
    assert numeric.read("q1", MONTHS, [], form) == {"text": "thirty"}
    with app.test_request_context("/?hl=en"):
        assert "cannot read this as a number" in str(numeric.remark(MONTHS, {"text": "thirty"}))
        assert numeric.remark(MONTHS, {"text": "31"}) is None


# short answers


@pytest.mark.parametrize(
    "text",
    [
        "Name and date",
        "name  AND date.",
        "ｎａｍｅ ａｎｄ ｄａｔｅ",
        "“name and date”",
        "姓名和日期",
        "姓名和日期。",
        " 姓名 和 日期 ",
    ],
)
def test_width_case_spacing_and_end_punctuation_do_not_count(text: str) -> None:
    assert mark("short", {"accept": ["name and date", "姓名和日期"]}, {"text": text}) == 1


@pytest.mark.parametrize("text", ["質量受權人", "质量受权人", "質量受权人"])
def test_traditional_and_simplified_characters_are_equal(text: str) -> None:
    assert mark("short", {"accept": ["质量受权人"]}, {"text": text}) == 1
    assert mark("short", {"accept": ["質量受權人"]}, {"text": text}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "name, date",
        "date, name",
        "Date and name",
        "date & name",
        "date + name",
        "name; date",
        "日期、姓名",
        "姓名，日期",
        "姓名和日期",
        "日期與姓名",
        "姓名及日期",
        "姓名以及日期",
        "name, and date",
        "姓名；日期。",
    ],
)
def test_parts_may_come_in_any_order_behind_any_separator(text: str) -> None:
    assert mark("short", {"accept": [["name", "date"], ["姓名", "日期"]]}, {"text": text}) == 1


@pytest.mark.parametrize("text", ["name", "name, date, reason", "name or date", "namedate", "姓名", "", "、", "and"])
def test_all_parts_must_be_named_and_nothing_else(text: str) -> None:
    assert mark("short", {"accept": [["name", "date"], ["姓名", "日期"]]}, {"text": text}) == 0


def test_a_part_may_itself_hold_a_separator() -> None:
    body = {"accept": [["research and development", "QA"]]}
    assert mark("short", body, {"text": "QA, research and development"}) == 1
    assert mark("short", body, {"text": "QA, research"}) == 0


# reading forms


def test_ids_that_somebody_made_up_are_passed_over() -> None:
    assert kind_of("single").read("q1", SINGLE, ["a", "b"], MultiDict({"q1": "z"})) is None
    form = MultiDict([("q1", "a"), ("q1", "z"), ("q1", "a")])
    assert kind_of("multiple").read("q1", MULTIPLE, list("fedcba"), form) == {"choices": ["a"]}
    assert kind_of("truefalse").read("q1", {"answer": True}, [], MultiDict({"q1": "maybe"})) is None
    assert kind_of("matching").read("q1", PAIRS, list("abcdx"), MultiDict({"q1-a": "99", "q1-b": "2"})) == {
        "pairs": {"b": "b"}
    }
    assert kind_of("ordering").read("q1", ITEMS, list("dcba"), MultiDict({"q1-1": "0", "q1-2": "4"})) == {
        "places": {"c": 4}
    }


def test_a_box_unticked_again_takes_the_answer_back_only_if_the_form_shows_the_question() -> None:
    assert kind_of("multiple").read("q1", MULTIPLE, list("abcdef"), MultiDict({"question": "1"})) == {"choices": []}
    assert kind_of("multiple").read("q1", MULTIPLE, list("abcdef"), MultiDict({"question": "2"})) is None


def test_signs_that_no_database_keeps_are_taken_out_and_long_texts_are_cut() -> None:
    form = MultiDict({"q1": "name\x00 and date" + "x" * 1000})
    read = kind_of("short").read("q1", {"accept": []}, [], form)
    assert read is not None
    assert read["text"].startswith("name and date")
    assert len(read["text"]) == 300


# what always holds

BODIES = {
    "single": SINGLE,
    "multiple": MULTIPLE,
    "truefalse": {"answer": False},
    "matching": PAIRS,
    "ordering": ITEMS,
    "numeric": MONTHS,
}
PERFECT: dict[str, dict[str, Any]] = {
    "single": {"choices": ["b"]},
    "multiple": {"choices": ["a", "b", "c"]},
    "truefalse": {"choices": ["false"]},
    "matching": {"pairs": {id: id for id in "abcd"}},
    "ordering": {"places": {id: place for place, id in enumerate("abcd", start=1)}},
    "numeric": {"text": "30"},
}
ids = st.sampled_from("abcdefxyz")
anything = st.fixed_dictionaries(
    {
        "choices": st.lists(ids),
        "pairs": st.dictionaries(ids, ids),
        "places": st.dictionaries(ids, st.integers(-1, 9)),
        "text": st.text(),
    }
)


@pytest.mark.parametrize("kind", PERFECT)
def test_the_key_has_the_whole_point(kind: str) -> None:
    assert mark(kind, BODIES[kind], PERFECT[kind]) == 1


@pytest.mark.parametrize("kind", [*BODIES, "short"])
@settings(max_examples=60)
@given(answer=anything)
def test_every_answer_has_between_nothing_and_one_point(kind: str, answer: dict[str, Any]) -> None:
    assert 0 <= mark(kind, BODIES.get(kind, {"accept": ["name", ["a", "b"]]}), answer) <= 1


@given(st.lists(st.sampled_from("abcdef"), unique=True), st.randoms(use_true_random=False))
def test_the_order_of_ticking_does_not_count(chosen: list[str], luck: Any) -> None:
    other = list(chosen)
    luck.shuffle(other)
    assert mark("multiple", MULTIPLE, {"choices": chosen}) == mark("multiple", MULTIPLE, {"choices": other})


@given(
    st.permutations(["name", "date", "reason"]),
    st.sampled_from(["、", "，", ",", "; ", " and ", "和", "与", " & ", "+", "及"]),
)
def test_parts_in_any_order_are_right(parts: list[str], between: str) -> None:
    assert mark("short", {"accept": [["name", "date", "reason"]]}, {"text": between.join(parts)}) == 1


@given(st.decimals(-10_000_000, 10_000_000, places=3))
def test_a_number_is_itself_with_and_without_separators(number: Any) -> None:
    assert mark("numeric", {"answer": str(number)}, {"text": f"{number:f}"}) == 1
    assert mark("numeric", {"answer": str(number)}, {"text": f"{number:,f}"}) == 1


@given(st.text())
def test_no_text_breaks_the_reading_of_numbers_or_words(text: str) -> None:
    assert mark("numeric", MONTHS, {"text": text}) in (0, 1)
    assert mark("short", {"accept": [text or "x"]}, {"text": text}) in (0, 1)


@pytest.mark.parametrize("kind", ["single", "multiple", "matching", "ordering"])
@given(seed=st.text())
def test_the_same_seed_shuffles_the_same_way_and_loses_nothing(kind: str, seed: str) -> None:
    first, again = (kind_of(kind).shuffle(BODIES[kind], chance(seed, 1)) for _ in range(2))
    assert first == again
    written = {part["id"] for list_ in BODIES[kind].values() for part in list_}
    assert set(first) == written


@pytest.mark.parametrize(("language", "best"), [("zh", "批记录"), ("en", "batch record")])
def test_a_wrong_short_answer_shows_one_right_one_in_the_readers_language(app, language, best):
    body = {"accept": ["批记录", "批生产记录", "batch record", "batch records"]}
    with app.test_request_context(f"/?hl={language}"):
        assert [line.text for line in kind_of("short").review(body, {"text": "no idea"})] == ["no idea", best]
