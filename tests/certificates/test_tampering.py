"""Whatever is done to a certificate's file, it is told from the genuine one, and what was done is said."""

import io
import random
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import hypothesis
import pikepdf
import pytest
from flask import Flask
from hypothesis import strategies as some
from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject, pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader, PdfWriter

from learn.certificates import Certificate, Verdict, check
from learn.certificates.change import Change
from learn.certificates.check import Finding, check_file
from learn.certificates.issuer import signers
from learn.certificates.number import new_number
from learn.kit import own_authority, pades
from learn.kit.db import db
from learn.kit.pades_check import look, look_at_signature
from learn.kit.signing_key import Chain, SigningKey
from learn.learning import Completion
from learn.people import Person
from tests.certificates.test_paper import printed

Certified = Callable[..., Certificate]


@pytest.fixture
def unfenced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look into files in this very process: a thousand processes would take long."""
    monkeypatch.setattr(check, "fenced", lambda _function, content, *numbers: asdict(look(content, *numbers)))


@pytest.fixture
def genuine(bo: Person, certified: Certified) -> Certificate:
    """Bo's certificate."""
    return certified(bo)


def saved_anew(content: bytes, change: Callable[[pikepdf.Pdf], None] = lambda _pdf: None) -> bytes:
    """The file as another program saves it, after something was done to it."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        pdf.save(made)
    return made.getvalue()


def overlaid(content: bytes) -> bytes:
    """A white box over the name, added after signing as PDF editors add things."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0]
    box = writer.add_object(StreamObject(stream_data=b"q 1 1 1 rg 330 340 180 40 re f Q"))
    page["/Contents"].append(box)
    writer.update_container(page["/Contents"])
    writer.update_container(page)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def unsigned(content: bytes) -> bytes:
    """Saved anew by a program that leaves forms out."""
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(content)))
    writer.add_metadata({"/Title": str(PdfReader(io.BytesIO(content)).metadata.title)})  # type: ignore[union-attr]
    writer.root_object.pop("/AcroForm", None)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def swapped(content: bytes, other: bytes) -> bytes:
    """The file with the attachment of another one."""

    def swap(pdf: pikepdf.Pdf) -> None:
        with pikepdf.open(io.BytesIO(other)) as donor:
            file = donor.attachments["credential.json"].get_file().read_bytes()
        pdf.attachments["credential.json"] = pikepdf.AttachedFileSpec(pdf, file, mime_type="application/json")

    return saved_anew(content, swap)


def signed_elsewhere(folder: Path, pdf: bytes) -> bytes:
    """A paper signed by an authority of another installation, which bears the same name."""
    own_authority.found(folder, organisation="Cell and Gene Therapy Industry Alliance", country="CN")
    chain = Chain((folder / own_authority.CHAIN).read_text())
    key = SigningKey.from_pem((folder / own_authority.SIGNER_KEY).read_text(), chain)
    return pades.sign(pdf, key, reason="颁发证书 Certificate issued").content


def told(finding: Finding) -> tuple[Verdict, Change | None]:
    """What a finding says of a file."""
    return finding.verdict, finding.change


def test_a_thousand_changes_of_one_byte_are_told_by_digest_and_by_signature(
    genuine: Certificate, unfenced: None
) -> None:
    content, ours, chance = genuine.read_document(), signers(), random.Random(2026)
    untouched = look(content)
    assert untouched.signer in ours
    assert untouched.whole
    kinds = set()
    for _ in range(1000):
        place = chance.randrange(len(content))
        changed = bytearray(content)
        changed[place] ^= chance.randrange(1, 256)
        finding = check_file(bytes(changed))
        assert finding.verdict is not Verdict.GENUINE, place
        kinds.add(finding.change)
        seen = look_at_signature(bytes(changed))
        by_signature = seen.signer in ours and seen.whole
        assert not by_signature or finding.change is Change.ENVELOPE, place
    assert {Change.INSIDE, Change.ENVELOPE} <= kinds <= {Change.INSIDE, Change.ENVELOPE, None}


def test_a_covered_box_is_something_added_after_signing(genuine: Certificate) -> None:
    assert told(check_file(overlaid(genuine.read_document()))) == (Verdict.ALTERED, Change.ADDED)


