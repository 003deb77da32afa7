"""A library of courses is checked as a whole: sources, terms, syllabus, matrix, and the standard of every course."""

import json
from pathlib import Path

import pytest
import yaml

from learn.catalogue.course_library import CourseLibrary, map_of_facts, page_to_verify
from learn.catalogue.course_library.sharing import faults_in_sources, faults_in_terms
from learn.catalogue.course_library.standard import faults_in_standard
from learn.catalogue.course_library.teaching import faults_in_matrix, faults_in_teaching
from learn.catalogue.pack import Unreadable
from tests.small_course import small_pack

COURSES = Path(__file__).parents[2] / "courses"

SOURCES = """CG:
  title: {zh: 药品生产质量管理规范（2010 年修订）, en: China GMP 2010}
  statuses: [{status: in_force, from: 2011-03-01}]
"""
GLOSSARY = """chain-of-identity:
  title: {zh: 细胞身份链, en: Chain of identity}
  text: {zh: 细胞属于谁的证明。, en: Proof of whose cells these are.}
"""
SYLLABUS = """GMP-101:
  pass_mark: 75
  valid_months: 12
  prerequisites: []
  lessons:
    lesson-1:
      facts: [{says: Training plans are approved, reference: CG26, check: read, taught: [F01]}]
      questions: [Q01, Q02]
"""
MATRIX = """roles:
  - {code: qc-analyst, title: {zh: 质控, en: QC}, courses: {GMP-101: 0}}
"""
EXPLAINED = {
    "zh": "这叫[细胞身份链](term:chain-of-identity)。",
    "en": "This is the [chain of identity](term:chain-of-identity).",
}


@pytest.fixture
def folder(app, tmp_path):
    """A library of one small course, in which sources, terms, facts and roles fit each other."""
    small_pack(tmp_path / "gmp")
    for name, text in {"sources": SOURCES, "glossary": GLOSSARY, "syllabus": SYLLABUS, "matrix": MATRIX}.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    for language, sentence in EXPLAINED.items():
        change(tmp_path, f"units/01-lesson-1.{language}.md", "\n## ", f"\n{sentence}\n\n## ", 1)
    change(tmp_path, "course.yaml", "units:\n", "terms:\n  " + GLOSSARY.replace("\n  ", "\n    ") + "units:\n", 1)
    return tmp_path


def change(folder: Path, file: str, old: str, new: str, count: int = -1) -> None:
    """Write something else into a file of the course, or of the library."""
    path = next(one for one in (folder / "gmp/GMP-101" / file, folder / file) if one.exists())
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, count))


def said(check, folder: Path) -> list[str]:
    """What a check says of the library, with file and line."""
    return [str(fault) for fault in check(CourseLibrary(folder))]


CHECKS = [faults_in_sources, faults_in_terms, faults_in_teaching, faults_in_matrix]


@pytest.mark.parametrize("check", CHECKS)
def test_a_library_whose_parts_fit_has_no_fault(folder, check):
    assert said(check, folder) == []


