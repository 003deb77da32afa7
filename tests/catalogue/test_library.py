"""The courses that come with the platform keep what they promise to a reader, in Chinese and in English."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from learn.assessment.kinds import kind_of
from learn.catalogue.pack import Lesson, Pack, read
from learn.catalogue.rendering import render

COURSES = Path(__file__).parents[2] / "courses"
FOLDERS = sorted(path.parent for path in COURSES.glob("*/*/course.yaml"))
KINDS = {"single", "multiple", "truefalse", "matching", "ordering", "numeric", "scenario"}
LANGUAGES = ("zh", "en")

HAN = r"[\u4e00-\u9fff]"
ENGLISH_SENTENCE = re.compile(r"[A-Za-z']+( [a-z']+){2,}")  # three words on end, the later ones small
CHINESE = re.compile(rf"{HAN}|[，。；：？！、（）《》]")
HALF_WIDTH = re.compile(rf"{HAN}[,;:?!\"]|[,;:?!\"]{HAN}")
# How a text says that nobody compared it with the official one yet.
CARE = {
    "zh": r"官方文本|通常|一般|常见|指南|(?<!数)据|核对|惯例|做法|共识|参考|可能|大多|多数",
    "en": r"official|generally|as a rule|commonly|usual|\bguid(?:ance|e|eline)\b|good practice|often|typical|as reported|"
    r"understood|understand|consensus|according to|by published accounts",
}
UNSPACED = re.compile(rf"{HAN}[A-Za-z0-9]|[A-Za-z0-9]{HAN}")

# What people type: course, question, and a text that must be right.
TYPED = [
    ("GMP-101", "Q05", "继续培训"),
    ("GMP-101", "Q05", "繼續培訓。"),
    ("GMP-101", "Q05", "Continuing Training"),
    ("GMP-101", "Q14", "2028 年"),
    ("GMP-101", "Q14", "２０２８"),
    ("GMP-101", "Q17", "日期和姓名"),
    ("GMP-101", "Q17", "签字、日期"),
    ("GMP-101", "Q17", "修改人的姓名及修改的日期"),
    ("GMP-101", "Q17", "the date and the name"),
    ("GMP-101", "Q28", "3 批"),
    ("GMP-101", "Q28", "3 batches"),
    ("GMP-101", "Q39", "待验状态"),
    ("GMP-101", "Q39", "In quarantine."),
    ("GMP-102", "Q05", "一致、完整"),
    ("GMP-102", "Q05", "available, enduring"),
    ("GMP-102", "Q14", "账号和密码"),
    ("GMP-102", "Q14", "username and password"),
    ("GMP-201", "Q10", "目视检查和微生物监测"),
    ("GMP-201", "Q10", "visual and microbiological"),
    ("GMP-201", "Q01", "352,000"),
    ("GMP-201", "Q14", "批生产记录"),
    ("GMP-301", "Q06", "350 EU"),
    ("GMP-301", "Q10", "50"),
    ("GMP-301", "Q34", "out of specification"),
    ("CT-102", "Q09", "法定监护人"),
    ("CT-102", "Q09", "the guardian"),
    ("CT-201", "Q15", "迟发性不良反应"),
    ("CT-201", "Q15", "delayed adverse events"),
    ("CT-202", "Q15", "国家卫健委"),
    ("CT-202", "Q15", "NHC"),
    ("REG-201", "Q15", "商资函〔2024〕568号"),
    ("REG-201", "Q15", "568"),
    ("CT-101", "Q02", "60 working days"),
    ("CT-101", "Q05", "2020年版"),
    ("CT-101", "Q16", "主要研究者（PI）"),
    ("CT-101", "Q16", "Principal Investigator"),
    ("CT-101", "Q24", "2029年"),
    ("CT-101", "Q34", "試驗主文件"),
    ("CT-101", "Q34", "Trial Master File"),
    ("REG-101", "Q01", "10年"),
    ("REG-101", "Q01", "10 years"),
    ("REG-101", "Q11", "药品的上市许可持有人"),
    ("REG-101", "Q11", "MAH"),
    ("REG-101", "Q11", "Marketing Authorization Holders"),
    ("REG-101", "Q24", "附条件的批准"),
    ("REG-101", "Q28", "quality agreements"),
    ("REG-101", "Q28", "书面的合同"),
]

# And what must not be.
MISTAKEN = [
    ("GMP-101", "Q39", "放行"),
    ("GMP-101", "Q39", "release"),
    ("GMP-102", "Q05", "完整"),
    ("GMP-102", "Q14", "password"),
    ("GMP-201", "Q01", "3520"),
    ("GMP-201", "Q10", "visual"),
    ("GMP-301", "Q10", "100"),
    ("CT-102", "Q09", "研究者"),
    ("CT-202", "Q15", "国家药监局"),
    ("CT-202", "Q15", "NMPA"),
    ("REG-201", "Q15", "818"),
]


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def pack(request: pytest.FixtureRequest) -> Pack:
    """Each course of the library, in turn."""
    return pack_in(request.param)


@cache
def pack_in(folder: Path) -> Pack:
    """A course, read once; reading refuses a faulty one."""
    return read(folder)


def quizzes(pack: Pack) -> list[dict[str, Any]]:
    return [unit["quiz"] for unit in pack.course["units"] if unit["kind"] == "quiz"]


def choosing(pack: Pack) -> list[dict[str, Any]]:
    return [question for question in pack.questions if question["kind"] in ("single", "multiple")]


def words(question: dict[str, Any], language: str) -> Iterator[str]:
    """Everything of a question that somebody reads, in one language."""
    yield question["text"][language]
    yield question["reason"][language]
    yield question["clause"][language]
    for part in (*question.get("choices", ()), *question.get("items", ()), *question.get("extra", ())):
        yield part[language]
    for pair in question.get("pairs", ()):
        yield pair["left"][language]
        yield pair["right"][language]
    if "measure" in question:
        yield question["measure"][language]


def shown(pack: Pack, slug: str, language: str) -> BeautifulSoup:
    """A lesson as a reader meets it."""
    return BeautifulSoup(render(pack.lessons[slug, language], pack, number=1)[0], "lxml")


def boxes(lesson: Lesson) -> list[tuple[list[str], str]]:
    """The key-fact boxes of a lesson: the facts of each, and what it says."""
    found = re.findall(r"^::: keyfact (.*?)\n(.*?)\n:::$", lesson.markdown, re.MULTILINE | re.DOTALL)
    return [(facts.split(), text) for facts, text in found]


def prose(markdown: str) -> str:
    """A lesson without what only the machine reads."""
    captions = re.sub(r"\]\(\S+?(?: \"([^\"]*)\")?\)", r"] \1", markdown)
    return re.sub(r"\{#[^}]*\}|^:::(?! case).*$|^::: case|^Table:", "", captions, flags=re.MULTILINE)


def question_of(code: str, id: str) -> dict[str, Any]:
    folder = next(folder for folder in FOLDERS if folder.name == code)
    return next(question for question in pack_in(folder).questions if question["id"] == id)


def is_right(question: dict[str, Any], text: str) -> bool:
    """Whether a typed answer earns its point; loading names the measure `unit`."""
    body = {**question, "unit": question.get("measure")}
    return kind_of(question["kind"]).mark(body, {"text": text}) == 1


def test_a_quiz_asks_about_every_lesson_some_of_it_hard(pack: Pack) -> None:
    lessons = {unit["slug"] for unit in pack.course["units"] if unit["kind"] == "lesson"}
    for quiz in quizzes(pack):
        assert {draw["unit"] for draw in quiz["draw"]} == lessons, "A lesson is never asked about"
        assert {draw["unit"] for draw in quiz["draw"] if draw["difficulty"] == "hard"} == lessons
        assert 10 <= sum(draw["count"] for draw in quiz["draw"]) <= 12
    assert quizzes(pack)


def test_whoever_confuses_what_matters_most_does_not_pass() -> None:
    critical = {folder.name: quizzes(pack_in(folder))[0].get("critical", []) for folder in FOLDERS}
    assert {code for code, questions in critical.items() if questions} == {"GMP-201", "GMP-202", "CT-102", "CT-201"}


def test_questions_are_of_many_kinds(pack: Pack) -> None:
    assert {question["kind"] for question in pack.questions} >= KINDS


def test_every_question_counts_the_same(pack: Pack) -> None:
    whole = {"scenario", "cloze"}  # else as much as their parts together
    assert all(question.get("points", 1) == 1 for question in pack.questions)
    assert all("points" in question for question in pack.questions if question["kind"] in whole)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_is_taught_in_a_box_with_its_source(pack: Pack, language: str) -> None:
    lessons = [lesson for (_slug, written), lesson in pack.lessons.items() if written == language]
    boxed = [fact for lesson in lessons for facts, _text in boxes(lesson) for fact in facts]
    assert sorted(boxed) == sorted(pack.course["facts"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lesson_has_a_worked_case_and_every_course_a_diagram(pack: Pack, language: str) -> None:
    pages = [shown(pack, slug, written) for slug, written in pack.lessons if written == language]
    assert all(re.search(r"^::: case ", lesson.markdown, re.MULTILINE) for lesson in pack.lessons.values())
    assert any(page.select("figure svg") for page in pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_answer_cannot_be_told_by_its_length(pack: Pack, language: str) -> None:
    questions = choosing(pack)
    telling = []
    for question in questions:
        right = [len(choice[language]) for choice in question["choices"] if choice.get("correct")]
        wrong = [len(choice[language]) for choice in question["choices"] if not choice.get("correct")]
        if max(right) > max(wrong):
            telling.append(question["id"])
    assert len(telling) <= 0.4 * len(questions), telling


def test_a_multiple_choice_leaves_something_to_choose(pack: Pack) -> None:
    for question in choosing(pack):
        right = [choice for choice in question["choices"] if choice.get("correct")]
        assert len(question["choices"]) >= 4, question["id"]
        assert len(right) < len(question["choices"]), question["id"]
        assert question["kind"] == "single" or len(right) >= 2, question["id"]


def test_neither_true_nor_false_is_the_safe_guess(pack: Pack) -> None:
    answers = Counter(question["answer"] for question in pack.questions if question["kind"] == "truefalse")
    assert 3 * min(answers[True], answers[False]) >= answers.total()


def test_a_question_is_written_in_one_language_at_a_time(pack: Pack) -> None:
    for question in pack.questions:
        for text in words(question, "zh"):
            assert not ENGLISH_SENTENCE.search(text), (question["id"], text)
        for text in words(question, "en"):
            assert not CHINESE.search(text), (question["id"], text)


def test_chinese_has_its_own_punctuation_and_room_around_latin_letters(pack: Pack) -> None:
    texts = [text for question in pack.questions for text in words(question, "zh")]
    texts += [
        line
        for (_slug, language), lesson in pack.lessons.items()
        if language == "zh"
        for line in prose(lesson.markdown).splitlines()
    ]
    texts += [node.get_text() for slug, _ in pack.lessons for node in shown(pack, slug, "zh").select("svg text")]
    texts += [pack.course["title"]["zh"], pack.course["summary"]["zh"], pack.course["audience"]["zh"]]
    texts += [unit["title"]["zh"] for unit in pack.course["units"]]
    texts += [source["title"]["zh"] for source in pack.course["sources"].values()]
    for text in texts:
        assert not HALF_WIDTH.search(text), text
        assert not UNSPACED.search(text), text


def test_english_quotes_with_one_kind_of_marks(pack: Pack) -> None:
    for question in pack.questions:
        assert all('"' not in text for text in words(question, "en")), question["id"]
    for (slug, language), lesson in pack.lessons.items():
        assert language == "zh" or '"' not in prose(lesson.markdown), slug


def test_a_repealed_source_is_cited_as_repealed(pack: Pack) -> None:
    repealed = {key for key, source in pack.course["sources"].items() if source["status"] == "repealed"}
    for key in repealed:
        assert "until" in pack.course["sources"][key]
        assert "废止" in pack.course["sources"][key]["title"]["zh"]
        assert "repealed" in pack.course["sources"][key]["title"]["en"]
    for slug, language in pack.lessons:
        for key in repealed:
            entry = shown(pack, slug, language).select_one(f"#source-{key}")
            assert entry is None or ("已废止" if language == "zh" else "repealed") in entry.get_text()


def test_the_chinese_gcp_of_2020_ended_with_august_2026() -> None:
    sources = read(COURSES / "trials" / "CT-101").course["sources"]
    assert (sources["GCP20"]["status"], str(sources["GCP20"]["until"])) == ("repealed", "2026-08-31")
    assert (sources["GCP26"]["status"], str(sources["GCP26"]["from"])) == ("in_force", "2026-09-01")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_compared_yet_is_worded_with_care(pack: Pack, language: str) -> None:
    for slug, written in pack.lessons:
        for facts, text in boxes(pack.lessons[slug, written]):
            if written == language and any(pack.course["facts"][fact]["check"] == "verify" for fact in facts):
                assert re.search(CARE[language], text, re.IGNORECASE), facts


@pytest.mark.parametrize(("code", "id", "text"), TYPED)
def test_what_people_type_is_taken_as_right(code: str, id: str, text: str) -> None:
    assert is_right(question_of(code, id), text)


@pytest.mark.parametrize(("code", "id", "text"), MISTAKEN)
def test_what_is_wrong_is_not(code: str, id: str, text: str) -> None:
    assert not is_right(question_of(code, id), text)


def test_a_number_names_what_it_counts(pack: Pack) -> None:
    assert all("measure" in question for question in pack.questions if question["kind"] == "numeric")
