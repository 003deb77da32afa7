"""A transcript of all that somebody completed and holds: stored, and checked to the last byte later."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text

from learn.audit import AuditEntry, Event
from learn.certificates import Certificate
from learn.certificates.former import FormerCertificate, FormerImport
from learn.certificates.transcripts import Transcript
from learn.kit.db import db
from learn.kit.storage import storage
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.people import Organisation, Person
from tests.certificates.conftest import at

Certified = Callable[..., Certificate]
Visit = Callable[..., Any]


def words_in(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def former(person: Person, organisation: Organisation, title: str = "旧课") -> FormerCertificate:
    brought = FormerImport(organisation_id=organisation.id, by_id=None, file_name="old.zip")
    db.session.add(brought)
    db.session.flush()
    one = FormerCertificate(
        import_id=brought.id, person_id=person.id, organisation_id=organisation.id, title=Words(title, "Old course"),
        issuer="旧培训系统", number="OLD-17", issued_on=date(2024, 5, 1), valid_until=None, document_key="x", kind="pdf",
        sha256="0" * 64, size=1,
    )  # fmt: skip
    db.session.add(one)
    db.session.commit()
    return one


def test_whoever_takes_the_transcript_of_another_is_on_record(
    bo: Person, hana: Person, certified: Certified, visit: Visit, send: Visit
) -> None:
    certified(bo)
    [number] = [send(hana, f"/hr/people/{bo.memberships[0].id}/transcripts").location.rpartition("/")[2]]
    before = len(taken())
    visit(hana, f"/transcripts/{number}")
    assert len(taken()) == before + 1


def taken() -> list[AuditEntry]:
    found = select(AuditEntry).where(AuditEntry.event == Event.CERTIFICATES_DOWNLOADED)
    return list(db.session.scalars(found))


def test_bo_takes_his_transcript_and_anyone_can_check_the_file(
    bo: Person, certified: Certified, visit: Visit, send: Visit
) -> None:
    first = certified(bo, completed_at=at("2024-03-01T09:00:00+08:00"), valid_until=date(2026, 2, 28))
    second = certified(bo, hours=Decimal("2.5"))
    address = send(bo, "/my/records/transcripts").location
    answer = visit(bo, address).response
    assert answer.mimetype == "application/pdf"
    said = words_in(answer.data)
    for word in (
        "林博",
        "Lin Bo",
        "GMP-101",
        first.number,
        second.number,
        "已被取代",
        "In force",
        "2024-03-01",
        "PJ-0107",
    ):
        assert word in said, word
    assert "合计学时" in said
    assert "4" in said.partition("hours in total")[2][:6], "1.5 and 2.5 hours"
    made = db.session.scalars(select(Transcript)).one()
    assert answer.data == storage().get(made.document_key)
    page = send(None, "/verify", files={"file": (io.BytesIO(answer.data), "a.pdf")}, expect=200)
    assert page.one("[data-verdict]")["data-verdict"] == "genuine"
    assert made.number in page.h1
    touched = answer.data.replace(b"%%EOF", b"%%EOF\n")
    page = send(None, "/verify", files={"file": (io.BytesIO(touched), "a.pdf")}, expect=200)
    assert page.one("[data-verdict]")["data-verdict"] != "genuine"
    assert made.number in visit(bo, "/my/records/transcripts").text
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == Event.TRANSCRIPT_MADE)).one()
    assert entry.new == {"sha256": made.sha256}


def test_hana_gets_only_what_was_completed_at_her_organisation(
    bo: Person, hana: Person, hu: Person, omar: Person, pujiang: Organisation, gangcheng: Organisation,
    certified: Certified, visit: Visit, send: Visit,
) -> None:  # fmt: skip
    here = certified(bo)
    elsewhere = certified(bo, organisation_id=gangcheng.id, organisation_name=gangcheng.name)
    bo.join(gangcheng, staff_number="GC-77", by=omar)
    former(bo, gangcheng)
    db.session.commit()
    address = send(hana, f"/hr/people/{bo.memberships[0].id}/transcripts").location
    said = words_in(visit(hana, address).response.data)
    assert here.number in said
    assert pujiang.name.zh in said
    for word in (elsewhere.number, gangcheng.name.zh, "GC-77", "OLD-17"):
        assert word not in said, word
    visit(bo, address)
    visit(hu, address, expect=404)
    whole = send(bo, "/my/records/transcripts").location
    assert "OLD-17" in words_in(visit(bo, whole).response.data)
    visit(hana, whole, expect=404)
    send(hu, f"/hr/people/{bo.memberships[0].id}/transcripts", expect=404)


def test_a_long_transcript_says_on_each_page_what_it_is_and_which_page(
    bo: Person, completes: Callable[..., Any]
) -> None:
    for n in range(90):
        title = Words(f"很长的课程名称{n}" + "细胞治疗产品生产质量管理" * 3, "A long title " * 8)
        completes(bo, course_title=title, valid_until=None if n % 2 else date(2099, 1, 1))
    made = Transcript.make(bo, by=bo)
    pages = PdfReader(io.BytesIO(made.read_document())).pages
    assert len(pages) > 3
    for number, page in enumerate(pages, 1):
        text_of = page.extract_text()
        assert f"Page {number} of {len(pages)}" in text_of
        assert made.number in text_of
        assert round(float(page.mediabox.height)) == 842
    everything = "".join(page.extract_text() for page in pages)
    assert all(f"很长的课程名称{n}细" in everything.replace("\n", "").replace(" ", "") for n in range(90))
    assert made.size < 200_000


def test_it_is_tagged_titled_and_embeds_its_fonts(bo: Person, certified: Certified) -> None:
    certified(bo)
    reader = PdfReader(io.BytesIO(Transcript.make(bo, by=bo).read_document()))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "培训记录" in reader.metadata.title
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    assert all("/FontFile2" in str(one["/DescendantFonts"][0].get_object()["/FontDescriptor"]) for one in fonts)


def test_an_empty_record_is_a_transcript_too(zed: Person) -> None:
    said = words_in(Transcript.make(zed, by=zed).read_document())
    assert "郑泽" in said
    assert "None" in said


def test_a_character_that_no_font_has_is_named(bo: Person, pujiang: Organisation) -> None:
    former(bo, pujiang, title="旧课\U0002a6d5")
    with pytest.raises(Refused, match="\U0002a6d5"):
        Transcript.make(bo, by=bo)


def test_markup_in_a_name_stays_text(bo: Person, pujiang: Organisation) -> None:
    former(bo, pujiang, title="<img src=file:///etc/passwd><b>旧课</b>")
    assert "<img src=file" in words_in(Transcript.make(bo, by=bo).read_document())


def test_a_transcript_is_never_changed(bo: Person) -> None:
    Transcript.make(bo, by=bo)
    for statement in ("DELETE FROM transcript", "UPDATE transcript SET id = id"):
        with pytest.raises(Exception, match="append-only"), db.session.begin_nested():
            db.session.execute(text(statement))
