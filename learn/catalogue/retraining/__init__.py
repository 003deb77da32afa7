"""What a new version asks of those who hold an earlier one: what the decisions of reviewers come to."""

from learn.catalogue.retraining.asked import Asked, Dated, PlannedUnit
from learn.catalogue.retraining.delta import Delta, asked_by, write_deltas
from learn.catalogue.retraining.naming import LEVEL_NAMES, LEVELS, asked_in_words, units_in_words
from learn.catalogue.retraining.proposal import TermsProposal

__all__ = [
    "LEVELS",
    "LEVEL_NAMES",
    "Asked",
    "Dated",
    "Delta",
    "PlannedUnit",
    "TermsProposal",
    "asked_by",
    "asked_in_words",
    "units_in_words",
    "write_deltas",
]
