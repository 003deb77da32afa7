"""Tables as files: CSV that opens right in Excel, and XLSX with real dates and numbers. Both leave row by row."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import IO, Any

from flask_babel import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from learn.kit.clock import HOUSE_ZONE
from learn.kit.filters import plain_decimal

BOM = "\ufeff".encode()  # without it Excel takes Chinese for Latin letters
FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")
SHEET_ROWS = 1_000_000  # Excel reads 1,048,576
LONGEST_CELL = 32_767  # Excel's own limit


def plain(value: Any) -> Any:
    """A value as a cell holds it: text in the reader's language, moments on the alliance's clock."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return value.astimezone(HOUSE_ZONE).replace(tzinfo=None, microsecond=0)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return Decimal(plain_decimal(value))  # 80, not 80.0000
    if isinstance(value, date | int | float):
        return value
    return str(value)  # Words say themselves in the reader's language


def shown(value: Any) -> str:
    """A value as it stands on a page."""
    value = plain(value)
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def harmless(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers and dates are left alone."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_SIGNS) else value


def csv_line(cells: Iterable[Any]) -> bytes:
    """One line of CSV (RFC 4180: commas, quotes where needed, CRLF) in UTF-8."""
    line = io.StringIO()
    csv.writer(line).writerow([harmless(plain(cell)) for cell in cells])
    return line.getvalue().encode()


def csv_file(headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A table as CSV, line by line."""
    yield BOM + csv_line(str(heading) for heading in headings)
    for row in rows:
        yield csv_line(row)


def xlsx_file(title: str, headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """A table as a workbook in a temporary file: one row in memory at a time, a further sheet every million rows."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book = Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    moments = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet, at = _sheet(book, title, headings), 0
    for row in rows:
        if at == SHEET_ROWS:
            sheet, at = _sheet(book, title, headings), 0
        at += 1
        _write(sheet, at, row, moments)
        sheet.autofilter(0, 0, at, len(headings) - 1)
    book.close()
    file.seek(0)
    return file


def _sheet(book: Workbook, title: str, headings: Sequence[Any]) -> Worksheet:
    """A sheet with its headings, frozen."""
    number = len(book.worksheets()) + 1
    name = "".join(sign for sign in title if sign not in "[]:*?/\\'")[:25]
    sheet: Worksheet = book.add_worksheet(name if number == 1 else f"{name} {number}")
    bold = book.add_format({"bold": True, "bottom": 1})
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, getattr(heading, "width", 16))
        sheet.write_string(0, column, str(heading), bold)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, 1, len(headings) - 1)
    return sheet


def _write(sheet: Worksheet, at: int, row: Sequence[Any], moments: Any) -> None:
    for column, cell in enumerate(map(plain, row)):
        if isinstance(cell, datetime):
            sheet.write_datetime(at, column, cell, moments)
        elif isinstance(cell, date):
            sheet.write_datetime(at, column, cell)
        elif isinstance(cell, int | float | Decimal):
            sheet.write_number(at, column, float(cell))
        else:
            sheet.write_string(at, column, cell[:LONGEST_CELL])
