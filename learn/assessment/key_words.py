"""The key of a question in words of one language: to read, to compare, to search for its like."""

from collections.abc import Iterator, Mapping
from typing import Any

Body = Mapping[str, Any]


def key_in_words(kind: str, body: Body, language: str, *, all_of_it: bool = False) -> list[str]:
    """What is right, line by line; with `all_of_it` also what is offered and wrong, marked."""
    return list(_lines(kind, body, language, all_of_it=all_of_it))


def _lines(kind: str, body: Body, language: str, *, all_of_it: bool) -> Iterator[str]:
    match kind:
        case "single" | "multiple" | "hotspot":
            for part in body.get("choices") or body.get("areas") or []:
                if part.get("correct") or all_of_it:
                    yield f"{_mark(part) if all_of_it else ''}{part.get(language) or ''}{_weight(part, all_of_it)}"
        case "truefalse":
            yield str(body.get("answer"))
        case "matching":
            for pair in body.get("pairs", []):
                yield f"{pair['left'].get(language, '')} → {pair['right'].get(language, '')}"
            if all_of_it:
                yield from (f"✗ {one.get(language, '')}" for one in body.get("extra", []))
        case "ordering":
            for n, item in enumerate(body.get("items", []), start=1):
                yield f"{n}. {item.get(language, '')}"
        case "numeric":
            yield from _numbers(body, language)
        case "short":
            yield from (_variant(one) for one in body.get("accept", []))
        case "cloze" | "scenario":
            for part in body.get("gaps") or body.get("questions") or []:
                if all_of_it and part.get("text"):
                    yield f"({part['id']}) {part['text'].get(language, '')}"
                inner = _lines(part["kind"], part, language, all_of_it=all_of_it)
                yield from (f"({part['id']}) {line}" for line in inner)
        case _:
            yield from (f"{one.get(language, '')} ({one.get('points', 1)})" for one in body.get("rubric", []))


def _mark(part: Body) -> str:
    return "✓ " if part.get("correct") else "✗ "


def _weight(part: Body, shown: bool) -> str:
    return f" ({part['weight']}%)" if shown and "weight" in part else ""


def _numbers(body: Body, language: str) -> Iterator[str]:
    unit = (body.get("unit") or body.get("measure") or {}).get(language, "")
    for one in body.get("answers") or [body]:
        if one.get("answer") is None:
            yield f"{one.get('least')} – {one.get('most')} {unit}".strip()
        else:
            tolerance = f" ± {one['tolerance']}" if one.get("tolerance") else ""
            yield f"{one['answer']}{tolerance} {unit}".strip()


def _variant(one: Any) -> str:
    said = one.get("say") if isinstance(one, Mapping) else one
    return " + ".join(map(str, said)) if isinstance(said, list) else str(said)
