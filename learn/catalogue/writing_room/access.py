"""The unit that an address names: what somebody may not see does not exist."""

from flask import abort

from learn.catalogue.drafts.access import draft_to_read, draft_to_write
from learn.catalogue.writing_room.unit_draft import UnitDraft
from learn.kit.text import LANGUAGES


def unit_to_read(id: int, slug: str) -> UnitDraft:
    """A unit with a text, of a draft that the person asking works on, or 404."""
    try:
        return UnitDraft(draft_to_read(id), slug)
    except LookupError:
        abort(404)


def unit_to_write(id: int, slug: str, language: str = LANGUAGES[0]) -> UnitDraft:
    """A unit that the person asking may write now: 404 for who may not, refused while the draft stands still."""
    if language not in LANGUAGES:
        abort(404)
    try:
        return UnitDraft(draft_to_write(id), slug)
    except LookupError:
        abort(404)
