"""The questions on the paper of an attempt, and the answers to them."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, and_, false, select
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship
from werkzeug.datastructures import MultiDict

from learn.assessment.answer import Answer
from learn.assessment.chance import chance
from learn.assessment.kinds import Given, Kind, Line, PartByHand, kind_of
from learn.assessment.question import QuestionVersion
from learn.kit.db import db
from learn.kit.text import Words


class PaperItem(db.Model):
    """A question on the paper of an attempt, with its parts in the order in which they were shown. Never changed."""

    __table_args__ = (UniqueConstraint("attempt_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    position: Mapped[int]  # from 1
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), index=True)
    version: Mapped[QuestionVersion] = relationship()
    order: Mapped[list[str]]  # ids of choices, of right-hand sides or of items, as shown
    section: Mapped[str | None]  # id of the section of the quiz that it stands in; None: there are none
    critical: Mapped[bool] = mapped_column(default=False, server_default=false())  # must be right, whatever the total
    answer: Mapped[Answer | None] = relationship(  # the newest; None: not answered yet
        primaryjoin=lambda: and_(PaperItem.id == foreign(Answer.item_id), Answer.id == Answer.newest(Answer.item_id)),
        viewonly=True,
        uselist=False,
    )

    @classmethod
    def of(
        cls,
        version: QuestionVersion,
        *,
        position: int,
        seed: str,
        section: str | None = None,
        critical: bool = False,
        as_written: bool = False,
    ) -> "PaperItem":
        """A question put on a paper, its parts shuffled by the attempt's seed.

        `as_written` keeps choices in the order of their author; what is to be ordered or matched is shuffled anyway.
        """
        body = {**version.body, "shuffle": False} if as_written else version.body
        order = kind_of(version.kind).shuffle(body, chance(seed, version.question_id))
        return cls(
            version_id=version.id,
            version=version,
            position=position,
            order=order,
            section=section,
            critical=critical,
            answer=None,
        )

    @property
    def name(self) -> str:
        """The name of its control in the form."""
        return f"q{self.version.question_id}"

    @cached_property
    def kind(self) -> Kind:
        """What its kind knows about showing, reading and marking."""
        return kind_of(self.version.kind)

    @property
    def text(self) -> Words:
        """What it asks."""
        return self.version.text

    @property
    def body(self) -> dict[str, Any]:
        """What docs/questions.md says for its kind."""
        return self.version.body

    @property
    def heading(self) -> str:
        """What stands at its head on the paper, as its format says."""
        return self.kind.heading(self.text, self.body)

    @property
    def given(self) -> Given:
        """The answer that counts; empty where there is none."""
        return self.answer.given if self.answer else {}

    @property
    def answered(self) -> bool:
        """Whether there is an answer; one that was taken back is none."""
        return self.kind.answered(self.given)

    @property
    def parts_by_hand(self) -> list[PartByHand]:
        """What of it a person marks, where there is an answer: all of it, or questions of a case."""
        return [part for part in self.kind.parts_by_hand(self.body) if part.kind.answered(part.given(self.given))]

    @property
    def remark(self) -> str | None:
        """What the person may want to look at again in this answer. It says nothing about right and wrong."""
        return self.kind.remark(self.version.body, self.given) if self.answered else None

    @property
    def review(self) -> Sequence[Line]:
        """What was given and what would have been right, line by line. Only for after the hand-in."""
        return self.kind.review(self.version.body, self.given)

    @property
    def said(self) -> list[str]:
        """What was given, line by line, without a word or an order that tells right and wrong."""
        return sorted(line.text for line in self.review if line.given)

    def read(self, form: MultiDict[str, str], *, shown: Given | None = None) -> Given | None:
        """The answer that a form carries to this question; None: it says nothing about it.

        `shown` is what its page showed where that is no longer what counts: what says the same is no answer.
        """
        given = self.kind.read(self.name, self.body, self.order, form)
        if given is not None and shown is not None:
            given = self.kind.news(shown, given)
        return None if given is None else self.kind.joined(self.given, given)

    def changes_with(self, given: Given) -> bool:
        """Whether this would be another answer than the one that counts; leaving an empty field empty is none."""
        return given != self.given and (self.kind.answered(given) or self.answered)

    def answer_with(self, given: Given, *, at: datetime, sequence: int) -> Answer:
        """Write another answer beside the earlier ones: the person who gives it has seen those."""
        given_at = max(at, self.answer.given_at) if self.answer else at
        answer = Answer(
            item_id=self.id, given=given, at=at, attempt_id=self.attempt_id, sequence=sequence, given_at=given_at
        )
        db.session.add(answer)
        self.answer = answer
        return answer


def read_form(items: Sequence[PaperItem], form: MultiDict[str, str]) -> dict[int, Given]:
    """The answers that a form carries to the questions of a paper, by question id.

    A page says in `seen` up to which answer it knew. Where there is a newer one, what the form says as its page
    showed it is no answer: a tab that was left open takes nothing back.
    """
    shown = _shown_by(items, form.get("seen", ""))
    carried = {item.version.question_id: item.read(form, shown=shown.get(item.id)) for item in items}
    return {id: given for id, given in carried.items() if given is not None}


def _shown_by(items: Sequence[PaperItem], seen: str) -> dict[int, Given]:
    """What a page showed that knew the answers up to a sequence, where it is no longer what counts; by item."""
    if not (seen.isascii() and seen.isdecimal() and len(seen) < 10):
        return {}
    newer = [item.id for item in items if item.answer and item.answer.sequence > int(seen)]
    if not newer:
        return {}
    known = select(Answer.item_id, Answer.given).where(Answer.item_id.in_(newer), Answer.sequence <= int(seen))
    then = db.session.execute(known.order_by(Answer.given_at, Answer.sequence))  # the last one counted
    return dict.fromkeys(newer, {}) | {id: given for id, given in then}  # noqa: C416 - a result is no mapping
