"""The platform as the benchmark finds it: the course library, the cast, and a member with two thousand staff."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import insert, select

from learn import create_app, demo
from learn.assessment import Attempt
from learn.catalogue import UnitKind
from learn.config import ROOT, Config
from learn.demo.history import answer_all
from learn.kit import clock
from learn.kit.db import db, transaction
from learn.kit.text import pinyin, search_key
from learn.learning import Enrolment, Standing
from learn.people import JobRole, JobRoleHeld, Membership, Organisation, Person
from learn.seed import load_library
from tests import cast, databases

STAFF = 2_000
ROLES = ("qc-analyst", "qa-qp", "cell-processing-operator")


@contextmanager
def settings() -> Iterator[Config]:
    """Files in a folder of their own; the database too, or one on the server that TEST_DATABASE_URL names."""
    server, name = os.environ.get("TEST_DATABASE_URL"), f"learn_bench_{os.getpid()}"
    with tempfile.TemporaryDirectory() as folder:
        address = databases.create(server, name) if server else f"sqlite:///{folder}/learn.db"
        config = replace(
            Config(),
            DATABASE_URL=address,
            STORAGE_URL=f"file://{folder}/storage",
            MAIL_URL=f"file://{folder}/mail",
            EXTRA={"RATELIMIT_ENABLED": False, "VAR": Path(folder)},
        )
        try:
            yield config
        finally:
            if server:
                databases.drop(server, name)


def set_up_empty(app: Flask) -> None:
    """The cast and the course library in an empty database; no bell rings."""
    app.extensions["bell"] = lambda name, args: None
    with app.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
    with app.app_context(), transaction(), redirect_stdout(sys.stderr):
        cast.gather()
        load_library()


def set_up(config: Config) -> Flask:
    """The application with everything in place."""
    app = create_app(config)
    set_up_empty(app)
    with app.app_context(), transaction(), redirect_stdout(sys.stderr):
        hire(cast.organisation(cast.PUJIANG))
        demo.study(cast.person("hana@pujiang.example"), "GMP-101")
        demo.study(cast.person("bo@pujiang.example"), "GMP-101", lessons=99, blank=None)
        demo.study(cast.person("bo@pujiang.example"), "REG-101", lessons=1, blank=None)
    return app


def hire(organisation: Organisation) -> None:
    """Two thousand people in seven departments, each with a job role of the matrix; a third have begun a course."""
    names = [(f"staff{n}@bench.example", f"林{n}") for n in range(STAFF)]
    people = [
        {"email": email, "name": name, "pinyin": pinyin(name), "search_text": search_key([name, email])}
        for email, name in names
    ]
    ids = list(db.session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), people))
    begun = clock.today() - timedelta(days=40)
    held = [
        {
            "person_id": id, "organisation_id": organisation.id, "staff_number": f"B{n:05}",
            "department": f"D{n % 7}", "begins_on": begun,
        }
        for n, id in enumerate(ids)
    ]  # fmt: skip
    memberships = db.session.scalars(insert(Membership).returning(Membership.id, sort_by_parameter_order=True), held)
    roles = [db.session.scalars(select(JobRole).where(JobRole.code == code)).one().id for code in ROLES]
    db.session.execute(
        insert(JobRoleHeld),
        [
            {"membership_id": id, "job_role_id": roles[n % len(roles)], "begins_on": begun}
            for n, id in enumerate(memberships)
        ],
    )
    version = demo.version_of("GMP-101")
    db.session.execute(
        insert(Enrolment),
        [
            {"person_id": id, "organisation_id": organisation.id, "version_id": version.id, "round": 1}
            for id in ids[::3]
        ],
    )


def sit(person: Person, code: str) -> Attempt:
    """An attempt at the quiz of a course with every answer given, not handed in yet."""
    enrolment = Standing(person, demo.version_of(code)).enrol(by=person)
    db.session.flush()
    for unit in enrolment.version.units:
        if unit.kind is UnitKind.LESSON:
            enrolment.read(unit, language="zh", by=person)
    quiz = next(unit for unit in enrolment.version.units if unit.kind is UnitKind.QUIZ)
    attempt = enrolment.sit(quiz, address="/")
    db.session.flush()
    answer_all(attempt)
    return attempt
