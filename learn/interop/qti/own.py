"""Items that we wrote ourselves: read back as they were."""

from typing import Any

from flask_babel import gettext as _

from learn.assessment import QuestionKind
from learn.interop.qti.item import Item, Lost
from learn.interop.qti.own_keys import areas, choices, content, numbers, points, said, true_or_false
from learn.interop.qti.own_open import essay, modal, told_to_parts, upload
from learn.interop.qti.tree import Node

Question = tuple[QuestionKind, dict[str, str], dict[str, Any], dict[str, str]]
_KINDS = {kind.value: kind for kind in QuestionKind}


def own(item: Item) -> Question:
    """Kind, text, body and reason of an item that we wrote. Raises Lost where it no longer is as we wrote it."""
    try:
        item.take_folder()
        kind, text, body, reason = question(item, item.body, "")
    except (KeyError, IndexError, ValueError, AttributeError, StopIteration) as fault:
        raise Lost(_("It says that we wrote it, but it has been changed."), item.node) from fault
    hints = [
        item.told(item.text(content(one))) for one in item.body.direct("rubricBlock") if one.get("class") == "hint"
    ]
    return kind, text, {**body, **({"hints": hints} if hints else {})}, reason


def question(item: Item, scope: Node, suffix: str) -> Question:
    """The question that stands in an item or in a part of it."""
    kind = next(_KINDS[word] for word in scope.get("class").split() if word in _KINDS)
    stem = next(one for one in scope.direct("div") if one.get("class") == "stem")
    marks: dict[Node, str] = {}
    match kind:
        case QuestionKind.SCENARIO:
            body = _scenario(item, scope, suffix)
        case QuestionKind.CLOZE:
            body, marks = _cloze(item, stem, suffix)
        case QuestionKind.ESSAY:
            body = essay(item, _interaction(scope), suffix)
        case QuestionKind.UPLOAD:
            body = upload(item, _interaction(scope), suffix)
        case _:
            body = _fields(item, kind, scope, suffix)
            told_to_parts(item, suffix, body)
    feedback = {
        node.get("identifier"): item.told(item.text(content(node))) for node in modal(item, f"FEEDBACK{suffix}")
    }
    if feedback:
        body["feedback"] = feedback
    reasons = [item.told(item.text(content(node))) for node in modal(item, f"REASON{suffix}")]
    return kind, item.words(stem, marks), {**points(item, suffix), **body}, (reasons or [item.told("")])[0]


def _interaction(scope: Node) -> Node:
    return next(one for one in scope.all() if one.name.endswith("Interaction"))


def _fields(item: Item, kind: QuestionKind, scope: Node, suffix: str) -> dict[str, Any]:
    """The fields of a question with one interaction."""
    node = _interaction(scope)
    order = {"shuffle": False} if node.get("shuffle") == "false" and kind is not QuestionKind.TRUEFALSE else {}
    match kind:
        case QuestionKind.TRUEFALSE:
            return true_or_false(item, suffix)
        case QuestionKind.HOTSPOT:
            return areas(item, node, suffix)
        case QuestionKind.ORDERING:
            parts = {one.get("identifier"): one for one in node.direct("simpleChoice")}
            right = [str(one) for one in item.marking.responses[f"RESPONSE{suffix}"].correct]
            return {"items": [{"id": _id(one), **item.words(parts[one])} for one in right], **order}
        case QuestionKind.MATCHING:
            return {**_pairs(item, node, suffix), **order}
        case QuestionKind.NUMERIC | QuestionKind.SHORT:
            return typed(item, kind.value, node, suffix, scope)
    return {"choices": choices(item, node.direct("simpleChoice"), suffix), **order}


def typed(item: Item, kind: str, node: Node, suffix: str, scope: Node) -> dict[str, Any]:
    """What is typed, with its unit."""
    body = numbers(item, suffix) if kind == "numeric" else said(item, node, suffix)
    units = [one for one in scope.all("span") if one.get("id") == f"UNIT{suffix}"]
    return body | {one.get("class"): item.told(one.raw) for one in units if one.get("class") in ("measure", "unit")}


def _id(identifier: str) -> str:
    return identifier.removeprefix("_")


def _pairs(item: Item, node: Node, suffix: str) -> dict[str, Any]:
    left, right = (side.direct("simpleAssociableChoice") for side in node.direct("simpleMatchSet"))
    partner = dict(str(one).split() for one in item.marking.responses[f"RESPONSE{suffix}"].correct)
    texts = {one.get("identifier"): item.words(one) for one in right}
    pairs = [
        {"id": _id(name), "left": item.words(one), "right": dict(texts[partner[name]])}
        for one in left
        for name in [one.get("identifier")]
    ]
    spare = [name for name in texts if name not in partner.values()]
    return {"pairs": pairs, **({"extra": [{"id": _id(name), **texts[name]} for name in spare]} if spare else {})}


def _cloze(item: Item, stem: Node, suffix: str) -> tuple[dict[str, Any], dict[Node, str]]:
    """The gaps of a text in the order in which they are declared, and where they stand."""
    found, marks = {}, {}
    for node in stem.all("textEntryInteraction", "inlineChoiceInteraction"):
        name = node.get("responseIdentifier")
        id = name.removeprefix(f"RESPONSE{suffix}_")
        marks[node] = f"[[{id}]]"
        inner = f"{suffix}_{id}"
        for unit in stem.all("span"):
            if unit.get("id") == f"UNIT{inner}":
                marks[unit] = ""
        fields = {"id": id, **_gap(item, node, inner, stem)}
        told_to_parts(item, inner, fields)
        found[name] = fields
    gaps = [found[name] for name in item.marking.responses if name in found]
    return {"gaps": gaps}, marks


def _gap(item: Item, node: Node, suffix: str, stem: Node) -> dict[str, Any]:
    if node.name == "inlineChoiceInteraction":
        order = {"shuffle": False} if node.get("shuffle") == "false" else {}
        made = choices(item, node.direct("inlineChoice"), suffix)
        return {"kind": "single", **points(item, suffix), "choices": made, **order}
    kind = "numeric" if item.marking.responses[f"RESPONSE{suffix}"].base == "float" else "short"
    return {"kind": kind, **points(item, suffix), **typed(item, kind, node, suffix, stem)}


def _scenario(item: Item, scope: Node, suffix: str) -> dict[str, Any]:
    """The exhibits and questions of a case."""
    exhibits, questions = [], []
    for node in scope.direct("div"):
        names, id = node.get("class").split(), node.get("id").rpartition(".")[2]
        if "exhibit" in names:
            exhibits.append(_exhibit(item, node, id))
        elif "question" in names:
            kind, text, body, reason = question(item, node, f"{suffix}_{id}")
            told = {"reason": reason} if any(reason.values()) else {}
            questions.append({"id": id, "kind": kind.value, "text": text, **told, **body})
    return {**({"exhibits": exhibits} if exhibits else {}), "questions": questions}


def _exhibit(item: Item, node: Node, id: str) -> dict[str, Any]:
    """One exhibit: a title, a text, a picture."""
    found: dict[str, Any] = {"id": id}
    for part in node.nodes:
        if part.get("class") in ("title", "text"):
            found[part.get("class")] = item.words(part)
    for picture in (one for part in node.direct("p") for one in part.direct("img")):
        if name := item.picture(picture.get("src"), picture):
            found["image"] = name
        if picture.get("class") != "no-alt":
            found["alt"] = item.told(picture.attributes.get("alt", ""))
    return found
