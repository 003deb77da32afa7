"""GIFT: what its authors may write, what is refused, and that our questions come back as they went out."""

import base64
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PIL import Image

from learn.assessment.draft import Draft, File
from learn.assessment.question import QuestionKind
from learn.interop import Reading, Unreadable
from learn.interop.gift import losses, read, write
from learn.kit.text import Words

WARD = Path(__file__).parent / "files" / "text" / "ward.gift"
BACKSLASH = "\\"


def en(text: str) -> dict[str, str]:
    return {"zh": "", "en": text}


def one(text: str) -> Draft:
    reading = read(text.encode(), language="en")
    assert not reading.refused
    return reading.drafts[0]


def refusal(text: str) -> str:
    reading = read(text.encode(), language="en")
    assert not reading.drafts
    return reading.refused[0].what


@pytest.fixture
def ward(app: Any) -> Reading:
    return read(WARD.read_bytes(), language="en")


# what authors may write


def test_a_whole_file_is_read_and_what_is_wrong_is_named_by_line(ward: Reading) -> None:
    kinds = [draft.kind.value for draft in ward.drafts]
    assert kinds == [
        "single", "short", "numeric", "numeric", "numeric", "multiple", "matching", "truefalse", "short", "short",
        "essay", "truefalse", "truefalse",
    ]  # fmt: skip
    lines = {fault.line: fault.what for fault in ward.refused}
    assert set(lines) == {46, 48, 50}
    assert "asks nothing" in lines[46]
    assert "No choice is right" in lines[48]
    assert "never closed" in lines[50]


def test_comments_give_id_and_tags_and_the_category_gives_one_more(ward: Reading) -> None:
    draft = ward.drafts[0]
    assert draft.code == "thaw-1"
    assert draft.tags == ("thawing", "water bath ] warm", "Thawing")
    assert draft.name == "Thawing a bag"


def test_html_is_cleaned_and_what_was_removed_is_named(ward: Reading) -> None:
    choices = ward.drafts[0].body["choices"]
    assert choices[0]["feedback"] == en("Yes &amp; no &lt; 38")
    assert choices[2]["feedback"] == en("<b>No</b>")
    assert ward.drafts[0].reason.en == "<p>The label says so.</p>"
    partly = " ".join(fault.what for fault in ward.partly if fault.where == "Thawing a bag")
    assert "<script>" in partly
    assert "onclick" in partly


def test_weights_stay_as_they_were_written(ward: Reading) -> None:
    weights = [(choice["en"], choice.get("weight")) for choice in ward.drafts[0].body["choices"]]
    assert weights == [("37 °C", None), ("38 °C", "50"), ("95 °C", "-25")]


def test_numbers_have_tolerances_ranges_weights_and_feedback(ward: Reading) -> None:
    several, interval, pi = (ward.drafts[n].body for n in (2, 3, 4))
    assert several["answers"] == [
        {"answer": 10, "tolerance": 2, "feedback": en("Good")},
        {"least": 12, "most": 15, "weight": "50", "feedback": en("Slow")},
    ]
    assert several["feedback"] == {"wrong": en("Too long or too short")}
    assert interval == {"answers": [{"least": 1, "most": 5}]}
    assert pi == {"answer": 3.14159, "tolerance": 0.005}


def test_a_blank_line_between_braces_ends_nothing(ward: Reading) -> None:
    assert [choice["en"] for choice in ward.drafts[5].body["choices"]] == ["operator", "verifier", "courier"]


def test_a_pair_without_its_first_half_is_one_more_answer(ward: Reading) -> None:
    body = ward.drafts[6].body
    assert [(pair["left"]["en"], pair["right"]["en"]) for pair in body["pairs"]] == [
        ("{a}", "first = 1"),
        ("b : c", "second"),
    ]
    assert body["extra"] == [{"id": "c", "zh": "", "en": "neither"}]


