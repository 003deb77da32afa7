"""An answer carried from one version of a question to another: by what the parts say, not by what they are called."""

from collections.abc import Mapping, Sequence
from typing import Any

from learn.assessment.kinds import Given
from learn.assessment.kinds.kind import inner, several

_SIDES = ("zh", "en")
_GONE = ""  # an id that no part has


def carried(given: Given, old: Mapping[str, Any], new: Mapping[str, Any]) -> Given:
    """The same answer in the words of another version.

    An author who swaps two texts changes what their ids mean; whoever ticked the first text ticked that text.
    """
    keys = [key for key in _CARRIED if key in given] if isinstance(given, Mapping) else []
    return {**given, **{key: _CARRIED[key](given, old, new) for key in keys}} if keys else given


def _choices(given: Given, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    moved = _moved(_ticked(old), _ticked(new))
    return [moved.get(id, id) for id in several(given, "choices")]


def _places(given: Given, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    moved = _moved(old.get("items", ()), new.get("items", ()))
    return {moved.get(id, id): place for id, place in inner(given, "places").items()}


def _pairs(given: Given, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    lefts, rights = _moved(_side(old, "left"), _side(new, "left")), _moved(_rights(old), _rights(new))
    pairs = {left: right for left, right in inner(given, "pairs").items() if isinstance(right, str)}
    return {lefts.get(left, left): rights.get(right, right) for left, right in pairs.items()}


def _parts(given: Given, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """The questions of a case by what they ask; the gaps of a text by their names, which stand in it."""
    before, after = _asked(old), _asked(new)
    moved = _moved(before, after) if "questions" in old else {}
    was, becomes = ({part["id"]: part for part in parts} for parts in (before, after))
    return {
        moved.get(id, id): carried(one, was.get(id, {}), becomes.get(moved.get(id, id), {}))
        for id, one in inner(given, "parts").items()
    }


_CARRIED = {"choices": _choices, "places": _places, "pairs": _pairs, "parts": _parts}


def _moved(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """For each part of the old version, the part of the new one that it became, each for one only.

    That is the one which says the same in both languages, else in one; of several, that of the same id. Those that say
    nothing of the old were reworded: the same id if it is free, else the next that is. Where none is left, it is gone.
    """
    became: dict[str, str] = {}
    for alike in (_the_same, _half_the_same, _of_the_same_id, _any):
        for part in old:
            if part["id"] in became:
                continue
            free = [one for one in new if one["id"] not in became.values() and alike(part, one)]
            if free:
                became[part["id"]] = next((one for one in free if _of_the_same_id(part, one)), free[0])["id"]
    return {part["id"]: became.get(part["id"], _GONE) for part in old}


def _the_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    said = [one.get(side) for side in _SIDES]
    return any(said) and said == [other.get(side) for side in _SIDES]


def _half_the_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return any(one.get(side) and one.get(side) == other.get(side) for side in _SIDES)


def _of_the_same_id(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(one["id"] == other["id"])


def _any(_one: Mapping[str, Any], _other: Mapping[str, Any]) -> bool:
    return True


def _ticked(body: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """What there is to tick: choices, or areas of a picture."""
    return [*body.get("choices", ()), *body.get("areas", ())]


def _side(body: Mapping[str, Any], side: str) -> list[dict[str, Any]]:
    return [{"id": pair["id"], **pair[side]} for pair in body.get("pairs", ())]


def _rights(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [*_side(body, "right"), *body.get("extra", ())]


def _asked(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The parts of a case or of a text with gaps, each with what it asks."""
    return [{**part, **part.get("text", {})} for part in (*body.get("questions", ()), *body.get("gaps", ()))]
