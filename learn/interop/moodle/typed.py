"""Questions answered by typing a word or a number, and what is typed into a gap."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from learn.interop.moodle.item import Item, Lost
from learn.interop.moodle.numbers import decimal_of, factor_of, kept, plain
from learn.interop.moodle.ticked import ALL, fraction
from learn.interop.moodle.tree import said, word, yes

_STAR = re.compile(r"(?<!\\)\*")
UNITS_NONE = "3"  # showunits: no unit may be typed


@dataclass(frozen=True)
class Accepted:
    """One answer that a file accepts: what is typed, what it is worth, and what is said to it."""

    text: str
    worth: Decimal
    feedback: dict[str, str] | None = None
    tolerance: str = ""

    def rest(self) -> dict[str, Any]:
        """What stands beside the answer itself."""
        weight = {} if self.worth == ALL else {"weight": plain(self.worth)}
        return weight | ({"feedback": self.feedback} if self.feedback else {})


def _accepted(item: Item) -> list[Accepted]:
    found = []
    for answer in item.element.iterchildren("answer"):
        comment = answer.find("feedback")
        feedback = item.words(comment) if said(comment) else None
        found.append(Accepted(said(answer), fraction(answer), feedback, word(answer, "tolerance")))
    return found


def shortanswer(item: Item) -> tuple[str, dict[str, Any]]:
    """A word or a few."""
    case = {"case": True} if yes(item.element, "usecase", otherwise=False) else {}
    return "short", {"accept": variants(_accepted(item))} | case


def variants(accepted: Sequence[Accepted]) -> list[Any]:
    """What counts as said, in the order of the file. An asterisk stands for anything, \\* for itself."""
    found: list[Any] = []
    for one in accepted:
        wild = bool(_STAR.search(one.text))
        say = one.text if wild else one.text.replace("\\*", "*")
        rest = one.rest() | ({"wildcard": True} if wild else {})
        if say:
            found.append({"say": say, **rest} if rest else say)
    if not any(one.worth > 0 and one.text for one in accepted):
        raise Lost(_("No answer is accepted."))
    return found


def numerical(item: Item) -> tuple[str, dict[str, Any]]:
    """A number, with its units."""
    body = numbers(_accepted(item), item)
    return "numeric", body | _units(item)


def numbers(accepted: Sequence[Accepted], item: Item) -> dict[str, Any]:
    """What number is right. An asterisk takes every other number, as feedback to a wrong answer does with us."""
    body: dict[str, Any] = {}
    answers: list[dict[str, Any]] = []
    for one in accepted:
        if one.text in ("*", ""):
            if one.worth > 0:
                item.fault(_("Every number is worth %(n)s %% here; we mark only numbers.", n=plain(one.worth)))
            if one.feedback:
                body["feedback"] = {"wrong": one.feedback}
            continue
        answers.append(_number(one, item) | one.rest())
    if not any("weight" not in one or not str(one["weight"]).startswith(("-", "0")) for one in answers):
        raise Lost(_("No number is right."), item.element)
    if len(answers) == 1 and answers[0].keys() <= {"answer", "tolerance"}:
        return answers[0] | body
    return {"answers": answers} | body


def _number(one: Accepted, item: Item) -> dict[str, Any]:
    """An answer as a number, with a tolerance if it has one."""
    least, between, most = one.text.partition("..")
    if between and (low := decimal_of(least)) is not None and (high := decimal_of(most)) is not None:
        return {"least": kept(low), "most": kept(high)}
    number, tolerance = decimal_of(one.text), decimal_of(one.tolerance or "0")
    if number is None or tolerance is None:
        raise Lost(_("“%(said)s” is no number.", said=one.text if number is None else one.tolerance), item.element)
    return {"answer": kept(number)} | ({"tolerance": kept(abs(tolerance))} if tolerance else {})


def _units(item: Item) -> dict[str, Any]:
    """The unit of the key, other units that count, and whether one must be typed."""
    found: dict[str, Any] = {}
    for unit in item.element.iterfind("units/unit"):
        name = said(unit.find("unit_name"))
        multiplier = decimal_of(word(unit, "multiplier", "1"))
        if not name or multiplier is None or multiplier <= 0:
            item.fault(_("The unit “%(name)s” cannot be reckoned with.", name=name), unit)
        elif multiplier == 1 and "measure" not in found:
            found["measure"] = item.told(name)
        else:
            found.setdefault("units", []).append({**item.told(name), "factor": factor_of(multiplier)})
    if found and word(item.element, "showunits") != UNITS_NONE and word(item.element, "unitgradingtype", "0") != "0":
        found["unit_required"] = True
        penalty = decimal_of(word(item.element, "unitpenalty", "0.1"))
        if penalty is None or penalty < 1:
            item.fault(_("Moodle took a part of the points off for a missing unit; here it must be there."))
    return found
