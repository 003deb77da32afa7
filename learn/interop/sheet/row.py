"""A question as the cells of one row."""

from collections.abc import Mapping, Sequence
from typing import Any

from learn.assessment import Draft
from learn.interop.sheet.columns import AND, ANSWERS, ARROW, DIFFICULTIES, FORMATS, KINDS, LANGUAGES, LETTERS, TRUTHS

Cell = str | int | float
_FEEDBACK = ("right", "partly", "wrong")


def cells(draft: Draft) -> dict[str, Cell]:
    """What stands in the row, by the keys of the columns; empty cells are left out."""
    body = draft.body
    row: dict[str, Cell] = {
        "code": draft.code, "kind": KINDS[draft.kind], "name": draft.name, "tags": ", ".join(draft.tags),
        "difficulty": DIFFICULTIES.get(draft.difficulty, draft.difficulty), "topic": draft.topic,
        "objective": draft.objective, "source": draft.source, "check": draft.check,
        "format": FORMATS.get(str(body.get("format", "")), ""), "points": body.get("points", ""),
        "case": ANSWERS[True] if body.get("case") else "",
        "shuffle": ANSWERS[False] if body.get("shuffle") is False else "",
        "least_words": body.get("least_words", ""), "most_words": body.get("most_words", ""),
        "tolerance": body.get("tolerance", ""),
    }  # fmt: skip
    texts: dict[str, Mapping[str, str]] = {
        "text": draft.text.as_dict(), "reason": draft.reason.as_dict(), "clause": draft.clause.as_dict(),
        "source_title": draft.source_title.as_dict() if draft.source_title else {},
        "measure": body.get("measure") or {}, "model": body.get("model") or {},
    }  # fmt: skip
    texts |= {key: body.get("feedback", {}).get(key) or {} for key in _FEEDBACK}
    texts |= dict(zip(LETTERS, _parts(draft), strict=False))
    for key, words in texts.items():
        row |= {f"{key}.{language}": words.get(language, "") for language in LANGUAGES}
    for language in LANGUAGES:
        row[f"hints.{language}"] = "\n".join(hint.get(language, "") for hint in body.get("hints", [])).strip("\n")
    row["answer"] = _answer(draft)
    return {key: cell for key, cell in row.items() if cell != ""}


def _parts(draft: Draft) -> list[Mapping[str, str]]:
    """Its choices, items or pairs."""
    body = draft.body
    pairs = [(one["left"], one["right"]) for one in body.get("pairs", [])] + [
        ({}, one) for one in body.get("extra", [])
    ]
    if pairs:
        return [{language: _pair(left, right, language) for language in LANGUAGES} for left, right in pairs]
    return list(body.get("choices") or body.get("items") or [])


def _pair(left: Mapping[str, str], right: Mapping[str, str], language: str) -> str:
    one, other = left.get(language, ""), right.get(language, "")
    return f"{one} {ARROW} {other}".strip() if one or other else ""


def _answer(draft: Draft) -> Cell:
    body = draft.body
    match draft.kind:
        case "single" | "multiple":
            return _letters(body["choices"])
        case "truefalse":
            return TRUTHS[bool(body["answer"])]
        case "numeric":
            answer: Cell = body["answer"]
            return answer
        case "short":
            return "\n".join(_variant(one) for one in body["accept"])
    return ""


def _letters(choices: Sequence[Mapping[str, Any]]) -> str:
    """A, C; or with weights A:50, C:50, D:-25."""
    weighted = any("weight" in one for one in choices)
    if weighted:
        return ", ".join(f"{LETTERS[n]}:{one['weight']}" for n, one in enumerate(choices) if "weight" in one)
    return ", ".join(LETTERS[n] for n, one in enumerate(choices) if one.get("correct"))


def _variant(one: Any) -> str:
    if isinstance(one, Mapping):
        return str(one["say"])
    return f" {AND} ".join(map(str, one)) if isinstance(one, list) else str(one)
