"""A platform that really runs, and a real browser in somebody's hands."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import select

from learn import create_app, demo
from learn.assessment import Attempt
from learn.certificates import Certificate
from learn.certificates.award import due_to
from learn.config import ROOT, Config
from learn.kit.db import db, transaction
from learn.people import Organisation, Person
from tests import cast
from tests.conftest import load_course

AXE = ROOT / "node_modules/axe-core/axe.min.js"
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)

pytestmark = pytest.mark.journey


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


class Platform:
    """The platform as `bin/learn run` serves it, on a database of its own."""

    def __init__(self, folder: Path, database_url: str = "", workers: int = 1) -> None:
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.folder = folder
        self.settings = {
            "DATABASE_URL": database_url or f"sqlite:///{folder}/learn.db",
            "STORAGE_URL": f"file://{folder}/storage",
            "MAIL_URL": f"file://{folder}/mail",
            "BASE_URL": self.address,
            "WORKERS": str(workers),
        }
        self.app: Flask = create_app(replace(Config.from_env(self.settings), EXTRA={"RATELIMIT_ENABLED": False}))
        self.process: subprocess.Popen[bytes] | None = None

    def fill(self) -> None:
        """The cast and one small course."""
        with self.app.app_context():
            flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        with self.app.app_context(), transaction():
            cast.gather()
            load_course(self.folder / "pack")
            db.session.info.pop("bells", None)

    def start(self) -> None:
        """Serve, and wait until it answers."""
        command = [sys.executable, "-m", "learn", "run", "--port", str(self.port)]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **self.settings}, stdout=log, stderr=log
            )
        for _ in range(300):
            with suppress(OSError), closing(HTTPConnection("localhost", self.port, timeout=5)) as asked:
                asked.request("GET", "/health/live")
                if asked.getresponse().status == 200:
                    return
            time.sleep(0.1)
        raise AssertionError((self.folder / "server.log").read_text()[-3000:])

    def stop(self) -> None:
        """Stop it as Ctrl-C does."""
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(40)

    def certify(self, name: str, email: str) -> None:
        """Somebody new at Pujiang, who has completed the small course and holds its certificate."""
        with self.app.app_context(), transaction():
            pujiang = db.session.scalars(select(Organisation).where(Organisation.code == "PUJIANG")).one()
            person = Person.add(email=email, name=name, by=None)
            person.join(pujiang, by=None)
            db.session.flush()
            demo.study(person, "GMP-101")
            db.session.flush()
            for completion in db.session.scalars(due_to(person)).all():
                Certificate.issue(completion)
            db.session.info.pop("bells", None)

    def kill(self) -> None:
        """End every process of it at once, without a word."""
        assert self.process
        for process in [*_descendants(self.process.pid), self.process.pid]:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.process.wait(10)

    def right_answers(self, attempt_id: int) -> list[tuple[str, Any, list[str]]]:
        """What to answer on a paper to get everything right: control name, answer, order shown."""
        with self.app.app_context():
            attempt = db.session.scalars(Attempt.whole().where(Attempt.id == attempt_id)).unique().one()
            return [(item.name, demo.right_answer(item.version), item.order) for item in attempt.items]


@contextmanager
def running(folder: Path) -> Iterator[Platform]:
    """A platform with the cast and a small course, served from a folder."""
    (folder / "pack").mkdir()
    platform = Platform(folder)
    platform.fill()
    platform.start()
    try:
        yield platform
    finally:
        platform.stop()


def _descendants(pid: int) -> Iterator[int]:
    for child in (Path(f"/proc/{pid}/task/{pid}/children").read_text()).split():
        yield from _descendants(int(child))
        yield int(child)


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The running platform."""
    with running(tmp_path_factory.mktemp("platform")) as found:
        yield found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real Chromium."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


class Hands:
    """Somebody at a browser. Every page is checked by axe as it is met."""

    def __init__(self, platform: Platform, context: BrowserContext, *, language: str, scripts: bool = True) -> None:
        self.platform, self.context, self.scripts, self.language = platform, context, scripts, language
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))

    def goes_to(self, path: str, status: int = 200) -> None:
        """Open a page of the platform."""
        answer = self.page.goto(self.platform.address + path)
        answered = answer.status if answer else None
        assert answered == status, f"{path} answers {answered}"
        if status >= 400:  # the browser itself complains of every page that answers so
            self.complaints = [said for said in self.complaints if f"status of {status}" not in said]
        self.looks()

    def presses(self, words: str, *, corrected: bool = False) -> None:
        """Press a button or link by its words, and wait for what comes; `corrected`: the form comes back with its faults."""
        target = self.page.get_by_role("button", name=words).or_(self.page.get_by_role("link", name=words)).first
        target.click()
        self.page.wait_for_load_state()
        if corrected:  # the browser itself complains of every page that answers 422
            self.complaints = [said for said in self.complaints if "status of 422" not in said]
        self.looks()

    def signs_in(self, email: str) -> None:
        """Sign in by the form."""
        self.goes_to("/sign-in")
        self.page.fill("[name=email]", email)
        self.page.fill("[name=password]", demo.PASSWORD)
        self.page.locator("main button[type=submit], main button:not([type])").first.click()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)
        self.looks()
        self.goes_to(f"/?hl={self.language}")  # the account's language rules after signing in, until another is chosen

    def answers_all(self) -> None:
        """Answer the paper on the screen rightly."""
        attempt_id = int(self.page.url.split("/attempts/")[1].split("?")[0].split("/")[0])
        for name, given, order in self.platform.right_answers(attempt_id):
            self.answers(name, given, order)

    def answers(self, name: str, given: dict[str, Any], order: list[str]) -> None:
        """Answer one question, whatever its kind."""
        for choice in given.get("choices", []):
            self.page.locator(f'input[name="{name}"][value="{choice}"]').check()
        for left, right in given.get("pairs", {}).items():
            self.page.select_option(f'select[name="{name}-{left}"]', str(order.index(right) + 1))
        for item, place in given.get("places", {}).items():
            self.page.select_option(f'select[name="{name}-{order.index(item) + 1}"]', str(place))
        if "text" in given:
            self.page.fill(f'input[name="{name}"]', given["text"])
            self.page.locator(f'input[name="{name}"]').blur()

    def looks(self) -> None:
        """What holds on every page met: nothing wider than the screen, no fault of the script, axe is content."""
        if not self.scripts:
            return
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px wider than the screen"
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
        )
        grave = [
            f"{one['id']}: {one['nodes'][0]['html'][:160]} {one['nodes'][0].get('failureSummary', '')[:200]}"
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert not grave, f"{self.page.url}:\n" + "\n".join(grave)
        assert not self.complaints, f"{self.page.url}: {self.complaints}"


@pytest.fixture
def hands(platform: Platform, chromium: Browser) -> Iterator[Callable[..., Hands]]:
    """`hands(locale="zh-CN", width=390, scripts=False)`: somebody at a fresh browser."""
    contexts: list[BrowserContext] = []

    def sit_down(*, locale: str = "en", width: int = 1280, scripts: bool = True, theme: str = "light") -> Hands:
        context = chromium.new_context(
            locale=locale,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            color_scheme=theme,  # type: ignore[arg-type]
            extra_http_headers={"Accept-Language": locale},
            accept_downloads=True,
        )
        context.add_cookies([{"name": "language", "value": locale[:2], "url": platform.address}])
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Hands(platform, context, language=locale[:2], scripts=scripts)

    yield sit_down
    for context in contexts:
        context.close()
