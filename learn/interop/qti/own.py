"""Items that we wrote ourselves: read back as they were."""

from typing import Any

from flask_babel import gettext as _

from learn.assessment import QuestionKind
from learn.interop.qti import arranged, comments, entries, open_ended, ticked
from learn.interop.qti.asked import Asked, points_of
from learn.interop.qti.composite import gap
from learn.interop.qti.item import Item, Lost
from learn.interop.qti.tree import Node
from learn.interop.qti.values import number_of

Question = tuple[QuestionKind, dict[str, str], dict[str, Any], dict[str, str]]
_KINDS = {kind.value: kind for kind in QuestionKind}


def own(item: Item) -> Question:
    """Kind, text, body and reason of an item that we wrote."""
    kind, text, body, reason = question(item, item.body, "")
    return kind, text, {**body, **comments.ours(item)}, reason


def question(item: Item, scope: Node, suffix: str) -> Question:
    """The question that stands in an item or in a part of it."""
    kind = next((_KINDS[word] for word in scope.get("class").split() if word in _KINDS), None)
    stem = next((one for one in scope.direct("div") if "stem" in one.get("class").split()), None)
    if kind is None or stem is None:
        raise Lost(_("It says that we wrote it, but not which kind of question it is."), scope)
    marks: dict[Node, str] = {}
    if kind is QuestionKind.SCENARIO:
        body = _scenario(item, scope, suffix)
    elif kind is QuestionKind.CLOZE:
        body, marks = _cloze(item, stem, suffix)
    else:
        body = _fields(item, kind, scope)
        comments.ours_to_parts(item, suffix, body)
    said = number_of(item.marking.defaults.get(f"MAXSCORE{suffix}"))
    body = {**(points_of(said) if said else {}), **body}
    return kind, item.words(stem, marks), body, comments.reason_of(item, suffix)


def _fields(item: Item, kind: QuestionKind, scope: Node) -> dict[str, Any]:
    """The fields of a question with one interaction."""
    node = next((one for one in scope.all() if one.name.endswith("Interaction")), None)
    if node is None:
        raise Lost(_("The item asks nothing: it has no interaction."), scope)
    asked = Asked(item, node)
    match kind:
        case QuestionKind.ESSAY:
            return open_ended.essay(asked, scope)[1]
        case QuestionKind.UPLOAD:
            return open_ended.upload(asked, scope)[1]
        case QuestionKind.HOTSPOT:
            return ticked.hotspot(asked)[1]
        case QuestionKind.ORDERING:
            return arranged.order(asked)[1]
        case QuestionKind.MATCHING:
            return arranged.match(asked)[1]
        case QuestionKind.NUMERIC:
            units = [one for one in scope.all("span") if one.get("class") == "measure"]
            return entries.numeric(asked) | ({"measure": item.words(units[0])} if units else {})
        case QuestionKind.SHORT:
            return entries.short(asked)
    return ticked.choice(asked)[1]


def _cloze(item: Item, stem: Node, suffix: str) -> tuple[dict[str, Any], dict[Node, str]]:
    """The gaps of a text, and where they stand."""
    gaps, marks = [], {}
    for node in stem.all("textEntryInteraction", "inlineChoiceInteraction"):
        id = node.get("responseIdentifier").removeprefix(f"RESPONSE{suffix}_")
        marks[node] = f"[[{id}]]"
        fields = gap(Asked(item, node))
        comments.ours_to_parts(item, f"{suffix}_{id}", fields)
        gaps.append({"id": id, **fields})
    return {"gaps": gaps}, marks


def _scenario(item: Item, scope: Node, suffix: str) -> dict[str, Any]:
    """The exhibits and questions of a case."""
    exhibits, questions = [], []
    for node in scope.direct("div"):
        names = node.get("class").split()
        if "exhibit" in names:
            exhibits.append(_exhibit(item, node))
        elif "question" in names:
            id = node.get("id").rpartition(".")[2]
            kind, text, body, reason = question(item, node, f"{suffix}_{id}")
            said = {"reason": reason} if any(reason.values()) else {}
            questions.append({"id": id, "kind": kind.value, "text": text, **said, **body})
    return {**({"exhibits": exhibits} if exhibits else {}), "questions": questions}


def _exhibit(item: Item, node: Node) -> dict[str, Any]:
    """One exhibit: a title, a text, a picture."""
    found: dict[str, Any] = {"id": node.get("id").rpartition(".")[2]}
    for part in node.nodes:
        if part.get("class") in ("title", "text"):
            found[part.get("class")] = item.words(part)
        elif part.name == "p":
            for picture in part.direct("img"):
                found["image"] = item.picture(picture.get("src"), picture) or ""
                found["alt"] = item.told(picture.attributes.get("alt", ""))
    return found
