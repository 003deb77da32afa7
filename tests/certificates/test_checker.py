"""docs/check_certificate.py stands alone: with the file, the proof or the log, and the key, it says what follows."""

import importlib.util
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from learn.certificates import Certificate
from learn.certificates.log import LogEntry, note, proofs_of
from learn.certificates.log.reading import Tree, tree_of
from learn.config import ROOT
from learn.kit.db import db
from learn.people import Person
from tests.certificates.test_verification import saved_anew

Certified = Callable[..., Certificate]
Say = Callable[..., tuple[int, str]]
PROGRAM = ROOT / "docs/check_certificate.py"


@pytest.fixture
def say(tmp_path: Path) -> Say:
    """`say(file, proof, key=…)`: the exit status and the words of the program, in a Python that knows nothing of ours."""

    def run(*files: bytes | str, key: str | None = None, **options: str) -> tuple[int, str]:
        names = []
        for n, content in enumerate(files):
            path = tmp_path / f"given{n}"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            names.append(str(path))
        asked = [word for name, value in options.items() for word in (f"--{name}", value)]
        command = [sys.executable, "-I", "-S", str(PROGRAM), *names, "--key", key or note.key_line(), *asked]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout + done.stderr

    return run


def proof_of(certificate: Certificate, n: int = 0, *, salt: bool = True) -> str:
    return note.proof_file(proofs_of(certificate)[n], salt=certificate.salt if salt else None)


def copied(client: FlaskClient, folder: Path) -> str:
    """A copy of the whole log, as a mirror keeps it."""
    size = tree_of().size
    for path in ("checkpoint", *([f"tile/entries/000.p/{size}"] if size else [])):
        answer = client.get(f"/log/{path}")
        assert answer.status_code == 200
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(answer.data)
    return str(folder)


def with_attachment(content: bytes, said: dict[str, str]) -> bytes:
    """The PDF with a salt inside, as certificates carry it."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.add_attachment("log-salt.json", json.dumps(said).encode())
    for page in writer.pages:
        page.compress_content_streams()
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


@pytest.fixture
def held(bo: Person, zed: Person, certified: Certified) -> Certificate:
    """Bo's certificate, with others before and after it in the log."""
    certified(zed)
    certificate = certified(bo)
    for _ in range(3):
        certified(zed)
    return certificate


def test_the_right_file_was_logged_and_the_checkpoint_is_signed(held: Certificate, say: Say) -> None:
    status, words = say(held.read_document(), proof_of(held))
    assert status == 0, words
    entry = proofs_of(held)[0].entry
    assert f"LOGGED: issued at {entry.said['at']}, entered at {entry.said['logged_at']} as entry {entry.id}." in words
    assert f"SIGNED: by localhost:5000/log, a log of {tree_of().size} entries." in words


