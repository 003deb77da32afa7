"""Who must learn what by when: the training matrix, what it asks of each person, and what new versions ask again."""

from learn.training.assignment import Assignment, assignments
from learn.training.held import HeldRelease, HeldRole, Release
from learn.training.requirement import Requirement, take_matrix
from learn.training.trained import Trained, lift_what_is_reached

__all__ = [
    "Assignment",
    "HeldRelease",
    "HeldRole",
    "Release",
    "Requirement",
    "Trained",
    "assignments",
    "lift_what_is_reached",
    "take_matrix",
]
