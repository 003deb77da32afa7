"""The questions on the paper of an attempt, and the answers to them."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ForeignKey, ScalarSelect, UniqueConstraint, and_, func, select
from sqlalchemy.orm import Mapped, aliased, foreign, mapped_column, relationship
from werkzeug.datastructures import MultiDict

from learn.assessment.chance import chance
from learn.assessment.kinds import Given, Kind, Line, kind_of
from learn.assessment.question import QuestionVersion
from learn.kit.db import Created, db


class Answer(db.Model):
    """An answer as given at a moment. A changed mind is another row; the newest counts. Never changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("paper_item.id"), index=True)
    given: Mapped[dict[str, Any]]  # {"choices": […]}, {"pairs": {…}}, {"places": {…}} or {"text": …}
    at: Mapped[Created]


class PaperItem(db.Model):
    """A question on the paper of an attempt, with its parts in the order in which they were shown. Never changed."""

    __table_args__ = (UniqueConstraint("attempt_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    position: Mapped[int]  # from 1
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    version: Mapped[QuestionVersion] = relationship()
    order: Mapped[list[str]]  # ids of choices, of right-hand sides or of items, as shown
    answer: Mapped[Answer | None] = relationship(  # the newest; None: not answered yet
        primaryjoin=lambda: and_(PaperItem.id == foreign(Answer.item_id), Answer.id == _newest(Answer.item_id)),
        viewonly=True,
        uselist=False,
    )

    @classmethod
    def of(cls, version: QuestionVersion, *, position: int, seed: str) -> "PaperItem":
        """A question put on a paper, its parts shuffled by the attempt's seed."""
        order = kind_of(version.kind).shuffle(version.body, chance(seed, version.question_id))
        return cls(version_id=version.id, version=version, position=position, order=order, answer=None)

    @property
    def name(self) -> str:
        """The name of its control in the form."""
        return f"q{self.version.question_id}"

    @cached_property
    def kind(self) -> Kind:
        """What its kind knows about showing, reading and marking."""
        return kind_of(self.version.kind)

    @property
    def given(self) -> Given:
        """The answer that counts; empty where there is none."""
        return self.answer.given if self.answer else {}

    @property
    def answered(self) -> bool:
        """Whether there is an answer; one that was taken back is none."""
        return self.kind.answered(self.given)

    @property
    def remark(self) -> str | None:
        """What the person may want to look at again in this answer. It says nothing about right and wrong."""
        return self.kind.remark(self.version.body, self.given) if self.answered else None

    @property
    def review(self) -> Sequence[Line]:
        """What was given and what would have been right, line by line. Only for after the hand-in."""
        return self.kind.review(self.version.body, self.given)

    def read(self, form: MultiDict[str, str]) -> Given | None:
        """The answer that a form carries to this question; None: it says nothing about it."""
        return self.kind.read(self.name, self.version.body, self.order, form)

    def changes_with(self, given: Given) -> bool:
        """Whether this would be another answer than the one that counts; leaving an empty field empty is none."""
        return given != self.given and (self.kind.answered(given) or self.answered)

    def answer_with(self, given: Given, *, at: datetime) -> Answer:
        """Write another answer beside the earlier ones."""
        answer = Answer(item_id=self.id, given=given, at=at)
        db.session.add(answer)
        self.answer = answer
        return answer


def _newest(item_id: Any) -> ScalarSelect[int]:
    """The id of the newest answer to an item."""
    later = aliased(Answer)
    return select(func.max(later.id)).where(later.item_id == item_id).correlate(Answer).scalar_subquery()
