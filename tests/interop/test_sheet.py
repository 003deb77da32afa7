"""The Excel table: every row is a question in both languages, and every fault names its cell."""

import io
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from learn.assessment import Draft, File, QuestionKind
from learn.interop import Reading, Unreadable
from learn.interop.sheet import losses, read, template, write
from learn.interop.sheet.columns import columns
from learn.interop.sheet.guide import EXAMPLES, GUIDE
from learn.kit.text import Words


def table(*rows: dict[str, Any], headings: dict[str, str] | None = None) -> bytes:
    """A table as somebody else would make it."""
    names = headings or {column.key: column.heading for column in columns()}
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet("Fragen")
    moment = book.add_format({"num_format": "yyyy-mm-dd"})
    for at, (key, heading) in enumerate(names.items()):
        sheet.write_string(0, at, heading)
        for line, row in enumerate(rows, start=1):
            sheet.write(line, at, row.get(key, ""), moment if key in row.get("dates", ()) else None)
    book.close()
    return content.getvalue()


def reading(*rows: dict[str, Any]) -> Reading:
    return read(table(*rows), language="en")


SINGLE = {"kind": "single", "text.zh": "问", "A.zh": "甲", "B.zh": "乙", "answer": "B"}


def test_the_template_says_in_both_languages_how_to_fill_it_in():
    book = CalamineWorkbook.from_filelike(io.BytesIO(template()))
    assert book.sheet_names == ["题目 Questions", "示例 Examples", "说明 Instructions"]
    headings = book.get_sheet_by_index(0).to_python()[0]
    assert headings[1] == "题型\nKind"
    assert "题干（英文）\nQuestion (English)" in headings
    assert [row[0] for row in book.get_sheet_by_index(2).to_python()][1:] == [zh for zh, _en in GUIDE]
    assert read(template(), language="zh").drafts == ()


def test_the_template_offers_kinds_and_difficulties_to_choose_from():
    with zipfile.ZipFile(io.BytesIO(template())) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "单选 single,多选 multiple" in sheet
    assert "易 easy,中 medium,难 hard" in sheet


def test_every_example_of_the_template_is_a_question():
    found = reading(*EXAMPLES)
    assert found.faults == ()
    assert [draft.kind.value for draft in found.drafts] == [
        "single", "multiple", "truefalse", "matching", "ordering", "numeric", "short", "essay",
    ]  # fmt: skip
    assert found.drafts[3].body["extra"] == [{"id": "c", "zh": "100 °C", "en": "100 °C"}]
    assert found.drafts[5].body["answer"] == -196
    assert found.drafts[6].body["accept"] == ["质量受权人", "Qualified Person", "QP"]


@pytest.mark.parametrize("kind", ["单选", "single", "Single", "单选 single", "单选题", "SINGLE choice"])
def test_a_kind_may_be_said_in_either_language(kind: str):
    assert reading({**SINGLE, "kind": kind}).drafts[0].kind == "single"


@pytest.mark.parametrize(
    ("answer", "truth"), [("对", True), ("false", False), (True, True), ("×", False), ("错 false", False)]
)
def test_a_truth_may_be_said_in_many_ways(answer: Any, truth: bool):
    draft = reading({"kind": "判断", "text.en": "So?", "answer": answer}).drafts[0]
    assert draft.body["answer"] is truth
    assert draft.text == Words(zh="", en="So?")


@pytest.mark.parametrize("answer", ["A, C", "ac", "A、C", "C A", "A；C"])
def test_letters_of_right_options_may_be_written_in_many_ways(answer: str):
    row = {**SINGLE, "kind": "multiple", "C.zh": "丙", "answer": answer}
    assert [one["id"] for one in reading(row).drafts[0].body["choices"] if one.get("correct")] == ["a", "c"]


def test_weights_stand_behind_the_letters():
    row = {**SINGLE, "kind": "multiple", "C.zh": "丙", "answer": "A:50, B：33.33333%, C=-25"}
    choices = reading(row).drafts[0].body["choices"]
    assert [(one["weight"], one.get("correct", False)) for one in choices] == [
        ("50", True),
        ("33.33333", True),
        ("-25", False),
    ]


