"""Questions as somebody looks for them: words in either language, and filters, over one bank or all of one's banks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, exists, func, literal, null, or_, select, union
from sqlalchemy.orm import aliased, contains_eager

from learn.assessment import PaperItem, Question, QuestionBank, QuestionTag, QuestionVersion, QuizQuestion
from learn.catalogue.sources import Sources
from learn.kit.clock import HOUSE_ZONE
from learn.kit.db import MOST, db
from learn.kit.forms import Day
from learn.kit.text import fold, like
from learn.people import Person

FILTERS = ("kind", "topic", "objective", "difficulty", "source", "check")  # columns of a version
ASKED = ("q", "bank", *FILTERS, "status", "tag", "author", "lacks", "used", "since")
PER_PAGE = 25
_COMMON = ("q", "bank", "topic", "kind", "tag")
_MOST_WORDS = 12


@dataclass(frozen=True)
class Choices:
    """What there is to filter by, in the questions that somebody looks through."""

    topic: list[str]
    objective: list[str]
    source: list[str]
    author: list[tuple[int, str]]
    tag: list[str]


class Finding:
    """The questions that match; `within` says of QuestionBank which banks are looked through."""

    def __init__(self, within: ColumnElement[bool], asked: Mapping[str, str]) -> None:
        self.within = within
        self.asked = {key: asked.get(key, "").strip()[:200] for key in ASKED}
        self.sources = Sources(within)

    @property
    def narrowed(self) -> bool:
        """Whether anything was asked for at all."""
        return any(self.asked.values())

    @property
    def narrowly(self) -> bool:
        """Whether one of the rarer filters is set, so that they stand open."""
        return any(self.asked[key] for key in ASKED if key not in _COMMON)

    @staticmethod
    def plainly(words: list[str]) -> list[tuple[str, str]]:
        """Choices that are called what they are."""
        return [(word, word) for word in words]

    def page(self, number: int | None = None) -> "Found":
        """One page of them: the one that the address names, where nobody says."""
        return Found(page=number, per_page=PER_PAGE, max_per_page=PER_PAGE, asked=self.select())

    def all(self) -> Sequence[QuestionVersion]:
        """All of them, with their questions."""
        return db.session.scalars(self.select().options(contains_eager(QuestionVersion.question))).all()

    def select(self) -> Select[QuestionVersion]:
        """The newest versions that match."""
        return self._all().where(*self._conditions())

    def _all(self) -> Select[QuestionVersion]:
        banks = select(QuestionBank.id).where(self.within)
        return QuestionVersion.newest().where(Question.bank_id.in_(banks))

    def _conditions(self) -> Iterator[ColumnElement[bool]]:
        asked = self.asked
        for key in FILTERS:
            if asked[key]:
                yield getattr(QuestionVersion, key) == asked[key]
        for word in fold(asked["q"]).split()[:_MOST_WORDS]:
            yield Question.search_text.like(like(word), escape="\\")
        if asked["bank"]:
            yield Question.bank_id.in_(select(QuestionBank.id).where(QuestionBank.code == asked["bank"]))
        if asked["status"]:
            yield self.sources.having(asked["status"])
        if asked["tag"]:
            yield exists().where(QuestionTag.question_id == Question.id, QuestionTag.tag == asked["tag"])
        if asked["author"]:
            number = asked["author"]
            yield QuestionVersion.author_id == (int(number) if number.isdecimal() and int(number) <= MOST else -1)
        if asked["lacks"]:
            yield Question.lacks != "" if asked["lacks"] == "any" else Question.lacks.contains(asked["lacks"])
        if asked["used"] in USES:
            yield USES[asked["used"]]()
        if since := _day(asked["since"]):
            yield QuestionVersion.recorded_at >= datetime.combine(since, time(), HOUSE_ZONE)

    def choices(self) -> Choices:
        """What there is to filter by: one query however many questions there are."""
        columns = (QuestionVersion.topic, QuestionVersion.objective, QuestionVersion.source)
        said = self._all().with_only_columns(*columns, Person.id, Person.name, literal("")).order_by(None)
        said = said.outerjoin(Person, Person.id == QuestionVersion.author_id)
        tags = select(*(literal("") for _column in columns), null(), literal(""), QuestionTag.tag)
        tags = tags.join(QuestionTag.question).join(Question.bank).where(self.within)
        rows: Sequence[Any] = db.session.execute(union(said, tags)).all()
        topic, objective, source, tag = (sorted({row[n] for row in rows if row[n]}) for n in (0, 1, 2, 5))
        author = sorted({(row[3], row[4]) for row in rows if row[3]}, key=lambda one: one[1])
        return Choices(topic, objective, source, author, tag)


class Found(Pagination):
    """A page of questions with their tags and how many there are in all, in one query."""

    tags: dict[int, list[str]]

    def _query_items(self) -> list[QuestionVersion]:
        later = aliased(QuestionTag)
        tags = select(func.aggregate_strings(later.tag, ",")).where(later.question_id == Question.id)
        asked = self._query_args["asked"].add_columns(tags.scalar_subquery(), func.count().over())
        whole = contains_eager(QuestionVersion.question).joinedload(Question.bank)
        rows = db.session.execute(asked.options(whole).limit(self.per_page).offset(self._query_offset)).all()
        self._total = rows[0][2] if rows else 0
        self.tags = {row[0].question_id: sorted((row[1] or "").split(",")) if row[1] else [] for row in rows}
        return [row[0] for row in rows]

    def _query_count(self) -> int:
        return self._total


def drawn() -> ColumnElement[bool]:
    """The condition that a quiz may draw some version of a question."""
    version = aliased(QuestionVersion)
    found = select(QuizQuestion.id).join(version, version.id == QuizQuestion.version_id)
    return found.where(version.question_id == Question.id).exists()


def answered() -> ColumnElement[bool]:
    """The condition that some version of a question stood on somebody's paper."""
    version = aliased(QuestionVersion)
    found = select(PaperItem.id).join(version, version.id == PaperItem.version_id)
    return found.where(version.question_id == Question.id).exists()


USES: dict[str, Callable[[], ColumnElement[bool]]] = {
    "quiz": drawn,
    "attempts": answered,
    "unused": lambda: ~or_(drawn(), answered()),
}


def counts_of(banks: list[int]) -> dict[int, tuple[int, int]]:
    """How many questions banks have, and how many of them lack a language."""
    counted = select(Question.bank_id, func.count(), func.count().filter(Question.lacks != ""))
    rows = db.session.execute(counted.where(Question.bank_id.in_(banks)).group_by(Question.bank_id))
    return {row[0]: (row[1], row[2]) for row in rows}


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if Day.FIRST <= day <= Day.LAST else None
