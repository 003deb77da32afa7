"""Anyone may check a certificate; nobody learns more than the certificate shows."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader, PdfWriter

from learn.certificates import Certificate, Verdict
from learn.certificates.check import check_file, check_number
from learn.certificates.masking import masked
from learn.certificates.number import new_number
from learn.kit.db import db
from learn.people import Person
from tests.certificates.conftest import at

Certified = Callable[..., Certificate]
Visit = Callable[..., Any]


def tamper(app: Flask, certificate: Certificate) -> None:
    """Change one byte of the stored file, as somebody with access to the disk might."""
    folder = Path(app.config["STORAGE_URL"].removeprefix("file://"))
    path = folder / certificate.document_key
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def saved_anew(content: bytes, title: str = "Changed") -> bytes:
    """A PDF as another program saves it."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.add_metadata({"/Title": title})
    changed = io.BytesIO()
    writer.write(changed)
    return changed.getvalue()


def verdict(page: Any) -> str:
    """The verdict that scripts read."""
    return str(page.one("[data-verdict]")["data-verdict"])


def test_a_stranger_reads_that_it_is_genuine_and_what_it_covers(bo: Person, certified: Certified, visit: Visit) -> None:
    certificate = certified(bo)
    page = visit(None, f"/verify/{certificate.number}")
    assert verdict(page) == "genuine"
    assert "Genuine and in force" in page.text
    assert "真实，现行有效" in page.text
    assert "GMP-101" in page.text
    assert "2099-12-31" in page.text
    assert "Pujiang Cell Hospital" in page.text


def test_the_name_is_masked_until_the_code_is_given(bo: Person, certified: Certified, visit: Visit) -> None:
    certificate = certified(bo)
    stranger = visit(None, f"/verify/{certificate.number}")
    assert "林*" in stranger.text
    assert "L. B." in stranger.text
    assert "林博" not in stranger.text
    assert "Lin Bo" not in stranger.text
    wrong = visit(None, f"/verify/{certificate.number}?code={'0' * 16}")
    assert "林博" not in wrong.text
    right = visit(None, f"/verify/{certificate.number}?code={certificate.code.lower()}")
    assert "林博" in right.text
    assert "Lin Bo" in right.text


@pytest.mark.parametrize(
    ("name", "latin", "seen"),
    [
        ("林博", "", "林*"),
        ("欧阳明慧", "Ouyang Minghui", "欧* (O. M.)"),
        ("Anna Schmidt", "", "A. S."),
        ("𬱖", "", "𬱖*"),
    ],
)
def test_a_mask_keeps_the_first_sign_only(name: str, latin: str, seen: str) -> None:
    assert masked(name, latin) == seen


def test_expired_superseded_and_revoked_are_told_apart(
    bo: Person, omar: Person, zed: Person, certified: Certified, visit: Visit
) -> None:
    expired = certified(zed, valid_until=date(2020, 1, 1))
    assert verdict(visit(None, f"/verify/{expired.number}")) == "expired"
    former = certified(bo, completed_at=at("2024-03-01T09:00:00+08:00"))
    newer = certified(bo)
    page = visit(None, f"/verify/{former.number}")
    assert verdict(page) == "superseded"
    assert newer.number in page.text
    newer.revoke(by=omar, reason="answers given by somebody else")
    db.session.commit()
    page = visit(None, f"/verify/{newer.number}")
    assert verdict(page) == "revoked"
    assert "somebody else" not in page.text, "the reason is not public"
    assert newer.revocation
    assert newer.revocation.at.astimezone().strftime("%Y-%m") in page.text


def test_a_number_is_found_however_it_is_typed(bo: Person, certified: Certified, visit: Visit) -> None:
    certificate = certified(bo)
    asked = visit(None, f"/verify?number={certificate.number.lower().replace('-', '%20')}", expect=302)
    assert asked.location.endswith(f"/verify/{certificate.number}")
    visit(None, f"/verify/{certificate.number.lower()}", expect=302)


def test_an_unknown_number_and_a_mistyped_one_are_told_apart(app: Flask, visit: Visit) -> None:
    unknown = visit(None, f"/verify/{new_number(2026)}", expect=404)
    assert verdict(unknown) == "unknown"
    assert "never issued" in unknown.text
    number = new_number(2026)
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    mistyped = visit(None, f"/verify/{wrong}", expect=404)
    assert verdict(mistyped) == "unknown"
    assert "mistyped" in mistyped.text
    assert mistyped.one("input[name=number]")["value"] == wrong  # to correct, not to type again
    assert "not a number of ours" in visit(None, "/verify/nothing", expect=404).text
    visit(None, "/verify/%3Cscript%3E", expect=404)


