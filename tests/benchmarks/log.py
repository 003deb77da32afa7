"""`bin/bench log`: what an entry, a proof and a check by number cost at a thousand and at a million entries, as ratios.

The log is filled in bulk with entries as long as real ones; every kept hash is computed, so that the tree is a real one.
With TEST_DATABASE_URL it runs on PostgreSQL.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

import flask_migrate
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select
from sqlalchemy.orm.attributes import set_committed_value

from learn import create_app, demo
from learn.certificates import Certificate, Revocation, due
from learn.certificates.log import LogEntry, LogNode, proofs_of, tree
from learn.certificates.log.book import enter
from learn.certificates.log.entry import node_id
from learn.certificates.log.reading import bundle, hashes_at, size, tile, tree_of
from learn.config import ROOT
from learn.kit import clock
from learn.kit.db import db, transaction
from tests import cast
from tests.benchmarks.stage import settings
from tests.conftest import load_course

SMALL, LARGE, STEP = 1_000, 1_000_000, 10_000
ROUNDS, WARM = 60, 3
CHECKED, CROWD = "bo@pujiang.example", "zed@gangcheng.example"  # whose certificate is checked, whose fills the log
Work = Callable[[], Any]
_acts = count(10**8)  # ids of acts that only the benchmark knows


def main() -> None:
    """Fill, measure, fill, measure, compare."""
    with settings() as config:
        app = create_app(config)
        set_up(app, Path(str(app.config["VAR"])) / "pack")
        small, large = measured(app, SMALL), measured(app, LARGE)
        print(f"{'':<24} {SMALL:>11,} {LARGE:>11,} {'ratio':>9}   aim")
        for title, spent in small.items():
            print(f"{title:<24} {spent:8.2f} ms {large[title]:8.2f} ms {large[title] / spent:7.2f} x   2 x")
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def set_up(app: Flask, folder: Path) -> None:
    """The cast, a small course, and two certificates."""
    folder.mkdir()
    app.extensions["bell"] = lambda name, args: None
    with app.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
    with app.app_context(), transaction():
        cast.gather()
        load_course(folder)
        for email in (CHECKED, CROWD):
            demo.study(cast.person(email), "GMP-101")
        db.session.flush()
        for completion in db.session.scalars(due()).all():
            Certificate.issue(completion)


def certificate_of(email: str) -> Certificate:
    """The certificate of one of the two."""
    return db.session.scalars(Certificate.of(cast.person(email))).one()


def measured(app: Flask, entries: int) -> dict[str, float]:
    """The medians of the CPU time that each takes, in milliseconds, with so many entries in the log."""
    print(f"filling to {entries:,} entries …", file=sys.stderr)
    with app.app_context():
        fill(entries)
        number, last = certificate_of(CHECKED).number, entries // 256 - 1
    client = app.test_client()
    return {
        "append one entry": timed(app, partial(append, 1)),
        "append 100 at once": timed(app, partial(append, 100)),
        "root": timed(app, tree_of),
        "inclusion proof": timed(app, lambda: proofs_of(certificate_of(CHECKED))),
        "tile of 256 hashes": timed(app, lambda: tile(0, last, 256)),
        "bundle of 256 entries": timed(app, lambda: bundle(last, 256)),
        "verify by number": timed(app, lambda: visit(client, f"/verify/{number}")),
        "the same for machines": timed(app, lambda: visit(client, f"/verify/{number}.json")),
    }


def timed(app: Flask, work: Work) -> float:
    """The median of some rounds, the commit included; each begins with an empty session, as a request does."""
    spent = []
    for _ in range(ROUNDS + WARM):
        with app.app_context():
            begun = time.process_time()
            with transaction():
                work()
            spent.append((time.process_time() - begun) * 1000)
    return median(spent[WARM:])


def visit(client: FlaskClient, path: str) -> None:
    """Ask for a page."""
    assert client.get(path).status_code == 200


def append(acts: int) -> None:
    """Enter so many acts, by the verb that every issue goes through."""
    certificate, done = certificate_of(CROWD), []
    for id_ in (next(_acts) for _ in range(acts)):
        act = Revocation(id=id_, at=clock.now())
        set_committed_value(act, "certificate", certificate)  # seen by the log, and not written down
        done.append(act)
    enter(done)


def fill(entries: int) -> None:
    """Entries up to a number, in steps."""
    certificate_id, begin = certificate_of(CROWD).id, size()
    edge = hashes_at(tree.complete_subtrees((0, begin)))
    while begin < entries:
        end = min(begin + STEP, entries)
        rows = [row(n, certificate_id) for n in range(begin, end)]
        grown = dict(tree.grown(begin, [tree.leaf_hash(str(one["content"]).encode()) for one in rows], edge))
        known = edge | grown
        edge = {place: known[place] for place in tree.complete_subtrees((0, end))}
        with transaction():
            db.session.execute(insert(LogEntry), rows)
            nodes = [{"id": node_id(*place), "sha256": hashed} for place, hashed in grown.items()]
            db.session.execute(insert(LogNode), nodes)
        begin = end
    assert db.session.scalar(select(func.count()).select_from(LogEntry)) == entries
    db.session.remove()


def row(n: int, certificate_id: int) -> dict[str, Any]:
    """An entry of the length that real ones have."""
    at = "2026-11-29T01:00:00Z"
    said = f'{{"at":"{at}","certificate":"{n:064x}","format":1,"kind":"issued","logged_at":"{at}"}}'
    return {"id": n, "content": said, "kind": "issued", "act_id": next(_acts), "certificate_id": certificate_id}


if __name__ == "__main__":
    main()
