"""Until when answers are taken, and what is said to those that come later."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from learn.kit.filters import moment
from learn.kit.web import Refused
from learn.people import Person

if TYPE_CHECKING:
    from learn.assessment.attempt import Attempt

GRACE = timedelta(seconds=5)  # an answer given in the last second may need a moment to arrive


def refuse_late_answers(attempt: "Attempt", at: datetime, *, person: Person) -> None:
    """Refuse answers that come after the end, or from somebody else."""
    if person.id != attempt.person_id:
        raise Refused(_("Only the person who sits an attempt may answer it."))
    if attempt.handed_in_at:
        raise Refused(
            _("This was handed in at %(moment)s. What was saved before is kept.", moment=moment(attempt.handed_in_at))
        )
    if at > attempt.deadline + GRACE:
        raise Refused(_("Time was over at %(moment)s. What was saved before is kept.", moment=moment(attempt.deadline)))
