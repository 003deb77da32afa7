"""Moodle XML: what comes in is what its author meant, and what goes out comes back the same."""

import re
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learn.assessment import Draft, File, QuestionKind
from learn.interop import Reading, Unreadable
from learn.interop.moodle import losses, read, write
from learn.kit.text import Words

FILES = Path(__file__).parent / "files" / "moodle"
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


def reading(name: str) -> Reading:
    return read((FILES / f"{name}.xml").read_bytes(), language="en")


def by_name(name: str) -> dict[str, Draft]:
    return {draft.name: draft for draft in reading(name).drafts}


def quiz(inside: str) -> bytes:
    return f"<quiz>{inside}</quiz>".encode()


def en(text: str) -> dict[str, str]:
    return {"zh": "", "en": text}


# what comes in


def test_a_choice_keeps_its_points_number_feedback_hints_and_tags():
    grade = by_name("kinds")["Grade A"]
    assert grade.kind == "single"
    assert grade.text == Words(zh="", en="<p>Which room is <b>cleanest</b>?</p>")
    assert grade.reason.en == "<p>Annex 1, 4.4</p>"
    assert (grade.code, grade.tags) == ("CR-7", ("gowns", "Clean rooms/Annex 1/Gowning"))
    assert grade.body == {
        "name": "Grade A",
        "format": "html",
        "points": 2,
        "feedback": {"right": en("Well done"), "wrong": en("Not so")},
        "hints": [en("Think of filling")],
        "choices": [
            {"id": "a", **en("D"), "feedback": en("the least clean")},
            {"id": "b", **en("A"), "correct": True},
        ],
    }


def test_weights_stay_exactly_as_written():
    body = by_name("kinds")["Weights"].body
    assert [(one["weight"], one.get("correct", False)) for one in body["choices"]] == [
        ("66.66667", True), ("33.33333", True), ("-100", False),
    ]  # fmt: skip
    assert body["shuffle"] is False
    assert body["format"] == "markdown"


def test_choices_that_moodle_marks_by_our_rule_need_no_weights():
    answers = "".join(
        f'<answer fraction="{n}"><text>{n}</text></answer>' for n in ("33.33333", "33.3333", "33.333", "-33.33333")
    )
    found = read(
        quiz(f'<question type="multichoice"><questiontext><text>?</text></questiontext><single>false</single>{answers}</question>'),
        language="zh",
    ).drafts[0]  # fmt: skip
    assert [set(one) - {"id", "zh", "en"} for one in found.body["choices"]] == [
        {"correct"},
        {"correct"},
        {"correct"},
        set(),
    ]
    assert found.text.zh == "?"


def test_a_statement_keeps_what_is_said_to_each_answer():
    assert by_name("kinds")["Hands"].body == {
        "name": "Hands", "answer": False, "choice_feedback": {"true": en("They do not.")},
    }  # fmt: skip


def test_short_answers_keep_case_asterisks_and_shares():
    assert by_name("kinds")["Vector"].body == {
        "name": "Vector",
        "case": True,
        "accept": [
            {"say": "AAV*", "wildcard": True},
            {"say": "virus", "weight": "50", "feedback": en("Which one?")},
            "2*3",
        ],
    }


def test_numbers_keep_tolerances_units_and_what_is_said_to_any_other_number():
    assert by_name("kinds")["Distance"].body == {
        "name": "Distance",
        "answers": [
            {"answer": 3.14, "tolerance": 0.01},
            {"answer": 3, "tolerance": 0.5, "weight": "50", "feedback": en("Nearly")},
        ],
        "feedback": {"wrong": en("No")},
        "measure": en("m"),
        "units": [{**en("km"), "factor": 1000}],
        "unit_required": True,
    }


def test_pairs_keep_an_extra_answer_and_plain_text_becomes_html():
    body = by_name("kinds")["Pairs"].body
    assert body["pairs"][1] == {"id": "b", "left": en("incubator"), "right": en("37 °C &amp; 5 % CO2")}
    assert body["extra"] == [{"id": "c", **en("4 °C")}]


def test_items_stand_in_the_order_of_their_places():
    assert [one["en"] for one in by_name("kinds")["Steps"].body["items"]] == ["wash", "gown", "enter"]


