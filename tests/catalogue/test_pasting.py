"""Foreign text comes in as Markdown of ours, and what does not come in is said."""

import re
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learn.catalogue.pack import Lesson
from learn.catalogue.pack.lesson import text_of
from learn.catalogue.pasting import MOST_PASTED, markdown_from, markdown_from_docx, section_id, with_ids
from learn.kit.web import Refused
from tests.catalogue.packs import PNG
from tests.catalogue.word_files import DRAWING, docx, paragraph, table

DATA = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="
WORD = f"""<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {{margin:0}} --></style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--></head>
<body lang=ZH-CN style='tab-interval:21.0pt'><!--StartFragment-->
<h1>人员与培训<o:p></o:p></h1>
<p class=MsoNormal>培训计划由<b style='mso-bidi-font-weight:normal'>生产负责人或者质量负责人</b>审核，p&lt;0.05，10<sup>6</sup>
个细胞。<span lang=EN-US><o:p></o:p></span></p>
<p class=MsoListParagraph style='margin-left:21.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US
style='font-family:Wingdings'><span style='mso-list:Ignore'>l<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span></span><![endif]>更衣<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><!--[if !supportLists]--><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp;</span></span><!--[endif]-->洗手</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><!--[if !supportLists]--><span style='mso-list:Ignore'>2.<span>&nbsp;&nbsp;</span></span><!--[endif]-->戴手套</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><!--[if !supportLists]--><span style='mso-list:Ignore'>l<span>&nbsp;&nbsp;</span></span><!--[endif]-->记录</p>
<h2>Gowning &amp; Conduct</h2>
<p class=MsoCaption>表 1 限度</p>
<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal><b>级别</b></p></td><td colspan=2><p class=MsoNormal>限度|行动</p></td></tr>
<tr><td rowspan=2><p>A</p></td><td><p>1</p><p>2</p></td><td>3</td></tr><tr><td>4</td><td>5</td></tr></table>
<p class=MsoNormal>见<a href="https://www.nmpa.gov.cn/a_(b)">官网</a>与<a href="file:///C:/x.doc">文件</a><a
style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1"><span class=MsoFootnoteReference>[1]</span></a>。</p>
<p class=MsoNormal><img width=1 height=1 alt="气闸有两扇门" src="{DATA}"></p>
<p class=MsoCaption>图 1 气闸</p>
<p class=MsoNormal><img src="file:///C:/Users/ada/x.png"></p>
<div style='mso-element:footnote-list'><br clear=all><hr align=left size=1 width="33%"><div style='mso-element:footnote' id=ftn1>
<p class=MsoFootnoteText><a href="#_ftnref1"><span class=MsoFootnoteReference>[1]</span></a> 脚注一</p></div></div>
<!--EndFragment--></body></html>"""
OF_WORD = """## 人员与培训 {#ren-yuan-yu-pei-xun}

培训计划由**生产负责人或者质量负责人**审核，p<0.05，10⁶ 个细胞。

- 更衣
    1. 洗手
    2. 戴手套
- 记录

### Gowning & Conduct

Table: 限度

| 级别 | 限度\\|行动 |  |
|---|---|---|
| A | 1 2 | 3 |
|  | 4 | 5 |

见[官网](https://www.nmpa.gov.cn/a_%28b%29)与文件[1]。

![气闸有两扇门](media/pasted-c2153f77e1.png "气闸")

[1] 脚注一"""
GOOGLE = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><h2 dir="ltr"><span style="font-weight:400;">
Title</span></h2><p dir="ltr"><span style="font-weight:700;">Bold</span><span style="font-weight:400;"> and </span><span
style="font-style:italic">italic</span></p><ul><li dir="ltr" aria-level="1"><p role="presentation"><span>One</span></p></li><ul><li
aria-level="2"><p><span>Deeper</span></p></li></ul><li><p>Two</p><p>more of two</p></li></ul><br><ol start=3><li>a</li><li>b</li></ol></b>"""
EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>td {mso-number-format:General}</style></head><body>
<table border=0 style='border-collapse:collapse'><!--StartFragment--><col width=64><tr height=20><td class=xl65>Batch</td><td>Yield, %</td></tr>
<tr><td>B-01</td><td align=right x:num>98.5</td></tr><tr><td></td><td></td></tr><!--EndFragment--></table></body></html>"""


