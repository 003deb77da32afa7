"""What items that we wrote say to people: to markers, and to whoever has answered."""

import re
from typing import Any

from learn.interop.qti.item import Item
from learn.interop.qti.open_ended import TYPES
from learn.interop.qti.own_keys import content, exact, kept
from learn.interop.qti.tree import Node

Body = dict[str, Any]


def modal(item: Item, outcome: str) -> list[Node]:
    """What is told by an outcome."""
    return [node for node in item.node.direct("modalFeedback") if node.get("outcomeIdentifier") == outcome]


def told_to_parts(item: Item, suffix: str, body: Body) -> None:
    """Put into a body what is said to each part of it."""
    said = {
        node.get("identifier").removeprefix("_"): item.told(item.text(content(node)))
        for node in modal(item, f"CHOSEN{suffix}")
    }
    if not said:
        return
    if isinstance(body.get("answer"), bool):
        body["choice_feedback"] = said
    for part in [*body.get("choices", []), *body.get("areas", [])]:
        if part["id"] in said:
            part["feedback"] = said[part["id"]]
    for key in ("accept", "answers"):
        for place, part in enumerate(body.get(key, []), start=1):
            if f"n{place}" in said:
                one = part if isinstance(part, dict) else {"say": part}
                body[key][place - 1] = one | {"feedback": said[f"n{place}"]}


def essay(item: Item, node: Node, suffix: str) -> Body:
    """A text that a person marks."""
    return {**_limits(node, {"least": "least_words", "most": "most_words"}), **_for_markers(item, suffix)}


def upload(item: Item, node: Node, suffix: str) -> Body:
    """Files that a person marks."""
    named = [word.removeprefix("type-") for word in node.get("class").split() if word.startswith("type-")]
    types = {"types": [one for one in named if one in TYPES]} if named else {}
    limits = _limits(node, {"most-files": "most_files", "most-mb": "most_mb"})
    return {**types, **limits, **_for_markers(item, suffix)}


def _limits(node: Node, names: dict[str, str]) -> Body:
    found = {}
    for word in node.get("class").split():
        name, _dash, number = word.rpartition("-")
        if name in names and re.fullmatch(r"\d{1,9}", number):
            found[names[name]] = int(number)
    return found


def _for_markers(item: Item, suffix: str) -> Body:
    found: Body = {}
    for block in item.body.direct("rubricBlock"):
        if block.get("id") == f"RUBRIC{suffix}":
            worth = [kept(exact(node.raw)) for node in block.all("dt")]
            found["rubric"] = [
                {"id": node.get("id").rpartition(".")[2], **item.words(node), "points": points}
                for node, points in zip(block.all("dd"), worth, strict=True)
            ]
        elif block.get("id") == f"MODEL{suffix}":
            found["model"] = item.told(item.text(content(block)))
    return found
