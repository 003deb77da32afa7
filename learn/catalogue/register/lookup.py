"""The register as courses look into it: an organisation's own source first, then the alliance's."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cached_property

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from learn.catalogue.register.source import Source
from learn.catalogue.register.statement import Statement
from learn.catalogue.register.status import SourceState
from learn.kit.db import db


class Register:
    """Some sources with their statuses, by the keys that courses cite."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.sources = list(sources)

    @classmethod
    def holding(cls, *conditions: ColumnElement[bool], also: Sequence[ExecutableOption] = ()) -> "Register":
        """The sources that meet some conditions, with what is to be loaded beside them; one query however many."""
        found = select(Source).where(*conditions).options(joinedload(Source.statuses), *also)
        return cls(db.session.scalars(found).unique())

    @classmethod
    def of(cls, keys: Collection[str], organisation_id: int | None) -> "Register":
        """What the courses of one organisation mean by some keys; None for the alliance's courses."""
        own = or_(Source.organisation_id.is_(None), Source.organisation_id == organisation_id)
        return cls.holding(Source.key.in_(keys), own)

    @cached_property
    def _by_key(self) -> dict[tuple[str, int | None], Source]:
        return {(source.key, source.organisation_id): source for source in self.sources}

    def find(self, key: str, organisation_id: int | None) -> Source | None:
        """What an organisation's courses mean by a key; None: the register does not know it."""
        return self._by_key.get((key, organisation_id)) or self._by_key.get((key, None))

    def meant(self, key: str, said: Statement, organisation_id: int | None) -> Source | None:
        """The source of that key, if it is the text that a course means by it."""
        found = self.find(key, organisation_id)
        return found if found and found.is_called(said.title) else None

    def clash(self, key: str, said: Statement, organisation_id: int | None) -> Source | None:
        """The source of that key, if it is another text than a course means by it."""
        found = self.find(key, organisation_id)
        return found if found and not found.is_called(said.title) else None

    def repealed(self, day: date) -> list[Source]:
        """The sources that are repealed on a day."""
        return [source for source in self.sources if source.state_on(day) is SourceState.REPEALED]
