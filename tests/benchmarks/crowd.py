"""`bin/bench attempts`: many people sit a quiz at the same time, on a real server with both databases.

Open loop: everybody's next act has its moment, whether or not the one before was answered; how long an act took is counted from
that moment, so that a server that stalls cannot hide it. The load comes from this very machine, beside the server.
"""

import argparse
import asyncio
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
from sqlalchemy import insert, select

from learn import create_app, demo
from learn.catalogue import UnitKind
from learn.config import ROOT, Config
from learn.kit import clock
from learn.kit.db import db, transaction
from learn.kit.text import pinyin, search_key
from learn.learning import Enrolment, UnitProgress
from learn.people import Membership, Person, SignIn
from tests import cast, databases
from tests.benchmarks.stage import set_up_empty
from tests.conftest import Browser

SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"
QUESTION = re.compile(r'<input[^>]*type="radio"[^>]*name="(q\d+)"[^>]*value="([^"]+)"')


@dataclass
class Taker:
    """One person with a browser: the cookie and the token that its forms carry."""

    cookie: str
    token: str


@dataclass
class Tally:
    """How long acts took, by kind of act, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)

    def note(self, act: str, seconds: float, fault: str | None) -> None:
        """Keep one act."""
        self.seconds.setdefault(act, []).append(seconds)
        if fault:
            self.errors[f"{act}: {fault}"] = self.errors.get(f"{act}: {fault}", 0) + 1

    def show(self, whole: float) -> None:
        """Print what came of it."""
        print(f"{'act':<12}{'count':>8}{'per s':>9}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'worst':>9}")
        for act, times in self.seconds.items():
            ranked = sorted(times)
            p50, p95, p99 = (ranked[min(len(ranked) - 1, int(len(ranked) * part))] * 1000 for part in (0.5, 0.95, 0.99))
            print(
                f"{act:<12}{len(times):>8}{len(times) / whole:>9.1f}{p50:>9.0f}{p95:>9.0f}{p99:>9.0f}{ranked[-1] * 1000:>9.0f}"
            )
        print(f"errors: {sum(self.errors.values())} {self.errors or ''}", flush=True)


class Crowd:
    """Takers against a server at an address."""

    def __init__(self, address: str, takers: list[Taker], asked: argparse.Namespace) -> None:
        self.address, self.takers, self.asked, self.tally, self.settled = address, takers, asked, Tally(), 0.0

    async def run(self) -> float:
        """Let everybody sit; returns the seconds it took."""
        # as many connections as a proxy would hold open to the server
        connector = aiohttp.TCPConnector(limit=self.asked.connections)
        limits = aiohttp.ClientTimeout(total=120)
        begun = time.perf_counter()
        self.settled = begun + 3 * self.asked.start_within  # until then the rush of starts is still being worked off
        async with aiohttp.ClientSession(
            connector=connector, timeout=limits, cookie_jar=aiohttp.DummyCookieJar()
        ) as web:
            starts = [random.uniform(0, self.asked.start_within) for _ in self.takers]  # noqa: S311
            await asyncio.gather(
                *(self._sit(web, taker, begun + at) for taker, at in zip(self.takers, starts, strict=True))
            )
        return time.perf_counter() - begun

    async def _sit(self, web: aiohttp.ClientSession, taker: Taker, at: float) -> None:
        await _until(at)
        path, _text = await self._do(web, taker, "start", self.asked.quiz, {}, at)
        if not path:
            return None
        _path, page = await self._do(web, taker, "open", path, None, time.perf_counter())
        choices: dict[str, list[str]] = {}
        for name, value in QUESTION.findall(page):
            choices.setdefault(name, []).append(value)
        if not choices:
            return self.tally.note("open", 0, "no question on the page")
        names = list(choices)
        for n in range(self.asked.answers):
            moment = at + (n + 1) * self.asked.every
            await _until(moment)
            name = names[n % len(names)]
            value = choices[name][n // len(names) % len(choices[name])]
            act = "save" if moment > self.settled else "save early"
            await self._do(web, taker, act, f"{path}/answers", {name: value, "question": name[1:]}, moment, part=True)
        moment = at + (self.asked.answers + 1) * self.asked.every
        await _until(moment)
        await self._do(web, taker, "hand in", f"{path}/submission", {"sure": "1"}, moment)
        return None

    async def _do(
        self,
        web: aiohttp.ClientSession,
        taker: Taker,
        act: str,
        path: str,
        form: dict[str, str] | None,
        due: float,
        *,
        part: bool = False,
    ) -> tuple[str, str]:
        """One act; where it led and what came back. A form that led nowhere is an error."""
        headers = {"Cookie": taker.cookie} | ({"X-Part": "1"} if part else {})
        body = None if form is None else urlencode({**form, "csrf_token": taker.token})
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            method = "GET" if form is None else "POST"
            async with web.request(
                method, self.address + path, data=body, headers=headers, allow_redirects=False
            ) as answer:
                text = await answer.text()
                wanted = 200 if form is None or part else 303
                fault = None if answer.status == wanted else str(answer.status)
                self.tally.note(act, time.perf_counter() - due, fault)
                where = answer.headers.get("Location", path).split("?")[0]
                return ("" if fault else where.removeprefix(self.address)), text
        except (TimeoutError, aiohttp.ClientError) as lost:
            self.tally.note(act, time.perf_counter() - due, type(lost).__name__)
            return "", ""


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.perf_counter()))


@contextmanager
def served(database_url: str, folder: str, count: int, asked: argparse.Namespace) -> Iterator[tuple[str, list[Taker]]]:
    """The platform with two web workers on a database with so many people ready to sit."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = tried.getsockname()[1]
    settings = {
        "DATABASE_URL": database_url,
        "STORAGE_URL": f"file://{folder}/storage",
        "MAIL_URL": f"file://{folder}/mail",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "WORKERS": "2",
    }
    app = create_app(Config.from_env(settings))
    set_up_empty(app)
    with app.app_context(), transaction():
        takers = ready(app, count, asked)
        db.session.info.pop("bells", None)
    with open(f"{folder}/server.log", "wb") as log:
        command = [sys.executable, "-m", "learn", "run", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=log, stderr=log)
        try:
            _wait_for(port)
            yield settings["BASE_URL"], takers
        finally:
            server.terminate()
            server.wait(60)
            with app.app_context():
                db.session.remove()
                db.engine.dispose()


