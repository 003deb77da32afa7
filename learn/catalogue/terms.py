"""The terms of a publication: who must learn what again, by when, and until when it is held back. Plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from learn.kit.digest import digest_of


class Level(StrEnum):
    """What somebody who holds an earlier version does about a changed unit, the most severe first."""

    FULL = "full"  # the whole course again
    DELTA = "delta"  # the changed units, and questions about them
    READ = "read"  # the changed units, no questions
    NOTHING = "nothing"

    @classmethod
    def severest(cls, levels: Iterable["Level"]) -> "Level":
        """The most severe of some; nothing where there is none."""
        return min(levels, key=list(cls).index, default=cls.NOTHING)


@dataclass(frozen=True)
class Verdict:
    """What is decided about one changed unit, and what its author had proposed (T10)."""

    level: Level
    reason: str
    proposed_level: Level | None = None  # None: nobody proposed anything
    proposed_reason: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As plain values."""
        proposed = self.proposed_level.value if self.proposed_level else None
        return {
            "level": self.level.value,
            "reason": self.reason,
            "proposed_level": proposed,
            "proposed_reason": self.proposed_reason,
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """From plain values."""
        proposed = Level(kept["proposed_level"]) if kept["proposed_level"] else None
        return cls(Level(kept["level"]), kept["reason"], proposed, kept["proposed_reason"])


@dataclass(frozen=True)
class Hold:
    """The release waits, for people in some critical job roles, until a share of them is trained."""

    roles: tuple[str, ...]  # codes of job roles
    share: int  # per cent of all people in them


@dataclass(frozen=True)
class Terms:
    """What a new version asks of those who hold an earlier one."""

    verdicts: Mapping[str, Verdict]  # by the slug of the unit
    days: int = 30  # from the day it comes into force
    hold: Hold | None = None

    def as_dict(self) -> dict[str, Any]:
        """As plain values, the way they are kept."""
        return {
            "verdicts": {slug: verdict.as_dict() for slug, verdict in self.verdicts.items()},
            "days": self.days,
            "hold": {"roles": list(self.hold.roles), "share": self.hold.share} if self.hold else None,
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any] | None) -> "Terms | None":
        """From plain values; None: it was published without."""
        if not kept:
            return None
        hold = kept["hold"]
        return cls(
            verdicts={slug: Verdict.read(one) for slug, one in kept["verdicts"].items()},
            days=kept["days"],
            hold=Hold(tuple(hold["roles"]), hold["share"]) if hold else None,
        )

    @property
    def level(self) -> Level:
        """The most severe decision."""
        return Level.severest(verdict.level for verdict in self.verdicts.values())


def approval_digest(content: str, terms: Terms | None, *, effective_on: date, reason: str) -> str:
    """The SHA-256 of exactly what a reviewer signs: content, day, terms, reason (21 CFR 11.70)."""
    signed = {
        "content": content,
        "effective_on": effective_on.isoformat(),
        "terms": terms.as_dict() if terms else None,
        "reason": reason,
    }
    return digest_of(signed)