@pytest.fixture(autouse=True)
def in_english(app: Flask) -> Iterator[None]:
    """Sentences in English."""
    with app.test_request_context("/?hl=en", headers={"Accept-Language": "en"}):
        yield


def html_in(markdown: str) -> list[str]:
    """What of a text our parser takes for HTML."""
    return [node.content for node in Lesson("", "en", markdown).walk("html_block", "html_inline")]


def test_a_page_of_word_becomes_a_lesson() -> None:
    pasted = markdown_from(WORD)
    assert pasted.markdown == OF_WORD
    assert pasted.pictures == [("pasted-c2153f77e1.png", PNG)]
    assert pasted.left_out == [
        "Merged cells were taken apart: what they say stands in the first of them.",
        "Links that lead to no web address stay behind; their words are there.",
        "1 picture lies elsewhere and stays behind. Drag it in by itself.",
    ]


def test_the_lists_and_marks_of_google_docs_are_kept() -> None:
    assert markdown_from(GOOGLE).markdown == (
        "## Title {#title}\n\n**Bold** and *italic*\n\n- One\n    - Deeper\n- Two\n\n  more of two\n3. a\n4. b"
    )
    lists = Lesson("", "en", markdown_from(GOOGLE).markdown).root.children[2:]
    assert [node.type for node in lists] == ["bullet_list", "ordered_list"]


def test_cells_of_excel_become_a_table_without_its_empty_rows() -> None:
    assert markdown_from(EXCEL).markdown == "| Batch | Yield, % |\n|---|---|\n| B-01 | 98.5 |"


def test_a_list_of_word_that_lost_its_hidden_marks_is_still_a_list() -> None:
    html = "<p class=MsoListParagraphCxSpFirst>·&nbsp;&nbsp; 更衣</p><p class=MsoListParagraphCxSpLast><span>·</span> 洗手</p><p class=MsoListParagraph>1) <b>x</b></p>"
    assert markdown_from(html).markdown == "- 更衣\n- 洗手\n1. **x**"


def test_an_ordered_list_in_a_list_that_does_not_begin_with_1_is_no_part_of_the_paragraph() -> None:
    markdown = markdown_from("<ul><li>x<ol start=3><li>y</ol></ul>").markdown
    assert [node.type for node in Lesson("", "en", markdown).walk("bullet_list", "ordered_list")] == [
        "bullet_list",
        "ordered_list",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "- no list", "1. no list", "# no heading", "> no quotation", "::: note", "``` x", "~~~", "Table: no caption", "---", "===",
        "a <b>bold</b> & &amp; <!-- x -->", "*no* _no_ `no` **no**", "[no](https://x.y) ![no](z) [a]: b", "$x$ and $y$", "$$",
        "C:\\new\\*", "| a | b |", "snake_case_word", "<https://x.y>", "price $5", "[1] note", "[x]: https://y.z", "+ no",
    ],
)  # fmt: skip
def test_signs_that_mean_something_in_markdown_stay_signs(text: str) -> None:
    from html import escape

    markdown = markdown_from(f"<p>{escape(text)}</p><p>after</p>").markdown
    lesson = Lesson("", "en", markdown)
    assert [node.type for node in lesson.root.children] == ["paragraph", "paragraph"], markdown
    assert text_of(lesson.root.children[0]) == text
    assert not lesson.links
    assert not lesson.formulas
    assert not list(lesson.walk("em", "strong", "image", "code_inline", "html_inline"))


