"""What one version asks of whoever holds one certain earlier version. Written down once, when it is published."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import ForeignKey, Select, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from learn.assessment import Quiz
from learn.catalogue.retraining.asked import AnyUnit, Asked, Dated
from learn.catalogue.retraining.delta_quiz import last_quiz, quiz_about
from learn.catalogue.retraining.naming import asked_in_words
from learn.catalogue.terms import Level, Terms
from learn.catalogue.unit import Unit
from learn.catalogue.version import CourseVersion, Publication
from learn.kit.db import Created, db
from learn.kit.text import Words

_HOUR = Decimal(60)


class Delta(db.Model):
    """From an earlier version to a later one: at which level, which units, and the quiz about them. Never changed."""

    __table_args__ = (UniqueConstraint("version_id", "from_version_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"))
    version: Mapped[CourseVersion] = relationship(foreign_keys=[version_id])
    from_version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), index=True)
    from_version: Mapped[CourseVersion] = relationship(foreign_keys=[from_version_id])
    level: Mapped[Level]
    units: Mapped[list[Any]]  # [{"position": 2, "slug": "records"}, …]; empty: the whole course, or nothing
    steps: Mapped[int]  # how many units and quizzes that makes
    quiz_id: Mapped[int | None] = mapped_column(ForeignKey("quiz.id"))  # None: nothing is examined
    quiz: Mapped[Quiz | None] = relationship()
    days: Mapped[int]
    due_on: Mapped[date | None]  # None: nothing is asked
    at: Mapped[Created]

    @property
    def partial(self) -> bool:
        """Whether just a part of the version is learnt."""
        return self.level in (Level.DELTA, Level.READ)

    @property
    def in_words(self) -> Words:
        """What is to be learnt, in words."""
        return asked_in_words(self.level, self.units)

    @property
    def slugs(self) -> set[str]:
        """The slugs of the units to learn."""
        return {unit["slug"] for unit in self.units}

    def way_through(self, units: Sequence[Unit]) -> list[Unit]:
        """Of the units of the version, those that somebody goes through: the changed ones, then the quiz."""
        changed = next((unit for unit in units if self.quiz_id and unit.quiz_id == self.quiz_id), None)
        sat = changed or (last_quiz(units) if self.quiz_id else None)
        return [unit for unit in units if unit.slug in self.slugs or unit is sat]

    def hours(self, units: Sequence[Unit]) -> Decimal:
        """How long that takes, in hours to one decimal: nobody is credited with the whole course."""
        minutes = sum(unit.minutes for unit in units if unit.slug in self.slugs)
        minutes += self.quiz.minutes if self.quiz else 0
        return max(Decimal("0.1"), (minutes / _HOUR).quantize(Decimal("0.1")))

    @classmethod
    def between(cls, number: str, version: CourseVersion) -> "Delta | None":
        """What a version asks of whoever holds the one with a number; None: it was published without a decision."""
        return db.session.scalar(_between(), {"number": number, "version": version.id})

    @classmethod
    def of(cls, version: CourseVersion) -> Select["Delta"]:
        """What a version asks, of the holders of each earlier one."""
        return select(cls).where(cls.version_id == version.id).order_by(cls.from_version_id)


@cache
def _between() -> Select[Delta]:
    former = select(CourseVersion.id).where(CourseVersion.number == bindparam("number"))
    former = former.where(CourseVersion.id == Delta.from_version_id)
    found = select(Delta).where(Delta.version_id == bindparam("version"), former.exists())
    return found.options(joinedload(Delta.quiz))


def asked_by(
    units: Sequence[AnyUnit], earlier: Sequence[CourseVersion], newest: Dated
) -> list[tuple[CourseVersion, Asked | None]]:
    """What is asked of the holders of each earlier version: by all that was published after it, the newest last."""
    steps = [
        Dated(Terms.read(one.publication.terms), one.publication.effective_on) for one in earlier if one.publication
    ]
    return [(one, Asked.of(units, [*steps[n + 1 :], newest])) for n, one in enumerate(earlier)]


def write_deltas(publication: Publication, earlier: Sequence[CourseVersion]) -> None:
    """Write down what a publication asks of the holders of each earlier version."""
    version = publication.version
    newest = Dated(Terms.read(publication.terms), publication.effective_on)
    quizzes: dict[tuple[str, ...], Quiz | None] = {}
    for former, asked in asked_by(version.units, earlier, newest):
        if asked is None:
            continue
        quiz = _quiz_of(version, asked, quizzes)
        db.session.add(
            Delta(
                version_id=version.id,
                version=version,
                from_version_id=former.id,
                from_version=former,
                level=Level.READ if asked.level is Level.DELTA and quiz is None else asked.level,
                units=asked.kept_units,
                steps=len(asked.units) + (quiz is not None),
                quiz_id=quiz.id if quiz else None,
                quiz=quiz,
                days=asked.days,
                due_on=asked.due_on,
            )
        )


def _quiz_of(version: CourseVersion, asked: Asked, made: dict[tuple[str, ...], Quiz | None]) -> Quiz | None:
    """The quiz of what is asked: the whole one where it changed itself, else one about the changed units, made once."""
    if asked.whole_quiz:
        return next(unit.quiz for unit in version.units if unit.slug == asked.whole_quiz)
    if not asked.examined:
        return None
    if asked.examined not in made:
        made[asked.examined] = quiz_about(version, asked.examined)
        db.session.flush()
    return made[asked.examined]