def test_the_key_may_be_a_file(held: Certificate, say: Say, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(note.key_line() + "\n")
    assert say(held.read_document(), proof_of(held), key="key")[0] == 0


def test_another_certificates_file_is_not_proved(
    held: Certificate, zed: Person, certified: Certified, say: Say
) -> None:
    status, words = say(certified(zed).read_document(), proof_of(held))
    assert status == 1
    assert "about another file" in words


def test_a_changed_file_is_not_proved(held: Certificate, say: Say) -> None:
    content = held.read_document()
    for changed in (content[:-20], flipped(content), saved_anew(content), b""):
        assert say(changed, proof_of(held))[0] == 1


def test_a_changed_checkpoint_is_not_signed(held: Certificate, say: Say) -> None:
    content, proof = held.read_document(), proof_of(held)
    size = tree_of().size
    for changed in (
        proof.replace(f"\n{size}\n", f"\n{size + 1}\n"),
        note.proof_file(proofs_of(held)[0], salt=held.salt).replace(
            note.checkpoint(tree_of()), note.checkpoint(Tree(size, b"\1" * 32))
        ),
        proof[: proof.index("\n—")] + "\n",
        proof.replace("— localhost", "— elsewhere"),
    ):
        assert changed != proof
        assert say(content, changed)[0] in (1, 2)


def test_a_proof_with_another_place_or_other_hashes_leads_nowhere(held: Certificate, say: Say) -> None:
    content, proof = held.read_document(), proof_of(held)
    lines = proof.split("\n")
    other = proof_of(held, 0).replace("index 1", "index 2")
    assert say(content, other)[0] == 1
    assert "does not lead" in say(content, "\n".join([*lines[:3], *lines[4:]]))[1]


def test_another_key_opens_nothing(held: Certificate, app: Flask, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    proof, ours = proof_of(held), note.key_line()
    monkeypatch.setitem(app.extensions, "sealing_key", Ed25519PrivateKey.generate())
    status, words = say(held.read_document(), proof)
    assert status == 1
    assert "not signed by this key" in words
    monkeypatch.setitem(app.config, "BASE_URL", "https://elsewhere.example")
    assert "another log" in say(held.read_document(), proof)[1]
    for key in ("nothing", "a+b+c", ours[:-2], ours.replace("localhost", "elsewhere"), "/etc/hostname"):
        assert say(held.read_document(), proof, key=key)[0] == 2


def test_the_salt_in_the_file_itself_is_enough(held: Certificate, say: Say) -> None:
    assert say(held.read_document(), proof_of(held, salt=False))[0] == 0


def test_without_any_salt_nothing_can_be_told(held: Certificate, say: Say) -> None:
    status, words = say(b"%PDF-1.7 without a salt", proof_of(held, salt=False))
    assert status == 1
    assert "holds the salt" in words


def test_a_salt_laid_into_another_file_does_not_make_it_the_logged_one(held: Certificate, say: Say) -> None:
    other = with_attachment(held.read_document(), {"salt": held.salt, "log": note.origin()})
    status, words = say(other, proof_of(held, salt=False))
    assert status == 1
    assert "about another file" in words


def flipped(content: bytes) -> bytes:
    """One bit of it the other way."""
    changed = bytearray(content)
    changed[len(changed) // 2] ^= 1
    return bytes(changed)


def drop_triggers(table: str) -> None:
    for act in ("update", "delete"):
        on = "" if db.engine.dialect.name == "sqlite" else f" ON {table}"
        db.session.execute(db.text(f"DROP TRIGGER {table}_no_{act}{on}"))


def test_a_revocation_is_told_as_what_it_is(
    held: Certificate, omar: Person, app: Flask, say: Say, tmp_path: Path
) -> None:
    held.revoke(by=omar, reason="a mistake")
    db.session.commit()
    status, words = say(held.read_document(), proof_of(held, 1))
    assert status == 3
    assert "LOGGED: revoked at" in words
    log = copied(app.test_client(), tmp_path / "log")
    status, words = say(held.read_document(), proof_of(held, 0), log=log)
    assert status == 3
    assert "LOGGED: issued at" in words
    assert "LOGGED: revoked at" in words


# with the whole log


def test_a_copy_of_the_log_is_enough_with_the_salt(held: Certificate, app: Flask, say: Say, tmp_path: Path) -> None:
    log = copied(app.test_client(), tmp_path / "log")
    status, words = say(held.read_document(), proof_of(held), log=log)
    assert status == 0, words
    assert "GREW" in words  # since the checkpoint in the proof
    inside = with_attachment(held.read_document(), {"salt": held.salt, "log": note.origin()})
    status, words = say(inside, log=log)
    assert status == 1
    assert "no entry about this file" in words


def test_a_log_that_was_rolled_back_or_rewritten_is_found_out(
    held: Certificate, app: Flask, zed: Person, certified: Certified, say: Say, tmp_path: Path
) -> None:
    content, proof = held.read_document(), proof_of(held)
    log = copied(app.test_client(), tmp_path / "before")
    certified(zed)
    (tmp_path / "kept").write_text(note.checkpoint(tree_of()))
    status, words = say(content, proof, log=log, kept="kept")
    assert status == 1
    assert "rolled back" in words
    grown = copied(app.test_client(), tmp_path / "after")
    assert say(content, proof, log=grown, kept="kept")[0] == 0
    # The log is begun anew with other entries and signed again by the very same key.
    entries = [f'{{"at":"","certificate":"","kind":"","logged_at":"","n":{n}}}' for n in range(tree_of().size)]
    remade(entries, tmp_path / "other")
    status, words = say(content, proof, log=str(tmp_path / "other"), kept="kept")
    assert status == 1
    assert "rewritten" in words


def remade(entries: list[str], folder: Path) -> None:
    from learn.certificates.log import tree

    leaves = [tree.leaf_hash(entry.encode()) for entry in entries]
    known = dict(tree.grown(0, leaves, {}))
    (root,) = tree.hashes_of([(0, len(entries))], lambda places: {place: known[place] for place in places})
    folder.joinpath("tile/entries").mkdir(parents=True)
    folder.joinpath("checkpoint").write_text(note.checkpoint(Tree(len(entries), root)))
    bundle = b"".join(len(entry).to_bytes(2, "big") + entry.encode() for entry in entries)
    folder.joinpath("tile/entries/000").write_bytes(bundle)


def test_a_copy_with_a_changed_or_missing_entry_proves_nothing(
    held: Certificate, app: Flask, say: Say, tmp_path: Path
) -> None:
    log = Path(copied(app.test_client(), tmp_path / "log"))
    (path,) = (log / "tile/entries/000.p").iterdir()
    bundle = path.read_bytes()
    for changed in (bundle.replace(b"issued", b"issueD", 1), bundle[:-5], bundle[: len(bundle) // 2], b""):
        path.write_bytes(changed)
        assert say(held.read_document(), proof_of(held), log=str(log))[0] == 1
    shutil.rmtree(log / "tile")
    assert say(held.read_document(), proof_of(held), log=str(log))[0] == 1
    (log / "checkpoint").unlink()
    assert say(held.read_document(), proof_of(held), log=str(log))[0] == 2


def test_more_than_a_tile_of_entries_is_read_whole(held: Certificate, app: Flask, say: Say, tmp_path: Path) -> None:
    first = db.session.scalars(db.select(LogEntry.content).order_by(LogEntry.id)).all()
    entries = [*first, *(first[0] for _ in range(700))]
    remade(entries, tmp_path / "log")
    bundles = tmp_path / "log/tile/entries"
    whole = [len(entry).to_bytes(2, "big") + entry.encode() for entry in entries]
    for n in range(3):
        (bundles / f"{n:03}").write_bytes(b"".join(whole[n * 256 : (n + 1) * 256]))
    status, words = say(held.read_document(), proof_of(held), log=str(tmp_path / "log"))
    assert status == 0, words


# what is no proof


@pytest.fixture(scope="module")
def program() -> Any:
    """The program as a module, for what needs hundreds of runs."""
    found = importlib.util.spec_from_file_location("check_certificate", PROGRAM)
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("kinds", "ended"),
    [
        ("issued", False),
        ("issued superseded", True),
        ("issued revoked", True),
        ("issued revoked reinstated", False),
        ("issued revoked reinstated revoked", True),
        ("issued superseded reinstated", True),
        ("issued something-new", True),
    ],
)
def test_what_is_in_force_follows_from_the_acts_in_their_order(program: Any, kinds: str, ended: bool) -> None:
    assert program.ended(kinds.split()) is ended


def test_nothing_to_check_with_is_said_in_words(held: Certificate, say: Say) -> None:
    assert "give a proof" in say(held.read_document())[1]
    assert say(held.read_document(), b"\xff\xfe\0")[0] == 2
    assert say(held.read_document(), "")[0] == 2
    assert say(held.read_document(), proof_of(held), log="/nowhere")[0] == 2


def test_no_garbled_proof_is_a_proof_or_a_mistake_of_the_program(held: Certificate, program: Any) -> None:
    """Any few bytes changed anywhere: never a proof of something else, never a traceback."""
    content, proof = held.read_document(), proof_of(held)
    keys, names = [program.read_key(note.key_line())], program.names_of(content, [held.salt])
    about, _checkpoint = program.check_proof(names, program.read_proof(proof), keys)

    @settings(max_examples=300, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, len(proof) - 1), st.text(max_size=3), st.integers(0, 3))
    def garble(place: int, text: str, cut: int) -> None:
        changed = proof[:place] + text + proof[place + cut :]
        try:
            answer, _checkpoint = program.check_proof(names, program.read_proof(changed), keys)
        except (program.NotProved, program.Unreadable):
            return
        assert answer == about

    garble()


def test_signatures_hold_exactly_where_another_implementation_says_so(program: Any) -> None:
    # RFC 8032, 7.1, tests 1 to 3
    for public, message, signature in (
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ):
        known = [bytes.fromhex(one) for one in (public, message, signature)]
        assert program.signature_holds(*known)
        for n in (0, 31, 32, 63):
            wrong = bytearray(known[2])
            wrong[n] ^= 1
            assert not program.signature_holds(known[0], known[1], bytes(wrong))
        assert not program.signature_holds(known[0], known[1] + b"x", known[2])
    for n in range(5):
        key = Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32)
        message = bytes(range(n * 7))
        assert program.signature_holds(key.public_key().public_bytes_raw(), message, key.sign(message))


def test_a_copy_with_proofs_of_age_begins_with_the_logged_file(held: Certificate, say: Say) -> None:
    content = held.read_document() + b"\n1 0 obj\nnull\nendobj\n"
    status, words = say(content, proof_of(held))
    assert status == 4
    assert f"the first {held.size} of {len(content)} bytes" in words


def test_a_hostile_file_is_done_with_at_once(held: Certificate, say: Say) -> None:
    status, _words = say(b"%PDF-1.7" + b"stream\n" * 300_000, proof_of(held))
    assert status == 1