def test_a_line_under_a_line_is_no_heading_and_no_table() -> None:
    for html in ("<p>Title<br>---</p>", "<p>Title<br>==</p>", "<p>a | b<br>:---|---</p>", "<p>a|b<br>|--|--|</p>"):
        lesson = Lesson("", "en", markdown_from(html).markdown)
        assert [node.type for node in lesson.root.children] == ["paragraph"]


def test_bold_beside_chinese_signs_is_still_bold() -> None:
    markdown = markdown_from("<p>由<b>“质量受权人”</b>放行，<b>CAPA（纠正）</b>之后<b>。</b></p>").markdown
    assert markdown == "由“**质量受权人**”放行，**CAPA（纠正**）之后。"
    assert [text_of(node) for node in Lesson("", "zh", markdown).walk("strong")] == ["质量受权人", "CAPA（纠正"]


def test_links_lead_to_web_addresses_and_letters_only() -> None:
    pasted = markdown_from(
        '<a href="javascript:alert(1)">a</a> <a href=" https://x.y/(z)?q=[1] ">b</a> <a href="mailto:ada@alliance.example">c</a> '
        '<a href="http://x.y">d</a> <a href="data:text/html,x">e</a>'
    )
    assert pasted.markdown == "a [b](https://x.y/%28z%29?q=%5B1%5D) [c](mailto:ada@alliance.example) d e"
    assert pasted.left_out == ["Links that lead to no web address stay behind; their words are there."]


def test_what_could_act_stays_behind_and_is_named() -> None:
    pasted = markdown_from(
        "<p>Words</p><script>alert(1)</script><style>p{}</style><iframe src=x></iframe><svg><script>x</script></svg><math><mi>x</mi></math>"
        "<object data=x>fallback</object><p style='display:none'>hidden</p><del>gone</del><ins>come</ins>"
    )
    assert pasted.markdown == "Words\n\ncome"
    assert pasted.left_out == [
        "Scripts stay behind.",
        "Videos, forms and embedded objects stay behind.",
        "Formulas stay behind. Write them between dollars: $E = mc^2$.",
    ]


def test_a_picture_is_kept_once_and_known_by_what_it_holds() -> None:
    pasted = markdown_from(
        f'<p>a<img src="{DATA}" alt="One">b</p><img src="{DATA.replace("png", "jpeg")}"><img src="data:image/png;base64,AAAA">'
    )
    assert len(pasted.pictures) == 1
    assert pasted.markdown.count("](media/pasted-c2153f77e1.png)") == 2
    assert pasted.left_out == ["1 picture stays behind: it is damaged, too large, or no PNG or JPEG."]
    assert all(picture.alone for picture in Lesson("", "en", pasted.markdown).pictures)


def test_a_picture_in_a_cell_stands_behind_the_table() -> None:
    markdown = markdown_from(
        f'<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td><img src="{DATA}" alt="x"></td></tr></table>'
    ).markdown
    assert markdown == "| a | b |\n|---|---|\n| c |  |\n\n![x](media/pasted-c2153f77e1.png)"


def test_a_table_in_a_table_is_taken_apart_and_a_frame_is_no_table() -> None:
    pasted = markdown_from("<table><tr><td>a</td><td><table><tr><td>b</td><td>c</td></tr></table></td></tr></table>")
    assert pasted.markdown == "| a | b c |\n|---|---|"
    assert "Tables inside tables were taken apart" in pasted.left_out[0]
    assert markdown_from("<table><tr><td><p>Only a frame</p></td></tr></table>").markdown == "Only a frame"


def test_the_highest_heading_is_a_section_and_the_rest_are_parts() -> None:
    assert (
        markdown_from("<h3>a</h3><h5>b</h5><h6>c</h6><h3>a</h3>").markdown
        == "## a {#a}\n\n### b\n\n### c\n\n## a {#a-2}"
    )


