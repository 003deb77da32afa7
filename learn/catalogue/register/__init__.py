"""The register of sources: the rules that courses rest on, how they stand, and what must be revised when they change."""

from learn.catalogue.register.citing import Citing
from learn.catalogue.register.entering import enter_sources, status_faults
from learn.catalogue.register.lookup import Register
from learn.catalogue.register.no_change import NoChange
from learn.catalogue.register.revisions import Revision, Revisions
from learn.catalogue.register.source import Source
from learn.catalogue.register.statement import Statement
from learn.catalogue.register.status import SourceState, SourceStatus, Stated
from learn.catalogue.register.taking import take_sources
from learn.catalogue.register.telling import SourceNotice, tell_of_statuses, tell_soon

__all__ = [
    "Citing",
    "NoChange",
    "Register",
    "Revision",
    "Revisions",
    "Source",
    "SourceNotice",
    "SourceState",
    "SourceStatus",
    "Stated",
    "Statement",
    "enter_sources",
    "status_faults",
    "take_sources",
    "tell_of_statuses",
    "tell_soon",
]
