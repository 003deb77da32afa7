"""What is put in order or put together."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from learn.assessment import QuestionKind
from learn.interop.qti.asked import Asked, points_of
from learn.interop.qti.item import Lost
from learn.interop.qti.ticked import Read, keeps_order
from learn.interop.qti.tree import Node
from learn.interop.qti.wording import letters

_NEAR = Fraction(1, 10**6)


def order(asked: Asked) -> Read:
    """An <orderInteraction>: the parts in their right order."""
    nodes = list(asked.node.all("simpleChoice"))
    by_id = {node.get("identifier"): node for node in nodes}
    right = [id for id in asked.response.correct if id in by_id]
    if len(right) < 2 or len(right) != len(set(right)):
        raise Lost(_("The file does not say which order is right."), asked.node)
    if len(right) < len(nodes):
        raise Lost(_("Only some of the parts are to be put in order."), asked.node)
    ids = asked.item.ids([by_id[id] for id in right])
    asked.rule_differs()
    return QuestionKind.ORDERING, {"items": [{"id": ids[id], **asked.item.words(by_id[id])} for id in right]}


def match(asked: Asked) -> Read:
    """A <matchInteraction>: each part on one side has one on the other."""
    sides = asked.node.direct("simpleMatchSet")
    if len(sides) != 2:
        raise Lost(_("It has no two sides."), asked.node)
    lefts, rights = (side.direct("simpleAssociableChoice") for side in sides)
    return QuestionKind.MATCHING, {**pairs(asked, lefts, rights), **keeps_order(asked, [*lefts, *rights])}


def pairs(asked: Asked, lefts: list[Node], rights: list[Node]) -> dict[str, Any]:
    """The pairs of two sides; where the first side has parts without a partner, the sides change places."""
    made = [tuple(value.split()) for value in asked.right or []]
    made = [pair for pair in made if len(pair) == 2]
    for first, second, way in ((lefts, rights, 1), (rights, lefts, -1)):
        partners = _partners(first, second, [pair[::way] for pair in made])
        if partners is not None:
            _marks(asked, {left: f"{a} {b}" for left, b in partners.items() for a, b in [(left, b)[::way]]})
            return _paired(asked, first, second, partners)
    raise Lost(_("Its parts do not belong together one by one."), asked.node)


def _partners(lefts: list[Node], rights: list[Node], made: Sequence[tuple[str, ...]]) -> dict[str, str] | None:
    names, others = ([node.get("identifier") for node in side] for side in (lefts, rights))
    found = {pair[0]: pair[1] for pair in made}
    whole = len(found) == len(made) == len(names) and set(found) == set(names) and set(found.values()) <= set(others)
    return found if whole and len(names) > 1 else None


def _paired(asked: Asked, lefts: list[Node], rights: list[Node], partners: dict[str, str]) -> dict[str, Any]:
    texts = {node.get("identifier"): asked.item.words(node) for node in rights}
    ids = asked.item.ids(lefts)
    made = [
        {"id": ids[id], "left": asked.item.words(left), "right": texts[partners[id]]}
        for left in lefts
        for id in [left.get("identifier")]
    ]
    spare = [node for node in rights if node.get("identifier") not in partners.values()]
    extra = asked.item.ids(spare)
    extra = {id: letters(len(made) + place) for place, id in enumerate(extra)}
    more = [{"id": extra[id], **texts[id]} for id in extra]
    return {"pairs": made, **({"extra": more} if more else {})}


def _marks(asked: Asked, partners: dict[str, str]) -> None:
    """Note where a pair is not worth its share of the points."""
    full = asked.points
    if any(abs(asked.score([pair]) / full - Fraction(1, len(partners))) > _NEAR for pair in partners.values()):
        asked.rule_differs()


def associate(asked: Asked) -> Read:
    """An <associateInteraction>: pairs of one list."""
    nodes = {node.get("identifier"): node for node in asked.node.all("simpleAssociableChoice")}
    made = [value.split() for value in asked.right or []]
    used = [id for pair in made for id in pair]
    if len(made) < 2 or len(used) != len(set(used)) or not set(used) <= set(nodes):
        raise Lost(_("Its parts do not belong together one by one."), asked.node)
    asked.fault(_("The pairs come from one list there; here one side of each pair is given."))
    lefts = [nodes[pair[0]] for pair in made]
    rights = [node for id, node in nodes.items() if id not in {pair[0] for pair in made}]
    fields = _paired(asked, lefts, rights, {pair[0]: pair[1] for pair in made})
    return QuestionKind.MATCHING, fields | keeps_order(asked, list(nodes.values()))


def gap_match(asked: Asked, first: int = 0) -> tuple[dict[Node, str], list[dict[str, Any]]]:
    """A <gapMatchInteraction>: each gap becomes a choice among all the words. Also where each gap stands."""
    words = asked.node.direct("gapText", "gapImg")
    gaps = list(asked.node.all("gap"))
    right = {pair[1]: pair[0] for pair in (value.split() for value in asked.right or []) if len(pair) == 2}
    missing = [gap for gap in gaps if gap.get("identifier") not in right]
    if not gaps or missing:
        raise Lost(_("The file does not say what belongs into a gap."), (missing or [asked.node])[0])
    places, made = {}, []
    worth = {id: asked.score([f"{word} {id}"]) for id, word in right.items()}
    if any(points <= 0 for points in worth.values()):
        asked.rule_differs()
        worth = {id: asked.points / len(right) for id in right}
    ids = asked.item.ids(words)
    for place, gap in enumerate(gaps):
        id, name = letters(first + place), gap.get("identifier")
        places[gap] = f"[[{id}]]"
        choices = [
            {
                "id": ids[word.get("identifier")],
                **asked.item.words(word),
                **({"correct": True} if word.get("identifier") == right[name] else {}),
            }
            for word in words
        ]
        made.append(
            {"id": id, "kind": "single", **points_of(worth[name]), "choices": choices, **keeps_order(asked, words)}
        )
    return places, made
