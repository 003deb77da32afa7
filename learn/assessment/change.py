"""What a new version of a question changes in the one before it, and which language it lacks."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _

from learn.kit.text import LANGUAGES, Words


class Change(StrEnum):
    """What a version of a question changes in the one before it."""

    NEW = "new"  # the first version
    WORDING = "wording"  # it says the same in other words
    KEY = "key"  # something else is right
    SCORING = "scoring"  # points, weights or tolerance


_WORDING = {"zh", "en", "feedback", "choice_feedback", "name", "format", "media", "title", "alt", "hints", "left"}
_WORDING |= {"right", "measure", "unit", "model", "shuffle"}
_SCORING = {"points", "weight", "tolerance", "figures", "unit_required", "case", "wildcard", "factor", "rubric"}


def seen_change(kind: str, body: Mapping[str, Any], new_kind: str, new_body: Mapping[str, Any]) -> Change:
    """What a new version changes, seen from what it is marked by: the texts alone, the points, or what is right.

    Two texts that changed places cannot be seen: then it is the author who says that the key is another.
    """
    if kind != new_kind or _without(body, _WORDING | _SCORING) != _without(new_body, _WORDING | _SCORING):
        return Change.KEY
    return Change.WORDING if _without(body, _WORDING) == _without(new_body, _WORDING) else Change.SCORING


def mismatch(said: Change, seen: Change) -> str | None:
    """Why a change is not what its author calls it; None: it may be. Whoever says that the key changed is believed."""
    if said is Change.KEY or said is seen:
        return None
    if seen is Change.KEY:
        return _("Something else is right now: that changes the key.")
    if seen is Change.SCORING:
        return _("Points, weights or tolerance differ: that changes the scoring.")
    return _("Nothing about points, weights or tolerance differs: call it wording, or key.")


def _without(part: Any, keys: set[str]) -> Any:
    """A part of a question without some of what it says."""
    if isinstance(part, Mapping):
        return {key: _without(value, keys) for key, value in part.items() if key not in keys}
    return [_without(value, keys) for value in part] if isinstance(part, list) else part


def lacking(*parts: Any) -> str:
    """The languages in which something of a question is not said though the other says it: “”, “zh”, “en”, “zh en”."""
    pairs = [pair for part in parts for pair in _pairs(part)]
    lacks = [
        language
        for language in LANGUAGES
        if any(any(pair.values()) and not str(pair.get(language) or "").strip() for pair in pairs)
    ]
    return " ".join(lacks)


def _pairs(part: Any) -> Iterator[Mapping[str, Any]]:
    """Every text in two languages somewhere in a part of a question."""
    if isinstance(part, Words):
        yield part.as_dict()
    elif isinstance(part, Mapping):
        if "zh" in part or "en" in part:
            yield {language: part.get(language) for language in LANGUAGES}
        for value in part.values():
            yield from _pairs(value)
    elif isinstance(part, list):
        for value in part:
            yield from _pairs(value)


def texts_in(part: Any) -> list[str]:
    """Every text somewhere in a part of a question, but not the names of its pictures."""
    if isinstance(part, Words):
        return [part.zh, part.en]
    if isinstance(part, Mapping):
        return [text for key, value in part.items() if key != "media" for text in texts_in(value)]
    if isinstance(part, list):
        return [text for value in part for text in texts_in(value)]
    return [part] if isinstance(part, str) and len(part) > 1 else []
