"""Ratios of CPU time, measured interleaved in one run: `bin/bench`. A benchmark measures; it asserts nothing.

The yardstick is a bare Flask page that makes three indexed queries, and a bare insert, with the same database and driver.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

import flask_migrate
from flask import Flask, render_template_string
from weasyprint import HTML

from learn import create_app, demo
from learn.audit import AuditEntry, Event
from learn.catalogue import Course
from learn.certificates import paper
from learn.config import ROOT, Config
from learn.kit import clock, pdf
from learn.kit import db as database
from learn.kit.db import db, transaction
from learn.learning import Completion, Enrolment
from learn.people import JobRole, Organisation, Person
from tests import cast
from tests.conftest import Browser, load_course

ROUNDS = 60
STAFF = 2_000
Work = Callable[[], object]


def compare(title: str, ours: Work, bare: Work, aim: str, rounds: int = ROUNDS) -> None:
    """Run both in turn and print the ratio of the medians of their CPU time."""
    for work in (ours, bare, ours, bare):
        work()
    spent: dict[Work, list[float]] = {ours: [], bare: []}
    for _ in range(rounds):
        for work in (ours, bare):
            begun = time.process_time()
            work()
            spent[work].append(time.process_time() - begun)
    mine, theirs = median(spent[ours]) * 1000, median(spent[bare]) * 1000
    print(f"{title:<44} {mine:8.2f} ms {theirs:8.2f} ms   {mine / theirs:5.2f} x   {aim}")


def bare_app(config: Config) -> Flask:
    """Flask, three indexed queries and one insert, and nothing of ours around them."""
    app = Flask("bare")
    app.config["SQLALCHEMY_DATABASE_URI"] = config.database
    database.init_app(app)

    @app.get("/")
    def page() -> str:
        names = [db.session.get(kind, 1) for kind in (Person, Organisation, Course)]
        return render_template_string(
            "<!doctype html><title>Bare</title>{% for n in names %}<p>{{ n.id }}</p>{% endfor %}", names=names
        )

    @app.post("/")
    def insert() -> str:
        with database.writing():
            db.session.add(
                AuditEntry(
                    event=Event.ANSWER_SAVED, actor_name="bare", subject_type="x", subject_id=1, subject_name="x"
                )
            )
            db.session.commit()
        return "ok"

    return app


def hire(count: int, organisation: Organisation) -> None:
    """So many staff with a job role, a third of them enrolled."""
    role = JobRole(code="bench", title=organisation.name)
    db.session.add(role)
    db.session.flush()
    for n in range(count):
        person = Person.add(email=f"bench{n}@pujiang.example", name=f"林{n}", by=None)
        db.session.flush()
        membership = person.join(organisation, staff_number=f"B{n:05}", department=f"D{n % 7}", by=None)
        membership.take_role(role, by=None)
        if n % 3 == 0:
            version = demo.version_of("GMP-101")
            db.session.add(
                Enrolment(person_id=person.id, organisation_id=organisation.id, version_id=version.id, round=1)
            )
    db.session.info.pop("bells", None)


def main() -> None:
    """Build, measure, print."""
    folder = Path(tempfile.mkdtemp())
    config = replace(
        Config(),
        DATABASE_URL=f"sqlite:///{folder}/learn.db",
        STORAGE_URL=f"file://{folder}/storage",
        MAIL_URL=f"file://{folder}/mail",
        EXTRA={"RATELIMIT_ENABLED": False},
    )
    app, bare = create_app(config), bare_app(config).test_client()
    app.extensions["bell"] = lambda name, args: None
    with app.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
    with app.app_context(), transaction():
        cast.gather()
        (folder / "pack").mkdir()
        load_course(folder / "pack")
        print(f"hiring {STAFF} people …", file=sys.stderr)
        hire(STAFF, cast.organisation(cast.PUJIANG))
        demo.study(cast.person("hana@pujiang.example"), "GMP-101")
        demo.study(cast.person("bo@pujiang.example"), "GMP-101", lessons=2, blank=None)
    with app.app_context():
        measure(app, bare)


def measure(app: Flask, bare: object) -> None:
    """Every figure that the house promises, one line each."""
    bo, hana = Browser(app, cast.person("bo@pujiang.example")), Browser(app, cast.person("hana@pujiang.example"))
    page: Work = lambda: bare.get("/")  # type: ignore[attr-defined]  # noqa: E731
    insert: Work = lambda: bare.post("/")  # type: ignore[attr-defined]  # noqa: E731

    def visits(browser: Browser, path: str) -> Work:
        def visit() -> None:
            with app.app_context():
                assert browser.client.get(path).status_code == 200, path

        return visit

    print(f"{'':<44} {'ours':>11} {'bare':>11}")
    for title, browser, path in (
        ("home", bo, "/"),
        ("catalogue", bo, "/courses"),
        ("lesson", bo, "/courses/GMP-101/units/1"),
        (f"HR list, {STAFF} staff", hana, "/hr/people"),
        (f"HR dashboard, {STAFF} staff", hana, "/hr"),
    ):
        compare(title, visits(browser, path), page, "aim 2 x")
    attempt = bo.post("/courses/GMP-101/units/3/attempts").location.split("?")[0]
    compare("attempt page", visits(bo, attempt), page, "aim 2 x")
    compare("saving an answer", answering(app, bo, attempt), insert, "aim 1.5 x")
    compare("handing in and marking", handing_in(app), insert, "", rounds=20)
    certificate(app)


def answering(app: Flask, browser: Browser, attempt: str) -> Work:
    """Give another answer to the first question, each time a new one."""
    with app.app_context():
        item = db.session.scalars(db.text("SELECT id FROM paper_item")).first()
        assert item
    page = browser.get(attempt)
    control = page.soup.select_one(
        'fieldset input[type="radio"], fieldset input[type="checkbox"], fieldset input[type="text"], fieldset input:not([type=hidden])'
    )
    assert control is not None
    values = [one["value"] for one in page.soup.select(f'input[name="{control["name"]}"]') if one.get("value")] or [
        "1",
        "2",
    ]
    turn = iter(range(10**9))
    token = browser.token()

    def answer() -> None:
        form = {control["name"]: values[next(turn) % len(values)], "question": control["name"][1:], "csrf_token": token}
        with app.app_context():
            said = browser.client.post(f"{attempt}/answers", data=form, headers={"X-Part": "1"})
        assert said.status_code == 200, said.status

    return answer


def handing_in(app: Flask) -> Work:
    """Hand in a fully answered paper, a new one each time; sitting and answering are not counted."""
    people = iter(range(10**6))

    def hand_in() -> None:
        with app.app_context(), database.writing():
            person = db.session.scalars(
                db.select(Person).where(Person.email == f"bench{next(people) * 3 + 1}@pujiang.example")
            ).one()
            demo.study(person, "GMP-101")
            db.session.commit()

    return hand_in


def certificate(app: Flask) -> None:
    """Our press against WeasyPrint's plain render of the same page."""
    completion = db.session.scalars(db.select(Completion)).first()
    assert completion is not None
    pages: list[str] = []
    press = pdf._press(paper.STYLES, paper.FRAME)
    inner = press.print

    def keep(page: str, files: object) -> bytes:
        pages.append(page)
        return inner(page, files)  # type: ignore[arg-type]

    press.print = keep  # type: ignore[method-assign]
    how = {
        "number": "CGT-2026-AAAAA-AAAAA-A",
        "verify_page": "http://localhost/verify/x",
        "code": "x" * 16,
        "issued_at": clock.now(),
    }
    ours: Work = lambda: paper.print_certificate(completion, **how)  # type: ignore[arg-type]  # noqa: E731
    ours()
    files = {"qr": paper.qr_code("http://localhost/verify/x?code=" + "x" * 16)}
    frame = (ROOT / "learn/static" / paper.FRAME).read_text()
    sheet = f"<style>{pdf._font_faces()}{(ROOT / 'learn/static' / paper.STYLES).read_text()}</style>"
    whole = pages[0].replace("</head>", sheet + "</head>").replace("</body>", frame + "</body>")
    plain: Work = lambda: HTML(string=whole, base_url="static:/", url_fetcher=pdf.Fetcher(files)).write_pdf()  # noqa: E731
    compare("certificate", ours, plain, "aim 0.30 x", rounds=12)


if __name__ == "__main__":
    main()
