"""Where somebody stands with a course: enrolled, completed, may begin, may renew, or why not yet."""

from dataclasses import dataclass
from functools import cache, cached_property

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, select
from sqlalchemy.exc import IntegrityError

from learn import audit
from learn.assessment import Attempt
from learn.audit import Event
from learn.catalogue import Course, CourseVersion, Delta, Level
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

    def __init__(self, person: Person, version: CourseVersion, *, retired: bool = False) -> None:
        self.person, self.in_force, self.retired = person, version, retired

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
        return next((one for one in self.enrolments if one.id not in completed and self._leads_on(one)), None)

    def _leads_on(self, enrolment: Enrolment) -> bool:
        """Whether an enrolment can still be completed: one that adds to a completion needs it to hold."""
        delta = enrolment.delta
        return delta is None or any(
            one.enrolment_id in self._enrolments_in(delta.from_version_id) and one.valid_on(clock.today())
            for one in self.completions
        )

    def _enrolments_in(self, version_id: int) -> set[int]:
        return {one.id for one in self.enrolments if one.version_id == version_id}

    @cached_property
    def delta(self) -> Delta | None:
        """What the version in force asks of this person, who holds an earlier one; None: nothing was decided."""
        held = self.held
        if held is None or held.version_number == self.in_force.number or not held.valid_on(clock.today()):
            return None
        return Delta.between(held.version_number, self.in_force)

    @property
    def current(self) -> Enrolment | None:
        """The enrolment whose pages this person reads: the open one, else the last one completed."""
        return self.open or (self.enrolments[0] if self.enrolments else None)

    @cached_property
    def prerequisites(self) -> list[Prerequisite]:
        """What comes first, each with what this person holds of it."""
        if not self.in_force.prerequisites:
            return []
        titles = _titles(self.in_force.prerequisites)
        codes = [code for code in self.in_force.prerequisites if titles.get(code) is not None]
        newest: dict[str, Completion] = {}
        for completion in self.completions:
            newest.setdefault(completion.course_code, completion)
        return [Prerequisite(code, titles[code] or code, newest.get(code)) for code in codes]

    @property
    def missing(self) -> str | None:
        """Which prerequisites are not in force today, as a sentence; None: all are."""
        codes = [one.code for one in self.prerequisites if not one.satisfied]
        return _("Complete %(courses)s first.", courses=_(", ").join(codes)) if codes else None

    @property
    def obstacle(self) -> str | None:
        """Why this person cannot enrol today; None: nothing stands in the way."""
        if self.retired:
            return _("This course is retired: nobody newly enrols. What was completed stays.")
        if self.missing:
            return self.missing
        held = self.held
        if held is None or not self.covered:
            return None
        if held.renewable_from is None:
            return _("You have completed this version; it does not expire.")
        if clock.today() < held.renewable_from:
            return _(
                "Your completion is in force. You can renew it from %(day)s.", day=format_date(held.renewable_from)
            )
        return None

    @property
    def covered(self) -> bool:
        """Whether what this person holds covers the version in force: it is of it, or nothing is to be learnt again."""
        if self.held is None:
            return False
        nothing = self.delta is not None and self.delta.level is Level.NOTHING
        return nothing or self.held.version_number == self.in_force.number

    @property
    def offered(self) -> Delta | None:
        """The changed units that this person may learn in place of the whole course; None: there is no such way."""
        return self.delta if self.delta and self.delta.partial and not self.obstacle else None

    def enrol(self, *, by: Person, whole: bool = False) -> Enrolment:
        """Enrol in the version in force, or in what changed in it; asked twice, or from two tabs at once, there is one.

        Who holds an earlier version may take the whole course all the same: that renews what they hold.
        """
        if self.open:
            return self.open
        if self.obstacle:
            raise Refused(self.obstacle)
        organisation, delta = self.person.organisation, None if whole else self.offered
        enrolment = Enrolment(
            person_id=self.person.id,
            person=self.person,
            organisation_id=organisation.id if organisation else None,
            version_id=self.in_force.id,
            version=self.in_force,
            delta_id=delta.id if delta else None,
            delta=delta,
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
    return held.order_by(Completion.completed_at.desc(), Completion.id.desc())


def _write(enrolment: Enrolment, *, by: Person) -> None:
    new: dict[str, object] = {"version": enrolment.version.number, "round": enrolment.round}
    if enrolment.delta:
        new["delta_from"] = enrolment.delta.from_version.number
    audit.record(Event.ENROLLED, enrolment, by=by, new=new)
    db.session.flush()


def _titles(codes: list[str]) -> dict[str, str | None]:
    """The titles of the courses with these codes, as they are in force today; empty for a course without a version.

    None stands for a retired course: nobody can take it first any more, so nothing waits for it.
    """
    today = clock.today()
    titles = CourseVersion.in_force(today).with_only_columns(Course.code, CourseVersion.title).order_by(None)
    found: dict[str, str | None] = dict.fromkeys(codes, "")
    found |= {code: str(title) for code, title in db.session.execute(titles.where(Course.code.in_(codes)))}
    if unknown := [code for code, title in found.items() if not title]:
        retired = select(Course.code).where(Course.code.in_(unknown), Course.retired_on(today))
        found |= dict.fromkeys(db.session.scalars(retired))
    return found