def test_ids_come_from_letters_and_from_how_chinese_sounds() -> None:
    assert section_id("谁批准培训计划？") == "shui-pi-zhun-pei-xun-ji-hua"
    assert section_id("Who approves Training plans, ça va?") == "who-approves-training-plans-ca-va"
    assert section_id("？！") == "section"
    assert section_id("References") == "references-2", "the page has a place of this name"
    assert section_id("x", {"x", "x-2"}) == "x-3"
    assert len(section_id("很" * 300)) <= 40


def test_sections_without_an_id_are_given_one_and_those_with_one_keep_it() -> None:
    written = "Opening.\n\n## Who {#who}\n\n## Who\n\n## 记录 ##\n\n### Part\n\n```\n## no heading\n```"
    assert with_ids(written) == written.replace("## Who\n", "## Who {#who-2}\n").replace(
        "## 记录 ##", "## 记录 {#ji-lu}"
    )
    assert with_ids(with_ids(written)) == with_ids(written)


# much too much


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        ("<p>" + "x" * MOST_PASTED, "This is more than 20 MB."),
        ("<p>a</p>" * 150_000, "This is too long for one lesson."),
        ("<div>" * 50_000, "nested too deeply"),
        ("<b><i><table><tr><td>" * 200, "nested too deeply"),
        ("很" * 1_000_000, "This is too long for one lesson."),
    ],
    ids=["megabytes", "tags", "depth", "tables", "words"],
)
def test_what_is_too_much_is_refused_in_a_sentence_and_at_once(html: str, sentence: str) -> None:
    start = time.perf_counter()
    with pytest.raises(Refused, match=sentence):
        markdown_from(html)
    assert time.perf_counter() - start < 3


@pytest.mark.parametrize(
    "html",
    [
        "".join(f"<font size={n}>" for n in range(300)) + "<p>x" * 20_000,
        "<p>" + "*a" * 100_000,
        "<p>" + "<b>a</b>!" * 20_000,
        "<p>" + "[" * 100_000,
    ],
    ids=["open tags", "asterisks", "bold", "brackets"],
)
def test_what_is_made_to_be_slow_is_not(html: str) -> None:
    start = time.perf_counter()
    markdown_from(html)
    assert time.perf_counter() - start < 10


# anything at all

TAGS = [
    "p", "div", "h1", "h3", "b", "i", "ul", "ol", "li", "table", "tr", "td", "th", "blockquote", "pre", "br", "hr", "a", "img", "span",
    "script", "style", "svg", "o:p", "sup", "caption", "center", "x-y", "math", "iframe", "body", "html", "template", "textarea",
]  # fmt: skip
ATTRIBUTES = [
    "", " href='javascript:x'", ' href="https://x.y/)<b>"', " class=MsoListParagraph", " style='mso-list:l0 level3 lfo1'", " onclick=x()",
    f' src="{DATA}" alt="]<b>(x"', " style='font-weight:bold'", " class=MsoCaption", " colspan=3", " rowspan=99", " start=7", " class=MsoTitle",
]  # fmt: skip
WORDS = st.text(alphabet=st.sampled_from("ab1 \n\t*_`[]()<>&;:#-+=|~$\\!\"'{}.中，“”/\xa0\u2028\x00"), max_size=12)
PIECES = st.one_of(
    st.builds(lambda tag, more: f"<{tag}{more}>", st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)),
    st.builds(lambda tag: f"</{tag}>", st.sampled_from(TAGS)),
    WORDS,
    st.sampled_from(
        [
            "<!--",
            "-->",
            "<![if !x]>",
            "<![endif]>",
            "<![CDATA[",
            "]]>",
            "&lt;b&gt;",
            "&#x3c;script&#x3e;",
            "<",
            "<!doctype",
        ]
    ),
)
EVERYTHING = st.lists(PIECES, max_size=40).map("".join)
OFTEN = settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@OFTEN
@given(EVERYTHING)
def test_whatever_html_comes_in_none_goes_out(html: str) -> None:
    markdown = markdown_from(html).markdown
    assert html_in(markdown) == [], markdown
    lesson = Lesson("", "en", markdown)
    assert not [href for _node, href, _line in lesson.links if not re.match(r"https://|mailto:", href)]
    assert not lesson.formulas
    assert not lesson.boxes
    assert {picture.address for picture in lesson.pictures} <= {"media/pasted-c2153f77e1.png"}
    assert len({section.id for section in lesson.sections}) == len(lesson.sections)
    assert all(section.id for section in lesson.sections)


