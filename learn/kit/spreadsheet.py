"""Tables that people send: CSV in any usual encoding, or XLSX, as numbered lines of cells. Cells are text, never formulas."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime

from flask_babel import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from learn.kit.upload import DAMAGED_ZIP

MOST_ROWS = 5_000
MOST_COLUMNS = 100
MOST_BYTES = 50 * 1024 * 1024  # of an XLSX file once unpacked

Cell = str | date


class Unreadable(Exception):
    """This is nothing that we can read; the message says why and where."""


def table_in(content: bytes) -> list[tuple[int, list[Cell]]]:
    """The lines of a file that hold something, by the number that a spreadsheet shows. Raises Unreadable."""
    table = _from_xlsx(content) if content.startswith(b"PK") else _from_csv(content)
    numbered = [(number, cells) for number, cells in table if any(cell != "" for cell in cells)]
    if not numbered:
        raise Unreadable(_("The file is empty."))
    return numbered


# CSV


def _from_csv(content: bytes) -> list[tuple[int, list[Cell]]]:
    text = _decoded(content)
    first = text.lstrip().partition("\n")[0]
    between = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between)
    table: list[tuple[int, list[Cell]]] = []
    try:
        for number, cells in enumerate(reader, start=1):
            table.append((number, [cell.strip() for cell in cells]))
            if number > MOST_ROWS * 2:
                break
    except csv.Error as fault:
        raise Unreadable(_("Line %(n)s cannot be read: %(fault)s.", n=reader.line_num, fault=fault)) from fault
    return table


def _decoded(content: bytes) -> str:
    """Text in UTF-8, with or without a mark, in the UTF-16 of Excel's “Unicode text”, or in GB18030."""
    names = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for name in names:
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(_("This is neither CSV (UTF-8 or GB18030) nor XLSX. Save it as one of these."))


# XLSX


def _from_xlsx(content: bytes) -> list[tuple[int, list[Cell]]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(_unpacked(content)))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, *DAMAGED_ZIP) as fault:
        raise Unreadable(_("This XLSX file is damaged or protected by a password.")) from fault
    return [(number, [_cell(value) for value in row]) for number, row in enumerate(rows, start=1)]


def _unpacked(content: bytes) -> bytes:
    """The same file without compression and within bounds: a small file may claim to be a huge table."""
    packed = zipfile.ZipFile(io.BytesIO(content))
    if sum(part.file_size for part in packed.infolist()) > MOST_BYTES or len(packed.infolist()) > 1000:
        raise Unreadable(_("This file is too large once unpacked."))
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as copy:
        for part in packed.infolist():
            inside = packed.read(part)
            if b"sheetData" in inside:
                _refuse_far_cells(re.findall(rb"""\sr\s*=\s*["']([A-Z]*)(\d+)["']""", inside))
            copy.writestr(part.filename, inside)
    return plain.getvalue()


def _refuse_far_cells(places: Iterable[tuple[bytes, bytes]]) -> None:
    for letters, number in places:
        if len(letters) > 2 or len(number) > 5 or int(number) > MOST_ROWS * 2 or _column(letters) > MOST_COLUMNS:
            raise Unreadable(
                _(
                    "The table is larger than %(rows)s rows and %(columns)s columns.",
                    rows=MOST_ROWS,
                    columns=MOST_COLUMNS,
                )
            )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cell(value: object) -> Cell:
    """A cell as somebody sees it: 1001.0 is the staff number 1001."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
