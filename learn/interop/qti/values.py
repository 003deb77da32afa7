"""What an operator of QTI makes of its operands. Numbers are exact; None is the null of QTI."""

import re
from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import Any

from learn.interop.qti.tree import Node

Value = Any  # None, a text, a Fraction, a bool, or a list of those
_NUMBER = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,3})?")


class Beyond(Exception):
    """A rule that we do not know: which element says it, in which line."""

    def __init__(self, node: Node) -> None:
        super().__init__(node.name)
        self.node = node


def number_of(value: Value) -> Fraction | None:
    """A value as a number; None: it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, Fraction):
        return value
    if isinstance(value, list):
        return number_of(value[0]) if len(value) == 1 else None
    found = _NUMBER.fullmatch(str(value).strip()) if value is not None else None
    return Fraction(found[0]) if found else None


def typed(text: str, base: str) -> Value:
    """A text of a file as a value of its type."""
    match base:
        case "float" | "integer" | "duration":
            return number_of(text)
        case "boolean":
            return text.strip() == "true"
        case "string":
            return text
        case "pair":
            return " ".join(sorted(text.split()))
    return " ".join(text.split())


def same(one: Value, other: Value) -> bool:
    """Whether two values are equal; the order of a list that is a set is settled by its maker."""
    if isinstance(one, list) != isinstance(other, list):
        one, other = (value if isinstance(value, list) else [value] for value in (one, other))
    numbers = number_of(one), number_of(other)
    if isinstance(one, Fraction) or isinstance(other, Fraction):
        return None not in numbers and numbers[0] == numbers[1]
    return bool(one == other)


def _flat(values: list[Value]) -> list[Value]:
    out: list[Value] = []
    for value in values:
        out.extend(value if isinstance(value, list) else [] if value is None else [value])
    return out


def _numbers(values: list[Value]) -> list[Fraction] | None:
    found = [number_of(value) for value in _flat(values)]
    return [one for one in found if one is not None] if found and None not in found else None


def _compare(test: Callable[[Fraction, Fraction], bool]) -> Callable[[Node, list[Value]], Value]:
    def compared(node: Node, values: list[Value]) -> Value:
        found = _numbers(values[:2])
        return test(found[0], found[1]) if found and len(found) == 2 else None

    return compared


def _fold(step: Callable[[Fraction, Fraction], Fraction]) -> Callable[[Node, list[Value]], Value]:
    def folded(node: Node, values: list[Value]) -> Value:
        found = _numbers(values)
        return reduce(step, found) if found else None

    return folded


def _divided(node: Node, values: list[Value]) -> Value:
    found = _numbers(values)
    return found[0] / found[1] if found and len(found) == 2 and found[1] else None


def _equal(node: Node, values: list[Value]) -> Value:
    found = _numbers(values[:2])
    if not found or len(found) != 2:
        return None
    least, most = range_of(node, found[1])
    return least <= found[0] <= most


def range_of(node: Node, right: Fraction) -> tuple[Fraction, Fraction]:
    """From where to where an <equal> accepts."""
    sides = node.get("tolerance").split()
    mode = node.get("toleranceMode", "exact")
    if mode == "exact" or not sides:
        return right, right
    under, over = (number_of(side) for side in (sides[0], sides[-1]))
    if under is None or over is None:
        raise Beyond(node)  # a variable as the tolerance
    if mode == "relative":
        under, over = abs(right) * under / 100, abs(right) * over / 100
    return right - under, right + over


def rounded(node: Node, value: Fraction) -> Fraction:
    """A number as <equalRounded> and <roundTo> round it."""
    figures = node.get("figures")
    if not figures.isdigit():
        raise Beyond(node)
    if node.get("roundingMode", "significantFigures") == "decimalPlaces":
        return Fraction(round(value * 10 ** int(figures))) / 10 ** int(figures)
    return Fraction(f"{float(value):.{max(int(figures) - 1, 0)}e}")


def _equal_rounded(node: Node, values: list[Value]) -> Value:
    found = _numbers(values[:2])
    return rounded(node, found[0]) == rounded(node, found[1]) if found and len(found) == 2 else None


def _string_match(node: Node, values: list[Value]) -> Value:
    if None in values[:2]:
        return None
    one, other = (str(value) for value in values[:2])
    if node.get("caseSensitive", "true") != "true":
        one, other = one.casefold(), other.casefold()
    return other in one if node.get("substring") == "true" else one == other


def _pattern(node: Node, values: list[Value]) -> Value:
    stars = wildcard(node.get("pattern"))
    if stars is None:
        raise Beyond(node)
    said = values[0] if values else None
    whole = ".*".join(re.escape(part) for part in stars.split("*"))
    return None if said is None else re.fullmatch(whole, str(said), re.S) is not None


def wildcard(pattern: str) -> str | None:
    """A regular expression as a text with stars for anything; None: it says more than that."""
    if len(pattern) > 1000 or pattern.count(".*") > 10:
        return None
    parts = pattern.removeprefix("^").removesuffix("$").split(".*")
    plain = [re.sub(r"\\(\W)", r"\1", part) for part in parts]
    bare = [re.sub(r"\\\W", "", part) for part in parts]
    return None if any(re.search(r"[\\.\[\](){}*+?|^$]", part) for part in bare) else "*".join(plain)


def _contains(node: Node, values: list[Value]) -> Value:
    whole, part = (value if isinstance(value, list) else [value] for value in values[:2])
    return all(one in whole for one in part)


def _anyn(node: Node, values: list[Value]) -> Value:
    least, most = node.get("min", "0"), node.get("max", str(len(values)))
    if not (least.isdigit() and most.isdigit()):
        raise Beyond(node)
    return int(least) <= sum(value is True for value in values) <= int(most)


def _index(node: Node, values: list[Value]) -> Value:
    place = node.get("n")
    if not place.isdigit():
        raise Beyond(node)
    inside = _flat(values)
    return inside[int(place) - 1] if 0 < int(place) <= len(inside) else None


def _subtracted(node: Node, values: list[Value]) -> Value:
    found = _numbers(values)
    return found[0] - found[1] if found and len(found) == 2 else None


def _empty(value: Value) -> bool:
    return value is None or value == "" or value == []


OPERATORS: dict[str, Callable[[Node, list[Value]], Value]] = {
    "isNull": lambda node, values: _empty(values[0]),
    "and": lambda node, values: all(value is True for value in values),
    "or": lambda node, values: any(value is True for value in values),
    "not": lambda node, values: None if values[0] is None else not values[0],
    "match": lambda node, values: None if None in values[:2] else same(values[0], values[1]),
    "anyN": _anyn,
    "equal": _equal,
    "equalRounded": _equal_rounded,
    "stringMatch": _string_match,
    "substring": lambda node, values: None if None in values[:2] else str(values[0]) in str(values[1]),
    "patternMatch": _pattern,
    "member": lambda node, values: None if values[0] is None else values[0] in _flat(values[1:2]),
    "contains": _contains,
    "containerSize": lambda node, values: Fraction(len(_flat(values[:1]))),
    "multiple": lambda node, values: sorted(_flat(values), key=str) or None,
    "ordered": lambda node, values: _flat(values) or None,
    "index": _index,
    "delete": lambda node, values: [one for one in _flat(values[1:2]) if one != values[0]] or None,
    "sum": _fold(lambda one, other: one + other),
    "product": _fold(lambda one, other: one * other),
    "min": _fold(min),
    "max": _fold(max),
    "subtract": _subtracted,
    "divide": _divided,
    "round": lambda node, values: None if number_of(values[0]) is None else Fraction(round(number_of(values[0]) or 0)),
    "gt": _compare(lambda one, other: one > other),
    "gte": _compare(lambda one, other: one >= other),
    "lt": _compare(lambda one, other: one < other),
    "lte": _compare(lambda one, other: one <= other),
}