@pytest.mark.parametrize(
    ("change", "place", "word"),
    [
        ({"kind": "riddle"}, "B2", "riddle"),
        ({"text.zh": ""}, "D2", "no text"),
        ({"answer": "D"}, "V2", "option D"),
        ({"answer": "A, B"}, "V2", "one right option"),
        ({"answer": "the second"}, "V2", "letters"),
        ({"answer": ""}, "V2", "missing"),
        ({"B.zh": ""}, "F2", "At least 2"),
        ({"kind": "truefalse", "answer": "maybe"}, "V2", "maybe"),
        ({"kind": "numeric", "answer": "many"}, "V2", "many"),
        ({"kind": "numeric", "answer": 5, "tolerance": "some"}, "W2", "some"),
        ({"kind": "matching", "A.zh": "no arrow"}, "F2", "no arrow"),
        ({"points": "x"}, "AO2", "no number"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_with_its_cell(change: dict[str, Any], place: str, word: str):
    found = reading({**SINGLE, **change})
    (fault,) = found.faults
    assert found.drafts == ()
    assert (fault.where, fault.line, fault.whole) == (f"Fragen!{place}", 2, True)
    assert word in fault.what


def test_what_is_not_kept_of_a_row_is_named_and_the_rest_is_read():
    found = reading({**SINGLE, "difficulty": "tricky", "shuffle": "perhaps", "points": 0})
    assert len(found.drafts) == 1
    assert {(fault.where, fault.whole) for fault in found.faults} == {
        ("Fragen!C2", False), ("Fragen!AO2", False), ("Fragen!AP2", False),
    }  # fmt: skip


def test_a_date_that_excel_made_of_an_answer_is_pointed_at():
    found = reading({**SINGLE, "A.zh": 45000, "dates": ("A.zh",)})
    assert found.faults[0].where == "Fragen!F2"
    assert "date" in found.faults[0].what


def test_columns_may_stand_in_any_order_and_under_either_name_and_others_are_named():
    names = {"answer": "Answer", "B.en": "Option B (English)", "A.en": "选项 A（英文）", "colour": "Colour",
             "text.en": "question (english)", "kind": "题型"}  # fmt: skip
    content = table(
        {"answer": "A", "A.en": "x", "B.en": "y", "text.en": "Why?", "kind": "single", "colour": "red"}, headings=names
    )
    found = read(content, language="zh")
    assert found.drafts[0].body["choices"][0] == {"id": "a", "zh": "", "en": "x", "correct": True}
    assert [(fault.where, "Colour" in fault.what) for fault in found.faults] == [("Fragen!D1", True)]


def test_html_in_a_table_does_not_run():
    found = reading({**SINGLE, "format": "HTML", "text.zh": "<p onclick='x()'>a<script>b</script></p>"})
    assert found.drafts[0].text.zh == "<p>a</p>"
    assert "script" in " ".join(fault.what for fault in found.faults)


def test_a_formula_is_only_text():
    draft = Draft(QuestionKind.SHORT, Words("=1+1", "@x"), {"accept": ["=cmd()"]})
    assert read(write([draft], language="zh"), language="zh").drafts == (draft,)
    with zipfile.ZipFile(io.BytesIO(write([draft], language="zh"))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"PK\x03\x04 nothing", "damaged"),
        (table(headings={"a": "Name"}), "Kind"),
        (table(headings={"kind": "Kind"}), "Question"),
        (table(headings={"kind": "Kind", "text.zh": "题型"}), "Question"),
        (table(headings={"kind": "Kind", "text.zh": "题干（中文）", "again": "题型"}), "twice"),
    ],
)
def test_a_file_that_is_no_table_of_ours_is_refused(content: bytes, word: str):
    with pytest.raises(Unreadable, match=word):
        read(content, language="zh")


def test_a_table_that_would_fill_the_memory_is_refused():
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True})
    book.add_worksheet().write_string(900_000, 10_000, "x")
    book.close()
    with pytest.raises(Unreadable, match="larger"):
        read(content.getvalue(), language="zh")


_SIGNS = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp", "Cf"], exclude_characters="→&>"
)
texts = st.one_of(
    st.text(_SIGNS, min_size=1, max_size=20).map(lambda text: text.strip()).filter(bool),
    st.sampled_from(["=1+1", "“细胞”治疗", "a, b", "007", "1.50", "TRUE", "第一行\n第二行", "<b>"]),
)
lines = texts.map(lambda text: text.replace("\n", " "))
words = st.one_of(
    st.builds(lambda zh, en: {"zh": zh, "en": en}, texts, texts), st.builds(lambda zh: {"zh": zh, "en": ""}, texts)
)
hints = st.lists(st.builds(lambda zh, en: {"zh": zh, "en": en}, lines, lines), min_size=1, max_size=2)
common = st.fixed_dictionaries(
    {},
    optional={
        "name": lines, "points": st.sampled_from([2, 0.5]), "hints": hints, "shuffle": st.just(False),
        "feedback": st.fixed_dictionaries({"right": words, "wrong": words}), "format": st.just("markdown"),
    },
)  # fmt: skip
some = st.lists(words, min_size=2, max_size=10)


