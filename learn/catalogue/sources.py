"""What the newest course version of a bank says about units, objectives and sources."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import undefer

from learn.assessment import Question, QuestionBank, QuestionVersion
from learn.catalogue.course import Course
from learn.catalogue.register import Register, Source, Statement
from learn.catalogue.version import CourseVersion
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import Words

STATUSES = ("in_force", "draft", "repealed")


@dataclass(frozen=True)
class Outline:
    """The newest course version that has a bank."""

    bank_id: int
    course: Course
    version: CourseVersion

    @property
    def objectives(self) -> list[tuple[str, Words]]:
        """The ids of its objectives with their words."""
        return [(one["id"], Words(zh=one["zh"], en=one["en"])) for one in self.version.objectives]

    @property
    def lessons(self) -> list[str]:
        """The slugs of its lessons."""
        return [unit.slug for unit in self.version.units if unit.quiz_id is None]

    def title(self, source: str) -> Words | None:
        """What a source is called; None: it does not know it."""
        found = self.version.sources.get(source)
        return Words(**found["title"]) if found else None


class Sources:
    """The status of every source of some banks: in force, draft, repealed, or empty where no course says.

    What the register says of today counts; a version says how it was when it was written.
    """

    def __init__(self, banks: ColumnElement[bool]) -> None:
        """Look the banks up that a condition names; one query however many."""
        found = (
            select(CourseVersion, Course)
            .join(CourseVersion.course)
            .join(QuestionBank, QuestionBank.id == Course.bank_id)
            .where(banks)
            .options(undefer(CourseVersion.sources))
        )
        self._outlines: dict[int, Outline] = {}
        for version, course in db.session.execute(found):
            before = self._outlines.get(course.bank_id)
            if before is None or before.version.rank < version.rank:
                self._outlines[course.bank_id] = Outline(course.bank_id, course, version)
        named = {key for outline in self._outlines.values() for key in outline.version.sources}
        self._register = Register.holding(Source.key.in_(named)) if named else Register([])
        self._today = clock.today()

    def outline(self, bank_id: int) -> Outline | None:
        """The newest course version with a bank; None: no course has it."""
        return self._outlines.get(bank_id)

    def status(self, bank_id: int, source: str) -> str:
        """How a source stands today; empty: no course version of the bank names it."""
        outline = self.outline(bank_id)
        said = Statement.read(outline.version.sources.get(source)) if outline else None
        if outline is None or said is None:
            return ""
        known = self._register.meant(source, said, outline.course.organisation_id)
        return (known or said).state_on(self._today).value

    def having(self, status: str) -> ColumnElement[bool]:
        """The condition that a question rests on a source with a status; of QuestionVersion joined to Question."""
        if status == "unknown":
            return ~or_(false(), *(self._named(one) for one in self._outlines.values()))
        return or_(false(), *self._conditions(status))

    def _conditions(self, status: str) -> Iterator[ColumnElement[bool]]:
        for outline in self._outlines.values():
            if keys := [key for key in outline.version.sources if self.status(outline.bank_id, key) == status]:
                yield and_(Question.bank_id == outline.bank_id, QuestionVersion.source.in_(keys))

    @staticmethod
    def _named(outline: Outline) -> ColumnElement[bool]:
        known = QuestionVersion.source.in_(list(outline.version.sources))
        return and_(Question.bank_id == outline.bank_id, known)
