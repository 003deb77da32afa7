"""What the tests of HR and records need: people with duties, completions and stored certificates."""

import itertools
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from learn.assessment import Attempt, Marking
from learn.catalogue import CourseVersion, UnitKind
from learn.certificates import Certificate
from learn.kit import clock
from learn.kit.db import db
from learn.kit.storage import storage
from learn.kit.text import Words
from learn.learning import Completion, Enrolment, Sitting
from learn.people import JobRole, Membership, Organisation, Person
from learn.training import Requirement

_numbers = itertools.count(1)


@pytest.fixture
def analyst(app: Flask, gmp101: CourseVersion) -> JobRole:
    """A job role that requires the small course within ten days."""
    role = JobRole(code="analyst-of-the-test", title=Words(zh="质控检验员", en="QC analyst"))
    db.session.add(role)
    db.session.flush()
    Requirement.set(role, gmp101.course, 10, begins_on=clock.today() - timedelta(days=900), by=None)
    db.session.commit()
    return role


@pytest.fixture
def hires(app: Flask, pujiang: Organisation) -> Callable[..., Membership]:
    """`hires("欧阳静")`: somebody new, at Pujiang unless told otherwise."""

    def hire(
        name: str,
        organisation: Organisation = pujiang,
        role: JobRole | None = None,
        since: date | None = None,
        department: str = "质量控制部",
        number: str = "",
    ) -> Membership:
        n = next(_numbers)
        person = Person.add(email=f"staff{n}@test.example", name=name, by=None)
        membership = person.join(
            organisation, staff_number=number or f"T-{n:05}", department=department, begins_on=since, by=None
        )
        if role:
            membership.take_role(role, begins_on=since, by=None)
        db.session.commit()
        db.session.info.pop("bells", None)
        return membership

    return hire


@pytest.fixture
def enrols(app: Flask, gmp101: CourseVersion) -> Callable[..., Enrolment]:
    """`enrols(person, organisation)`: a place in the small course."""

    def enrol(person: Person, organisation: Organisation) -> Enrolment:
        enrolment = Enrolment(
            person_id=person.id, organisation_id=organisation.id, version_id=gmp101.id, round=next(_numbers)
        )
        db.session.add(enrolment)
        db.session.commit()
        return enrolment

    return enrol


@pytest.fixture
def certifies(gmp101: CourseVersion, enrols: Callable[..., Enrolment]) -> Callable[..., Certificate]:
    """`certifies(membership)`: a completion with a certificate whose small file lies in storage."""

    def certify(membership: Membership, *, completed_at: datetime | None = None, valid_days: int = 700) -> Certificate:
        person, organisation = db.session.get_one(Person, membership.person_id), membership.organisation
        at = completed_at or clock.now()
        completion = Completion(
            enrolment_id=enrols(person, organisation).id,
            person_id=person.id,
            organisation_id=organisation.id,
            course_id=gmp101.course_id,
            holder_name=person.name,
            holder_latin_name=person.latin_name,
            organisation_name=organisation.name,
            staff_number=membership.staff_number,
            course_code=gmp101.course.code,
            course_title=gmp101.title,
            version_number=gmp101.number,
            content_digest=gmp101.digest,
            questions_digest="",
            language="zh",
            score=Decimal("86.5"),
            hours=Decimal(1),
            completed_at=at,
            valid_until=clock.day_of(at) + timedelta(days=valid_days),
        )
        db.session.add(completion)
        db.session.flush()
        return _issue(completion)

    return certify


def _issue(completion: Completion) -> Certificate:
    n = next(_numbers)
    number, content = f"CGT-2026-TEST{n % 10}-{n:05}-X", f"%PDF of {n}".encode()
    certificate = Certificate(
        number=number,
        code=f"CODE{n}",
        completion_id=completion.id,
        person_id=completion.person_id,
        organisation_id=completion.organisation_id,
        issued_at=clock.now(),
        document_key=f"test/{number}.pdf",
        sha256=storage().put(f"test/{number}.pdf", content),
        size=len(content),
    )
    db.session.add(certificate)
    db.session.commit()
    return certificate


@pytest.fixture
def fails(gmp101: CourseVersion) -> Callable[..., None]:
    """`fails(enrolment, times=3)`: attempts at the quiz that were handed in and not passed."""
    unit = next(unit for unit in gmp101.units if unit.kind is UnitKind.QUIZ)

    def fail(enrolment: Enrolment, times: int) -> None:
        for n in range(times):
            at = clock.now() - timedelta(hours=times - n)
            attempt = Attempt(
                person_id=enrolment.person_id, quiz_id=unit.quiz_id, number=n + 1, title=Words(zh="测验", en="Quiz"),
                address="/", seed="x", started_at=at, deadline=at, handed_in_at=at, handed_in="by_person",
            )  # fmt: skip
            db.session.add(attempt)
            db.session.flush()
            db.session.add_all(
                [
                    Marking(attempt_id=attempt.id, rule="r1", points=1, out_of=4, percent=25, passed=False, marks={}),
                    Sitting(enrolment_id=enrolment.id, unit_id=unit.id, attempt_id=attempt.id),
                ]
            )
        db.session.commit()

    return fail
