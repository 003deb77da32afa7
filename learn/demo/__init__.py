"""The demonstration alliance: invented members and people, and enough history that every dashboard shows something true.

Development only. The history is made by the verbs that people use, with the clock set back while it is made.
"""

from learn.demo.cast import CAST, PASSWORD, gather_cast, open_organisations, present
from learn.demo.history import empty, make, study, version_of
from learn.demo.mind import right_answer

__all__ = [
    "CAST",
    "PASSWORD",
    "empty",
    "gather_cast",
    "make",
    "open_organisations",
    "present",
    "right_answer",
    "study",
    "version_of",
]
