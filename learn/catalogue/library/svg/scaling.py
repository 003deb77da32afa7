"""Coordinates of a drawing made larger or smaller, so that our one width of line and our sizes of words fit it."""

import re

from learn.catalogue.library.svg.looks import length

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_COMMAND = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])([^MmLlHhVvCcSsQqTtAaZz]*)")
_ARC = re.compile(" ?".join([*[f"({_NUMBER.pattern})"] * 3, "([01])", "([01])", *[f"({_NUMBER.pattern})"] * 2]))
_ENDLESS = re.compile(r"\d{30}")  # no drawing needs such numbers, and looking for their end takes for ever
_TRANSFORM = re.compile(r"(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]*)\)")
_MOVED = {"matrix": {4, 5}, "translate": {0, 1}, "rotate": {1, 2}}  # which of their numbers are lengths
_ACROSS = {"x", "x1", "x2", "cx", "width", "rx", "dx"}


def place(name: str, value: str, k: float, size: tuple[float, float], font: float) -> str | None:
    """An attribute of a shape, k times as large; None: it cannot be read."""
    if _ENDLESS.search(value):
        return None
    if name == "d":
        return _path(value, k)
    if name == "points":
        return " ".join(said(float(number) * k) for number in _NUMBER.findall(value))
    if name == "transform":
        return transform(value, k)
    whole = size[0] if name in _ACROSS else size[1] if name != "r" else min(size)
    found = []
    for one in re.split(r"[\s,]+", value.strip()):
        number = length(one, float("nan"), of=font if one.endswith("em") else whole)
        if number != number:
            return None
        found.append(said(number * k))
    return " ".join(found)


def transform(value: str, k: float) -> str | None:
    """A transform whose lengths are k times as large; None: it is none that a diagram may have."""
    if _ENDLESS.search(value) or _TRANSFORM.sub("", value).strip(" ,\t\r\n"):
        return None
    made = []
    for name, inside in _TRANSFORM.findall(value):
        numbers = [float(number) for number in _NUMBER.findall(inside)]
        moved = _MOVED.get(name, set())
        made.append(f"{name}({' '.join(said(one * k if n in moved else one) for n, one in enumerate(numbers))})")
    return " ".join(made)


def said(number: float) -> str:
    """A number as a diagram writes it: three places, no exponent."""
    text = f"{number:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _path(value: str, k: float) -> str | None:
    made = []
    for command, inside in _COMMAND.findall(value):
        if command in "Aa":
            arcs = _ARC.findall(" ".join(inside.replace(",", " ").split()))
            made.append(command + " ".join(_arc(arc, k) for arc in arcs))
        else:
            made.append(command + " ".join(said(float(number) * k) for number in _NUMBER.findall(inside)))
    return "".join(made) or None


def _arc(arc: tuple[str, ...], k: float) -> str:
    across, down, turned, large, sweep, x, y = arc
    lengths = [said(float(one) * k) for one in (across, down, x, y)]
    return f"{lengths[0]} {lengths[1]} {said(float(turned))} {large} {sweep} {lengths[2]} {lengths[3]}"