def test_an_essay_without_a_field_is_an_upload():
    found = by_name("kinds")
    assert found["Why"].kind == "essay"
    assert (found["Why"].body["least_words"], found["Why"].body["most_words"]) == (20, 200)
    assert found["Why"].body["model"] == en("Names the deviation")
    assert found["Photo"].kind == "upload"
    assert {key: found["Photo"].body[key] for key in ("types", "most_files", "most_mb")} == {
        "types": ["pdf", "jpg", "png"], "most_files": 2, "most_mb": 5,
    }  # fmt: skip


def test_words_dragged_into_a_text_are_gaps_with_the_words_of_their_group():
    drag = by_name("kinds")["Drag"]
    assert drag.text.en == "The [[a]] comes before the [[b]]."
    assert [[one["en"] for one in gap["choices"] if one.get("correct")] for gap in drag.body["gaps"]] == [
        ["hood"],
        ["gloves"],
    ]
    assert [len(gap["choices"]) for gap in drag.body["gaps"]] == [2, 2]
    assert drag.body["points"] == 1


def test_gaps_of_a_cloze_question():
    cloze = by_name("cloze")["All gaps"]
    assert cloze.text.en == "<p>Cells are frozen at [[a]] °C in [[b]] by [[c]]; {no gap}.</p>"
    number, choice, short = cloze.body["gaps"]
    assert number["answers"][1] == {"answer": -70, "tolerance": 10, "weight": "50", "feedback": en("warm")}
    assert (number["points"], number["feedback"]) == (2, {"wrong": en("far off")})
    assert [one["en"] for one in choice["choices"]] == ["DMSO", "a}b", "c~d"]
    assert choice["choices"][2]["feedback"] == en("see #3 &amp; '4'")
    assert "shuffle" not in choice
    assert short == {"id": "c", "kind": "short", "accept": ["QA", {"say": "QC", "weight": "50"}], "case": True}


def test_a_gap_with_several_right_answers_is_asked_below_the_text():
    found = by_name("cloze")["Several right"]
    several, short = found.body["questions"]
    assert (found.kind.value, found.text.en) == ("scenario", "Take (1) and (2)")
    assert (several["kind"], several["points"], several["text"]) == ("multiple", 2, en("(1)"))
    assert [one.get("weight") for one in several["choices"]] == ["50", "50", None]
    assert short["accept"] == ["x"]
    assert "below" in next(fault.what for fault in reading("cloze").faults if fault.where == "Several right")


def test_pictures_come_along_and_nothing_that_runs():
    found = reading("pictures")
    picture = found.drafts[0]
    assert picture.text.en == '<p>See <img src="media:my-dot.png" alt="a dot"><img alt="far"></p>'
    assert picture.files["my-dot.png"].media_type == "image/png"
    said = " ".join(fault.what for fault in found.faults if fault.where == "Picture")
    for word in ("notes.pdf", "onclick", "script", "elsewhere.example"):
        assert word in said


def test_a_marker_is_a_place_and_several_markers_are_several_questions():
    found = by_name("pictures")
    assert found["One marker"].kind == "hotspot"
    assert found["One marker"].body["areas"] == [
        {"id": "a", "shape": "circle", "coords": "322,213,10", **en("1"), "correct": True}
    ]
    hood, door = found["Two markers"].body["questions"]
    assert [area["coords"] for area in hood["areas"]] == ["10,20,40,60", "0,0,5,0,5,5", "9,9,3"]
    assert [sum("correct" in area for area in one["areas"]) for one in (hood, door)] == [1, 2]
    assert (hood["points"], door["points"], hood["most"]) == (1, 2, 1)


def test_old_files_are_read_too():
    found = by_name("old")
    assert found["Localised"].body["answer"] is False
    assert found["Outside text"].body["answer"] == 17
    assert found["Outside text"].text.en == 'How many?<br><img src="media:dot.png" alt="">'


# what is refused, and why


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Read this", "description"), ("Formula", "random values"), ("Random (Gowning)", "at random"),
        ("Labels", "ddimageortext"), ("Algebra", "stack"), ("Nothing right", "No choice is right"),
        ("Strange weight", "lots"), ("Half", "two answers"), ("No map", "missing"), ("No text", "no text"),
    ],
)  # fmt: skip
def test_what_is_no_question_of_ours_is_named_with_its_line(name: str, word: str):
    found = reading("refused")
    fault = next(fault for fault in found.faults if fault.where == name)
    assert found.drafts == ()
    assert fault.whole
    assert word in fault.what
    assert fault.line is not None
    assert name in (FILES / "refused.xml").read_text().splitlines()[fault.line - 1]


