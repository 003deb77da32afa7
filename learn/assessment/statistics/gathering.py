"""Real attempts as the rows that statistics are reckoned from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from learn.assessment.answer import Answer
from learn.assessment.attempt import Attempt
from learn.assessment.kinds import kind_of
from learn.assessment.marking import Marking
from learn.assessment.paper import PaperItem
from learn.assessment.question import QuestionVersion
from learn.kit.db import db

MOST_ATTEMPTS = 5_000  # the newest so many are looked at
LONGEST = 600.0  # seconds: whoever takes longer between two answers has gone for a walk


@dataclass(frozen=True)
class Response:
    """What one attempt made of one question."""

    version_id: int
    share: float  # of the points, from 0 to 1
    points: float
    given: Mapping[str, Any]
    answered: bool
    seconds: float | None  # None: not answered, or not known


@dataclass
class Paper:
    """One marked attempt: its score and its responses."""

    attempt_id: int
    percent: float
    points: float
    responses: dict[int, Response] = field(default_factory=dict)  # by question id

    def rest(self, question_id: int) -> float:
        """The score without one question, as a share."""
        others = [one.share for id, one in self.responses.items() if id != question_id]
        return sum(others) / len(others) if others else 0.0


def papers(asked: Select[int]) -> list[Paper]:
    """The marked attempts whose ids a query gives, with every response, in three queries."""
    ids = list(db.session.scalars(asked.order_by(None).order_by(Attempt.id.desc()).limit(MOST_ATTEMPTS)))
    found: dict[int, Paper] = {}
    marks: dict[int, Mapping[str, Any]] = {}
    for attempt_id, percent, points, given_marks in _each(_marked, ids):
        found[attempt_id] = Paper(attempt_id, float(percent), float(points))
        marks[attempt_id] = given_marks
    starts: dict[int, datetime] = {}
    rows: dict[int, list[Any]] = {}
    for row in _each(_responses, ids):
        rows.setdefault(row.attempt_id, []).append(row)
        starts[row.attempt_id] = row.started_at
    for attempt_id, paper in found.items():
        seconds = _seconds(starts.get(attempt_id), rows.get(attempt_id, []))
        for row in rows.get(attempt_id, []):
            paper.responses[row.question_id] = _response(row, marks[attempt_id], seconds.get(row.id))
    return [paper for paper in found.values() if paper.responses]


def first_attempts(quiz_id: int) -> Select[int]:
    """The marked first attempts at a quiz: later ones have seen the questions and would flatter them."""
    return select(Attempt.id).where(Attempt.quiz_id == quiz_id, Attempt.number == 1, Attempt.markings.any())


def attempts_showing(question_id: int) -> Select[int]:
    """The marked attempts that showed a question in whichever version, first ones only."""
    shown = (
        select(PaperItem.attempt_id)
        .join(QuestionVersion, QuestionVersion.id == PaperItem.version_id)
        .where(QuestionVersion.question_id == question_id)
    )
    return select(Attempt.id).where(Attempt.id.in_(shown), Attempt.number == 1, Attempt.markings.any())


def _each(query: Any, ids: Sequence[int]) -> Iterator[Any]:
    """Rows for many ids, some hundreds at a time: databases do not take thousands in one statement."""
    for start in range(0, len(ids), 500):
        yield from db.session.execute(query(ids[start : start + 500]))


def _marked(ids: Sequence[int]) -> Select[Any]:
    later = aliased(Marking)
    newest = select(func.max(later.id)).where(later.attempt_id == Marking.attempt_id).scalar_subquery()
    columns = (Marking.attempt_id, Marking.percent, Marking.points, Marking.marks)
    return select(*columns).where(Marking.attempt_id.in_(ids), Marking.id == newest)


def _responses(ids: Sequence[int]) -> Select[Any]:
    newest = PaperItem.answer.property.primaryjoin
    return (
        select(
            PaperItem.id,
            PaperItem.attempt_id,
            PaperItem.version_id,
            QuestionVersion.question_id,
            QuestionVersion.kind,
            QuestionVersion.body,
            Answer.given,
            Answer.given_at.label("answered_at"),
            Attempt.started_at,
        )
        .join(Attempt, Attempt.id == PaperItem.attempt_id)
        .join(QuestionVersion, QuestionVersion.id == PaperItem.version_id)
        .outerjoin(Answer, and_(newest))
        .where(PaperItem.attempt_id.in_(ids))
    )


def _response(row: Any, marks: Mapping[str, Any], seconds: float | None) -> Response:
    kind, given = kind_of(row.kind), row.given or {}
    points = Fraction(marks.get(str(row.id), 0))
    worth = kind.points(row.body) or Fraction(1)
    share = min(1.0, max(0.0, float(points / worth)))
    return Response(row.version_id, share, float(points), given, kind.answered(given), seconds)


def _seconds(started_at: datetime | None, rows: Sequence[Any]) -> dict[int, float]:
    """How long each question took: from the answer before it (or the start) to its own, walks not counted."""
    found, before = {}, started_at
    for row in sorted((row for row in rows if row.answered_at), key=lambda row: row.answered_at):
        if before is not None:
            taken = (row.answered_at - before).total_seconds()
            if taken <= LONGEST:
                found[row.id] = max(0.0, taken)
        before = row.answered_at
    return found
