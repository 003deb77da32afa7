"""What course.yaml says of a source: its title, and how it stands on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from learn.catalogue.register.status import SourceState, Stated, prevailing
from learn.kit.text import Words


@dataclass(frozen=True)
class Statement:
    """One source as a course states it."""

    title: Words
    statuses: list[Stated]
    link: str | None

    @classmethod
    def read(cls, said: Any) -> "Statement | None":
        """What stands under a key of `sources`; None: it is not written down yet (a draft may be half a sentence)."""
        try:
            title = Words(zh=str(said["title"]["zh"]), en=str(said["title"]["en"]))
            return cls(title, _statuses(SourceState(said["status"]), said), said.get("link"))
        except (KeyError, TypeError, ValueError, AttributeError):
            return None

    @classmethod
    def all_of(cls, sources: Any) -> dict[str, "Statement"]:
        """Every source that a course states, by key."""
        said = sources if isinstance(sources, Mapping) else {}
        return {str(key): one for key in said if (one := cls.read(said[key])) is not None}

    def state_on(self, day: date) -> SourceState:
        """How the source stands on a day, by what the course says of it."""
        held = prevailing(self.statuses, day)
        return held.status if held else SourceState.DRAFT


def _statuses(status: SourceState, said: Mapping[str, Any]) -> list[Stated]:
    """A source is repealed from the day after `until`; before, it was in force."""
    begins, last = _day(said.get("from")), _day(said.get("until"))
    if status is SourceState.DRAFT:
        return [Stated(status)]
    if status is SourceState.IN_FORCE:
        return [Stated(status, begins)]
    if last is None or last == date.max:
        return [Stated(status)]
    return [Stated(SourceState.IN_FORCE, begins), Stated(status, last + timedelta(days=1))]


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
