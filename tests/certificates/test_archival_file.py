"""The file itself before other people's judges: archival, accessible, signed, and whole."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from pypdf import PdfReader

from learn.catalogue import CertificateKind
from learn.certificates import Certificate
from learn.certificates.designs.samples import sample
from learn.certificates.issuer import Issuer, authorities
from learn.certificates.look import Look
from learn.kit.pdf import Attached
from learn.kit.text import Words
from learn.learning import Completion
from learn.people import Person
from tests.certificates.judges import breaks, tool
from tests.certificates.test_designs import paper_of, three
from tests.certificates.test_paper import NUMBER, printed
from tests.certificates.time_authority import Authority

Completes = Callable[..., Completion]
CREDENTIAL = Attached(
    "credential.json",
    b'{"type": "VerifiableCredential"}',
    "Credential",
    "application/vc",
    datetime(2026, 11, 22, tzinfo=UTC),
)


def kept(folder: Path, name: str, content: bytes) -> Path:
    """A file in a folder."""
    path = folder / f"{name}.pdf"
    path.write_bytes(content)
    return path


def papers(bo: Person, completes: Completes) -> dict[str, bytes]:
    """Papers of every kind: Chinese only, Latin only, both, with rare characters, without score or end, with a file inside."""
    english, chinese = Words("GMP foundations", "GMP foundations"), Words("细胞治疗 GMP 基础", "细胞治疗 GMP 基础")
    return {
        "mixed": printed(completes(bo)),
        "zh": printed(completes(bo, holder_name="欧阳䶮𬱖", holder_latin_name="", course_title=chinese)),
        "en": printed(completes(bo, holder_name="Anna Schmidt", holder_latin_name="", course_title=english, organisation_name=english)),
        "bare": printed(completes(bo, score=None, valid_until=None, organisation_name=None)),
        "attached": with_file(completes(bo)),
    }  # fmt: skip


def with_file(completion: Completion) -> bytes:
    """A paper with a credential inside."""
    return printed(completion, attachments=[CREDENTIAL])


def test_every_paper_is_archival_and_accessible_unsigned_signed_and_stamped(
    tmp_path: Path, bo: Person, completes: Completes, stamping: Issuer, app: Flask
) -> None:
    plain = Issuer(app.config["VAR"] / "keys" / "certificates", None, None)
    files = []
    for name, content in papers(bo, completes).items():
        files.append(kept(tmp_path, name, content))
        files.append(kept(tmp_path, f"{name}-B-B", plain.sign(content).content))
    stamped = stamping.sign(with_file(completes(bo)))
    assert stamped.level == "B-LTA"
    files.append(kept(tmp_path, "B-LTA", stamped.content))
    files.append(kept(tmp_path, "late-B-LTA", stamping.stamp(plain.sign(printed(completes(bo))).content).content))
    broken = {file: rules for file, rules in breaks(files).items() if rules}
    assert not broken


def test_every_kind_of_document_is_archival_and_accessible(
    tmp_path: Path, bo: Person, certified: Callable[..., Certificate], send: Any, visit: Any
) -> None:
    """Each kind, in the built-in look and in one with logo, words and three scanned signatures; a sample; a transcript."""
    issued = certified(bo)
    files = [kept(tmp_path, "issued", issued.read_document())]
    for kind in CertificateKind:
        files.append(kept(tmp_path, f"{kind}-plain", paper_of(sample("mixed", kind), Look())))
        files.append(kept(tmp_path, f"{kind}-designed", paper_of(sample("rare", kind), three())))
    transcript = visit(bo, send(bo, "/my/records/transcripts").location).response.data
    files.append(kept(tmp_path, "transcript", transcript))
    assert not {file: rules for file, rules in breaks(files).items() if rules}


def test_the_judge_finds_fault_where_there_is_some(tmp_path: Path) -> None:
    from weasyprint import HTML

    plain = kept(tmp_path, "plain", HTML(string="<p>Plain").write_pdf())
    said = breaks([plain])
    assert "6.6" in said[("plain.pdf", "3a")]
    assert said[("plain.pdf", "ua1")]


def test_other_programs_find_it_signed_whole_and_sound(
    tmp_path: Path, bo: Person, completes: Completes, stamping: Issuer, app: Flask, time_house: Authority
) -> None:
    plain = Issuer(app.config["VAR"] / "keys" / "certificates", None, None)
    content = with_file(completes(bo))
    signed = kept(tmp_path, "signed", plain.sign(content).content)
    stamped = kept(tmp_path, "stamped", stamping.sign(content).content)
    roots = tmp_path / "roots.pem"
    roots.write_text(authorities())
    for file in (signed, stamped):
        assert "No syntax or stream encoding errors" in tool("qpdf", "--check", file)
        judged = tool(
            ".venv/bin/pyhanko", "sign", "validate", "--trust", roots, "--trust-replace", "--no-revocation-check", file
        )
        assert "INTACT:TRUSTED" in judged, judged
        assert tool("pdfsig", "-nssdir", trusting(roots, tmp_path), file).count("Signature is Valid") == 1
    assert "Total document signed" in tool("pdfsig", "-nocert", signed, may_fail=True)
    tool("pdftoppm", "-r", "150", "-png", "-singlefile", stamped, stamped.with_suffix(""))
    assert f"https://learn.example/verify/{NUMBER}?code=" in tool("zbarimg", "-q", "--raw", stamped.with_suffix(".png"))


def trusting(roots: Path, folder: Path) -> str:
    """A store of trusted certificates as pdfsig reads it."""
    store = folder / "nss"
    if not store.exists():
        store.mkdir()
        tool("certutil", "-N", "-d", f"sql:{store}", "--empty-password")
        pieces = roots.read_text().split("-----BEGIN CERTIFICATE-----")[1:]
        for n, piece in enumerate(pieces):
            one = folder / f"root{n}.pem"
            one.write_text("-----BEGIN CERTIFICATE-----" + piece)
            tool("certutil", "-A", "-d", f"sql:{store}", "-n", f"root{n}", "-t", "CT,C,C", "-i", one)
    return f"sql:{store}"


def test_what_is_attached_comes_out_as_it_went_in(tmp_path: Path, bo: Person, completes: Completes) -> None:
    file = kept(tmp_path, "attached", with_file(completes(bo)))
    reader = PdfReader(file)
    assert reader.attachments["credential.json"] == [CREDENTIAL.content]
    [specification] = reader.trailer["/Root"]["/AF"]
    assert specification["/AFRelationship"] == "/Data"
    assert specification["/Desc"] == "Credential"
    assert specification["/EF"]["/F"]["/Subtype"] == "/application/vc"


def test_the_same_values_give_the_same_bytes_with_what_is_attached(bo: Person, completes: Completes) -> None:
    completion = completes(bo)
    assert with_file(completion) == with_file(completion)


def test_a_certificate_stays_light(bo: Person, completes: Completes, stamping: Issuer, app: Flask) -> None:
    content = printed(completes(bo))
    signed = Issuer(app.config["VAR"] / "keys" / "certificates", None, None).sign(content).content
    sizes = [len(one) / 1024 for one in (content, signed, stamping.sign(content).content)]
    assert [size <= most for size, most in zip(sizes, (64, 80, 110), strict=True)] == [True] * 3, sizes


def test_the_level_stands_in_the_record(
    bo: Person, certified: Callable[..., Certificate], stamping: Issuer, visit: Callable[..., Any]
) -> None:
    certificate = certified(bo)
    assert (certificate.level, certificate.stamp_ends_on is not None) == ("B-LTA", True)
    assert certificate.read_document() == visit(bo, f"/certificates/{certificate.number}.pdf").response.data
