"""What a pack brings, beside the version that stands before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

from flask_babel import gettext as _

from learn.assessment import Quiz, RulesInWords
from learn.catalogue.asking import Asking
from learn.catalogue.comparing import Changes
from learn.catalogue.course import Course
from learn.catalogue.pack import Pack, read_zip
from learn.catalogue.version import CourseVersion
from learn.kit.db import db
from learn.kit.text import Words


@dataclass(frozen=True)
class RuleChange:
    """A quiz whose rules differ, in sentences: what was said, and what is said now."""

    title: Words
    was: list[str]
    now: list[str]


class Comparison:
    """A pack beside what we already have of its course."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        found = db.session.scalars(db.select(CourseVersion).join(CourseVersion.course).where(Course.code == pack.code))
        versions = sorted(found, key=lambda version: version.rank)
        self.same = next((version for version in versions if version.number == pack.version), None)  # this very number
        self.before = next((version for version in reversed(versions) if version.number != pack.version), None)

    @classmethod
    def of(cls, version: CourseVersion) -> "Comparison":
        """A version that is not in force yet beside the one before it: what a reviewer is asked to let through."""
        return cls(read_zip(BytesIO(version.pack), version.pack_key))

    @property
    def already_loaded(self) -> bool:
        """Whether this very content stands here under this number."""
        return self.same is not None and self.same.digest == self.pack.digest

    @property
    def clashes(self) -> bool:
        """Whether other content stands here under this number."""
        return self.same is not None and self.same.digest != self.pack.digest

    @cached_property
    def _old(self) -> Pack | None:
        return None if self.before is None else read_zip(BytesIO(self.before.pack), self.before.pack_key)

    @property
    def lessons(self) -> Changes:
        """Lessons by file."""
        return Changes.between(_lessons(self._old), _lessons(self.pack))

    @property
    def questions(self) -> Changes:
        """Questions by id."""
        return Changes.between(_questions(self._old), _questions(self.pack))

    @property
    def facts(self) -> Changes:
        """Key facts by id."""
        return Changes.between(self._old.course["facts"] if self._old else {}, self.pack.course["facts"])

    @property
    def quizzes(self) -> Changes:
        """The rules of quizzes by unit."""
        return Changes.between(_quizzes(self._old), _quizzes(self.pack))

    @property
    def rules(self) -> list[RuleChange]:
        """What changes in the rules of the quizzes that both versions have, as a reviewer reads it."""
        old, new = _quizzes(self._old), _quizzes(self.pack)
        titles = {unit["slug"]: Words(**unit["title"]) for unit in self.pack.course["units"]}
        found = []
        for slug in self.quizzes.changed:
            assert self._old is not None
            before, after = _rules_of(old[slug], self._old), _rules_of(new[slug], self.pack)
            was, now = [one for one in before if one not in after], [one for one in after if one not in before]
            found.append(RuleChange(titles[slug], was, now))
        return found


def _quizzes(pack: Pack | None) -> dict[str, Any]:
    return {} if pack is None else {unit["slug"]: unit["quiz"] for unit in pack.course["units"] if "quiz" in unit}


def _rules_of(quiz: Mapping[str, Any], pack: Pack) -> list[str]:
    """Everything that a quiz demands, in sentences: what it draws, and its rules."""
    stated, asking = Quiz.stated(quiz), Asking.in_pack(pack.course)
    rules = RulesInWords(stated)
    drawn = [asking.sentence(part, rules.rules.section(part.section)) for part in stated.parts]
    fixed = [_("%(code)s is on every paper.", code=code) for code in rules.rules.fixed]
    critical = [_("%(code)s must be right, whatever the total.", code=code) for code in rules.rules.critical]
    return [*drawn, *fixed, *critical, *rules.stated]


def _lessons(pack: Pack | None) -> dict[str, str]:
    return {} if pack is None else {lesson.file: lesson.markdown for lesson in pack.lessons.values()}


def _questions(pack: Pack | None) -> dict[str, Any]:
    return {} if pack is None else {question["id"]: question for question in pack.questions}