def test_what_is_no_number_at_all_comes_back_with_the_form(app: Flask, visit: Visit) -> None:
    page = visit(None, "/verify?number=hello", expect=422)
    assert page.one("#number")["value"] == "hello"
    assert "CGT-2026" in page.one(".fault").text
    visit(None, "/verify?number=", expect=422)


def test_the_file_itself_is_genuine_to_the_last_byte(bo: Person, certified: Certified, send: Visit) -> None:
    certificate = certified(bo)
    page = send(None, "/verify", expect=200, files={"file": (io.BytesIO(certificate.read_document()), "c.pdf")})
    assert verdict(page) == "genuine"
    assert "林博" in page.text


def test_a_changed_file_is_altered_and_a_strange_one_foreign(bo: Person, certified: Certified, send: Visit) -> None:
    content = certified(bo).read_document()
    for changed in (saved_anew(content), content + b"\n%%EOF", content.replace(b"\nendobj", b" endobj", 1)):
        page = send(None, "/verify", expect=200, files={"file": (io.BytesIO(changed), "c.pdf")})
        assert verdict(page) == "altered"
        assert "林博" not in page.text
    for strange in (b"hello", b"%PDF-1.7 nonsense", b""):
        if strange:
            page = send(None, "/verify", expect=200, files={"file": (io.BytesIO(strange), "c.pdf")})
            assert verdict(page) == "foreign"
    send(None, "/verify", expect=422)


def test_a_file_with_an_invented_number_is_unknown(bo: Person, certified: Certified, app: Flask) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Title": f"Certificate {new_number(2026)}"})
    made = io.BytesIO()
    writer.write(made)
    assert check_file(made.getvalue()).verdict is Verdict.UNKNOWN


def test_a_tampered_store_is_noticed_and_its_bytes_are_never_handed_out(
    app: Flask, bo: Person, certified: Certified, visit: Visit
) -> None:
    certificate = certified(bo)
    tamper(app, certificate)
    page = visit(None, f"/verify/{certificate.number}")
    assert verdict(page) == "altered"
    refused = visit(bo, f"/certificates/{certificate.number}.pdf", expect=409)
    assert b"%PDF" not in refused.response.data


def test_a_lost_file_is_not_called_genuine(app: Flask, bo: Person, certified: Certified) -> None:
    certificate = certified(bo)
    (Path(app.config["STORAGE_URL"].removeprefix("file://")) / certificate.document_key).unlink()
    assert check_number(certificate.number).verdict is Verdict.ALTERED


def test_numbers_cannot_be_tried_one_after_the_other(hasty: FlaskClient) -> None:
    tries = [hasty.get(f"/verify/{new_number(2026)}") for _ in range(31)]
    assert [answer.status_code for answer in tries] == [404] * 30 + [429]
    assert int(tries[-1].headers["Retry-After"]) > 0
    assert hasty.get("/verify").status_code == 200


def test_search_engines_are_asked_to_stay_out(bo: Person, certified: Certified, visit: Visit) -> None:
    assert visit(None, f"/verify/{certified(bo).number}").response.headers["X-Robots-Tag"] == "noindex"


def test_the_command_says_the_verdict_and_succeeds_only_when_in_force(
    app: Flask, bo: Person, omar: Person, certified: Certified, tmp_path: Path
) -> None:
    certificate = certified(bo)
    file = tmp_path / "c.pdf"
    file.write_bytes(certificate.read_document())
    run = app.test_cli_runner().invoke
    said = run(args=["certificates", "verify", str(file)])
    assert said.exit_code == 0
    assert f"genuine {certificate.number}" in said.output
    certificate.revoke(by=omar, reason="answers given by somebody else")
    db.session.commit()
    said = run(args=["certificates", "verify", str(file)])
    assert said.exit_code == 1
    assert "revoked" in said.output
    file.write_bytes(b"hello")
    said = run(args=["certificates", "verify", str(file)])
    assert said.exit_code == 1
    assert "foreign" in said.output
