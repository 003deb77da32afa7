"""A question answered by somebody who works on it, to see what a trainee sees. Nothing of it is kept."""

from fractions import Fraction
from functools import cached_property

from werkzeug.datastructures import MultiDict

from learn.assessment.answer import Answer
from learn.assessment.paper import PaperItem
from learn.assessment.question import QuestionVersion
from learn.assessment.review import Review
from learn.assessment.rules import Shows
from learn.kit import clock


class Trial:
    """One question on a paper that is in no database: shown, read and marked by the same rules as in an attempt."""

    def __init__(self, version: QuestionVersion, *, shuffled: str = "") -> None:
        self.version = version
        self.item = PaperItem.of(version, position=1, seed=f"trial {shuffled}")

    def answer(self, form: MultiDict[str, str]) -> None:
        """Take the answer that a form carries."""
        given = self.item.read(form) or {}
        self.item.answer = Answer(given=given, at=clock.now())

    @property
    def answered(self) -> bool:
        """Whether there is an answer to mark."""
        return self.item.answer is not None

    @cached_property
    def review(self) -> Review:
        """What a trainee would read after the hand-in."""
        kind, body = self.item.kind, self.version.body
        mark = kind.mark(body, self.item.given) * kind.points(body)
        return Review(self.item, self.version, mark, Fraction(0), Shows.KEY)
