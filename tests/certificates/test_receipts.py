"""The receipt of a hand-in on /verify: by its number and as a file, untouched and tampered with, today and in ten years."""

import base64
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.exc import DatabaseError
from werkzeug.datastructures import MultiDict

from learn.assessment import Answer, Attempt, Receipt, receipt
from learn.kit import clock
from learn.kit.db import db
from learn.kit.digest import canonical_json, digest_of
from learn.kit.text import Words
from learn.signatures import SealingKey
from tests.assessment.sitting import BODIES, quiz_of, right_form


@pytest.fixture
def handed_in(bo):
    """Bo's paper, all right but for the last question, which is open; handed in."""
    quiz = quiz_of(BODIES, bank="receipts")
    attempt = quiz.start(bo, before=[], title=Words("测验", "Quiz"), address="/courses/GMP-101/units/3")
    form = right_form(attempt)
    last = attempt.items[-1].name
    kept = {name: value for name, value in form.items() if name != last and not name.startswith(f"{last}-")}
    attempt.save(attempt.read(MultiDict(kept)), by=bo)
    attempt.hand_in(by=bo)
    db.session.commit()
    db.session.expire_all()
    return attempt


@pytest.fixture
def file(handed_in, browser, bo):
    """The file as Bo downloads it."""
    return browser(bo).get(f"/attempts/{handed_in.id}/receipt").response.data


@pytest.fixture
def brought(send):
    """`brought(bytes)`: the page of the verdict on a file that a stranger brings."""

    def bring(content: bytes | dict[str, Any], **how: Any) -> Any:
        said = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
        return send(None, "/verify", files={"file": (io.BytesIO(said), "receipt.json")}, **{"expect": 200, **how})

    return bring


def verdict(page) -> str:
    return page.one("[data-verdict]")["data-verdict"]


def test_it_says_what_the_server_holds_question_by_question(handed_in, file, bo):
    said = json.loads(file)["receipt"]
    assert said["edition"] == 1
    assert (said["attempt"], said["person"]) == (f"A-{handed_in.id}", bo.name)
    assert (said["answered"], said["handed_in"]) == (6, "by_person")
    assert [one["answer"] for one in said["questions"]] == [item.given or None for item in handed_in.items]
    assert [one["sequence"] for one in said["questions"]] == [1, 2, 3, 4, 5, 6, None]
    assert said["questions"][0]["digest"] == handed_in.items[0].version.digest


def test_its_number_and_its_file_are_genuine(handed_in, file, brought, visit):
    by_number = visit(None, f"/verify/{handed_in.receipt.number.lower()}", expect=302)
    assert verdict(visit(None, by_number.location)) == "genuine"
    page = brought(file)
    assert verdict(page) == "genuine"
    assert "6 / 7" in page.text
    assert handed_in.person.name in page.text
    assert handed_in.person.name not in visit(None, by_number.location).text


def test_its_digest_and_seal_can_be_checked_by_anybody_who_has_the_public_key(file):
    found = json.loads(file)
    assert digest_of(found["receipt"]) == found["sha256"]
    key = db.session.scalars(db.select(SealingKey).filter_by(name=found["seal"]["key"])).one()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.public_key))
    public.verify(base64.b64decode(found["seal"]["signature"]), canonical_json(found["receipt"]))


def test_written_down_in_another_way_it_is_the_same(file, brought):
    found = json.loads(file)
    assert verdict(brought(json.dumps(found).encode())) == "genuine"  # one line, escaped, keys in their order
    assert verdict(brought(b"\xef\xbb\xbf" + json.dumps(found, indent=4).encode())) == "genuine"


def _answer(found):
    found["receipt"]["questions"][6]["answer"] = {"choices": ["b"]}


def _position_as_truth(found):
    found["receipt"]["questions"][0]["position"] = True  # which equals 1 for Python


def _number_as_fraction(found):
    found["receipt"]["answered"] = 6.0


def _sealed_by_a_stranger(found):
    key = Ed25519PrivateKey.generate()
    _answer(found)
    found["sha256"] = digest_of(found["receipt"])
    found["seal"]["signature"] = base64.b64encode(key.sign(canonical_json(found["receipt"]))).decode()


