"""What a roster would change, row by row. The preview shows this plan; applying does this plan and nothing else."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from learn import audit
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import fold
from learn.people.job_role import JobRole, JobRoleHeld
from learn.people.membership import Membership
from learn.people.organisation import Organisation
from learn.people.person import Person
from learn.people.roster.entry import Entry, Fault, repeated
from learn.people.roster.sheet import Sheet


class Act(StrEnum):
    """What a row may change."""

    NEW_PERSON = "new_person"
    NEW_MEMBERSHIP = "new_membership"
    NAME = "name"
    DEPARTMENT = "department"
    ROLE_TAKEN = "role_taken"
    ROLE_LEFT = "role_left"
    ENDS = "ends"


@dataclass(frozen=True)
class Step:
    """One change, from what to what."""

    act: Act
    old: str
    new: str


@dataclass
class RowPlan:
    """What one row changes, about whom."""

    entry: Entry
    person: Person | None = None
    membership: Membership | None = None
    steps: list[Step] = field(default_factory=list)
    take: list[JobRole] = field(default_factory=list)
    leave: list[JobRoleHeld] = field(default_factory=list)

    @property
    def faults(self) -> list[Fault]:
        """What is wrong with the row."""
        return self.entry.faults

    def step(self, act: Act, new: object, old: object = "") -> None:
        """Note a change."""
        self.steps.append(Step(act, str(old), str(new)))


class Plan:
    """Everything that a roster would change in one organisation."""

    def __init__(self, organisation: Organisation, sheet: Sheet, *, by: Person | None) -> None:
        self.organisation, self.ignored, self.by = organisation, sheet.ignored, by
        entries = [Entry.of(row) for row in sheet.rows]
        repeated(entries)
        self._known = _Known(organisation, [entry.email for entry in entries])
        self.rows = [self._row(entry) for entry in entries]

    @cached_property
    def changes(self) -> int:
        """How many changes there are."""
        return sum(len(row.steps) for row in self.rows)

    @cached_property
    def counts(self) -> Counter[Act]:
        """How many there are of each kind."""
        return Counter(step.act for row in self.rows for step in row.steps)

    @cached_property
    def faulty(self) -> int:
        """How many rows cannot be applied."""
        return sum(bool(row.faults) for row in self.rows)

    @cached_property
    def digest(self) -> str:
        """The same for two plans that do the same to the same people."""
        said = [
            [
                row.entry.row,
                row.person and row.person.id,
                row.membership and row.membership.id,
                [fault.sentence for fault in row.faults],
                [[step.act, step.old, step.new] for step in row.steps],
            ]
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps([self.organisation.id, said]).encode()).hexdigest()

    # one row

    def _row(self, entry: Entry) -> RowPlan:
        plan = RowPlan(entry)
        plan.membership = self._known.by_number.get(entry.staff_number)
        plan.person = plan.membership.person if plan.membership else self._known.by_email.get(entry.email)
        if plan.membership:
            self._compare(plan, plan.membership)
        elif plan.person:
            self._begin_again(plan, plan.person)
        else:
            plan.step(Act.NEW_PERSON, f"{entry.name} <{entry.email}>")
        if not plan.membership:
            plan.step(Act.NEW_MEMBERSHIP, entry.begins_on or clock.today())
            if self.organisation.ended_on:
                entry.fault("staff_number", _("This organisation has left the alliance."))
        self._roles(plan)
        self._end(plan)
        if plan.faults:
            plan.steps = []
        return plan

    def _compare(self, plan: RowPlan, membership: Membership) -> None:
        """The staff number is known: what differs?"""
        entry, person = plan.entry, membership.person
        if person.email != entry.email:
            entry.fault(
                "email",
                _("This staff number belongs to %(name)s, %(email)s.", name=person.name, email=person.email),
            )
            return
        if membership.ends_on and membership.ends_on != entry.ends_on:
            entry.fault(
                "staff_number", _("It ended on %(day)s. Whoever comes back gets a new number.", day=membership.ends_on)
            )
        if entry.begins_on and entry.begins_on != membership.begins_on:
            entry.fault("begins_on", _("Began on %(day)s; that is on record.", day=membership.begins_on))
        names = (entry.name, entry.latin_name or person.latin_name)
        if names != (person.name, person.latin_name):
            if self.by and self.by.id == person.id:
                entry.fault("name", _("Nobody corrects their own account. Ask another administrator."))
            plan.step(Act.NAME, " ".join(names).strip(), person.printed_name)
        if entry.department and entry.department != membership.department:
            plan.step(Act.DEPARTMENT, entry.department, membership.department)

    def _begin_again(self, plan: RowPlan, person: Person) -> None:
        """The number is new, the address is known: somebody who works elsewhere, or worked here before."""
        entry = plan.entry
        if not person.active:
            entry.fault("email", _("%(name)s has left; the account is closed.", name=person.name))
        if person.name != entry.name:
            entry.fault("name", _("This address belongs to %(name)s.", name=person.name))
        here = [held for held in person.memberships if held.organisation_id == self.organisation.id]
        if open_ones := [held for held in here if held.ends_on is None or held.ends_on >= clock.today()]:
            entry.fault(
                "staff_number",
                _("%(name)s has the number %(number)s here.", name=person.name, number=open_ones[0].staff_number),
            )

    def _roles(self, plan: RowPlan) -> None:
        entry, held = plan.entry, plan.membership.roles_held if plan.membership else []
        wanted: list[JobRole] = []
        for said in entry.job_roles:
            if role := self._known.roles.get(fold(said)):
                wanted.append(role)
            else:
                entry.fault("job_roles", _("There is no job role “%(role)s”.", role=said[:60]))
        if not wanted or (plan.membership and plan.membership.ends_on):
            return
        plan.leave = [one for one in held if one.ends_on is None and one.job_role not in wanted]
        plan.take = [role for role in wanted if role not in [one.job_role for one in held if one.ends_on is None]]
        for one in held:
            if one.job_role in plan.take and one.ends_on and one.ends_on >= clock.today():
                entry.fault("job_roles", _("%(role)s is held until %(day)s.", role=one.job_role.code, day=one.ends_on))
        for role in plan.take:
            plan.step(Act.ROLE_TAKEN, role.code)
        for one in plan.leave:
            plan.step(Act.ROLE_LEFT, "", one.job_role.code)

    def _end(self, plan: RowPlan) -> None:
        entry, membership = plan.entry, plan.membership
        if not entry.ends_on or (membership and membership.ends_on):
            return
        if entry.ends_on < (membership.begins_on if membership else entry.begins_on or clock.today()):
            entry.fault("ends_on", _("The last day is before the first day."))
        plan.step(Act.ENDS, entry.ends_on)

    # doing it

    def apply(self, *, reason: str) -> None:
        """Do exactly what the plan says, by the verbs that the forms use."""
        with audit.together():
            for row in (row for row in self.rows if row.steps):
                self._apply(row, {step.act for step in row.steps}, reason)

    def _apply(self, row: RowPlan, acts: set[Act], reason: str) -> None:
        entry, by = row.entry, self.by
        person = row.person or Person.add(email=entry.email, name=entry.name, latin_name=entry.latin_name, by=by)
        membership = row.membership or person.join(
            self.organisation,
            staff_number=entry.staff_number,
            department=entry.department,
            begins_on=entry.begins_on,
            by=by,
        )
        if Act.NAME in acts:
            latin = entry.latin_name or person.latin_name
            kept = {"email": person.email, "language": person.language}
            person.correct(name=entry.name, latin_name=latin, **kept, by=by, reason=reason)
        if Act.DEPARTMENT in acts:
            membership.move(entry.department, by=by)
        first_day = max(clock.today(), membership.begins_on) if row.membership else membership.begins_on
        for role in row.take:
            membership.take_role(role, begins_on=first_day, by=by)
        for held in row.leave:
            membership.leave_role(held, on=max(clock.today(), held.begins_on), by=by, reason=reason)
        if Act.ENDS in acts and entry.ends_on:
            membership.end(on=entry.ends_on, by=by, reason=reason)


class _Known:
    """What we know of everybody whom a roster may mean, in three queries."""

    def __init__(self, organisation: Organisation, emails: Sequence[str]) -> None:
        whole = (
            joinedload(Membership.person),
            joinedload(Membership.roles_held).joinedload(JobRoleHeld.job_role),
        )
        here = select(Membership).where(Membership.organisation_id == organisation.id).options(*whole)
        self.by_number = {one.staff_number: one for one in db.session.scalars(here).unique()}
        known = select(Person).where(Person.email.in_(emails)).options(joinedload(Person.memberships))
        self.by_email = {one.email: one for one in db.session.scalars(known).unique()}
        self.roles: dict[str, JobRole] = {}
        for role in db.session.scalars(select(JobRole)):
            self.roles |= {fold(text): role for text in (role.code, role.title.zh, role.title.en)}
