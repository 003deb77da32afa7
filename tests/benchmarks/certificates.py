"""`bin/bench certificates`: what a certificate costs to print, to sign, to issue and to check. It measures; it asserts nothing.

Ratios are medians of CPU time, taken in turn in one run. Issuing and checking are shown in a database with few certificates and
in one with many: with --certificates 1000000 in one with a million.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa
from sqlalchemy import func, insert, select
from weasyprint import HTML

from learn import create_app, demo
from learn.certificates import Certificate, paper
from learn.certificates.check import check_file, check_number
from learn.certificates.facts import Facts
from learn.certificates.issuer import Issuer
from learn.certificates.number import new_number
from learn.config import Config
from learn.kit import clock, pdf
from learn.kit.db import db, transaction
from learn.kit.pades import TimeAuthority
from learn.kit.signing_key import Chain
from learn.learning import Completion, Enrolment
from learn.people import Person
from tests import cast, databases
from tests.benchmarks.crowd import SERVER
from tests.benchmarks.press import CREDENTIAL, asked
from tests.benchmarks.stage import set_up_empty
from tests.certificates import time_authority

ROUNDS = 25
Work = Callable[[], Any]
SAID: dict[str, Any] = {
    "number": "CGT-2026-AAAAA-AAAAA-A", "verify_page": "http://localhost/verify/x", "code": "x" * 16,
}  # fmt: skip


def show(title: str, figure: str, aim: str, remark: str = "") -> None:
    """One line."""
    print(f"{title:<56} {figure:>16}  {aim:<14}{remark}", flush=True)


def in_turn(*works: Work, rounds: int = ROUNDS) -> list[float]:
    """The median CPU time of each in milliseconds, taken in turn."""
    spent: list[list[float]] = [[] for _ in works]
    for _ in range(3):
        [work() for work in works]
    for _ in range(rounds):
        for work, times in zip(works, spent, strict=True):
            begun = time.process_time()
            work()
            times.append(time.process_time() - begun)
    return [median(times) * 1000 for times in spent]


@dataclass
class Ways:
    """The ways to print one and the same completion."""

    archival: Work
    attached: Work
    lean: Work
    plain: Work


def ways(completion: Completion) -> Ways:
    """Ours, ours with a file inside, ours without the archival profile, and WeasyPrint's plain one."""

    facts = facts_of(completion)

    def archival() -> bytes:
        return paper.print_certificate(facts, **SAID)

    def attached() -> bytes:
        return paper.print_certificate(facts, attachments=[CREDENTIAL], **SAID)

    with patch.object(pdf._Press, "print", return_value=b"") as press:
        archival()
    page, files = press.call_args.args[:2]
    styles = f"<style>{pdf._font_faces()}{(pdf.STATIC / paper.STYLES).read_text()}</style>"
    frame = (pdf.STATIC / paper.FRAME).read_text()
    whole = page.replace("</head>", styles + "</head>").replace("</body>", frame + "</body>")

    def plain() -> bytes:
        printed: bytes = HTML(string=whole, base_url="static:/", url_fetcher=pdf.Fetcher(files)).write_pdf()
        return printed

    ready = pdf._press(paper.STYLES, paper.FRAME)

    def lean() -> bytes:
        document = HTML(string=paper_page(), base_url="static:/", url_fetcher=pdf.Fetcher(files))
        printed: bytes = document.render(font_config=ready.fonts, stylesheets=ready.styles).write_pdf(
            finisher=lambda _document, made: ready._put_frame_behind(made)
        )
        return printed

    def paper_page() -> str:
        with patch.object(pdf._Press, "print", return_value=b"") as again:
            archival()  # fills in the page as every print does
        return str(again.call_args.args[0])

    return Ways(archival, attached, lean, plain)


def printing(completion: Completion, folder: Path) -> None:
    """Printing and signing, and how large what comes out is."""
    way = ways(completion)
    ours, plain = in_turn(way.attached, way.plain, rounds=12)
    show(
        "our print, against a plain one of the same page",
        f"{ours / plain:.2f} x",
        "0.30 (0.20)",
        f"{ours:.0f} ms of {plain:.0f} ms",
    )
    archival, lean = in_turn(way.attached, way.lean)
    show(
        "archival with a file inside, against without",
        f"{archival / lean:.2f} x",
        "1.35",
        f"{archival:.0f} ms of {lean:.0f} ms",
    )
    issuer, content = Issuer(folder / "keys", None, None), way.attached()
    with unremembered():
        signing, printed = in_turn(lambda: issuer.sign(content), way.attached)
        show(
            "signing (B-B), against printing",
            f"{signing / printed:.2f} x",
            "0.50",
            f"{signing:.1f} ms of {printed:.0f} ms",
        )
        (folder / "time").mkdir()
        with time_authority.running(folder / "time") as authority:
            stamping = Issuer(
                folder / "keys", None, TimeAuthority(authority.url(), Chain(authority.certificate("root")))
            )
            [stamped] = in_turn(lambda: stamping.sign(content), rounds=8)
            show(
                "signing and stamping (B-LTA), against printing",
                f"{stamped / printed:.2f} x",
                "",
                f"{stamped:.0f} ms, the authority's own work included",
            )
            sizes = [len(one) / 1024 for one in (content, issuer.sign(content).content, stamping.sign(content).content)]
    show("size unsigned / B-B / B-LTA", " / ".join(f"{size:.0f}" for size in sizes) + " KiB", "64 / 80 / 110")  # fmt: skip


