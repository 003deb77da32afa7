"""Where several organisations stand today, side by side."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select

from learn.certificates import Certificate, Revocation, Supersession
from learn.kit.db import db
from learn.learning import Completion
from learn.people import Membership, Organisation
from learn.reporting.duties import Tally, duties, tallies
from learn.reporting.paging import Columns


@dataclass(frozen=True)
class Standing:
    """One organisation in figures."""

    organisation: Organisation
    tally: Tally
    people: int
    certificates: int


def standings(organisations: list[Organisation], today: date) -> list[Standing]:
    """Each organisation that has people, in three queries however many there are."""
    ids = [one.id for one in organisations]
    table = duties(today, Membership.organisation_id.in_(ids))
    counted = {row[0]: Tally(*row) for row in db.session.execute(tallies(table, Membership.organisation_id, today))}
    people = _numbers(_people(ids, today))
    certificates = _numbers(_certificates(ids, today))
    return [
        Standing(one, counted.get(one.id, Tally(one.id)), people[one.id], certificates.get(one.id, 0))
        for one in organisations
        if people.get(one.id)
    ]


def _numbers(asked: Columns) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(asked)}


def _people(ids: list[int], today: date) -> Columns:
    here = Membership.organisation_id
    return select(here, func.count()).where(here.in_(ids), Membership.on(today)).group_by(here)


def _certificates(ids: list[int], today: date) -> Columns:
    """Certificates in force."""
    earned_at = Certificate.organisation_id
    return (
        select(earned_at, func.count())
        .join(Completion, Completion.id == Certificate.completion_id)
        .outerjoin(Revocation, and_(Revocation.certificate_id == Certificate.id, Revocation.in_force()))
        .outerjoin(Supersession, Supersession.certificate_id == Certificate.id)
        .where(
            earned_at.in_(ids),
            Revocation.id.is_(None),
            Supersession.id.is_(None),
            Completion.valid_until.is_(None) | (Completion.valid_until >= today),
        )
        .group_by(earned_at)
    )
