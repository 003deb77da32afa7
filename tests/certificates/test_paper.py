"""The paper itself, opened with other people's tools."""

import io
import shutil
import subprocess
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from learn.certificates import Certificate, paper
from learn.certificates.facts import Facts
from learn.kit import fonts, pdf
from learn.kit.pdf import Attached
from learn.kit.text import Words
from learn.learning import Completion
from learn.people import Person
from tests.certificates.conftest import at

Completes = Callable[..., Completion]
NUMBER = "CGT-2026-7K3M9-QXDRT-W"


def printed(completion: Completion, number: str = NUMBER, attachments: Sequence[Attached] = ()) -> bytes:
    """A certificate of this completion, not issued."""
    return paper.print_certificate(
        facts_of(completion),
        number=number,
        verify_page=f"https://learn.example/verify/{number}",
        code="7K3M9QXDRT7K3M9Q",
        attachments=attachments,
    )


def facts_of(completion: Completion) -> Facts:
    """What its certificate would say."""
    return Facts.of(completion, issued_at=at("2026-09-18T09:12:00+08:00"))


def tool(name: str, *args: str | Path) -> str:
    """What another program says."""
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed (apt: poppler-utils, zbar-tools)")
    return subprocess.run([name, *map(str, args)], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def file(tmp_path: Path, bo: Person, completes: Completes) -> Path:
    """Bo's certificate as a file."""
    path = tmp_path / "bo.pdf"
    path.write_bytes(printed(completes(bo)))
    return path


def test_everything_it_says_is_text(file: Path) -> None:
    text = tool("pdftotext", "-layout", file, "-")
    for said in (
        "林博",
        "Lin Bo",
        "培训合格证书",
        "CERTIFICATE OF QUALIFICATION",
        "浦江细胞医院",
        "Pujiang Cell Hospital",
        "GMP-101",
        "96 / 100",
        "2026-09-18",
        NUMBER,
    ):
        assert said in text, said


def test_every_font_is_embedded(file: Path) -> None:
    rows = tool("pdffonts", file).splitlines()[2:]
    assert rows
    for row in rows:
        assert row.split()[-5:-2] == ["yes", "yes", "yes"], row


def test_the_qr_code_leads_to_the_public_check(file: Path) -> None:
    tool("pdftoppm", "-r", "150", "-png", "-singlefile", file, file.with_suffix(""))
    read = tool("zbarimg", "-q", "--raw", file.with_suffix(".png"))
    assert read.strip() == f"https://learn.example/verify/{NUMBER}?code=7K3M9QXDRT7K3M9Q"


def test_it_is_one_tagged_page_of_a4_with_title_and_language(file: Path) -> None:
    reader = PdfReader(file)
    assert len(reader.pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [842, 595]
    assert reader.metadata
    assert "林博" in str(reader.metadata.title)
    assert NUMBER in str(reader.metadata.title)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "zh-Hans"
    assert root["/MarkInfo"]["/Marked"]


def test_the_same_facts_print_to_the_same_bytes(bo: Person, completes: Completes) -> None:
    completion = completes(bo)
    assert printed(completion) == printed(completion)


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("欧阳䶮𬭊𬱖㛃𬭎𫖯", "Ouyang Yan"),
        ("Anna-Lena Schmidt-Großmann", ""),
        ("买买提·阿卜杜拉 (Memet)", "Muḥammad Đặng Łukasz Şahin"),
        ("O’Brien <b>&amp;", ""),
        ("Maximilian Alexander von und zu " * 4, "Maximilian Alexander von und zu " * 4),
        ("欧阳明慧" * 30, ""),
    ],
)
def test_every_name_prints_whole_on_one_page(bo: Person, completes: Completes, name: str, latin: str) -> None:
    completion = completes(bo, holder_name=name[:120].strip(), holder_latin_name=latin[:120].strip())
    reader = PdfReader(io.BytesIO(printed(completion)))
    text = "".join(reader.pages[0].extract_text().split())
    assert len(reader.pages) == 1
    assert "".join(name[:120].split()) in text
    assert "".join(latin[:120].split()) in text
    assert "CGT-2026" in text


def test_long_titles_and_organisations_are_set_smaller_until_they_fit(bo: Person, completes: Completes) -> None:
    completion = completes(
        bo,
        course_title=Words(
            "细胞与基因治疗产品无菌操作污染控制" * 5, "Aseptic processing and contamination control " * 4
        ),
        organisation_name=Words(
            "上海市浦东新区外高桥细胞与基因治疗中心医院" * 2, "The Waigaoqiao Hospital for Cell Therapy " * 3
        ),
    )
    sizes = paper.sizes(facts_of(completion)).sizes
    assert sizes["name_size"] == "33"
    assert int(sizes["title_size"]) < 18
    assert int(sizes["employer_size"]) < 12
    assert len(PdfReader(io.BytesIO(printed(completion))).pages) == 1


def test_a_course_without_a_quiz_claims_no_assessment(bo: Person, completes: Completes) -> None:
    text = PdfReader(io.BytesIO(printed(completes(bo, score=None, valid_until=None)))).pages[0].extract_text()
    assert "CERTIFICATE OF ATTENDANCE" in text
    assert "which has no assessment" in text
    assert "passed its assessment" not in text
    assert "no end" in text


def test_a_score_is_never_rounded_up(bo: Person, completes: Completes) -> None:
    assert paper.said(facts_of(completes(bo, score=Decimal("79.9999"))))["score"] == "79.9"


def test_what_cannot_be_printed_is_refused_before_anything_is_stored(bo: Person, completes: Completes) -> None:
    with pytest.raises(paper.Unprintable, match=r"U\+2A6D5"):
        Certificate.issue(completes(bo, holder_name="林\U0002a6d5"))


def test_invisible_signs_and_loose_accents_are_set_in_order() -> None:
    assert fonts.printable("Ame\u0301lie\u200b\u202e  Dupont\n") == "Amélie Dupont"
    assert fonts.missing_characters("Amélie") == ""


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "http://127.0.0.1/", "static:../../../etc/passwd", "static:/etc/passwd", "given:x"],
)
def test_a_document_reaches_nothing_but_its_own_files(address: str) -> None:
    with pytest.raises(pdf.FatalURLFetchingError):
        pdf.Fetcher({}).fetch(address)