@pytest.mark.parametrize(
    "more", [b"\n", b"\n% x", b"\n%%EOF\n", b"\0" * 1000, b"%%EOF" * 500, b"startxref\n0\n%%EOF\n"]
)
def test_appended_bytes_are_told(genuine: Certificate, unfenced: None, more: bytes) -> None:
    assert told(check_file(genuine.read_document() + more)) == (Verdict.ALTERED, Change.ADDED)


def test_its_own_end_once_more_is_told(genuine: Certificate, unfenced: None) -> None:
    content = genuine.read_document()
    again = content + b"% hidden\n" + content[content.rfind(b"startxref") :]
    assert told(check_file(again)) == (Verdict.ALTERED, Change.ADDED)


def test_a_file_that_another_program_saved_is_told(genuine: Certificate) -> None:
    content = genuine.read_document()
    finding = check_file(saved_anew(content))
    assert finding.verdict is Verdict.ALTERED
    assert finding.change in (
        Change.INSIDE,
        Change.SAVED_ANEW,
    )  # the signature dictionary may survive; what it covers does not
    assert told(check_file(unsigned(content))) == (Verdict.ALTERED, Change.SAVED_ANEW)


def test_a_download_that_broke_off_is_told(genuine: Certificate, unfenced: None) -> None:
    content = genuine.read_document()
    for length in (len(content) - 1, len(content) * 9 // 10):
        assert told(check_file(content[:length])) == (Verdict.ALTERED, Change.CUT)


def test_the_unused_room_of_the_signature_is_its_envelope(genuine: Certificate, unfenced: None) -> None:
    content = genuine.read_document()
    room = content.index(b"0" * 40)
    changed = content[:room] + b"1" + content[room + 1 :]
    assert told(check_file(changed)) == (Verdict.ALTERED, Change.ENVELOPE)


def test_an_attachment_of_another_certificate_is_told(bo: Person, zed: Person, certified: Certified) -> None:
    mine, other = certified(bo), certified(zed)
    forged = swapped(mine.read_document(), other.read_document())
    finding = check_file(forged)
    assert told(finding) == (Verdict.ALTERED, Change.ATTACHMENT)
    assert finding.number == mine.number


def test_a_certificate_of_another_installation_is_foreign(
    app: Flask, bo: Person, completes: Callable[..., Completion], tmp_path: Path
) -> None:
    theirs = signed_elsewhere(tmp_path / "theirs", printed(completes(bo), new_number(2026)))
    assert told(check_file(theirs)) == (Verdict.FOREIGN, Change.SIGNED_BY_OTHERS)


def test_a_forger_with_a_key_of_his_own_and_a_number_of_ours_is_told(genuine: Certificate, tmp_path: Path) -> None:
    forged = signed_elsewhere(tmp_path / "forger", printed(genuine.completion, genuine.number))
    assert told(check_file(forged)) == (Verdict.ALTERED, Change.SIGNED_BY_OTHERS)


def test_a_file_of_ours_without_a_record_is_unknown_not_genuine(
    bo: Person, completes: Callable[..., Completion], genuine: Certificate, app: Flask
) -> None:
    stray = app.extensions["issuer"].sign(printed(completes(bo), new_number(2026))).content
    assert told(check_file(stray)) == (Verdict.UNKNOWN, Change.NOT_RECORDED)


def test_a_certificate_from_before_we_signed_stays_valid_by_its_digest_alone(
    bo: Person, completes: Callable[..., Completion], app: Flask
) -> None:
    from hashlib import sha256

    from learn.kit.storage import storage

    completion, number = completes(bo), new_number(2026)
    content = printed(completion, number)
    key = f"certificates/2026/{number}.pdf"
    storage().put(key, content)
    former = Certificate(
        number=number, code="x" * 16, completion_id=completion.id, person_id=bo.id, document_key=key,
        sha256=sha256(content).hexdigest(), size=len(content),
    )  # fmt: skip
    db.session.add(former)
    db.session.commit()
    assert former.level == ""
    assert check_file(content).verdict is Verdict.GENUINE
    changed = content.replace(b"endobj", b"Endobj", 1)
    assert told(check_file(changed)) == (Verdict.ALTERED, Change.DIFFERENT)
    assert told(check_file(content + b"\n")) == (Verdict.ALTERED, Change.ADDED)


ANYTHING = hypothesis.settings(
    max_examples=60,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture, hypothesis.HealthCheck.too_slow],
)


