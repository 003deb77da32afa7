"""How accepted answers and numbers are written, in a question and in a gap."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from learn.interop.moodle.numbers import plain


def accepted(one: Any) -> str:
    """What is accepted, with an asterisk for anything only where that is meant."""
    if isinstance(one, Mapping):
        say = str(one["say"])
        return say if one.get("wildcard") else say.replace("*", "\\*")
    return (", ".join(map(str, one)) if isinstance(one, list) else str(one)).replace("*", "\\*")


def middle(one: Mapping[str, Any]) -> tuple[str, str]:
    """A number and its tolerance; of a range its middle."""
    if "answer" in one:
        return plain(Decimal(str(one["answer"]))), plain(Decimal(str(one.get("tolerance") or 0)))
    least, most = Decimal(str(one["least"])), Decimal(str(one["most"]))
    return plain((least + most) / 2), plain((most - least) / 2)
