"""Where the text of a unit is written: both languages, what they may name, who else is there, and every edition of it."""

from learn.catalogue.writing_room.agreement import Standing, agree, standings
from learn.catalogue.writing_room.presence import Presence
from learn.catalogue.writing_room.unit_draft import UnitDraft

__all__ = ["Presence", "Standing", "UnitDraft", "agree", "standings"]
