"""What a person has to mark: essays and files, with what the file tells markers."""

import re
from typing import Any

from flask_babel import gettext as _

from learn.assessment import QuestionKind
from learn.interop.qti.asked import Asked
from learn.interop.qti.ticked import Read
from learn.interop.qti.tree import Node

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
    return QuestionKind.ESSAY, model(asked, scope)


def upload(asked: Asked, scope: Node) -> Read:
    """An <uploadInteraction>."""
    said = asked.node.get("type").replace(",", " ").split()
    types = [
        ending for ending, kind in TYPES.items() if kind in said or (kind.startswith("image/") and "image/*" in said)
    ]
    if said and not types:
        asked.fault(_("Files of the type “%(type)s” cannot be handed in here.", type=" ".join(said)))
    most = re.search(r"\bmost-files-(\d{1,2})\b", asked.node.get("class"))
    limit = {"most_files": int(most[1])} if most else {}
    return QuestionKind.UPLOAD, {"types": types or _USUAL, **limit, **model(asked, scope)}


def model(asked: Asked, scope: Node) -> dict[str, Any]:
    """What a good answer says."""
    blocks = [one for one in scope.all("rubricBlock") if {"scorer", "tutor"} & set(one.get("view").split())]
    said = [asked.item.text(one.children) for one in blocks]
    right = asked.response.right
    said += [str(one) for one in (right if isinstance(right, list) else [right]) if one]
    text = ("" if asked.item.format == "html" else "\n\n").join(filter(None, said))
    return {"model": asked.item.told(text)} if text else {}
