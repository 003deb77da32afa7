"""Two pages that answered different parts of one case at the same time: each is taken at what it changed itself."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select

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
    shown: Given  # what counted when the page last heard of it
    own: Given  # what the page itself sent last

    @classmethod
    def of(cls, item_id: int, standing: Standing, stamp: Stamp | None) -> "Joining | None":
        """None: the question has no parts, or the page knows all about it."""
        if stamp is None or not isinstance(standing.kind, Composite) or (standing.sequence or 0) <= stamp.seen:
            return None
        known = {"item": item_id, "seen": stamp.seen, "client": stamp.client, "counter": stamp.counter}
        shown: Given = {}
        own: Given = {}
        for row in db.session.execute(_known(), known):
            shown = row.given if row.sequence <= stamp.seen else shown
            own = row.given if row.client == stamp.client else own
        return cls(standing, shown, own)

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
def _known() -> Select[Any]:
    own = and_(Answer.client == bindparam("client"), Answer.counter < bindparam("counter"))
    rows = select(Answer.given, Answer.sequence, Answer.client).where(Answer.item_id == bindparam("item"))
    known = rows.where(or_(Answer.sequence <= bindparam("seen"), own))
    return known.order_by(Answer.given_at, Answer.sequence)  # the last one counted