@pytest.mark.parametrize(
    ("name", "word"),
    [("No gap", "no gap"), ("No choices", "two choices"), ("No number", "zero"),
     ("Open", "does not end")],
)  # fmt: skip
def test_a_broken_gap_is_named(name: str, word: str):
    fault = next(fault for fault in reading("cloze").faults if fault.where == name)
    assert fault.whole
    assert word in fault.what


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<quiz><question></quiz>", "1"),
        (b"<html><body/></html>", "<html>"),
        (b'<!DOCTYPE quiz [<!ENTITY a "b">]>\n<quiz>&a;</quiz>', "DOCTYPE"),
        (b'<!DOCTYPE quiz SYSTEM "http://elsewhere.example/x.dtd"><quiz/>', "DOCTYPE"),
        (b"<quiz>\n<question type='essay'>&nbsp;</question></quiz>", "2: XML"),
        ('<?xml version="1.0" encoding="UTF-8"?><quiz>你好</quiz>'.encode("gb18030"), "well-formed"),
        (b"<quiz>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</quiz>", "deeper than"),
        (b"<quiz><question>" + b"x" * 10_500_000 + b"</question></quiz>", "larger or deeper"),
        (b"", "well-formed"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(content: bytes, said: str):
    with pytest.raises(Unreadable, match=re.escape(said)):
        read(content, language="zh")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_any_encoding_that_xml_knows(encoding: str):
    declared = "" if encoding.startswith("utf-8") else f'<?xml version="1.0" encoding="{encoding}"?>'
    content = (
        f'{declared}<quiz><question type="essay"><questiontext><text>为什么？</text></questiontext></question></quiz>'
    )
    assert read(content.encode(encoding), language="zh").drafts[0].text.zh == "为什么？"


# what goes out comes back


def drafts_of_files() -> list[Draft]:
    return [draft for name in ("kinds", "cloze", "old", "pictures") for draft in reading(name).drafts]


@pytest.mark.parametrize("draft", drafts_of_files(), ids=lambda draft: draft.name)
def test_what_was_read_goes_out_and_comes_back(draft: Draft):
    lost = losses([draft], language="en")
    again = read(write([draft], language="en"), language="en")
    assert lost or again.drafts == (draft,)
    assert again.faults == ()


_SIGNS = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp", "Co", "Cf"], exclude_characters="\ufffe\uffff"
)
texts = st.text(_SIGNS, min_size=1, max_size=30).map(str.strip).filter(bool)
tricky = st.sampled_from(
    [
        "a=b",
        "=x",
        "%50%y",
        "a~b",
        "{1:x",
        "}",
        "a#b",
        "\\",
        "a\\}",
        "&amp;",
        "&#39;",
        "<b>",
        "]]>",
        "a*b",
        "“细胞”",
        "{}",
        "AT&T",
        "&\\#",
    ]
)
said = st.one_of(texts, tricky)
words = st.builds(lambda text: {"zh": text, "en": ""}, said)
weights = st.sampled_from(["50", "33.33333", "-25", "12.5", "-100"])
optional = st.fixed_dictionaries({}, optional={"feedback": words})
numbers = st.one_of(
    st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False, min_value=-1e30, max_value=1e30)
)
common = st.fixed_dictionaries(
    {"name": texts},
    optional={"points": st.sampled_from([2, 0.5, 10]), "hints": st.lists(words, min_size=1, max_size=2)},
)
combined = st.fixed_dictionaries(
    {}, optional={"feedback": st.fixed_dictionaries({"right": words, "partly": words}), "shuffle": st.just(False)}
)


def named(parts: list[dict[str, Any]], start: int = 0) -> list[dict[str, Any]]:
    return [{"id": chr(97 + n), **part} for n, part in enumerate(parts, start=start)]


def merged(*parts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for part in parts for key, value in part.items()}


