"""The answer to a question that counts, as other pages are told of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased
from werkzeug.datastructures import MultiDict

from learn.assessment.answer import Answer
from learn.assessment.controls import controls
from learn.assessment.kinds import Given, Kind, kind_of
from learn.assessment.kinds.kind import Body
from learn.assessment.paper import PaperItem
from learn.assessment.question import QuestionVersion
from learn.kit import clock
from learn.kit.db import db
from learn.kit.filters import moment


@dataclass(frozen=True)
class Standing:
    """A question of a paper and the answer to it that counts, without the paper around it."""

    name: str  # of its control
    kind: Kind
    body: Body
    order: Sequence[str]
    given: Given  # empty: there is none
    sequence: int | None
    given_at: datetime | None
    client: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> "Standing":
        """From what a query found."""
        name, kind = f"q{row.question_id}", kind_of(row.kind)
        return cls(name, kind, row.body, row.order, row.given or {}, row.sequence, row.given_at, row.client)

    def said(self, form: MultiDict[str, str]) -> Given | None:
        """The answer that a form carries; None: it says nothing about this question."""
        return self.kind.read(self.name, self.body, self.order, form)

    def joined(self, said: Given) -> Given:
        """What was said, with what a form cannot say about the answer that counts."""
        return self.kind.joined(self.given, said)

    def takes(self, given: Given, *, stamped: bool) -> bool:
        """Whether this is another answer; a page that says when it was given may give the same one again, later."""
        return stamped or (given != self.given and (self.kind.answered(given) or self.answered))

    def replaced_by(self, given: Given, *, sequence: int, given_at: datetime, client: str | None) -> "Standing":
        """The same question with another answer."""
        return replace(self, given=given, sequence=sequence, given_at=given_at, client=client)

    @property
    def answered(self) -> bool:
        """Whether there is an answer."""
        return self.kind.answered(self.given)

    @cached_property
    def told(self) -> dict[str, Any]:
        """What a page is told: nothing about right and wrong."""
        return {
            "sequence": self.sequence,
            "at": moment(self.given_at)[-5:] if self.given_at else "",
            "client": self.client,
            "answered": self.answered,
            "remark": self.kind.remark(self.body, self.given) if self.answered else None,
        }

    @property
    def with_controls(self) -> dict[str, Any]:
        """The same with how the controls stand."""
        return {**self.told, "controls": controls(self.name, self.order, self.given)}


def questions(one: Any) -> Select[Any]:
    """The questions of papers, each with the answer that counts, which is called `one` in the statement."""
    newer = aliased(Answer)
    newest = (
        select(newer.id)
        .where(newer.item_id == PaperItem.id)
        .order_by(newer.given_at.desc(), newer.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )
    version = (QuestionVersion.question_id, QuestionVersion.kind, QuestionVersion.body)
    columns = (
        PaperItem.id,
        PaperItem.position,
        PaperItem.order,
        *version,
        one.given,
        one.sequence,
        one.given_at,
        one.client,
    )
    return (
        select(*columns)
        .join(QuestionVersion, QuestionVersion.id == PaperItem.version_id)
        .outerjoin(one, one.id == newest)
    )


def times(deadline: datetime) -> dict[str, Any]:
    """The server's clock, by which a page sets its own, and the time that is left."""
    now = clock.now()
    return {
        "now": int(now.timestamp() * 1000),
        "clock": moment(now)[-5:],
        "deadline": deadline.isoformat(),
        "remaining": max(0, int((deadline - now).total_seconds())),
    }


def changed_since(attempt_id: int, sequence: int) -> list[Standing]:
    """The questions of an attempt whose answer that counts arrived after one that a page knows."""
    one = aliased(Answer)
    found = questions(one).where(PaperItem.attempt_id == attempt_id, one.sequence > sequence)
    return [Standing.of(row) for row in db.session.execute(found.order_by(one.sequence))]
