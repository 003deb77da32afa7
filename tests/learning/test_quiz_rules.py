"""A quiz with every rule, as Bo meets it: what he reads before, how he sits it, what he is told afterwards."""

from collections.abc import Callable
from typing import Any

import pytest

from learn import demo
from learn.assessment import Attempt, Declaration
from learn.catalogue import CourseVersion
from learn.catalogue.pack import read
from learn.demo.cast import PASSWORD
from learn.demo.history import right_answer
from learn.kit.db import db
from learn.learning import Completion
from tests.ruled_course import QUIZ, ruled_pack

UNIT = "/courses/GMP-900/units/3"


@pytest.fixture
def quiz_with(app, tmp_path, bo) -> Callable[..., CourseVersion]:
    """`quiz_with({"one_way: false": "one_way: true"})`: the course in force with these rules changed, read by Bo."""

    def load(changes: dict[str, str] | None = None) -> CourseVersion:
        rules = QUIZ
        for old, new in (changes or {}).items():
            assert old in rules
            rules = rules.replace(old, new, 1)
        version = CourseVersion.load(read(ruled_pack(tmp_path, rules, code="GMP-900")), by=None)
        version.publish(by=None)
        demo.study(bo, "GMP-900", blank=None)
        db.session.commit()
        return version

    return load


@pytest.fixture
def sits(bo, send) -> Callable[..., Attempt]:
    """`sits(wrong={"Q08"})`: Bo signs, starts, answers all but those wrongly or rightly, and hands in."""

    def sit(*, wrong: Callable[[Any], bool] = lambda _item: False) -> Attempt:
        attempt = db.session.get(Attempt, int(send(bo, UNIT + "/attempts", {"password": PASSWORD}).location[10:]))
        answers = {item.version.question_id: right_answer(item.version) for item in attempt.items if not wrong(item)}
        attempt.save(answers, by=bo)
        db.session.commit()
        send(bo, f"/attempts/{attempt.id}/submission", {"sure": "1"})
        return db.session.get(Attempt, attempt.id)

    return sit


def rules_read_by(person, visit, **how) -> list[str]:
    return [one.get_text(strip=True) for one in visit(person, UNIT, **how).all("ol.numbered li")]


def code(item) -> str:
    return item.version.question.code


# before


def test_bo_reads_every_rule_before_he_starts(bo, quiz_with, visit) -> None:
    quiz_with()
    assert rules_read_by(bo, visit) == [
        "Time runs from “Start” on our clock and goes on if you leave.",
        "When time is up, what is saved is handed in for you.",
        "The questions stand in these parts: People, Records.",
        "Choices stand in the same order on every paper.",
        "Each of these parts has a pass mark of its own: People 50%; Records 60%.",
        "One question on your paper must be right, whatever the total.",
        "A question gives its points only when all of it is right.",
        "A wrong answer costs 25% of the question's points; a question left open costs nothing.",
        "Change answers and flag questions as you like until you hand in.",
        "If you do not pass, you can try again. After 3 attempts somebody at your organisation talks it through with you first.",
        "Before another attempt there is a wait: no wait, then 30 minutes.",
        "After a pass you see the score, the right answers and the reasons; after a try that does not pass the score; "
        "after the last one the score, your answers and the reasons.",
        "You may open the lessons. Nobody may answer for you.",
    ]
    chinese = rules_read_by(bo, visit, language="zh")
    assert len(chinese) == 13
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in sentence) for sentence in chinese)


def test_the_page_says_what_is_drawn_in_the_words_of_the_course(bo, quiz_with, visit) -> None:
    quiz_with()
    listed = [" ".join(one.get_text(" ", strip=True).split()) for one in visit(bo, UNIT).all("aside .panel li")]
    assert listed == ["Lesson 1 · Easy or Hard 1 question", "Lesson 2 1 question", "Identify key personnel 2 questions"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("one_way: false", "one_way: true", "One question at a time: once you go on, there is no way back."),
        ("shuffle_questions: true", "shuffle_questions: false", "The questions come in the order of the course."),
        ("attempts: 3", "attempts: 1", "There is one attempt. If you do not pass, somebody at your organisation talks it through with you."),
        ("[0, 30]", "[30]", "Before another attempt there is a wait: 30 minutes each time."),
        ("penalty: 0.25", 'penalty: "1/3"', "A wrong answer costs 33.3% of the question's points; a question left open costs nothing."),
        ("failed: score, last: reasons", "failed: nothing, last: nothing", "After a pass you see the score, the right answers and the reasons; after a try that does not pass only that it was handed in."),
    ],
)  # fmt: skip
def test_another_rule_is_another_sentence(bo, quiz_with, visit, old, new, sentence) -> None:
    quiz_with({old: new})
    assert sentence in rules_read_by(bo, visit)


