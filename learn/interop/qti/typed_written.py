"""The rules for what is typed: which numbers and words are right, and what each is worth."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from learn.interop.qti.page import Page, base, decimal, fit, put, variable
from learn.interop.qti.tree import Node

Body = Mapping[str, Any]
_STAR = re.compile(r"\\\*|\*")  # an asterisk, or anything


def number_rules(page: Page, body: Body, suffix: str) -> None:
    """A number: the first that fits counts."""
    alone = "answers" not in body
    answers = [{key: body[key] for key in ("answer", "tolerance") if key in body}] if alone else body["answers"]
    first = answers[0]["answer"] if "answer" in answers[0] else answers[0].get("least", answers[0].get("most", 0))
    page.response(suffix, "single", "float", [_digits(first)])
    _in_turn(page, suffix, [(_fits(one, suffix), one) for one in answers], counted=not alone)


def said_rules(page: Page, body: Body, suffix: str) -> None:
    """Words: the first accepted text that fits counts."""
    cased = "true" if body.get("case") else "false"
    tried: list[tuple[Node, Body]] = []
    for one in body["accept"]:
        part = one if isinstance(one, Mapping) else {"say": one}
        tried.append((_says(part, suffix, cased), part if isinstance(one, Mapping) else {}))
    page.response(suffix, "single", "string", [in_one(body["accept"][0])])
    _in_turn(page, suffix, tried, counted=False)


def in_one(accepted: Any) -> str:
    """What is accepted as one text; parts in any order become one order."""
    say = accepted["say"] if isinstance(accepted, Mapping) else accepted
    return "、".join(map(str, say)) if isinstance(say, list) else str(say)


def _in_turn(page: Page, suffix: str, tried: list[tuple[Node, Body]], *, counted: bool) -> None:
    """Rules that are tried one after the other; each says what it is worth and what it is told."""
    branches: list[Node] = []
    said = [f"n{place}" for place, (_test, one) in enumerate(tried, start=1) if page.of(one.get("feedback"))]
    if said or counted:
        page.outcome(f"CHOSEN{suffix}", "single", "identifier")
    for place, (test, one) in enumerate(tried, start=1):
        most = variable(f"MAXSCORE{suffix}")
        if "weight" in one:
            most = Node("product", {}, [most, base("float", decimal(Fraction(one["weight"]) / 100))])
        effects = [put(f"SCORE{suffix}", most)]
        if f"n{place}" in said or counted:
            effects.append(put(f"CHOSEN{suffix}", base("identifier", f"n{place}")))
        if f"n{place}" in said:
            page.modal(f"CHOSEN{suffix}", f"n{place}", one["feedback"])
        branches.append(Node("responseElseIf" if branches else "responseIf", {}, [test, *effects]))
    page.rules.append(Node("responseCondition", {}, [*branches]))


def _fits(one: Body, suffix: str) -> Node:
    """Whether a number is this one, within its tolerance or its range."""
    given = variable(f"RESPONSE{suffix}")
    if "answer" in one:
        around = {"toleranceMode": "exact"}
        if "tolerance" in one:
            around = {"toleranceMode": "absolute", "tolerance": " ".join([_digits(one["tolerance"])] * 2)}
        return Node("equal", around, [given, base("float", _digits(one["answer"]))])
    edges = [
        Node(name, {}, [given, base("float", _digits(one[key]))])
        for name, key in (("gte", "least"), ("lte", "most"))
        if one.get(key) is not None
    ]
    return Node("and", {}, [*edges])


def _digits(number: object) -> str:
    return decimal(Fraction(str(number)))


def _says(one: Body, suffix: str, cased: str) -> Node:
    """Whether an answer says this."""
    given, say = variable(f"RESPONSE{suffix}"), fit(in_one(one))
    if one.get("wildcard"):
        return Node("patternMatch", {"pattern": pattern(say)}, [given])
    return Node("stringMatch", {"caseSensitive": cased, "substring": "false"}, [given, base("string", say)])


def pattern(say: str) -> str:
    """A text with * for anything as a regular expression."""
    out, at = "", 0
    for found in _STAR.finditer(say):
        out += _escaped(say[at : found.start()]) + (".*" if found[0] == "*" else r"\*")
        at = found.end()
    return out + _escaped(say[at:])


def without_pattern(text: str) -> str | None:
    """A regular expression of ours as a text with * again; None: it says more."""
    out = ""
    for piece in re.findall(r"\.\*|\\.|.", text, re.S):
        if piece == ".*":
            out += "*"
        elif piece[0] == "\\":
            out += r"\*" if piece == r"\*" else piece[1:]
        elif piece in ".[](){}*+?|^$\\":
            return None
        else:
            out += piece
    return out


def _escaped(text: str) -> str:
    return re.sub(r"([.\[\](){}*+?|^$\\])", r"\\\1", text)
