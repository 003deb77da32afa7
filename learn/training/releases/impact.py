"""Impact before release: who holds which earlier version, who is half-way, which certificates rest on it, and where."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import and_, distinct, func, literal, or_, select, union_all

from learn.catalogue import Course, CourseVersion, Level
from learn.certificates import Certificate, Revocation, Supersession
from learn.kit.db import db
from learn.kit.text import Words
from learn.learning import Completion, Enrolment
from learn.people import JobRole, JobRoleHeld, Membership, Organisation
from learn.training.releases.holders import newest_completions

HELD, BEGUN, CERTIFICATES = "held", "begun", "certificates"
_ORGANISATION, _JOB_ROLE = "organisation", "job role"


@dataclass(frozen=True)
class Figures:
    """How many people hold a version, are half-way in it, and how many certificates in force rest on it."""

    name: Words | str  # a version, an organisation or a job role
    held: int = 0
    begun: int = 0
    certificates: int = 0


class Impact:
    """Whom a new version of a course touches, in figures: a few questions to the database, however many people there are.

    Somebody with two employers or two job roles counts in each of their lines, and once in the totals.
    """

    def __init__(self, course: Course, today: date) -> None:
        self.course, self.today = course, today

    @cached_property
    def versions(self) -> list[Figures]:
        """By version, the newest first."""
        ranked = sorted(self._by_version, key=lambda id: _rank(self._numbers[id]), reverse=True)
        return [_figures(self._numbers[id], self._by_version[id]) for id in ranked]

    @property
    def organisations(self) -> list[Figures]:
        """By organisation where somebody works today."""
        return _lines(row for row in self._at_work if row.kind == _ORGANISATION)

    @property
    def job_roles(self) -> list[Figures]:
        """By job role that somebody has today."""
        return _lines(row for row in self._at_work if row.kind == _JOB_ROLE)

    @property
    def total(self) -> Figures:
        """All versions together."""
        sums: Counter[str] = sum(self._by_version.values(), Counter())
        return _figures("", sums)

    def owing(self, levels: Mapping[int, Level]) -> dict[Level, int]:
        """How many holders would learn again at each level, if the holders of each version (by its id) owed that much."""
        found = dict.fromkeys(Level, 0)
        for version_id, figures in self._by_version.items():
            found[levels.get(version_id, Level.NOTHING)] += figures[HELD]
        return found

    # what is asked

    @cached_property
    def _counted(self) -> list[Any]:
        """How many of each subject there are of each version."""
        table = self._touched
        asked = select(table.c.subject, table.c.version_id, CourseVersion.number, func.count(distinct(table.c.id)))
        asked = asked.join(CourseVersion, CourseVersion.id == table.c.version_id)
        return list(db.session.execute(asked.group_by(table.c.subject, table.c.version_id, CourseVersion.number)))

    @cached_property
    def _by_version(self) -> dict[int, Counter[str]]:
        found: dict[int, Counter[str]] = defaultdict(Counter)
        for subject, version_id, _number, count in self._counted:
            found[version_id][subject] = count
        return found

    @property
    def _numbers(self) -> dict[int, str]:
        return {version_id: number for _subject, version_id, number, _count in self._counted}

    @cached_property
    def _at_work(self) -> list[Any]:
        """How many of each subject there are in each organisation and job role, in one question."""
        held = and_(JobRoleHeld.membership_id == Membership.id, JobRoleHeld.on(self.today))
        there = Organisation.id == Membership.organisation_id
        by_organisation = self._by(_ORGANISATION, Organisation.id, Organisation.name).join(Organisation, there)
        by_role = self._by(_JOB_ROLE, JobRole.id, JobRole.title).join(JobRoleHeld, held)
        by_role = by_role.join(JobRole, JobRole.id == JobRoleHeld.job_role_id)
        return list(db.session.execute(union_all(by_organisation, by_role)))

    def _by(self, kind: str, id: Any, name: Any) -> Any:
        """Figures by something that people have at work today."""
        table = self._touched
        works = and_(Membership.person_id == table.c.person_id, Membership.on(self.today))
        count = func.count(distinct(table.c.id)).label("count")
        counted = select(literal(kind).label("kind"), id, name.label("name"), table.c.subject, count)
        return counted.select_from(table).join(Membership, works).group_by(id, name, table.c.subject)

    @cached_property
    def _touched(self) -> Any:
        """One row a completion held, an enrolment begun, a certificate in force."""
        lasts = or_(Completion.valid_until.is_(None), Completion.valid_until >= self.today)
        rested = select(literal(HELD).label("subject"), Enrolment.version_id, Completion.person_id, Completion.id)
        held = rested.join(Enrolment, Enrolment.id == Completion.enrolment_id).where(
            Completion.id.in_(newest_completions(self.course.id)), lasts
        )
        return union_all(held, self._begun(), self._certificates(lasts)).subquery()

    def _begun(self) -> Any:
        done = select(Completion.id).where(Completion.enrolment_id == Enrolment.id, Completion.counts())
        begun = select(literal(BEGUN), Enrolment.version_id, Enrolment.person_id, Enrolment.id)
        begun = begun.join(CourseVersion, CourseVersion.id == Enrolment.version_id)
        return begun.where(CourseVersion.course_id == self.course.id, ~done.exists())

    def _certificates(self, lasts: Any) -> Any:
        revoked = select(Revocation.id).where(Revocation.certificate_id == Certificate.id, Revocation.in_force())
        superseded = select(Supersession.id).where(Supersession.certificate_id == Certificate.id)
        standing = select(literal(CERTIFICATES), Enrolment.version_id, Certificate.person_id, Certificate.id)
        standing = standing.join(Completion, Completion.id == Certificate.completion_id)
        standing = standing.join(Enrolment, Enrolment.id == Completion.enrolment_id)
        return standing.where(Completion.course_id == self.course.id, lasts, ~revoked.exists(), ~superseded.exists())


def _rank(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split(".")))


def _figures(name: Words | str, counts: Mapping[str, int]) -> Figures:
    return Figures(name, counts.get(HELD, 0), counts.get(BEGUN, 0), counts.get(CERTIFICATES, 0))


def _lines(rows: Iterable[Any]) -> list[Figures]:
    """A line for each name, those with the most people first."""
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    names: dict[int, Words] = {}
    for _kind, id, name, subject, count in rows:
        names[id] = name
        counted[id][subject] = count
    found = [_figures(names[id], counts) for id, counts in counted.items()]
    return sorted(found, key=lambda one: (-one.held, -one.begun, str(one.name)))
