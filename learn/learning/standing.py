"""Where somebody stands with a course: enrolled, completed, may begin, may renew, or why not yet."""

from dataclasses import dataclass
from functools import cache, cached_property

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from learn import audit
from learn.assessment import Attempt
from learn.audit import Event
from learn.catalogue import Course, CourseVersion
from learn.kit import clock
from learn.kit.db import db
from learn.kit.web import Refused
from learn.learning.completion import Completion
from learn.learning.enrolment import Enrolment
from learn.learning.outline import Step
from learn.people import Person


@dataclass(frozen=True)
class Prerequisite:
    """A course that comes first, and the completion that satisfies it, if any."""

    code: str
    title: str
    held: Completion | None

    @property
    def satisfied(self) -> bool:
        """Whether it is completed and in force today."""
        return self.held is not None and self.held.valid_on(clock.today())


class Standing:
    """Where one person stands with one course, from that person's enrolments and completions."""

    def __init__(self, person: Person, version: CourseVersion) -> None:
        self.person, self.in_force = person, version

    @cached_property
    def completions(self) -> list[Completion]:
        """What this person completed of this course and of those it presupposes, the newest first."""
        codes = [self.in_force.course.code, *self.in_force.prerequisites]
        return list(db.session.scalars(_completions(), {"person": self.person.id, "codes": codes}))

    @cached_property
    def enrolments(self) -> list[Enrolment]:
        """This person's enrolments in the course, in whichever version, the newest first."""
        return Enrolment.of(self.person, self.in_force.course.code)

    @property
    def held(self) -> Completion | None:
        """The newest completion of this course."""
        return next((one for one in self.completions if one.course_code == self.in_force.course.code), None)

    @property
    def open(self) -> Enrolment | None:
        """The enrolment that is not completed yet."""
        completed = {one.enrolment_id for one in self.completions}
        return next((one for one in self.enrolments if one.id not in completed), None)

    @property
    def current(self) -> Enrolment | None:
        """The enrolment whose pages this person reads: the open one, else the last one completed."""
        return self.open or (self.enrolments[0] if self.enrolments else None)

    @cached_property
    def prerequisites(self) -> list[Prerequisite]:
        """What comes first, each with what this person holds of it."""
        codes = self.in_force.prerequisites
        if not codes:
            return []
        titles = _titles(codes)
        newest: dict[str, Completion] = {}
        for completion in self.completions:
            newest.setdefault(completion.course_code, completion)
        return [Prerequisite(code, titles.get(code, code), newest.get(code)) for code in codes]

    @property
    def missing(self) -> str | None:
        """Which prerequisites are not in force today, as a sentence; None: all are."""
        codes = [one.code for one in self.prerequisites if not one.satisfied]
        return _("Complete %(courses)s first.", courses=", ".join(codes)) if codes else None

    @property
    def obstacle(self) -> str | None:
        """Why this person cannot enrol today; None: nothing stands in the way."""
        if self.missing:
            return self.missing
        held = self.held
        if held is None or held.version_number != self.in_force.number:
            return None
        if held.renewable_from is None:
            return _("You have completed this version; it does not expire.")
        if clock.today() < held.renewable_from:
            return _(
                "Your completion is in force. You can renew it from %(day)s.", day=format_date(held.renewable_from)
            )
        return None

    def enrol(self, *, by: Person) -> Enrolment:
        """Enrol in the version in force; asked twice, or from two tabs at once, there is one enrolment."""
        if self.open:
            return self.open
        if self.obstacle:
            raise Refused(self.obstacle)
        organisation = self.person.organisation
        enrolment = Enrolment(
            person_id=self.person.id,
            person=self.person,
            organisation_id=organisation.id if organisation else None,
            version_id=self.in_force.id,
            version=self.in_force,
            round=1 + sum(one.version_id == self.in_force.id for one in self.enrolments),
        )
        try:
            with db.session.begin_nested():
                _write(enrolment, by=by)
        except IntegrityError:  # another tab was faster; there is one enrolment, and that is it
            return Enrolment.of(self.person, self.in_force.course.code)[0]
        return enrolment

    def sit(self, enrolment: Enrolment, step: Step, *, address: str) -> Attempt:
        """Start the quiz of a step, or go on with the unfinished attempt; refused while something comes first (T11)."""
        if step.locked:
            raise Refused(_("The quiz opens when the units before it are done. %(why)s.", why=step.why))
        under_way = any(not attempt.finished for attempt in enrolment.attempts_at(step.unit))
        if self.missing and not under_way:  # a prerequisite may end while somebody reads; its clock stops no attempt
            raise Refused(self.missing)
        return enrolment.sit(step.unit, address=address)


@cache
def _completions() -> Select[Completion]:
    held = select(Completion).where(Completion.person_id == bindparam("person"))
    held = held.where(Completion.course_code.in_(bindparam("codes", expanding=True)), Completion.counts())
    return held.order_by(Completion.completed_at.desc())


def _write(enrolment: Enrolment, *, by: Person) -> None:
    audit.record(Event.ENROLLED, enrolment, by=by, new={"version": enrolment.version.number, "round": enrolment.round})
    db.session.flush()


def _titles(codes: list[str]) -> dict[str, str]:
    """The titles of the courses with these codes, as they are in force today."""
    versions = db.session.scalars(
        CourseVersion.in_force(clock.today()).where(Course.code.in_(codes)).options(joinedload(CourseVersion.course))
    ).unique()
    return {version.course.code: str(version.title) for version in versions}