@pytest.mark.parametrize(
    ("check", "file", "old", "new", "sentence"),
    [
        (faults_in_sources, "sources.yaml", "China GMP 2010", "GMP of China", "gmp/GMP-101/course.yaml:13: CG stands otherwise in sources.yaml: gather the sources again."),
        (faults_in_sources, "sources.yaml", "2011-03-01", "2011-03-02", "gmp/GMP-101/course.yaml:13: CG stands otherwise in sources.yaml: gather the sources again."),
        (faults_in_sources, "sources.yaml", "CG:", "DAL:", "sources.yaml:1: No course cites DAL."),
        (faults_in_terms, "glossary.yaml", "Proof", "Some proof", "gmp/GMP-101/course.yaml:27: “chain-of-identity” stands otherwise in glossary.yaml: gather the terms again."),
        (faults_in_terms, "units/01-lesson-1.en.md", "Once cells", "A chain of identity: once cells", "gmp/GMP-101/units/01-lesson-1.en.md:1: “chain-of-identity” is named here before the word that explains it."),
        (faults_in_terms, "units/01-lesson-1.zh.md", "细胞离开", "细胞身份链：细胞离开", "gmp/GMP-101/units/01-lesson-1.zh.md:1: “chain-of-identity” is named here before the word that explains it."),
        (faults_in_teaching, "syllabus.yaml", "[F01]", "[F09]", "syllabus.yaml:7: The course does not have the fact that teaches this."),
        (faults_in_teaching, "syllabus.yaml", "[F01]", "[F02]", "syllabus.yaml:7: F02 is not taught in this lesson, in both languages."),
        (faults_in_teaching, "syllabus.yaml", "check: read", "check: verify", "syllabus.yaml:7: F01 says “read”; the syllabus knows no more than “verify”."),
        (faults_in_teaching, "syllabus.yaml", "Q02", "Q05", "syllabus.yaml:8: Q05 is not a question of this lesson."),
        (faults_in_teaching, "syllabus.yaml", "pass_mark: 75", "pass_mark: 80", "gmp/GMP-101/course.yaml:1: “pass_mark” is otherwise in the syllabus."),
        (faults_in_teaching, "course.yaml", "valid_months: 12", "valid_months: 24", "gmp/GMP-101/course.yaml:10: “valid_months” is otherwise in the syllabus."),
        (faults_in_teaching, "syllabus.yaml", "GMP-101", "GMP-102", "syllabus.yaml:1: There is no course GMP-102."),
        (faults_in_teaching, "syllabus.yaml", "GMP-101", "GMP-102", "syllabus.yaml:1: The syllabus says nothing of GMP-101."),
        (faults_in_matrix, "matrix.yaml", "GMP-101", "GMP-102", "matrix.yaml:1: There is no course GMP-102."),
        (faults_in_matrix, "matrix.yaml", "GMP-101", "GMP-102", "matrix.yaml:1: No job role needs GMP-101."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_where_it_stands(folder, check, file, old, new, sentence):
    change(folder, file, old, new)
    assert sentence in said(check, folder)


@pytest.mark.parametrize("marks", ["**", "*"])
def test_a_term_explained_in_bold_is_explained(folder, marks):
    change(
        folder,
        "units/01-lesson-1.en.md",
        EXPLAINED["en"],
        f"This is the {marks}[chain of identity](term:chain-of-identity){marks}.",
    )
    assert said(faults_in_terms, folder) == []


def test_a_role_that_needs_a_course_before_what_it_presupposes_is_said(folder):
    small_pack(folder / "gmp", "GMP-102", prerequisites="GMP-101")
    for days, fine in (
        ({"GMP-101": 0, "GMP-102": 0}, True),
        ({"GMP-101": 30, "GMP-102": 14}, False),
        ({"GMP-102": 0}, False),
    ):
        (folder / "matrix.yaml").write_text(MATRIX.replace("{GMP-101: 0}", str(days).replace("'", "")))
        found = said(faults_in_matrix, folder)
        assert ("matrix.yaml:1: qc-analyst needs GMP-102 before GMP-101, which comes first." not in found) is fine


def test_a_key_fact_may_name_a_term_before_it_is_explained(folder):
    change(folder, "units/01-lesson-1.en.md", "::: keyfact F01\n", "::: keyfact F01\nA chain of identity. ")
    assert said(faults_in_terms, folder) == []


def test_a_term_that_no_lesson_explains_and_two_of_one_name_are_said(folder):
    again = GLOSSARY.replace("chain-of-identity", "identity-chain")
    (folder / "glossary.yaml").write_text(GLOSSARY + again)
    found = said(faults_in_terms, folder)
    assert "glossary.yaml:4: No lesson explains the term “identity-chain”." in found
    assert "glossary.yaml:4: Another term has the same name in this language." in found


@pytest.mark.parametrize(
    "sentence",
    [
        "gmp/GMP-101/course.yaml:1: There are 1 diagrams; a course has at least 2.",
        "gmp/GMP-101/questions.yaml:1: No question puts a case with questions about it (scenario).",
        "gmp/GMP-101/questions.yaml:1: No question is “hard”.",
        "gmp/GMP-101/course.yaml:43: 4 questions fit here; 6 are needed.",
    ],
)
def test_a_course_that_falls_short_of_the_standard_is_told(folder, sentence):
    assert sentence in said(faults_in_standard, folder)


def test_a_lesson_too_short_or_said_in_fewer_words_in_one_language_is_told(folder):
    found = "\n".join(said(faults_in_standard, folder))
    assert "01-lesson-1.en.md:1: This lesson has" in found
    change(folder, "units/01-lesson-1.en.md", "Once cells", "Once cells " * 200)
    found = "\n".join(said(faults_in_standard, folder))
    assert "01-lesson-1.zh.md:1: " in found
    assert "for each English word: one of the two says less." in found


def test_a_diagram_that_says_something_in_one_language_only_is_told(folder):
    change(folder, "media/chain.svg", ' lang="en">', ">")
    found = said(faults_in_standard, folder)
    assert "gmp/GMP-101/media/chain.svg:1: This diagram has 2 texts in Chinese and 0 in English." in found


def test_a_lesson_without_a_case_is_told(folder):
    for language in ("zh", "en"):
        path = folder / f"gmp/GMP-101/units/01-lesson-1.{language}.md"
        path.write_text(path.read_text().partition("::: case")[0])
    assert "gmp/GMP-101/units/01-lesson-1.en.md:1: No case asks the reader to decide." in said(
        faults_in_standard, folder
    )


def test_advice_on_any_course_is_a_fault_of_a_course_of_the_library(folder):
    change(folder, "units/01-lesson-1.en.md", "Two steps from collection to release", "Two steps")
    assert any("repeat its caption" in one for one in said(faults_in_standard, folder))


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("[{status: in_force, from: 2011-03-01, successor: X}]", "The source that follows is not in this file."),
        ("[{status: in_force, from: 2011-03-01, successor: CG}]", "Only a repealed source is followed by another."),
        ("[{status: in_force, from: 2011-02-30}]", "Every status but the first says from which day"),
        (
            "[{status: in_force, from: 2011-03-01}, {status: repealed}]",
            "Every status but the first says from which day",
        ),
        (
            "[{status: in_force, from: 2011-03-01}, {status: repealed, from: 2011-03-01}]",
            "The statuses stand in the order",
        ),
    ],
)
def test_statuses_that_cannot_be_are_told_before_anything_is_entered(app, folder, new, sentence):
    change(folder, "sources.yaml", "[{status: in_force, from: 2011-03-01}]", new)
    with pytest.raises(Unreadable, match=sentence):
        CourseLibrary(folder)
    result = app.test_cli_runner().invoke(args=["sources", "load", str(folder / "sources.yaml")])
    assert (result.exit_code, sentence in result.output) == (1, True)


def test_a_library_without_a_matrix_is_told_so(app, folder):
    (folder / "matrix.yaml").unlink()
    result = run(app, "check", str(folder))
    assert (result.exit_code, "matrix.yaml:1: No such file" in result.output) == (1, True)


def test_a_faulty_file_of_the_library_is_told_by_line(folder):
    change(folder, "syllabus.yaml", "pass_mark: 75", "pass: 75")
    with pytest.raises(Unreadable, match=r"syllabus\.yaml:2: “pass” is not a key that may stand here"):
        CourseLibrary(folder)


# the command line


def run(app, *words: str):
    """A command, as `bin/learn` gives it."""
    return app.test_cli_runner().invoke(args=["courses", *words])


def test_checking_a_folder_that_is_a_library_checks_it_as_a_whole(app, folder):
    result = run(app, "check", str(folder))
    assert result.exit_code == 1
    assert "GMP-101 1.0, 3 units, 8 questions, no fault" in result.output
    assert f"{folder}/gmp/GMP-101/questions.yaml:1: No question is “hard”." in result.output


def test_gathering_takes_what_a_course_cites_and_leaves_the_rest_as_written(app, folder):
    course = folder / "gmp/GMP-101/course.yaml"
    before = course.read_text()
    change(
        folder,
        "course.yaml",
        "title: {zh: 药品生产质量管理规范（2010 年修订）, en: China GMP 2010}",
        "title: {zh: 旧, en: Old}",
    )
    change(folder, "course.yaml", "hours: 0.5", "hours: 0.5  # half an hour")
    change(folder, "course.yaml", "facts:\n", "# What must be known\nfacts:\n")
    assert run(app, "gather", str(course.parent)).exit_code == 0
    after = course.read_text()
    assert yaml.safe_load(after) == yaml.safe_load(before)
    assert "# half an hour" in after
    assert "# What must be known\nfacts:" in after
    assert run(app, "gather", str(course.parent)).exit_code == 0
    assert course.read_text() == after


def test_nothing_is_taken_away_because_a_file_cannot_be_read(app, folder):
    (folder / "gmp/GMP-101/units/01-lesson-1.zh.md").unlink()
    before = (folder / "gmp/GMP-101/course.yaml").read_text()
    result = run(app, "gather", str(folder / "gmp/GMP-101"))
    assert (result.exit_code, "01-lesson-1.zh.md" in result.output) == (1, True)
    assert (folder / "gmp/GMP-101/course.yaml").read_text() == before


def test_gathering_finds_the_library_from_inside_a_folder(app, folder, monkeypatch):
    monkeypatch.chdir(folder / "gmp")
    assert run(app, "gather", "GMP-101").exit_code == 0


def test_a_repealed_source_is_gathered_with_its_last_day(app, folder):
    change(folder, "sources.yaml", "2011-03-01}", "2011-03-01}, {status: repealed, from: 2026-09-01}")
    run(app, "gather", str(folder / "gmp/GMP-101"))
    gathered = yaml.safe_load((folder / "gmp/GMP-101/course.yaml").read_text())["sources"]["CG"]
    assert (gathered["status"], str(gathered["from"]), str(gathered["until"])) == (
        "repealed",
        "2011-03-01",
        "2026-08-31",
    )
    assert said(faults_in_sources, folder) == []


def test_the_map_says_where_each_fact_is_taught(app, folder):
    told = json.loads(run(app, "facts", str(folder)).output)
    assert [one["fact"] for one in told] == ["F01", "F02"]
    assert told[0]["syllabus"] == ["Training plans are approved"]
    place = next(place for place in told[0]["places"] if place["language"] == "en")
    assert (place["file"], place["section"]) == ("gmp/GMP-101/units/01-lesson-1.en.md", "who")
    assert place["words"].startswith("The training plan is reviewed")


def test_the_page_for_the_expert_holds_just_what_is_not_read(app, folder):
    change(folder, "course.yaml", "check: read", "check: verify", 1)
    page = run(app, "facts", str(folder), "--to-verify").output
    assert "## To be verified / 待核实 (1)" in page
    assert "| F01, lesson-1 | CG: Art. 26 / 第二十六条 | Training plans are approved | 培训计划由" in page
    assert "F02" not in page
    assert "Questions" not in page.partition("###")[2]


def test_the_expert_sees_which_questions_rest_on_what_nobody_compared_and_which_must_be_right(app, folder):
    change(folder, "questions.yaml", "check: read", "check: secondary", 2)
    change(folder, "course.yaml", "      pass_mark: 75", "      critical: [Q02]\n      pass_mark: 75")
    page = run(app, "facts", str(folder), "--to-verify").output
    assert "Questions / 题目: Q01, **Q02**" in page.partition("From secondary sources")[2]


# the library that we ship


@pytest.fixture(scope="module")
def ours():
    """The courses that come with the platform."""
    return CourseLibrary(COURSES)


def test_our_library_holds_the_whole_syllabus(ours):
    lessons = [lesson for course in ours.syllabus.values() for lesson in course["lessons"].values()]
    assert len(ours.readings) == 12
    assert len(lessons) == 36
    assert sum(len(lesson["facts"]) for lesson in lessons) == 215
    assert sum(len(lesson["questions"]) for lesson in lessons) == 180
    assert len(ours.matrix["roles"]) == 10
    assert len(ours.shared.terms) >= 150


def test_the_page_of_facts_to_verify_is_up_to_date(ours):
    assert (COURSES.parent / "docs/facts-to-verify.md").read_text() == page_to_verify(ours)
    assert len(json.loads(map_of_facts(ours))) >= 215
