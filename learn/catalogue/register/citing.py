"""Where sources are cited today: in the version of each course that is in force, in the one to come, and in questions."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import joinedload, undefer

from learn.assessment import Question, QuestionBank, QuestionVersion
from learn.catalogue.register.lookup import Register
from learn.catalogue.register.place import Place, place_of, questions_citing, units_citing
from learn.catalogue.register.source import Source
from learn.catalogue.register.statement import Statement
from learn.catalogue.register.status import SourceStatus
from learn.catalogue.version import CourseVersion, Publication
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import Words


@dataclass(frozen=True)
class Clash:
    """A course version that means another text by a key than the register."""

    version: CourseVersion
    source: Source
    said: Words


class Citing:
    """Every place that cites a source, in the courses and banks that two conditions name."""

    def __init__(self, courses: ColumnElement[bool], banks: ColumnElement[bool], *, only: Source | None = None) -> None:
        self.banks, self.only, self.today = banks, only, clock.today()
        looked = joinedload(Source.statuses).joinedload(SourceStatus.no_changes)
        self.register = Register.holding(*([Source.key == only.key] if only else []), also=[looked])
        self.versions = _current(courses)
        self.said = {version: Statement.all_of(version.sources) for version in self.versions}
        self.newest = {version.course.bank_id: version for version in self.versions}  # the last one is the newest

    def concerns(self, source: Source, said: Statement | None) -> bool:
        """Whether a place that cites a source is looked for; None: no course says anything of it."""
        return self.only is None or source is self.only

    @cached_property
    def wanted(self) -> dict[CourseVersion, dict[str, Source]]:
        """The sources that are looked for in each version, by key."""
        return {version: dict(self._wanted_in(version)) for version in self.versions}

    def _wanted_in(self, version: CourseVersion) -> Iterator[tuple[str, Source]]:
        for key, said in self.said[version].items():
            source = self.register.meant(key, said, version.course.organisation_id)
            if source and self.concerns(source, said):
                yield key, source

    @cached_property
    def places(self) -> list[Place]:
        """The places, units before questions."""
        units = units_citing({version: keys for version, keys in self.wanted.items() if keys})
        return [*units, *self._questions()]

    @property
    def clashes(self) -> list[Clash]:
        """The keys that mean another text in a course than in the register."""
        return [
            Clash(version, other, one.title)
            for version, said in self.said.items()
            for key, one in said.items()
            if (other := self.register.clash(key, one, version.course.organisation_id)) and self.only in (None, other)
        ]

    def _questions(self) -> Iterator[Place]:
        loose = {source.key for source in self.register.sources if self.concerns(source, None)}
        stated, unstated = [], []
        for bank_id, version in self.newest.items():
            here = Question.bank_id == bank_id
            if keys := self.wanted[version]:
                stated.append(and_(here, QuestionVersion.source.in_(keys)))
            if known := loose & self.said[version].keys():
                unstated.append(and_(here, QuestionVersion.source.in_(known)))
        if loose:
            stated.append(and_(QuestionVersion.source.in_(loose), *(not_(one) for one in unstated)))
        if not stated:
            return
        theirs = Question.bank_id.in_(select(QuestionBank.id).where(self.banks))
        for question in questions_citing(and_(theirs, or_(*stated))):
            if source := self._source_of(question):
                yield place_of(question, source)

    def _source_of(self, question: QuestionVersion) -> Source | None:
        """What a question means by its key; None: nothing that is looked for."""
        bank, key = question.question.bank, question.source
        version = self.newest.get(bank.id)
        if version and key in self.said[version]:
            return self.wanted[version].get(key)
        found = self.register.find(key, bank.organisation_id)
        another = found and question.source_title and not found.is_called(question.source_title)
        return found if found and not another and self.concerns(found, None) else None


def _current(courses: ColumnElement[bool]) -> list[CourseVersion]:
    """Of each course the version in force and, if there is a newer one, the newest; in the order of their numbers."""
    today = clock.today()
    in_force = CourseVersion.in_force(today).with_only_columns(CourseVersion.id).order_by(None)
    to_come = or_(Publication.id.is_(None), Publication.effective_on > today)
    asked = (
        select(CourseVersion, CourseVersion.id.in_(in_force))
        .join(CourseVersion.course)
        .outerjoin(CourseVersion.publication)
        .where(courses, or_(CourseVersion.id.in_(in_force), to_come))
        .options(joinedload(CourseVersion.course), undefer(CourseVersion.sources), undefer(CourseVersion.facts))
    )
    rows = sorted(db.session.execute(asked).unique(), key=lambda row: (row[0].course.code, row[0].rank))
    newest = {version.course_id: version for version, _held in rows}
    return [version for version, held in rows if held or version is newest[version.course_id]]
