"""Machines read the verdict as people do: the same rules, the same limits, a schema that stays."""

import base64
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient

from learn.certificates import Certificate
from learn.certificates.ground import Ground, ground_of
from learn.certificates.log import note, tree
from learn.certificates.log.entry import salted
from learn.certificates.number import new_number
from learn.config import ROOT
from learn.kit.db import db
from learn.kit.text import Words
from learn.people import Person
from tests.certificates.conftest import at
from tests.certificates.test_verification import tamper

Certified = Callable[..., Certificate]
SCHEMA = json.loads((ROOT / "docs/verdict.schema.json").read_text())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def asked(client: FlaskClient) -> Callable[..., dict[str, Any]]:
    """`asked(number, code=…)`: what machines are told; always as the schema says."""

    def ask(number: str, expect: int = 200, **query: str) -> dict[str, Any]:
        answer = client.get(f"/verify/{number}.json", query_string=query)
        assert answer.status_code == expect, answer.status
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.mimetype == "application/json"
        jsonschema.validate(answer.json, SCHEMA, cls=jsonschema.Draft202012Validator)
        return answer.json

    return ask


def test_a_genuine_certificate_is_told_whole(bo: Person, certified: Certified, asked: Any) -> None:
    certificate = certified(bo)
    told = asked(certificate.number)
    assert told["verdict"] == "genuine"
    assert told["number"] == certificate.number
    assert told["course"] == {"code": "GMP-101", "title": certificate.completion.course_title.as_dict()}
    assert told["valid_until"] == "2099-12-31"
    assert told["digest"] == certificate.sha256
    assert (told["superseded_by"], told["revoked_at"], told["revocation_ground"]) == (None, None, None)


def test_the_name_the_score_and_the_salt_are_for_whoever_has_the_code(
    bo: Person, certified: Certified, asked: Any
) -> None:
    certificate = certified(bo)
    for query in ({}, {"code": "0" * 16}, {"code": ""}):
        told = asked(certificate.number, **query)
        assert told["holder"] == {"masked": "林* (L. B.)"}
        assert "score" not in told
        assert "salt" not in told["log"]
        words = json.dumps(told, ensure_ascii=False)
        for secret in ("林博", "Lin Bo", certificate.code, certificate.salt, bo.email):
            assert secret not in words
    told = asked(certificate.number, code=certificate.code.lower())
    assert told["holder"]["name"] == "林博"
    assert told["score"] == "96.0000" or told["score"] == "96"
    assert told["log"]["salt"] == certificate.salt


def test_the_entry_is_proved_to_whoever_computes(bo: Person, zed: Person, certified: Certified, asked: Any) -> None:
    certified(zed)
    certificate = certified(bo)
    certified(zed)
    log = asked(certificate.number, code=certificate.code)["log"]
    found = note.read_checkpoint(log["checkpoint"])
    proof = [base64.b64decode(one) for one in log["proof"]]
    leaf = tree.leaf_hash(log["entry"].encode())
    assert tree.root_from_inclusion(log["index"], found.size, leaf, proof) == found.root
    assert json.loads(log["entry"])["certificate"] == salted(log["salt"], certificate.sha256)
    assert log["origin"] == note.origin()


def test_what_became_of_it_is_told_with_its_own_entry(
    bo: Person, omar: Person, zed: Person, certified: Certified, asked: Any
) -> None:
    assert asked(certified(zed, valid_until=date(2020, 1, 1)).number)["verdict"] == "expired"
    former = certified(bo, completed_at=at("2024-03-01T09:00:00+08:00"))
    newer = certified(bo)
    told = asked(former.number)
    assert told["verdict"] == "superseded"
    assert told["superseded_by"] == newer.number
    assert [json.loads(one["entry"])["kind"] for one in told["log"]["later"]] == ["superseded"]
    newer.revoke(by=omar, reason="answers given by somebody else")
    db.session.commit()
    told = asked(newer.number)
    assert told["verdict"] == "revoked"
    assert told["revoked_at"]
    assert told["revocation_ground"] == "decision"
    assert "somebody else" not in json.dumps(told)


def test_the_public_is_told_the_ground_and_not_the_reason(
    bo: Person, quinn: Person, omar: Person, zed: Person, certified: Certified, visit: Any
) -> None:
    certificate = certified(bo)
    assert ground_of(certificate) is None
    certificate.completion.withdraw(by=quinn, reason=Words("抄袭", "Copied from somebody"))
    db.session.commit()
    db.session.expire_all()
    assert ground_of(certificate) is Ground.COMPLETION_WITHDRAWN
    page = visit(None, f"/verify/{certificate.number}")
    assert "The completion that it certifies no longer counts." in page.text
    assert "Copied" not in page.text
    other = certified(zed)
    other.revoke(by=omar, reason="Copied from somebody")
    db.session.commit()
    page = visit(None, f"/verify/{other.number}", language="zh")
    assert "不对外公开" in page.text
    assert "Copied" not in page.text


def test_what_is_not_ours_or_not_as_issued_says_so_and_nothing_else(
    app: Flask, bo: Person, certified: Certified, asked: Any
) -> None:
    assert asked(new_number(2026), expect=404)["verdict"] == "unknown"
    assert asked("nothing", expect=404)["verdict"] == "unknown"
    assert asked("%3Cscript%3E", expect=404)["number"] == "<script>"
    certificate = certified(bo)
    tamper(app, certificate)
    told = asked(certificate.number, code=certificate.code)
    assert told["verdict"] == "altered"
    assert told.keys() == {"schema", "document", "verdict", "number", "checked_at"}


