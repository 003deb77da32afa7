"""What is said of a course while it is being written: every fault, and advice, each with the place to go to."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from learn.catalogue.checking import Finding, Kind, Readability, Severity, findings, lesson_findings
from learn.catalogue.pack import Lesson, folder_at, read
from learn.config import ROOT
from tests.catalogue.packs import faults_of, files_of, spoil
from tests.small_course import small_pack

EN, ZH = "units/01-lesson-1.en.md", "units/01-lesson-1.zh.md"
TERM = "terms:\n  coi:\n    title: {zh: 同一性链, en: Chain of identity}\n    text: {zh: 从病人到产品, en: From patient to product}\nunits:"


@pytest.fixture(autouse=True)
def in_english(app: Flask) -> Iterator[None]:
    """Sentences in English."""
    with app.test_request_context("/?hl=en", headers={"Accept-Language": "en"}):
        yield


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A faultless pack, to be spoilt."""
    return small_pack(tmp_path)


def found_in(pack: Path) -> list[Finding]:
    return findings(folder_at(pack))


def advice(pack: Path, kind: Kind) -> list[Finding]:
    return [one for one in found_in(pack) if one.kind is kind and one.severity is Severity.ADVICE]


def faults(pack: Path) -> list[str]:
    return [str(one) for one in found_in(pack) if one.severity is Severity.FAULT]


def only(found: list[Finding]) -> Finding:
    assert len(found) == 1, list(map(str, found))
    return found[0]


def test_a_good_course_has_no_fault_and_little_to_be_said() -> None:
    for path in sorted((ROOT / "courses").glob("*/*/course.yaml")):
        found = found_in(path.parent)
        assert not [one for one in found if one.severity is Severity.FAULT]
        assert len(found) <= 3, list(map(str, found))


def test_the_faults_are_those_of_the_reader(pack: Path) -> None:
    spoil(pack, "course.yaml", "from: 2011-03-01", "from: 2011-02-30")
    spoil(pack, "questions.yaml", "id: Q02", "id: Q01")
    spoil(pack, EN, "{#how}", "{#why}")
    assert faults(pack) == [str(fault) for fault in faults_of(pack)]


def test_files_of_a_draft_are_checked_without_a_folder(pack: Path) -> None:
    files = {name: content for name, content in files_of(pack).items() if isinstance(content, bytes)}
    assert findings(files) == findings(read(pack))
    del files[EN]
    assert [str(one) for one in findings(files) if one.severity is Severity.FAULT][
        -1
    ] == f"{EN}:1: This file is missing."
    assert str(findings({})[0]) == "course.yaml:1: This file is missing."


def test_a_place_says_unit_language_question_and_part(pack: Path) -> None:
    spoil(pack, EN, "See [", "See <b>x</b> [")
    spoil(pack, "questions.yaml", "source: CG", "source: XX")
    spoil(pack, "course.yaml", "    source: CG", "    source: XX")
    text, *_rest = [one for one in found_in(pack) if one.file == EN and one.severity is Severity.FAULT]
    assert (text.unit, text.language, text.line) == ("lesson-1", "en", 9)
    question = next(one for one in found_in(pack) if one.file == "questions.yaml")
    assert (question.question, question.unit, question.path) == ("Q01", "lesson-1", (0, "source"))
    fact = next(one for one in found_in(pack) if one.file == "course.yaml")
    assert fact.path == ("facts", "F01", "source")


# unfinished and broken


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hours: 0.5", "hours: many"),
        ("code: GMP-101", "code: {a: b}"),
        ("title: {zh: 第 1 课, en: Lesson 1}", "title: {zh: 第 1 课}"),
        ("minutes: 10", "minutes: soon"),
        ("status: in_force", "status: [1]"),
        ("    source: CG", "    sauce: CG"),
        ("      draw: [", "      drawn: ["),
        ("objectives:", "objective:"),
        ("facts:", "fakts:"),
        ("units:", "unit:"),
        ("summary: {", "summary: &a {"),
        ("title: {zh", "title: [zh"),
        ("catalogue: gmp", "catalogue: gmp\n\tx"),
        ("prerequisites: []", "prerequisites: 5"),
    ],
)
def test_a_broken_course_yaml_does_not_hide_what_is_wrong_in_lessons_and_questions(
    pack: Path, old: str, new: str
) -> None:
    spoil(pack, EN, "See [", "See <b>x</b> [")
    spoil(pack, ZH, "](source:CG)", "](#nowhere)")
    spoil(pack, "questions.yaml", "en: HR}", "en: HR, correct: true}")
    before = faults(pack)
    spoil(pack, "course.yaml", old, new)
    after = faults(pack)
    assert any(one.startswith("course.yaml:") for one in after)
    assert set(before) <= set(after)
    assert not [one for one in after if one not in before and not one.startswith("course.yaml")], (
        "nothing new elsewhere"
    )


