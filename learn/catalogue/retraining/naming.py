"""What a new version asks, in words: for forms, messages and lists."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from learn.catalogue.terms import Level
from learn.kit.text import Words

LEVEL_NAMES: dict[Level, Any] = {
    Level.FULL: _l("Learn the whole course again"),
    Level.DELTA: _l("Learn this unit, with questions about it"),
    Level.READ: _l("Read this unit"),
    Level.NOTHING: _l("Nothing"),
}
LEVELS: dict[str, Any] = {  # in short
    Level.FULL.value: _l("The whole course"),
    Level.DELTA.value: _l("Changed units and questions"),
    Level.READ.value: _l("Reading only"),
    Level.NOTHING.value: _l("Nothing"),
}


def asked_in_words(level: Level, units: Sequence[Mapping[str, Any]]) -> Words:
    """What is to be learnt: the whole course, or which units, with questions about them or without."""
    if level is Level.FULL:
        return Words("全部课程", "the whole course")
    if not units:
        return Words("测验", "the quiz")
    changed = units_in_words(units)
    if level is Level.READ:
        return Words(f"{changed.zh}（只需阅读）", f"{changed.en}, just to read")
    about = "it" if len(units) == 1 else "them"
    return Words(f"{changed.zh}，并通过相关测验", f"{changed.en}, with a quiz about {about}")


def units_in_words(units: Sequence[Mapping[str, Any]]) -> Words:
    """The units by their numbers: unit 2; units 2 and 4; units 2, 4 and 5."""
    numbers = [str(unit["position"]) for unit in units]
    if not numbers:
        return Words("测验", "the quiz")
    if len(numbers) == 1:
        return Words(f"单元 {numbers[0]}", f"unit {numbers[0]}")
    return Words(f"单元 {'、'.join(numbers)}", f"units {', '.join(numbers[:-1])} and {numbers[-1]}")
