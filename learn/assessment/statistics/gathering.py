"""Real attempts as the rows that statistics are reckoned from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from learn.assessment.answer import Answer
from learn.assessment.attempt import Attempt
from learn.assessment.kinds import Kind, kind_of
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

    @cached_property
    def shares(self) -> dict[int, float]:
        """The share of the points by question id."""
        return {id: one.share for id, one in self.responses.items()}

    @cached_property
    def _sum(self) -> float:
        return sum(self.shares.values())

    def rest(self, question_id: int) -> float:
        """The score without one question, as a share."""
        others = len(self.shares) - (question_id in self.shares)
        return (self._sum - self.shares.get(question_id, 0.0)) / others if others else 0.0


def papers(asked: Select[int]) -> list[Paper]:
    """The marked attempts whose ids a query gives, with every response, a few hundred at a time."""
    ids = list(db.session.scalars(asked.order_by(None).order_by(Attempt.id.desc()).limit(MOST_ATTEMPTS)))
    found: dict[int, Paper] = {}
    marked: dict[int, Any] = {}
    for row in _each(_marked, ids):
        found[row.attempt_id] = Paper(row.attempt_id, float(row.percent), float(row.points))
        marked[row.attempt_id] = row
    rows: dict[int, list[Any]] = {}
    for row in _each(_responses, ids):
        rows.setdefault(row.attempt_id, []).append(row)
    asking = _Versions(rows, marked)
    for attempt_id, paper in found.items():
        shown = rows.get(attempt_id, [])
        seconds = _seconds(shown[0].started_at if shown else None, shown)
        for row in shown:
            paper.responses[row.question_id] = asking.response(row, marked[attempt_id], seconds.get(row.id))
    return [paper for paper in found.values() if paper.responses]


class _Versions:
    """What the question versions of some papers are, each looked up once: by which each answer was marked, and its worth."""

    def __init__(self, rows: Mapping[int, Sequence[Any]], marked: Mapping[int, Any]) -> None:
        ids = {row.version_id for paper in rows.values() for row in paper}
        ids |= {int(id) for one in marked.values() for id in (one.details or {}).get("versions", {}).values()}
        self.kinds: dict[int, Kind] = {}
        self.worth: dict[int, Fraction] = {}
        for id, kind, body in _each(_bodies, sorted(ids)):
            self.kinds[id] = kind_of(kind)
            self.worth[id] = self.kinds[id].points(body) or Fraction(1)

    def response(self, row: Any, marking: Any, seconds: float | None) -> Response:
        """What was made of one question; points count as a share of what the version is worth that it was marked by."""
        item, given = str(row.id), row.given or {}
        by = (marking.details or {}).get("versions", {}).get(item, row.version_id)
        points, share = _reckoned(marking.marks.get(item, "0"), self.worth[int(by)])
        return Response(row.version_id, share, points, given, self.kinds[row.version_id].answered(given), seconds)


@lru_cache(maxsize=10_000)  # of a hundred thousand answers nearly all bring one of a few marks
def _reckoned(points: str, worth: Fraction) -> tuple[float, float]:
    """Points as a number, and as a share of what could be had."""
    exact = Fraction(points)
    return float(exact), min(1.0, max(0.0, float(exact / worth)))


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
    columns = (Marking.attempt_id, Marking.percent, Marking.points, Marking.marks, Marking.details)
    return select(*columns).where(Marking.attempt_id.in_(ids), Marking.id == newest)


def _responses(ids: Sequence[int]) -> Select[Any]:
    newest = PaperItem.answer.property.primaryjoin
    return (
        select(
            PaperItem.id,
            PaperItem.attempt_id,
            PaperItem.version_id,
            QuestionVersion.question_id,
            Answer.given,
            Answer.given_at.label("answered_at"),
            Attempt.started_at,
        )
        .join(Attempt, Attempt.id == PaperItem.attempt_id)
        .join(QuestionVersion, QuestionVersion.id == PaperItem.version_id)
        .outerjoin(Answer, and_(newest))
        .where(PaperItem.attempt_id.in_(ids))
    )


def _bodies(ids: Sequence[int]) -> Select[Any]:
    return select(QuestionVersion.id, QuestionVersion.kind, QuestionVersion.body).where(QuestionVersion.id.in_(ids))


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
