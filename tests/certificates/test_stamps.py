"""Certificates for decades: stamped by an authority, again before the stamp ages, and issued all the same without it."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pyhanko.pdf_utils.reader import PdfFileReader
from sqlalchemy import select

from learn.audit import AuditEntry, Event
from learn.certificates import ArchivalCopy, Certificate, Verdict, newest_document, stamp_what_ages
from learn.certificates.archival_copy import IN_GOOD_TIME, refresh_stamp
from learn.certificates.change import Change
from learn.certificates.check import check_file
from learn.certificates.issuer import Issuer, IssuingChain, Voucher
from learn.certificates.number import new_number
from learn.kit import clock
from learn.kit.db import db
from learn.kit.pades import TimeAuthority
from learn.kit.signing_key import Chain
from learn.kit.storage import storage
from learn.people import Person
from tests.certificates.time_authority import Authority

Certified = Callable[..., Certificate]
Uses = Callable[[str | None], Issuer]


@pytest.fixture
def uses(app: Flask, time_house: Authority, monkeypatch: pytest.MonkeyPatch) -> Uses:
    """`uses("fresh")`: from now on certificates are stamped by this authority; None: by none."""

    def use(which: str | None) -> Issuer:
        time = TimeAuthority(time_house.url(which), Chain(time_house.certificate("root"))) if which else None
        issuer = Issuer(app.config["VAR"] / "keys" / "certificates", None, time)
        monkeypatch.setitem(app.extensions, "issuer", issuer)
        return issuer

    return use


@pytest.fixture
def night(app: Flask, worker: Callable[[], int]) -> Callable[[], int]:
    """The daily job, and all that it rings for."""

    def pass_by() -> int:
        app.extensions["rung"].clear()
        stamp_what_ages()
        db.session.commit()
        return worker()

    return pass_by


def stamps(content: bytes) -> list[Any]:
    """The time stamps over a document."""
    return list(PdfFileReader(io.BytesIO(content)).embedded_timestamp_signatures)


def copies(certificate: Certificate) -> list[ArchivalCopy]:
    """What lies beside the original, the newest first."""
    return list(db.session.scalars(ArchivalCopy.of(certificate.id)))


def test_with_an_authority_a_certificate_is_stamped_when_it_is_issued(
    bo: Person, certified: Certified, uses: Uses, night: Callable[[], int]
) -> None:
    uses("fresh")
    certificate = certified(bo)
    assert certificate.level == "B-LTA"
    assert certificate.stamp_ends_on
    assert certificate.stamp_ends_on > clock.today() + timedelta(days=3000)
    assert len(stamps(certificate.read_document())) == 1
    assert check_file(certificate.read_document()).verdict is Verdict.GENUINE
    assert night() == 0, "nothing is due"
    time = db.session.scalars(IssuingChain.for_what(Voucher.TIME)).one()
    assert "PRIVATE" not in time.pem


def test_an_authority_that_is_down_delays_no_certificate(
    bo: Person, zed: Person, certified: Certified, uses: Uses, night: Callable[[], int], time_house: Authority
) -> None:
    uses("nobody")
    certificate = certified(bo)
    assert (certificate.level, certificate.stamp_ends_on) == ("B-B", None)
    original = certificate.read_document()
    night()
    assert not copies(certificate), "it still does not answer"
    uses("fresh")
    assert night() == 1
    [copy] = copies(certificate)
    assert copy.level == "B-LTA"
    assert newest_document(certificate) == storage().get(copy.document_key) != original
    assert newest_document(certificate).startswith(original), "all bytes of the original are in it"
    assert (certificate.level, certificate.read_document()) == ("B-B", original), "row and file are as they were"
    assert check_file(original).verdict is check_file(newest_document(certificate)).verdict is Verdict.GENUINE
    assert night() == 0, "once is enough"


def test_one_that_did_not_answer_is_not_asked_again_at_once(
    bo: Person, zed: Person, certified: Certified, uses: Uses, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer = uses("nobody")
    certified(bo)
    asked: list[str] = []
    assert issuer._time is not None
    monkeypatch.setattr(issuer._time.stamper, "async_request_tsa_response", lambda _request: asked.append("asked"))
    assert certified(zed).level == "B-B"
    assert not asked


def test_a_stamp_is_renewed_before_it_ages(
    bo: Person, certified: Certified, uses: Uses, night: Callable[[], int], visit: Callable[..., Any]
) -> None:
    uses("aged")
    certificate = certified(bo)
    assert certificate.stamp_ends_on
    assert certificate.stamp_ends_on < clock.today() + IN_GOOD_TIME
    assert night() == 1
    assert not copies(certificate), "a stamp that ends no later is of no use"
    uses("fresh")
    assert night() == 1
    [copy] = copies(certificate)
    assert copy.stamp_ends_on > certificate.stamp_ends_on
    assert len(stamps(newest_document(certificate))) == 2
    assert visit(bo, f"/certificates/{certificate.number}.pdf").response.data == newest_document(certificate)
    assert check_file(newest_document(certificate)).verdict is Verdict.GENUINE
    noted = db.session.scalars(select(AuditEntry).where(AuditEntry.event == Event.CERTIFICATE_STAMPED)).one()
    assert noted.new
    assert noted.new["sha256"] == copy.sha256
    assert night() == 0


def test_ringing_twice_lays_one_copy_beside_it(bo: Person, certified: Certified, uses: Uses) -> None:
    uses("nobody")
    certificate = certified(bo)
    uses("fresh")
    refresh_stamp(certificate.id)
    refresh_stamp(certificate.id)
    assert len(copies(certificate)) == 1


def test_a_stamp_that_nobody_we_trust_vouches_for_is_not_taken(
    app: Flask, bo: Person, certified: Certified, uses: Uses, time_house: Authority
) -> None:
    issuer = uses("fresh")
    assert issuer._time is not None
    issuer._time.roots = issuer.key.chain
    assert certified(bo).level == "B-B"


def test_certificates_from_before_ours_were_signed_are_left_alone(
    bo: Person, completes: Callable[..., Any], uses: Uses, night: Callable[[], int]
) -> None:
    uses("fresh")
    db.session.add(
        Certificate(
            number=new_number(2020), code="x" * 16, completion_id=completes(bo).id, person_id=bo.id, document_key="x",
            sha256="0" * 64, size=1,
        )
    )  # fmt: skip
    db.session.commit()
    assert night() == 0


def test_without_an_authority_nothing_is_stamped(bo: Person, certified: Certified, night: Callable[[], int]) -> None:
    assert certified(bo).level == "B-B"
    assert night() == 0


def test_whoever_adds_proof_of_age_himself_keeps_it_genuine(bo: Person, certified: Certified, uses: Uses) -> None:
    uses(None)
    certificate = certified(bo)
    prolonged = uses("fresh").stamp(certificate.read_document()).content
    finding = check_file(prolonged)
    assert (finding.verdict, finding.change) == (Verdict.GENUINE, Change.PROOFS_ADDED)
    assert finding.certificate == certificate
    assert "proof of the signature's age" in finding.change.words.en
    again = check_file(prolonged + b"\n% hidden\n" + prolonged[prolonged.rfind(b"startxref") :])
    assert (again.verdict, again.change) == (Verdict.ALTERED, Change.ADDED)


def test_a_copy_that_was_touched_is_never_handed_out(app: Flask, bo: Person, certified: Certified, uses: Uses) -> None:
    uses("nobody")
    certificate = certified(bo)
    uses("fresh")
    refresh_stamp(certificate.id)
    [copy] = copies(certificate)
    path = Path(app.config["STORAGE_URL"].removeprefix("file://")) / copy.document_key
    path.write_bytes(b"something else")
    assert newest_document(certificate) == certificate.read_document()


def test_a_changed_byte_of_a_stamped_file_is_told(bo: Person, certified: Certified, uses: Uses) -> None:
    uses("fresh")
    content = certified(bo).read_document()
    for place in range(1000, len(content), len(content) // 40):
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        assert check_file(changed).verdict is Verdict.ALTERED, place
