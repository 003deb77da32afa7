"""The rules of a quiz in a pack: what they may say, what is refused, and how the studio shows them."""

from pathlib import Path

import pytest

from learn.assessment import Rules, Shows
from learn.catalogue import CourseVersion
from learn.catalogue.pack import read, read_zip
from learn.kit.db import db
from tests.catalogue.packs import faults_of, said, spoil, zip_of
from tests.ruled_course import ruled_pack

PATH = "/studio/courses/GMP-900/versions/1.0/units/3/blueprint"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A faultless pack whose quiz uses every rule."""
    return ruled_pack(tmp_path, code="GMP-900")


@pytest.fixture
def version(app, folder: Path) -> CourseVersion:
    """That pack, loaded."""
    loaded = CourseVersion.load(read(folder), by=None)
    db.session.commit()
    return loaded


def test_a_pack_may_say_every_rule(folder: Path, version: CourseVersion) -> None:
    assert faults_of(folder) == []
    quiz = version.units[2].quiz
    rules = Rules.read(quiz.rules)
    assert (rules.fixed, rules.critical) == (("Q03",), ("Q08",))
    assert [(one.id, one.pass_mark) for one in rules.sections] == [("people", 50), ("records", 60)]
    assert (str(rules.penalty), rules.partial_credit, rules.shuffle_choices) == ("1/4", False, False)
    assert (rules.shows_failed, rules.shows_last, rules.shows_passed) == (Shows.SCORE, Shows.REASONS, Shows.KEY)
    assert quiz.shows == 4


def test_a_third_is_a_penalty_in_quotes(folder: Path) -> None:
    spoil(folder, "course.yaml", "penalty: 0.25", 'penalty: "1/3"')
    assert faults_of(folder) == []


def test_rules_come_out_of_the_platform_byte_by_byte_as_they_went_in(folder: Path, version: CourseVersion) -> None:
    pack = read(folder)
    assert version.pack == pack.zip
    again = read_zip(zip_of(folder), "GMP-900.zip")
    assert (again.zip, again.digest) == (pack.zip, version.digest)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("objective: people, count", "objective: things, count", "There is no objective “things”."),
        ("unit: lesson-2, count: 1", "unit: lesson-7, count: 1", "There is no lesson “lesson-7”."),
        ("count: 2, section: records", "count: 2, section: none", "There is no section “none”."),
        ("[easy, hard]", "[easy, awful]", "must be one of: easy, medium, hard."),
        ("[easy, hard]", "awful", "“difficulty” must be one of: easy, medium, hard."),
        ("[easy, hard]", "[]", "“difficulty” needs at least 1."),
        ("[easy, hard]", "3", "Here must stand a text or a list."),
        ("count: 2, section", "tag: x, count: 2, section", "“tag” is not a key that may stand here."),
        ("fixed: [Q03]", "fixed: [Q99]", "There is no question “Q99”."),
        ("fixed: [Q03]", "fixed: [99]", "This must be a text"),
        ("fixed: [Q03]", "fixed: [Q03, Q03]", "“fixed” names something twice."),
        ("critical: [Q08]", "critical: [X8]", "“X8” is not the id of a question such as Q01."),
        ("critical: [Q08]", "critical: [Q88]", "There is no question “Q88”."),
        ("pass_mark: 60", "pass_mark: 160", "“pass_mark” must be at most 100."),
        ("{id: people, title", "{id: records, title", "“records” is the id of an earlier section."),
        ("penalty: 0.25", "penalty: 2", "“penalty” must be at most 1."),
        ("penalty: 0.25", 'penalty: "4/3"', "A wrong answer costs at most all points of its question: 1."),
        ("penalty: 0.25", 'penalty: "some"', "“some” is not a share such as 0.25, or 1/3 in quotes."),
        ("failed: score", "failed: everything", "“failed” must be one of: nothing, score, reasons, key."),
        ("one_way: false", "one_way: no", "Here must stand true or false."),
        ("      one_way: false", "      by_hand: {days: 7}", "Nothing in this quiz is marked by a person"),
        ("      one_way: false", "      by_hand: {difference: 9}", "it needs “second: true”."),
        ("      one_way: false", "      by_hand: {days: 0}", "“days” must be at least 1."),
        ("{zh: 我独立作答。, en: I answer by myself.}", "{zh: 我独立作答。}", "“en” is missing."),
        ("count: 1, section: people", "count: 3, section: people", "shows 3 questions (lesson-1, easy/hard), 1 of them on every paper, so the bank needs 5; it has 4."),
        ("count: 1, section: people", "count: 5, section: people", "asks for 5 questions (lesson-1, easy/hard), but only 4 fit."),
        ("unit: lesson-2, count: 1", "unit: lesson-2, count: 3", "parts 1, 2, 3 of the draw need 10 questions"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_hold_is_refused_with_its_line(folder: Path, old: str, new: str, sentence: str) -> None:
    line = spoil(folder, "course.yaml", old, new)
    faults = faults_of(folder)
    found = [fault for fault in faults if sentence in fault.sentence]
    assert found, said(folder)
    assert all(fault.file == "course.yaml" for fault in faults)
    assert abs(found[0].line - line) <= 1


def test_a_pack_without_such_rules_keeps_its_digest_and_has_no_rules(gmp101: CourseVersion) -> None:
    assert gmp101.units[2].quiz.rules is None
    assert gmp101.units[2].quiz.draw == [{"unit": "lesson-1", "count": 2}, {"unit": "lesson-2", "count": 2}]


# the studio


def test_the_studio_says_what_a_quiz_draws_and_how_many_papers_it_gives(visit, version, ada, quinn) -> None:
    blueprint = version.units[2].quiz.blueprint
    assert blueprint.papers.exact
    for person in (ada, quinn):
        page = visit(person, PATH)
        assert page.h1 == f"The bank gives {blueprint.papers.number} different papers"
    rows = [" ".join(row.get_text(" ", strip=True).split()) for row in page.all("tbody tr")]
    assert rows[0] == "Lesson 1 · Easy or Hard People pass mark 50% 1 1 4 1 Enough"
    assert rows[2].startswith("Identify key personnel Records pass mark 60% 2")
    always = [" ".join(one.get_text(" ", strip=True).split()) for one in page.all("#always ~ ul li")]
    assert [one[:3] for one in always] == ["Q03", "Q08"]
    assert always[0].endswith("fixed")
    assert always[1].endswith("must be right")


def test_the_rules_are_there_in_both_languages_whatever_the_reader_speaks(visit, version, quinn) -> None:
    for language in ("zh", "en"):
        page = visit(quinn, PATH, language=language)
        chinese, english = (page.one(f'section.panel[lang="{tongue}"]').get_text() for tongue in ("zh-CN", "en"))
        assert "A wrong answer costs 25% of the question's points" in english
        assert "人员 50%" in chinese
        assert "People 50%" in english
        assert "“I answer by myself.”" in english
        assert "我独立作答。" in chinese


def test_the_way_to_a_blueprint_leads_from_the_version_and_on_to_its_figures(visit, version, quinn) -> None:
    assert visit(quinn, "/studio/courses/GMP-900/versions/1.0").one(f'a[href="{PATH}"]')
    visit(quinn, visit(quinn, PATH).one("a.button[href$=statistics]")["href"])


def test_a_blueprint_costs_few_queries(browser, queries, version, quinn) -> None:
    quinns = browser(quinn)
    with queries() as sent:
        quinns.get(PATH)
    assert len(sent) <= 8, "\n".join(one[:150] for one in sent)


def test_a_lesson_has_no_blueprint_and_strangers_find_none(visit, version, quinn, bo, hana, zed) -> None:
    visit(quinn, PATH.replace("units/3", "units/1"), expect=404)
    visit(quinn, PATH.replace("units/3", "units/9"), expect=404)
    for person in (bo, hana, zed):
        visit(person, PATH, expect=404)


def test_a_reviewer_reads_which_rules_change(visit, version, folder, quinn) -> None:
    version.publish(by=None)
    spoil(folder, "course.yaml", '"1.0"', '"1.1"')
    spoil(folder, "course.yaml", "penalty: 0.25", "penalty: 0.5")
    spoil(folder, "course.yaml", "critical: [Q08]", "critical: [Q07]")
    spoil(folder, "course.yaml", "count: 1, section: records", "count: 2, section: records")
    CourseVersion.load(read(folder), by=None)
    db.session.commit()
    page = visit(quinn, "/studio/courses/GMP-900/versions/1.1")
    was, now = ([one.get_text() for one in page.all(f".changed {mark}")] for mark in ("del", "ins"))
    assert was == [
        "Records: 1 question is drawn: Lesson 2.",
        "Q08 must be right, whatever the total.",
        "4 questions are shown.",
        "A wrong answer costs 25% of the question's points; a question left open costs nothing.",
    ]
    assert now == [
        "Records: 2 questions are drawn: Lesson 2.",
        "Q07 must be right, whatever the total.",
        "5 questions are shown.",
        "A wrong answer costs 50% of the question's points; a question left open costs nothing.",
    ]


def test_a_check_of_a_pack_shows_the_changed_rules_too(send, gmp101, quinn, ada, tmp_path) -> None:
    folder = ruled_pack(tmp_path, version="1.1")
    page = send(ada, "/studio/packs", {"check": "1"}, expect=200, files={"pack": (zip_of(folder), "GMP-101.zip")})
    assert "The rules change: Final quiz" in page.text
    assert "2 questions are drawn: Lesson 1." in [one.get_text() for one in page.all(".changed del")]


def test_rules_that_say_the_same_otherwise_are_told_apart_from_those_that_do_not(visit, version, folder, quinn) -> None:
    version.publish(by=None)
    spoil(folder, "course.yaml", '"1.0"', '"1.1"')
    spoil(folder, "course.yaml", "cool_off_minutes: [0, 30]", "cool_off_minutes: [0, 30, 30]")
    CourseVersion.load(read(folder), by=None)
    db.session.commit()
    page = visit(quinn, "/studio/courses/GMP-900/versions/1.1")
    assert "say the same to whoever sits the quiz" in page.text
