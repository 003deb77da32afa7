"""Unit by unit, what a new version changes: what a decision about learning again rests on."""

from pathlib import Path

import pytest

from learn.catalogue.comparing import Changes, UnitChange, UnitPart, UnitState, changed_units
from learn.catalogue.comparing.changes import moved
from tests.catalogue.comparing_packs import Edit, replacing, two_versions

EN, ZH = "units/01-lesson-1.en.md", "units/01-lesson-1.zh.md"
GCP = "\n  GCP:\n    title: {zh: 药物临床试验质量管理规范, en: GCP}\n    status: in_force\n"


def changes_of(folder: Path, *edits: Edit, lessons: int = 2) -> dict[str, UnitChange]:
    """What becomes of each unit after some edits."""
    return {change.slug: change for change in changed_units(*two_versions(folder, *edits, lessons=lessons))}


def test_nothing_changed_and_every_unit_is_the_same(tmp_path: Path) -> None:
    found = changes_of(tmp_path)
    assert [(one.slug, one.state, one.was, one.now) for one in found.values()] == [
        ("lesson-1", UnitState.SAME, 1, 1),
        ("lesson-2", UnitState.SAME, 2, 2),
        ("final-quiz", UnitState.SAME, 3, 3),
    ]
    assert not any(one.touched or one.learners_notice for one in found.values())


def test_a_word_in_english_changes_the_english_text_by_a_word(tmp_path: Path) -> None:
    change = changes_of(tmp_path, replacing(EN, "Do not write in pencil.", "Do not write in chalk."))["lesson-1"]
    assert (change.state, change.parts, change.words) == (UnitState.CHANGED, {UnitPart.EN}, {"zh": 0, "en": 1})
    assert change.learners_notice


def test_chinese_words_are_its_characters(tmp_path: Path) -> None:
    change = changes_of(tmp_path, replacing(ZH, "不得用铅笔填写。", "不得用粉笔填写。"))["lesson-1"]
    assert (change.parts, change.words) == ({UnitPart.ZH}, {"zh": 1, "en": 0})


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("| At the time | Right |", "| At once | Right |", 2),
        ('"Two steps")', '"Both steps")', 1),
        ("case A visitor", "case The visitor", 1),
        ("See [Art. 26](source:CG).", "Look at [Art. 26](source:CG) first.", 3),
        ("{#how}", "{#how} ", 0),
    ],
)
def test_words_are_counted_wherever_a_reader_reads_them(tmp_path: Path, old: str, new: str, words: int) -> None:
    assert changes_of(tmp_path, replacing(EN, old, new))["lesson-1"].words["en"] == words


def test_a_fact_that_cites_another_clause_changes_its_lesson_and_no_other(tmp_path: Path) -> None:
    found = changes_of(tmp_path, replacing("course.yaml", "Art. 26}", "Art. 27}"))
    assert found["lesson-1"].parts == {UnitPart.FACTS}
    assert found["lesson-1"].facts == Changes(added=[], changed=["F01"], removed=[])
    assert found["lesson-2"].state == UnitState.SAME


def test_a_source_that_is_repealed_changes_every_lesson_that_rests_on_it(tmp_path: Path) -> None:
    found = changes_of(tmp_path, replacing("course.yaml", "status: in_force", "status: repealed"))
    assert found["lesson-1"].parts == found["lesson-2"].parts == {UnitPart.SOURCES}
    assert found["final-quiz"].state == UnitState.SAME


def test_a_source_that_no_lesson_cites_changes_none(tmp_path: Path) -> None:
    found = changes_of(tmp_path, replacing("course.yaml", "\nfacts:", f"{GCP}facts:"))
    assert {one.state for one in found.values()} == {UnitState.SAME}


def test_a_picture_that_was_drawn_anew_changes_the_lessons_that_show_it(tmp_path: Path) -> None:
    found = changes_of(tmp_path, replacing("media/chain.svg", "Collection", "Apheresis"))
    assert found["lesson-1"].parts == found["lesson-2"].parts == {UnitPart.MEDIA}


def test_a_rule_of_a_quiz_changes_the_quiz(tmp_path: Path) -> None:
    assert changes_of(tmp_path, replacing("course.yaml", "pass_mark: 75", "pass_mark: 80"))["final-quiz"].parts == {
        UnitPart.RULES
    }


