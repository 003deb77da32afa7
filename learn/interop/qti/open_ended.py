"""What a person has to mark: essays and files, with what the file tells markers."""

import re
from typing import Any

from flask_babel import gettext as _

from learn.assessment import QuestionKind
from learn.interop.qti.asked import Asked
from learn.interop.qti.ticked import Read
from learn.interop.qti.tree import Node
from learn.interop.qti.values import number_of

TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "txt": "text/plain",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "zip": "application/zip",
}
_USUAL = ["pdf", "jpg", "png"]


def essay(asked: Asked, scope: Node) -> Read:
    """An <extendedTextInteraction>."""
    limits = {
        key: int(found[1])
        for key, mark in (("least_words", "least"), ("most_words", "most"))
        if (found := re.search(rf"\b{mark}-(\d+)\b", asked.node.get("class")))
    }
    return QuestionKind.ESSAY, {**rubric(asked, scope), **limits, **model(asked, scope)}


def upload(asked: Asked, scope: Node) -> Read:
    """An <uploadInteraction>."""
    said = asked.node.get("type").replace(",", " ").split()
    types = [
        ending for ending, kind in TYPES.items() if kind in said or (kind.startswith("image/") and "image/*" in said)
    ]
    if said and not types:
        asked.fault(_("Files of the type “%(type)s” cannot be handed in here.", type=" ".join(said)))
    if asked.item.exact:
        types = [next(ending for ending, kind in TYPES.items() if kind == one) for one in said]
    limits = {
        key: int(found[1])
        for key in ("most_files", "most_mb")
        if (found := re.search(rf"\b{key.replace('_', '-')}-(\d+)\b", asked.node.get("class")))
    }
    return QuestionKind.UPLOAD, {"types": types or _USUAL, **limits, **rubric(asked, scope), **model(asked, scope)}


def rubric(asked: Asked, scope: Node) -> dict[str, Any]:
    """The rubric as our own files write it."""
    found: list[dict[str, Any]] = []
    for block in _blocks(asked, scope, "rubric"):
        points = [node.raw for node in block.all("dt")]
        for said, node in zip(points, block.all("dd"), strict=False):
            number = number_of(said)
            worth = int(number) if number is not None and number.denominator == 1 else float(number or 0)
            found.append({"id": node.get("id").rpartition(".")[2], **asked.item.words(node), "points": worth})
    return {"rubric": found} if found else {}


def model(asked: Asked, scope: Node) -> dict[str, Any]:
    """What a good answer says."""
    if asked.item.exact:
        blocks = _blocks(asked, scope, "model")
        return {"model": asked.item.words(blocks[0])} if blocks else {}
    blocks = [one for one in scope.all("rubricBlock") if {"scorer", "tutor"} & set(one.get("view").split())]
    said = [asked.item.text(one.children) for one in blocks]
    right = asked.response.right
    said += [str(one) for one in (right if isinstance(right, list) else [right]) if one]
    text = ("" if asked.item.format == "html" else "\n\n").join(filter(None, said))
    return {"model": asked.item.told(text)} if text else {}


def _blocks(asked: Asked, scope: Node, name: str) -> list[Node]:
    if not asked.item.exact:
        return []
    return [one for one in scope.all("rubricBlock") if one.get("class") == name]