def test_a_number_typed_otherwise_leads_to_its_address(bo: Person, certified: Certified, client: FlaskClient) -> None:
    certificate = certified(bo)
    answer = client.get(f"/verify/{certificate.number.lower()}.json?code=x")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/verify/{certificate.number}.json?code=x"


def test_a_receipt_is_answered_as_a_receipt(app: Flask, bos_records: dict[str, str], asked: Any) -> None:
    from learn.assessment import Receipt

    number = db.session.scalars(db.select(Receipt.number)).first()
    told = asked(number)
    assert (told["document"], told["verdict"], told["number"]) == ("receipt", "genuine", number)


def test_machines_are_held_to_the_same_limit(hasty: FlaskClient) -> None:
    tries = [hasty.get(f"/verify/{new_number(2026)}{end}") for end in ("", ".json", "/proof") * 10]
    assert {answer.status_code for answer in tries} == {404}
    for end in ("", ".json", "/proof"):
        answer = hasty.get(f"/verify/{new_number(2026)}{end}")
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
    assert hasty.get("/log/checkpoint").status_code == 200


# the proof to keep


def test_the_proof_is_handed_out_and_holds_the_salt_only_for_whoever_has_the_code(
    bo: Person, omar: Person, certified: Certified, client: FlaskClient
) -> None:
    certificate = certified(bo)
    certificate.revoke(by=omar, reason="a mistake")
    db.session.commit()

    def extra(query: str) -> dict[str, str]:
        answer = client.get(f"/verify/{certificate.number}/proof{query}")
        assert answer.status_code == 200
        assert ".tlog-proof" in answer.headers["Content-Disposition"]
        lines = answer.get_data(as_text=True).split("\n")
        assert lines[0] == "c2sp.org/tlog-proof@v1"
        assert lines[2].startswith("index ")
        found: dict[str, str] = json.loads(base64.b64decode(lines[1].removeprefix("extra ")))
        return found

    assert "salt" not in extra("")
    assert "salt" not in extra("?code=0000000000000000")
    assert extra(f"?code={certificate.code}")["salt"] == certificate.salt
    assert json.loads(extra("")["entry"])["kind"] == "issued"
    assert json.loads(extra("?of=revoked")["entry"])["kind"] == "revoked"


@pytest.mark.parametrize("path", ["/verify/nothing/proof", "/verify/CGT-2026-AAAAA-AAAAA-A/proof"])
def test_there_is_no_proof_of_what_was_never_issued(app: Flask, client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_nor_of_an_act_that_was_never_done(bo: Person, certified: Certified, client: FlaskClient) -> None:
    certificate = certified(bo)
    for kind in ("revoked", "", "x", "%00", "长"):
        assert client.get(f"/verify/{certificate.number}/proof?of={kind}").status_code in (400, 404)


# the page


def test_the_page_carries_the_proof_and_leads_to_its_file(bo: Person, certified: Certified, visit: Any) -> None:
    certificate = certified(bo)
    page = visit(None, f"/verify/{certificate.number}")
    assert json.loads(page.one(".log-note").get_text().split("\n")[0])["kind"] == "issued"
    assert page.one(".logged a.button")["href"] == f"/verify/{certificate.number}/proof?of=issued"
    page = visit(None, f"/verify/{certificate.number}?code={certificate.code}")
    assert f"code={certificate.code}" in page.one(".logged a.button")["href"]


def test_only_a_verdict_that_is_no_longer_in_force_is_marked_on_a_print(
    bo: Person, omar: Person, zed: Person, certified: Certified, visit: Any
) -> None:
    former, newer = certified(bo, completed_at=at("2024-03-01T09:00:00+08:00")), certified(bo)
    expired = certified(zed, valid_until=date(2020, 1, 1))
    assert not visit(None, f"/verify/{newer.number}").all(".print-mark")
    assert "SUPERSEDED" in visit(None, f"/verify/{former.number}").one(".print-mark").text
    assert "EXPIRED" in visit(None, f"/verify/{expired.number}").one(".print-mark").text
    newer.revoke(by=omar, reason="a mistake")
    db.session.commit()
    assert "REVOKED" in visit(None, f"/verify/{newer.number}").one(".print-mark").text


def test_only_these_pages_may_ask_for_the_camera(bo: Person, certified: Certified, visit: Any) -> None:
    for path in ("/verify", f"/verify/{certified(bo).number}"):
        assert "camera=(self)" in visit(None, path).response.headers["Permissions-Policy"]
    assert "camera" not in visit(None, "/log").response.headers.get("Permissions-Policy", "")


def test_a_check_by_number_costs_the_same_however_large_the_log_is(
    bo: Person, certified: Certified, client: FlaskClient, queries: Any
) -> None:
    certificate = certified(bo)
    for _ in range(2):
        for path in (f"/verify/{certificate.number}", f"/verify/{certificate.number}.json"):
            with queries() as sent:
                assert client.get(path).status_code == 200
            assert len(sent) == 4, (
                sent
            )  # the certificate, its entries with the log's size, the hashes that prove them, the note
        for _ in range(9):
            certified(bo)
        db.session.expire_all()


def test_the_schema_is_what_the_documentation_describes() -> None:
    words = Path(ROOT / "docs/certificates.md").read_text()
    for field in [
        *SCHEMA["properties"],
        *SCHEMA["$defs"]["logged"]["properties"],
        *SCHEMA["properties"]["log"]["properties"],
    ]:
        assert f"`{field}`" in words or f"`log.{field}`" in words, f"describe {field} in docs/certificates.md"
