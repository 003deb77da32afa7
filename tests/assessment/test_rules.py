"""The rules of a quiz beyond number and time: what a pass takes, what may be seen, one question at a time."""

from decimal import Decimal
from fractions import Fraction
from itertools import count

import pytest

from learn.assessment import Attempt, PaperItem, Quiz, Rules, RulesInWords, Shows
from learn.audit import AuditEntry, Event
from learn.kit.db import db
from learn.kit.web import Refused
from tests.assessment.sitting import BODIES, RULES, bank, given_rightly, quiz_of, take

WRONG_PENALTY = {"penalty": "0.25"}
WRONG = {
    "single": {"choices": ["a"]},
    "multiple": {"choices": ["c"]},
    "truefalse": {"choices": ["false"]},
    "matching": {"pairs": {"a": "x"}},
    "ordering": {"places": {"a": 3}},
    "numeric": {"text": "1"},
    "short": {"text": "nothing"},
}


def wrong(item) -> dict:
    """A wholly wrong answer to a question."""
    return WRONG[item.version.kind]


@pytest.fixture
def sits(bo, start):
    """`sits(rules, correct=n)`: Bo sits seven questions under these rules and gets so many right, the rest wrong."""
    numbers = count(1)

    def sit(rules: dict, *, correct: int = 7, open_: int = 0) -> Attempt:
        attempt = start(bo, quiz_of([*BODIES], bank=f"rules{next(numbers)}", **rules))
        answers = {}
        for n, item in enumerate(attempt.items):
            if n >= len(attempt.items) - open_:
                continue
            answers[item.version.question_id] = given_rightly(item) if n < correct else wrong(item)
        attempt.save(answers, by=bo)
        attempt.hand_in(by=bo)
        return attempt

    return sit


def test_a_wrong_answer_costs_what_the_rule_says_and_an_open_one_nothing(sits):
    assert sits(WRONG_PENALTY, correct=5).percent == Decimal("64.2")  # (5 − 2 × 0.25) ÷ 7
    assert sits(WRONG_PENALTY, correct=5, open_=2).percent == Decimal("71.4")


def test_without_partial_credit_only_whole_answers_count(sits):
    attempt = sits({"partial_credit": False}, correct=7)
    assert attempt.percent == 100


def test_a_critical_question_must_be_right_whatever_the_total(bo, start):
    quiz = quiz_of([*BODIES], bank="critical", critical=["Q01"], pass_mark=50)
    attempt = start(bo, quiz)
    critical = next(item for item in attempt.items if item.version.question.code == "Q01")
    assert critical.critical
    attempt.save(
        {item.version.question_id: given_rightly(item) for item in attempt.items if item is not critical}, by=bo
    )
    marking = attempt.hand_in(by=bo)
    assert marking.percent > 50
    assert not marking.passed
    assert marking.details["missed"] == [critical.id]


def test_what_is_shown_follows_the_rules(sits, visit, bo):
    hidden = sits({"shows": {"failed": "nothing"}}, correct=1)
    assert hidden.shows is Shows.NOTHING
    page = visit(bo, f"/attempts/{hidden.id}/result")
    assert "the result is not shown here" in page.text
    score = sits({"shows": {"failed": "score"}}, correct=1)
    page = visit(bo, f"/attempts/{score.id}/result")
    assert "Not passed yet" in page.text
    assert not page.all("article.question")
    reasons = sits({"shows": {"failed": "reasons"}}, correct=1)
    page = visit(bo, f"/attempts/{reasons.id}/result")
    assert page.all("article.question")
    assert "right answer" not in page.text


def test_one_way_shows_one_question_and_never_goes_back(bo, start, visit, send):
    attempt = start(bo, quiz_of([*BODIES], bank="one-way", one_way=True))
    db.session.commit()
    path = f"/attempts/{attempt.id}"
    page = visit(bo, path)
    assert [one["id"] for one in page.all("fieldset.question")] == [attempt.items[0].name]
    second = attempt.items[1]
    with pytest.raises(Exception, match="one way"):
        attempt.save({second.version.question_id: given_rightly(second)}, by=bo)
    send(bo, f"{path}/next-question", {"leaving": "1"})
    send(bo, f"{path}/next-question", {"leaving": "1"})  # pressed twice, it goes on once
    page = visit(bo, path)
    assert [one["id"] for one in page.all("fieldset.question")] == [second.name]
    assert db.session.query(AuditEntry).filter_by(event=Event.QUESTION_LEFT).count() == 1
    first = attempt.items[0]
    with pytest.raises(Exception, match="one way"):
        attempt.save({first.version.question_id: given_rightly(first)}, by=bo)


def test_a_section_below_its_mark_fails_the_whole():
    rules = Rules.read({"sections": [{"id": "gmp", "title": {"zh": "规范", "en": "GMP"}, "pass_mark": 60}]})
    assert rules.section("gmp").pass_mark == 60
    assert rules.section("none") is None


def test_rules_have_the_defaults_of_a_quiz_without_rules():
    assert Rules.read(None) == Rules()
    assert Rules.read({}).penalty == Fraction(0)


def test_choices_stand_as_written_where_the_rules_say_so_and_what_is_to_be_ordered_does_not(app):
    parts = [
        {"id": kind[:1], "kind": kind, "text": {"zh": "问", "en": "Q"}, **BODIES[kind]}
        for kind in ("single", "ordering")
    ]
    case = take(bank("CASE"), "Q01", "scenario", {"questions": parts})
    orders = {tuple(PaperItem.of(case, position=1, seed=str(n), as_written=True).order) for n in range(30)}
    assert {order[:3] for order in orders} == {("s:a", "s:b", "s:c")}
    assert len({order[3:] for order in orders}) > 1
    shuffled = {tuple(PaperItem.of(case, position=1, seed=str(n)).order[:3]) for n in range(30)}
    assert len(shuffled) > 1


def test_a_quiz_with_an_essay_says_that_a_person_marks_it(app):
    essay = take(
        bank("ESSAYS"), "Q01", "essay", {"rubric": [{"id": "a", "zh": "要点", "en": "The point", "points": 1}]}
    )
    quiz = Quiz.of({**RULES, "draw": [{"unit": "people", "count": 1}]}, [essay])
    assert quiz.needs_markers
    assert "A person marks some answers, within 7 days." in RulesInWords(quiz).sentences
    plain = quiz_of(["single"], bank="plain")
    assert plain.rules is None
    assert not any("person marks" in sentence for sentence in RulesInWords(plain).sentences)


def test_a_critical_question_that_no_part_has_a_place_for_is_refused(app):
    with pytest.raises(Refused, match="Q02 is always asked"):
        quiz_of(
            ["single", "truefalse"], bank="homeless", draw=[{"difficulty": "easy", "count": 1}], critical=["Q01", "Q02"]
        )
