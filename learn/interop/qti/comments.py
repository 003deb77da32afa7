"""What an item says to whoever has answered: to one choice, to a right or a wrong answer, and to everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from learn.interop.qti.asked import Asked
from learn.interop.qti.item import Item
from learn.interop.qti.tree import Node
from learn.interop.qti.values import Beyond, Value
from learn.interop.qti.wording import FEEDBACK

_GENERAL = {"correct_fb", "general_incorrect_fb", "correct", "incorrect", "right", "wrong"}
_PARTS = ("simpleChoice", "inlineChoice", "hottext", "simpleAssociableChoice", "gapText")


def theirs(item: Item, asked: Sequence[Asked], body: dict[str, Any]) -> dict[str, str]:
    """Put into a body what somebody else's file says; returns what it says to everybody."""
    inside = _in_parts(item, asked, body)
    nodes = [node for node in item.node.all(*FEEDBACK) if node not in inside and _text(item, [node])]
    try:
        said = _Said.found(item, asked, body, nodes)
    except Beyond as rule:
        if nodes:
            item.fault(_("We do not know when this is said; it is left out."), rule.node)
        return item.told("")
    for node in said.at(""):
        item.fault(_("What is said neither to right nor to wrong answers as such is not kept."), node)
    feedback = {key: item.told(text) for key in ("right", "partly", "wrong") if (text := _text(item, said.at(key)))}
    if feedback:
        body["feedback"] = feedback
    _to_choices(item, said, body)
    return item.told(_text(item, said.at("always")))


@dataclass
class _Said:
    """What is said, and to which answers: all right, some right, none right, and each choice alone."""

    nodes: list[Node]
    right: list[Node]
    partly: list[Node]
    wrong: list[Node]
    alone: list[list[Node]]  # by choice; empty: the item does not ask for choices
    key: set[int]  # which choices are right
    many: bool

    @classmethod
    def found(cls, item: Item, asked: Sequence[Asked], body: dict[str, Any], nodes: list[Node]) -> "_Said":
        """Try the rules of an item out. Raises Beyond."""
        ids, many = _alone(asked, body), asked[0].response.many
        alone = [item.marking.shown({asked[0].response.id: [id] if many else id}, nodes) for id in ids]
        right, partly, wrong = (item.marking.shown(given, nodes) for given in _answers(asked))
        key = {place for place, one in enumerate(body.get("choices", [])) if one.get("correct")} if ids else set()
        return cls(nodes, right, partly, wrong, alone, key, many)

    def at(self, place: str) -> list[Node]:
        """What is said always, to right, partly right or wrong answers, to choices; empty: to none of them."""
        return [node for node in self.nodes if self._place(node) == place]

    def to(self, node: Node) -> set[int]:
        """The choices to which something is said."""
        return {place for place, shown in enumerate(self.alone) if node in shown}

    def _place(self, node: Node) -> str:
        if (those := self.to(node)) and (place := self._among_choices(node, those)):
            return place
        if node in self.right:
            return "always" if node in self.wrong else "right"
        return "wrong" if node in self.wrong else "partly" if node in self.partly else ""

    def _among_choices(self, node: Node, those: set[int]) -> str:
        """Where something belongs that is said to some choices; empty: that is told by right and wrong alone."""
        every = set(range(len(self.alone)))
        if those == every:
            return "always" if node in self.right else "wrong"
        if self.many:
            return "choices"
        general = node.get("identifier").lower() in _GENERAL or not self._have_own
        if those == every - self.key and (len(those) > 1 or general):
            return "wrong"
        return "right" if those == self.key and general else "choices"

    @property
    def _have_own(self) -> bool:
        """Whether single wrong choices have something said to them alone."""
        wrong = set(range(len(self.alone))) - self.key
        return any(self.to(node) and self.to(node) < wrong for node in self.nodes)


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
    """All right, some right, and nothing right."""
    right = {one.response.id: one.right for one in asked if one.right is not None}
    wrong = {one.response.id: _wrong(one) for one in asked}
    some = dict(wrong)
    for one in asked[:1]:
        whole = len(asked) == 1 and isinstance(one.right, list) and len(one.right) > 1
        some |= {one.response.id: one.right[:1] if whole else one.right} if whole or len(asked) > 1 else {}
    return [right, some, wrong]


def _wrong(asked: Asked) -> Value:
    if asked.response.base in ("string", "float", "integer"):
        return "\x00" if asked.response.base == "string" else None
    ids = [node.get("identifier") for node in asked.node.all(*_PARTS, "hotspotChoice")]
    right = asked.right if isinstance(asked.right, list) else [asked.right]
    wrong = next((id for id in ids if id not in right), None)
    return wrong if wrong is None or not asked.response.many else [wrong]


def _alone(asked: Sequence[Asked], body: dict[str, Any]) -> list[str]:
    """The choices of an item that asks for one or more of them."""
    if len(asked) != 1 or "choices" not in body or asked[0].response.ordered:
        return []
    ids = [node.get("identifier") for node in asked[0].node.all(*_PARTS)]
    return ids if len(ids) == len(body["choices"]) else []


def _to_choices(item: Item, said: _Said, body: dict[str, Any]) -> None:
    """Put what is said to single choices where it belongs."""
    own = said.at("choices")
    for place, choice in enumerate(body.get("choices", []) if said.alone else []):
        if text := _text(item, [node for node in own if place in said.to(node)]):
            before = choice.get("feedback", item.told(""))[item.language]
            choice["feedback"] = item.told("\n\n".join(filter(None, [before, text])))


def _text(item: Item, nodes: Sequence[Node]) -> str:
    texts = [item.text(_titled(node)) for node in nodes]
    return ("" if item.format == "html" else "\n\n").join(dict.fromkeys(filter(None, texts)))


def _titled(node: Node) -> list[Node | str]:
    """What is said, with the title above it that some give it."""
    title = node.get("title")
    return [Node("p", {}, [title]), *node.children] if title and node.raw.strip() else node.children
