"""The questions of a bank as the quizzes of a draft look at them: what each is about, without what it says."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, null, type_coerce

from learn.assessment import Question, QuestionBank, QuestionKind, QuestionVersion
from learn.kit.db import db


@dataclass(frozen=True)
class Asked:
    """A question as a blueprint and its rules look at it."""

    code: str
    topic: str
    objective: str
    difficulty: str
    kind: QuestionKind
    lacks: str  # the languages in which something of it is not said
    source: str
    body: Any  # only of a case, whose questions may be for people to mark

    @property
    def as_in_a_pack(self) -> dict[str, Any]:
        """What the rules of quizzes look at."""
        said = {"id": self.code, "unit": self.topic, "objective": self.objective, "difficulty": self.difficulty}
        return {**(self.body or {}), **said, "kind": str(self.kind)}


def asked_in(bank: QuestionBank) -> list[Asked]:
    """Every question of a bank, by its code; one query without texts."""
    one = QuestionVersion
    case_only = case((one.kind != QuestionKind.SCENARIO, null()), else_=one.body)
    columns = (Question.code, one.topic, one.objective, one.difficulty, one.kind, Question.lacks, one.source)
    found = one.newest_in(bank).with_only_columns(*columns, type_coerce(case_only, one.body.type))
    return [Asked(*row) for row in db.session.execute(found)]


@dataclass(frozen=True)
class LeftOut:
    """A question that the version would not take along, or would be faulty with, and why."""

    question: Asked
    unknown_unit: bool
    unknown_objective: bool
    unknown_source: bool


class Pool:
    """The questions of a bank beside a draft."""

    def __init__(
        self, bank: QuestionBank, *, units: Collection[str], objectives: Collection[str], sources: Collection[str]
    ) -> None:
        self.every = asked_in(bank)
        self.units, self.objectives, self.sources = set(units), set(objectives), set(sources)

    @property
    def taken(self) -> list[Asked]:
        """Those that the version takes along: about one of its units, in both languages."""
        return [one for one in self.every if one.topic in self.units and not one.lacks]

    @property
    def left_out(self) -> list[LeftOut]:
        """Those that it leaves out, each with every reason."""
        return [self._why(one) for one in self.every if one.topic not in self.units or one.lacks]

    @property
    def faulty(self) -> list[LeftOut]:
        """Those that it takes along and whose objective or source it does not have: they have to be mended first."""
        every = [self._why(one) for one in self.taken]
        return [one for one in every if one.unknown_objective or one.unknown_source]

    def _why(self, one: Asked) -> LeftOut:
        return LeftOut(
            one, one.topic not in self.units, one.objective not in self.objectives, one.source not in self.sources
        )

    def about(self, slug: str) -> Sequence[Asked]:
        """Those of the version about one unit."""
        return [one for one in self.taken if one.topic == slug]
