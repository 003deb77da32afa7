"""What happened to an attempt on other pages and devices since a page last heard of it."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select

from learn.assessment.answer import Answer
from learn.assessment.attempt import Attempt
from learn.assessment.deadline import GRACE
from learn.assessment.standing import changed_since, times
from learn.kit import clock
from learn.kit.db import MOST, db
from learn.people import Person


@dataclass(frozen=True)
class News:
    """An attempt as far as an open page must know of it."""

    attempt_id: int
    found: Row[Any]

    @classmethod
    def of(cls, attempt_id: int, person: Person) -> "News | None":
        """Of an attempt of this person; None: it is not theirs."""
        found = db.session.execute(_attempt(), {"id": attempt_id, "person": person.id}).one_or_none()
        return cls(attempt_id, found) if found else None

    @property
    def ended(self) -> bool:
        """Whether nothing can be answered any more."""
        return self.found.handed_in_at is not None or clock.now() > self.found.deadline + GRACE

    def since(self, sequence: int) -> dict[str, Any]:
        """What a page is told that knows the answers up to a sequence; nothing about right and wrong."""
        newest = self.found.newest or 0
        known = max(0, min(sequence, MOST))
        changed = changed_since(self.attempt_id, known) if newest > known else []
        return {
            **times(self.found.deadline),
            "ended": self.ended,
            "newest": newest,
            "flagged": self.found.flagged,
            "questions": {one.name: one.with_controls for one in changed},
        }


@cache  # building it costs more than running it
def _attempt() -> Select[Any]:
    newest = select(func.max(Answer.sequence)).where(Answer.attempt_id == Attempt.id).scalar_subquery()
    columns = (Attempt.deadline, Attempt.handed_in_at, Attempt.flagged, newest.label("newest"))
    return select(*columns).where(Attempt.id == bindparam("id"), Attempt.person_id == bindparam("person"))