TAMPERED = {
    "an answer": _answer,
    "an answer and its digest": lambda found: (_answer(found), found.update(sha256=digest_of(found["receipt"]))),
    "resealed by a stranger": _sealed_by_a_stranger,
    "a name": lambda found: found["receipt"].update(person="张三"),
    "a moment": lambda found: found["receipt"].update(handed_in_at="2020-01-01T00:00:00.000+00:00"),
    "a question left out": lambda found: found["receipt"]["questions"].pop(),
    "something added within": lambda found: found["receipt"].update(score="100 %"),
    "something added beside": lambda found: found.update(score="100 %", passed=True),
    "something added to the seal": lambda found: found["seal"].update(by="NMPA"),
    "no seal": lambda found: found.pop("seal"),
    "a seal that is none": lambda found: found.update(seal=["x"]),
    "another key": lambda found: found["seal"].update(key="0" * 16),
    "another algorithm": lambda found: found["seal"].update(algorithm="none"),
    "true for 1": _position_as_truth,
    "6.0 for 6": _number_as_fraction,
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_file_that_was_tampered_with_is_told_so(what, file, brought, handed_in):
    found = json.loads(file)
    TAMPERED[what](found)
    page = brought(found)
    assert verdict(page) == "altered"
    assert handed_in.person.name not in page.one("main").get_text()
    assert "6 / 7" not in page.text


def test_a_file_that_says_a_thing_twice_is_none_of_ours(file, brought):
    """A reader sees the first of the two, and a machine the last."""
    twice = file.replace(b'"answered":', b'"answered": 7, "answered":', 1)
    assert twice != file
    assert verdict(brought(twice)) == "foreign"


@pytest.mark.parametrize(
    "content",
    [b"{}", b"[]", b"null", b'{"receipt": 3}', b'{"receipt": {}}', b'{"receipt": {"number": [1]}}', b"\xff\xfe{",
     b'{"receipt": {"number": "\\ud800"}}', b"[" * 100_000, b'{"receipt": {"number": ' + b"9" * 10_000 + b"}}",
     b'{"receipt": {"number": 1e999999999}}', b'{"receipt": {"number": "R-00000-00000-1"}, "x": NaN}'],
)  # fmt: skip
def test_what_is_no_receipt_has_a_verdict_too(content, brought):
    page = brought(content, expect=404 if b"R-0" in content else 200)
    assert verdict(page) in ("foreign", "unknown")


def test_an_answer_that_came_in_afterwards_shows(handed_in, file, brought, visit):
    """The platform takes none; whoever writes one past it is found out."""
    item = handed_in.items[-1]
    late = {"item_id": item.id, "given": {"choices": ["true"]}, "at": clock.now(), "attempt_id": handed_in.id}
    db.session.execute(db.insert(Answer).values(**late, sequence=99, given_at=clock.now()))
    db.session.commit()
    assert verdict(brought(file)) == "altered"
    page = visit(None, f"/verify/{handed_in.receipt.number}")
    assert verdict(page) == "altered"
    assert "must look into this" in page.text


def test_the_database_lets_nobody_change_or_delete_one(handed_in):
    for act in ("DELETE FROM receipt", "UPDATE receipt SET digest = 'x'"):
        with pytest.raises(DatabaseError, match="append-only"), db.session.begin_nested():
            db.session.execute(db.text(act))


def test_in_ten_years_it_holds_though_the_key_the_name_and_the_edition_are_others(
    app, bo, omar, handed_in, file, brought, visit, monkeypatch, clock_at
):
    clock_at("2036-11-22T09:00:00+08:00")
    monkeypatch.setitem(app.extensions, "sealing_key", Ed25519PrivateKey.generate())
    monkeypatch.setattr(receipt, "EDITION", 2)
    facts, question = receipt._facts, receipt._question
    monkeypatch.setattr(receipt, "_question", lambda *what: {**question(*what), "minutes": 3})
    monkeypatch.setattr(receipt, "_facts", lambda attempt: {**facts(attempt), "room": "7"})
    monkeypatch.setattr(bo, "name", "林博士")
    db.session.flush()
    assert verdict(brought(file)) == "genuine"
    assert verdict(visit(None, f"/verify/{handed_in.receipt.number}")) == "genuine"
    quiz = quiz_of(["single"], bank="2036")
    attempt = quiz.start(bo, before=[], title=Words("测", "Q"), address="/")
    attempt.hand_in(by=bo)
    db.session.commit()
    later = Receipt.numbered(db.session.scalars(db.select(Receipt.number).filter_by(attempt_id=attempt.id)).one())
    assert later.seal_key != handed_in.receipt.seal_key
    assert later.content["edition"] == 2
    assert later.agrees_with(attempt)


def test_a_seal_under_a_key_that_we_never_had_is_not_believed(handed_in):
    found = handed_in.receipt
    fake = Receipt(content=found.content, digest=found.digest, seal_key="0" * 16, seal_signature=found.seal_signature)
    assert not fake.agrees_with(handed_in)
    assert found.agrees_with(handed_in)


def test_it_says_when_time_was_over(bo, clock_at, visit):
    clock_at("2026-11-22T09:00:00+08:00")
    attempt = quiz_of(["single"], bank="over").start(bo, before=[], title=Words("测", "Q"), address="/")
    db.session.commit()
    attempt = db.session.get_one(Attempt, attempt.id)
    clock_at((attempt.deadline + timedelta(minutes=1)).isoformat())
    visit(bo, f"/attempts/{attempt.id}", expect=303)
    db.session.expire_all()
    assert attempt.receipt.content["handed_in"] == "out_of_time"
    assert "when time was over" in visit(None, f"/verify/{attempt.receipt.number}").text
