"""GIFT against the oracle: the 27 files of gift-pegjs, with the parse that its authors expect of each.

How their terms become ours is in docs/interchange.md; `expected` below is the same mapping in code.
"""

import json
import os
from html import escape
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from learn.config import ROOT
from learn.interop import Reading
from learn.interop.formats import read
from learn.interop.markup import Pictures, cleaned

CORPUS = Path(os.environ.get("LEARN_CORPUS", ROOT.parent / "shared" / "corpus")) / "quiz-text" / "gift-pegjs"
FILES = sorted(CORPUS.glob("*.gift"))

pytestmark = pytest.mark.skipif(not FILES, reason="The corpus is not here; LEARN_CORPUS names its folder.")
KINDS = {"TF": "truefalse", "Short": "short", "Essay": "essay", "Numerical": "numeric", "Matching": "matching"}


def test_the_corpus_is_complete() -> None:
    assert len(FILES) == 27


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_means_what_the_oracle_says(app: Any, file: Path) -> None:
    reading = read(file.name, file.read_bytes(), language="en")
    oracle = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    asked = [one for one in oracle if one["type"] not in ("Category", "Description")]
    assert [found(reading, n) for n in range(len(reading.drafts))] == [expected(one) for one in asked]
    assert len(reading.refused) == sum(one["type"] == "Description" for one in oracle)


def found(reading: Reading, n: int) -> dict[str, Any]:
    """One of our drafts, flattened; ids of parts left out."""
    draft = reading.drafts[n]
    body = draft.body
    return {
        "kind": draft.kind.value,
        "code": draft.code,
        "tags": list(draft.tags),
        "name": draft.name,
        "format": body.get("format", "plain"),
        "text": draft.text.en,
        "reason": draft.reason.en,
        "choices": [
            (one["en"], bool(one.get("correct")), one.get("weight"), said(one.get("feedback")))
            for one in body.get("choices", [])
        ],
        "pairs": [(one["left"]["en"], one["right"]["en"]) for one in body.get("pairs", [])],
        "extra": [one["en"] for one in body.get("extra", [])],
        "accept": [
            (one, None, "", False)
            if isinstance(one, str)
            else (one["say"], one.get("weight"), said(one.get("feedback")), one.get("wildcard", False))
            for one in body.get("accept", [])
        ],
        "answer": (body.get("answer"), body.get("tolerance")),
        "answer feedback": {word: said(one) for word, one in body.get("choice_feedback", {}).items()},
        "wrong": said(body.get("feedback", {}).get("wrong")),
    }


def expected(one: dict[str, Any]) -> dict[str, Any]:
    """A question of the oracle in our terms."""
    form = common_format(one)
    choices = one.get("choices") or []
    listed = choices if isinstance(choices, list) else []
    is_choice, is_short, is_number = (one["type"] == type_ for type_ in ("MC", "Short", "Numerical"))
    pairs = [(words(pair["subquestion"], form), pair["subanswer"]) for pair in one.get("matchPairs", [])]
    number = (choices if isinstance(choices, dict) else listed[0]["text"]) if is_number else {}
    return {
        "kind": kind(one),
        "code": one["id"] or "",
        "tags": one["tags"] or [],
        "name": one["title"] or "",
        "format": form,
        "text": words(one["stem"], form).replace("_____ .", "_____."),  # we keep the author's spacing
        "reason": words(one["globalFeedback"], form),
        "choices": [choice(n, listed, form) for n in range(len(listed))] if is_choice else [],
        "pairs": [pair for pair in pairs if pair[0]],
        "extra": [right for left, right in pairs if not left],
        "accept": [variant(some, form) for some in listed] if is_short else [],
        "answer": (one["isTrue"] if one["type"] == "TF" else number.get("number"), number.get("range")),
        "answer feedback": {
            word: words(one[f"{word}Feedback"], form) for word in ("true", "false") if one.get(f"{word}Feedback")
        },
        "wrong": words(listed[-1]["feedback"], form) if is_number and len(listed) > 1 else "",
    }


def kind(one: dict[str, Any]) -> str:
    """MC is a question with one right choice where a choice has an equals sign, else one with several."""
    if one["type"] != "MC":
        return KINDS[one["type"]]
    return "single" if any(choice["isCorrect"] for choice in one["choices"]) else "multiple"


def choice(n: int, choices: list[dict[str, Any]], form: str) -> tuple[str, bool, str | None, str]:
    """A choice. The first with an equals sign is the right one; further ones count 100 per cent, as in Moodle."""
    one, marked = choices[n], [some["isCorrect"] for some in choices]
    weight = None if one["weight"] is None else str(one["weight"])
    if any(marked):
        right = marked.index(True) == n
        weight = None if right else "100" if one["isCorrect"] else weight
    else:
        right = weight is not None and float(weight) > 0
    return words(one["text"], form), right, weight, words(one["feedback"], form)


def variant(one: dict[str, Any], form: str) -> tuple[str, str | None, str, bool]:
    """A variant of a short answer; one hundred per cent is what a variant is worth anyhow."""
    weight = None if one["weight"] in (None, 100) else str(one["weight"])
    return one["text"]["text"], weight, words(one["feedback"], form), "*" in one["text"]["text"]


def common_format(one: dict[str, Any]) -> str:
    """Texts of one question have one format with us: theirs if they agree, else HTML."""
    said = [one["stem"], one["globalFeedback"], *(one.get(f"{word}Feedback") for word in ("true", "false"))]
    listed = one.get("choices") if isinstance(one.get("choices"), list) else []
    said += [some["feedback"] for some in listed] + [pair["subquestion"] for pair in one.get("matchPairs", [])]
    said += [some["text"] for some in listed] if one["type"] == "MC" else []
    formats = {"plain" if some["format"] == "moodle" else some["format"] for some in said if some and some["text"]}
    return formats.pop() if len(formats) == 1 else "html"


def words(one: dict[str, Any] | None, form: str) -> str:
    """A text of the oracle in the format of its question, cleaned as we clean."""
    if not one:
        return ""
    if form != "html":
        return str(one["text"])
    text = one["text"] if one["format"] == "html" else escape(one["text"], quote=False)
    text = MarkdownIt().render(one["text"]).strip() if one["format"] == "markdown" else text
    return cleaned(text, Pictures().find)[0]


def said(part: dict[str, str] | None) -> str:
    return part["en"] if part else ""
