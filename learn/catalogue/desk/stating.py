"""The sources of a draft beside the register: what the register says of each, as a course states it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from learn.catalogue.course import Course
from learn.catalogue.register import Source, SourceState
from learn.kit import clock
from learn.kit.db import db
from learn.people.access import me

Stated = dict[str, Any]
_COPIED = ("title", "status", "from", "until", "link")


def stated(source: Source, day: date) -> Stated:
    """A source of the register as course.yaml states it on a day."""
    state, held = source.state_on(day), source.status_on(day)
    said: Stated = {"title": source.title.as_dict(), "status": state.value}
    begins = held.from_on if held and state is SourceState.IN_FORCE else None
    if held and state is SourceState.REPEALED and held.from_on:
        said["until"] = (held.from_on - timedelta(days=1)).isoformat()
        before = source.status_on(held.from_on - timedelta(days=1))
        begins = before.from_on if before and before.status is SourceState.IN_FORCE else None
    if begins:
        said["from"] = begins.isoformat()
    return said | ({"link": source.link} if source.link else {})


@dataclass(frozen=True)
class Cited:
    """A source of a draft: what the draft says of it, and what the register says."""

    key: str
    said: Stated
    source: Source | None  # None: the register does not know it
    facts: list[str]  # the keys of the facts that rest on it

    @property
    def registered(self) -> Stated | None:
        """What the register says of it today."""
        return stated(self.source, clock.today()) if self.source else None

    @property
    def differs(self) -> bool:
        """Whether the register says something else of it."""
        known = self.registered
        if known is None:
            return False
        keys = ("title", "status", "until") if known["status"] != "in_force" else ("title", "status", "from")
        return any(known.get(key) != self.said.get(key) for key in keys if key in known or key != "from")

    @property
    def other_text(self) -> bool:
        """Whether another text stands under this key in the register."""
        return bool(self.source and self.source.title.as_dict() != self.said["title"])


class Cites:
    """All sources of a draft, and those of the register that it could take."""

    def __init__(self, course: Course, sources: Mapping[str, Stated], facts: Mapping[str, Any]) -> None:
        self.course, self.sources, self.facts = course, sources, facts

    @cached_property
    def _register(self) -> dict[str, Source]:
        own = or_(Source.organisation_id.is_(None), Source.organisation_id == self.course.organisation_id)
        found = select(Source).where(own, Source.read_by(me()) | Source.organisation_id.is_(None))
        known = db.session.scalars(found.options(selectinload(Source.statuses)).order_by(Source.key))
        ranked = sorted(
            known, key=lambda one: one.organisation_id is not None
        )  # one's own stands before the alliance's
        return {one.key: one for one in ranked}

    def find(self, key: str) -> Source | None:
        """What the register has under a key."""
        return self._register.get(key)

    @property
    def cited(self) -> list[Cited]:
        """Every source of the draft."""
        return [Cited(key, said, self.find(key), self._facts_on(key)) for key, said in self.sources.items()]

    @property
    def more(self) -> list[Source]:
        """The sources of the register that the draft does not have yet."""
        return sorted((one for key, one in self._register.items() if key not in self.sources), key=lambda one: one.key)

    def _facts_on(self, key: str) -> list[str]:
        return [
            name
            for name, fact in self.facts.items()
            if key in (fact["source"], *(one["source"] for one in fact.get("also", [])))
        ]


def refreshed(said: Stated, registered: Stated) -> Stated:
    """What a draft says of a source, with all that the register says taken over."""
    return {key: value for key, value in said.items() if key not in _COPIED} | registered
