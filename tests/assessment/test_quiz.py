"""Who may start a quiz, when, and which questions are drawn."""

import pytest
from werkzeug.datastructures import MultiDict

from learn.assessment import Attempt, Quiz
from learn.audit import AuditEntry, Event
from learn.kit.db import db
from learn.kit.web import Refused
from tests.assessment.sitting import RULES, bank, quiz_of, right_form, take


def fail(attempt: Attempt) -> Attempt:
    attempt.hand_in(by=attempt.person)
    db.session.commit()
    return attempt


def test_starting_again_goes_on_with_the_unfinished_attempt(bo, quiz, start) -> None:
    first = start(bo, quiz)
    assert start(bo, quiz, [first]) is first


def test_the_database_holds_that_one_attempt_is_unfinished(bo, quiz, start, monkeypatch) -> None:
    """Two tabs pressed Start at once: the slower one looked before the faster one had written."""
    first = start(bo, quiz)
    looks = iter([db.select(Attempt).where(db.false()), Attempt.unfinished(bo, quiz.id)])
    monkeypatch.setattr(Attempt, "unfinished", lambda person, quiz_id: next(looks))
    assert start(bo, quiz) is first
    assert len(db.session.scalars(db.select(Attempt).filter_by(person_id=bo.id)).all()) == 1


def test_a_start_leaves_an_audit_entry(bo, quiz, start) -> None:
    attempt = start(bo, quiz)
    entry = db.session.scalars(
        db.select(AuditEntry).filter_by(event=Event.ATTEMPT_STARTED, subject_id=attempt.id)
    ).one()
    assert entry.actor_id == bo.id
    assert entry.subject_name == "GMP-101 结课测验 #1"


def test_the_second_try_may_follow_at_once_the_third_after_half_an_hour(bo, quiz, start, clock_at) -> None:
    clock_at("2026-11-22T09:00:00+08:00")
    first = fail(start(bo, quiz))
    assert quiz.obstacle([first]) is None
    second = fail(start(bo, quiz, [first]))
    clock_at("2026-11-22T09:29:59+08:00")
    with pytest.raises(Refused, match="2026-11-22 09:30"):
        start(bo, quiz, [first, second])
    clock_at("2026-11-22T09:30:00+08:00")
    third = start(bo, quiz, [first, second])
    assert third.number == 3


def test_three_failures_use_up_the_attempts(bo, quiz, start, clock_at) -> None:
    before: list[Attempt] = []
    for hour in ("09", "10", "11"):
        clock_at(f"2026-11-22T{hour}:00:00+08:00")
        before.append(fail(start(bo, quiz, before)))
    clock_at("2027-01-01T09:00:00+08:00")
    assert quiz.next_start(before) is None
    with pytest.raises(Refused, match="3"):
        start(bo, quiz, before)


def test_whoever_passed_does_not_sit_again(bo, quiz, start) -> None:
    first = start(bo, quiz)
    first.save(first.read(MultiDict(right_form(first))), by=bo)
    first.hand_in(by=bo)
    assert first.passed
    assert quiz.next_start([first]) is None
    with pytest.raises(Refused):
        start(bo, quiz, [first])


def test_starting_after_the_time_ran_out_shows_what_came_of_it(bo, quiz, start, clock_at) -> None:
    clock_at("2026-11-22T09:00:00+08:00")
    first = start(bo, quiz)
    clock_at("2026-11-22T10:00:00+08:00")
    assert start(bo, quiz, [first]) is first
    assert first.finished
    assert start(bo, quiz, [first]).number == 2


# drawing


@pytest.fixture
def large(app) -> Quiz:
    questions = bank("LARGE")
    topics = ["people"] * 6 + ["records"] * 6
    versions = [take(questions, f"Q{n:02d}", "single", topic=topic) for n, topic in enumerate(topics)]
    draw = [{"unit": "people", "count": 3}, {"unit": "records", "count": 2}]
    quiz = Quiz.of({**RULES, "draw": draw, "cool_off_minutes": [0]}, versions)
    db.session.commit()
    return quiz


def test_as_many_are_drawn_from_each_unit_as_the_rules_say(large) -> None:
    for seed in "abcdef":
        topics = [version.topic for version in large.drawn(seed)]
        assert (topics.count("people"), topics.count("records")) == (3, 2)
    assert large.shows == 5


def test_the_same_seed_draws_the_same_paper_and_another_seed_another(large) -> None:
    drawn = {seed: [version.id for version in large.drawn(seed)] for seed in "abcdefgh"}
    assert all(drawn[seed] == [version.id for version in large.drawn(seed)] for seed in drawn)
    assert len({tuple(paper) for paper in drawn.values()}) > 1


def test_the_paper_of_an_attempt_can_be_dealt_again_from_its_seed(bo, large, start) -> None:
    first = start(bo, large)
    assert [item.version for item in first.items] == large.drawn(first.seed)
    assert [item.position for item in first.items] == [1, 2, 3, 4, 5]


def test_a_second_attempt_shows_questions_that_were_not_seen_yet(bo, large, start) -> None:
    first = fail(start(bo, large))
    second = start(bo, large, [first])
    seen, shown = ({item.version_id for item in attempt.items} for attempt in (first, second))
    assert seen.isdisjoint(shown)


def test_a_third_attempt_shows_what_is_left_and_fills_up_with_what_was_seen(bo, large, start) -> None:
    first = fail(start(bo, large))
    second = fail(start(bo, large, [first]))
    third = start(bo, large, [first, second])
    records = [item.version_id for item in third.items if item.version.topic == "records"]
    assert set(records).isdisjoint(item.version_id for before in (first, second) for item in before.items)
    assert len(third.items) == 5


def test_a_quiz_that_cannot_draw_what_it_asks_for_is_refused(app) -> None:
    with pytest.raises(Refused, match="people"):
        quiz_of(["single"], draw=[{"unit": "people", "count": 2}])