def named(parts: list[dict[str, Any]], start: int = 0) -> list[dict[str, Any]]:
    return [{"id": chr(97 + n), **part} for n, part in enumerate(parts, start=start)]


BODIES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "single": st.one_of(
        some.map(lambda parts: {"choices": [one | ({"correct": True} if n == 1 else {}) for n, one in enumerate(named(parts))]}),
        some.map(lambda parts: {"choices": [one | ({"correct": True, "weight": "100"} if n == 1 else {"weight": "-12.5"}) for n, one in enumerate(named(parts))]}),
    ),
    "multiple": some.map(lambda parts: {"choices": [one | ({"correct": True} if n < 2 else {}) for n, one in enumerate(named(parts))]}),
    "truefalse": st.booleans().map(lambda answer: {"answer": answer}),
    "matching": st.builds(
        lambda pairs, extra: {"pairs": named(pairs), **({"extra": named(extra, len(pairs))} if extra else {})},
        st.lists(st.builds(lambda left, right: {"left": left, "right": right}, words, words), min_size=2, max_size=5), st.lists(words, max_size=2),
    ),
    "ordering": some.map(lambda parts: {"items": named(parts)}),
    "numeric": st.builds(
        lambda answer, rest: {"answer": answer, **rest},
        st.one_of(st.integers(-(10**14), 10**14), st.floats(allow_nan=False, allow_infinity=False)),
        st.fixed_dictionaries({}, optional={"tolerance": st.sampled_from([1, 0.25]), "measure": words}),
    ),
    "short": st.builds(
        lambda accept, rest: {"accept": accept, **rest},
        st.lists(st.one_of(lines, st.lists(lines, min_size=2, max_size=3)), min_size=1, max_size=3), st.sampled_from([{}, {"case": True}]),
    ),
    "essay": st.fixed_dictionaries({}, optional={"least_words": st.integers(1, 9), "most_words": st.integers(10, 99), "model": words}),
}  # fmt: skip
tags = st.lists(lines.filter(lambda tag: not set(tag) & set(",，;；")), max_size=2).map(tuple)


@pytest.mark.parametrize("kind", BODIES)
def test_every_kind_of_a_row_comes_back_in_both_languages(kind: str):
    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.tuples(common, BODIES[kind], words, words, tags), min_size=1, max_size=4))
    def holds(questions: list[Any]) -> None:
        drafts = tuple(
            Draft(
                QuestionKind(kind), Words(**text), {**shared, **body}, Words(**reason), code="Q12", topic="gowning", objective="one",
                difficulty="hard", source="EU-GMP", source_title=Words("附录", "Annex"), clause=Words(**reason), check="read", tags=tags,
            )
            for shared, body, text, reason, tags in questions
        )  # fmt: skip
        assert losses(drafts, language="zh") == []
        again = read(write(drafts, language="zh"), language="zh")
        assert again.faults == ()
        assert again.drafts == drafts

    holds()


@pytest.mark.parametrize(
    ("kind", "body", "word", "whole"),
    [
        ("cloze", {"gaps": []}, "cloze", True),
        ("upload", {}, "upload", True),
        ("numeric", {"answers": [{"answer": 1}]}, "several numbers", True),
        ("ordering", {"items": [{"id": str(n), "zh": "x", "en": ""} for n in range(27)]}, "26", True),
        ("matching", {"pairs": [{"id": "a", "left": {"zh": "a→b", "en": ""}, "right": {"zh": "c", "en": ""}}] * 2}, "arrow", True),
        ("single", {"choices": [{"id": "a", "zh": "", "en": ""}, {"id": "b", "zh": "x", "en": "", "correct": True}]}, "no text", True),
        ("truefalse", {"answer": True, "choice_feedback": {"true": {"zh": "x", "en": ""}}}, "Feedback", False),
        ("short", {"accept": [{"say": "x", "weight": "50"}]}, "Weights", False),
        ("numeric", {"answer": 1, "figures": 3}, "figures", False),
        ("essay", {"rubric": [{"id": "a", "zh": "x", "en": ""}]}, "rubric", False),
        ("short", {"accept": ["a\nb"]}, "Not all", False),
    ],
)  # fmt: skip
def test_what_a_row_cannot_hold_is_named_beforehand(kind: str, body: dict[str, Any], word: str, whole: bool):
    (fault,) = losses([Draft(QuestionKind(kind), Words("问", ""), body)], language="zh")
    assert word in fault.what
    assert fault.whole is whole


def test_pictures_are_named_as_lost():
    draft = Draft(QuestionKind.TRUEFALSE, Words("问", ""), {"answer": True}, files={"a.png": File(b"", "image/png")})
    assert [fault.what for fault in losses([draft], language="zh")] == ["Pictures are not written."]
