"""Items that ask several things: gaps in a running text, or a case with several questions."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from learn.assessment import QuestionKind
from learn.interop.qti import arranged, entries, ticked
from learn.interop.qti.asked import Asked, points_of
from learn.interop.qti.item import Item, Lost
from learn.interop.qti.tree import Node
from learn.interop.qti.wording import letters

_INLINE = ("textEntryInteraction", "inlineChoiceInteraction")
_GAPS = (*_INLINE, "gapMatchInteraction")
One = Callable[[Asked, Node], tuple[QuestionKind, dict[str, Any]]]
Made = tuple[QuestionKind, dict[str, str], dict[str, Any]]


def composite(item: Item, asked: Sequence[Asked], one: One) -> Made:
    """The kind, text and body of an item with several interactions, or with gaps."""
    if all(each.node.name in _GAPS for each in asked):
        places, gaps = gaps_of(asked)
        before: list[Node | str] = list(item.node.all("stimulusBody"))
        return (
            QuestionKind.CLOZE,
            item.told(item.text([*before, item.body], _around(asked, places, item))),
            {"gaps": gaps},
        )
    return _scenario(item, asked, one)


def _around(asked: Sequence[Asked], places: dict[Node, str], item: Item) -> dict[Node, str]:
    """Where the gaps stand; a passage with gaps of its own is a part of the text."""
    found = dict(places)
    for each in asked:
        if each.node.name == "gapMatchInteraction":
            inside = [child for child in each.node.children if isinstance(child, str) or child.name not in _WORDS]
            found[each.node] = (
                item.text(inside, places) if item.format == "html" else f"\n\n{item.text(inside, places)}\n\n"
            )
    return found


_WORDS = ("gapText", "gapImg")


def gaps_of(asked: Sequence[Asked]) -> tuple[dict[Node, str], list[dict[str, Any]]]:
    """Every gap, and the mark in the text at which it stands."""
    places: dict[Node, str] = {}
    gaps: list[dict[str, Any]] = []
    for each in asked:
        if each.node.name == "gapMatchInteraction":
            more, made = arranged.gap_match(each, len(gaps))
            places |= more
            gaps += made
            continue
        id = letters(len(gaps))
        places[each.node] = f"[[{id}]]"
        gaps.append({"id": id, **gap(each)})
    return places, gaps


def gap(asked: Asked) -> dict[str, Any]:
    """One gap: its kind, its points, and the fields of its kind."""
    if asked.node.name == "inlineChoiceInteraction":
        nodes = asked.node.direct("inlineChoice")
        fields = {"choices": ticked.choices(asked, nodes), **ticked.keeps_order(asked, nodes)}
        return {"kind": "single", **points_of(asked.points), **fields}
    if asked.response.base == "string" and asked.right is None and asked.item.marking.rules is None:
        raise Lost(_("The file does not say what belongs into a gap."), asked.node)
    kind, fields = entries.entry(asked)
    return {"kind": kind.value, **points_of(asked.points), **fields}


def _scenario(item: Item, asked: Sequence[Asked], one: One) -> Made:
    """A case: what stands before the first question is its text, what stands between belongs to the question after."""
    by_node = {each.node: each for each in asked}
    case: list[Node | str] = list(item.node.all("stimulusBody"))
    before, questions = case, []
    for part in _parts(item.body):
        inside = [node for node in by_node if part is node or any(one is node for one in _within(part))]
        if not inside:
            before.append(part)
            continue
        text = [] if before is case and len(case) > 0 else before
        questions.append(_asked(item, [by_node[node] for node in inside], part, text, one))
        questions[-1]["id"] = letters(len(questions) - 1)
        before = []
    case += before if before is not case else []
    points = sum((Fraction(str(each.get("points", 1))) for each in questions), Fraction(0))
    return QuestionKind.SCENARIO, item.told(item.text(case)), {**points_of(points), "questions": questions}


def _within(part: Node | str) -> Iterator[Node]:
    return part.all() if isinstance(part, Node) else iter(())


def _parts(place: Node) -> Iterator[Node | str]:
    """The content of a body, down to single interactions and paragraphs with gaps."""
    for child in place.children:
        nested = isinstance(child, Node) and child.name in ("div", "section", "article", "blockquote")
        if isinstance(child, Node) and nested and any(_is_block(one) for one in child.all()):
            yield from _parts(child)
        else:
            yield child


def _is_block(node: Node) -> bool:
    return node.name.endswith("Interaction") and node.name not in _INLINE


def _asked(item: Item, asked: list[Asked], part: Node | str, before: list[Node | str], one: One) -> dict[str, Any]:
    """One question of a case."""
    body: dict[str, Any]
    if all(each.node.name in _GAPS for each in asked):
        places, gaps = gaps_of(asked)
        marks = _around(asked, places, item)
        kind, body, text = QuestionKind.CLOZE, {"gaps": gaps}, item.text([*before, part], marks)
        points = sum((each.points for each in asked), Fraction(0))
    elif len(asked) == 1:
        kind, body = one(asked[0], Node("none"))
        prompts = [Node("div", {}, prompt.children) for prompt in asked[0].node.direct("prompt")]
        around = [] if part is asked[0].node else [part]
        text, points = item.text([*before, *around, *prompts]), asked[0].points
    else:
        raise Lost(_("Several interactions stand in each other."), asked[0].node)
    return {"id": "", "kind": kind.value, "text": item.told(text), **points_of(points), **body}
