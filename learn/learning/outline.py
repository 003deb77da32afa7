"""The way through a course for one enrolment: what is done, what is next, and why the rest is not open yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from flask_babel import gettext as _

from learn.catalogue import CourseVersion, Unit, UnitKind
from learn.kit.web import Refused
from learn.learning.enrolment import Enrolment, UnitProgress


@dataclass(frozen=True)
class Step:
    """One unit on somebody's way: its state (ok, doing, open, lock) and the sentence that explains it."""

    unit: Unit
    progress: UnitProgress | None
    waits_for: tuple[Unit, ...]
    aside: bool = False  # to look things up in; it did not change, so nobody has to read it again

    @property
    def done(self) -> bool:
        """Whether the unit is completed."""
        return self.progress is not None and self.progress.completed_at is not None

    @property
    def locked(self) -> bool:
        """Whether something else comes first."""
        return bool(self.waits_for) and not self.done

    @property
    def state(self) -> str:
        """The word that the page colours and icons by."""
        if self.done:
            return "ok"
        if self.locked:
            return "lock"
        return "doing" if self.progress else "open"

    @property
    def why(self) -> str:
        """Why it stands where it stands."""
        if self.done:
            return _("Done")
        if self.aside:
            return _("Not changed")
        if self.locked:
            numbers = ", ".join(str(unit.position) for unit in self.waits_for)
            return _("Opens after unit %(numbers)s", numbers=numbers)
        match self.unit.kind:
            case UnitKind.QUIZ:
                return _("Not passed yet") if self.progress else _("Ready to sit")
            case UnitKind.DOCUMENT:
                return _("Not signed yet") if self.progress else _("To read and sign")
            case UnitKind.VIDEO | UnitKind.AUDIO:
                return _("Begun") if self.progress else _("Not started")
        return _("Being read") if self.progress else _("Not started")

    def must_be_open(self) -> None:
        """Refuse, with the reason, while something else comes first (21 CFR 11.10(f), T11)."""
        if self.locked:
            raise Refused(_("Something else comes first. %(why)s.", why=self.why))


def before(unit: Unit, units: Sequence[Unit], *, changed_only: bool = False) -> list[Unit]:
    """What must be done before a unit opens: what it names, else for a quiz every required unit that stands before it.

    Where just the changed units are learnt, the quiz is about all of them, and waits for them.
    """
    if changed_only and unit.kind is UnitKind.QUIZ:
        return [one for one in units if one.id != unit.id]
    if unit.needs:
        return [one for one in units if one.slug in unit.needs]
    if unit.kind is UnitKind.QUIZ:
        return [one for one in units if one.position < unit.position and one.required]
    return []


class Outline:
    """The steps of a version for one enrolment, or for somebody who has not enrolled yet."""

    def __init__(self, version: CourseVersion, enrolment: Enrolment | None) -> None:
        self.version, self.enrolment = version, enrolment

    @cached_property
    def steps(self) -> list[Step]:
        """Every unit to go through, in order, each with what it still waits for."""
        found = self.enrolment
        units = found.units if found else self.version.units
        progress = {unit.id: found.progress_in(unit) if found else None for unit in units}
        done = {id for id, one in progress.items() if one and one.completed_at}
        changed_only = found is not None and found.delta is not None
        waits = {
            unit.id: tuple(one for one in before(unit, units, changed_only=changed_only) if one.id not in done)
            for unit in units
        }
        return [Step(unit, progress[unit.id], waits[unit.id]) for unit in units]

    def step(self, position: int) -> Step | None:
        """The step at a position, from 1."""
        return next((step for step in self.steps if step.unit.position == position), None)

    def before(self, position: int) -> Step | None:
        """The step before a position."""
        return next((step for step in reversed(self.steps) if step.unit.position < position), None)

    def after(self, position: int) -> Step | None:
        """The step after a position."""
        return next((step for step in self.steps if step.unit.position > position), None)

    @property
    def asides(self) -> list[Step]:
        """The other lessons of the version, for whoever learns just what changed: to look things up in."""
        mine = {step.unit.id for step in self.steps}
        others = [unit for unit in self.version.units if unit.id not in mine and unit.quiz is None]
        return [Step(unit, None, (), aside=True) for unit in others]

    def page(self, position: int) -> Step | None:
        """What can be opened at a position: a step, or a unit beside the way."""
        return self.step(position) or next((one for one in self.asides if one.unit.position == position), None)

    @property
    def next(self) -> Step | None:
        """What comes next: the first required step that is not done and not locked."""
        waiting = [step for step in self.steps if not step.done and not step.locked]
        return next((step for step in waiting if self._counts(step)), None)

    @property
    def resume(self) -> Step | None:
        """Where the person stopped: the unfinished unit seen last, else what comes next."""
        begun = [(step.progress.seen_at, step) for step in self.steps if step.progress and step.state == "doing"]
        return max(begun, key=itemgetter(0))[1] if begun else self.next

    @property
    def total(self) -> int:
        """How many units must be done; optional ones do not count."""
        return sum(self._counts(step) for step in self.steps)

    @property
    def done(self) -> int:
        """How many of these are done."""
        return sum(step.done for step in self.steps if self._counts(step))

    def _counts(self, step: Step) -> bool:
        """Whether a unit must be done: a required one, and each that a reviewer decided has to be learnt again."""
        return step.unit.required or (self.enrolment is not None and self.enrolment.delta is not None)

    @property
    def complete(self) -> bool:
        """Whether every required unit is done."""
        return self.done == self.total

    @property
    def percent(self) -> int:
        """The share of required units done, in whole per cent."""
        return round(100 * self.done / self.total) if self.total else 0
