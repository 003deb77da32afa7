"""What can be done to an outline: move a unit, order all, put one in, take one out. Lists in, lists out."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from learn.catalogue.drafts import CourseDraft, Part
from learn.kit.db import db
from learn.kit.text import pinyin

Unit = dict[str, Any]
LONGEST_SLUG = 60
FIRST_RULES: dict[str, Any] = {
    "draw": [{"count": 10}],
    "pass_mark": 80,
    "minutes": 20,
    "attempts": 3,
    "cool_off_minutes": [0, 30],
}  # what a quiz asks for until somebody says otherwise


def moved(units: Sequence[Unit], slug: str, steps: int) -> list[Unit]:
    """The units with one of them so many places further down, or up; at the ends it stays."""
    found = list(units)
    at = next((n for n, unit in enumerate(found) if unit["slug"] == slug), None)
    if at is not None:
        unit = found.pop(at)
        found.insert(min(max(at + steps, 0), len(found)), unit)
    return found


def ordered(units: Sequence[Unit], slugs: Sequence[str]) -> list[Unit] | None:
    """The units in the order of their slugs; None: the slugs are not just those of the units."""
    by_slug = {unit["slug"]: unit for unit in units}
    if len(slugs) != len(units) or set(slugs) != by_slug.keys():
        return None
    return [by_slug[slug] for slug in slugs]


def put_in(units: Sequence[Unit], unit: Unit, after: str) -> list[Unit]:
    """The units with another one behind the one named; first, where none is."""
    at = next((n for n, one in enumerate(units, start=1) if one["slug"] == after), 0)
    return [*units[:at], unit, *units[at:]]


def without(units: Sequence[Unit], slug: str) -> list[Unit]:
    """The units without one of them, for which none of the others waits any more."""
    return [_no_longer_needing(unit, slug) for unit in units if unit["slug"] != slug]


def changed(units: Sequence[Unit], unit: Unit) -> list[Unit]:
    """The units with one of them as it is now."""
    return [unit if one["slug"] == unit["slug"] else one for one in units]


def former(draft: CourseDraft, slug: str) -> Unit | None:
    """A unit that was taken out, as the newest outline that had it says."""
    for edition in db.session.scalars(draft.editions(Part.OUTLINE)):
        found = next((unit for unit in edition.content if unit["slug"] == slug), None)
        if found:
            there = {unit["slug"] for unit in draft_units(draft)}
            needs = [one for one in found.get("needs", []) if one in there]
            return {key: value for key, value in found.items() if key != "needs"} | ({"needs": needs} if needs else {})
    return None


def draft_units(draft: CourseDraft) -> list[Unit]:
    """The units of a draft as they stand now."""
    newest = draft.newest(Part.OUTLINE)
    return list(newest.content) if newest else []


def slug_for(english: str, chinese: str, taken: Collection[str]) -> str:
    """A name for a unit, from its English title or else from its Chinese one: short, and nobody's yet."""
    words = re.findall(r"[a-z0-9]+", english.casefold()) or re.findall(r"[a-z0-9]+", pinyin(chinese).casefold())
    while len(words) > 1 and len("-".join(words)) > LONGEST_SLUG - 4:
        words.pop()
    whole = "-".join(words)[: LONGEST_SLUG - 4].strip("-") or "unit"
    return next(one for one in _numbered(whole, len(taken)) if one not in taken)


def _numbered(whole: str, most: int) -> list[str]:
    return [whole, *(f"{whole}-{n}" for n in range(2, most + 3))]


def _no_longer_needing(unit: Unit, slug: str) -> Unit:
    if slug not in unit.get("needs", []):
        return unit
    needs = [one for one in unit["needs"] if one != slug]
    return {key: value for key, value in unit.items() if key != "needs"} | ({"needs": needs} if needs else {})