parts = st.lists(st.builds(merged, words, optional), min_size=2, max_size=4)
plain_choices = st.builds(lambda found, right: [one | ({"correct": True} if n == right else {}) for n, one in enumerate(named(found))], parts, st.integers(0, 1))  # fmt: skip
weighed_choices = st.builds(
    lambda found, worth: [{**one, **({"correct": True, "weight": "100"} if n == 0 else {"weight": worth})} for n, one in enumerate(named(found))],
    parts, weights,
)  # fmt: skip
variant = st.one_of(
    said, st.builds(lambda say, weight, rest: {"say": say, "weight": weight, **rest}, said, weights, optional),
    st.builds(lambda say: {"say": f"{say.replace('*', '')}x*", "wildcard": True}, said),
)  # fmt: skip
accept = st.builds(lambda first, others: [first, *others], said, st.lists(variant, max_size=3))
number = st.one_of(
    st.builds(lambda n: {"answer": n}, numbers),
    st.builds(
        lambda n, t, w: {"answers": [{"answer": n, "tolerance": t}, {"answer": t, "weight": w}]},
        numbers,
        st.integers(1, 9),
        weights,
    ),
)
BODIES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "single": st.builds(lambda c, rest: {"choices": c, **rest}, st.one_of(plain_choices, weighed_choices), combined),
    "multiple": st.builds(lambda c, rest: {"choices": [one | {"correct": True} if n < 2 else one for n, one in enumerate(c)], **rest}, plain_choices, combined),
    "truefalse": st.builds(lambda answer, rest: {"answer": answer, **rest}, st.booleans(), st.fixed_dictionaries({}, optional={"choice_feedback": st.fixed_dictionaries({"true": words})})),
    "matching": st.builds(lambda p, e, rest: {"pairs": named(p), **({"extra": named(e, len(p))} if e else {}), **rest},
                          st.lists(st.fixed_dictionaries({"left": words, "right": words}), min_size=2, max_size=4), st.lists(words, max_size=2), combined),
    "ordering": st.builds(lambda p, feedback: {"items": named(p), **({"feedback": {"wrong": feedback}})}, st.lists(words, min_size=2, max_size=5), words),
    "short": st.builds(lambda a, rest: {"accept": a, **rest}, accept, st.fixed_dictionaries({}, optional={"case": st.just(True)})),
    "numeric": st.builds(merged, number, st.fixed_dictionaries({}, optional={"measure": words, "feedback": st.fixed_dictionaries({"wrong": words})})),
    "essay": st.fixed_dictionaries({}, optional={"least_words": st.integers(1, 9), "most_words": st.integers(10, 99), "model": words}),
    "upload": st.fixed_dictionaries({"most_files": st.integers(1, 9)}, optional={"types": st.just(["png", "pdf"]), "most_mb": st.integers(1, 20), "model": words}),
}  # fmt: skip
gap = st.one_of(
    st.builds(lambda c, rest: {"kind": "single", "choices": c, **rest}, st.one_of(plain_choices, weighed_choices), st.fixed_dictionaries({}, optional={"shuffle": st.just(False), "points": st.just(3)})),
    st.builds(lambda a, rest: {"kind": "short", "accept": a, **rest}, accept, st.fixed_dictionaries({}, optional={"case": st.just(True)})),
    st.builds(lambda n: {"kind": "numeric", **n}, number),
)  # fmt: skip


def as_html(part: Any, key: str = "") -> Any:
    """A body whose texts are HTML, as our own cleaning leaves it."""
    if isinstance(part, dict) and part.keys() >= {"zh", "en"} and key not in ("measure", "units"):
        return {**as_html({k: v for k, v in part.items() if k not in ("zh", "en")}), "zh": html(part["zh"]), "en": ""}
    if isinstance(part, dict):
        return {k: as_html(v, k) for k, v in part.items()}
    return [as_html(one, key) for one in part] if isinstance(part, list) else part


def html(text: str) -> str:
    return escape(text, quote=False).replace("\xa0", "&nbsp;")


def comes_back(draft: Draft) -> None:
    assert losses([draft], language="zh") == []
    again = read(write([draft], language="zh"), language="zh")
    assert again.faults == ()
    assert again.drafts == (draft,)


