"""What every kind of question can do."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, ClassVar

from flask_babel.speaklater import LazyString
from werkzeug.datastructures import MultiDict

from learn.assessment.wording_shown import shown, told
from learn.kit.text import Words

Body = Mapping[str, Any]  # what docs/questions.md says for the kind
Given = dict[str, Any]  # an answer as given; empty: none

ON_FORM = "question"  # hidden beside each question: the form carries it, even where nothing is ticked
NOTHING, WHOLE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Part:
    """Something to choose, match or put in order, as the browser may see it: never with a word on right and wrong."""

    value: str
    text: Words | str


@dataclass(frozen=True)
class Line:
    """A line of the review: something that was given, or something that would have been right, or both."""

    text: str  # Markup where the question is Markdown or HTML
    given: bool
    right: bool | None  # None: no rule can say; a person marks it
    feedback: str = ""  # what the author says to whoever gave this
    part: int = 0  # the question of a case, or the gap, that it belongs to; 0: the whole
    file: str = ""  # digest of the file that it names


@dataclass(frozen=True)
class Criterion:
    """What a marker looks for, and what it is worth beside the others."""

    id: str
    text: Words
    points: Fraction


@dataclass(frozen=True)
class PartByHand:
    """What a person marks of a question: all of it, or one question of a scenario."""

    id: str  # empty: the whole question
    text: Words | None  # what it asks; None: the question's own text
    share: Fraction  # of the question's points
    rubric: list[Criterion]  # empty: marked as a whole
    body: Body
    kind: "Kind"

    def given(self, given: Given) -> Given:
        """What was answered to this part."""
        return inner(inner(given, "parts"), self.id) if self.id else given


class Kind(ABC):
    """One kind of question."""

    label: ClassVar[LazyString]
    template: ClassVar[str]  # shows its controls

    # worth

    def points(self, body: Body) -> Fraction:
        """What the question is worth."""
        return exact(body.get("points", 1))

    def by_hand(self, body: Body) -> bool:
        """Whether a person has to mark it, or some of it."""
        return False

    def rubric(self, body: Body) -> list[Criterion]:
        """What a marker looks for; empty: no rule says."""
        return [Criterion(one["id"], words(one), exact(one.get("points", 1))) for one in body.get("rubric", [])]

    def parts_by_hand(self, body: Body) -> list[PartByHand]:
        """What a person marks of it. Their shares and the mark by rule together never exceed the whole."""
        return [PartByHand("", None, WHOLE, self.rubric(body), body, self)] if self.by_hand(body) else []

    # asking

    def heading(self, text: Words, body: Body) -> str:
        """What stands at the head of the question; most often all of its text."""
        return shown(text, body)

    def reading(self, text: Words | str, body: Body) -> str:
        """Its text to read, away from a paper."""
        return shown(text, body)

    def shuffle(self, body: Body, chance: Random) -> list[str]:
        """The ids of its parts in the order in which one paper shows them."""
        return []

    @abstractmethod
    def read(self, name: str, body: Body, order: Sequence[str], form: MultiDict[str, str]) -> Given | None:
        """The answer that a form carries; None: the form says nothing about this question.

        Only what the paper offers is taken; ids that somebody made up are passed over.
        """

    def joined(self, old: Given, new: Given) -> Given:
        """A newly read answer with what a form cannot say about the old one."""
        return new

    def news(self, old: Given, new: Given) -> Given | None:
        """What of a newly read answer differs from an old one; None: nothing."""
        return new if self.joined(old, new) != old and (self.answered(new) or self.answered(old)) else None

    @abstractmethod
    def answered(self, given: Given) -> bool:
        """Whether something was given."""

    def remark(self, body: Body, given: Given) -> str | None:
        """What is odd about an answer, whether right or wrong; None: nothing."""
        return None

    # marking

    @abstractmethod
    def mark(self, body: Body, given: Given) -> Fraction:
        """The share of its points, from 0 to 1, exactly by the rule in docs/questions.md, whatever was given.

        What a person has to mark counts nothing here.
        """

    @abstractmethod
    def review(self, body: Body, given: Given) -> list[Line]:
        """What was given, and what would have been right where it differs."""

    def feedback(self, body: Body, share: Fraction) -> str:
        """What the author says to a right, partly right or wrong answer; empty: nothing."""
        said = body.get("feedback", {}).get("right" if share >= 1 else "partly" if share > 0 else "wrong")
        return said_of(said, body)


def words(part: Mapping[str, Any]) -> Words:
    """The text of a part in both languages."""
    return Words(zh=part.get("zh", ""), en=part.get("en", ""))


def said_of(part: Mapping[str, Any] | None, body: Body) -> str:
    """Words of an author, shown; empty where there are none."""
    return told(words(part), body) if part else ""


def exact(number: float | str) -> Fraction:
    """A number exactly as it was written: 0.1 is a tenth."""
    return Fraction(str(number))


def weight(part: Mapping[str, Any], *, otherwise: object = 0) -> Fraction:
    """The weight of a part as a share: "33.33333" per cent."""
    return exact(part.get("weight", otherwise)) / 100


def within(share: Fraction) -> Fraction:
    """A share that is neither below nothing nor above the whole."""
    return min(WHOLE, max(NOTHING, share))


# What was given may come from anywhere and have any shape.


def several(given: Given, key: str) -> list[str]:
    """The words of a list in an answer."""
    found = given.get(key) if isinstance(given, Mapping) else None
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def inner(given: Given, key: str) -> dict[str, Any]:
    """What stands under a key of an answer, by further keys."""
    found = given.get(key) if isinstance(given, Mapping) else None
    return dict(found) if isinstance(found, Mapping) else {}


def written(given: Given) -> str:
    """The text of an answer."""
    found = given.get("text") if isinstance(given, Mapping) else None
    return found if isinstance(found, str) else ""


def typed(name: str, form: MultiDict[str, str], *, most: int) -> str | None:
    """A text typed into the form, without signs that no keyboard makes; None: the form has no such field."""
    text = form.get(name)
    return None if text is None else text.replace("\x00", "").replace("\r\n", "\n").strip()[:most]


def on_form(name: str, form: MultiDict[str, str]) -> bool:
    """Whether the form shows a question at all."""
    return name in form or name.removeprefix("q") in form.getlist(ON_FORM)
