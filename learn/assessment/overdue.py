"""Attempts whose time is over are handed in by the platform."""

from learn.assessment.attempt import Attempt
from learn.kit.db import db
from learn.kit.jobs import job

AT_ONCE = 500  # the next minute takes the rest


@job
def hand_in(attempt_id: int) -> None:
    """Hand in one attempt that was left lying."""
    if attempt := Attempt.locked(attempt_id):
        attempt.settle()


def hand_in_overdue() -> None:
    """Ring for every attempt whose time is over."""
    for attempt_id in db.session.scalars(Attempt.out_of_time().with_only_columns(Attempt.id).limit(AT_ONCE)):
        hand_in.later(attempt_id)
