"""Every edition of a text, told as people remember it: in sittings."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import select

from learn.catalogue.drafts import CourseDraft, DraftEdition, part_of_text
from learn.kit.db import db
from learn.kit.difference import Piece, pieces
from learn.people import Person

PAUSE = timedelta(minutes=10)  # after which somebody who writes on sits down anew
PER_PAGE = 10


@dataclass
class Sitting:
    """What one person saved without a longer pause."""

    by: Person
    first: int  # the numbers of its editions
    last: int
    began_at: datetime
    ended_at: datetime
    before: str = ""  # the text before it, and after it
    after: str = ""

    @cached_property
    def pieces(self) -> list[Piece]:
        """What changed in it."""
        return pieces(self.before, self.after)


class History:
    """The sittings at a text, the newest first, page by page."""

    def __init__(self, draft: CourseDraft, slug: str, language: str, page: int = 1) -> None:
        self.draft, self.part, self.page = draft, part_of_text(slug, language), max(page, 1)
        found = self._sittings()
        self.newest = found[0].last if found else 0
        self.pages = -(-len(found) // PER_PAGE)
        self.sittings = found[(self.page - 1) * PER_PAGE : self.page * PER_PAGE]
        self._fill()

    def _sittings(self) -> list[Sitting]:
        found: list[Sitting] = []
        told = select(DraftEdition.number, DraftEdition.at, Person).join(Person, Person.id == DraftEdition.by_id)
        told = told.where(DraftEdition.draft_id == self.draft.id, DraftEdition.part == self.part)
        for number, at, by in db.session.execute(told.order_by(DraftEdition.number)):
            if found and found[-1].by.id == by.id and at - found[-1].ended_at < PAUSE and found[-1].first > 1:
                found[-1].last, found[-1].ended_at = number, at
            else:  # what the draft began with stands by itself, whoever wrote on
                found.append(Sitting(by, number, number, at, at))
        return found[::-1]

    def _fill(self) -> None:
        """Only the texts that are compared are looked up."""
        wanted = {number for one in self.sittings for number in (one.first - 1, one.last)}
        asked = select(DraftEdition.number, DraftEdition.content).where(
            DraftEdition.draft_id == self.draft.id, DraftEdition.part == self.part, DraftEdition.number.in_(wanted)
        )
        contents = {number: str(content) for number, content in db.session.execute(asked)}
        for one in self.sittings:
            one.before, one.after = contents.get(one.first - 1, ""), contents.get(one.last, "")
