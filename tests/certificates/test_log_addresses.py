"""The log as others read it: checkpoints, tiles and proofs in the forms of C2SP, and not a word about anybody in them."""

import base64
import hashlib
import json
import re
import struct
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from learn.certificates import Certificate
from learn.certificates.log import LogEntry, LogNode, note, tree
from learn.certificates.log.entry import node_id
from learn.certificates.log.reading import Tree, tree_of
from learn.kit.db import db
from learn.people import Person

Certified = Callable[..., Certificate]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def fetched(client: FlaskClient, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status}"
    return answer.data


def filled(certificate: Certificate, size: int) -> None:
    """So many entries, as if that many certificates had been issued; written in bulk."""
    begin = tree_of().size
    rows = [
        {"id": n, "content": f'{{"n":{n}}}', "kind": "issued", "act_id": 10**6 + n, "certificate_id": certificate.id}
        for n in range(begin, size)
    ]
    leaves = [tree.leaf_hash(str(row["content"]).encode()) for row in rows]
    edge = {place: _hash(place) for place in tree.complete_subtrees((0, begin))}
    db.session.execute(insert(LogEntry), rows)
    nodes = [{"id": node_id(*place), "sha256": hashed} for place, hashed in tree.grown(begin, leaves, edge)]
    db.session.execute(insert(LogNode), nodes)
    db.session.commit()


def _hash(place: tree.Place) -> bytes:
    return db.session.scalars(select(LogNode.sha256).where(LogNode.id == node_id(*place))).one()


# the checkpoint


def test_the_checkpoint_is_a_signed_note_that_its_key_opens(
    bo: Person, certified: Certified, client: FlaskClient
) -> None:
    certified(bo)
    words = fetched(client, "/log/checkpoint").decode()
    text, _gap, signature = words.rpartition("\n\n")
    origin, size, root = text.split("\n")
    assert origin == "localhost:5000/log"
    assert (int(size), base64.b64decode(root)) == (tree_of().size, tree_of().root)
    name, id_, encoded = fetched(client, "/log/key").decode().strip().split("+", 2)
    kind, public = base64.b64decode(encoded)[:1], base64.b64decode(encoded)[1:]
    assert (name, kind) == (origin, b"\1")
    assert hashlib.sha256(f"{name}\n".encode() + b"\1" + public).hexdigest()[:8] == id_
    found = re.fullmatch(r"— (\S+) (\S+)\n", signature)
    assert found
    assert found[1] == origin
    signed = base64.b64decode(found[2])
    assert signed[:4].hex() == id_
    Ed25519PublicKey.from_public_bytes(public).verify(signed[4:], f"{text}\n".encode())


def test_an_empty_log_has_a_checkpoint_too(client: FlaskClient) -> None:
    lines = fetched(client, "/log/checkpoint").decode().split("\n")
    assert lines[1:3] == ["0", base64.b64encode(hashlib.sha256(b"").digest()).decode()]


def test_the_same_log_always_gives_the_same_bytes(bo: Person, certified: Certified, client: FlaskClient) -> None:
    certified(bo)
    assert fetched(client, "/log/checkpoint") == fetched(client, "/log/checkpoint")


def test_the_name_of_the_log_is_its_address(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "BASE_URL", "https://training.example.cn:8443/learn")
    assert note.origin() == "training.example.cn:8443/learn/log"


def test_a_checkpoint_of_ours_is_read_again_and_one_that_was_changed_is_not(bo: Person, certified: Certified) -> None:
    certified(bo)
    words = note.checkpoint(tree_of())
    assert note.read_checkpoint(words) == tree_of()
    lines = words.split("\n")
    lines[1] = "12"
    for changed in ("", "nothing", "\n\n", "\n".join(lines), words.replace("localhost", "elsewhere")):
        with pytest.raises(note.Unsigned):
            note.read_checkpoint(changed)


# tiles


def test_the_tiles_hold_the_tree_as_the_checkpoint_says(bo: Person, certified: Certified, client: FlaskClient) -> None:
    filled(certified(bo), 600)
    entries = [
        entry for path in ("000", "001", "002.p/88") for entry in cut(fetched(client, f"/log/tile/entries/{path}"))
    ]
    assert len(entries) == 600
    leaves = [tree.leaf_hash(entry) for entry in entries]
    hashes = [fetched(client, f"/log/tile/0/{path}") for path in ("000", "001", "002.p/88")]
    assert b"".join(hashes) == b"".join(leaves)
    assert [len(one) for one in hashes] == [8192, 8192, 88 * 32]
    upper = fetched(client, "/log/tile/1/000.p/2")
    assert upper == root(leaves[:256]) + root(leaves[256:512])
    assert root(leaves) == tree_of().root


def root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162, 2.1.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while 2 * half < len(leaves):
        half *= 2
    return tree.node_hash(root(leaves[:half]), root(leaves[half:]))


