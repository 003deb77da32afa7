"""What learning does when a quiz is handed in."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from learn.assessment import Attempt, Remarking
from learn.kit.db import db
from learn.kit.text import language
from learn.learning.completion import Completion, passing_attempt
from learn.learning.enrolment import Enrolment, Sitting
from learn.learning.outline import Outline


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


def follow_remarking(remarking: Remarking) -> None:
    """Corrected marks may take a pass away, or change a score; what they make a pass, `note_passed` has completed."""
    sitting = db.session.scalar(
        select(Sitting).where(Sitting.attempt_id == remarking.attempt_id).options(joinedload(Sitting.unit))
    )
    if sitting is None:
        return
    sittings = selectinload(Enrolment.sittings).joinedload(Sitting.attempt).selectinload(Attempt.markings)
    enrolment = db.session.scalars(
        Enrolment.whole().where(Enrolment.id == sitting.enrolment_id).options(sittings)
    ).one()
    by, reason = remarking.marking.by, remarking.correction.reason
    assert by is not None
    if not any(one.attempt.passed for one in enrolment.sittings if one.unit_id == sitting.unit_id):
        enrolment.reopen(sitting.unit, by=by, reason=reason.zh or reason.en)
    held = Completion.standing_of(enrolment)
    if held is None:
        return
    if not Outline(enrolment.version, enrolment).complete:
        held.withdraw(by=by, reason=reason)
    elif (passing := passing_attempt(enrolment)) and (held.attempt_id, held.score) != (passing.id, passing.percent):
        held.correct(passing, by=by, reason=reason)
