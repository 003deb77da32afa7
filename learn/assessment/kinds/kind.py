"""What every kind of question can do."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, ClassVar

from flask_babel.speaklater import LazyString
from werkzeug.datastructures import MultiDict

from learn.kit.text import Words

Body = Mapping[str, Any]  # what docs/course-packs.md says for the kind
Given = dict[str, Any]  # an answer as given; empty: none

ON_FORM = "question"  # hidden beside each question: the form carries it, even where nothing is ticked


@dataclass(frozen=True)
class Part:
    """Something to choose, match or put in order, as the browser may see it: never with a word on right and wrong."""

    value: str
    text: Words | str


@dataclass(frozen=True)
class Line:
    """A line of the review: something that was given, or something that would have been right, or both."""

    text: str
    given: bool
    right: bool


class Kind(ABC):
    """One kind of question."""

    label: ClassVar[LazyString]
    template: ClassVar[str]  # shows its controls

    def shuffle(self, body: Body, chance: Random) -> list[str]:
        """The ids of its parts in the order in which one paper shows them."""
        return []

    @abstractmethod
    def read(self, name: str, body: Body, order: Sequence[str], form: MultiDict[str, str]) -> Given | None:
        """The answer that a form carries; None: the form says nothing about this question.

        Only what the paper offers is taken; ids that somebody made up are passed over.
        """

    @abstractmethod
    def answered(self, given: Given) -> bool:
        """Whether something was given."""

    @abstractmethod
    def mark(self, body: Body, given: Given) -> Fraction:
        """The points, from 0 to 1, exactly by the rule in docs/course-packs.md."""

    @abstractmethod
    def review(self, body: Body, given: Given) -> list[Line]:
        """What was given, and what would have been right where it differs."""

    def remark(self, body: Body, given: Given) -> str | None:
        """What is odd about an answer, whether right or wrong; None: nothing."""
        return None


def words(part: Mapping[str, Any]) -> Words:
    """The text of a part in both languages."""
    return Words(zh=part["zh"], en=part["en"])


def typed(name: str, form: MultiDict[str, str], *, most: int) -> str | None:
    """A text typed into the form, without signs that no keyboard makes; None: the form has no such field."""
    text = form.get(name)
    return None if text is None else text.replace("\x00", "").strip()[:most]


def on_form(name: str, form: MultiDict[str, str]) -> bool:
    """Whether the form shows a question at all."""
    return name in form or name.removeprefix("q") in form.getlist(ON_FORM)
