"""What holds of every mark, whatever the question and whatever was given: tried on questions that Hypothesis writes."""

import copy
import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learn.assessment import PaperItem, QuestionVersion, Rules
from learn.assessment.answer import Answer
from learn.assessment.carrying import carried
from learn.assessment.grading import Grading
from learn.assessment.kinds import kind_of
from learn.assessment.question import QuestionKind
from tests.assessment.any_question import BY_HAND, KINDS, SHARES, jsons, likely, questions, renamed, turned

calm = settings(deadline=None, derandomize=True, max_examples=60)
MARKED = [kind for kind in KINDS if kind not in BY_HAND]
each_kind = pytest.mark.parametrize("kind", KINDS)
each_marked = pytest.mark.parametrize("kind", MARKED)


def mark(kind: str, body: dict[str, Any], answer: Any) -> Fraction:
    return kind_of(kind).mark(body, answer)


# marking one question


@each_kind
@calm
@given(data=st.data())
def test_any_json_has_a_mark_between_nothing_and_the_whole_and_always_the_same(kind, data):
    _kind, body, _right = data.draw(questions([kind]))
    answer = data.draw(jsons | likely(body))
    as_written, as_given = copy.deepcopy(body), repr(answer)
    share = mark(kind, body, answer)
    assert isinstance(share, Fraction)
    assert 0 <= share <= 1
    assert mark(kind, body, answer) == share
    assert isinstance(kind_of(kind).answered(answer), bool)
    assert (body, repr(answer)) == (as_written, as_given)


@each_kind
@calm
@given(data=st.data())
def test_what_is_under_the_keys_of_an_answer_may_be_anything(kind, data):
    _kind, body, right = data.draw(questions([kind]))
    answer = {key: data.draw(jsons) for key in right}
    if "parts" in right:
        answer = {"parts": {id: {key: data.draw(jsons) for key in one} for id, one in right["parts"].items()}}
    assert 0 <= mark(kind, body, answer) <= 1
    assert isinstance(kind_of(kind).answered(answer), bool)
    assert 0 <= mark(kind, body, carried(answer, body, body)) <= 1


@each_marked
@calm
@given(data=st.data())
def test_the_right_answer_has_the_whole_and_no_answer_nothing(kind, data):
    _kind, body, right = data.draw(questions([kind]))
    assert mark(kind, body, right) == 1
    assert mark(kind, body, {}) == 0
    assert kind_of(kind).answered(right)
    assert not kind_of(kind).answered({})


@each_marked
@calm
@given(data=st.data(), luck=st.randoms(use_true_random=False))
def test_neither_the_order_of_what_was_given_nor_the_way_through_json_counts(kind, data, luck):
    _kind, body, _right = data.draw(questions([kind]))
    answer = data.draw(likely(body))
    share = mark(kind, body, answer)
    assert mark(kind, body, turned(answer, luck)) == share
    assert mark(kind, json.loads(json.dumps(body)), json.loads(json.dumps(answer))) == share


@pytest.mark.parametrize("kind", BY_HAND)
def test_what_a_person_marks_has_nothing_yet(kind):
    assert mark(kind, {}, {"text": "x", "files": []}) == 0


@pytest.mark.parametrize("thirds", ["33.33333", "33.33", "33.333"])
def test_three_thirds_however_they_had_to_be_rounded_are_the_whole(thirds):
    """A critical question with such weights could otherwise never be right."""
    body = {"choices": [{"id": id, "zh": id, "en": id, "weight": thirds} for id in "abc"]}
    body["choices"].append({"id": "d", "zh": "d", "en": "d", "weight": f"-{thirds}"})
    assert mark("multiple", body, {"choices": ["a", "b", "c"]}) == 1
    assert mark("multiple", body, {"choices": ["a"]}) == Fraction(1, 3)
    assert mark("multiple", body, {"choices": ["a", "b", "d"]}) == Fraction(1, 3)


def test_weights_that_are_more_than_rounded_stay_as_they_are():
    body = {"choices": [{"id": id, "zh": id, "en": id, "weight": "45"} for id in "ab"]}
    assert mark("multiple", body, {"choices": ["a", "b"]}) == Fraction(9, 10)


# carried to another version


@each_marked
@calm
@given(data=st.data(), luck=st.randoms(use_true_random=False))
def test_an_answer_means_the_same_when_parts_change_their_names(kind, data, luck):
    """Choices, areas, pairs, items, and the same inside gaps and cases."""
    _kind, body, right = data.draw(questions([kind]))
    other = renamed(body, luck)
    answer = data.draw(likely(body))
    assert mark(kind, other, carried(answer, body, other)) == mark(kind, body, answer)
    assert mark(kind, other, carried(right, body, other)) == 1
    assert carried(carried(right, body, other), other, body) == right


@each_kind
@calm
@given(data=st.data())
def test_carried_to_its_own_version_an_answer_stays_as_it_is(kind, data):
    _kind, body, right = data.draw(questions([kind]))
    for answer in (right, data.draw(likely(body))):
        assert carried(answer, body, body) == answer


CHOICES = [{"id": "a", "zh": "甲", "en": "A"}, {"id": "b", "zh": "乙", "en": "B"}, {"id": "c", "zh": "丙", "en": "C"}]


def test_of_two_that_swapped_one_language_the_name_decides():
    new = [{"id": "a", "zh": "甲", "en": "B"}, {"id": "b", "zh": "乙", "en": "A"}]
    assert carried({"choices": ["a"]}, {"choices": CHOICES[:2]}, {"choices": new}) == {"choices": ["a"]}


