"""A lesson as HTML: the markup of the look, one language, nothing that could act."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from learn.catalogue.pack import Pack, read
from learn.catalogue.rendering import render
from tests.catalogue.packs import PNG, spoil
from tests.small_course import small_pack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A faultless pack on disk."""
    return small_pack(tmp_path)


def shown(pack: Pack, language: str = "en", slug: str = "lesson-1") -> BeautifulSoup:
    """A lesson as a reader meets it."""
    html, _outline = render(pack.lessons[slug, language], pack, number=1)
    return BeautifulSoup(html, "lxml")


def test_the_first_paragraph_opens_the_lesson(folder: Path) -> None:
    page = shown(read(folder))
    assert page.select_one("p.start").get_text().startswith("Once cells have left the body")
    assert len(page.select("p.start")) == 1


def test_a_section_leads_to_its_twin_in_the_other_language(folder: Path) -> None:
    link = shown(read(folder)).select_one("h2#who a")
    assert (link["href"], link["lang"]) == ("?hl=zh#who", "zh-CN")
    link = shown(read(folder), "zh").select_one("h2#who a")
    assert (link["href"], link["lang"]) == ("?hl=en#who", "en")


def test_the_outline_names_the_sections(folder: Path) -> None:
    pack = read(folder)
    assert render(pack.lessons["lesson-1", "en"], pack, number=1)[1] == [
        {"id": "who", "title": "Who answers"},
        {"id": "how", "title": "How to record"},
    ]


def test_a_key_fact_says_what_it_rests_on_in_the_language_of_the_page(folder: Path) -> None:
    fact = shown(read(folder)).select_one(".keyfact")
    assert fact.select_one("p").get_text() == "Key fact"
    assert fact.select_one("footer").get_text() == "Source China GMP 2010, Art. 26"
    fact = shown(read(folder), "zh").select_one(".keyfact")
    assert fact.select_one("p").get_text() == "要点"
    assert fact.select_one("footer").get_text() == "依据 药品生产质量管理规范（2010 年修订），第二十六条"


def test_a_fact_that_nobody_has_compared_yet_says_so(folder: Path) -> None:
    spoil(folder, "course.yaml", "check: read", "check: verify")
    pack = read(folder)
    assert "to be checked against the official text" in shown(pack).select_one(".keyfact footer").get_text()
    assert "待与官方文本核对" in shown(pack, "zh").select_one(".keyfact footer").get_text()


def test_the_lesson_ends_with_its_references_and_whether_they_are_in_force(folder: Path) -> None:
    line = shown(read(folder)).select_one(".references li")
    assert line["id"] == "source-CG"
    assert " ".join(line.get_text(" ").split()) == "China GMP 2010 Art. 26 in force from 2011-03-01"
    spoil(folder, "course.yaml", "status: in_force", "status: repealed\n    until: 2026-08-31")
    assert "repealed, in force until 2026-08-31" in shown(read(folder)).select_one(".references li").get_text()


def test_a_reference_in_the_text_leads_to_the_list(folder: Path) -> None:
    assert shown(read(folder)).select_one('p > a[href="#source-CG"]').get_text() == "Art. 26"


@pytest.mark.parametrize(
    ("language", "here", "elsewhere"), [("zh", "采集", "Collection"), ("en", "Collection", "采集")]
)
def test_a_diagram_is_drawn_in_one_language(folder: Path, language: str, here: str, elsewhere: str) -> None:
    drawing = shown(read(folder), language).select_one("figure svg")
    assert here in drawing.get_text()
    assert elsewhere not in drawing.get_text()
    assert drawing["role"] == "img"
    assert drawing["aria-labelledby"] == drawing.select_one("title")["id"]


def test_a_table_has_its_caption_and_heads(folder: Path) -> None:
    table = shown(read(folder)).select_one(".table-scroll table.table")
    assert table.select_one("caption").get_text() == "Table 1-1 Two ways to write"
    assert [cell.get_text() for cell in table.select('th[scope="col"]')] == ["Way", "Result"]
    assert [cell.get_text() for cell in table.select('th[scope="row"]')] == ["At the time", "Afterwards"]


def test_columns_of_numbers_are_a_class_and_not_a_style(folder: Path) -> None:
    spoil(folder, "units/01-lesson-1.en.md", "|---|---|", "|---|--:|")
    html, _outline = render((pack := read(folder)).lessons["lesson-1", "en"], pack, number=1)
    assert "style" not in html
    assert 'class="num"' in html


def test_a_worked_case_opens_one_decision_at_a_time(folder: Path) -> None:
    case = shown(read(folder)).select_one("section.case")
    assert case.select_one("header").get_text() == "You decide: A visitor at the airlock"
    assert [one["data-status"] for one in case.select("details")] == ["late", "ok"]
    assert len({one["name"] for one in case.select("details")}) == 1
    assert [one.select_one(".status").get_text() for one in case.select("details")] == ["Not this", "Right"]
    assert case.select("details summary span")[0].get_text() == "Let her in, the repair takes ten minutes"


def test_a_photograph_is_named_by_its_content(folder: Path) -> None:
    (folder / "media" / "room.png").write_bytes(PNG)
    for language in ("zh", "en"):
        spoil(folder, f"units/01-lesson-1.{language}.md", "media/chain.svg", "media/room.png")
    pack = read(folder)
    picture = shown(pack).select_one("figure img")
    assert picture["src"] == f"media:{pack.digest_of('room.png')}"
    assert (picture["alt"], picture["width"], picture["loading"]) == (
        "Two steps from collection to release",
        "1",
        "lazy",
    )


def test_markup_in_titles_and_captions_stays_text(folder: Path) -> None:
    spoil(folder, "units/01-lesson-1.en.md", '"Two steps"', '"<b onclick=x>Two</b>"')
    spoil(folder, "course.yaml", "en: China GMP 2010", 'en: "<script>alert(1)</script>"')
    page = shown(read(folder))
    assert page.select_one("figcaption").get_text() == "Figure 1-1 <b onclick=x>Two</b>"
    assert not page.select("script, [onclick]")


def test_lines_of_chinese_join_without_a_space(folder: Path) -> None:
    spoil(folder, "units/01-lesson-1.zh.md", "细胞离开人体之后，每一步", "细胞离开人体之后，\n每一步")
    assert "之后，每一步都要" in shown(read(folder), "zh").select_one("p.start").get_text()
