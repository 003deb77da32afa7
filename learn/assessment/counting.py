"""Which attempts count: one that was sent back to be improved does not."""

from collections.abc import Sequence

from sqlalchemy import Select, exists, func, literal, select
from sqlalchemy.orm import selectinload

from learn.assessment.attempt import Attempt
from learn.assessment.paper import PaperItem
from learn.assessment.sent_back import SentBack


def counting(attempts: Sequence[Attempt]) -> list[Attempt]:
    """Those of some attempts that use up one of the attempts allowed."""
    return [one for one in attempts if not (one.finished and not one.markings and one.sent_back)]


def again(former: Attempt) -> list[PaperItem]:
    """The paper of an attempt that was sent back, once more as it was, for its person to improve."""
    names = ("version_id", "version", "position", "order", "section", "critical")
    return [PaperItem(**{name: getattr(item, name) for name in names}, answer=None) for item in former.items]


def so_far(attempt: Attempt) -> Select[Attempt]:
    """The attempts of this enrolment that count, up to and with this one, the newest first.

    The number of an attempt says how many there are; one that was sent back has the number of the next.
    """
    back = exists().where(SentBack.attempt_id == Attempt.id)
    itself = select(func.count()).select_from(SentBack).where(SentBack.attempt_id == attempt.id).scalar_subquery()
    return (
        select(Attempt)
        .where(
            Attempt.person_id == attempt.person_id, Attempt.quiz_id == attempt.quiz_id, Attempt.id <= attempt.id, ~back
        )
        .order_by(Attempt.id.desc())
        .limit(literal(attempt.number) - itself)
        .options(selectinload(Attempt.markings))
    )