def test_feedback_to_true_and_false_stands_where_it_is_given(ward: Reading) -> None:
    draft = ward.drafts[7]
    assert draft.body == {
        "answer": False,
        "choice_feedback": {"true": en("It shows a code."), "false": en("Right: only a code.")},
    }
    assert draft.reason.en == "See the SOP."


def test_a_missing_word_may_stand_first(ward: Reading) -> None:
    assert ward.drafts[8].text.en == "_____ is the first step."


def test_an_asterisk_stands_for_anything_unless_escaped(ward: Reading) -> None:
    accept = ward.drafts[9].body["accept"]
    assert accept[0] == {"say": "Lund*", "wildcard": True}
    assert accept[1] == "lit*eral"
    assert accept[2] == {"say": "50\\% more", "weight": "50"}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("T", "truefalse"), ("false", "truefalse"), ("=T", "short"), ("", "essay"), ("#7", "numeric"), ("One", "short")],
)
def test_what_stands_between_the_braces_makes_the_kind(app: Any, answer: str, kind: str) -> None:
    assert one(f"Say it. {{{answer}}}").kind == kind


def test_several_equals_signs_count_fully_each_as_in_moodle(app: Any) -> None:
    reading = read(b"Seasons?{=spring =autumn ~easter}", language="en")
    choices = reading.drafts[0].body["choices"]
    assert [(choice.get("correct"), choice.get("weight")) for choice in choices] == [
        (True, None),
        (None, "100"),
        (None, None),
    ]
    assert reading.partly


def test_a_picture_inside_the_text_is_kept(app: Any) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (2, 2)).save(stream, "PNG")
    data = f"data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()}"
    draft = one(f'[html]<p>Look <img src="{data}" alt="dot"></p>'.replace("=", "\\=").replace(":", "\\:") + "{T}")
    [(name, file)] = draft.files.items()
    assert file == File(stream.getvalue(), "image/png")
    assert f'src="media:{name}"' in draft.text.en


# what is refused


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Q {#abc}", "no number"),
        ("Q {#}", "No number"),
        ("Q {~a}", "two or more"),
        ("Q {~a ~b}", "No choice is right"),
        ("Q }", "no opening"),
        ("{T}", "no text"),
        ("Q {=->a =b->c}", "two pairs"),
        ("x" * 1_000_001 + "{T}", "longer than"),
    ],
)
def test_a_question_without_a_key_is_refused_with_its_reason(app: Any, text: str, said: str) -> None:
    assert said in refusal(text)


def test_a_hundred_thousand_questions_are_too_many(app: Any) -> None:
    with pytest.raises(Unreadable, match="20000|20001"):
        read(b"Q{T}\n\n" * 100_000, language="en")


def test_bytes_that_are_no_text_are_refused_with_their_line(app: Any) -> None:
    with pytest.raises(Unreadable, match="^2: "):
        read(b"Q {T}\n\xff\xfe\xff", language="en")


def test_gb18030_is_read_and_named(app: Any) -> None:
    reading = read("细胞在哪里复苏？{=水浴 =37度}".encode("gb18030"), language="zh")
    assert reading.drafts[0].text.zh == "细胞在哪里复苏？"
    assert "GB18030" in reading.faults[0].what


def test_utf16_with_its_mark_is_read(app: Any) -> None:
    assert read("Really? {T}".encode("utf-16"), language="en").drafts[0].text.en == "Really?"


def test_no_pattern_takes_long(app: Any) -> None:
    for text in (
        "{" * 200_000,
        "[tag:" * 200_000,
        "// " + "[id:\\" * 100_000,
        "~%" * 200_000,
        " \n\t" * 300_000 + "Q{T}",
    ):
        read(text.encode(), language="en")


# our questions, out and in again

SIGNS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp"))
LINE = st.text(SIGNS, min_size=1, max_size=30).map(str.strip).filter(bool)
TRICKY = st.sampled_from(
    ["=a", "~b#c", "{x}", "[html]<b>", "%50%y", "a\\n", "\\", "//x", "::n::", "####", "TRUE", "a:b", "$CATEGORY: x"]
)
TEXT = LINE | TRICKY | st.lists(LINE, min_size=2, max_size=3).map("\n".join)
SAID = TEXT.map(en)
LETTERS = "abcdefgh"


