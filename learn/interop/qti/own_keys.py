"""The keys of items that we wrote: what is right, and what each part is worth, exactly as it was."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from learn.interop.qti.item import Item
from learn.interop.qti.page import decimal
from learn.interop.qti.tree import Node
from learn.interop.qti.typed_written import without_pattern

Body = dict[str, Any]


def content(node: Node) -> list[Node | str]:
    """What stands in an element; version 3 wants a <contentBody> around it, and a rubric one <div>."""
    held = node
    if len(held.children) == 1 and held.nodes and held.nodes[0].name == "contentBody":
        held = held.nodes[0]
    if node.name == "rubricBlock" and len(held.children) == 1 and held.nodes and held.nodes[0].name == "div":
        held = held.nodes[0]
    return held.children


def points(item: Item, suffix: str) -> Body:
    """The points, where they were stated."""
    node = item.marking.outcomes[f"MAXSCORE{suffix}"]
    return {"points": kept(_value(node))} if node.get("interpretation") == "points" else {}


def most(item: Item, suffix: str) -> Fraction:
    """All points of a question."""
    return _value(item.marking.outcomes[f"MAXSCORE{suffix}"])


def _value(node: Node) -> Fraction:
    value = node.first("value")
    return exact(value.raw if value else "")


def exact(text: str) -> Fraction:
    """A number as it stands; a text that is none raises ValueError."""
    if len(text) > 400 or "e" in text.lower():
        raise ValueError(text)
    return Fraction(text.strip())


def kept(number: Fraction) -> int | float | str:
    """A number as a question keeps it: a whole one, a fraction, or as text where a fraction would round it."""
    if number.denominator == 1 and abs(number) < 10**15:
        return int(number)
    found = float(number)
    return found if Fraction(repr(found)) == number else decimal(number)


def choices(item: Item, nodes: Sequence[Node], suffix: str) -> list[Body]:
    """The choices, or what stands for them."""
    if nodes[0].name == "inlineChoice":
        return [{**item.flat(node.raw), **fields} for node, fields in _parts(item, nodes, suffix)]
    return [{**item.words(node), **fields} for node, fields in _parts(item, nodes, suffix)]


def _parts(item: Item, nodes: Sequence[Node], suffix: str) -> Iterator[tuple[Node, Body]]:
    """Each part with its id, whether it is right, and its weight."""
    response = item.marking.responses[f"RESPONSE{suffix}"]
    worth: dict[str, Fraction] = {}
    if response.mapping is not None and response.mapping.get("upperBound"):
        entries = response.mapping.direct("mapEntry")
        worth = {one.get("mapKey"): exact(one.get("mappedValue")) for one in entries}
    for node in nodes:
        name = node.get("identifier")
        fields: Body = {"id": name.removeprefix("_")}
        if name in response.correct:
            fields["correct"] = True
        if name in worth:
            fields["weight"] = decimal(worth[name] * 100 / most(item, suffix))
        yield node, fields


def true_or_false(item: Item, suffix: str) -> Body:
    """Which of the two is right."""
    (right,) = item.marking.responses[f"RESPONSE{suffix}"].correct
    return {"answer": {"true": True, "false": False}[str(right)]}


def areas(item: Item, node: Node, suffix: str) -> Body:
    """The places in a picture."""
    shown = next(one for one in node.nodes if one.name in ("object", "img"))
    alt = shown.raw if shown.name == "object" else shown.attributes.get("alt", "")
    sides = {side: kept(exact(shown.get(side))) for side in ("width", "height") if shown.get(side)}
    made = []
    for place, fields in _parts(item, node.direct("hotspotChoice"), suffix):
        where = {"shape": place.get("shape"), "coords": place.attributes.get("coords", "")}
        made.append({**where, **item.flat(place.attributes.get("hotspotLabel", "")), **fields})
    limit = int(node.get("maxChoices", "1"))
    name = item.picture(shown.get("data") or shown.get("src"), shown)
    return {
        "image": name or "",
        **({"alt": item.told(alt)} if alt else {}),
        **sides,
        "areas": made,
        **({"most": limit} if limit else {}),
    }


# what is typed


def _tried(item: Item, suffix: str) -> Iterator[tuple[Node, Body, bool]]:
    """The rules for an answer in their order: the test, the weight, and whether it is told something of its own."""
    score, told = f"SCORE{suffix}", f"CHOSEN{suffix}"
    rules = item.marking.rules
    for condition in rules.direct("responseCondition") if rules is not None else []:
        for branch in condition.direct("responseIf", "responseElseIf"):
            test, *effects = branch.nodes
            by_name = {one.get("identifier"): one.nodes[0] for one in effects}
            if test.nodes[0].name == "gte" and test.name == "and":
                about = test.nodes[0].nodes[0]
            else:
                about = test.nodes[0].nodes[0] if test.name == "and" else test.nodes[0]
            if score in by_name and about.get("identifier") == f"RESPONSE{suffix}":
                share = by_name[score].direct("baseValue") if by_name[score].name == "product" else []
                weight = {"weight": decimal(exact(share[0].raw) * 100)} if share else {}
                yield test, weight, told in by_name


def numbers(item: Item, suffix: str) -> Body:
    """The numbers that are right."""
    answers, counted = [], False
    for test, weight, told in _tried(item, suffix):
        answers.append({**_number(test), **weight})
        counted = counted or told
    if not answers:
        raise ValueError(suffix)
    return {"answers": answers} if counted else answers[0]


def _number(test: Node) -> Body:
    if test.name == "and":
        names = {"gte": "least", "lte": "most"}
        return {names[one.name]: kept(exact(one.direct("baseValue")[0].raw)) for one in test.nodes}
    found: Body = {"answer": kept(exact(test.direct("baseValue")[0].raw))}
    if test.get("toleranceMode") == "absolute":
        found["tolerance"] = kept(exact(test.get("tolerance").split()[0]))
    return found


def said(item: Item, node: Node, suffix: str) -> Body:
    """The texts that are accepted."""
    accept: list[Any] = []
    for test, weight, _told in _tried(item, suffix):
        if test.name == "patternMatch":
            text = without_pattern(test.attributes["pattern"])
            if text is None:
                raise ValueError(suffix)
            accept.append({"say": text, **weight, "wildcard": True})
        else:
            text = test.direct("baseValue")[0].raw
            accept.append({"say": text, **weight} if weight else text)
    if not accept:
        raise ValueError(suffix)
    return {"accept": accept, **({"case": True} if "case" in node.get("class").split() else {})}
