"""Everything that the studio says about one question: its versions and what each changed, and where it is used."""

from dataclasses import dataclass
from functools import cached_property

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from learn.assessment import (
    PaperItem,
    Question,
    QuestionBank,
    QuestionTag,
    QuestionVersion,
    QuizQuestion,
    key_in_words,
)
from learn.catalogue.course import Course
from learn.catalogue.sources import Sources
from learn.catalogue.unit import Unit
from learn.catalogue.version import CourseVersion
from learn.kit.db import db
from learn.kit.difference import Piece, pieces
from learn.people import Person

_PLAIN = ("topic", "objective", "difficulty", "source", "check")


@dataclass(frozen=True)
class Edition:
    """One version with who wrote it and on how many papers it stood."""

    version: QuestionVersion
    author: str | None  # None: by command
    papers: int


@dataclass(frozen=True)
class Drawn:
    """A quiz that may draw some version of the question."""

    course: str
    number: str  # of the course version
    unit: int
    edition: int


class QuestionPage:
    """One question of a bank."""

    def __init__(self, bank: QuestionBank, code: str) -> None:
        """Look it up, or 404."""
        self.bank, self.code = bank, code
        self.editions = self._editions() or abort(404)

    def _editions(self) -> list[Edition]:
        """The newest first."""
        papers = select(func.count(PaperItem.id)).where(PaperItem.version_id == QuestionVersion.id)
        tags = select(func.aggregate_strings(QuestionTag.tag, ",")).where(QuestionTag.question_id == Question.id)
        found = (
            select(QuestionVersion, Person.name, papers.scalar_subquery(), tags.scalar_subquery())
            .join(QuestionVersion.question)
            .outerjoin(Person, Person.id == QuestionVersion.author_id)
            .where(Question.bank_id == self.bank.id, Question.code == self.code)
            .options(joinedload(QuestionVersion.question))
            .order_by(QuestionVersion.number.desc())
        )
        rows = db.session.execute(found).all()
        self.tags = sorted(rows[0][3].split(",")) if rows and rows[0][3] else []
        return [Edition(*row[:3]) for row in rows]

    @property
    def newest(self) -> QuestionVersion:
        """The version that stands today."""
        return self.editions[0].version

    @property
    def papers(self) -> int:
        """On how many papers any version of it stood."""
        return sum(edition.papers for edition in self.editions)

    @cached_property
    def drawn(self) -> list[Drawn]:
        """The quizzes that may draw it, each with the version that it draws."""
        found = (
            select(Course.code, CourseVersion.number, Unit.position, QuestionVersion.number)
            .select_from(QuizQuestion)
            .join(QuestionVersion, QuestionVersion.id == QuizQuestion.version_id)
            .join(Unit, Unit.quiz_id == QuizQuestion.quiz_id)
            .join(CourseVersion, CourseVersion.id == Unit.version_id)
            .join(Course, Course.id == CourseVersion.course_id)
            .where(QuestionVersion.question_id == self.newest.question_id)
            .distinct()
        )
        return sorted((Drawn(*row) for row in db.session.execute(found)), key=lambda one: (one.course, one.number))

    @cached_property
    def sources(self) -> Sources:
        """How the sources of its bank stand."""
        return Sources(QuestionBank.id == self.bank.id)

    @property
    def source_status(self) -> str:
        """Whether what it rests on is in force, a draft or repealed; empty: no course says."""
        return self.sources.status(self.bank.id, self.newest.source)

    def changes(self, edition: Edition) -> list[tuple[str, list[Piece]]]:
        """What a version changed in the one before it, word by word; nothing for the first."""
        before = next((one.version for one in self.editions if one.version.number == edition.version.number - 1), None)
        if before is None:
            return []
        old, new = _told(before), _told(edition.version)
        return [(name, pieces(old[name], new[name])) for name in new if old[name] != new[name]]


def _told(version: QuestionVersion) -> dict[str, str]:
    """What a version says, by what it is called on the page."""
    told = {}
    for language, word in (("zh", "中文"), ("en", "English")):
        told[_("Question, %(language)s", language=word)] = version.text.of(language)
        key = key_in_words(version.kind, version.body, language, all_of_it=True)
        told[_("Key, %(language)s", language=word)] = "\n".join(key)
        told[_("Reason, %(language)s", language=word)] = version.reason.of(language)
        told[_("Clause, %(language)s", language=word)] = version.clause.of(language)
    names = (_("Unit"), _("Objective"), _("Difficulty"), _("Source"), _("Check"))
    plain = {name: str(getattr(version, key)) for name, key in zip(names, _PLAIN, strict=True)}
    return {**told, **plain, _("Points"): str(version.body.get("points", 1))}