def test_a_broken_question_does_not_hide_the_others(pack: Path) -> None:
    spoil(pack, "questions.yaml", "kind: single", "kind: singel")
    spoil(pack, "questions.yaml", "{id: b, zh: 质量受权人", "{id: a, zh: 质量受权人")
    line = (pack / "questions.yaml").read_text().split("\n").index("- id: Q02") + 1
    said = faults(pack)
    assert any("must be one of" in one for one in said)
    assert any("have the same id" in one and line < int(one.split(":")[1]) <= line + 12 for one in said)
    assert not any("bank needs" in one for one in said), "nobody knows how many there are"


def test_whatever_is_done_to_the_files_something_is_said_and_nothing_crashes(pack: Path) -> None:
    whole = {name: content for name, content in files_of(pack).items() if isinstance(content, bytes)}
    dice = random.Random(5)
    for _ in range(150):
        files = dict(whole)
        for _n in range(dice.randint(1, 3)):
            name = dice.choice(sorted(files))
            lines = files[name].split(b"\n")
            n = dice.randrange(len(lines))
            what = dice.randrange(5)
            if what == 0:
                del lines[n]
            elif what == 1:
                lines[n] = lines[n][: dice.randrange(len(lines[n]) + 1)]
            elif what == 2:
                lines.insert(n, dice.choice(lines))
            elif what == 3:
                lines[n] = lines[n].replace(b":", b": -", 1)
            else:
                lines[n] = b"  " + lines[n]
            files[name] = b"\n".join(lines)
        findings(files)


# advice on a lesson


def test_a_part_before_any_section_and_a_heading_over_nothing(pack: Path) -> None:
    spoil(
        pack, EN, "## Who answers {#who}\n", "### Before\n\nText.\n\n## Who answers {#who}\n\n### Empty\n\n### Full\n"
    )
    found = advice(pack, Kind.HEADINGS)
    assert [(one.line, one.sentence) for one in found] == [
        (3, "A part (###) stands here before the first section (##)."),
        (9, "Nothing stands under this heading."),
    ]


@pytest.mark.parametrize(
    ("alt", "sentence"),
    [
        ("Two steps", "repeat its caption"),
        ("chain.svg", "are the name of its file"),
        ("Chain", "are the name of its file"),
        ("A b", "are too few"),
    ],
)
def test_words_for_a_picture_that_say_nothing(pack: Path, alt: str, sentence: str) -> None:
    spoil(pack, EN, "![Two steps from collection to release]", f"![{alt}]")
    found = only(advice(pack, Kind.PICTURES))
    assert sentence in found.sentence
    assert found.file == EN


@pytest.mark.parametrize(("status", "said"), [("repealed", "is repealed"), ("draft", "is a draft")])
def test_a_source_that_is_not_in_force_is_cited_as_such(pack: Path, status: str, said: str) -> None:
    spoil(pack, "course.yaml", "status: in_force", f"status: {status}")
    found = advice(pack, Kind.SOURCES)
    assert {(one.file, one.line) for one in found} >= {(EN, 5), (EN, 9), (ZH, 5), (ZH, 9)}
    assert "Q01" in {one.question for one in found}
    assert all(said in one.sentence for one in found)
    spoil(pack, EN, "See [Art. 26](source:CG).", "See [Art. 26](source:CG), repealed since; a draft follows.")
    assert (EN, 9) not in {(one.file, one.line) for one in advice(pack, Kind.SOURCES)}
    spoil(pack, "course.yaml", "en: China GMP 2010", "en: China GMP 2010 (draft; now repealed)")
    assert not advice(pack, Kind.SOURCES), "the title says so wherever it stands"


