"""The people of one organisation: who is asked for, and where each stands."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Select, Subquery, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from learn.catalogue import Course
from learn.certificates.former import FormerCertificate
from learn.kit.db import db
from learn.kit.text import Words, fold, like
from learn.people import JobRoleHeld, Membership, Organisation, Person
from learn.reporting.duties import URGENCY, duties, urgency
from learn.reporting.paging import Columns
from learn.reporting.words import STATES
from learn.training import Assignment

NEVER = date(9999, 12, 31)


def named(term: str) -> ColumnElement[bool]:
    """The condition that a person is found by name, pinyin, initials, address or staff number."""
    text = fold(term)
    return or_(
        Person.search_text.like(like(text), escape="\\"),
        Person.search_text.like(like(text.replace(" ", "")), escape="\\"),
        func.lower(Membership.staff_number).like(like(text), escape="\\"),
    )


@dataclass(frozen=True)
class Staff:
    """Some of the people of one organisation, in an order: what somebody asked to see."""

    organisation: Organisation
    today: date
    q: str = ""
    course: str = ""
    state: str = ""  # a state, or “attention”: late or due
    department: str = ""
    leavers: bool = False
    sort: str = "name"

    def select(self) -> Columns:
        """Memberships with their people."""
        found = (
            select(Membership, Person)
            .join(Person, Person.id == Membership.person_id)
            .where(Membership.organisation_id == self.organisation.id)
            .options(
                load_only(Person.name, Person.latin_name),
                selectinload(Membership.roles_held).joinedload(JobRoleHeld.job_role, innerjoin=True),
            )
        )
        if not self.leavers:
            found = found.where(or_(Membership.ends_on.is_(None), Membership.ends_on >= self.today))
        if self.department:
            found = found.where(Membership.department == self.department)
        if self.q:
            found = found.where(named(self.q))
        return self._in_order(self._narrowed(found))

    def _narrowed(self, found: Columns) -> Columns:
        """Only those with a duty in the course and state asked for."""
        if not (self.course or self.state):
            return found
        table = self._duties()
        asked = self._duty(table, ("late", "due") if self.state == "attention" else (self.state,))
        found = found.where(Membership.id.in_(select(table.c.membership_id).where(asked)))
        if self.state == "ok":  # everything is in force
            rest = self._duty(table, [state for state in STATES if state != "ok"])
            found = found.where(Membership.id.not_in(select(table.c.membership_id).where(rest)))
        return found

    def _duty(self, table: Subquery, states: Any) -> ColumnElement[bool]:
        wanted: list[ColumnElement[bool]] = [table.c.state.in_(states)] if self.state else []
        if self.course:
            wanted.append(table.c.code == self.course)
        return and_(*wanted)

    def _in_order(self, found: Columns) -> Columns:
        by_name = (Person.pinyin, Membership.staff_number)
        if self.sort == "number":
            return found.order_by(Membership.staff_number)
        if self.sort not in ("due", "state"):
            return found.order_by(*by_name)
        table = self._duties(self.course)
        open_until = func.min(table.c.due_on).filter(table.c.state != "ok").label("due_on")
        worst = func.min(urgency(table)).label("worst")
        need = select(table.c.membership_id, open_until, worst).group_by(table.c.membership_id).subquery()
        first, second = func.coalesce(need.c.due_on, NEVER), func.coalesce(need.c.worst, len(URGENCY))
        if self.sort == "state":
            first, second = second, first
        return found.outerjoin(need, need.c.membership_id == Membership.id).order_by(first, second, *by_name)

    def _duties(self, course: str = "") -> Subquery:
        which = [Course.code == course] if course else []
        return duties(self.today, Membership.organisation_id == self.organisation.id, *which)


@dataclass(frozen=True)
class StaffLine:
    """One person in the list: what is required, and what presses most."""

    membership: Membership
    person: Person
    assignments: list[Assignment]
    course: str = ""  # the one asked about; empty: all of them

    @property
    def roles(self) -> list[Words]:
        """The job roles held today."""
        return [held.job_role.title for held in self.membership.current_roles]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many assignments stand in each state, the most urgent first."""
        counted = Counter(one.state for one in self.assignments)
        return [(state, counted[state]) for state in STATES if counted[state]]

    @property
    def pressing(self) -> Assignment | None:
        """What is late or comes next, or where the course asked about stands. None: everything is in force."""
        if self.course:
            return next((one for one in self.assignments if one.code == self.course), None)
        return next((one for one in self.assignments if one.state != "ok"), None)


def lines_for(rows: list[Any], today: date, course: str = "") -> list[StaffLine]:
    """The lines of a page of memberships, with all their assignments in one query."""
    ids = [membership.id for membership, _person in rows]
    held: dict[int, list[Assignment]] = {id: [] for id in ids}
    for row in db.session.execute(_duties_of_some(today), {"ids": ids}) if ids else ():
        held[row.membership_id].append(Assignment.read(row))
    return [StaffLine(membership, person, held[membership.id], course) for membership, person in rows]


@lru_cache(maxsize=8)  # building it costs more than running it
def _duties_of_some(today: date) -> Select[Any]:
    table = duties(today, Membership.id.in_(bindparam("ids", expanding=True)))
    return select(table).order_by(table.c.due_on, table.c.code)


def one_of_staff(organisations: list[Organisation], membership_id: int) -> tuple[Membership, Person, bool]:
    """A membership in one of these organisations with its roles, its person, and whether anything came from elsewhere."""
    from_elsewhere = exists().where(
        FormerCertificate.person_id == Person.id, FormerCertificate.organisation_id == Membership.organisation_id
    )
    asked = (
        select(Membership, Person, from_elsewhere)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.id == membership_id, Membership.organisation_id.in_([one.id for one in organisations]))
        .options(joinedload(Membership.roles_held).joinedload(JobRoleHeld.job_role))
    )
    found = db.session.execute(asked).unique().one_or_none() or abort(404)
    return found[0], found[1], found[2]
