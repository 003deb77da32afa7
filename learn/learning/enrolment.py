"""A person's place in one version of a course."""

import re
from collections import Counter
from datetime import datetime
from functools import cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Select, UniqueConstraint, bindparam, select, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from learn import audit
from learn.assessment import Attempt, Quiz
from learn.audit import Event
from learn.catalogue import Course, CourseVersion, Delta, Unit, UnitFile, UnitKind
from learn.kit import clock
from learn.kit.db import Created, Moment, db
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.learning.acknowledgement import Acknowledgement
from learn.people import Organisation, Person


class Enrolment(db.Model):
    """A person's place in one version of a course; a renewal is another enrolment, and so is learning what changed."""

    __table_args__ = (UniqueConstraint("person_id", "version_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship()
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)  # as it was then
    organisation: Mapped[Organisation | None] = relationship()
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), index=True)
    version: Mapped[CourseVersion] = relationship()
    delta_id: Mapped[int | None] = mapped_column(ForeignKey("delta.id"))  # None: the whole course
    delta: Mapped[Delta | None] = relationship()
    round: Mapped[int]  # 1 the first time, 2 for the first renewal, …
    enrolled_at: Mapped[Created]
    progress: Mapped[list["UnitProgress"]] = relationship(back_populates="enrolment")
    sittings: Mapped[list["Sitting"]] = relationship(order_by="Sitting.id")
    coachings: Mapped[list["Coaching"]] = relationship(order_by="Coaching.id")

    @property
    def audit_name(self) -> str:
        """How the audit trail names this enrolment."""
        return f"{self.version.course.code} {self.version.number}"

    @classmethod
    @cache
    def whole(cls) -> Select["Enrolment"]:
        """Enrolments with all that an outline needs: version, units, progress."""
        return select(cls).options(
            joinedload(cls.version).joinedload(CourseVersion.course),
            joinedload(cls.version).selectinload(CourseVersion.units).joinedload(Unit.quiz),
            joinedload(cls.delta).joinedload(Delta.quiz),
            selectinload(cls.progress),
        )

    @classmethod
    def at(cls, person: Person, code: str, *, locked: bool = False) -> "Enrolment | None":
        """The enrolment whose pages a person reads in a course: the newest; with a renewal under way, that one.

        Locked, two tabs that act at once take turns.
        """
        asked = cls._newest().with_for_update(of=cls) if locked else cls._newest()
        return db.session.scalar(asked, {"person": person.id, "code": code})

    @classmethod
    def of(cls, person: Person, code: str) -> list["Enrolment"]:
        """A person's enrolments in a course, in whichever version, the newest first."""
        return list(db.session.scalars(cls._in_one_course(), {"person": person.id, "code": code}))

    # Pages ask these all day: they are built once, for building them costs more than running them.

    @classmethod
    @cache
    def _in_one_course(cls) -> Select["Enrolment"]:
        return (
            cls.whole()
            .join(CourseVersion, CourseVersion.id == cls.version_id)
            .join(Course, Course.id == CourseVersion.course_id)
            .where(cls.person_id == bindparam("person"), Course.code == bindparam("code"))
            .order_by(cls.id.desc())
        )

    @classmethod
    @cache
    def _newest(cls) -> Select["Enrolment"]:
        return cls._in_one_course().limit(1)

    def with_attempts(self) -> "Enrolment":
        """This enrolment with its attempts and their marks at hand, in three queries however many there are."""
        return db.session.scalars(_with_attempts(), {"id": self.id}).unique().one()

    @property
    def units(self) -> list[Unit]:
        """The units on this way through the version: all of them, or those that changed and the quiz about them."""
        return self.delta.way_through(self.version.units) if self.delta else list(self.version.units)

    def quiz_at(self, unit: Unit) -> Quiz | None:
        """The quiz that is sat at a unit; None: it is no quiz."""
        return self.delta.quiz if self.delta and unit.quiz else unit.quiz

    # reading

    def progress_in(self, unit: Unit) -> "UnitProgress | None":
        """How far one unit is, if it was ever opened."""
        return next((progress for progress in self.progress if progress.unit_id == unit.id), None)

    def keep_place(self, unit: Unit, *, place: str, language: str) -> "UnitProgress":
        """Remember the section that is being read, so that reading goes on there, on any device."""
        progress = self.progress_in(unit)
        if progress is None:
            progress = UnitProgress(unit_id=unit.id, language=language)
            self.progress.append(progress)
        progress.place = place if re.fullmatch(r"[a-z0-9-]{0,80}", place) else ""  # sections are called so
        progress.seen_at = clock.now()
        if progress.completed_at is None:
            progress.language = language
        return progress

    def read(self, unit: Unit, *, language: str, by: Person, way: str = "") -> None:
        """The person says that a unit is read or watched (`way`: played or transcript); said twice it counts once.

        Whether it may be said yet, `Reading` knows.
        """
        if unit.kind is UnitKind.QUIZ:
            raise Refused(_("A quiz is completed by passing it."))
        if unit.kind is UnitKind.DOCUMENT:
            raise Refused(_("A document is completed by signing that it was read and understood."))
        if unit not in self.units:
            raise Refused(_("This unit has not changed; you need not read it again."))
        progress = self.keep_place(unit, place="", language=language)
        if progress.completed_at is None:
            self._complete(unit, progress, by=by, **({"way": way} if way else {}))

    def acknowledge(self, unit: Unit, shown: UnitFile, *, by: Person) -> Acknowledgement | None:
        """The person signs that a document was read and understood, which completes its unit; None: it was signed before."""
        if unit not in self.units:
            raise Refused(_("This unit has not changed; you need not read it again."))
        progress = self.keep_place(unit, place="", language=shown.language)
        if progress.completed_at is not None:
            return None
        signed = Acknowledgement.sign(self, unit, shown, by=by)
        self._complete(unit, progress, by=by, signature=signed.signature.id)
        return signed

    def _complete(self, unit: Unit, progress: "UnitProgress", *, by: Person, **more: Any) -> None:
        progress.completed_at = clock.now()
        audit.record(
            Event.UNIT_COMPLETED,
            self,
            by=by,
            new={"unit": unit.position, "slug": unit.slug, "language": progress.language, **more},
        )

    # sitting

    def attempts_at(self, unit: Unit) -> list[Attempt]:
        """The attempts at a quiz since the last recorded coaching, the first one first."""
        fresh_from = max((one.at for one in self.coachings if one.unit_id == unit.id), default=None)
        return [
            sitting.attempt
            for sitting in self.sittings
            if sitting.unit_id == unit.id and (fresh_from is None or sitting.attempt.started_at > fresh_from)
        ]

    def sit(self, unit: Unit, *, address: str) -> Attempt:
        """Start the quiz of a unit, or go on with the attempt that is unfinished."""
        quiz = self.quiz_at(unit)
        assert quiz is not None
        before = self.attempts_at(unit)
        code = self.version.course.code
        title = Words(zh=f"{code} {unit.title.zh}", en=f"{code} {unit.title.en}")
        attempt = quiz.start(self.person, before=before, title=title, address=address)
        if all(sitting.attempt_id != attempt.id for sitting in self.sittings):
            self.sittings.append(Sitting(unit_id=unit.id, attempt_id=attempt.id, attempt=attempt))
        return attempt

    def pass_quiz(self, unit: Unit, attempt: Attempt, *, language: str) -> None:
        """The quiz of a unit was passed."""
        progress = self.progress_in(unit) or self.keep_place(unit, place="", language=language)
        if progress.completed_at is None:
            self._complete(unit, progress, by=attempt.person)

    def reopen(self, unit: Unit, *, by: Person, reason: str) -> None:
        """A quiz that counted as passed no longer does; when it had been passed stays in the audit trail."""
        progress = self.progress_in(unit)
        if progress is None or progress.completed_at is None:
            return
        old = {"unit": unit.position, "slug": unit.slug, "completed_at": progress.completed_at}
        progress.completed_at = None
        audit.record(Event.UNIT_REOPENED, self, by=by, old=old, reason=reason)

    def coach(self, unit: Unit, *, by: Person, note: str) -> None:
        """Record a talk after all attempts failed; it opens a fresh set of attempts (syllabus, assessment rules)."""
        quiz = self.quiz_at(unit)
        if quiz is None or quiz.left([one for one in self.attempts_at(unit) if one.finished]):
            raise Refused(_("There are attempts left; coaching is recorded after the last one."))
        if by.id == self.person_id:
            raise Refused(_("Somebody else has to record the coaching."))
        self.coachings.append(Coaching(unit_id=unit.id, by_id=by.id, note=note))
        audit.record(Event.COACHING_RECORDED, self, by=by, new={"unit": unit.position}, reason=note)

    @property
    def main_language(self) -> str:
        """The language in which most of the units were completed."""
        read = Counter(progress.language for progress in self.progress if progress.completed_at)
        return read.most_common(1)[0][0] if read else self.person.language


