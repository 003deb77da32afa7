"""The way through a paper: every question open at once, or one after the other without a way back."""

from typing import TYPE_CHECKING

from learn import audit
from learn.assessment.paper import PaperItem
from learn.audit import Event
from learn.people import Person

if TYPE_CHECKING:
    from learn.assessment.attempt import Attempt


class Walk:
    """Which questions of an attempt can be answered now."""

    def __init__(self, attempt: "Attempt") -> None:
        self.attempt = attempt

    @property
    def open(self) -> list[PaperItem]:
        """The questions that can be answered now: all of them, or the one that was reached."""
        return [item for item in self.attempt.items if self.attempt.reached in (None, item.position)]

    @property
    def at_the_end(self) -> bool:
        """Whether no question comes after those open now."""
        return self.attempt.reached in (None, len(self.attempt.items))

    def go_on(self, *, by: Person, leaving: int) -> None:
        """Leave the question at a position for the next one, for good. Asked twice, it goes on once."""
        if self.attempt.reached is None or self.attempt.reached != leaving or self.at_the_end:
            return
        self.attempt.reached += 1
        audit.record(Event.QUESTION_LEFT, self.attempt, by=by, new={"position": leaving})
