"""The rules of a quiz beyond number, time and pass mark: how it is marked, walked through, declared and shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from learn.kit import clock
from learn.kit.text import Words


class Shows(StrEnum):
    """How much somebody sees of a marked attempt; each step shows what the one before it shows, and more."""

    NOTHING = "nothing"  # only that it was handed in
    SCORE = "score"  # and whether it was passed
    REASONS = "reasons"  # each question with the answer given, the points and the reason
    KEY = "key"  # and what would have been right

    def covers(self, other: "Shows") -> bool:
        """Whether this shows at least as much as another."""
        return list(Shows).index(self) >= list(Shows).index(other)


@dataclass(frozen=True)
class Section:
    """A part of a paper with a pass mark of its own."""

    id: str
    title: Words
    pass_mark: int | None = None  # per cent; None: only the whole counts


@dataclass(frozen=True)
class ByHand:
    """How what a person has to mark is marked."""

    blind: bool = True  # the marker does not see whose answer it is
    second: bool = False  # two people mark without seeing each other's marks
    difference: int = 20  # per cent of the points; two marks further apart need a third person
    days: int = 7  # from the hand-in until it is due

    def due_on(self, handed_in: datetime) -> date:
        """The day on which it has to be marked."""
        return clock.day_of(handed_in) + timedelta(days=self.days)


@dataclass(frozen=True)
class Rules:
    """What a quiz demands besides. Every default is what a quiz did before there were such rules."""

    partial_credit: bool = True  # False: a question counts only when all of it is right
    penalty: Fraction = Fraction(0)  # share of a question's points that a wrong answer costs; open ones cost nothing
    shuffle_questions: bool = True
    shuffle_choices: bool = True
    one_way: bool = False  # one question at a time, and none twice
    honesty: Words | None = None  # a statement that is signed before the start
    fixed: tuple[str, ...] = ()  # codes of questions that are on every paper
    critical: tuple[str, ...] = ()  # those that must be right, whatever the total; they are on every paper too
    sections: tuple[Section, ...] = ()
    shows_failed: Shows = Shows.KEY  # after an attempt that was not passed, while there are attempts left
    shows_last: Shows = Shows.KEY  # after the last attempt
    shows_passed: Shows = Shows.KEY
    by_hand: ByHand = field(default_factory=ByHand)

    @classmethod
    def read(cls, kept: Mapping[str, Any] | None) -> Self:
        """The rules as a pack writes them and a quiz keeps them; what is not said has its default."""
        kept = dict(kept or {})
        shows = kept.get("shows", {})
        return cls(
            **{key: kept[key] for key in _PLAIN if key in kept},
            penalty=Fraction(str(kept.get("penalty", 0))),
            honesty=Words(**kept["honesty"]) if kept.get("honesty") else None,
            fixed=tuple(kept.get("fixed", ())),
            critical=tuple(kept.get("critical", ())),
            sections=tuple(
                Section(one["id"], Words(**one["title"]), one.get("pass_mark")) for one in kept.get("sections", ())
            ),
            shows_failed=Shows(shows.get("failed", Shows.KEY)),
            shows_last=Shows(shows.get("last", Shows.KEY)),
            shows_passed=Shows(shows.get("passed", Shows.KEY)),
            by_hand=ByHand(**kept.get("by_hand", {})),
        )

    def shows(self, *, passed: bool, last: bool) -> Shows:
        """How much is shown of a marked attempt that passed, or was the last one, or neither."""
        return self.shows_passed if passed else self.shows_last if last else self.shows_failed

    @staticmethod
    def kept(rules: Mapping[str, Any]) -> dict[str, Any] | None:
        """Of the rules in a pack, those that are kept as they are written; None: there are none."""
        return {key: rules[key] for key in _KEPT if key in rules} or None

    @property
    def always(self) -> tuple[str, ...]:
        """The codes of the questions that are on every paper."""
        return tuple(dict.fromkeys((*self.fixed, *self.critical)))

    def section(self, id: str | None) -> Section | None:
        """The section of an id."""
        return next((one for one in self.sections if one.id == id), None)


_KEPT = (
    "partial_credit", "penalty", "shuffle_questions", "shuffle_choices", "one_way", "honesty", "fixed", "critical",
    "sections", "shows", "by_hand",
)  # fmt: skip
_PLAIN = ("partial_credit", "shuffle_questions", "shuffle_choices", "one_way")