def cut(bundle: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(bundle):
        (length,) = struct.unpack_from(">H", bundle, at)
        found.append(bundle[at + 2 : at + 2 + length])
        at += 2 + length
    return found


def test_partial_tiles_of_former_sizes_stay_readable(bo: Person, certified: Certified, client: FlaskClient) -> None:
    filled(certified(bo), 600)
    whole = fetched(client, "/log/tile/0/000")
    for width in (1, 7, 255):
        assert fetched(client, f"/log/tile/0/000.p/{width}") == whole[: 32 * width]


@pytest.mark.parametrize(
    "path",
    [
        "0/003", "0/002", "0/002.p/89", "0/000.p/0", "0/000.p/256", "0/000.p/07", "0/0", "0/00", "0/0000", "0/x000/001",
        "0/x001/000", "00/000", "64/000", "-1/000", "x/000", "0/000/", "0/000.p/", "0/000.p/1/2", "2/000.p/1", "63/000.p/1",
        "entries/003", "entries/002", "entries/002.p/89", "entries/x", "0/" + "x999/" * 40 + "999", "0/%E9%95%BF",
        "0/000.p/1%0a", "0/%F0%9F%92%A900", "0/٠٠٠", "٠/000",
    ],
)  # fmt: skip
def test_what_is_no_tile_of_the_log_is_not_there(
    bo: Person, certified: Certified, client: FlaskClient, path: str
) -> None:
    filled(certified(bo), 600)
    assert client.get(f"/log/tile/{path}").status_code == 404


def test_large_tile_numbers_are_read_in_groups_of_three(client: FlaskClient) -> None:
    from learn.certificates.log.views import _read

    assert _read("x001/x234/067") == (1234067, 256)
    assert _read("x001/234.p/7") == (1234, 7)


def test_what_never_changes_may_be_kept_by_anybody_and_what_changes_not_for_long(
    bo: Person, certified: Certified, browser: Any
) -> None:
    certified(bo)
    client = browser(bo).client  # whose session cookie must not be kept by anybody either
    for path, keep in (
        ("/log/tile/0/000.p/1", "public, max-age=31536000, immutable"),
        ("/log/tile/entries/000.p/1", "public, max-age=31536000, immutable"),
        ("/log/checkpoint", "public, max-age=5"),
        ("/log/key", "public, max-age=3600"),
    ):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == keep
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in headers
    assert client.get("/log/tile/0/000").headers["Cache-Control"] == "no-store"


def test_a_tile_costs_two_queries(bo: Person, certified: Certified, client: FlaskClient, queries: Any) -> None:
    filled(certified(bo), 600)
    for path, most in (("0/000", 2), ("1/000.p/2", 2), ("entries/001", 1)):
        with queries() as sent:
            fetched(client, f"/log/tile/{path}")
        assert len(sent) <= most, sent


# nobody is in it


def test_no_byte_of_the_log_tells_of_anybody(
    bo: Person, zed: Person, omar: Person, certified: Certified, client: FlaskClient
) -> None:
    held = [certified(person) for person in (bo, zed, bo)]
    held[-1].revoke(by=omar, reason="answers given by somebody else")
    db.session.commit()
    size = tree_of().size
    paths = ["checkpoint", "key", f"tile/0/000.p/{size}", f"tile/entries/000.p/{size}"]
    everything = b"".join(fetched(client, f"/log/{path}") for path in paths) + fetched(client, "/log")
    told = [
        word
        for certificate in held
        for word in (
            certificate.number,
            certificate.number.replace("-", ""),
            certificate.code,
            certificate.salt,
            certificate.sha256,
            bytes.fromhex(certificate.salt),
            bytes.fromhex(certificate.sha256),
            certificate.person.name,
            certificate.person.latin_name,
            certificate.person.email,
            certificate.completion.staff_number,
            certificate.completion.course_code,
            certificate.completion.organisation_name.zh,
            certificate.completion.organisation_name.en,
        )
    ]
    for word in [*told, "answers given", omar.name, omar.email, "@pujiang"]:
        sought = word if isinstance(word, bytes) else word.encode()
        assert sought not in everything, f"the log tells {word!r}"
    for entry in cut(fetched(client, f"/log/tile/entries/000.p/{size}")):
        assert json.loads(entry).keys() <= {"format", "kind", "at", "logged_at", "certificate", "successor"}
    digests = {json.loads(entry)["certificate"] for entry in cut(fetched(client, f"/log/tile/entries/000.p/{size}"))}
    plain = {hashlib.sha256(bytes.fromhex(one.sha256)).hexdigest() for one in held}
    assert not digests & (plain | {one.sha256 for one in held})


def test_the_page_says_what_the_log_is_in_both_languages(bo: Person, certified: Certified, visit: Any) -> None:
    certified(bo)
    page = visit(None, "/log")
    assert page.h1 == "The certificate log"
    assert page.all(".log-note")[0].get_text().strip() == note.checkpoint(tree_of()).strip()
    assert note.key_line() in page.text
    assert visit(None, "/log", language="zh").h1 == "证书公开日志"
    assert page.one('a[href="/log/checker"]')


def test_former_keys_stay_on_the_page(
    app: Flask, bo: Person, certified: Certified, visit: Any, monkeypatch: Any
) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    certified(bo)
    former, checkpoint = note.key_line(), note.checkpoint(tree_of())
    monkeypatch.setitem(app.extensions, "sealing_key", Ed25519PrivateKey.generate())
    certified(bo)
    page = visit(None, "/log")
    assert former in page.text
    assert note.key_line() != former
    assert note.key_line() in page.text
    assert note.read_checkpoint(checkpoint).size == 1  # what the former key signed still holds


def test_the_checking_program_is_given_away(client: FlaskClient) -> None:
    answer = client.get("/log/checker")
    assert b"import hashlib" in answer.data
    assert "check_certificate.py" in answer.headers["Content-Disposition"]
    answer.close()


def test_a_tree_is_never_signed_as_of_another_log(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = note.checkpoint(Tree(3, b"\0" * 32))
    monkeypatch.setitem(app.config, "BASE_URL", "https://elsewhere.example")
    with pytest.raises(note.Unsigned):
        note.read_checkpoint(ours)
