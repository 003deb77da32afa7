"""What is required of whom, as a table to count, filter and sort by."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, distinct, func, select

from learn.kit.db import db
from learn.people import Membership, Organisation, Person
from learn.reporting.paging import Columns
from learn.reporting.words import STATES
from learn.training import Assignment, assignments

URGENCY = {state: rank for rank, state in enumerate(STATES)}


def duties(today: date, *which: ColumnElement[bool]) -> Subquery:
    """Assignments as a table: each membership and course once, by the earliest date that any job role sets.

    The conditions narrow it before anything is worked out; its columns are called as the fields of an Assignment.
    """
    every = assignments(today).where(*which).subquery()
    named = {field.name: column.label(field.name) for field, column in zip(fields(Assignment), every.c, strict=True)}
    rank = func.row_number().over(
        partition_by=[named["membership_id"], named["course_id"]], order_by=[named["due_on"], named["job_role"]]
    )
    ranked = select(*named.values(), rank.label("rank")).subquery()
    return select(ranked).where(ranked.c.rank == 1).subquery()


def urgency(table: Subquery) -> ColumnElement[int]:
    """The place of a duty's state among the states: 0 for late."""
    return case(URGENCY, value=table.c.state, else_=len(URGENCY))


def in_force(table: Subquery, today: date) -> ColumnElement[bool]:
    """The condition that a duty is completed and the completion holds today."""
    return table.c.completed_at.is_not(None) & (table.c.valid_until.is_(None) | (table.c.valid_until >= today))


@dataclass(frozen=True)
class Tally:
    """How many requirements stand where, in a department or in an organisation."""

    name: Any
    late: int = 0
    due: int = 0
    open: int = 0
    doing: int = 0
    ok: int = 0
    held: int = 0  # completed, and the completion holds today
    late_people: int = 0

    @property
    def total(self) -> int:
        """All requirements together."""
        return self.late + self.due + self.open + self.doing + self.ok

    @property
    def percent(self) -> int | None:
        """The share in force, rounded down: 79.9 must not look like 80. None: nothing is required."""
        return 100 * self.held // self.total if self.total else None

    @classmethod
    def together(cls, tallies: Iterable["Tally"]) -> "Tally":
        """The sum of several tallies."""
        rows = list(tallies)
        counts = [field.name for field in fields(cls) if field.name != "name"]
        return cls("", **{count: sum(getattr(row, count) for row in rows) for count in counts})


def tallies(table: Subquery, by: Any, today: date) -> Columns:
    """A tally for each value of a column, in the order of the fields of Tally."""
    late = table.c.state == "late"
    return (
        select(
            by,
            *[func.count().filter(table.c.state == state) for state in STATES],
            func.count().filter(in_force(table, today)),
            func.count(distinct(case((late, table.c.membership_id)))),
        )
        .select_from(table)
        .join(Membership, Membership.id == table.c.membership_id)
        .group_by(by)
        .order_by(by)
    )


class Overview:
    """Where one organisation stands today, in figures."""

    def __init__(self, organisation: Organisation, today: date) -> None:
        self.organisation, self.today = organisation, today
        self.table = duties(today, Membership.organisation_id == organisation.id)

    @cached_property
    def departments(self) -> list[Tally]:
        """A tally for each department."""
        return [Tally(*row) for row in db.session.execute(tallies(self.table, Membership.department, self.today))]

    @cached_property
    def whole(self) -> Tally:
        """All departments together."""
        return Tally.together(self.departments)

    @cached_property
    def pressing(self) -> list[Any]:
        """Who needs attention now: what is late or due, the longest late first."""
        table = self.table
        return list(
            db.session.execute(
                select(table, Person.name, Membership.department)
                .join(Membership, Membership.id == table.c.membership_id)
                .join(Person, Person.id == table.c.person_id)
                .where(table.c.state.in_(("late", "due")))
                .order_by(table.c.due_on, Person.pinyin, table.c.code)
                .limit(6)
            )
        )

    @cached_property
    def coming(self) -> list[Any]:
        """What comes next: how many people a course waits for, and by when."""
        table = self.table
        return list(
            db.session.execute(
                select(table.c.code, table.c.title, table.c.due_on, func.count().label("people"))
                .where(table.c.state != "ok", table.c.due_on >= self.today)
                .group_by(table.c.code, table.c.title, table.c.due_on)
                .order_by(table.c.due_on, table.c.code)
                .limit(4)
            )
        )
