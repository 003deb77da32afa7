"""The training file of one person: what is required, what was done, what is held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from learn.certificates.former import FormerCertificate
from learn.kit.db import db
from learn.learning import Acknowledgement, Coaching, Completion, Enrolment
from learn.people import Membership, Person
from learn.reporting.duties import duties
from learn.reporting.history import Record, Sat, records, sittings, used_up
from learn.training import Assignment


@dataclass(frozen=True)
class Duty:
    """An assignment as an employer sees it: what was completed elsewhere shows only that it is in force."""

    assignment: Assignment
    elsewhere: bool


class TrainingFile:
    """One person's training in one organisation, or everywhere when the person asks."""

    def __init__(
        self, person: Person, today: date, membership: Membership | None = None, *, from_elsewhere: bool = True
    ) -> None:
        self.person, self.today, self.membership = person, today, membership
        self._from_elsewhere = from_elsewhere  # False: it is known that there is no former certificate

    def _theirs(self, organisation_id: Any = Enrolment.organisation_id) -> list[ColumnElement[bool]]:
        """The condition for enrolments: this person's, and at an employer's only what was done there."""
        mine = [Enrolment.person_id == self.person.id]
        return mine if self.membership is None else [*mine, organisation_id == self.membership.organisation_id]

    @cached_property
    def duties(self) -> list[Duty]:
        """What is required of this membership, the most urgent first."""
        assert self.membership is not None
        here = {record.line.completed_at for record in self.records}
        table = duties(self.today, Membership.id == self.membership.id)
        found = db.session.execute(select(table).order_by(table.c.due_on, table.c.code))
        return [
            Duty(one, elsewhere=one.completed_at is not None and one.completed_at not in here)
            for one in map(Assignment.read, found)
        ]

    @cached_property
    def records(self) -> list[Record]:
        """Every enrolment with what came of it, the newest first."""
        # A corrected completion may have moved to the employer where it belongs.
        whose = func.coalesce(Completion.organisation_id, Enrolment.organisation_id)
        return [Record.read(row) for row in db.session.execute(records(self.today).where(*self._theirs(whose)))]

    @cached_property
    def sat(self) -> list[Sat]:
        """Every attempt, the newest first."""
        return [Sat(*row) for row in db.session.execute(sittings().where(*self._theirs()))]

    @cached_property
    def coachings(self) -> list[Coaching]:
        """The talks recorded after attempts were used up."""
        ids = [record.line.enrolment_id for record in self.records if record.coached]
        asked = select(Coaching).where(Coaching.enrolment_id.in_(ids)).options(joinedload(Coaching.by))
        return list(db.session.scalars(asked.order_by(Coaching.at))) if ids else []

    @cached_property
    def acknowledged(self) -> list[Acknowledgement]:
        """The documents that were signed as read and understood, the newest first."""
        ids = [record.line.enrolment_id for record in self.records if record.signed]
        asked = Acknowledgement.listed().where(Acknowledgement.enrolment_id.in_(ids))
        return list(db.session.scalars(asked)) if ids else []

    @cached_property
    def former(self) -> Sequence[FormerCertificate]:
        """Certificates from elsewhere, for an employer those that the employer brought."""
        here = self.membership.organisation_id if self.membership else None
        return db.session.scalars(FormerCertificate.of(self.person, here)).all() if self._from_elsewhere else []

    @property
    def used_up(self) -> list[Sat]:
        """Quizzes that need a talk before they can be sat again."""
        coached_at = {(one.enrolment_id, one.unit_id): one.at for one in self.coachings}
        done = {record.line.enrolment_id for record in self.records if record.line.completed_at}
        return [one for one in used_up(self.sat, coached_at) if one.enrolment_id not in done]
