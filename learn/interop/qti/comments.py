"""What an item says to whoever has answered: to one choice, to a right or a wrong answer, and to everybody."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from learn.interop.qti.asked import Asked
from learn.interop.qti.item import FEEDBACK, Item
from learn.interop.qti.tree import Node
from learn.interop.qti.values import Beyond, Value

_PARTS = ("simpleChoice", "inlineChoice", "hottext", "simpleAssociableChoice", "gapText")


def theirs(item: Item, asked: Sequence[Asked], body: dict[str, Any]) -> dict[str, str]:
    """Put into a body what somebody else's file says; returns what it says to everybody."""
    inside = _in_parts(item, asked, body)
    nodes = [node for node in item.node.all(*FEEDBACK) if node not in inside and _text(item, [node])]
    try:
        shown = [item.marking.shown(given, nodes) for given in _answers(asked)]
        single = [item.marking.shown({asked[0].response.id: id}, nodes) for id in _single(asked, body)]
    except Beyond as rule:
        if nodes:
            item.fault(_("We do not know when this is said; it is left out."), rule.node)
        return item.told("")
    always = [node for node in nodes if all(node in one for one in shown) and all(node in one for one in single)]
    _to_choices(item, [[node for node in one if node not in always] for one in single], body)
    feedback = {}
    for key, those, others in (("right", shown[0], shown[1]), ("wrong", shown[1], shown[0])):
        said = [node for node in those if node not in others and not (single and _once(node, single))]
        if text := _text(item, said):
            feedback[key] = item.told(text)
    if feedback:
        body["feedback"] = feedback
    return item.told(_text(item, always))


def _in_parts(item: Item, asked: Sequence[Asked], body: dict[str, Any]) -> set[Node]:
    """Feedback that stands in a choice belongs to it. What was put there."""
    if len(asked) != 1:
        return set()
    taken: set[Node] = set()
    parts = list(asked[0].node.all(*_PARTS))
    choices = body.get("choices", [])
    for node, choice in zip(parts, choices, strict=False) if len(parts) == len(choices) else ():
        inside = list(node.all("feedbackInline", "feedbackBlock"))
        if text := _text(item, inside):
            choice["feedback"] = item.told(text)
        taken |= set(inside)
    return taken


def _answers(asked: Sequence[Asked]) -> list[dict[str, Value]]:
    """All right, and nothing right."""
    right = {one.response.id: one.right for one in asked if one.right is not None}
    return [right, {one.response.id: _wrong(one) for one in asked}]


def _wrong(asked: Asked) -> Value:
    if asked.response.base in ("string", "float", "integer"):
        return "\x00" if asked.response.base == "string" else None
    ids = [node.get("identifier") for node in asked.node.all(*_PARTS, "hotspotChoice")]
    right = asked.right if isinstance(asked.right, list) else [asked.right]
    wrong = next((id for id in ids if id not in right), None)
    return wrong if wrong is None or not asked.response.many else [wrong]


def _single(asked: Sequence[Asked], body: dict[str, Any]) -> list[str]:
    """The choices of an item that asks for one of them."""
    if len(asked) != 1 or asked[0].response.many or "choices" not in body:
        return []
    return [node.get("identifier") for node in asked[0].node.all(*_PARTS)]


def _once(node: Node, single: list[list[Node]]) -> bool:
    """Whether only one choice has this said of it, among several of its sort."""
    return sum(node in one for one in single) == 1 and len(single) > 2


def _to_choices(item: Item, single: list[list[Node]], body: dict[str, Any]) -> None:
    """Feedback that only one choice gets belongs to that choice."""
    choices = body.get("choices", [])
    if len(single) != len(choices):
        return
    for choice, shown in zip(choices, single, strict=True):
        if text := _text(item, [node for node in shown if _once(node, single)]):
            before = choice.get("feedback", item.told(""))[item.language]
            choice["feedback"] = item.told("\n\n".join(filter(None, [before, text])))


def _text(item: Item, nodes: Sequence[Node]) -> str:
    texts = [item.text(node.children) for node in nodes]
    return ("" if item.format == "html" else "\n\n").join(dict.fromkeys(filter(None, texts)))
