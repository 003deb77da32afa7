"""A person's way through a course: enrolment, progress, completion."""

from learn.learning.completion import Completion
from learn.learning.enrolment import Coaching, Enrolment, Sitting, UnitProgress
from learn.learning.outline import Outline, Step
from learn.learning.standing import Standing

__all__ = ["Coaching", "Completion", "Enrolment", "Outline", "Sitting", "Standing", "Step", "UnitProgress"]