@cache
def _with_attempts() -> Select[Enrolment]:
    attempts = selectinload(Enrolment.sittings).joinedload(Sitting.attempt).joinedload(Attempt.markings)
    one = select(Enrolment).where(Enrolment.id == bindparam("id"))
    return one.options(attempts, joinedload(Enrolment.coachings))


class UnitProgress(db.Model):
    """How far one unit is: opened, where the reader stopped, completed."""

    __table_args__ = (UniqueConstraint("enrolment_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    enrolment: Mapped[Enrolment] = relationship(back_populates="progress")
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit: Mapped[Unit] = relationship()
    opened_at: Mapped[Created]
    seen_at: Mapped[Created]
    place: Mapped[str] = mapped_column(default="")  # the section being read; empty: the top
    language: Mapped[str]
    read_seconds: Mapped[int] = mapped_column(default=0, server_default=text("0"))  # how long it was open on a screen
    beat_at: Mapped[datetime | None] = mapped_column(Moment)  # when that was last counted; None: never
    played: Mapped[dict[str, Any] | None]  # the stretches of a recording that were played, in seconds, by its digest
    reported_at: Mapped[datetime | None] = mapped_column(Moment)  # when that was last told; None: never
    stopped_at: Mapped[int | None]  # where the player stood, in seconds; None: at the beginning
    completed_at: Mapped[datetime | None] = mapped_column(Moment)  # None: not read to the end, or not passed


class Sitting(db.Model):
    """An attempt that belongs to a unit of an enrolment."""

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit: Mapped[Unit] = relationship()
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), unique=True)
    attempt: Mapped[Attempt] = relationship()


class Coaching(db.Model):
    """A talk with somebody who used up the attempts at a quiz: with whom, when, what came of it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    note: Mapped[str]
    at: Mapped[Created]
