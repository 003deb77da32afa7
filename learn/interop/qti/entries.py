"""What is typed: words and numbers, with the rules that say which are right."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from learn.assessment import QuestionKind
from learn.interop.moodle import numbers
from learn.interop.qti.asked import Asked
from learn.interop.qti.item import Lost
from learn.interop.qti.ticked import Read, weight_text
from learn.interop.qti.tree import Node
from learn.interop.qti.values import Beyond, number_of, range_of, wildcard

_NUMBERS = ("float", "integer")


def entry(asked: Asked) -> Read:
    """A <textEntryInteraction> or a short <extendedTextInteraction>: a number or words."""
    if asked.response.node.get("cardinality") == "record":
        raise Lost(_("Answers that are records are not known here."), asked.response.node)
    if asked.response.base in _NUMBERS:
        return QuestionKind.NUMERIC, numeric(asked)
    return QuestionKind.SHORT, short(asked)


# words


def short(asked: Asked) -> dict[str, Any]:
    """The words that are accepted, in the order in which the file tries them."""
    worth: dict[tuple[str, bool], Fraction] = {}
    for text, stars in _said(asked):
        worth.setdefault((text, stars), asked.score(text.replace("*", "x") if stars else text))
    best = max(worth.values(), default=Fraction(0))
    if max(worth.values(), default=Fraction(0)) <= 0 and asked.right is not None:
        asked.rule_differs()
        right = asked.right if isinstance(asked.right, list) else [asked.right]
        return {"accept": [str(one) for one in right]}
    good = {key: points / best for key, points in worth.items() if points > 0}
    if not good:
        raise Lost(_("The file does not say which answer is right."), asked.node)
    texts = [text for text, stars in good if not stars]
    cased = _cased(asked, texts)
    accept = [
        _variant(text, share, stars)
        for (text, stars), share in good.items()
        if stars or cased or text == _first(text, texts)
    ]
    return {"accept": accept, **({"case": True} if cased else {})}


def _first(text: str, texts: list[str]) -> str:
    """The first of the texts that say the same in another case."""
    return next(one for one in texts if one.casefold() == text.casefold())


def says(asked: Asked) -> bool:
    """Whether the file compares the answer with anything at all."""
    return any(True for _text in _said(asked))


def _variant(text: str, share: Fraction, stars: bool) -> Any:
    if share == 1 and not stars:
        return text
    weight = {} if share == 1 else {"weight": weight_text(share)}
    return {"say": text, **weight, **({"wildcard": True} if stars else {})}


def _said(asked: Asked) -> Iterator[tuple[str, bool]]:
    """Every text that the file compares an answer with, and whether it has stars for anything."""
    for node in _rules(asked):
        if any(one.get("identifier") == asked.response.id for one in node.direct("variable")):
            if node.name == "patternMatch":
                yield from ((text, True) for text in _pattern(asked, node))
            for value in node.all("baseValue"):
                if value.get("baseType") == "string":
                    yield value.raw, False
    if asked.response.mapping is not None:
        for node in asked.response.mapping.direct("mapEntry"):
            yield node.attributes.get("mapKey", ""), False
    for value in asked.response.correct:
        yield str(value), False


def _pattern(asked: Asked, node: Node) -> Iterator[str]:
    text = wildcard(node.get("pattern"))
    if text is None:
        asked.fault(_("The pattern “%(text)s” says more than * can.", text=node.get("pattern")[:80]), node)
    else:
        yield text


def _rules(asked: Asked) -> Iterator[Node]:
    rules = asked.item.marking.rules
    return rules.all() if rules is not None else iter(())


def _cased(asked: Asked, texts: list[str]) -> bool:
    """Whether letter case counts: tried out with each text in the other case."""
    tried = [(text, text.swapcase()) for text in texts if text.swapcase().casefold() == text.casefold() != ""]
    tried = [(text, other) for text, other in tried if other != text and other not in texts]
    return sum(asked.score(text) > asked.score(other) for text, other in tried) * 2 > len(tried)


# numbers


def numeric(asked: Asked) -> dict[str, Any]:
    """The numbers that are accepted, each with its tolerance."""
    found: dict[tuple[Fraction, Fraction, Fraction | None], Fraction] = {}
    for least, most, middle in _ranges(asked):
        probe = middle if middle is not None else (least + most) / 2
        if (points := asked.score(probe)) > 0:
            found.setdefault((least, most, middle), points)
    best = max(found.values(), default=Fraction(0))
    if not found:
        number = number_of(asked.right)
        if number is None:
            raise Lost(_("The file does not say which answer is right."), asked.node)
        asked.rule_differs()
        return {"answer": _kept(number)}
    answers = [_answer(range, points / best) for range, points in _without_doubles(found).items()]
    _look_beyond(asked, list(found))
    if len(answers) == 1 and set(answers[0]) <= {"answer", "tolerance"}:
        return answers[0]
    return {"answers": answers}


Range = tuple[Fraction, Fraction, Fraction | None]


def _without_doubles(found: dict[Range, Fraction]) -> dict[Range, Fraction]:
    """The ranges without those that lie in a wider one of the same worth; one in its middle is what it is around."""
    out: dict[Range, Fraction] = {}
    for range, points in sorted(found.items(), key=lambda one: one[0][0] - one[0][1]):
        least, most, _middle = range
        wider = next((one for one in out if one[0] <= least and most <= one[1] and out[one] == points), None)
        if wider is None:
            out[range] = points
        elif wider[2] is None and least == most == (wider[0] + wider[1]) / 2:
            out = {(*one[:2], least) if one is wider else one: worth for one, worth in out.items()}
    first = {range[:2]: place for place, range in enumerate(found)}
    return dict(sorted(out.items(), key=lambda one: first[one[0][:2]]))


def _answer(range: Range, share: Fraction) -> dict[str, Any]:
    least, most, middle = range
    weight = {} if share == 1 else {"weight": weight_text(share)}
    if middle is None or most - middle != middle - least:
        return {"least": _kept(least), "most": _kept(most), **weight}
    tolerance = {"tolerance": _kept(most - middle)} if most != middle else {}
    return {"answer": _kept(middle), **tolerance, **weight}


def _kept(number: Fraction) -> int | float | str:
    return numbers.kept(Decimal(number.numerator) / Decimal(number.denominator))


def _ranges(asked: Asked) -> Iterator[Range]:
    """Every range that the file compares an answer with."""
    for node in _rules(asked):
        if not any(one.get("identifier") == asked.response.id for one in node.all("variable")):
            continue
        if node.name in ("equal", "equalRounded"):
            yield from _compared(asked, node)
        elif node.name == "and":
            yield from _between(asked, node)
    mapping = asked.response.mapping
    for entry in mapping.direct("mapEntry") if mapping is not None else []:
        if (number := number_of(entry.get("mapKey"))) is not None:
            yield number, number, number
    for value in asked.response.correct:
        if (number := number_of(value)) is not None:
            yield number, number, number


def _compared(asked: Asked, node: Node) -> Iterator[Range]:
    for side in node.nodes:
        number = _number(asked, side)
        if number is None:
            continue
        try:
            if node.name == "equal":
                yield (*range_of(node, number), number)
            elif node.get("roundingMode") == "decimalPlaces" and node.get("figures").isdigit():
                half = Fraction(1, 2 * 10 ** int(node.get("figures")))
                yield number - half, number + half, number
            else:
                asked.fault(_("Rounding to significant figures is not kept."), node)
                yield number, number, number
        except Beyond as rule:
            asked.fault(_("A tolerance that the item computes is not kept."), rule.node)


def _between(asked: Asked, node: Node) -> Iterator[Range]:
    """From <gte> to <lte>."""
    least = most = None
    for side in node.direct("gte", "gt", "lte", "lt"):
        edges = [_number(asked, one) for one in side.nodes]
        if len(edges) == 2 and edges[1] is not None and side.nodes[0].get("identifier") == asked.response.id:
            least, most = (edges[1], most) if side.name[0] == "g" else (least, edges[1])
    if least is not None and most is not None and least <= most:
        yield least, most, None


def _number(asked: Asked, node: Node) -> Fraction | None:
    if node.name == "baseValue":
        return number_of(node.raw)
    return number_of(asked.response.right) if node.name == "correct" else None


def _look_beyond(asked: Asked, ranges: list[Range]) -> None:
    """Note where the file accepts more or less than what we read."""
    for least, most, _middle in ranges:
        step = max((most - least) / 100, Fraction(1, 10**6))
        inside = [asked.score(least), asked.score(most)]
        outside = [asked.score(edge) for edge in (least - step, most + step) if not _in(edge, ranges)]
        if min(inside) <= 0 or any(points > 0 for points in outside):
            asked.rule_differs()
            return


def _in(number: Fraction, ranges: list[Range]) -> bool:
    return any(least <= number <= most for least, most, _middle in ranges)


def slider(asked: Asked) -> Read:
    """A <sliderInteraction>: the number where it stands."""
    low, high = asked.node.get("lowerBound"), asked.node.get("upperBound")
    asked.fault(_("A slider from %(low)s to %(high)s becomes a number to type.", low=low, high=high))
    return QuestionKind.NUMERIC, numeric(asked)
