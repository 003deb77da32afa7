"""Reading a roster: CSV in any usual encoding, or XLSX, into rows of named cells. Cells are text, never formulas."""

from dataclasses import dataclass

from flask_babel import gettext as _

from learn.kit.spreadsheet import MOST_ROWS, Cell, Unreadable, table_in
from learn.kit.text import fold

__all__ = ["COLUMNS", "MOST_ROWS", "Cell", "Row", "Sheet", "Unreadable", "read"]

# What the columns may be called, the first name of each language in the template.
COLUMNS: dict[str, tuple[str, ...]] = {
    "staff_number": (
        "工号",
        "staff number",
        "员工编号",
        "编号",
        "staff no",
        "staff id",
        "employee number",
        "employee id",
    ),
    "name": ("姓名", "name", "名字", "chinese name", "full name"),
    "latin_name": ("拉丁姓名", "latin name", "英文名", "英文姓名", "拼音", "姓名拼音", "english name", "pinyin"),
    "email": ("邮箱", "e-mail", "email", "电子邮箱", "电子邮件", "e-mail address", "email address"),
    "department": ("部门", "department", "科室"),
    "job_roles": ("岗位", "job roles", "job role", "岗位代码", "职务"),
    "begins_on": ("入职日期", "begins on", "开始日期", "任职开始", "start date", "from"),
    "ends_on": ("离职日期", "ends on", "结束日期", "任职结束", "end date", "to"),
}
NEEDED = ("staff_number", "name", "email")
_FIELD_OF = {fold(name): field for field, names in COLUMNS.items() for name in names}


@dataclass(frozen=True)
class Row:
    """One line of the table, by the number that a spreadsheet shows."""

    number: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Sheet:
    """A roster as it was sent: its rows, and the columns that mean nothing to us."""

    rows: list[Row]
    ignored: list[str]


def read(content: bytes) -> Sheet:
    """The rows of a file. Raises Unreadable."""
    numbered = table_in(content)
    fields, ignored = _headings(numbered[0][1])
    rows = [Row(number, _named(fields, cells)) for number, cells in numbered[1:]]
    if not rows:
        raise Unreadable(_("There are headings, but no people below them."))
    if len(rows) > MOST_ROWS:
        raise Unreadable(_("At most %(n)s people in one file; split it.", n=MOST_ROWS))
    return Sheet(rows, ignored)


def _headings(cells: list[Cell]) -> tuple[list[str | None], list[str]]:
    fields = [_FIELD_OF.get(fold(str(cell))) for cell in cells]
    known = [field for field in fields if field]
    if missing := [field for field in NEEDED if field not in known]:
        names = ", ".join(" / ".join(COLUMNS[field][:2]) for field in missing)
        raise Unreadable(_("The first line lacks these columns: %(names)s.", names=names))
    if twice := {field for field in known if known.count(field) > 1}:
        names = ", ".join(" / ".join(COLUMNS[field][:2]) for field in sorted(twice))
        raise Unreadable(_("These columns occur twice: %(names)s.", names=names))
    return fields, [str(cell) for cell, field in zip(cells, fields, strict=True) if field is None and cell != ""]


def _named(fields: list[str | None], cells: list[Cell]) -> dict[str, Cell]:
    return {field: cell for field, cell in zip(fields, cells, strict=False) if field and cell != ""}