def test_a_title_or_a_reading_time_is_nothing_that_learners_learn(tmp_path: Path) -> None:
    found = changes_of(
        tmp_path,
        replacing("course.yaml", "en: Lesson 1", "en: First lesson"),
        replacing("course.yaml", "lesson-2\n    kind: lesson\n    title: {zh: 第 2 课, en: Lesson 2}\n    minutes: 10", "lesson-2\n    kind: lesson\n    title: {zh: 第 2 课, en: Lesson 2}\n    minutes: 12"),
    )  # fmt: skip
    assert (found["lesson-1"].parts, found["lesson-1"].title.en) == ({UnitPart.TITLE}, "First lesson")
    assert found["lesson-2"].parts == {UnitPart.SETTINGS}
    assert not found["lesson-1"].learners_notice
    assert not found["lesson-2"].learners_notice


def test_a_question_belongs_to_the_unit_that_it_is_about(tmp_path: Path) -> None:
    found = changes_of(
        tmp_path, replacing("questions.yaml", "Who approves training plans?", "Who signs training plans?")
    )
    assert found["lesson-1"].questions == Changes(added=[], changed=["Q01"], removed=[])
    assert found["lesson-1"].state == UnitState.SAME
    assert found["lesson-1"].touched
    assert found["lesson-1"].learners_notice
    assert not found["lesson-2"].touched


def test_a_question_that_is_now_about_another_unit_goes_and_comes(tmp_path: Path) -> None:
    found = changes_of(tmp_path, replacing("questions.yaml", "id: Q05\n  unit: lesson-2", "id: Q05\n  unit: lesson-1"),
                       replacing("questions.yaml", "id: Q01\n  unit: lesson-1", "id: Q01\n  unit: lesson-2"))  # fmt: skip
    assert found["lesson-1"].questions == Changes(added=["Q05"], changed=[], removed=["Q01"])
    assert found["lesson-2"].questions == Changes(added=["Q01"], changed=[], removed=["Q05"])


def swap_the_lessons(pack: Path) -> None:
    """Put the second lesson first."""
    course = (pack / "course.yaml").read_text(encoding="utf-8")
    head, first, second = course.partition("units:\n")[0], *course.partition("units:\n")[2].split("  - slug: ")[1:3]
    quiz = course.partition("  - slug: final-quiz")[2]
    swapped = f"{head}units:\n  - slug: {second}  - slug: {first}  - slug: final-quiz{quiz}"
    (pack / "course.yaml").write_text(swapped, encoding="utf-8")
    for language in ("zh", "en"):
        one, two = (pack / f"units/0{n}-lesson-{n}.{language}.md" for n in (1, 2))
        one.rename(pack / f"units/02-lesson-1.{language}.md")
        two.rename(pack / f"units/01-lesson-2.{language}.md")


def test_a_lesson_that_only_stands_elsewhere_has_moved(tmp_path: Path) -> None:
    found = changes_of(tmp_path, swap_the_lessons)
    assert sorted(one.state for one in found.values()) == [UnitState.MOVED, UnitState.SAME, UnitState.SAME]
    assert (found["lesson-1"].was, found["lesson-1"].now) == (1, 2)


def test_a_unit_that_came_and_one_that_went(tmp_path: Path) -> None:
    old, new = two_versions(tmp_path)
    (tmp_path / "more").mkdir()
    _same, longer = two_versions(tmp_path / "more", lessons=3)
    came = {one.slug: one for one in changed_units(old, longer)}
    assert (came["lesson-3"].state, came["lesson-3"].was, came["lesson-3"].now) == (UnitState.NEW, None, 3)
    assert came["lesson-3"].words["en"] > 50
    assert not came["final-quiz"].moved, "what only makes room has not moved"
    gone = {one.slug: one for one in changed_units(longer, new)}
    assert list(gone) == ["lesson-1", "lesson-2", "final-quiz", "lesson-3"]
    assert (gone["lesson-3"].state, gone["lesson-3"].title.en) == (UnitState.GONE, "Lesson 3")
    assert gone["lesson-3"].facts.removed == ["F03"]


@pytest.mark.parametrize(
    ("old", "new", "elsewhere"),
    [
        ("abcd", "abcd", ""),
        ("abcd", "bcda", "a"),
        ("abcd", "dabc", "d"),
        ("abcd", "axbcd", ""),
        ("abcd", "bd", ""),
        ("", "a", ""),
    ],
)
def test_only_what_left_its_place_has_moved(old: str, new: str, elsewhere: str) -> None:
    assert moved(list(old), list(new)) == set(elsewhere)