@pytest.mark.parametrize("kind", BODIES)
def test_every_kind_comes_back_as_it_went_out(kind: str):
    @settings(max_examples=60, deadline=None)
    @given(common, BODIES[kind], texts, st.one_of(st.just(""), texts), st.lists(texts, max_size=2, unique=True))
    def holds(shared: dict[str, Any], body: dict[str, Any], text: str, reason: str, tags: list[str]) -> None:
        rich = {**as_html({**shared, **body}), "format": "html"}
        comes_back(Draft(QuestionKind(kind), Words(html(text), ""), rich, Words(html(reason), "")))
        comes_back(
            Draft(
                QuestionKind(kind), Words(text, ""), {**shared, **body}, Words(reason, ""), code="K-1", tags=tuple(tags)
            )
        )

    holds()


@settings(max_examples=120, deadline=None)
@given(texts, st.lists(gap, min_size=1, max_size=3), texts, st.sampled_from(["abc", "xyz"]))
def test_gaps_come_back_as_they_went_out(name: str, gaps: list[dict[str, Any]], text: str, ids: str):
    named_gaps = [{"id": id, **one} for id, one in zip(ids, gaps, strict=False)]
    stem = text.replace("[[", "") + "".join(f" [[{one['id']}]] ." for one in named_gaps)
    comes_back(Draft(QuestionKind.CLOZE, Words(stem, ""), {"name": name, "gaps": named_gaps}))
    rich = {"name": name, "format": "html", "gaps": as_html(named_gaps)}
    comes_back(Draft(QuestionKind.CLOZE, Words(html(stem), ""), rich))


@pytest.mark.parametrize("format", ["html", "markdown"])
def test_layout_and_pictures_come_back(format: str):
    text = (
        '<p>a &lt; b &amp; c<img src="media:dot.png" alt="x"></p>' if format == "html" else "a *b* ![x](media:dot.png)"
    )
    choices = [{"id": "c1", "zh": text, "en": "", "correct": True}, {"id": "c2", "zh": "x~}#", "en": ""}]
    files = {"dot.png": File(DOT, "image/png"), "kept.png": File(DOT + b" ", "image/png")}
    draft = Draft(
        QuestionKind.SINGLE, Words(text, ""), {"format": format, "choices": choices}, Words(text, ""), files=files
    )
    comes_back(draft)
    cloze = {"format": format, "gaps": [{"id": "a", "kind": "single", "choices": choices}]}
    named_by_reading = [{**one, "id": id} for one, id in zip(choices, "ab", strict=True)]
    again = read(
        write([replace(draft, kind=QuestionKind.CLOZE, text=Words(f"{text} [[a]]", ""), body=cloze)], language="zh"),
        language="zh",
    )
    assert again.drafts[0].body["gaps"][0]["choices"] == named_by_reading


@pytest.mark.parametrize(
    ("kind", "body", "word", "whole"),
    [
        ("hotspot", {"areas": []}, "hotspot", True),
        ("numeric", {"answers": [{"least": 1}]}, "without an end", True),
        ("numeric", {"answers": [{"least": 1, "most": 3}]}, "middle", False),
        ("numeric", {"answer": 1, "figures": 3}, "figures", False),
        ("short", {"accept": [["name", "date"]]}, "one order", False),
        ("essay", {"rubric": [{"id": "a", **en("x")}]}, "rubric", False),
        ("short", {"accept": ["x"], "feedback": {"right": en("yes")}}, "in general", False),
        ("single", {"choices": [{"id": "a", **en("x"), "correct": True, "weight": "100"}, {"id": "b", **en("y"), "weight": "7"}]}, "weights", False),
        ("single", {"choices": [{"id": "a", **en("x"), "correct": True}, {"id": "b", **en("")}]}, "part", True),
        ("cloze", {"gaps": [{"id": "z", "kind": "short", "accept": ["x"]}]}, "[[z]]", True),
    ],
)  # fmt: skip
def test_what_moodle_cannot_say_is_named_beforehand(kind: str, body: dict[str, Any], word: str, whole: bool):
    (fault,) = losses([Draft(QuestionKind(kind), Words("", "x"), body)], language="en")
    assert word in fault.what
    assert fault.whole is whole


def test_a_question_without_a_text_in_this_language_is_not_written():
    draft = Draft(QuestionKind.TRUEFALSE, Words("问", ""), {"answer": True})
    assert [fault.whole for fault in losses([draft], language="en")] == [True]
    assert read(write([draft], language="en"), language="en").drafts == ()