def test_a_reworded_choice_keeps_its_name_unless_another_took_it():
    reworded = [{**CHOICES[0], "zh": "新", "en": "New"}, *CHOICES[1:]]
    assert carried({"choices": ["a", "c"]}, {"choices": CHOICES}, {"choices": reworded}) == {"choices": ["a", "c"]}
    taken = [{**CHOICES[1], "id": "a"}, {"id": "b", "zh": "新", "en": "New"}, CHOICES[2]]
    assert carried({"choices": ["a"]}, {"choices": CHOICES}, {"choices": taken}) == {"choices": ["b"]}


def test_a_choice_that_is_gone_is_never_taken_for_another():
    """What was ticked as c is no longer there, and c now names what was b."""
    left = [CHOICES[0], {**CHOICES[1], "id": "c"}]
    assert carried({"choices": ["c", "b"]}, {"choices": CHOICES}, {"choices": left}) == {"choices": ["", "c"]}


@calm
@given(answer=jsons, old=st.sampled_from(MARKED), data=st.data())
def test_whatever_was_given_can_be_carried_to_whatever_comes(answer, old, data):
    _kind, before, _right = data.draw(questions([old]))
    kind, after, _right = data.draw(questions())
    assert 0 <= mark(kind, after, carried(answer, before, after)) <= 1


# marking a paper


@st.composite
def papers(draw: Any) -> tuple[list[PaperItem], Rules, dict[int, Fraction], dict[int, QuestionVersion]]:
    """A paper of any questions, answered anyhow, under any rules, some of it marked by hand or by a corrected key."""
    items, by_hand, keys = [], {}, {}
    sections = draw(st.sampled_from([[], ["a"], ["a", "b"]]))
    for n in range(1, draw(st.integers(1, 4)) + 1):
        kind, body, right = draw(questions())
        given_ = draw(st.just(right) | likely(body) | st.just({}))
        version = QuestionVersion(id=n, kind=QuestionKind(kind), body=body, question_id=n)
        item = PaperItem(id=n, version=version, version_id=n, position=n, order=[], critical=draw(st.booleans()))
        item.section = draw(st.sampled_from([None, *sections]))
        item.answer = Answer(given=given_)
        if kind_of(kind).by_hand(body):
            by_hand[n] = draw(SHARES)
        elif draw(st.booleans()):
            other = renamed(body, draw(st.randoms(use_true_random=False)))
            keys[n] = QuestionVersion(id=100 + n, kind=version.kind, body=other, question_id=n)
        items.append(item)
    marks = st.none() | st.integers(0, 100)
    kept = {
        "penalty": draw(st.sampled_from([0, "0.25", "0.3333333", 1])),
        "partial_credit": draw(st.booleans()),
        "sections": [{"id": id, "title": {"zh": "甲", "en": "A"}, "pass_mark": draw(marks)} for id in sections],
    }
    return items, Rules.read(kept), by_hand, keys


@settings(calm, max_examples=120)
@given(paper=papers(), pass_mark=st.integers(0, 100))
def test_the_marks_of_a_paper_stay_within_bounds_and_repeat_themselves(paper, pass_mark):
    items, rules, by_hand, keys = paper
    one, other = (Grading(items, pass_mark=pass_mark, rules=rules, by_hand=by_hand, keys=keys) for _twice in "12")
    assert 0 <= one.points <= one.out_of
    shown, percent = Fraction(one.points_shown), Fraction(one.percent)
    assert 0 <= shown <= one.points < shown + Fraction(1, 10_000)
    assert 0 <= percent <= one.points / one.out_of * 100 < percent + Fraction(1, 10)
    for item, points in one.marks.items():
        assert -rules.penalty * one.worth(item) <= points <= one.worth(item)
    assert all(0 <= share <= 1 for share in one.sections.values())
    assert not (one.passed and one.points / one.out_of * 100 < pass_mark)
    assert (one.marks, one.details, one.passed) == (other.marks, other.details, other.passed)
    backwards = Grading(items[::-1], pass_mark=pass_mark, rules=rules, by_hand=by_hand, keys=keys)
    assert (backwards.points, backwards.passed, backwards.marks) == (one.points, one.passed, one.marks)
    if all(share == 1 for share in one.shares.values()):
        assert one.passed
        assert one.percent == 100
    if one.missed:
        assert not one.passed


@settings(calm, max_examples=60)
@given(paper=papers())
def test_penalties_and_partial_credit_only_ever_lower_a_mark(paper):
    items, rules, by_hand, keys = paper
    mild = Grading(items, pass_mark=80, rules=Rules(), by_hand=by_hand, keys=keys)
    strict = Grading(items, pass_mark=80, rules=rules, by_hand=by_hand, keys=keys)
    assert strict.points <= mild.points
    assert all(strict.marks[item] <= mild.marks[item] for item in items)


def test_a_score_a_hair_below_the_pass_mark_never_looks_like_it():
    """Dividing two decimals would round 79.999…9 up to 80."""
    almost = Fraction(8, 10) - Fraction(1, 10**40)
    version = QuestionVersion(id=1, kind=QuestionKind.ESSAY, body={}, question_id=1)
    item = PaperItem(id=1, version=version, version_id=1, position=1, order=[], critical=False, section=None)
    item.answer = Answer(given={"text": "x"})
    grading = Grading([item], pass_mark=80, by_hand={1: almost})
    assert (str(grading.percent), str(grading.points_shown), grading.passed) == ("79.9", "0.7999", False)
