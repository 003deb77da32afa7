"""Versions that are being written: their parts, edition by edition, and the pack that they make."""

from learn.catalogue.drafts.draft import CourseDraft, DraftEdition, Dropping, Stale
from learn.catalogue.drafts.manuscript import Manuscript
from learn.catalogue.drafts.parts import Part, part_of_quiz, part_of_text

__all__ = [
    "CourseDraft",
    "DraftEdition",
    "Dropping",
    "Manuscript",
    "Part",
    "Stale",
    "part_of_quiz",
    "part_of_text",
]
