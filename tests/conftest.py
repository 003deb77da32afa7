"""The stage: one database per worker with the cast in it, and everything undone after each test."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import flask_migrate
import hypothesis
import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from learn import create_app, demo
from learn.catalogue import CourseVersion
from learn.config import ROOT, Config
from learn.kit.db import db, transaction
from learn.people import Organisation, Person, SignIn
from tests import cast, databases
from tests.pages import Page
from tests.small_course import small_pack

# The same examples in every run, and no clock: a test says the same on a busy machine, and fails for one reason.
hypothesis.settings.register_profile(
    "calm", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("calm")


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> str:
    """An empty database of this worker: a file, or one on the PostgreSQL server that TEST_DATABASE_URL names."""
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        return f"sqlite:///{tmp_path_factory.mktemp('var')}/learn.db"
    name = f"learn_test_{worker_id}_{os.getpid()}"
    return databases.create(server, name)


@pytest.fixture(scope="session")
def config(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Settings of the tests: everything embedded, files in a folder of their own."""
    files = tmp_path_factory.mktemp("files")
    return replace(
        Config(),
        DATABASE_URL=database_url,
        STORAGE_URL=f"file://{files}/storage",
        MAIL_URL=f"file://{files}/mail",
        TESTING=True,
        EXTRA={"RATELIMIT_ENABLED": False, "PROPAGATE_EXCEPTIONS": False, "VAR": files},
    )


