"""One person at one unit of a course: what its pages and the acts on them need."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from flask import abort, request
from flask_babel import gettext as _
from sqlalchemy import Select, bindparam
from sqlalchemy.orm import joinedload, selectinload

from learn.assessment import Quiz
from learn.catalogue import Adoption, Course, CourseVersion, Unit
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import language
from learn.kit.web import Refused
from learn.learning.enrolment import Enrolment
from learn.learning.outline import Outline, Step
from learn.learning.reading import Reading
from learn.learning.standing import Standing
from learn.people.access import me


@dataclass(frozen=True)
class Visit:
    """One person at one unit of a course."""

    enrolment: Enrolment
    outline: Outline
    step: Step

    @property
    def unit(self) -> Unit:
        """The unit visited."""
        return self.step.unit

    @property
    def quiz(self) -> Quiz | None:
        """The quiz that is sat there."""
        return self.enrolment.quiz_at(self.unit)

    @cached_property
    def reading(self) -> Reading:
        """How long it was open, and what is left."""
        return Reading(self.enrolment, self.step, language=language(), opened=request.form.get("opened", ""))


def standing_in(code: str) -> Standing:
    """Where the person asking stands with a course that they may see, or 404."""
    if version := db.session.scalar(_visible(clock.today()), {"code": code, **ours()}):
        return Standing(me(), version)
    begun = Enrolment.at(me(), code) or abort(404)  # of a retired course; who is half-way may finish it
    return Standing(me(), begun.version, retired=True)


def ours() -> dict[str, list[int]]:
    """The organisations whose own courses the person asking sees."""
    return {"ours": [membership.organisation_id for membership in me().current_memberships]}


@lru_cache(maxsize=8)  # building it costs more than running it
def _visible(today: date) -> Select[CourseVersion]:
    one = CourseVersion.visible(today).where(Course.code == bindparam("code"))
    return one.options(joinedload(CourseVersion.publication))  # its units are asked for only where nobody is enrolled


@lru_cache(maxsize=8)
def supplements(today: date) -> Select[CourseVersion]:
    """What organisations added after a course, as it is in force; run it with `course` and `ours`."""
    theirs = Adoption.organisation_id.in_(bindparam("ours", expanding=True))
    adopted = Adoption.supplement_id == CourseVersion.course_id
    found = CourseVersion.in_force(today).join(Adoption, adopted).where(Adoption.course_id == bindparam("course"))
    whole = (joinedload(CourseVersion.course).joinedload(Course.organisation), selectinload(CourseVersion.units))
    return found.where(theirs, Adoption.on(today)).options(*whole)


def visit_to(code: str, n: int) -> Visit:
    """The person asking at unit n of their enrolment; Refused without an enrolment, 404 without such a unit."""
    enrolment = Enrolment.at(me(), code, locked=request.method == "POST")
    if enrolment is None:
        standing_in(code)  # 404 for a course that this person may not see
        raise Refused(_("Enrol in %(code)s first; then its units are open to you.", code=code))
    if enrolment.delta is not None:  # what it adds to may have been withdrawn
        enrolment = Standing(me(), enrolment.version).current or enrolment
    outline = Outline(enrolment.version, enrolment)
    return Visit(enrolment, outline, outline.page(n) or abort(404))