def test_without_his_signature_bo_does_not_start(bo, quiz_with, visit, send) -> None:
    quiz_with()
    assert "I answer by myself." in visit(bo, UNIT).text
    page = send(bo, UNIT + "/attempts", {"password": "wrong"}, expect=422)
    assert "Nothing was signed" in page.text
    assert db.session.scalar(db.select(db.func.count(Attempt.id))) == 0
    send(bo, UNIT + "/attempts", {"password": PASSWORD})
    assert db.session.scalar(db.select(db.func.count(Declaration.id))) == 1


# the paper


def test_the_paper_stands_in_sections_and_holds_what_is_always_asked(bo, quiz_with, visit, sits) -> None:
    quiz_with()
    attempt = sits()
    assert {"Q03", "Q08"} <= {code(item) for item in attempt.items}
    assert [item.section for item in attempt.items] == ["people", "records", "records", "records"]
    assert [code(item) for item in attempt.items if item.critical] == ["Q08"]
    assert attempt.passed
    assert db.session.scalars(db.select(Completion)).one().score == 100


def test_the_sections_head_the_paper(bo, quiz_with, visit, send) -> None:
    quiz_with()
    paper = send(bo, UNIT + "/attempts", {"password": PASSWORD}).location
    assert [one.get_text() for one in visit(bo, paper).all("form#attempt h2")][:2] == ["People", "Records"]


def test_choices_keep_their_order_where_the_rules_say_so(bo, quiz_with, sits) -> None:
    quiz_with({"fixed: [Q03]": "fixed: [Q01]"})
    choices = next(item for item in sits().items if code(item) == "Q01")
    assert choices.order == ["a", "b", "c"]


def test_the_questions_keep_their_order_where_the_rules_say_so(bo, quiz_with, sits) -> None:
    quiz_with(
        {"shuffle_questions: true": "shuffle_questions: false", "Q08]": "Q06, Q08]", "fixed: [Q03]": "fixed: [Q01]"}
    )
    records = [code(item) for item in sits().items if item.section == "records"]
    assert records[0] in ("Q06", "Q08")
    assert records[1:] == sorted(records[1:])


# after


def test_a_critical_question_fails_bo_whatever_the_total_and_the_result_says_which(bo, quiz_with, sits, visit) -> None:
    quiz_with({"pass_mark: 75": "pass_mark: 60", "failed: score": "failed: key"})
    attempt = sits(wrong=lambda item: code(item) == "Q08")
    page = visit(bo, f"/attempts/{attempt.id}/result")
    assert page.h1 == "Not passed yet: a question that must be right is not"
    assert "75 points are enough, as 60 are needed." in page.text
    missed = next(item for item in attempt.items if item.critical)
    assert page.one(f'.verdict a[href="#{missed.name}"]').get_text() == f"Question {missed.position}"
    assert db.session.scalar(db.select(db.func.count(Completion.id))) == 0


def test_a_section_below_its_mark_fails_bo_and_the_result_says_which(bo, quiz_with, sits, visit) -> None:
    quiz_with()
    attempt = sits(wrong=lambda item: item.section == "people")
    assert (attempt.percent, attempt.passed) == (75, False)  # enough for the whole, not for the part
    page = visit(bo, f"/attempts/{attempt.id}/result")
    parts = [" ".join(one.get_text(" ", strip=True).split()) for one in page.all(".verdict ul li")]
    assert parts == ["People 0 of 50 needed", "Records 100 of 60 needed"]
    assert [one["data-status"] for one in page.all(".verdict ul li [data-status]")] == ["late", "ok"]
    assert not page.all("article.question")  # after a try that does not pass only the score is shown


def test_enough_in_every_section_and_all_critical_ones_right_pass(bo, quiz_with, sits) -> None:
    quiz_with()
    attempt = sits(wrong=lambda item: item.section == "records" and not item.critical and item.position == 4)
    assert attempt.percent == 75 or attempt.percent == 100
    assert attempt.passed


def test_what_bo_sees_grows_with_his_last_attempt(bo, quiz_with, sits, visit, clock_at) -> None:
    clock_at("2027-03-02T09:00:00+08:00")
    quiz_with()
    seen = []
    for hour in ("10", "11", "12"):
        clock_at(f"2027-03-02T{hour}:00:00+08:00")
        attempt = sits(wrong=lambda item: True)
        seen.append(len(visit(bo, f"/attempts/{attempt.id}/result").all("article.question")))
    assert seen == [0, 0, 4]


def test_a_second_paper_has_other_questions_but_for_those_on_every_paper(bo, quiz_with, sits) -> None:
    quiz_with()
    first, second = sits(wrong=lambda _item: True), sits(wrong=lambda _item: True)
    shared = {code(item) for item in first.items} & {code(item) for item in second.items}
    assert shared == {"Q03", "Q08"}


def test_the_rules_cost_bo_few_queries(bo, quiz_with, browser, queries) -> None:
    quiz_with()
    bos = browser(bo)
    with queries() as sent:
        bos.get(UNIT)
    assert len(sent) <= 8