@pytest.fixture(scope="session")
def stage(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a migrated database with the cast and one small course in it."""
    app = create_app(config)
    with app.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
    with app.app_context(), transaction():
        cast.gather()
        load_course(tmp_path_factory.mktemp("pack"))
        db.session.info.pop("bells", None)
    yield app
    with app.app_context():
        db.engine.dispose()
        if server := os.environ.get("TEST_DATABASE_URL"):
            databases.drop(server, str(db.engine.url.database))


def load_course(folder: Path, **how: Any) -> CourseVersion:
    """Load and put into force a small course made for the tests."""
    from learn.catalogue.pack import read

    version = CourseVersion.load(read(small_pack(folder, **how)), by=None)
    version.publish(by=None)
    return version


@pytest.fixture
def app(stage: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application; whatever a test writes is undone after it."""
    with stage.app_context():
        connection = db.engine.connect()
        outer = connection.begin()
        connection.begin_nested()  # sessions then commit into a savepoint
        monkeypatch.setitem(db.engines, None, connection)
        rung: list[tuple[str, list[Any]]] = []
        monkeypatch.setitem(stage.extensions, "bell", lambda name, args: rung.append((name, args)))
        monkeypatch.setitem(stage.extensions, "rung", rung)
        yield stage
        db.session.remove()
        outer.rollback()
        connection.close()


@pytest.fixture
def session(app: Flask) -> Any:
    """The database session of the test itself."""
    return db.session


@pytest.fixture
def worker(app: Flask) -> Callable[[], int]:
    """Let the worker do every job that was rung for, and those that these ring for in turn; how many there were."""
    from learn.kit.jobs import run_job

    def work() -> int:
        done = 0
        rung = app.extensions["rung"]
        while rung:
            name, args = rung.pop(0)
            with app.app_context(), transaction():
                run_job(name, args)
            done += 1
        db.session.expire_all()
        return done

    return work


# people and places


def _person(email: str) -> Any:
    @pytest.fixture
    def somebody(app: Flask) -> Person:
        return cast.person(email)

    return somebody


bo = _person("bo@pujiang.example")
hana = _person("hana@pujiang.example")
eva = _person("eva@pujiang.example")
ada = _person("ada@alliance.example")
quinn = _person("quinn@alliance.example")
omar = _person("omar@alliance.example")
ines = _person("ines@inspectorate.example")
zed = _person("zed@gangcheng.example")
hu = _person("hu@gangcheng.example")


@pytest.fixture
def pujiang(app: Flask) -> Organisation:
    """浦江细胞医院, where Bo, Hana and Eva work."""
    return cast.organisation(cast.PUJIANG)


@pytest.fixture
def gangcheng(app: Flask) -> Organisation:
    """港城生物制药, where Zed and Hu work."""
    return cast.organisation(cast.GANGCHENG)


@pytest.fixture
def alliance(app: Flask) -> Organisation:
    """The alliance office, where Ada, Quinn and Omar work."""
    return cast.organisation(cast.ALLIANCE)


@pytest.fixture
def gmp101(app: Flask) -> CourseVersion:
    """A small course in force: two lessons and a quiz."""
    return db.session.execute(db.select(CourseVersion)).scalars().first()


# what people do


class Browser:
    """A browser in somebody's hands. Cookies last as long as the browser."""

    def __init__(self, app: Flask, person: Person | None) -> None:
        self.app, self.client = app, app.test_client()
        if person is not None:
            self.sign_in(person)

    def sign_in(self, person: Person) -> None:
        """Open a session without the form; tests of signing in use the form itself."""
        token = SignIn.begin(person, device="test")
        db.session.commit()
        with self.client.session_transaction() as kept:
            kept["_user_id"], kept["_fresh"], kept["sign_in"] = person.fs_uniquifier, True, token

    def get(self, path: str, expect: int = 200, **how: Any) -> Page:
        """Open a page."""
        with self.app.app_context():  # a request of its own: nothing in `g` from the one before
            page = Page(self.client.get(path, **how))
        assert page.response.status_code == expect, f"{path}: {page.response.status} {page.text[:400]}"
        db.session.expire_all()
        return page.check()

    def post(
        self,
        path: str,
        form: dict[str, Any] | None = None,
        expect: int = 303,
        files: dict[str, Any] | None = None,
        **how: Any,
    ) -> Page:
        """Send a form with its token."""
        data = {**(form or {}), "csrf_token": self.token(), **(files or {})}
        with self.app.app_context():
            page = Page(self.client.post(path, data=data, **how))
        assert page.response.status_code == expect, f"{path}: {page.response.status} {page.text[:600]}"
        db.session.expire_all()
        return page.check()

    def token(self) -> str:
        """The token that a form of this browser would carry."""
        with self.client.session_transaction() as kept:
            raw = kept.setdefault("csrf_token", "0" * 40)
        return str(URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token").dumps(raw))


@pytest.fixture
def browser(app: Flask) -> Callable[[Person | None], Browser]:
    """A new browser for somebody: `browser(bo).get("/")`."""
    return lambda person=None: Browser(app, person)


@pytest.fixture
def visit(browser: Callable[[Person | None], Browser]) -> Callable[..., Page]:
    """`visit(bo, "/courses")`: the page that somebody sees, in a browser of its own; English unless told otherwise."""

    def open_page(person: Person | None, path: str, expect: int = 200, language: str = "en", **how: Any) -> Page:
        return _in(browser(person), language).get(path, expect, **how)

    return open_page


@pytest.fixture
def send(browser: Callable[[Person | None], Browser]) -> Callable[..., Page]:
    """`send(bo, "/courses/GMP-101/enrolment")`: somebody sends a form; 303 is expected unless told otherwise."""

    def send_form(
        person: Person | None,
        path: str,
        form: dict[str, Any] | None = None,
        expect: int = 303,
        language: str = "en",
        **how: Any,
    ) -> Page:
        return _in(browser(person), language).post(path, form, expect, **how)

    return send_form


def _in(browser: Browser, language: str) -> Browser:
    browser.client.set_cookie("language", language)
    return browser


@pytest.fixture
def clock_at() -> Iterator[Callable[[str], None]]:
    """`clock_at("2026-11-22T09:00:00+08:00")`: the server's clock stands there until told otherwise."""
    travels: list[time_machine.travel] = []

    def stand(moment: str) -> None:
        while travels:
            travels.pop().stop()
        travel = time_machine.travel(datetime.fromisoformat(moment), tick=False)
        travel.start()
        travels.append(travel)

    yield stand
    while travels:
        travels.pop().stop()


@pytest.fixture
def queries(app: Flask) -> Callable[[], Any]:
    """`with queries() as sent:` collects the SQL that is sent meanwhile."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")):
                sent.append(statement)

        engine = db.engine.engine if hasattr(db.engine, "engine") else db.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)

    return collect


@pytest.fixture
def bos_records(app: Flask, bo: Person, gmp101: CourseVersion, worker: Callable[[], int]) -> dict[str, str]:
    """Bo has learnt GMP-101 and holds its certificate: the ids and numbers of all that, as text."""
    from learn.certificates import Certificate
    from learn.learning import Sitting

    demo.study(bo, "GMP-101")
    db.session.commit()
    worker()
    certificate = db.session.execute(db.select(Certificate).where(Certificate.person_id == bo.id)).scalar_one()
    sitting = db.session.execute(db.select(Sitting)).scalars().first()
    return {
        "name": bo.name,
        "email": bo.email,
        "staff_number": bo.memberships[0].staff_number,
        "person": str(bo.id),
        "membership": str(bo.memberships[0].id),
        "organisation": str(bo.memberships[0].organisation_id),
        "enrolment": str(sitting.enrolment_id),
        "attempt": str(sitting.attempt_id),
        "certificate": certificate.number,
        "course": "GMP-101",
        "notification": "1",
    }
