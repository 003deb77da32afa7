"""What the tests of certificates need: completions as they stand in the records."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from learn import create_app
from learn.catalogue import CourseVersion
from learn.certificates import Certificate
from learn.certificates.issuer import Issuer
from learn.config import Config
from learn.kit import clock
from learn.kit.db import db
from learn.kit.pades import TimeAuthority
from learn.kit.signing_key import Chain
from learn.kit.web import limiter
from learn.learning import Completion, Enrolment
from learn.people import Person
from tests.certificates import time_authority
from tests.certificates.time_authority import Authority


@pytest.fixture
def completes(app: Flask, gmp101: CourseVersion) -> Callable[..., Completion]:
    """`completes(bo)`: the completion of the small course, as learning would have written it."""
    rounds = iter(range(100, 10_000))

    def complete(person: Person, **changes: Any) -> Completion:
        organisation = person.organisation
        enrolment = Enrolment(
            person_id=person.id,
            organisation_id=organisation and organisation.id,
            version_id=gmp101.id,
            round=next(rounds),
        )
        db.session.add(enrolment)
        db.session.flush()
        facts: dict[str, Any] = {
            "enrolment_id": enrolment.id,
            "person_id": person.id,
            "organisation_id": organisation and organisation.id,
            "course_id": gmp101.course_id,
            "holder_name": person.name,
            "holder_latin_name": person.latin_name,
            "organisation_name": organisation and organisation.name,
            "staff_number": "PJ-0107",
            "course_code": gmp101.course.code,
            "course_title": gmp101.title,
            "version_number": gmp101.number,
            "content_digest": gmp101.digest,
            "questions_digest": "",
            "language": "zh",
            "score": Decimal("96"),
            "hours": Decimal("1.5"),
            "completed_at": clock.now(),
            "valid_until": date(2099, 12, 31),
        }
        completion = Completion(**{**facts, **changes})
        db.session.add(completion)
        db.session.flush()
        return completion

    return complete


@pytest.fixture
def certified(completes: Callable[..., Completion]) -> Callable[..., Certificate]:
    """`certified(bo)`: a certificate issued to somebody and committed."""

    def certify(person: Person, **changes: Any) -> Certificate:
        certificate = Certificate.issue(completes(person, **changes))
        db.session.commit()
        db.session.info.pop("bells", None)
        return certificate

    return certify


@pytest.fixture
def hasty(stage: Flask, config: Config) -> Iterator[FlaskClient]:
    """A browser of an application whose limits hold; the other tests do without them."""
    app = create_app(replace(config, EXTRA={**config.EXTRA, "RATELIMIT_ENABLED": True}))
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()
    limiter.reset()
    limiter.enabled = False


@pytest.fixture(scope="session")
def time_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    """A time-stamp authority on this machine."""
    with time_authority.running(tmp_path_factory.mktemp("time")) as authority:
        yield authority


@pytest.fixture
def stamping(app: Flask, time_house: Authority, monkeypatch: pytest.MonkeyPatch) -> Issuer:
    """The application with a time-stamp authority."""
    time = TimeAuthority(time_house.url(), Chain(time_house.certificate("root")))
    issuer = Issuer(app.config["VAR"] / "keys" / "certificates", None, time)
    monkeypatch.setitem(app.extensions, "issuer", issuer)
    return issuer


def at(text: str) -> datetime:
    """A moment, from its ISO form."""
    return datetime.fromisoformat(text)
