"""An answer carried from one version of a question to another: by what the parts say, not by what they are called."""

from collections.abc import Mapping, Sequence
from typing import Any

from learn.assessment.kinds import Given

_SIDES = ("zh", "en")


def carried(given: Given, old: Mapping[str, Any], new: Mapping[str, Any]) -> Given:
    """The same answer in the words of another version.

    An author who swaps two texts changes what their ids mean; whoever ticked the first text ticked that text.
    """
    if "choices" in given:
        moved = _moved(old.get("choices", ()), new.get("choices", ()))
        return {**given, "choices": [moved.get(id, id) for id in given["choices"]]}
    if "places" in given:
        moved = _moved(old.get("items", ()), new.get("items", ()))
        return {**given, "places": {moved.get(id, id): place for id, place in given["places"].items()}}
    if "pairs" in given:
        lefts, rights = _moved(_side(old, "left"), _side(new, "left")), _moved(_rights(old), _rights(new))
        return {**given, "pairs": {lefts.get(left, left): rights.get(id, id) for left, id in given["pairs"].items()}}
    return given


def _moved(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """For each part of the old version, the part of the new one that says the same; the same id where none does."""
    return {part["id"]: next((one["id"] for one in new if _same(part, one)), part["id"]) for part in old}


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return any(one.get(side) and one.get(side) == other.get(side) for side in _SIDES)


def _side(body: Mapping[str, Any], side: str) -> list[dict[str, Any]]:
    return [{"id": pair["id"], **pair[side]} for pair in body.get("pairs", ())]


def _rights(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [*_side(body, "right"), *body.get("extra", ())]