def test_long_sentences_and_hard_words_are_named_where_they_stand(pack: Path) -> None:
    spoil(pack, EN, "See [Art", "First.\n" + "It is very long indeed " * 10 + "here. See [Art")
    found = only(advice(pack, Kind.READING))
    assert (found.line, found.sentence) == (
        10,
        "This sentence has 51 words: “It is very long indeed It is very long i…”",
    )
    spoil(pack, ZH, "见[", "这句话很长很长" * 16 + "。见[")
    assert "This sentence has 112 characters" in [one.sentence[:32] for one in advice(pack, Kind.READING)]


def test_how_a_text_reads_is_a_number_and_a_sentence() -> None:
    easy = Readability.of(Lesson("x", "en", "The cat sat on the mat. The dog ran to the cat. It was a good day."))
    hard = Readability.of(
        Lesson("x", "en", "Notwithstanding organisational responsibilities, pharmaceutical manufacturers unquestionably necessitate "
        "comprehensive qualification documentation, notwithstanding international harmonisation considerations.")
    )  # fmt: skip
    assert easy.number < 3 < 15 < hard.number
    assert (easy.sentence, hard.hard) == (f"Easy to read: it asks for {easy.number} years of school in English.", True)
    rare = Readability.of(Lesson("x", "zh", "鼯鼱魍魉，饕餮耄耋。细胞。"))
    assert rare.rare > 0.5
    assert rare.sentence == "Hard to read: 80 % of its characters are rare."
    short = Readability.of(Lesson("x", "zh", "细胞离开人体。每一步都要记录。"))
    assert (short.number, short.rare, short.length) == (6.5, 0, 13)


def test_abbreviations_end_no_sentence_and_tables_are_no_prose() -> None:
    lesson = Lesson(
        "x", "en", "See Art. 26 and No. 3, e.g. here.\n\nTable: x y z\n\n| a b c | d |\n|---|---|\n| e f | g |"
    )
    assert Readability.of(lesson).length == 9  # the number and the short words too
    assert Readability.of(lesson).number < 5, "one sentence of nine words"


# advice between the languages


def test_what_is_not_translated_is_named_in_its_language(pack: Path) -> None:
    spoil(pack, ZH, "不得用铅笔填写。", "Do not write in pencil.")
    spoil(pack, EN, "This is a note in the margin.", "这是一条旁注。")
    spoil(pack, "course.yaml", "summary: {zh: 谁负责，怎样记录。,", "summary: {zh: Who answers and how to record.,")
    spoil(pack, "questions.yaml", "en: The driver", "en: 司机")
    found = advice(pack, Kind.TRANSLATION)
    assert [(one.file, one.language, one.sentence) for one in found] == [
        ("course.yaml", "zh", "Chinese and English are the same."),
        ("questions.yaml", "en", "This looks like Chinese."),
        (EN, "en", "This looks like Chinese."),
        (ZH, "zh", "This looks like English."),
    ]
    assert found[1].question == "Q02"
    assert found[0].path == ("summary", "zh")


def test_names_and_abbreviations_are_at_home_in_both_languages(pack: Path) -> None:
    spoil(
        pack, "course.yaml", "audience: {zh: 生产人员, en: Operators}", "audience: {zh: CAR-T / CAPA, en: CAR-T / CAPA}"
    )
    assert not advice(pack, Kind.TRANSLATION)


@pytest.mark.parametrize(
    ("old", "what"),
    [
        ("::: note\n这是一条旁注。\n:::\n", "Notes: 0 here, 1 in the other language."),
        ("| 事后补写 | 不可以 |\n", "Rows of tables: 2 here, 3 in the other language."),
    ],
)
def test_what_stands_in_one_language_only_is_missed_in_the_other(pack: Path, old: str, what: str) -> None:
    spoil(pack, ZH, old, "")
    found = only(advice(pack, Kind.TRANSLATION))
    assert (found.file, found.sentence) == (ZH, what)


def test_a_section_that_is_much_shorter_than_its_twin_is_named(pack: Path) -> None:
    spoil(
        pack,
        EN,
        "## How to record {#how}\n",
        "## How to record {#how}\n\n" + "Write down what you did when you did it. " * 12,
    )
    found = [one for one in advice(pack, Kind.TRANSLATION) if "much shorter" in one.sentence]
    assert (only(found).file, only(found).line) == (ZH, 15)


