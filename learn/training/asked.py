"""What a new version asks, in words of both languages, for messages and lists."""

from collections.abc import Mapping, Sequence
from typing import Any

from learn.catalogue import Level
from learn.kit.text import Words


def asked_in_words(level: Level, units: Sequence[Mapping[str, Any]]) -> Words:
    """What is to be learnt: the whole course, or which units, with questions about them or without."""
    if level is Level.FULL:
        return Words("全部课程", "the whole course")
    changed = units_in_words(units)
    if level is Level.READ:
        return Words(f"{changed.zh}（只需阅读）", f"{changed.en}, just to read")
    if not units:
        return Words("测验", "the quiz")
    return Words(
        f"{changed.zh}及其测验",
        f"{changed.en}, with a quiz about it" if len(units) == 1 else f"{changed.en}, with a quiz about them",
    )


def units_in_words(units: Sequence[Mapping[str, Any]]) -> Words:
    """The units by their numbers: unit 2; units 2 and 4; units 2, 4 and 5."""
    numbers = [str(unit["position"]) for unit in units]
    if len(numbers) == 1:
        return Words(f"单元 {numbers[0]}", f"unit {numbers[0]}")
    return Words(f"单元 {'、'.join(numbers)}", f"units {', '.join(numbers[:-1])} and {numbers[-1]}" if numbers else "")