@OFTEN
@given(st.text(max_size=200))
def test_text_that_is_no_html_comes_in_too(text: str) -> None:
    assert html_in(markdown_from(text).markdown) == []


@OFTEN
@given(st.lists(st.tuples(WORDS, st.sampled_from(["b", "i", "span"])), min_size=1, max_size=6))
def test_the_words_of_a_paragraph_are_the_words_that_were_pasted(runs: list[tuple[str, str]]) -> None:
    from html import escape

    html = "<p>" + "".join(f"<{tag}>{escape(words)}</{tag}>" for words, tag in runs) + "</p>"
    lesson = Lesson("", "en", markdown_from(html).markdown)
    wanted = BeautifulSoup(html.replace("\x00", " "), "lxml").get_text()
    assert "".join("".join(map(text_of, lesson.root.children)).split()) == "".join(wanted.split())


# Word files


def test_a_word_file_brings_headings_tables_and_pictures() -> None:
    body = (
        paragraph("Opening &lt;b&gt;.")
        + paragraph("人员", "1")
        + paragraph("More", "2", bold=True)
        + paragraph("Bold", bold=True)
    )
    body += paragraph("Table 1 Limits", "a3") + table(("Grade", "Limit"), ("A", "0")) + DRAWING
    pasted = markdown_from_docx(docx(body, PNG))
    assert pasted.markdown == (
        "Opening \\<b>.\n\n## 人员 {#ren-yuan}\n\n### More\n\n**Bold**\n\nTable: Limits\n\n| Grade | Limit |\n|---|---|\n| A | 0 |\n\n"
        "![Two doors](media/pasted-c2153f77e1.png)"
    )
    assert pasted.pictures == [("pasted-c2153f77e1.png", PNG)]
    assert pasted.left_out == []


def test_macros_embedded_files_and_formulas_of_a_word_file_stay_behind() -> None:
    body = paragraph("Words") + "<w:p><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:p>"
    pasted = markdown_from_docx(
        docx(body, word__vbaProject_bin=b"", **{"word/embeddings/ole.bin": b"MZ", "word/vbaProject.bin": b"x"})
    )
    assert pasted.markdown == "Words"
    assert pasted.left_out == [
        "Embedded files and macros stay behind.",
        "Formulas stay behind. Write them between dollars: $E = mc^2$.",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no Word file"),
        (b"PK\x03\x04 and nothing", "no Word file"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "Save it as .docx without a password"),
        (docx(paragraph("x"))[:-40], "no Word file"),
        (docx(paragraph("x")).replace(b"word/document.xml", b"word/dokument.xml"), "no Word file"),
        (docx("<w:p>" * 3000 + "</w:p>" * 3000), "no Word file"),
        (docx("<w:p>"), "no Word file"),
        (docx("&a;", before='<!DOCTYPE x [<!ENTITY a "b">]>'), "no Word file"),
        (docx(paragraph("x"), word__media__b_png=bytes(70_000_000)), "unpacks to more than a document holds"),
        (docx(paragraph("x" * 9_000_000)), "too long for one lesson"),
        (bytes(21_000_000), "at most 20 MB"),
    ],
    ids=["empty", "no zip", "doc", "cut off", "no document", "deep", "broken xml", "entities", "bomb", "long", "large"],
)  # fmt: skip
def test_a_faulty_word_file_is_refused_in_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        markdown_from_docx(content)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_word_file_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(docx(paragraph("Words", "1") + table(("a", "b")) + DRAWING, PNG))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Refused):
        assert html_in(markdown_from_docx(bytes(content)).markdown) == []
