"""Questions answered by ticking: multichoice, truefalse, and the choices in a gap."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from learn.interop.moodle.item import Item, Lost, letters
from learn.interop.moodle.numbers import decimal_of, plain
from learn.interop.moodle.tree import Element, said, yes

ALL, NONE = Decimal(100), Decimal(0)
CLOSE = Decimal("0.01")  # Moodle rounds a third to 33.33333


def fraction(element: Element) -> Decimal:
    """What an answer is worth, in per cent."""
    inside = element.find("fraction")  # before Moodle 1.9 a share of one, in an element
    if inside is not None and "fraction" not in element.attrib:
        share = decimal_of(said(inside))
        return (share or NONE) * 100
    found = decimal_of(element.get("fraction", "0"))
    if found is None or abs(found) > ALL:
        raise Lost(_("“%(said)s” is no percentage of the points.", said=element.get("fraction")), element)
    return found


def multichoice(item: Item) -> tuple[str, dict[str, Any]]:
    """One right choice or several."""
    answers = [one for one in item.element.iterchildren("answer") if said(one) or len(one.findall("file"))]
    if len(answers) < 2:
        raise Lost(_("A choice question needs two choices or more; here are %(n)s.", n=len(answers)), item.element)
    single = yes(item.element, "single", otherwise=True) and item.type != "oumultiresponse"
    worths = [fraction(answer) for answer in answers]
    choices = []
    for number, answer in enumerate(answers):
        choice: dict[str, Any] = {"id": answer.get("id") or letters(number), **item.words(answer)}
        if said(answer.find("feedback")):
            choice["feedback"] = item.words(answer.find("feedback"))
        choices.append(choice)
    if item.type == "oumultiresponse":
        worths = _alike(worths)
    body: dict[str, Any] = {"choices": weighed(choices, worths, single=single)}
    if single and max(worths) < ALL - 1:
        item.fault(_("No choice is worth all points; the best one counts as right."))
    if not yes(item.element, "shuffleanswers", otherwise=False):
        body["shuffle"] = False
    return ("single" if single else "multiple"), body


def _alike(worths: Sequence[Decimal]) -> list[Decimal]:
    """What oumultiresponse marks: every right one alike, every wrong one as much off."""
    right = sum(worth > 0 for worth in worths) or 1
    return [ALL / right if worth > 0 else -ALL / right for worth in worths]


def weighed(choices: list[dict[str, Any]], worths: Sequence[Decimal], *, single: bool) -> list[dict[str, Any]]:
    """The choices with what is right, and with weights where the rule of the kind would mark otherwise."""
    if max(worths) <= 0:
        raise Lost(_("No choice is right."))
    best = worths.index(max(worths))
    usual = _usual_single(worths) if single else _usual_multiple(worths)
    for number, (choice, worth) in enumerate(zip(choices, worths, strict=True)):
        if number == best or (not single and worth > 0):
            choice["correct"] = True
        if worth and not usual:
            choice["weight"] = plain(worth)
    return choices


def _usual_single(worths: Sequence[Decimal]) -> bool:
    return max(worths) >= ALL - 1 and sum(worth != 0 for worth in worths) == 1


def _usual_multiple(worths: Sequence[Decimal]) -> bool:
    share = ALL / sum(worth > 0 for worth in worths)
    return all(abs(abs(worth) - share) < CLOSE for worth in worths)


def truefalse(item: Item) -> tuple[str, dict[str, Any]]:
    """A statement. Old files call its answers by words of their language: the first is true."""
    answers = list(item.element.iterchildren("answer"))
    if len(answers) != 2:
        raise Lost(_("A true-or-false question has two answers; here are %(n)s.", n=len(answers)), item.element)
    called = [said(answer).lower() for answer in answers]
    if set(called) != {"true", "false"}:
        item.fault(_("The answers are called “%(first)s” and “%(second)s”; the first is taken for “true”.",
                     first=said(answers[0]), second=said(answers[1])))  # fmt: skip
        called = ["true", "false"]
    worths = dict(zip(called, map(fraction, answers), strict=True))
    if worths["true"] == worths["false"]:
        raise Lost(_("True and false are worth the same."), item.element)
    said_to = {
        name: item.words(answer.find("feedback"))
        for name, answer in zip(called, answers, strict=True)
        if said(answer.find("feedback"))
    }
    body: dict[str, Any] = {"answer": worths["true"] > worths["false"]}
    return "truefalse", body | ({"choice_feedback": said_to} if said_to else {})
