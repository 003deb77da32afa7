"""A person's way through a course: enrolment, progress, completion."""

from learn.learning.acknowledgement import Acknowledgement
from learn.learning.after_correction import AfterCorrection
from learn.learning.completion import RENEW_DAYS, Completion, Withdrawal
from learn.learning.enrolment import Coaching, Enrolment, Sitting, UnitProgress
from learn.learning.news import follow_remarking, note_passed
from learn.learning.outline import Outline, Step
from learn.learning.overview import Line, lines, lines_of
from learn.learning.standing import Standing

__all__ = [
    "RENEW_DAYS",
    "Acknowledgement",
    "AfterCorrection",
    "Coaching",
    "Completion",
    "Enrolment",
    "Line",
    "Outline",
    "Sitting",
    "Standing",
    "Step",
    "Withdrawal",
    "follow_remarking",
    "UnitProgress",
    "lines",
    "lines_of",
    "note_passed",
]
