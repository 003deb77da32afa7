"""Where the key facts of a draft have their boxes."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from learn.catalogue.drafts import CourseDraft, DraftEdition
from learn.kit.db import db

_BOX = re.compile(r"^[ \t]*:{3,}[ \t]*keyfact[ \t]+(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Box:
    """A box in a text, with its line."""

    unit: str
    language: str
    line: int


def facts_boxed(text: str) -> list[tuple[str, int]]:
    """The key facts that have a box in a text, each with its line."""
    return [(fact, text.count("\n", 0, box.start()) + 1) for box in _BOX.finditer(text) for fact in box[1].split()]


def boxes_in(draft: CourseDraft) -> Mapping[str, list[Box]]:
    """The boxes of every fact in the texts of a draft, by the key of the fact; one query."""
    later = aliased(DraftEdition)
    newer = select(later.id).where(
        later.draft_id == draft.id, later.part == DraftEdition.part, later.number > DraftEdition.number
    )
    texts = select(DraftEdition.part, DraftEdition.content).where(
        DraftEdition.draft_id == draft.id, DraftEdition.part.startswith("text:"), ~newer.exists()
    )
    found: dict[str, list[Box]] = defaultdict(list)
    for part, text in db.session.execute(texts.order_by(DraftEdition.part)):
        _text, slug, language = part.split(":")
        for fact, line in facts_boxed(str(text)):
            found[fact].append(Box(slug, language, line))
    return found
