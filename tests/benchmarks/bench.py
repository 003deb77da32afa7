"""`bin/bench`: ratios of CPU time, measured in turn in one run. A benchmark measures; it asserts no figure.

The yardstick is a bare Flask page that asks three indexed queries, and a bare insert, on the same server and database.
With TEST_DATABASE_URL it runs on PostgreSQL; what the server itself spends is then in no figure.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from weasyprint import HTML

from learn.certificates import paper
from learn.certificates.facts import Facts
from learn.kit import clock, pdf
from learn.kit.db import db, transaction
from learn.learning import Completion
from learn.people import Person
from tests import cast
from tests.benchmarks.stage import STAFF, set_up, settings, sit
from tests.benchmarks.yardstick import bare_app
from tests.conftest import Browser
from tests.pages import Page

ROUNDS = 40
FEW = 12  # rounds of what takes long, or works only once
Work = Callable[[], Any]


def compare(title: str, ours: Work, bare: Work, *, aim: str, rounds: int = ROUNDS, warm: int = 4) -> None:
    """Run both in turn and print the ratio of the medians of their CPU time; then what the last answer weighed."""
    for _ in range(warm):
        ours(), bare()
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for work, times in zip((ours, bare), spent, strict=True):
            begun = time.process_time()
            work()
            times.append(time.process_time() - begun)
    mine, theirs = (median(times) * 1000 for times in spent)
    with queries() as sent:
        answer = ours()
    print(
        f"{title:<28} {mine:8.2f} ms {theirs:8.2f} ms {mine / theirs:7.2f} x  {aim:<8}{weight(answer, len(sent))}",
        flush=True,
    )


def weight(answer: Any, sent: int) -> str:
    """The queries, the HTML and the compressed styles, scripts and drawings of a page."""
    if not isinstance(answer, Page):
        return ""
    if answer.response.mimetype != "text/html":
        return f"{sent:7}"
    return f"{sent:7} {len(answer.response.data) / 1000:7.1f} kB {answer.weight_of_assets / 1000:7.1f} kB"


@contextmanager
def queries() -> Iterator[list[str]]:
    """The SQL that is sent meanwhile."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            sent.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    yield sent
    sa.event.remove(sa.Engine, "before_cursor_execute", note)


def main() -> None:
    """Build, measure, print."""
    with settings() as config:
        print(f"{config.database.split(':')[0]}: setting up {STAFF} staff and the course library …", file=sys.stderr)
        app, bare = set_up(config), bare_app(config)
        print(f"{'':<28} {'ours':>11} {'bare':>11} {'ratio':>9}  {'aim':<8}{'queries':>7} {'HTML':>10} {'assets':>10}")
        with app.app_context():
            measure(app, bare)
            db.session.remove()
            db.engine.dispose()


def measure(app: Flask, bare: FlaskClient) -> None:
    """Every figure that the house promises, one line each."""
    bo, hana = (Browser(app, cast.person(f"{name}@pujiang.example")) for name in ("bo", "hana"))
    attempt = bo.post("/courses/GMP-101/units/4/attempts").location.split("?")[0]
    for title, browser, path in (
        ("home", bo, "/"),
        ("catalogue", bo, "/courses"),
        ("course", bo, "/courses/GMP-101"),
        ("lesson", bo, "/courses/GMP-101/units/1"),
        ("attempt page, 10 questions", bo, attempt),
        (f"HR list, {STAFF} staff", hana, "/hr/people"),
        (f"HR dashboard, {STAFF} staff", hana, "/hr"),
    ):
        compare(title, visiting(app, browser, path), lambda: bare.get("/"), aim="2 x")
    compare("saving an answer", answering(app, bo, attempt), lambda: bare.post("/"), aim="1.5 x")
    compare("handing in 10 answers", handing_in(app), lambda: bare.post("/"), aim="", rounds=FEW, warm=1)
    certificate()


def visiting(app: Flask, browser: Browser, path: str) -> Work:
    """Open a page, with a request of its own as on a server."""

    def visit() -> Page:
        with app.app_context():
            page = Page(browser.client.get(path))
        assert page.response.status_code == 200, f"{path}: {page.response.status}"
        return page

    return visit


def sending(app: Flask, browser: Browser, path: str, form: dict[str, str], expect: int, **how: Any) -> Page:
    """Send a form as a browser does."""
    with app.app_context():
        page = Page(browser.client.post(path, data=form, **how))
    assert page.response.status_code == expect, f"{path}: {page.response.status}"
    return page


def answering(app: Flask, browser: Browser, attempt: str) -> Work:
    """Give another answer to the first question with choices, each time a new one, as the script of the page does."""
    page = browser.get(attempt)
    name = next(one["name"] for one in page.all('fieldset input[type="radio"]'))
    values = cycle(one["value"] for one in page.all(f'input[name="{name}"]'))
    form = {"question": name[1:], "csrf_token": browser.token()}
    return lambda: sending(
        app, browser, f"{attempt}/answers", {**form, name: next(values)}, 200, headers={"X-Part": "1"}
    )


def handing_in(app: Flask) -> Work:
    """Hand in a fully answered paper, each time another one; sitting and answering were done before."""
    ready = []
    for n in range(FEW + 2):
        with app.app_context(), transaction():
            person = db.session.scalars(db.select(Person).filter_by(email=f"staff{n * 3 + 1}@bench.example")).one()
            browser = Browser(app, person)
            ready.append((browser, f"/attempts/{sit(person, 'GMP-101').id}/submission", browser.token()))
    papers = iter(ready)

    def hand_in() -> Page:
        browser, path, token = next(papers)
        return sending(app, browser, path, {"csrf_token": token}, 303)

    return hand_in


def certificate() -> None:
    """Our press against WeasyPrint's plain render of the same page."""
    completion = db.session.scalars(db.select(Completion)).first()
    assert completion is not None
    facts = Facts.of(completion, issued_at=clock.now())
    said: dict[str, Any] = {"number": "CGT-2026-AAAAA-AAAAA-A", "verify_page": "http://localhost/verify/x", "code": "x"}

    def ours() -> bytes:
        return paper.print_certificate(facts, **said)

    with patch.object(pdf._Press, "print", return_value=b"") as press:
        ours()
    page, files = press.call_args.args[:2]
    folder = Path(pdf.STATIC)
    styles = f"<style>{pdf._font_faces()}{(folder / paper.STYLES).read_text()}</style>"
    frame = (folder / paper.FRAME).read_text()
    whole = page.replace("</head>", styles + "</head>").replace("</body>", frame + "</body>")

    def plain() -> bytes:
        printed: bytes = HTML(string=whole, base_url="static:/", url_fetcher=pdf.Fetcher(files)).write_pdf()
        return printed

    compare("certificate", ours, plain, aim="0.30 x", rounds=FEW, warm=1)


if __name__ == "__main__":
    main()
