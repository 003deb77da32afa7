"""What stands between the braces of a GIFT question, as the fields of our kinds."""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import chain, product
from string import ascii_lowercase
from typing import Any

from flask_babel import gettext as _

from learn.interop.gift.parts import Answer, Parts, Said, Wrong
from learn.interop.moodle.numbers import decimal_of, kept
from learn.interop.moodle.numbers import plain as shortest

Body = dict[str, Any]
Wording = Callable[[Said], dict[str, str]]
RULE = re.compile(r"-?\d+\.\d{6}")  # six places: a weight that says what the rule for several choices says anyhow


def ids() -> Iterator[str]:
    """The ids of parts: a, b, … z, aa, ab, …"""
    return ("".join(letters) for letters in chain(product(ascii_lowercase), product(ascii_lowercase, repeat=2)))


def _essay(_parts: Parts, _words: Wording) -> tuple[str, Body]:
    return "essay", {}


def _truefalse(parts: Parts, words: Wording) -> tuple[str, Body]:
    body: Body = {"answer": parts.answers[0].text.text == "true"}
    said = {answer.text.text: words(answer.feedback) for answer in parts.answers if answer.feedback}
    if said:
        body["choice_feedback"] = {word: said[word] for word in ("true", "false") if word in said}
    return "truefalse", body


def _choice(parts: Parts, words: Wording) -> tuple[str, Body]:
    answers = [answer for answer in parts.answers if answer.text.text]
    if len(answers) < len(parts.answers):
        parts.fault(_("A choice without words was left out."))
    if len(answers) < 2:
        raise Wrong(_("A question with choices needs two or more."))
    one = any(answer.right for answer in answers)
    weights = [_weight_of_one(answer) if one else _weight(answer) for answer in answers]
    right = [answer.right if one else _counts(weight) for answer, weight in zip(answers, weights, strict=True)]
    if not any(right):
        raise Wrong(_("No choice is right: none has an equals sign or a weight above 0."))
    if one and sum(right) > 1:
        parts.fault(
            _("Several choices have an equals sign: each counts fully, and the first is shown as the right one.")
        )
        right = [n == right.index(True) for n in range(len(right))]
    bare = not one and _says_the_rule(answers)
    choices = []
    for id, answer, weight, correct in zip(ids(), answers, weights, right, strict=False):
        choice: Body = {"id": id, **words(answer.text)} | ({"correct": True} if correct else {})
        if weight is not None and not bare and not (one and correct):
            choice["weight"] = weight
        if answer.feedback:
            choice["feedback"] = words(answer.feedback)
        choices.append(choice)
    return ("single" if one else "multiple"), {"choices": choices}


def _weight_of_one(answer: Answer) -> str | None:
    """The weight of a choice where only one may be chosen; with an equals sign it counts fully."""
    return "100" if answer.right else _weight(answer)


def _counts(weight: str | None) -> bool:
    return weight is not None and weight != "0" and not weight.startswith("-")


def _weight(answer: Answer) -> str | None:
    """The weight of an answer, as text that stays exact; None: none is written."""
    number = decimal_of(answer.weight) if answer.weight else None
    return shortest(number) if number is not None else None


def _says_the_rule(answers: list[Answer]) -> bool:
    """Whether the weights were written by us for a question that has none of its own."""
    right = [answer for answer in answers if answer.weight and not answer.weight.startswith("-")]
    share = rule_weight(len(right)) if right else ""
    return all(answer.weight == (share if answer in right else f"-{share}") for answer in answers)


def rule_weight(right: int) -> str:
    """The weight of one of several right choices, written so that Moodle reads it and we know it again."""
    return "100" if right == 1 else f"{float(Fraction(100, right)):.6f}"


def _short(parts: Parts, words: Wording) -> tuple[str, Body]:
    accept: list[Any] = []
    for answer in parts.answers:
        say, wildcard = _pattern(answer.text.text)
        if not say:
            parts.fault(_("An answer without words was left out."))
            continue
        weight = _weight(answer)
        variant: Body = {"say": say}
        if weight not in (None, "100"):
            variant["weight"] = weight
        if answer.feedback:
            variant["feedback"] = words(answer.feedback)
        if wildcard:
            variant["wildcard"] = True
        accept.append(variant if len(variant) > 1 else say)
    if not accept:
        raise Wrong(_("No answer stands between the braces."))
    return "short", {"accept": accept}


def _pattern(text: str) -> tuple[str, bool]:
    """A variant, and whether an asterisk in it stands for anything."""
    if re.search(r"(?<!\\)\*", text):
        return text, True
    return text.replace("\\*", "*"), False


def _match(parts: Parts, words: Wording) -> tuple[str, Body]:
    id = ids()
    pairs, extra = [], []
    for answer in parts.answers:
        right = words(Said(answer.mate, "plain"))
        if not answer.mate:
            parts.fault(_("A pair without its second half was left out."))
        elif answer.text.text:
            pairs.append({"id": next(id), "left": words(answer.text), "right": right})
        else:
            extra.append({"id": next(id), **right})
    if len(pairs) < 2:
        raise Wrong(_("A question that asks to match needs two pairs or more."))
    return "matching", {"pairs": pairs} | ({"extra": extra} if extra else {})


def _numerical(parts: Parts, words: Wording) -> tuple[str, Body]:
    answers: list[Body] = []
    wrong = parts.wrong
    for answer in parts.answers:
        if answer.text.text == "*":
            wrong = answer.feedback or wrong
            if _weight(answer) not in (None, "0"):
                parts.fault(_("Points for any other number were left out."))
            continue
        number = _number(answer.text.text)
        if (weight := _weight(answer)) not in (None, "100"):
            number["weight"] = weight
        if answer.feedback:
            number["feedback"] = words(answer.feedback)
        answers.append(number)
    if not answers:
        raise Wrong(_("No number stands between the braces."))
    alone = len(answers) == 1 and set(answers[0]) <= {"answer", "tolerance"}
    body: Body = dict(answers[0]) if alone else {"answers": answers}
    return "numeric", body | ({"feedback": {"wrong": words(wrong)}} if wrong else {})


def _number(text: str) -> Body:
    """A number with its tolerance, or a range."""
    least, dots, most = text.partition("..")
    answer, colon, tolerance = text.partition(":")
    written = [least, most] if dots else [answer, tolerance] if colon else [answer]
    numbers = [decimal_of(one) for one in written]
    first, second = numbers[0], numbers[-1]
    if first is None or second is None:
        raise Wrong(_("“%(text)s” is no number, no number:tolerance and no least..most.", text=text[:60]))
    if dots:
        return {"least": kept(min(first, second)), "most": kept(max(first, second))}
    if colon and second < 0:
        raise Wrong(_("A tolerance is never below 0."))
    return {"answer": kept(first)} | ({"tolerance": kept(second)} if colon and second else {})


KINDS: dict[str, Callable[[Parts, Wording], tuple[str, Body]]] = {
    "essay": _essay,
    "truefalse": _truefalse,
    "choice": _choice,
    "short": _short,
    "match": _match,
    "numerical": _numerical,
}
