"""Two pages that answered different parts of one case at the same time: each is taken at what it changed itself."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select

from learn.assessment.answer import Answer
from learn.assessment.kinds import Composite, Given
from learn.assessment.kinds.composite import says
from learn.assessment.kinds.kind import inner
from learn.assessment.stamp import Stamp
from learn.assessment.standing import Standing
from learn.kit.db import db


@dataclass(frozen=True)
class Joining:
    """An answer to a question of many parts, from a page that does not know all that was answered to it since.

    Such a page sends every part, also those that it shows as they no longer are: these are no answers.
    """

    standing: Standing
    shown: Given  # how the page showed it before: as it last heard, and as it changed itself since
    own: Given  # what counted when the page sent last

    @classmethod
    def of(cls, item_id: int, standing: Standing, stamp: Stamp | None) -> "Joining | None":
        """None: the question has no parts, or the page knows all about it."""
        if stamp is None or not isinstance(standing.kind, Composite) or (standing.sequence or 0) <= stamp.seen:
            return None
        heard: Given = {}
        sent: Given = {}  # there and back again is a change: it must not be taken for how the page showed it first
        own: Given = {}
        counted: Row[Any] | None = None
        for row in db.session.execute(_answers(), {"item": item_id}):
            mine = row.client == stamp.client and row.counter < stamp.counter
            if mine and row.sequence > stamp.seen:
                sent = standing.kind.joined(sent, standing.kind.news(counted.given if counted else {}, row.given) or {})
            own = row.given if mine else own
            if counted is None or (row.given_at, row.sequence) > (counted.given_at, counted.sequence):
                counted = row
            heard = counted.given if row.sequence <= stamp.seen else heard
        return cls(standing, standing.kind.joined(heard, sent), own)

    def said(self, given: Given) -> Given | None:
        """The parts of an answer that the page changed; None: none."""
        anew = self.standing.kind.news(self.shown, given)
        return self.standing.kind.news(self.own, anew) if anew and self.own else anew

    def disturbs_nothing(self, said: Given) -> bool:
        """Whether nobody answered these parts elsewhere meanwhile."""
        now, then = inner(self.standing.given, "parts"), inner(self.shown, "parts")
        both = [(now.get(id), then.get(id)) for id in inner(said, "parts")]
        return all(one == other or not (says(one) or says(other)) for one, other in both)


@cache
def _answers() -> Select[Any]:
    columns = (Answer.given, Answer.sequence, Answer.given_at, Answer.client, Answer.counter)
    return select(*columns).where(Answer.item_id == bindparam("item")).order_by(Answer.sequence)