def ready(app: object, count: int, asked: argparse.Namespace) -> list[Taker]:
    """So many people who have read every lesson, each signed in."""
    version = demo.version_of("GMP-101")
    quiz = next(unit for unit in version.units if unit.kind is UnitKind.QUIZ)
    asked.quiz = f"/courses/GMP-101/units/{quiz.position}/attempts"
    people = [
        {
            "email": f"taker{n}@bench.example", "name": f"林{n}", "pinyin": pinyin(f"林{n}"),
            "search_text": search_key([f"林{n}"]), "fs_uniquifier": f"taker{n}",
        }
        for n in range(count)
    ]  # fmt: skip
    ids = list(db.session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), people))
    organisation, now = cast.organisation(cast.PUJIANG), clock.now()
    rows = [
        {"person_id": id, "organisation_id": organisation.id, "staff_number": f"B{id}", "begins_on": clock.today()}
        for id in ids
    ]
    db.session.execute(insert(Membership), rows)
    begun = [{"person_id": id, "organisation_id": organisation.id, "version_id": version.id, "round": 1} for id in ids]
    enrolled = list(db.session.scalars(insert(Enrolment).returning(Enrolment.id, sort_by_parameter_order=True), begun))
    lessons = [unit.id for unit in version.units if unit.kind is UnitKind.LESSON]
    read = [
        {"enrolment_id": id, "unit_id": unit, "language": "zh", "completed_at": now}
        for id in enrolled
        for unit in lessons
    ]
    db.session.execute(insert(UnitProgress), read)
    return [_signed_in(app, person) for person in db.session.scalars(select(Person).where(Person.id.in_(ids)))]


def _signed_in(app: object, person: Person) -> Taker:
    """A browser's cookie and form token, made as the server would make them."""
    browser = Browser(app, None)  # type: ignore[arg-type]
    token = SignIn.begin(person, device="bench")
    with browser.client.session_transaction() as kept:
        kept["_user_id"], kept["_fresh"], kept["sign_in"] = person.fs_uniquifier, True, token
    form = browser.token()
    cookie = browser.client.get_cookie("session")
    assert cookie is not None
    return Taker(f"session={cookie.value}", form)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                time.sleep(2)  # both workers
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server does not answer.")


def main(words: list[str]) -> None:
    """Measure on each database that was asked for."""
    asked = argparse.ArgumentParser(prog="bin/bench attempts", description=__doc__)
    asked.add_argument("--takers", type=int, default=2000)
    asked.add_argument("--start-within", type=float, default=60, help="seconds in which everybody starts")
    asked.add_argument("--every", type=float, default=20, help="seconds between two answers of one person")
    asked.add_argument("--answers", type=int, default=20)
    asked.add_argument("--connections", type=int, default=64)
    asked.add_argument("--on", choices=["postgresql", "sqlite"], action="append")
    options = asked.parse_args(words)
    for kind in options.on or ["postgresql", "sqlite"]:
        name = f"learn_crowd_{os.getpid()}"
        with tempfile.TemporaryDirectory() as folder:
            url = databases.create(SERVER, name) if kind == "postgresql" else f"sqlite:///{folder}/learn.db"
            print(f"{kind}: making {options.takers} people …", file=sys.stderr, flush=True)
            try:
                with served(url, folder, options.takers, options) as (address, takers):
                    crowd = Crowd(address, takers, options)
                    before = time.process_time()
                    whole = asyncio.run(crowd.run())
                    print(
                        f"\n{kind}: {options.takers} takers, started within {options.start_within:.0f} s, an answer every "
                        f"{options.every:.0f} s; {whole:.0f} s in all, the load itself took {time.process_time() - before:.0f} s of CPU"
                    )
                    crowd.tally.show(whole)
                    if crowd.tally.errors:
                        print(Path(f"{folder}/server.log").read_text()[-2000:], file=sys.stderr)
            finally:
                if kind == "postgresql":
                    databases.drop(SERVER, name)


if __name__ == "__main__":
    main(sys.argv[1:])