def optional(name: str, value: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.just({}) | st.builds(lambda said: {name: said}, value)


@st.composite
def parts(draw: Any, least: int = 2, arrow: bool = True, feedback: bool = True) -> list[dict[str, Any]]:
    said = draw(st.lists(SAID.filter(lambda text: arrow or "->" not in text["en"]), min_size=least, max_size=5))
    extra = optional("feedback", SAID) if feedback else st.just({})
    return [{"id": LETTERS[n], **text, **draw(extra)} for n, text in enumerate(said)]


@st.composite
def singles(draw: Any) -> dict[str, Any]:
    choices = draw(parts())
    right = draw(st.integers(0, len(choices) - 1))
    for n, choice in enumerate(choices):
        choice.update(
            {"correct": True}
            if n == right
            else draw(optional("weight", st.sampled_from(["0", "50", "-25", "100", "33.33333"])))
        )
    return {"choices": choices}


@st.composite
def multiples(draw: Any) -> dict[str, Any]:
    choices = draw(parts())
    for choice in choices[: draw(st.integers(1, len(choices)))]:
        choice["correct"] = True
    if draw(st.booleans()):
        right = sum("correct" in choice for choice in choices)
        assume(right > 1)  # else the weights may be those of the rule itself
        for choice in choices:
            choice["weight"] = "33.5" if "correct" in choice else draw(st.sampled_from(["0", "-10.25"]))
    return {"choices": choices}


@st.composite
def truefalses(draw: Any) -> dict[str, Any]:
    said = draw(optional("true", SAID)) | draw(optional("false", SAID))
    return {"answer": draw(st.booleans())} | ({"choice_feedback": said} if said else {})


@st.composite
def shorts(draw: Any) -> dict[str, Any]:
    accept: list[Any] = []
    for text in draw(
        st.lists(TEXT.filter(lambda text: "->" not in text and "\\*" not in text), min_size=1, max_size=4)
    ):
        variant = {
            "say": text,
            **draw(optional("weight", st.sampled_from(["0", "50"]))),
            **draw(optional("feedback", SAID)),
        }
        variant |= {"wildcard": True} if "*" in text and draw(st.booleans()) else {}
        accept.append(variant if len(variant) > 1 else text)
    return {"accept": accept}


@st.composite
def matchings(draw: Any) -> dict[str, Any]:
    lefts, rights = draw(parts(arrow=False, feedback=False)), draw(st.lists(SAID, min_size=5, max_size=5))
    pairs = [{"id": left["id"], "left": en(left["en"]), "right": rights[n]} for n, left in enumerate(lefts)]
    return {"pairs": pairs} | draw(optional("extra", SAID.map(lambda text: [{"id": LETTERS[len(pairs)], **text}])))


NUMBERS = st.integers(-(10**9), 10**9) | st.decimals(-1000, 1000, places=4).map(float).filter(
    lambda x: not x.is_integer()
)
TOLERANCES = st.floats(0.001, 10).map(lambda x: round(x, 4)).filter(lambda x: not x.is_integer()) | st.integers(1, 9)
EXACT = st.builds(lambda answer, more: {"answer": answer, **more}, NUMBERS, optional("tolerance", TOLERANCES))
RANGE = st.lists(NUMBERS, min_size=2, max_size=2, unique=True).map(sorted).map(lambda x: {"least": x[0], "most": x[1]})
MANY = st.lists(
    st.builds(
        lambda a, b, c: {**a, **b, **c}, EXACT | RANGE, optional("weight", st.just("50")), optional("feedback", SAID)
    ),
    min_size=2,
    max_size=3,
)
NUMERIC = st.builds(
    lambda body, wrong: {**body, **wrong},
    EXACT | MANY.map(lambda answers: {"answers": answers}) | RANGE.map(lambda one: {"answers": [one]}),
    optional("feedback", SAID.map(lambda said: {"wrong": said})),
)
BODIES = {
    "single": singles(), "multiple": multiples(), "truefalse": truefalses(), "short": shorts(), "matching": matchings(),
    "numeric": NUMERIC, "essay": st.just({}),
}  # fmt: skip


@pytest.mark.parametrize("kind", BODIES)
@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_goes_out_comes_back_the_same(app: Any, kind: str, data: st.DataObject) -> None:
    draft = Draft(
        kind=QuestionKind(kind),
        text=Words("", data.draw(TEXT)),
        body=data.draw(BODIES[kind])
        | data.draw(optional("name", LINE.map(lambda name: " ".join(name.split())).filter(bool)))
        | data.draw(optional("format", st.just("markdown"))),
        reason=Words("", data.draw(st.just("") | TEXT)),
        code=data.draw(st.sampled_from(["", "Q01", "thaw-1"])),
        tags=tuple(data.draw(st.lists(st.sampled_from(["a", "b]c", "d\\e", "水浴", "f:g"]), unique=True, max_size=2))),
    )
    assume(all("](" not in text for text in str(draft).split("'")))
    assert not losses([draft], language="en")
    assert read(write([draft], language="en"), language="en") == Reading("gift", (draft,))


def test_html_and_its_pictures_come_back_the_same(app: Any) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (2, 2)).save(stream, "PNG")
    draft = Draft(
        kind=QuestionKind.MATCHING,
        text=Words('<p>看图 <img src="media:chain.png" alt="x"></p>', ""),
        body={
            "format": "html",
            "pairs": [
                {"id": "a", "left": {"zh": "<b>甲</b>", "en": ""}, "right": {"zh": "a &lt; b", "en": ""}},
                {"id": "b", "left": {"zh": "乙", "en": ""}, "right": {"zh": "{c}", "en": ""}},
            ],
        },
        files={"chain.png": File(stream.getvalue(), "image/png")},
    )
    assert not losses([draft], language="zh")
    assert read(write([draft], language="zh"), language="zh").drafts == (draft,)


