"""Marking by hand: who is asked, what they give and sign, what it comes to."""

from learn.assessment.by_hand.hand_marking import HandMarking, call_markers
from learn.assessment.by_hand.sheet import said_about
from learn.assessment.by_hand.sweeps import call_missing_markers, remind_markers, replace_lost_markers
from learn.assessment.by_hand.turn import Judgement, MarkerTurn, PassingOn, Seat, judged

__all__ = [
    "HandMarking", "Judgement", "MarkerTurn", "PassingOn", "Seat", "call_markers", "call_missing_markers", "judged",
    "remind_markers", "replace_lost_markers", "said_about",
]  # fmt: skip
