"""How questions did in real attempts, and what is said about them."""

from types import SimpleNamespace
from typing import Any

import pytest

from learn.assessment.statistics.findings import QuestionFigures, QuizFigures
from learn.assessment.statistics.gathering import Paper, Response
from learn.kit.text import Words

CHOICES = [
    {"id": "a", "zh": "人事", "en": "HR", "correct": True},
    {"id": "b", "zh": "质量", "en": "Quality"},
    {"id": "c", "zh": "司机", "en": "The driver"},
]
OTHERS = range(2, 10)


def version() -> Any:
    return SimpleNamespace(
        id=1,
        question_id=1,
        kind="single",
        body={"choices": CHOICES},
        text=Words("谁？", "Who?"),
        question=SimpleNamespace(code="Q01"),
    )


def person(n: int, ability: int, chose: str, key: str = "a") -> Paper:
    """Somebody who gets `ability` of eight other questions right and chooses so in the one looked at."""
    one = Response(
        1, float(chose == key), float(chose == key), {"choices": [chose]} if chose else {}, bool(chose), 20.0
    )
    rest = {id: Response(id, float(id - 2 < ability), float(id - 2 < ability), {}, True, 20.0) for id in OTHERS}
    return Paper(n, 100 * (ability + one.share) / 9, ability + one.share, {1: one, **rest})


def figures(chosen: Any) -> QuestionFigures:
    """Ninety people of rising ability, each of whom chooses as told."""
    papers = [person(n, n * 9 // 90, chosen(n)) for n in range(90)]
    return QuestionFigures(version(), papers, 180)


@pytest.fixture(autouse=True)
def in_english(app):
    with app.test_request_context("/?hl=en"):
        yield


def test_a_wrong_key_is_suspected_by_what_the_best_third_chose():
    found = figures(lambda n: "b" if n >= 60 else "a")
    assert found.findings[0].state == "late"
    assert "the best third chose “Quality” (100%), not the key (0%)" in found.findings[0].sentence
    assert found.discrimination < 0


def test_a_good_question_is_left_in_peace():
    found = figures(lambda n: "a" if n >= 40 else "b" if n % 2 else "c")
    assert [one.state for one in found.findings] == ["ok"]
    assert found.discrimination > 0.6
    assert found.exposure == 0.5


def test_too_easy_left_open_and_idle_choices_are_said():
    assert "Nearly everybody" in figures(lambda n: "a").findings[0].sentence
    assert any("leave it open" in one.sentence for one in figures(lambda n: "a" if n > 30 else "").findings)
    assert any("The driver" in one.sentence for one in figures(lambda n: "a" if n > 30 else "b").findings)


def test_few_attempts_say_so_and_nothing_else():
    few = QuestionFigures(version(), [person(n, 4, "b") for n in range(5)], 5)
    assert [one.sentence for one in few.findings] == ["Only 5 attempts: too few to judge."]


def test_a_quiz_says_how_sure_its_pass_is():
    papers = [person(n, n * 9 // 90, "a" if n >= 40 else "b") for n in range(90)]
    quiz = QuizFigures(papers, [], 80)
    assert quiz.alpha > 0.8
    assert sum(quiz.histogram) == 90
    assert "may really stand anywhere between" in quiz.findings[0].sentence


def test_the_pages_show_the_figures_of_real_attempts(bos_records, ada, hu, visit, queries):
    with queries() as sent:
        page = visit(ada, "/studio/courses/GMP-101/versions/1.0/units/3/statistics")
    assert "Only 1 attempt" in page.text
    assert len(sent) <= 12
    code = page.soup.select_one("tbody th a").text
    assert "Edition 1" in visit(ada, f"/studio/banks/GMP-101/questions/{code}/statistics").text
    visit(hu, "/studio/courses/GMP-101/versions/1.0/units/3/statistics", expect=404)
    visit(hu, f"/studio/banks/GMP-101/questions/{code}/statistics", expect=404)
