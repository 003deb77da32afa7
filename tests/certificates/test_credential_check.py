"""A credential given to the public check: from the page, out of a wallet, as a token, or not ours at all."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from learn.certificates import Certificate, Verdict
from learn.certificates.change import Change
from learn.certificates.credential.check import check_credential
from learn.kit.db import db
from learn.people import Person
from tests import cast

Certified = Callable[..., Certificate]


@pytest.fixture
def held(bo: Person, certified: Certified) -> Certificate:
    """Bo's certificate, which has a credential."""
    return certified(bo)


def document(certificate: Certificate) -> dict[str, Any]:
    """What the credential says."""
    assert certificate.credential
    found: dict[str, Any] = json.loads(certificate.credential.document)
    return found


def verdict(content: bytes | str) -> tuple[Verdict, Change | None] | None:
    """What the check says of a file."""
    finding = check_credential(content.encode() if isinstance(content, str) else content)
    return (finding.verdict, finding.change) if finding else None


def test_both_forms_are_genuine_as_they_were_issued(held: Certificate) -> None:
    assert held.credential
    assert verdict(held.credential.content) == (Verdict.GENUINE, None)
    assert verdict(held.credential.token) == (Verdict.GENUINE, None)


def test_it_does_not_matter_how_a_wallet_wrote_it_down(held: Certificate) -> None:
    said = document(held)
    assert verdict(json.dumps(dict(reversed(said.items())), ensure_ascii=True)) == (Verdict.GENUINE, None)
    assert verdict("\ufeff" + json.dumps(said, ensure_ascii=False, indent=4)) == (Verdict.GENUINE, None)


def test_a_changed_one_is_told(held: Certificate) -> None:
    assert held.credential
    said = document(held)
    said["credentialSubject"]["result"][0]["value"] = "100"
    assert verdict(json.dumps(said)) == (Verdict.ALTERED, Change.DIFFERENT)
    without = {name: value for name, value in document(held).items() if name != "proof"}
    assert verdict(json.dumps(without)) == (Verdict.ALTERED, Change.DIFFERENT)
    token = held.credential.token
    assert verdict(token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")) == (Verdict.ALTERED, Change.DIFFERENT)


def test_a_revoked_certificate_is_revoked_in_this_form_too(held: Certificate) -> None:
    held.revoke(by=cast.person("omar@alliance.example"), reason="Issued by mistake.")
    db.session.commit()
    db.session.refresh(held)
    assert verdict(json.dumps(document(held))) == (Verdict.REVOKED, None)


def test_what_others_issued_is_foreign(held: Certificate) -> None:
    said = document(held)
    said["id"] = said["id"].replace("localhost", "elsewhere.example")
    assert verdict(json.dumps(said)) == (Verdict.FOREIGN, None)
    assert verdict('{"id": 7, "credentialSubject": []}') == (Verdict.FOREIGN, None)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7", b"", b"\xff\xfe", b"[]", b"{}", b"null", b"a.b.c", b"eyJ9.eyJ9.eyJ9", b"[" * 50_000,
        b'{"credentialSubject": 1, "credentialSubject": 2}', b'{"credentialSubject": "' + b"x" * 200_000 + b'"}',
    ],
)  # fmt: skip
def test_whatever_else_is_no_credential(content: bytes) -> None:
    assert check_credential(content) is None


def test_the_page_says_so(held: Certificate, send: Callable[..., Any]) -> None:
    assert held.credential
    page = send(None, "/verify", files={"file": (io.BytesIO(held.credential.content), "credential.json")}, expect=200)
    assert page.all('[data-verdict="genuine"]')
    assert held.completion.holder_name in page.text
