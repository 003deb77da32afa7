"""What attributes say: where a link leads, how far a cell reaches, which digits stand above or below the line."""

import re
from typing import Any

_RAISED = dict(zip("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ", strict=True))
_LOWERED = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))


def shifted(how: str, text: str) -> str | None:
    """Words above (sup) or below (sub) the line in signs of their own, as in 10⁶ and CO₂; None: there are none."""
    signs = _RAISED if how == "sup" else _LOWERED
    if all(sign in signs or sign.isspace() for sign in text):
        return "".join(signs.get(sign, sign) for sign in text)
    return None


def address(href: str) -> str | None:
    """Where a link may lead, so that it stays one address in Markdown; None: nowhere that we know."""
    href = "".join(href.split())
    if re.fullmatch(r"(https://[^\s/]|mailto:[^\s@]+@)[^\s]*", href) is None or len(href) > 2000:
        return None
    return re.sub(r"[()<>\\\"'`*_\[\]$|]", lambda sign: f"%{ord(sign[0]):02X}" if sign[0] != "_" else "_", href)


def span(part: Any, name: str) -> int:
    """How many rows or columns a cell lies over."""
    found = part.get(name) or ""
    return min(max(int(found), 1), 50) if re.fullmatch(r"[0-9]{1,4}", found) else 1


def start_of(part: Any) -> int:
    """The number that an ordered list begins with."""
    found = part.get("start") or ""
    return int(found) if re.fullmatch(r"[0-9]{1,6}", found) else 1
