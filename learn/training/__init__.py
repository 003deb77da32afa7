"""Who must learn what by when: the training matrix and what it asks of each person."""

from learn.training.assignment import Assignment, assignments
from learn.training.requirement import Requirement, take_matrix

__all__ = ["Assignment", "Requirement", "assignments", "take_matrix"]
