"""Certificates of a former system come with their files, whole or not at all, and are never said to be ours."""

import csv
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select, text
from xlsxwriter import Workbook

from learn.audit import AuditEntry, Event
from learn.certificates.former import FormerCertificate
from learn.certificates.former import bundle as bundle_names
from learn.kit.db import db
from learn.kit.storage import storage
from learn.people import Person

Visit = Callable[..., Any]
HEADINGS = ["邮箱", "工号", "证书名称", "title in English", "颁发单位", "证书编号", "颁发日期", "有效期至", "文件名"]
LINE = [
    "bo@pujiang.example",
    "",
    "GMP 基础",
    "GMP basics",
    "旧培训系统",
    "OLD-17",
    "2024-05-01",
    "2026-05-01",
    "扫描/a.pdf",
]


def pdf(words: str = "a former certificate") -> bytes:
    """A small PDF that shows nothing and says a word in its properties."""
    content, made = io.BytesIO(), pikepdf.new()
    made.add_blank_page()
    made.docinfo["/Title"] = words
    made.save(content)
    return content.getvalue()


def png() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "PNG")
    return content.getvalue()


FILE = pdf()


def table(*lines: list[str]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([HEADINGS, *lines])
    return written.getvalue().encode("gb18030")


def bundle(files: dict[str, bytes]) -> dict[str, Any]:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in files.items():
            archive.writestr(name, inside)
    return {"file": (io.BytesIO(content.getvalue()), "旧证书.zip")}


def changed(**cells: str) -> list[str]:
    """The usual line with other cells, by the place of the heading."""
    places = dict(
        zip(("email", "number", "title", "title_en", "issuer", "no", "issued", "until", "file"), LINE, strict=True)
    )
    return list({**places, **cells}.values())


@pytest.fixture
def bring(hana: Person, send: Visit) -> Callable[..., Any]:
    """`bring({"index.csv": …})`: Hana sends a ZIP."""

    def bring_files(files: dict[str, bytes], expect: int = 303, organisation: str = "PUJIANG") -> Any:
        form = {"organisation": organisation}
        return send(hana, "/certificates/former", form, expect, files=bundle(files))

    return bring_files


def kept() -> list[FormerCertificate]:
    return list(db.session.scalars(select(FormerCertificate).order_by(FormerCertificate.id)))


def test_hana_brings_a_certificate_and_bo_finds_it_marked_as_what_it_is(
    bo: Person, hana: Person, bring: Callable[..., Any], visit: Visit
) -> None:
    bring({"index.csv": table(LINE), "扫描/a.pdf": FILE})
    [one] = kept()
    assert storage().get(one.document_key) == FILE == one.read_document()
    page = visit(bo, "/certificates")
    assert "From 旧培训系统, imported on" in page.text
    assert "by 韩娜. Not issued by the alliance, not checked by it." in page.text
    assert "In force" not in page.text
    answer = visit(bo, f"/certificates/former/{one.id}/file").response
    assert answer.data == FILE
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "OLD-17" in visit(hana, f"/hr/people/{bo.memberships[0].id}").text
    assert "OLD-17" in visit(hana, "/certificates/former").text
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == Event.FORMER_CERTIFICATES_IMPORTED)).one()
    assert (entry.actor_id, entry.subject_name, entry.new) == (hana.id, "旧证书.zip", {"count": 1})


def test_a_workbook_and_pictures_are_taken_too(bo: Person, bring: Callable[..., Any]) -> None:
    content = io.BytesIO()
    book = Workbook(content)
    sheet = book.add_worksheet()
    for row, cells in enumerate([HEADINGS, changed(email="", number=bo.memberships[0].staff_number, file="b.PNG")]):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell)
    book.close()
    bring({"table.xlsx": content.getvalue(), "scans/b.PNG": png()})
    assert [(one.kind, one.person_id) for one in kept()] == [("png", bo.id)]


