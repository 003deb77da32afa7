"""A lesson as HTML: the markup of the look, one language, nothing that could act."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from learn.catalogue.pack import Lesson, Pack, read
from learn.catalogue.pack.formula import NoFormula, mathml
from learn.catalogue.rendering import edition_of, render
from tests.catalogue.packs import PNG, spoil
from tests.small_course import small_pack

TERMS = """terms:
  coi:
    title: {zh: 同一性链, en: Chain of identity}
    text: {zh: 从病人到产品，<b>一路相连</b>。, en: "From the patient to the product, <b>unbroken</b>."}
    abbreviation: COI
units:"""
PARTS = {
    "en": "Keep the [chain of identity](term:coi), the [chain](term:coi).\n\n::: ask\nWho *signs* for the [chain](term:coi)?\n\n"
    "The operator.\n\n- At once\n:::\n\nWith $\\mu = 0.5\\,\\mathrm{d}^{-1}$ at $5 or $6:\n$$\nN_t = N_0 e^{\\mu t}\n$$\nSee [",
    "zh": "保持[同一性链](term:coi)。\n\n::: ask\n谁为它签字？\n\n操作人员。\n:::\n\n其中$\\mu = 0.5$，每支$5，两支$9。\n\n$$N_t = N_0 e^{\\mu t}$$\n\n见[",
}


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


# terms, questions to self, formulas


@pytest.fixture
def richer(folder: Path) -> Pack:
    """The pack with every part that came later."""
    spoil(folder, "course.yaml", "units:", TERMS)
    spoil(folder, "units/01-lesson-1.en.md", "See [", PARTS["en"])
    spoil(folder, "units/01-lesson-1.zh.md", "见[", PARTS["zh"])
    return read(folder)


def test_a_term_opens_its_meaning_without_a_script_and_is_listed_at_the_end(richer: Pack) -> None:
    page = shown(richer)
    words = page.select("button.term")
    assert [one.get_text() for one in words] == ["chain of identity", "chain"]
    opened = {one["popovertarget"] for one in words}
    gloss = page.select_one(f"#{opened.pop()}")
    assert not opened
    assert (gloss["class"], gloss.has_attr("popover")) == (["gloss"], True)
    assert [" ".join(one.get_text().split()) for one in gloss.select("p")] == [
        "Chain of identity COI 同一性链",
        "From the patient to the product, <b>unbroken</b>.",
        "Terms",
    ]
    assert page.select_one(gloss.select_one("a")["href"]).name == "dt"
    listed = page.select_one("section.terms")
    assert listed.select_one("h2").get_text() == "Terms"
    assert [one.get_text() for one in listed.select("dd")] == ["From the patient to the product, <b>unbroken</b>."]
    twin = shown(richer, "zh").select_one("section.terms dt")
    assert (twin.select_one("b").get_text(), twin.select_one("small")["lang"]) == ("同一性链", "en")


def test_no_line_begins_with_the_sign_behind_a_term(richer: Pack) -> None:
    said = [str(one) for one in shown(richer, "zh").select_one("button.term").next_siblings]
    assert said[0].startswith("\u2060。")  # a word joiner: browsers break lines beside any button
    first, second = shown(richer).select("button.term")
    assert (str(first.next_sibling)[:2], str(second.next_sibling)[:2]) == ("\u2060,", "\u2060.")
    assert not str(first.previous_sibling).endswith("\u2060")


def test_the_place_of_a_term_is_no_place_that_an_author_can_name(richer: Pack) -> None:
    ids = [one["id"] for one in shown(richer).select("[id]")]
    assert len(ids) == len(set(ids))
    assert {one for one in ids if "coi" in one} == {"term--coi", "gloss--coi"}


def test_a_question_to_self_opens_its_answer(richer: Pack) -> None:
    ask = shown(richer).select_one("details.ask")
    assert ask.select_one("summary").get_text() == "Ask yourselfWho signs for the chain?"
    assert ask.select_one("summary em").get_text() == "signs"
    assert not ask.select("summary button"), "nothing to press in what is pressed"
    assert ask.select_one("div").get_text().split() == ["The", "operator.", "At", "once"]
    assert shown(richer, "zh").select_one("details.ask summary b").get_text() == "想一想"


def test_a_formula_is_mathml_with_its_latex_for_who_cannot_see_it(richer: Pack) -> None:
    within, apart = shown(richer).select("math")
    assert (within["display"], within["alttext"]) == ("inline", "\\mu = 0.5\\,\\mathrm{d}^{-1}")
    assert within.select_one("mi").get_text() == "μ"
    assert (apart["display"], apart.parent["class"], apart.parent["aria-label"]) == ("block", ["formula"], "Formula")
    assert "at $5 or $6:" in shown(richer).get_text()
    assert len(shown(richer, "zh").select("math")) == 2
    assert "每支$5，两支$9。" in shown(richer, "zh").get_text()


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and then $10.",
        "US$5 or HK$6 or A$ and B$.",
        "每支$5，两支共$9，见$表$。",
        "$5",
        "5$ and 6$",
        "$ x $",
        "a $$ b $$ c",
        "\\$x\\$",
        "`$x$`",
        "from $1,000 to $2,000",
    ],
)
def test_money_is_no_formula(text: str) -> None:
    assert not Lesson("x", "en", text).formulas


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("$x$ is 5", "x"),
        ("质量$m$，单位", "m"),
        ("($x$)", "x"),
        ("take $5 \\times 10^6$ cells", "5 \\times 10^6"),
        ("$n = 3$, $5", "n = 3"),
        ("**$x$**", "x"),
        ("$\\text{数}=3$", "\\text{数}=3"),
        ("Words\n$$\nx\n$$\nwords", "\nx\n"),
        ("$$x$$", "x"),
    ],
)
def test_a_formula_stands_between_dollars(text: str, latex: str) -> None:
    assert [one.latex for one in Lesson("x", "en", text).formulas] == [latex]


@pytest.mark.parametrize(
    "latex",
    [
        "\\text{<script>alert(1)</script>}",
        "\\text{</mtext><img src=x onerror=alert(1)>}",
        "x<y & z",
        "\\text{&lt;b&gt;}",
        '\\text{" onclick="x}',
    ],
)
def test_nothing_in_a_formula_acts(folder: Path, latex: str) -> None:
    spoil(folder, "units/01-lesson-1.en.md", "See [", f"${latex}$ and [")
    pack = read(folder)
    html, _outline = render(pack.lessons["lesson-1", "en"], pack, number=1)
    page = BeautifulSoup(html, "lxml")
    assert not page.select("script, img, [onclick], [onerror]")
    assert page.select_one("math")["alttext"] == latex


@pytest.mark.parametrize(
    "latex", ["{" * 30 + "x" + "}" * 30, "x" * 1001, "\\newcommand{\\a}{\\a\\a}\\a", "\\style{color:red}{x}", "\\"]
)
def test_a_formula_that_would_be_too_much_is_refused(app: object, latex: str) -> None:
    with pytest.raises(NoFormula):
        mathml(latex, block=False)


def test_a_lesson_without_the_newer_parts_is_the_page_that_it_was(folder: Path) -> None:
    assert {edition_of(lesson) for lesson in read(folder).lessons.values()} == {"1"}
    for more in ("See $x$ [", "::: ask\nWho?\n\nBo.\n:::\n\nSee ["):
        text = read(folder).lessons["lesson-1", "en"].markdown.replace("See [", more)
        assert edition_of(Lesson("x", "en", text)) == "3"
