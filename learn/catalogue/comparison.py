"""What a pack brings, beside the version that stands before it."""

from functools import cached_property
from typing import Any

from learn.catalogue.comparing import Changes, RuleChange, rule_changes
from learn.catalogue.course import Course
from learn.catalogue.kept_pack import pack_of
from learn.catalogue.pack import Pack, files_of_unit
from learn.catalogue.version import CourseVersion
from learn.kit.db import db


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
        return cls(pack_of(version))

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
        return None if self.before is None else pack_of(self.before)

    @property
    def lessons(self) -> Changes:
        """Lessons by file."""
        return Changes.between(_lessons(self._old), _lessons(self.pack))

    @property
    def units(self) -> Changes:
        """Units by slug: title, order, what comes first, and the very files that they show."""
        return Changes.between(_units(self._old), _units(self.pack))

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
        both = self.quizzes.changed
        return [one for one in rule_changes(self._old, self.pack) if one.slug in both] if self._old else []


def _quizzes(pack: Pack | None) -> dict[str, Any]:
    return {} if pack is None else {unit["slug"]: unit["quiz"] for unit in pack.course["units"] if "quiz" in unit}


def _lessons(pack: Pack | None) -> dict[str, str]:
    return {} if pack is None else {lesson.file: lesson.markdown for lesson in pack.lessons.values()}


def _units(pack: Pack | None) -> dict[str, Any]:
    if pack is None:
        return {}
    return {
        unit["slug"]: {
            **{key: value for key, value in unit.items() if key != "quiz"},
            "position": n,
            "files": [(language, pack.digest_of(name)) for _key, language, name, _place in files_of_unit(unit)],
        }
        for n, unit in enumerate(pack.course["units"])
    }


def _questions(pack: Pack | None) -> dict[str, Any]:
    return {} if pack is None else {question["id"]: question for question in pack.questions}
