"""Whatever is done to a certificate stands in the public log, at once and for good, without a name in it."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import func, select, text

from learn import create_app
from learn.certificates import Certificate
from learn.certificates.log import Damaged, Kind, LogEntry, LogNode, enter_what_is_missing, note, proofs_of, tree
from learn.certificates.log.book import enter_missing, missing
from learn.certificates.log.entry import salted
from learn.certificates.log.reading import consistency, size, tree_of
from learn.config import ROOT, Config
from learn.kit.db import db, transaction
from learn.kit.web import Refused
from learn.people import Person
from tests import cast, databases
from tests.certificates.conftest import at

Certified = Callable[..., Certificate]


def entries() -> list[LogEntry]:
    return list(db.session.scalars(select(LogEntry).order_by(LogEntry.id)))


def said_of(certificate: Certificate) -> list[dict[str, Any]]:
    return [proof.entry.said for proof in proofs_of(certificate)]


def without_triggers(*tables: str) -> None:
    """What somebody could do who owns the database itself."""
    for table in tables:
        for act in ("update", "delete"):
            on = "" if db.engine.dialect.name == "sqlite" else f" ON {table}"
            db.session.execute(text(f"DROP TRIGGER {table}_no_{act}{on}"))


# what is entered


def test_an_issue_is_entered_in_the_transaction_that_issues(bo: Person, certified: Certified) -> None:
    before = size()
    certificate = certified(bo)
    assert size() == before + 1
    (said,) = said_of(certificate)
    assert said["kind"] == "issued"
    assert said["format"] == 1
    assert said["certificate"] == salted(certificate.salt, certificate.sha256)
    assert at(said["at"]) == certificate.issued_at
    assert at(said["logged_at"]) >= at(said["at"])


def test_a_newer_certificate_is_entered_and_the_succession_too(bo: Person, certified: Certified) -> None:
    former = certified(bo, completed_at=at("2024-03-01T09:00:00+08:00"))
    newer = certified(bo)
    issued, superseded = said_of(former)
    assert issued["kind"] == "issued"
    assert superseded["kind"] == "superseded"
    assert superseded["certificate"] == issued["certificate"]
    assert superseded["successor"] == said_of(newer)[0]["certificate"]


def test_a_revocation_is_entered_with_its_moment_and_without_its_reason(
    bo: Person, omar: Person, certified: Certified
) -> None:
    certificate = certified(bo)
    certificate.revoke(by=omar, reason="answers given by somebody else")
    db.session.commit()
    assert [said["kind"] for said in said_of(certificate)] == ["issued", "revoked"]
    assert "somebody else" not in proofs_of(certificate)[1].entry.content


def test_what_is_taken_back_before_it_is_done_leaves_no_entry(bo: Person, omar: Person, certified: Certified) -> None:
    certificate = certified(bo)
    before = size()
    certificate.revoke(by=omar, reason="a mistake")
    db.session.flush()
    db.session.rollback()
    db.session.commit()
    assert size() == before
    savepoint = db.session.begin_nested()
    certificate.revoke(by=omar, reason="a mistake")
    db.session.flush()
    savepoint.rollback()
    db.session.commit()
    assert size() == before
    with pytest.raises(Refused):
        certificate.revoke(by=bo, reason="my own")
    db.session.commit()
    assert size() == before


def test_entries_are_numbered_from_nought_without_a_gap(bo: Person, zed: Person, certified: Certified) -> None:
    for person in (bo, zed, bo):
        certified(person)
    assert [entry.id for entry in entries()] == [*range(size())]
    content = [entry.content.encode() for entry in entries()]
    assert tree_of().root == _root(content)


def test_two_certificates_with_equal_files_would_still_not_be_recognised(bo: Person, certified: Certified) -> None:
    salts = {certified(bo).salt for _ in range(3)}
    assert len(salts) == 3
    assert all(len(bytes.fromhex(salt)) == 16 for salt in salts)
    assert len({salted(salt, "ab" * 32) for salt in salts}) == 3


# what proves it


def test_every_entry_is_proved_against_the_root_and_the_root_only_grows(
    bo: Person, zed: Person, omar: Person, certified: Certified
) -> None:
    former = tree_of()
    held = [certified(person) for person in (bo, zed, bo, zed, bo)]
    held[-1].revoke(by=omar, reason="a mistake")
    db.session.commit()
    now = tree_of()
    for certificate in held:
        for proof in proofs_of(certificate):
            leaf = tree.leaf_hash(proof.entry.content.encode())
            assert proof.tree == now
            assert tree.root_from_inclusion(proof.entry.id, now.size, leaf, proof.hashes) == now.root
    for entries_then in range(1, now.size + 1):
        then = tree_of(entries_then)
        assert tree.grew(then.size, now.size, then.root, now.root, consistency(then.size, now.size))
    assert tree_of(former.size) == former


def test_a_proof_costs_two_queries_however_many_entries_there_are(
    bo: Person, omar: Person, certified: Certified, queries: Any
) -> None:
    certificate = certified(bo)
    certificate.revoke(by=omar, reason="a mistake")
    db.session.commit()
    with queries() as sent:
        assert len(proofs_of(certificate)) == 2
    assert len(sent) == 2, sent


def test_an_issue_costs_the_log_no_more_queries_when_it_is_large(
    bo: Person, certified: Certified, queries: Any
) -> None:
    def spent() -> int:
        with queries() as sent:
            certified(bo)
        return len([one for one in sent if "log_" in one or "advisory" in one])

    first = spent()
    for _ in range(20):
        certified(bo)
    assert spent() <= first + 1  # the tree's edge has more than one piece now
    assert first <= 6


# what cannot be done to it


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_entry SET content = '{}'",
        "UPDATE log_entry SET id = id + 1000",
        "DELETE FROM log_entry",
        "UPDATE log_node SET id = id + 1000",
        "DELETE FROM log_node",
        "UPDATE certificate SET salt = ''",
    ],
)
def test_the_database_refuses_to_change_or_remove_what_was_logged(
    bo: Person, certified: Certified, statement: str
) -> None:
    certified(bo)
    with pytest.raises(Exception, match="append-only"), db.session.begin_nested():
        db.session.execute(text(statement))


def test_a_place_is_given_once_and_an_act_entered_once(bo: Person, certified: Certified) -> None:
    certificate = certified(bo)
    entry = proofs_of(certificate)[0].entry
    for other in ({"id": entry.id, "act_id": 10**6}, {"id": 10**6, "act_id": entry.act_id}):
        row = {"content": "{}", "kind": Kind.ISSUED, "certificate_id": certificate.id, **other}
        with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
            db.session.execute(sa.insert(LogEntry), [row])


def test_a_damaged_log_proves_nothing_and_hides_no_verdict(bo: Person, certified: Certified, visit: Any) -> None:
    certificate = certified(bo)
    certified(bo)
    without_triggers("log_entry")
    db.session.execute(text("UPDATE log_entry SET content = 'nonsense'"))
    db.session.commit()
    with pytest.raises(Damaged):
        proofs_of(certificate)
    page = visit(None, f"/verify/{certificate.number}")
    assert page.one("[data-verdict]")["data-verdict"] == "superseded"
    assert not page.all(".logged")


# reckoning it up


@pytest.fixture
def reckon(app: Flask) -> Callable[..., Any]:
    """`reckon()`: what `certificates verify-log` says."""
    return lambda *args: app.test_cli_runner().invoke(args=["certificates", "verify-log", *args])


def test_a_faultless_log_is_said_to_be_so(
    bo: Person, zed: Person, omar: Person, certified: Certified, reckon: Any
) -> None:
    for person in (bo, zed, bo):
        certificate = certified(person)
    certificate.revoke(by=omar, reason="a mistake")
    db.session.commit()
    said = reckon()
    assert said.exit_code == 0, said.output
    assert f"{size()} entries, 0 of them entered late" in said.output
    assert tree_of().root.hex() in said.output


def test_so_is_an_empty_one(app: Flask, reckon: Any) -> None:
    said = reckon()
    assert said.exit_code == 0
    assert "0 entries" in said.output


TRICKS = {
    "a certificate dated back": (
        "certificate",
        "UPDATE certificate SET issued_at = '2020-01-01 00:00:00.000000' WHERE number = :number",
        "issued, but entry",
    ),
    "another file": (
        "certificate",
        "UPDATE certificate SET sha256 = '" + "ab" * 32 + "' WHERE number = :number",
        "issued, but entry",
    ),
    "a revocation undone": ("revocation", "DELETE FROM revocation", "no record of it any more"),
    "a revocation dated back": (
        "revocation",
        "UPDATE revocation SET at = '2020-01-01 00:00:00.000000'",
        "revoked, but entry",
    ),
    "an entry rewritten": ("log_entry", "UPDATE log_entry SET content = 'x' WHERE id = 1", "The hash over entry 1"),
    "an entry taken out": ("log_entry", "DELETE FROM log_entry WHERE id = 1", "Entries are missing"),
    "the newest entry taken out": (
        "log_entry",
        "DELETE FROM log_entry WHERE kind = 'revoked'",
        "revoked, but the log has no entry",
    ),
    "a hash rewritten": (
        "log_node",
        "UPDATE log_node SET sha256 = CAST('x' AS {bytes}) WHERE id = 1",
        "entries 0 to 1",
    ),
    "a hash taken out": ("log_node", "DELETE FROM log_node WHERE id = 1", "entries 0 to 1"),
    "a hash too many": ("log_node", "INSERT INTO log_node VALUES (5000, CAST('x' AS {bytes}))", "kept hashes where"),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_whatever_is_changed_behind_its_back_is_found(
    bo: Person, zed: Person, omar: Person, certified: Certified, reckon: Any, trick: str
) -> None:
    certificate = certified(bo)
    for person in (zed, bo, zed):
        certified(person)
    certificate = certified(omar)
    certificate.revoke(by=cast.person("quinn@alliance.example"), reason="a mistake")
    db.session.commit()
    assert reckon().exit_code == 0
    table, statement, complaint = TRICKS[trick]
    without_triggers(table)
    blob = "BLOB" if db.engine.dialect.name == "sqlite" else "BYTEA"
    given = {"number": certificate.number} if ":number" in statement else {}
    db.session.execute(text(statement.replace("{bytes}", blob)), given)
    db.session.commit()
    db.session.expire_all()
    said = reckon()
    assert said.exit_code == 1, trick
    assert complaint in said.output


def test_a_certificate_that_was_slipped_in_is_found(bo: Person, certified: Certified, reckon: Any) -> None:
    certificate = certified(bo)
    columns = [column.name for column in Certificate.__table__.columns if column.name not in ("id", "completion_id")]
    listed = ", ".join(columns)
    drawn = listed.replace("number", "'CGT-2024-AAAAA-AAAAA-A'")
    completion = db.session.scalar(text("SELECT max(id) FROM completion"))
    without_triggers("certificate")
    db.session.execute(
        text(f"UPDATE certificate SET completion_id = {completion} WHERE id = {certificate.id}")
    )  # keeps the one completion free of doubt
    other = certificate.completion
    copied = {column.key: getattr(other, column.key) for column in type(other).__table__.columns if column.key != "id"}
    twin = type(other)(**{**copied, "edition": 9})
    db.session.add(twin)
    db.session.flush()
    db.session.execute(
        text(f"INSERT INTO certificate ({listed}, completion_id) SELECT {drawn}, {twin.id} FROM certificate")
    )
    db.session.commit()
    said = reckon()
    assert said.exit_code == 1
    assert "CGT-2024-AAAAA-AAAAA-A: issued, but the log has no entry of it." in said.output


def test_a_log_that_was_rolled_back_or_rewritten_does_not_agree_with_a_kept_checkpoint(
    bo: Person, zed: Person, certified: Certified, reckon: Any, tmp_path: Path
) -> None:
    for person in (bo, zed, bo):
        certified(person)
    kept = tmp_path / "kept"
    kept.write_text(note.checkpoint(tree_of()))
    assert reckon("--kept", str(kept)).exit_code == 0
    certified(zed)
    assert reckon("--kept", str(kept)).exit_code == 0
    root = tree_of().root
    kept.write_text(note.checkpoint(type(tree_of())(2, root)))
    assert "was rewritten" in reckon("--kept", str(kept)).output
    kept.write_text(note.checkpoint(type(tree_of())(2_000, root)))
    assert "was rolled back" in reckon("--kept", str(kept)).output
    kept.write_text(kept.read_text().replace("2000", "1"))
    said = reckon("--kept", str(kept))
    assert said.exit_code == 1
    assert "No key of ours signed" in said.output
    kept.write_bytes(b"\xff\xfe nothing")
    assert reckon("--kept", str(kept)).exit_code == 1


# what was forgotten


def test_what_came_before_the_log_is_entered_late_and_says_so(
    bo: Person, omar: Person, certified: Certified, worker: Callable[[], int], reckon: Any, clock_at: Any
) -> None:
    clock_at("2026-03-01T09:00:00+08:00")
    former = certified(bo)
    newer = certified(bo)
    newer.revoke(by=omar, reason="a mistake")
    db.session.commit()
    forget_everything()
    assert len(missing()) == 4
    assert reckon().exit_code == 1
    clock_at("2026-11-01T09:00:00+08:00")
    enter_what_is_missing()
    db.session.commit()
    worker()
    assert not missing()
    assert [proof.entry.kind for proof in proofs_of(former)] == [Kind.ISSUED, Kind.SUPERSEDED]
    entry = proofs_of(former)[0].entry
    assert entry.late
    assert entry.said["at"] == "2026-03-01T01:00:00Z"
    assert entry.said["logged_at"] == "2026-11-01T01:00:00Z"
    said = reckon()
    assert said.exit_code == 0
    assert "4 entries, 4 of them entered late" in said.output
    assert enter_missing() == 0  # a second time does no harm


def test_the_command_enters_it_too_and_the_page_says_that_it_came_late(
    app: Flask, bo: Person, certified: Certified, clock_at: Any, visit: Any
) -> None:
    clock_at("2026-03-01T09:00:00+08:00")
    certificate = certified(bo)
    forget_everything()
    clock_at("2026-11-01T09:00:00+08:00")
    said = app.test_cli_runner().invoke(args=["certificates", "log-missing"])
    assert said.exit_code == 0
    assert "1 entries added" in said.output
    page = visit(None, f"/verify/{certificate.number}")
    assert "entered late, on 2026-11-01 09:00" in page.text


def forget_everything() -> None:
    """As if the log had not been kept yet."""
    without_triggers("log_entry", "log_node")
    db.session.execute(text("DELETE FROM log_entry"))
    db.session.execute(text("DELETE FROM log_node"))
    db.session.commit()


def _root(content: list[bytes]) -> bytes:
    if len(content) < 2:
        return tree.leaf_hash(content[0]) if content else tree.EMPTY
    half = 1
    while 2 * half < len(content):
        half *= 2
    return tree.node_hash(_root(content[:half]), _root(content[half:]))


# two at once


@pytest.fixture
def postgres(config: Config) -> Iterator[Flask]:
    """An application on a PostgreSQL database of its own, where several really write at once."""
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        pytest.skip("SQLite has one writer; set TEST_DATABASE_URL")
    from dataclasses import replace

    name = f"learn_test_log_{os.getpid()}"
    app = create_app(replace(config, DATABASE_URL=databases.create(server, name)))
    app.extensions["bell"] = lambda name, args: None
    with app.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
    yield app
    with app.app_context():
        db.engine.dispose()
    databases.drop(server, name)


def test_writers_at_once_leave_no_gap_and_lose_nothing(postgres: Flask, tmp_path: Path) -> None:
    from learn import demo
    from learn.certificates import due
    from tests.conftest import load_course

    people = [f"p{n}@pujiang.example" for n in range(12)]
    with postgres.app_context(), transaction():
        cast.gather()
        load_course(tmp_path)
        for email in people:
            Person.add(email=email, name="林一", by=None).join(cast.organisation(cast.PUJIANG), by=None)
            db.session.flush()
            demo.study(cast.person(email), "GMP-101")
    with postgres.app_context():
        completions = [completion.id for completion in db.session.scalars(due())]
    assert len(completions) == len(people)
    faults: list[BaseException] = []
    start = threading.Barrier(4)

    def issue(mine: list[int]) -> None:
        from learn.learning import Completion

        start.wait()
        try:
            for id_ in mine:
                with postgres.app_context(), transaction():
                    Certificate.issue(db.session.get_one(Completion, id_))
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=issue, args=(completions[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    with postgres.app_context():
        assert [entry.id for entry in entries()] == [*range(len(people))]
        assert db.session.scalar(select(func.count()).select_from(LogNode)) == 12 + 6 + 3 + 1
        assert tree_of().root == _root([entry.content.encode() for entry in entries()])
        said = postgres.test_cli_runner().invoke(args=["certificates", "verify-log"])
        assert said.exit_code == 0, said.output
        assert len({json.loads(entry.content)["certificate"] for entry in entries()}) == len(people)
        db.session.remove()


# the migration


@pytest.fixture
def elsewhere(config: Config, tmp_path: Path) -> Iterator[Flask]:
    """An application on an empty database of its own."""
    from dataclasses import replace

    server, name = os.environ.get("TEST_DATABASE_URL"), f"learn_test_salt_{os.getpid()}"
    address = databases.create(server, name) if server else f"sqlite:///{tmp_path}/elsewhere.db"
    app = create_app(replace(config, DATABASE_URL=address))
    app.extensions["bell"] = lambda name, args: None
    yield app
    with app.app_context():
        db.engine.dispose()
    if server:
        databases.drop(server, name)


def test_certificates_of_before_get_a_salt_and_their_late_entry(elsewhere: Flask, tmp_path: Path) -> None:
    from learn import demo
    from learn.certificates import due
    from tests.conftest import load_course

    folder = str(ROOT / "migrations")
    written = (ROOT / "migrations/versions/2026_11_29_certificate_log.py").read_text()
    before = written.split('down_revision = "')[1].split('"')[0]
    with elsewhere.app_context():
        flask_migrate.upgrade(directory=folder)
    with elsewhere.app_context(), transaction():
        cast.gather()
        load_course(tmp_path)
        for email in ("bo@pujiang.example", "zed@gangcheng.example"):
            demo.study(cast.person(email), "GMP-101")
        db.session.flush()
        for completion in db.session.scalars(due()).all():
            Certificate.issue(completion)
    with elsewhere.app_context():
        assert size() == 2
        db.session.remove()
        flask_migrate.downgrade(directory=folder, revision=before)
        flask_migrate.upgrade(directory=folder)
    with elsewhere.app_context(), transaction():
        assert size() == 0
        salts = {certificate.salt for certificate in db.session.scalars(select(Certificate))}
        assert len(salts) == 2
        assert all(len(bytes.fromhex(salt)) == 16 for salt in salts)
        assert enter_missing() == 2
    with elsewhere.app_context():
        said = elsewhere.test_cli_runner().invoke(args=["certificates", "verify-log"])
        assert said.exit_code == 0, said.output
        with pytest.raises(Exception, match="append-only"):
            db.session.execute(text("UPDATE certificate SET salt = ''"))
        db.session.remove()


def test_a_savepoint_that_was_taken_back_loses_no_earlier_act(bo: Person, omar: Person, certified: Certified) -> None:
    certificate = certified(bo)
    certificate.revoke(by=omar, reason="Issued by mistake.")
    db.session.flush()
    savepoint = db.session.begin_nested()
    db.session.execute(db.text("SELECT 1"))
    savepoint.rollback()
    db.session.commit()
    kinds = [entry.kind for entry in db.session.scalars(select(LogEntry).order_by(LogEntry.id))]
    assert kinds == ["issued", "revoked"]
