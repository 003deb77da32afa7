"""Two versions beside one another: the pages as trainees see them, with what went and what came marked in them."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from learn.catalogue.comparing import Comparing, Showing
from learn.catalogue.comparing.blocks import merged
from learn.catalogue.comparing.tree import parsed, written
from learn.catalogue.pack import read
from tests.catalogue.comparing_packs import Edit, replacing, two_versions
from tests.catalogue.packs import PNG, spoil
from tests.catalogue.test_changed_units import swap_the_lessons
from tests.every_kind import every_kind_pack

EN, ZH = "units/01-lesson-1.en.md", "units/01-lesson-1.zh.md"


pytestmark = pytest.mark.usefixtures("app")  # names of things are in the reader's language


def comparing(folder: Path, *edits: Edit, everything: bool = False) -> Comparing:
    """The small course beside itself with some edits."""
    return Comparing(*two_versions(folder, *edits), everything=everything)


def page(folder: Path, *edits: Edit, language: str = "en", number: int = 0) -> BeautifulSoup:
    """What differs in the first lesson that differs, in one language."""
    lesson = comparing(folder, *edits).lessons[number]
    found = [
        block.html for section in lesson.changed for block in section.excerpt(language) if not isinstance(block, int)
    ]
    return BeautifulSoup("".join(found), "lxml")


def marks(page: BeautifulSoup | Tag) -> list[tuple[str, str]]:
    """The marked words of a page, without what is only read out."""
    for hidden in page.select(".vh"):
        hidden.extract()
    return [(mark.name, mark.get_text()) for mark in page.select("del, ins")]


# words in the page


def test_a_changed_word_is_marked_where_it_stands(tmp_path: Path) -> None:
    found = page(tmp_path, replacing(EN, "Do not write in pencil.", "Do not write in chalk."))
    assert [tag.name for tag in found.select_one(".notice p").parents][:3] == ["div", "div", "body"]
    assert marks(found) == [("del", "pencil"), ("ins", "chalk")]


def test_a_chinese_word_is_marked_character_by_character(tmp_path: Path) -> None:
    found = page(tmp_path, replacing(ZH, "不得用铅笔填写。", "不得用粉笔填写。"), language="zh")
    assert marks(found) == [("del", "铅"), ("ins", "粉")]


def test_what_went_and_came_is_read_out_in_the_language_of_the_lesson(tmp_path: Path) -> None:
    english = page(tmp_path / "en", replacing(EN, "in pencil", "in chalk"))
    assert [mark.select_one(".vh").get_text() for mark in english.select("del, ins")] == ["removed: ", "added: "]
    chinese = page(tmp_path / "zh", replacing(ZH, "铅笔", "粉笔"), language="zh")
    assert [mark.select_one(".vh").get_text() for mark in chinese.select("del, ins")] == ["删去：", "新增："]


def test_the_same_words_with_another_source_are_a_change(tmp_path: Path) -> None:
    more = "sources:\n  EU:\n    title: {zh: 欧盟 GMP, en: EU GMP}\n    status: in_force\n"
    found = page(
        tmp_path,
        replacing("course.yaml", "sources:\n", more),
        replacing(EN, "](source:CG)", "](https://example.org/26)"),
    )
    assert ("ins", "Art. 26") in marks(found)


def test_words_in_emphasis_keep_it(tmp_path: Path) -> None:
    found = page(tmp_path, replacing(EN, "Do not write in pencil.", "Do *never* write in pencil."))
    assert found.select_one("ins em").get_text() == "never"


def test_a_paragraph_that_came_is_marked_whole_and_the_others_are_not(tmp_path: Path) -> None:
    found = page(tmp_path, replacing(EN, "See [Art. 26]", "Sign what you write.\n\nSee [Art. 26]"))
    assert found.select_one('[data-diff="came"]').name == "p"
    assert marks(found) == [("ins", "Sign what you write.")]


def test_a_paragraph_that_went_stands_where_it_stood(tmp_path: Path) -> None:
    found = page(tmp_path, replacing(EN, "::: note\nThis is a note in the margin.\n:::\n\n", ""))
    gone = found.select_one('[data-diff="gone"]')
    assert (gone["class"], gone.find_previous("h3").get_text()) == (["note"], "Who answers")
    assert marks(gone) == [("del", "Note"), ("del", "This is a note in the margin.")]


def test_only_the_changed_cell_of_a_table_is_marked(tmp_path: Path) -> None:
    found = page(
        tmp_path, replacing(EN, "| Afterwards | Wrong |", "| Afterwards | Wrong, ask quality |\n| Never | Wrong |")
    )
    assert marks(found.select_one("tbody tr:nth-of-type(2)")) == [("ins", ", ask quality")]
    assert marks(found.select_one("tbody tr:nth-of-type(3)")) == [("ins", "Never"), ("ins", "Wrong")]
    assert not marks(found.select_one("tbody tr:nth-of-type(1)"))


def test_a_worked_case_is_open_and_marks_decision_and_consequence(tmp_path: Path) -> None:
    found = page(tmp_path, replacing(EN, "Let her in, the repair", "Let them in, the repair"),
                 replacing(EN, "Not enough. She has", "Not enough. They have"))  # fmt: skip
    assert all(case.has_attr("open") and not case.has_attr("name") for case in found.select("details"))
    assert marks(found.select_one("summary")) == [("del", "her"), ("ins", "them")]
    assert marks(found.select_one("details > div")) == [("del", "She has"), ("ins", "They have")]


def test_captions_are_compared_too(tmp_path: Path) -> None:
    found = page(
        tmp_path, replacing(EN, "Table: Two ways", "Table: Both ways"), replacing(EN, '"Two steps")', '"Both steps")')
    )
    assert marks(found.select_one("caption")) == [("del", "Two"), ("ins", "Both")]
    assert marks(found.select_one("figcaption")) == [("del", "Two"), ("ins", "Both")]


def test_a_fact_with_another_clause_shows_it_under_its_box_and_in_the_references(tmp_path: Path) -> None:
    found = page(tmp_path, replacing("course.yaml", "Art. 26}", "Art. 27}"))
    assert ("ins", "27") in marks(found.select_one(".keyfact footer"))
    assert "27" in "".join(text for name, text in marks(found.select_one(".references")) if name == "ins")


# pictures


def test_a_diagram_that_changed_is_shown_before_and_after(tmp_path: Path) -> None:
    found = page(tmp_path, replacing("media/chain.svg", ">Collection<", ">Apheresis<"))
    before, after = found.select(".picture")
    assert (before.b.get_text(), before["data-diff"], "Collection" in before.get_text()) == ("Before", "gone", True)
    assert (after.b.get_text(), after["data-diff"], "Apheresis" in after.get_text()) == ("After", "came", True)
    assert after.svg["viewbox"] or after.svg["viewBox"]


def test_a_picture_with_other_words_is_shown_once_with_the_words_marked(tmp_path: Path) -> None:
    found = page(tmp_path, replacing(EN, "![Two steps from", "![Three steps from"))
    assert not found.select(".picture")
    assert marks(found.select_one(".picture-words")) == [("del", "Two"), ("ins", "Three")]


def test_a_photograph_that_changed_is_shown_before_and_after(tmp_path: Path) -> None:
    old, new = two_versions(tmp_path)
    for pack, content in ((tmp_path / "old/GMP-101", PNG), (tmp_path / "new/GMP-101", _grey())):
        (pack / "media/photo.png").write_bytes(content)
        for file in (EN, ZH):
            spoil(pack, file, "media/chain.svg", "media/photo.png")
    old, new = read(tmp_path / "old/GMP-101"), read(tmp_path / "new/GMP-101")
    shown = Showing(Comparing(old, new), picture_at=lambda digest: f"/media/{digest}")
    with Flask(__name__).app_context() as context:
        context.app.jinja_env.globals["asset"] = lambda name: f"/static/{name}"
        html = "".join(shown.html(block) for block in shown.comparing.lessons[0].sections[2].blocks["en"])
    assert [image["src"] for image in BeautifulSoup(html, "lxml").select(".picture img")] == [
        f"/media/{pack.digest_of('photo.png')}" for pack in (old, new)
    ]


def _grey() -> bytes:
    """Another picture of a point."""
    from io import BytesIO

    from PIL import Image

    stream = BytesIO()
    Image.new("L", (1, 1), 128).save(stream, "PNG")
    return stream.getvalue()


# sections and languages


def test_only_sections_that_differ_are_shown_and_what_stayed_is_counted(tmp_path: Path) -> None:
    lesson = comparing(tmp_path, replacing(EN, "in pencil", "in chalk")).lessons[0]
    assert [section.id for section in lesson.changed] == ["how"]
    shown = list(lesson.changed[0].excerpt("en"))
    assert [block if isinstance(block, int) else block.state for block in shown] == ["same", "changed", 3]
    assert [section.id for section in lesson.sections] == ["", "who", "how", "references"]


def test_a_section_that_changed_in_one_language_says_so_of_the_other(tmp_path: Path) -> None:
    section = comparing(tmp_path, replacing(EN, "in pencil", "in chalk")).lessons[0].changed[0]
    assert (section.differs("zh"), section.differs("en")) == (False, True)


def test_a_section_that_came_and_one_that_went_keep_their_place(tmp_path: Path) -> None:
    edits = [replacing(file, "{#who}", "{#person}") for file in (EN, ZH)]
    lesson = comparing(
        tmp_path,
        *edits,
        replacing(EN, "## Who answers", "## Completely other"),
        replacing(ZH, "## 谁来负责", "## 完全不同"),
    ).lessons[0]
    assert [section.id for section in lesson.sections] == ["", "who", "person", "how", "references"]
    assert [block.state for block in lesson.sections[1].blocks["en"]] == ["gone"]
    assert lesson.sections[2].blocks["zh"][0].state == "came"


def test_a_section_that_is_called_otherwise_is_still_the_section(tmp_path: Path) -> None:
    found = page(tmp_path, replacing(EN, "## Who answers", "## Persons in charge"))
    assert marks(found.select_one("h3")) == [("del", "Who answers"), ("ins", "Persons in charge")]


def test_ids_are_unique_among_languages_and_versions(tmp_path: Path) -> None:
    lessons = comparing(tmp_path, replacing("media/chain.svg", ">Collection<", ">Apheresis<"), everything=True).lessons
    html = "".join(
        block.html
        for lesson in lessons
        for section in lesson.sections
        for blocks in section.blocks.values()
        for block in blocks
    )
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids)) > 20
    named = re.findall(r'aria-labelledby="([^"]+)"', html)
    assert named
    assert set(named) <= set(ids)


def test_a_lesson_that_moved_is_not_changed_by_the_numbers_of_its_figures(tmp_path: Path) -> None:
    found = comparing(tmp_path, swap_the_lessons)
    assert found.lessons == []
    assert found.units_touched == 1


# the whole


def test_two_equal_packs_differ_in_nothing(tmp_path: Path) -> None:
    found = comparing(tmp_path)
    assert found.same
    assert (found.lessons, found.rules, found.facts, found.sources, found.questions, found.about) == (
        [],
        [],
        [],
        [],
        [],
        [],
    )


def test_everything_shows_also_what_stayed(tmp_path: Path) -> None:
    found = comparing(tmp_path, everything=True)
    assert found.same
    assert [len(part) for part in (found.lessons, found.rules, found.facts, found.sources, found.questions)] == [
        2,
        1,
        2,
        1,
        8,
    ]
    assert len(found.units) == 3
    assert {row.changed for row in found.about} == {False}


def test_course_facts_are_named_and_compared_by_word(tmp_path: Path) -> None:
    found = comparing(
        tmp_path,
        replacing("course.yaml", "hours: 0.5", "hours: 1.5"),
        replacing("course.yaml", "en: Who answers and how to record.", "en: Who answers and how to write."),
        replacing("course.yaml", "Identify key personnel", "Name key personnel"),
        replacing("course.yaml", "prerequisites: []", "prerequisites: [REG-101]"),
        replacing("course.yaml", "valid_months: 12\n", ""),
    )
    rows = {row.name: row for row in found.about}
    assert list(rows) == ["Summary of the course", "Objective people", "Hours", "Months of validity", "Prerequisites"]
    assert [(piece.act, piece.text) for piece in rows["Hours"].pieces[""]] == [("gone", "0.5"), ("new", "1.5")]
    assert [piece.text for piece in rows["Summary of the course"].pieces["en"] if piece.act != "same"] == [
        "record",
        "write",
    ]
    assert not rows["Summary of the course"].differs("zh")
    assert [(piece.act, piece.text) for piece in rows["Months of validity"].pieces[""]] == [("gone", "12")]


def test_a_question_is_compared_in_text_key_reason_and_source(tmp_path: Path) -> None:
    found = comparing(
        tmp_path,
        replacing("questions.yaml", "Who approves training plans?", "Who signs training plans?"),
        replacing("questions.yaml", "en: HR}", "en: HR, correct: true}"),
        replacing("questions.yaml", "en: The production or quality head, correct: true}", "en: The production or quality head}"),
        replacing("questions.yaml", "reason: {zh: 见第二十六条。", "reason: {zh: 详见第二十六条。"),
        replacing("questions.yaml", "check: read", "check: verify"),
    ).questions  # fmt: skip
    assert [(one.name, one.state) for one in found] == [("Q01", "changed")]
    rows = {row.name: row for row in found[0].rows}
    assert list(rows) == ["Question text", "Choice a · right", "Choice b · right", "Reason", "Check"]
    assert (rows["Choice a · right"].old, rows["Choice a · right"].new) == ({}, {"": "Yes"})
    assert (rows["Check"].old, rows["Check"].new) == ({"": "Text read"}, {"": "To be verified"})
    assert [piece.text for piece in rows["Question text"].pieces["en"] if piece.act != "same"] == ["approves", "signs"]
    assert rows["Question text"].differs("en")
    assert not rows["Question text"].differs("zh")


def test_another_order_of_steps_is_another_key(tmp_path: Path) -> None:
    collect, process = "{id: a, zh: 采集, en: Collect}", "{id: b, zh: 制备, en: Process}"
    swapped = replacing("questions.yaml", f"    - {collect}\n    - {process}", f"    - {process}\n    - {collect}")
    rows = comparing(tmp_path, swapped).questions[0].rows
    assert [(row.name, row.old[""], row.new[""]) for row in rows] == [("Step · order", "a, b, c", "b, a, c")]


def test_a_question_with_another_picture_of_the_same_name_has_changed(tmp_path: Path) -> None:
    old, new = every_kind_pack(tmp_path / "old"), every_kind_pack(tmp_path / "new")
    (new / "media" / "room.png").write_bytes(_grey())
    found = Comparing(read(old), read(new))
    assert {row.name for one in found.questions for row in one.rows} == {"Digest of the picture room.png"}
    assert [unit.slug for unit in found.units] == ["about-hotspot"]


def test_every_kind_of_question_can_be_shown_in_full(tmp_path: Path) -> None:
    pack = read(every_kind_pack(tmp_path))
    for question in Comparing(pack, pack, everything=True).questions:
        names = [row.name for row in question.rows]
        assert len(names) == len(set(names)), names


def test_rules_are_compared_in_sentences(tmp_path: Path) -> None:
    [change] = comparing(tmp_path, replacing("course.yaml", "pass_mark: 75", "pass_mark: 80")).rules
    assert (change.was, change.now) == (["75% of the points pass."], ["80% of the points pass."])
    assert [[(piece.act, piece.text) for piece in sentence] for sentence in change.sentences] == [
        [("gone", "75"), ("new", "80"), ("same", "% of the points pass.")]
    ]
    assert "Time for one attempt: 20 minutes." in change.still


def test_facts_and_sources_are_compared(tmp_path: Path) -> None:
    found = comparing(
        tmp_path,
        replacing("course.yaml", "    check: read", "    check: secondary"),
        replacing("course.yaml", "status: in_force", "status: repealed"),
    )
    assert [(one.name, [row.name for row in one.rows]) for one in found.facts] == [("F01", ["Check"])]
    assert [(one.name, [(row.old, row.new) for row in one.rows]) for one in found.sources] == [
        ("CG", [({"": "In force"}, {"": "Repealed"})])
    ]


# pages


def test_a_large_comparison_is_shown_page_by_page(tmp_path: Path) -> None:
    old, new = two_versions(tmp_path, lessons=30)
    for lesson in new.lessons.values():
        lesson.markdown = lesson.markdown.replace("pencil", "chalk")
    for question in new.questions:
        question["reason"] = {"zh": "因为", "en": "Because."}
    shown = Showing(Comparing(old, new), picture_at=str, page=99)
    assert (shown.pages, shown.page) == (5, 5)
    assert [(len(sheet.lessons), len(sheet.questions)) for sheet in shown.sheets] == [
        (12, 0),
        (12, 0),
        (6, 0),
        (0, 100),
        (0, 20),
    ]
    assert (shown.page_of["lesson-13"], shown.page_of_questions) == (2, 4)
    assert shown.sheet.questions


# whatever changes

WORDS = st.lists(
    st.sampled_from(
        ["cell", "bank", "细胞", "the", "a.", "<b>bold</b>", '<a href="https://x.example">link</a>', "<br>"]
    ),
    min_size=1,
    max_size=8,
).map(" ".join)
TEXTS = WORDS.map(lambda words: f"<p>{words}</p>")
LISTS = st.lists(WORDS, min_size=1, max_size=4).map(
    lambda items: f"<ul>{''.join(f'<li>{one}</li>' for one in items)}</ul>"
)
NESTED = st.tuples(WORDS, LISTS).map(lambda both: f"<ul><li>{both[0]}{both[1]}tail</li></ul>")
ROWS = st.lists(st.lists(WORDS, min_size=2, max_size=3), min_size=1, max_size=3)
TABLES = ROWS.map(
    lambda rows: (
        f"<table><tbody>{''.join('<tr>' + ''.join(f'<td>{cell}</td>' for cell in row) + '</tr>' for row in rows)}</tbody></table>"
    )
)
PAGES = st.lists(st.one_of(TEXTS, LISTS, NESTED, TABLES), max_size=5).map("".join)


@given(old=PAGES, new=PAGES)
def test_without_what_went_it_is_the_new_page_and_without_what_came_the_old(old: str, new: str) -> None:
    html = "".join(written(one, prefix="x-") for one in merged(list(parsed(old)), list(parsed(new)), "en"))
    assert _text(html, without="del") == _text(new)
    assert _text(html, without="ins") == _text(old)


def _text(html: str, without: str = "nothing") -> str:
    page = BeautifulSoup(html, "lxml")
    for gone in page.select(f".vh, {without}"):
        gone.extract()
    return re.sub(r"\s+", "", page.get_text())
