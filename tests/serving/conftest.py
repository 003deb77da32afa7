"""A platform that really serves, on SQLite or PostgreSQL, and people who send several forms at the same moment."""

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from threading import Barrier
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from learn import demo
from learn.config import Config
from learn.kit.db import db
from tests.journeys.conftest import Platform

AT_ONCE = 6


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Platform]:
    """The platform with two web workers on a database of its own."""
    folder = tmp_path_factory.mktemp("serving")
    (folder / "pack").mkdir()
    server, name = os.environ.get("TEST_DATABASE_URL", ""), f"learn_serving_{worker_id}_{os.getpid()}"
    if server:
        _on(server, f'CREATE DATABASE "{name}"')
    running = Platform(folder, server and f"{server.rsplit('/', 1)[0]}/{name}", workers=2)
    running.fill()
    running.start()
    yield running
    running.stop()
    with running.app.app_context():
        db.engine.dispose()
    if server:
        _on(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _on(server: str, statement: str) -> None:
    engine = sa.create_engine(Config(DATABASE_URL=server).database, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


@dataclass
class Answer:
    """What came back."""

    status: int
    location: str
    text: str


@dataclass
class Tabs:
    """One browser of somebody, with as many tabs as it takes."""

    platform: Platform
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)  # sent with each form

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """One request, without following where it leads."""
        asked = HTTPConnection("localhost", self.platform.port, timeout=60)
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        asked.request(method, path, body, headers)
        answer = asked.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: kept.value for name, kept in SimpleCookie(line).items()}
        found = Answer(answer.status, answer.headers.get("Location", ""), answer.read().decode())
        asked.close()
        if token := re.search(r'name="csrf_token"[^>]*value="([^"]+)"', found.text):
            self.token = token[1]
        return found

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self.ask("GET", path)

    def post(self, path: str, **form: object) -> Answer:
        """Send a form."""
        body = urlencode({"csrf_token": self.token, **form}).encode()
        return self.ask("POST", path, body, **{"Content-Type": "application/x-www-form-urlencoded"}, **self.headers)

    def sign_in(self, email: str) -> "Tabs":
        """Sign in by the form."""
        self.get("/sign-in?hl=en")
        assert self.post("/sign-in", email=email, password=demo.PASSWORD).status == 303
        self.get("/my/account")
        return self

    def at_once(self, path: str, **form: object) -> list[Answer]:
        """The same form from several tabs at the same moment; one of them at least succeeds, none is a mistake of ours."""
        start = Barrier(AT_ONCE)

        def send(_n: int) -> Answer:
            tab = Tabs(self.platform, dict(self.cookies), self.token)
            start.wait()
            return tab.post(path, **form)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(send, range(AT_ONCE)))
        statuses = sorted(answer.status for answer in answers)
        assert set(statuses) <= {303, 409, 422}, f"{path}: {statuses}"
        assert 303 in statuses, f"{path}: {statuses}"
        return answers


@pytest.fixture
def tabs(platform: Platform) -> Tabs:
    """A new browser."""
    return Tabs(platform)
