"""Aiken: what its authors may write, and that our questions come back as they went out."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learn.assessment.draft import Draft
from learn.assessment.question import QuestionKind
from learn.interop.aiken import losses, read, write
from learn.kit.text import Words

WARD = Path(__file__).parent / "files" / "text" / "ward.txt"


def en(text: str) -> dict[str, str]:
    return {"zh": "", "en": text}


def question(text: str, *choices: str, right: int = 0, **body: Any) -> Draft:
    listed = [{"id": "abcdefgh"[n], **en(choice)} for n, choice in enumerate(choices)]
    listed[right]["correct"] = True  # type: ignore[assignment]
    return Draft(kind=QuestionKind.SINGLE, text=Words("", text), body={"choices": listed, **body})


def test_a_whole_file_is_read_and_what_is_wrong_is_named_by_line(app: Any) -> None:
    reading = read(WARD.read_bytes(), language="zh")
    keys = [[one["id"] for one in draft.body["choices"] if one.get("correct")] for draft in reading.drafts]
    assert keys == [["b"], ["b"], ["a", "c"]]
    assert reading.drafts[0].body["choices"][2]["zh"] == "Anybody who was in the room"
    assert reading.drafts[1].text.zh == "复苏用的水浴应该是几度？"
    assert [(fault.line, fault.whole) for fault in reading.faults] == [(20, True), (24, True)]


def test_a_text_that_begins_like_a_choice_is_a_text(app: Any) -> None:
    [draft] = read(b"A. Fleming found what?\nA) Penicillin\nB) Insulin\nANSWER: A\n", language="en").drafts
    assert draft == question("A. Fleming found what?", "Penicillin", "Insulin")


def test_a_question_that_begins_below_an_unfinished_one_is_its_own(app: Any) -> None:
    reading = read(b"Unfinished?\nA) a\nB) b\nFinished?\nA) c\nB) d\nANSWER: B\n", language="en")
    assert reading.drafts == (question("Finished?", "c", "d", right=1),)
    assert [(fault.line, fault.where, fault.whole) for fault in reading.faults] == [(1, "Unfinished?", True)]


def test_a_line_below_a_choice_belongs_to_it_even_where_it_begins_like_a_choice(app: Any) -> None:
    [draft] = read(b"Q?\nA) one\nmore\nB) two\nb. see above\nANSWER: A\n", language="en").drafts
    assert [one["en"] for one in draft.body["choices"]] == ["one more", "two b. see above"]


@pytest.mark.parametrize("choices", ["A) a\nC) c", "A) a\nB) b\nD) d", "A) a\nB) b\nB) c"])
def test_choices_whose_letters_do_not_follow_are_refused_and_not_guessed(app: Any, choices: str) -> None:
    reading = read(f"Q?\n{choices}\nE) e\nANSWER: A\n\nR?\nA) a\nB) b\nANSWER: B\n".encode(), language="en")
    assert len(reading.drafts) == 1
    assert reading.refused[0].line == 1


LINE = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp")), min_size=1, max_size=30)
WORD = LINE.map(str.strip).filter(bool) | st.sampled_from(["A) x", "B. y", "{=a}", "ANSWERS", "C"])


@given(text=WORD, choices=st.lists(WORD, min_size=2, max_size=6), data=st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_goes_out_comes_back_the_same(app: Any, text: str, choices: list[str], data: st.DataObject) -> None:
    draft = question(text, *choices, right=data.draw(st.integers(0, len(choices) - 1)))
    if losses([draft], language="en"):
        assert not write([draft], language="en")
    else:
        reading = read(write([draft, draft], language="en"), language="en")
        assert reading.drafts == (draft, draft)
        assert not reading.faults


WEIGHTED = question("Q", "a", "b")
WEIGHTED.body["choices"][1]["weight"] = "50"


@pytest.mark.parametrize(
    ("draft", "said", "whole"),
    [
        (Draft(QuestionKind.SHORT, Words("", "Q"), {"accept": ["a"]}), "one right choice", True),
        (question("Q", "a", "b", format="html"), "plain text", True),
        (question("ANSWER: B", "a", "b"), "read as an answer", True),
        (question("Q", "a", "ANSWER: B"), "letters", True),
        (question("Q", *"abcdefgh", shuffle=False), "order", False),
        (replace(question("Q", "a", "b"), reason=Words("", "because")), "reason", False),
        (replace(question("Q", "a", "b"), code="Q01"), "id and name", False),
        (question("two\nlines", "a", "b"), "line ends", False),
        (WEIGHTED, "weights", False),
    ],
)
def test_what_would_be_lost_is_named_before(app: Any, draft: Draft, said: str, whole: bool) -> None:
    [fault] = losses([draft], language="en")
    assert said in fault.what
    assert fault.whole is whole
