"""What is required of whom, as a table to count, filter and sort by."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, distinct, func, select

from learn.catalogue import Course, CourseVersion
from learn.kit.db import db
from learn.kit.text import Words
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
    """The condition that a duty is completed and holds today; what changed and was not learnt in time ends that."""
    holds = table.c.completed_at.is_not(None) & (table.c.valid_until.is_(None) | (table.c.valid_until >= today))
    return holds & ~(table.c.retraining.is_not(None) & (table.c.state == "late"))


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
    def of(cls, name: Any, duties: list[Any]) -> "Tally":
        """The tally of some duties, each with its state, whether it is held, and whose it is."""
        states = Counter(one.state for one in duties)
        late = {one.membership_id for one in duties if one.state == "late"}
        return cls(name, **states, held=sum(one.held for one in duties), late_people=len(late))

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
    """Where one organisation stands today, in figures: one question to the database, counted here."""

    def __init__(self, organisation: Organisation, today: date) -> None:
        self.organisation, self.today = organisation, today

    @cached_property
    def duties(self) -> list[Any]:
        """Every duty in short, the longest late first. Working them out costs far more than counting them."""
        table = duties(self.today, Membership.organisation_id == self.organisation.id)
        asked = (
            select(
                table.c.membership_id, table.c.code, table.c.due_on, table.c.state, Membership.department, Person.name,
                in_force(table, self.today).label("held"),
            )
            .join(Membership, Membership.id == table.c.membership_id)
            .join(Person, Person.id == table.c.person_id)
            .order_by(table.c.due_on, Person.pinyin, table.c.code)
        )  # fmt: skip
        return list(db.session.execute(asked))

    @cached_property
    def departments(self) -> list[Tally]:
        """A tally for each department."""
        by_name: dict[str, list[Any]] = {}
        for one in self.duties:
            by_name.setdefault(one.department, []).append(one)
        return [Tally.of(name, found) for name, found in sorted(by_name.items())]

    @cached_property
    def whole(self) -> Tally:
        """All departments together."""
        return Tally.together(self.departments)

    @property
    def pressing(self) -> list[Any]:
        """Who needs attention now: what is late or due, the longest late first."""
        return list(islice((one for one in self.duties if one.state in ("late", "due")), 6))

    @property
    def coming(self) -> list[tuple[date, str, int]]:
        """What comes next: by when, which course, and how many people it waits for."""
        ahead = Counter((one.due_on, one.code) for one in self.duties if one.state != "ok" and one.due_on >= self.today)
        return [(due_on, code, people) for (due_on, code), people in sorted(ahead.items())[:4]]

    @cached_property
    def titles(self) -> dict[str, Words]:
        """What the courses are called, by their codes."""
        asked = CourseVersion.in_force(self.today).with_only_columns(Course.code, CourseVersion.title)
        return {row[0]: row[1] for row in db.session.execute(asked)}
