"""CSV and XLSX that open right and run nothing."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from learn.reporting.tables import csv_file, csv_line, xlsx_file

MOMENT = datetime(2026, 11, 22, 18, 30, 5, tzinfo=UTC)


def workbook(*table):
    with xlsx_file(*table) as file:
        return CalamineWorkbook.from_filelike(io.BytesIO(file.read()))


@pytest.fixture(autouse=True)
def in_english(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def test_excel_takes_the_file_for_utf_8_and_finds_its_lines():
    content = b"".join(csv_file(["姓名", "Score"], [["欧阳明慧", Decimal("86.5")], ["林博", None]]))
    assert content == "\ufeff姓名,Score\r\n欧阳明慧,86.5\r\n林博,\r\n".encode()


@pytest.mark.parametrize(
    "evil", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", " =1", "=cmd|' /C calc'!A0"]
)
def test_a_text_that_a_spreadsheet_would_run_is_only_a_text(evil):
    [[cell]] = csv.reader(io.StringIO(csv_line([evil]).decode(), newline=""))
    assert cell == f"'{evil}"


def test_negative_numbers_and_names_are_left_alone():
    assert (
        csv_line([-3, Decimal("-1.5"), "O'Neill", "a=b", 'say "hi", you'])
        == b'-3,-1.5,O\'Neill,a=b,"say ""hi"", you"\r\n'
    )


def test_moments_stand_on_the_alliances_clock():
    assert csv_line([MOMENT, date(2026, 1, 2), True]) == b"2026-11-23 02:30:05,2026-01-02,Yes\r\n"


def test_a_workbook_has_real_dates_and_numbers_and_no_formula():
    row = ["=1+1", Decimal("86.5"), MOMENT, date(2026, 1, 2)]
    sheet = workbook("Training: records/2026", ["Name", "Score", "When", "Until"], [row]).get_sheet_by_index(0)
    assert sheet.name == "Training records2026"
    heading, row = sheet.to_python()
    assert heading == ["Name", "Score", "When", "Until"]
    assert row == ["=1+1", 86.5, datetime(2026, 11, 23, 2, 30, 5), date(2026, 1, 2)]  # noqa: DTZ001 - Excel knows no zone


def test_an_empty_workbook_still_has_its_headings():
    assert workbook("T", ["A", "B"], []).get_sheet_by_index(0).to_python() == [["A", "B"]]


def test_a_sheet_that_is_full_is_followed_by_another(monkeypatch):
    monkeypatch.setattr("learn.reporting.tables.SHEET_ROWS", 2)
    book = workbook("T", ["N"], [[n] for n in range(5)])
    assert [len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names] == [3, 3, 2]


def test_a_score_says_no_more_digits_than_it_has():
    assert csv_line([Decimal("80.0000"), Decimal("86.5000"), Decimal(100)]) == b"80,86.5,100\r\n"