# advice on the course


def test_an_objective_and_a_lesson_that_no_question_serves(pack: Path) -> None:
    spoil(pack, "course.yaml", "objectives:", "objectives:\n  - {id: gowning, zh: 更衣, en: Gown properly}")
    found = only(advice(pack, Kind.OBJECTIVES))
    assert (found.path, found.sentence) == (
        ("objectives", 0),
        "No unit and no question serves the objective “gowning”.",
    )
    spoil(pack, "course.yaml", "draw: [{unit: lesson-1, count: 2}, ", "draw: [")
    text = (pack / "questions.yaml").read_text().replace("unit: lesson-1", "unit: lesson-2")
    (pack / "questions.yaml").write_text(text)
    assert "No question asks about “lesson-1”." in [one.sentence for one in advice(pack, Kind.OBJECTIVES)]


def test_a_source_that_nothing_cites(pack: Path) -> None:
    spoil(
        pack,
        "course.yaml",
        "facts:",
        "  DI:\n    title: {zh: 数据管理要求, en: Data rules}\n    status: in_force\nfacts:",
    )
    assert only(advice(pack, Kind.SOURCES)).path == ("sources", "DI")


def test_minutes_that_nobody_needs_or_that_are_not_enough(pack: Path) -> None:
    assert not advice(pack, Kind.TIME)
    spoil(pack, EN, "See [Art", "He wrote it down. " * 900 + "See [Art")
    found = only(advice(pack, Kind.TIME))
    assert found.sentence == "10 minutes are stated; reading it once takes about 20."
    assert (found.unit, found.path) == ("lesson-1", ("units", 0, "minutes"))


def test_too_few_questions_for_all_attempts_is_advice(pack: Path) -> None:
    found = advice(pack, Kind.QUESTIONS)
    assert [one.path for one in found] == [("units", 2, "quiz", "draw", 0), ("units", 2, "quiz", "draw", 1)]
    assert "For 3 attempts without a question that was seen before it needs 6." in found[0].sentence
    spoil(pack, "course.yaml", "attempts: 3", "attempts: 2")
    assert not advice(pack, Kind.QUESTIONS)


def test_a_term_that_nobody_explains_or_that_one_language_explains(pack: Path) -> None:
    spoil(pack, "course.yaml", "units:", TERM)
    assert only(advice(pack, Kind.TERMS)).path == ("terms", "coi")
    spoil(pack, EN, "See [Art", "The [chain](term:coi). See [Art")
    found = only(advice(pack, Kind.TERMS))
    assert (found.file, found.line) == (EN, 9)


# one lesson, while somebody types


def test_a_lesson_is_checked_by_itself_and_beside_its_twin(pack: Path) -> None:
    course = read(pack).course
    zh = Lesson(ZH, "zh", (pack / ZH).read_text())
    en = Lesson(EN, "en", (pack / EN).read_text().replace("source:CG", "source:XX").replace("{#how}", "{#why}"))
    found = lesson_findings(en, course, media={"chain.svg"}, other=zh, minutes=90)
    assert [one.sentence[:40] for one in found if one.severity is Severity.FAULT] == [
        "There is no source “XX”.",
        "The sections differ between the language",
    ]
    assert [one.sentence for one in found if one.severity is Severity.ADVICE] == []
    long = Lesson(EN, "en", en.markdown + "\nHe wrote it down. " * 200)
    assert Kind.TIME in [one.kind for one in lesson_findings(long, course, media={"chain.svg"}, minutes=90)]
    assert not lesson_findings(zh, {}, media={"chain.svg"}), "what is not said of the course is not missed"


def test_a_lesson_is_checked_while_somebody_types_and_a_course_within_a_second() -> None:
    folder = ROOT / "courses/gmp/GMP-101"
    whole = read(folder)
    zh = whole.lessons["release", "zh"]
    assert zh.root
    times = []
    for _ in range(5):
        start = time.perf_counter()
        en = Lesson("units/03-release.en.md", "en", whole.lessons["release", "en"].markdown)
        lesson_findings(en, whole.course, media=whole.media.names, other=zh, minutes=20)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.05, times
    times = []
    for _ in range(3):
        start = time.perf_counter()
        found_in(folder)
        times.append(time.perf_counter() - start)
    assert min(times) < 1, times