WRONG = {
    "nobody": (changed(email="nobody@pujiang.example"), "has this address"),
    "somebody else's": (changed(email="zed@gangcheng.example"), "has this address"),
    "two people": (changed(number="PJ-0012"), "two people"),
    "nobody named": (changed(email=""), "staff number or the e-mail"),
    "no title": (changed(title="", title_en=""), "missing"),
    "no issuer": (changed(issuer=""), "missing"),
    "no day": (changed(issued="soon"), "is no date"),
    "an impossible day": (changed(issued="2024-02-31"), "is no date"),
    "a day before": (changed(until="2023-01-01"), "before the day of issue"),
    "no file": (changed(file="c.pdf"), "no file of this name"),
    "a way out": (changed(file="../../etc/passwd"), "no file of this name"),
    "a script": (changed(file="evil.html"), "not one of the files"),
    "a lie": (changed(file="lie.pdf"), "not one of the files"),
    "too long": (changed(issuer="长" * 300), "At most"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_one_wrong_line_takes_nothing_and_is_named(bring: Callable[..., Any], what: str) -> None:
    line, sentence = WRONG[what]
    good = changed(email="hana@pujiang.example")
    files = {"扫描/a.pdf": FILE, "evil.html": b"<script>", "lie.pdf": b"MZ\x90", "index.csv": table(good, line)}
    page = bring(files, expect=422)
    rows = [row.get_text(" ", strip=True) for row in page.all("tbody tr")]
    assert rows
    assert all(row.startswith("3 ") for row in rows), "the good line is not at fault"
    assert any(sentence in row for row in rows), rows
    assert page.one('[aria-invalid="true"]')["name"] == "file"
    assert kept() == []


def test_what_was_imported_before_or_stands_twice_is_not_taken_again(bring: Callable[..., Any]) -> None:
    files = {"扫描/a.pdf": FILE}
    assert "line 2" in bring({**files, "i.csv": table(LINE, LINE)}, expect=422).text
    bring({**files, "i.csv": table(LINE)})
    assert "imported before" in bring({**files, "i.csv": table(LINE)}, expect=422).text
    assert len(kept()) == 1


def lying_zip() -> bytes:
    """A ZIP whose file claims to be smaller than it is."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.csv", table(LINE))
        archive.writestr("扫描/a.pdf", b"%PDF" + b"0" * 20_000_000)
    return content.getvalue().replace((20_000_004).to_bytes(4, "little"), (100).to_bytes(4, "little"))


def broken_zip() -> bytes:
    """A ZIP whose directory is whole and whose packed bytes are not."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.csv", table(LINE) + b" " * 5_000)
    whole = bytearray(content.getvalue())
    at = whole.index(b"index.csv") + 9
    whole[at : at + 12] = b"\xff" * 12
    return bytes(whole)


@pytest.mark.parametrize(
    "content",
    [broken_zip(), b"", b"PK\x03\x04 and then nothing", b"%PDF-1.7", bundle({})["file"][0].read(), lying_zip(),
     bundle({"a.pdf": FILE})["file"][0].read(), bundle({"a.csv": b"x", "b.csv": b"y"})["file"][0].read(),
     bundle({"index.csv": b"\xff\xfe\x00"})["file"][0].read(), bundle({"index.csv": b"name,colour\n1,2\n"})["file"][0].read(),
     bundle({"index.csv": table()})["file"][0].read(), bundle({"index.xlsx": b"PK\x03\x04"})["file"][0].read()],
    ids=["broken inside", "empty", "cut off", "a PDF", "nothing in it", "a lie about its size", "no table", "two tables",
         "no text", "other columns", "no lines", "a broken workbook"],
)  # fmt: skip
def test_hostile_and_broken_files_are_answered_in_words(hana: Person, send: Visit, content: bytes) -> None:
    page = send(
        hana, "/certificates/former", {"organisation": "PUJIANG"}, 422, files={"file": (io.BytesIO(content), "a.zip")}
    )
    assert page.all(".fault")
    assert kept() == []


def test_names_that_windows_in_china_wrote_are_read() -> None:
    entry = zipfile.ZipInfo("证书.pdf".encode("gb18030").decode("cp437"))
    assert bundle_names.name_of(entry) == "证书.pdf"
    entry.flag_bits = 0x800
    entry.filename = "证书.pdf"
    assert bundle_names.name_of(entry) == "证书.pdf"


def test_only_hr_of_the_member_and_the_office_bring_and_see_them(
    bo: Person,
    zed: Person,
    hu: Person,
    omar: Person,
    quinn: Person,
    bring: Callable[..., Any],
    visit: Visit,
    send: Visit,
) -> None:
    bring({"index.csv": table(LINE), "扫描/a.pdf": FILE})
    one = kept()[0]
    for person in (zed, hu, quinn):
        visit(person, f"/certificates/former/{one.id}/file", expect=404)
    assert "OLD-17" not in visit(hu, "/certificates/former").text
    for person in (bo, zed, quinn):
        visit(person, "/certificates/former", expect=404)
        send(person, "/certificates/former", {}, expect=404)
    bring({"index.csv": table(LINE), "扫描/a.pdf": FILE}, expect=422, organisation="GANGCHENG")
    assert "OLD-17" in visit(omar, "/certificates/former").text
    visit(omar, f"/certificates/former/{one.id}/file")


def test_the_public_check_says_whose_it_is_and_vouches_for_nothing(
    bo: Person, bring: Callable[..., Any], send: Visit
) -> None:
    bring({"index.csv": table(LINE), "扫描/a.pdf": FILE})
    page = send(None, "/verify", files={"file": (io.BytesIO(FILE), "a.pdf")}, expect=200)
    assert page.one("[data-verdict]")["data-verdict"] == "foreign"
    assert "nobody here vouches for it" in page.notice
    assert "林博" not in page.text
    other = send(None, "/verify", files={"file": (io.BytesIO(pdf("other")), "a.pdf")}, expect=200)
    assert other.notice == ""


def test_the_rows_never_change(bring: Callable[..., Any]) -> None:
    bring({"index.csv": table(LINE), "扫描/a.pdf": FILE})
    for name in ("former_certificate", "former_import"):
        for statement in (f"DELETE FROM {name}", f"UPDATE {name} SET id = id"):
            with pytest.raises(Exception, match="append-only"), db.session.begin_nested():
                db.session.execute(text(statement))


def test_the_command_checks_first_and_takes_when_asked(app: Flask, tmp_path: Any) -> None:
    (tmp_path / "扫描").mkdir()
    (tmp_path / "扫描" / "a.pdf").write_bytes(FILE)
    (tmp_path / "index.csv").write_bytes(table(LINE, changed(issuer="", email="hana@pujiang.example")))
    run = app.test_cli_runner().invoke
    words = ["certificates", "import", str(tmp_path), "--organisation", "PUJIANG"]
    faulty = run(args=[*words, "--apply"])
    assert faulty.exit_code == 1
    assert f"{tmp_path}:3: 颁发单位 / issuer: This is missing." in faulty.stderr
    (tmp_path / "index.csv").write_bytes(table(LINE))
    assert "add --apply" in run(args=words).output
    assert db.session.scalar(select(func.count(FormerCertificate.id))) == 0
    assert "1 certificates imported" in run(args=[*words, "--apply"]).output
    assert db.session.scalar(select(func.count(FormerCertificate.id))) == 1
    assert run(args=[*words[:3], "--organisation", "NOBODY"]).exit_code == 1