@ANYTHING
@hypothesis.given(
    changes=some.lists(
        some.tuples(some.floats(0, 1, exclude_max=True), some.binary(max_size=40), some.integers(0, 200)),
        min_size=1,
        max_size=4,
    )
)
def test_no_change_anywhere_is_taken_for_genuine(
    genuine: Certificate, unfenced: None, changes: list[tuple[float, bytes, int]]
) -> None:
    """Bytes put in, taken out or replaced, anywhere and several times."""
    content = genuine.read_document()
    for where, put_in, taken_out in changes:
        place = int(where * len(content))
        content = content[:place] + put_in + content[place + taken_out :]
    hypothesis.assume(content != genuine.read_document())
    assert check_file(content).verdict in (Verdict.ALTERED, Verdict.FOREIGN, Verdict.UNKNOWN)


@ANYTHING
@hypothesis.given(
    rest=some.binary(max_size=400), head=some.sampled_from([b"", b"%PDF-1.7\n", b"%PDF-2.0\n1 0 obj\n<<"])
)
def test_no_file_whatever_brings_the_check_down(app: Flask, unfenced: None, head: bytes, rest: bytes) -> None:
    assert check_file(head + rest).verdict is Verdict.FOREIGN


def test_a_bomb_is_foreign_and_harms_nobody(app: Flask) -> None:
    """A page of a gigabyte in a file of a megabyte."""
    import zlib

    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 10_000_000) for _ in range(100)) + packer.flush()
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.Contents = pdf.make_stream(b"")
    page.Contents.write(packed, filter=pikepdf.Name.FlateDecode)
    bomb = io.BytesIO()
    pdf.save(bomb, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert check_file(bomb.getvalue()).verdict is Verdict.FOREIGN


def test_the_page_and_the_command_say_what_was_done(
    app: Flask, genuine: Certificate, send: Callable[..., Any], tmp_path: Path
) -> None:
    content = genuine.read_document()
    changed = content[:2000] + bytes([content[2000] ^ 1]) + content[2001:]
    for language, said in (("en", "can no longer be trusted"), ("zh", "不再可信")):
        page = send(None, "/verify", expect=200, language=language, files={"file": (io.BytesIO(changed), "c.pdf")})
        assert page.one("[data-change]")["data-change"] == "inside"
        assert said in page.one("[data-change]").text
    file = tmp_path / "c.pdf"
    file.write_bytes(changed)
    ran = app.test_cli_runner().invoke(args=["certificates", "verify", str(file)])
    assert ran.exit_code == 1
    assert "can no longer be trusted" in ran.output
    assert "不再可信" in ran.output


def added(content: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """The file with something added after signing."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_a_title_or_property_changed_after_signing_is_no_proof_of_age(genuine: Certificate) -> None:
    """The library lets properties change, because whoever adds a time stamp writes down when; a name stands in them too."""

    def title(writer: IncrementalPdfFileWriter) -> None:
        writer.set_info(DictionaryObject({pdf_name("/Title"): pdf_string("李四 Li Si")}))

    def metadata(writer: IncrementalPdfFileWriter) -> None:
        stream = writer.root["/Metadata"]
        forged = stream.data.replace(genuine.completion.holder_name.encode(), "李四".encode())
        assert forged != stream.data
        writer.root["/Metadata"] = writer.add_object(
            StreamObject(
                {pdf_name("/Type"): pdf_name("/Metadata"), pdf_name("/Subtype"): pdf_name("/XML")}, stream_data=forged
            )
        )
        writer.update_root()

    content = genuine.read_document()
    for change in (title, metadata):
        assert told(check_file(added(content, change))) == (Verdict.ALTERED, Change.ADDED)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4\nCGT-2026-IIIII-LLLLL-O",
        b'{"credentialSubject": 1, "id": "CGT-2026-IIIII-LLLLL-O"}',
        "%PDF-1.4\nCGT-٢٠٢٦-7K3M9-QXDRT-W".encode(),
    ],
)
def test_signs_that_no_number_of_ours_has_are_no_number(content: bytes, send: Callable[..., Any]) -> None:
    page = send(None, "/verify", files={"file": (io.BytesIO(content), "a.pdf")}, expect=200)
    assert page.all('[data-verdict="foreign"]')


@pytest.mark.parametrize("number", ["CGT-٢٠٢٦-7K3M9-QXDRT-W", "CGT-२०२६-7K3M9-QXDRT-W"])
def test_a_number_in_other_digits_is_answered_in_words(number: str, visit: Callable[..., Any]) -> None:
    visit(None, f"/verify/{number}", expect=404)
