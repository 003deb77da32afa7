"""Which format a file is in, told by its bytes, and `bin/learn questions check`."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from learn.interop import Unreadable
from learn.interop.commands import questions
from learn.interop.formats import format_of, losses, read, write
from learn.interop.pictures import NoPicture, picture_of
from tests.small_course import small_pack

FILES = Path(__file__).parent / "files" / "text"


def zipped(**members: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        (b"Q {T}", "gift"),
        (b"Q {1:SHORTANSWER:=a}", "cloze"),
        (b"It is {:MULTICHOICE_S:=a~b} and {2:NM:=3}", "cloze"),
        (b"<question type='essay'/>", "moodle"),
        ('<?xml version="1.0" encoding="UTF-16"?><quiz/>'.encode("utf-16-le"), "moodle"),
        ("问？\nA、甲\nB、乙\n答案：A".encode("gb18030"), "aiken"),
        (b"[html]<p>Q</p> {T}", "gift"),
        (b"<p>Q</p> {T}", "gift"),
        ("Q {T}".encode("utf-16"), "gift"),
        (b"Q\nA) a\nB) b\nANSWER: A", "aiken"),
        ("问？\nA、甲\nB、乙\n答案：A".encode(), "aiken"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- <manifest> -->\n<quiz/>', "moodle"),
        ('<?xml version="1.0" encoding="UTF-16"?><quiz/>'.encode("utf-16"), "moodle"),
        (b'<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"/>', "qti2"),
        (b'<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"/>', "qti3"),
        (b"- id: Q01\n  kind: single\n  text: {zh: a, en: b}\n", "pack"),
        (zipped(xl__workbook_xml="<workbook/>"), "sheet"),
        (zipped(imsmanifest_xml="<manifest><resource type='imsqti_item_xmlv2p1'/></manifest>"), "qti2"),
        (zipped(imsmanifest_xml="<manifest><resource type='imsqti_item_xmlv3p0'/></manifest>"), "qti3"),
        (zipped(course_yaml="", questions_yaml=""), "pack"),
    ],
)
def test_the_bytes_show_the_format(app: Any, content: bytes, format_: str) -> None:
    assert format_of("whatever.doc", content) == format_


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b" \n", "empty"),
        (b"%PDF-1.7 {", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 {=}", "old Office"),
        (b"\x1f\x8b\x08{=}", "Moodle backup"),
        (b"{\\rtf1 Q \\{T\\}}", "RTF"),
        (b"\x89PNG\r\n{=}", "picture"),
        (b"<html><body>Q {T}</body></html>", "web page"),
        (b"\xef\xbb\xbf<table><tr><td>{</td></tr></table>", "web page"),
        ("题型,题干,答案\n单选,问,B\n".encode(), "CSV"),
        ("题型;题干;答案\r\n单选;问;B\r\n".encode("gb18030"), "CSV"),
        (b"MZ\x90\x00\x03\x00{\x00\x00\xff\xff", "neither text"),
        (zipped(word__document_xml="<w/>", _xml="x"), "Word"),
        (zipped(h5p_json="{}"), "H5P"),
        (zipped(xl__workbook_bin=""), "xlsb"),
        (b"just words", "no questions"),
        (b'{"type": "MC"}', "JSON"),
        (b"<?xml version='1.0'?><html/>", "<html>"),
        (b"PK\x03\x04damaged", "damaged"),
        (zipped(readme_txt="x"), "neither"),
    ],
)
def test_what_is_no_file_of_questions_is_refused_with_a_sentence(app: Any, content: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read("file", content, language="en")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_text_is_read_in_whichever_encoding_and_with_whichever_line_ends(app: Any, encoding: str, ends: str) -> None:
    text = ends.join(["::一::细胞在几度复苏？ {", "=37 °C", "~20 °C", "}", "", "问：？ {T}", ""])
    first, second = read("file", text.encode(encoding), language="zh").drafts
    assert first.text.zh == "细胞在几度复苏？"
    assert [one["zh"] for one in first.body["choices"]] == ["37 °C", "20 °C"]
    assert second.text.zh == "问：？"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "gb18030"])
def test_aiken_in_chinese_is_known_in_old_encodings(app: Any, encoding: str) -> None:
    content = "复苏用几度的水浴？\nA、三十七度\nB、二十度\n答案：A\n".encode(encoding)
    reading = read("file", content, language="zh")
    assert (reading.format, reading.drafts[0].body["choices"][0]["zh"]) == ("aiken", "三十七度")


def test_western_letters_are_not_taken_for_chinese(app: Any) -> None:
    reading = read("file", "Wie heißt die Brücke in Zürich? {=Münster ~Täfer}".encode("cp1252"), language="en")
    assert reading.drafts[0].text.en == "Wie heißt die Brücke in Zürich?"
    assert "Windows-1252" in reading.partly[0].what


@pytest.mark.parametrize(
    "content", [b"Q {T} \x00", "Q\x00 {T}".encode("utf-16"), b"Q\n\x1b[2J {T}", "Q \ufdd0 {T}".encode()]
)
def test_a_control_character_is_refused_by_its_line(app: Any, content: bytes) -> None:
    with pytest.raises(Unreadable, match="control character"):
        read("file", content, language="en")


def test_a_file_of_sixty_megabytes_is_too_large(app: Any) -> None:
    with pytest.raises(Unreadable, match="60 MB"):
        read("file", b"x" * 60_000_001, language="en")


def test_our_own_pack_is_read_with_both_languages(app: Any, tmp_path: Path) -> None:
    reading = read("questions.yaml", (small_pack(tmp_path) / "questions.yaml").read_bytes(), language="zh")
    assert reading.format == "pack"
    assert not reading.faults
    assert all(draft.text.zh and draft.text.en and draft.code and draft.topic for draft in reading.drafts)


def test_a_faulty_question_of_a_pack_is_left_out_and_named(app: Any, tmp_path: Path) -> None:
    text = (small_pack(tmp_path) / "questions.yaml").read_text(encoding="utf-8")
    whole = read("q", text.encode(), language="zh")
    spoilt = read("q", text.replace("difficulty: easy", "difficulty: silly", 1).encode(), language="zh")
    assert len(spoilt.drafts) == len(whole.drafts) - 1
    assert spoilt.refused[0].line


@pytest.mark.parametrize("key", ["gift", "aiken"])
def test_a_question_without_text_in_the_language_is_left_out(app: Any, key: str) -> None:
    drafts = read("ward", b"Q\nA) a\nB) b\nANSWER: A", language="en").drafts
    assert [fault.whole for fault in losses(key, drafts, language="zh")] == [True]
    assert not write(key, drafts, language="zh").strip()
    assert write(key, drafts, language="en").strip()


@pytest.mark.parametrize(
    "drawing",
    [
        '<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://example.org/x.png"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><style>@import "x"</style></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><a href="java&#10;script:x"><rect/></a></svg>',
        '<!DOCTYPE svg [<!ENTITY x "y">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>',
        "<html/>",
    ],
)
def test_a_drawing_that_could_do_anything_is_no_picture(app: Any, drawing: str) -> None:
    with pytest.raises(NoPicture):
        picture_of(drawing.encode())


# the command


def test_check_tells_one_line_a_file_and_every_fault_by_line(app: Any, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(questions, ["check", str(FILES)])
    assert result.exit_code == 1
    gift, aiken = result.stdout.splitlines()
    assert gift.endswith("ward.gift: GIFT (Moodle text): 13 read, 1 of them partly, 3 refused")
    assert aiken.endswith("ward.txt: Aiken: 3 read, 0 of them partly, 2 refused")
    assert "ward.gift:46: refused: This explains something" in result.stderr
    assert "ward.gift:5: partly read: Thawing a bag:" in result.stderr


def test_check_succeeds_where_nothing_was_refused(app: Any, tmp_path: Path) -> None:
    (tmp_path / "one.gift").write_text("Q {T}\n\n[html]R <script>x</script>{F}")
    result = app.test_cli_runner().invoke(questions, ["check", str(tmp_path)])
    assert (result.exit_code, result.stdout.count("2 read, 1 of them partly, 0 refused")) == (0, 1)


def test_check_reads_the_questions_of_a_course_pack(app: Any, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(questions, ["check", str(small_pack(tmp_path))])
    assert result.exit_code == 0
    assert "questions.yaml of a course pack" in result.stdout


def test_check_fails_on_a_file_that_it_cannot_read(app: Any, tmp_path: Path) -> None:
    (tmp_path / "x.gift").write_bytes(b"Q {T}\n\xff")
    result = app.test_cli_runner().invoke(questions, ["check", str(tmp_path)])
    assert result.exit_code == 1
    assert "x.gift: refused" in result.stdout
    assert "x.gift:2: refused: This is not UTF-8 text." in result.stderr
