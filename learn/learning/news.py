"""What learning does when a quiz is handed in."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from learn.assessment import Attempt
from learn.kit.db import db
from learn.kit.text import language
from learn.learning.completion import Completion
from learn.learning.enrolment import Enrolment, Sitting


def note_passed(attempt: Attempt) -> None:
    """A passed attempt completes its unit, and with the last unit the course. A failed one changes nothing."""
    if not attempt.passed:
        return
    sitting = db.session.scalar(
        select(Sitting).where(Sitting.attempt_id == attempt.id).options(joinedload(Sitting.unit))
    )
    if sitting is None:  # a quiz that was sat outside any course
        return
    enrolment = db.session.scalars(
        Enrolment.whole().where(Enrolment.id == sitting.enrolment_id).options(selectinload(Enrolment.sittings))
    ).one()
    enrolment.pass_quiz(sitting.unit, attempt, language=language())
    Completion.note(enrolment)
