"""A roster: a table of the staff of one organisation, compared with what we know and then applied whole."""

from learn.people.roster.plan import Plan
from learn.people.roster.sheet import Unreadable, read
from learn.people.roster.upload import RosterUpload

__all__ = ["Plan", "RosterUpload", "Unreadable", "read"]