@contextmanager
def unremembered() -> Iterator[None]:
    """Signing alone: without asking the database whether the key is known."""
    with patch("learn.certificates.issuer._remember"):
        yield


def what_is_printed(completion: Completion) -> bytes:
    """The template and the plain values of a certificate, for a process that has no database."""
    with patch.object(paper, "render_pdf", return_value=b"") as render:
        paper.print_certificate(facts_of(completion), **SAID)
    return asked(render.call_args.args[0], dict(render.call_args.kwargs))


def facts_of(completion: Completion) -> Facts:
    """What its certificate says."""
    return Facts.of(completion, issued_at=datetime(2026, 1, 1, tzinfo=UTC))


def press(document: bytes, *after: int, processes: int = 1) -> list[dict[str, Any]]:
    """What so many processes tell that print at the same time."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.press", *map(str, after)]
    running = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(processes)]
    for one in running:
        assert one.stdin is not None
        one.stdin.write(document)
        one.stdin.close()
        one.stdin = None
    return [json.loads(one.communicate()[0]) for one in running]


def in_bulk(document: bytes, count: int, first: int, last: int) -> None:
    """The same number by one process and by two; and what memory one holds after so many, and after so many more."""
    [one] = press(document, count)
    alone, together = one["seconds"], max(each["seconds"] for each in press(document, count // 2, processes=2))
    show(
        f"{count} prints by two processes, against one",
        f"{alone / together:.2f} x",
        "1.60 or more",
        f"{alone:.1f} s, {together:.1f} s",
    )
    [long] = press(document, first, last)
    before, after = long["marks"]
    show(f"memory from {first} to {last} prints", f"{after - before:+.1f} MiB", "15 or less")
    show("the most memory of a process that prints", f"{long['most']:.0f} MiB", "below 150")


# issuing and checking among many


def among_many(address: str, few: int, many: int, folder: Path) -> None:
    """Issuing and checking where few certificates were issued before, and where many were."""
    config = replace(
        Config(), DATABASE_URL=address, STORAGE_URL=f"file://{folder}/storage", MAIL_URL=f"file://{folder}/mail",
        EXTRA={"RATELIMIT_ENABLED": False, "VAR": folder},
    )  # fmt: skip
    app = create_app(config)
    app.extensions["bell"] = lambda name, args: None
    kind = config.database.split(":")[0].split("+")[0]
    figures = []
    with app.app_context():
        for count in (few, many):
            fill(count)
            figures.append([*issuing(), *checking()])
        db.session.remove()
        db.engine.dispose()
    for title, before, after in zip(
        ("issuing one", "issuing fifty", "checking a number", "checking a file"), *figures, strict=True
    ):
        show(
            f"{kind}: {title}, among {many:,} against {few:,}",
            f"{after / before:.2f} x",
            "about 1",
            f"{before:.1f} ms, {after:.1f} ms",
        )
    for (one, fifty), count in zip([figure[:2] for figure in figures], (few, many), strict=True):
        show(f"{kind}: fifty at once against one, among {count:,}", f"{fifty / one:.1f} x", "about 50")


def fill(count: int) -> None:
    """So many people, enrolments, completions and certificates, none with a file."""
    have = db.session.scalar(select(func.count()).select_from(Certificate)) or 0
    version, now = demo.version_of("GMP-101"), clock.now()
    print(f"  making {count - have:,} certificates …", file=sys.stderr, flush=True)
    for start in range(have, count, 10_000):
        numbers = range(start, min(start + 10_000, count))
        with transaction():
            people = list(
                _ids(
                    Person,
                    [
                        {"email": f"n{n}@many.example", "name": f"林{n}", "pinyin": "lin", "search_text": ""}
                        for n in numbers
                    ],
                )
            )
            enrolled = _ids(Enrolment, [{"person_id": one, "version_id": version.id, "round": 1} for one in people])
            facts = {
                "course_id": version.course_id, "course_code": "GMP-101", "course_title": version.title,
                "version_number": version.number, "content_digest": version.digest, "questions_digest": "", "language": "zh",
                "hours": Decimal(1), "completed_at": now - timedelta(days=1), "holder_latin_name": "", "staff_number": "",
            }  # fmt: skip
            done = _ids(
                Completion,
                [
                    {**facts, "enrolment_id": place, "person_id": one, "holder_name": "林"}
                    for place, one in zip(enrolled, people, strict=True)
                ],
            )
            db.session.execute(
                insert(Certificate),
                [
                    {"number": f"CGT-1999-{n:010}-A", "code": "x" * 16, "completion_id": completion, "person_id": one, "document_key": f"many/{n}", "sha256": f"{n:064x}", "size": 1, "level": "B-B", "issued_at": now}
                    for n, completion, one in zip(numbers, done, people, strict=True)
                ],
            )  # fmt: skip
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))


def _ids(kind: Any, rows: list[dict[str, Any]]) -> list[int]:
    return list(db.session.scalars(insert(kind).returning(kind.id, sort_by_parameter_order=True), rows))


def completions(count: int) -> list[Completion]:
    """So many completions without a certificate."""
    version, stamp = demo.version_of("GMP-101"), time.time_ns()
    people = [Person.add(email=f"new{stamp}-{n}@many.example", name="林博", by=None) for n in range(count)]
    db.session.flush()
    made = []
    for person in people:
        place = Enrolment(person_id=person.id, version_id=version.id, round=1)
        db.session.add(place)
        db.session.flush()
        made.append(
            Completion(
                enrolment_id=place.id, person_id=person.id, course_id=version.course_id, course_code="GMP-101",
                course_title=version.title, version_number=version.number, content_digest=version.digest, questions_digest="",
                language="zh", hours=Decimal(1), completed_at=clock.now(), holder_name="林博", holder_latin_name="", staff_number="",
            )
        )  # fmt: skip
    db.session.add_all(made)
    db.session.commit()
    db.session.info.pop("bells", None)
    return made


def issuing() -> list[float]:
    """Milliseconds to issue one, and fifty in a row."""
    waiting = iter(completions(15 + 50))

    def one() -> None:
        Certificate.issue(next(waiting))
        db.session.commit()

    alone = [_elapsed(one) for _ in range(15)][5:]
    return [median(alone), sum(_elapsed(one) for _ in range(50))]


def checking() -> list[float]:
    """Milliseconds to check by number and by file."""
    held = db.session.scalars(select(Certificate).order_by(Certificate.id.desc()).limit(1)).one()
    number, content, nobody = held.number, held.read_document(), new_number(2026)

    def by_number() -> None:
        db.session.rollback()
        assert check_number(number).certificate is not None
        assert check_number(nobody).certificate is None

    def by_file() -> None:
        db.session.rollback()
        assert check_file(content).certificate is not None

    return [median(_elapsed(work) for _ in range(60)) for work in (by_number, by_file)]


def _elapsed(work: Work) -> float:
    """CPU time of this process in milliseconds: all there is on SQLite, and on PostgreSQL the time on the clock."""
    clock_of = time.process_time if db.engine.dialect.name == "sqlite" else time.perf_counter
    begun = clock_of()
    work()
    return (clock_of() - begun) * 1000


def main(words: list[str]) -> None:
    """Build, measure, print."""
    asked = argparse.ArgumentParser(prog="bin/bench certificates", description=__doc__)
    asked.add_argument("--quick", action="store_true", help="fewer prints: a look, not a measurement")
    asked.add_argument("--few", type=int, default=1_000, help="certificates issued before, at first")
    asked.add_argument("--certificates", type=int, default=20_000, help="certificates issued before, later")
    asked.add_argument("--on", choices=["postgresql", "sqlite"], action="append", help="default: both")
    options = asked.parse_args(words)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        address = f"sqlite:///{folder}/learn.db"
        app = create_app(replace(Config(), DATABASE_URL=address, EXTRA={"VAR": folder}))
        print("setting up the course library …", file=sys.stderr)
        set_up_empty(app)
        with app.app_context(), redirect_stdout(sys.stderr):
            demo.study(cast.person("bo@pujiang.example"), "GMP-101", lessons=99, blank=None)
            db.session.commit()
        print(f"{'':<56} {'measured':>16}  {'aim':<14}")
        with app.app_context():
            completion = completions(1)[0]
            printing(completion, folder)
            document = what_is_printed(completion)
            db.session.remove()
            db.engine.dispose()
        in_bulk(document, *((60, 50, 200) if options.quick else (400, 500, 2000)))
        for kind in options.on or ["sqlite", "postgresql"]:
            with database(kind, folder) as where:
                among_many(where, options.few, options.certificates, folder)


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """A database with the course library in it, of its own."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/learn.db"
        return
    name = f"learn_bench_{os.getpid()}"
    address = databases.create(SERVER, name)
    try:
        set_up_empty(create_app(replace(Config(), DATABASE_URL=address, EXTRA={"VAR": folder})))
        yield address
    finally:
        databases.drop(SERVER, name)


if __name__ == "__main__":
    main(sys.argv[1:])
