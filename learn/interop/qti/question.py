"""One item as one draft, whichever kinds of interaction stand in it."""

import re
from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from learn.assessment import Draft, QuestionKind
from learn.interop.qti import arranged, comments, entries, open_ended, ticked
from learn.interop.qti.asked import Asked, points_of, together
from learn.interop.qti.composite import composite
from learn.interop.qti.item import Item, Lost
from learn.interop.qti.own import Question, own
from learn.interop.qti.tree import Node
from learn.kit.text import Words

INLINE = ("textEntryInteraction", "inlineChoiceInteraction")
_MOST_PARTS = 200
_PARTS = (
    "simpleChoice",
    "inlineChoice",
    "simpleAssociableChoice",
    "gapText",
    "gapImg",
    "gap",
    "hottext",
    "hotspotChoice",
)
Fields = tuple[QuestionKind, dict[str, Any]]
READ: dict[str, Callable[[Asked], Fields]] = {
    "choiceInteraction": ticked.choice,
    "hottextInteraction": ticked.hottext,
    "hotspotInteraction": ticked.hotspot,
    "selectPointInteraction": ticked.point,
    "orderInteraction": arranged.order,
    "matchInteraction": arranged.match,
    "associateInteraction": arranged.associate,
    "sliderInteraction": entries.slider,
    "textEntryInteraction": entries.entry,
}


def draft_of(item: Item) -> Draft:
    """The draft of an item. Raises Lost, which names the element."""
    _refuse(item)
    nodes = interactions(item)
    if not nodes:
        raise Lost(_("The item asks nothing: it has no interaction."), item.body)
    for node, inside in ((item.body, nodes), *((node, list(node.all(*_PARTS))) for node in nodes)):
        if len(inside) > _MOST_PARTS:
            raise Lost(_("It has more than %(n)s parts to answer.", n=_MOST_PARTS), node)
    kind, text, body, reason = _ours(item) or _theirs(item, nodes)
    named = item.title and not (item.exact and "unnamed" in item.body.get("class").split())
    name = {"name": item.title} if named else {}
    form = {"format": item.format} if item.format != "plain" else {}
    code = item.node.attributes.get("label", "") if item.exact else ""
    return Draft(kind, Words(**text), {**name, **form, **body}, Words(**reason), code=code, files=item.files)


def _ours(item: Item) -> Question | None:
    """An item of our own; None: somebody else's, or one that has been changed since."""
    if not item.exact:
        return None
    try:
        return own(item)
    except Lost as changed:
        item.fault(str(changed), changed.node)
        item.disown()
        return None


def interactions(item: Item) -> list[Node]:
    """What is to be answered, in the order of the item; a button that ends an attempt is no question."""
    found = [node for node in item.body.all() if node.name.endswith("Interaction")]
    for node in found:
        if node.name == "endAttemptInteraction":
            item.fault(_("The button “%(title)s” is not kept.", title=node.get("title")), node)
    return [node for node in found if node.name != "endAttemptInteraction"]


def _refuse(item: Item) -> None:
    """Refuse what would be another question each time."""
    if item.node.get("adaptive") == "true":
        raise Lost(_("Adaptive items, which change as they are answered, are not known here."), item.node)
    for node in item.node.direct("templateDeclaration"):
        raise Lost(_("The item makes up its values anew each time; such questions are not known here."), node)


def _theirs(item: Item, nodes: list[Node]) -> Question:
    """Somebody else's item: kind, text, body and reason."""
    asked = together(item, nodes)
    if len(asked) == 1 and nodes[0].name not in (*INLINE[1:], "gapMatchInteraction"):
        kind, fields = one(asked[0], item.body)
        text = _text(item, asked[0])
        body = {**points_of(asked[0].points), **fields}
    else:
        kind, text, body = composite(item, asked, one)
    reason = comments.theirs(item, asked, body)
    _look_around(item, kind)
    if not any(text.values()):
        item.fault(_("It has no text; write one."), item.body)
    return kind, text, body, reason


def _look_around(item: Item, kind: QuestionKind) -> None:
    """Note what stands in an item beside its question and has no place here."""
    for node in item.body.all("rubricBlock"):
        views = set(node.get("view", "candidate").split())
        shown = "candidate" in views or (
            kind in (QuestionKind.ESSAY, QuestionKind.UPLOAD) and {"scorer", "tutor"} & views
        )
        if not shown and node.raw.strip():
            item.fault(
                _("What it tells others than those who answer (%(view)s) is not kept.", view=node.get("view")), node
            )
    for node in item.node.direct("catalogInfo", "companionMaterialsInfo", "apipAccessibility"):
        item.fault(_("What it has for special aids (<%(name)s>) is not kept.", name=node.name), node)


def one(asked: Asked, scope: Node) -> Fields:
    """The kind and the fields of one interaction. Raises Lost for kinds that have nothing like it here."""
    name = asked.node.name
    if name == "extendedTextInteraction":
        scored = asked.response.mapping is not None or asked.response.base in ("float", "integer")
        return entries.entry(asked) if scored and asked.right is not None else open_ended.essay(asked, scope)
    if name == "textEntryInteraction" and asked.response.base == "string" and not entries.says(asked):
        return open_ended.essay(asked, scope)
    if name == "uploadInteraction":
        return open_ended.upload(asked, scope)
    if name not in READ:
        raise Lost(_("There is no kind of question here for <%(name)s>.", name=name), asked.node)
    return READ[name](asked)


def _text(item: Item, asked: Asked) -> dict[str, str]:
    """The text of an item with one interaction: what stands around it and its prompt."""
    node = asked.node
    gap = "____" if node.name in INLINE and _within_a_line(item.body, node) else ""
    before = list(item.node.all("stimulusBody"))
    inside = [] if node.name == "hottextInteraction" else node.direct("prompt")
    candidates = [one for one in item.body.all("rubricBlock") if "candidate" in one.get("view", "candidate").split()]
    parts: list[Node | str] = [Node("div", {}, one.children) for one in (*before, *candidates)]
    prompts: list[Node | str] = [Node("div", {}, one.children) for one in inside]
    told = item.text([*parts, item.body], {node: gap} if gap else {})
    if prompts and _bare(item.text(prompts)) != _bare(told):  # some write the same twice
        told = item.text([*parts, item.body, *prompts], {node: gap} if gap else {})
    return item.told(told)


def _bare(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def _within_a_line(place: Node, node: Node) -> bool:
    """Whether text follows an interaction on its line, so that it is a gap in a sentence."""
    for child in place.nodes:
        if child is node:
            after = place.children[place.children.index(node) + 1 :]
            said = "".join(one if isinstance(one, str) else one.raw for one in after)
            return bool(said.strip(" \t\r\n.。?？:："))
        if any(one is node for one in child.all()):
            return _within_a_line(child, node)
    return False