# what GIFT cannot say


@pytest.mark.parametrize("kind", ["ordering", "cloze", "hotspot", "scenario", "upload"])
def test_a_kind_that_gift_has_not_is_named_and_left_out(app: Any, kind: str) -> None:
    draft = Draft(kind=QuestionKind(kind), text=Words("", "Q"), body={}, code="Q07")
    [fault] = losses([draft], language="en")
    assert fault.whole
    assert fault.where == "Q07"
    assert not write([draft], language="en").strip()


ESSAY = Draft(kind=QuestionKind.ESSAY, text=Words("", "Q"), body={})
SHORT = Draft(kind=QuestionKind.SHORT, text=Words("", "Q"), body={"accept": ["a"]})


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (replace(ESSAY, body={"points": 2}), "points"),
        (replace(ESSAY, body={"hints": [en("h")]}), "hints"),
        (replace(ESSAY, body={"rubric": [{"id": "a", **en("r"), "points": 1}]}), "rubric"),
        (replace(ESSAY, body={"model": en("m")}), "model answer"),
        (replace(SHORT, body={"accept": ["a"], "case": True}), "letter case"),
        (replace(SHORT, body={"accept": ["a"], "feedback": {"right": en("yes")}}), "feedback"),
        (replace(SHORT, topic="thawing"), "lesson"),
        (replace(SHORT, body={"accept": [["a", "b"]]}), "parts in any order"),
        (replace(SHORT, body={"accept": ["a -> b"]}), "arrow"),
        (replace(SHORT, text=Words("问", "")), "no text in this language"),
        (Draft(QuestionKind.NUMERIC, Words("", "Q"), {"answer": 1, "measure": en("mL")}), "unit"),
        (Draft(QuestionKind.NUMERIC, Words("", "Q"), {"answers": [{"least": 1}]}), "open at one end"),
    ],
)
def test_what_would_be_lost_is_named_before(app: Any, draft: Draft, said: str) -> None:
    assert any(said in fault.what for fault in losses([draft], language="en"))
