"""What an attempt keeps, refuses, and how it ends."""

from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy.exc import DatabaseError
from werkzeug.datastructures import MultiDict

from learn import signals
from learn.assessment import Answer, HandIn, Marking, hand_in_overdue
from learn.audit import AuditEntry, Event
from learn.kit.db import db
from learn.kit.web import Refused
from tests.assessment.sitting import given_rightly, quiz_of, right_form


def answers_to(item) -> list[dict]:
    return [
        answer.given for answer in db.session.scalars(db.select(Answer).filter_by(item_id=item.id).order_by(Answer.id))
    ]


@pytest.fixture
def single(bo, start):
    attempt = start(bo, quiz_of(["single"], bank="single"))
    return attempt, attempt.items[0].version.question_id


def test_a_changed_mind_is_another_row_and_the_newest_counts(bo, single) -> None:
    attempt, id = single
    for choice in ("a", "b", "b", "c"):
        attempt.save({id: {"choices": [choice]}}, by=bo)
    assert answers_to(attempt.items[0]) == [{"choices": ["a"]}, {"choices": ["b"]}, {"choices": ["c"]}]
    assert attempt.items[0].given == {"choices": ["c"]}


def test_each_answer_says_which_it_is_and_when_it_was_given(bo, single, clock_at) -> None:
    attempt, id = single
    for n, choice in enumerate("ab", start=1):
        attempt.save({id: {"choices": [choice]}}, by=bo)
        kept = attempt.items[0].answer
        assert (kept.attempt_id, kept.sequence, kept.given_at, kept.client) == (attempt.id, n, kept.at, None)
    assert attempt.newest == 2


def test_an_answer_and_a_marking_never_change(bo, single) -> None:
    attempt, id = single
    attempt.save({id: {"choices": ["a"]}}, by=bo)
    attempt.hand_in(by=bo)
    db.session.commit()
    for table in ("answer", "marking", "paper_item", "attempt"):
        for act in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id + 1"):  # noqa: S608
            with pytest.raises(DatabaseError, match="append-only|foreign key"), db.session.begin_nested():
                db.session.execute(db.text(act))


def test_answers_to_questions_that_are_not_on_the_paper_are_refused(bo, single) -> None:
    attempt, _id = single
    with pytest.raises(Refused, match="999999"):
        attempt.save({999999: {"choices": ["a"]}}, by=bo)


def test_nobody_answers_or_hands_in_for_somebody_else(zed, single) -> None:
    attempt, id = single
    with pytest.raises(Refused):
        attempt.save({id: {"choices": ["a"]}}, by=zed)
    with pytest.raises(Refused):
        attempt.hand_in(by=zed)


def test_the_deadline_between_two_answers_keeps_the_first_and_refuses_the_second(bo, quiz, start, clock_at) -> None:
    clock_at("2026-11-22T09:00:00+08:00")
    attempt = start(bo, quiz)
    first, second = attempt.items[:2]
    clock_at("2026-11-22T09:20:05+08:00")  # five seconds of grace
    attempt.save({first.version.question_id: given_rightly(first)}, by=bo)
    clock_at("2026-11-22T09:20:06+08:00")
    with pytest.raises(Refused, match="What was saved before is kept"):
        attempt.save({second.version.question_id: given_rightly(second)}, by=bo)
    assert attempt.answered == [first]


def test_after_the_hand_in_nothing_is_saved(bo, single) -> None:
    attempt, id = single
    attempt.hand_in(by=bo)
    with pytest.raises(Refused, match="What was saved before is kept"):
        attempt.save({id: {"choices": ["a"]}}, by=bo)


def test_handed_in_twice_is_marked_once(bo, attempt) -> None:
    heard = []
    with signals.attempt_marked.connected_to(heard.append):
        assert attempt.hand_in(by=bo) is attempt.hand_in(by=bo)
    assert heard == [attempt]
    assert len(db.session.scalars(db.select(Marking).filter_by(attempt_id=attempt.id)).all()) == 1


def test_a_right_paper_of_every_kind_has_all_points(bo, attempt) -> None:
    attempt.save(attempt.read(MultiDict(right_form(attempt))), by=bo)
    marking = attempt.hand_in(by=bo)
    assert (marking.points, marking.out_of, marking.percent, marking.passed) == (7, 7, 100, True)
    assert marking.rule.startswith("course-packs/")
    assert attempt.handed_in is HandIn.BY_PERSON


def test_an_empty_paper_has_none(bo, attempt) -> None:
    marking = attempt.hand_in(by=bo)
    assert (marking.points, marking.percent, marking.passed) == (0, 0, False)


def test_three_thirds_are_one_point_so_that_a_pass_is_a_pass(bo, start) -> None:
    attempt = start(bo, quiz_of(["ordering"] * 3, bank="thirds", pass_mark=100 / 3))
    for item in attempt.items:
        attempt.save({item.version.question_id: {"places": {"a": 1}}}, by=bo)
    marking = attempt.hand_in(by=bo)
    assert [marking.mark(item) for item in attempt.items] == [Fraction(1, 3)] * 3
    assert marking.points == 1


def test_a_score_just_below_the_pass_mark_never_looks_like_it(bo, start) -> None:
    attempt = start(bo, quiz_of(["ordering"] * 3, bank="below", pass_mark=67))
    for item, given in zip(attempt.items, ({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 2, "c": 3}, {}), strict=True):
        attempt.save({item.version.question_id: {"places": given}}, by=bo)
    marking = attempt.hand_in(by=bo)
    assert marking.percent == Decimal("66.6")
    assert not marking.passed


def test_what_was_left_lying_is_handed_in_by_the_platform_as_of_its_deadline(bo, quiz, start, clock_at, worker) -> None:
    clock_at("2026-11-22T09:00:00+08:00")
    attempt = start(bo, quiz)
    clock_at("2026-11-22T09:20:04+08:00")
    hand_in_overdue()
    db.session.commit()
    assert worker() == 0
    clock_at("2026-11-22T09:21:00+08:00")
    for _twice in range(2):
        hand_in_overdue()
    db.session.commit()
    worker()
    assert attempt.handed_in is HandIn.OUT_OF_TIME
    assert attempt.handed_in_at == attempt.deadline
    assert len(attempt.markings) == 1
    entry = db.session.scalars(
        db.select(AuditEntry).filter_by(event=Event.ATTEMPT_HANDED_IN, subject_id=attempt.id)
    ).one()
    assert entry.actor_id is None
    assert entry.new["receipt"] == attempt.receipt.digest


def test_leaving_an_empty_field_empty_is_no_answer(bo, attempt) -> None:
    shown = MultiDict([("question", str(item.version.question_id)) for item in attempt.items])
    texts = [item.name for item in attempt.items if item.version.kind in ("numeric", "short")]
    shown.update(MultiDict(dict.fromkeys(texts, "")))
    assert attempt.save(attempt.read(shown), by=bo) == []
    assert attempt.answered == []


def test_an_answer_taken_back_is_kept_on_record_and_counts_as_none(bo, attempt) -> None:
    item = next(item for item in attempt.items if item.version.kind == "multiple")
    id = item.version.question_id
    attempt.save({id: {"choices": ["a"]}}, by=bo)
    attempt.save({id: {"choices": []}}, by=bo)
    assert answers_to(item) == [{"choices": ["a"]}, {"choices": []}]
    assert item in attempt.unanswered
