"""Reading the table: every fault names the sheet, the row and the column, as Excel shows them."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time

from flask_babel import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from learn.assessment import Draft
from learn.interop.reading import MOST_QUESTIONS, Fault, Reading, Unreadable, check_size
from learn.interop.sheet.columns import KEY_OF, letter
from learn.interop.sheet.question import Row, Wrong
from learn.kit.text import fold
from learn.kit.upload import DAMAGED_ZIP

MOST_COLUMNS = 300
MOST_BYTES = 200_000_000  # once unpacked
_FAR = re.compile(rb"""\sr\s*=\s*["']([A-Z]+)(\d+)["']""")
_NEEDED = {"kind": "题型 / Kind", "text": "题干 / Question"}

Table = Sequence[Sequence[object]]


def read(content: bytes, *, language: str) -> Reading:
    """The questions of a table. `language` says nothing here: both stand in it. Raises Unreadable."""
    check_size(content)
    name, table = _table(content)
    at, keys = _headings(name, table)
    faults = [
        Fault(_cell(name, column, at), _("The column “%(heading)s” means nothing to us.", heading=str(heading)), at + 1)
        for column, heading in enumerate(table[at])
        if keys[column] is None and str(heading).strip()
    ]
    drafts: list[Draft] = []
    for number in range(at + 1, len(table)):
        if any(str(value).strip() for value in table[number]):
            _read_row(name, number, keys, table[number], drafts, faults)
    return Reading("sheet", tuple(drafts), tuple(faults))


def _read_row(
    name: str, number: int, keys: list[str | None], values: Sequence[object], drafts: list[Draft], faults: list[Fault]
) -> None:
    """Take in one row, or the cell for which that cannot be done."""

    def place(key: str) -> str:
        wanted = (key, f"{key}.zh", f"{key.partition('.')[0]}.en")
        return _cell(name, next((keys.index(one) for one in wanted if one in keys), 0), number)

    cells: dict[str, str] = {}
    for key, value in zip(keys, values, strict=False):
        if key and isinstance(value, date | datetime | time):
            faults.append(
                Fault(
                    place(key), _("Excel has made a date of this. Make the cell a text and write it anew."), number + 1
                )
            )
        if key:
            cells[key] = _text(value)
    try:
        row = Row(cells)
        drafts.append(row.draft())
    except Wrong as wrong:
        faults.append(Fault(place(wrong.key), str(wrong), number + 1, whole=True))
        return
    faults += [Fault(place(key), what, number + 1) for key, what in dict.fromkeys(row.remarks)]


def _cell(name: str, column: int, row: int) -> str:
    return f"{name}!{letter(column)}{row + 1}"


def _text(value: object) -> str:
    """A cell as somebody sees it: 37.0 is 37."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("\r", "").strip()


def _headings(name: str, table: Table) -> tuple[int, list[str | None]]:
    """The row of the headings, among the first ten, and what each column holds."""
    for at, values in enumerate(table[:10]):
        keys = [KEY_OF.get(fold(str(value))) for value in values]
        if "kind" not in keys:
            continue
        if not {"text.zh", "text.en"} & set(keys):
            raise Unreadable(_("The column “%(name)s” is missing.", name=_NEEDED["text"]), where=name, line=at + 1)
        for key in {one for one in keys if one and keys.count(one) > 1}:
            second = [n for n, one in enumerate(keys) if one == key][1]
            raise Unreadable(_("This column stands there twice."), where=_cell(name, second, at), line=at + 1)
        return at, keys
    raise Unreadable(_("The column “%(name)s” is missing.", name=_NEEDED["kind"]), where=name, line=1)


def _table(content: bytes) -> tuple[str, Table]:
    """The first sheet that has our headings, else the first one."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(_checked(content)))
        sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except (CalamineError, IndexError, *DAMAGED_ZIP) as fault:
        raise Unreadable(_("This XLSX file is damaged or protected by a password.")) from fault
    filled = [(name, table) for name, table in sheets if table and not name.startswith(("示例", "说明"))]
    if not filled:
        raise Unreadable(_("The file is empty."))
    ours = [
        (name, table)
        for name, table in filled
        if any(KEY_OF.get(fold(str(v))) == "kind" for r in table[:10] for v in r)
    ]
    return (ours or filled)[0]


def _checked(content: bytes) -> bytes:
    """The same file without compression and within bounds: a small file may claim to be a huge table."""
    packed = zipfile.ZipFile(io.BytesIO(content))
    if sum(part.file_size for part in packed.infolist()) > MOST_BYTES or len(packed.infolist()) > 5000:
        raise Unreadable(_("This file is too large once unpacked."))
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as copy:
        for part in packed.infolist():
            inside = packed.read(part)
            if b"sheetData" in inside:
                _refuse_far_cells(inside)
            copy.writestr(part.filename, inside)
    return plain.getvalue()


def _refuse_far_cells(inside: bytes) -> None:
    for letters, number in _FAR.findall(inside):
        column = 0
        for sign in letters:
            column = column * 26 + sign - 64
        if len(letters) > 3 or len(number) > 7 or column > MOST_COLUMNS or int(number) > MOST_QUESTIONS + 10:
            raise Unreadable(
                _(
                    "The table is larger than %(rows)s rows and %(columns)s columns.",
                    rows=MOST_QUESTIONS,
                    columns=MOST_COLUMNS,
                )
            )
