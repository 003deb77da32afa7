"""Writing the table: the questions, examples, and how to fill it in, in both languages."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from learn.assessment import Draft
from learn.interop.reading import MOST_QUESTIONS
from learn.interop.sheet.columns import ANSWERS, DIFFICULTIES, FORMATS, KINDS, LETTERS, USUAL_PARTS, Column, columns
from learn.interop.sheet.guide import EXAMPLES, GUIDE
from learn.interop.sheet.losses import refusal
from learn.interop.sheet.row import Cell, cells

QUESTIONS, SAMPLES, INSTRUCTIONS = "题目 Questions", "示例 Examples", "说明 Instructions"
_OPTIONS: dict[str, Iterable[str]] = {
    "kind": KINDS.values(), "difficulty": DIFFICULTIES.values(), "format": FORMATS.values(),
    "case": ANSWERS.values(), "shuffle": ANSWERS.values(),
}  # fmt: skip
_AS_WRITTEN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_NUMBERS = {"points", "tolerance", "least_words", "most_words"}


def template() -> bytes:
    """An empty table to fill in, with examples and instructions."""
    return write([], language="zh")


def write(drafts: Sequence[Draft], *, language: str) -> bytes:
    """A table with these questions, as far as a row can hold them. Both languages stand in it, whichever is asked for."""
    rows = [cells(draft) for draft in drafts if refusal(draft) is None]
    most = max([USUAL_PARTS, *(LETTERS.index(key[0]) + 1 for row in rows for key in row if key[1:2] == ".")])
    content = io.BytesIO()
    book = Workbook(content, {**_AS_WRITTEN, "in_memory": True})
    _table(book, QUESTIONS, columns(most), rows)
    _table(book, SAMPLES, columns(), EXAMPLES)
    _guide(book)
    book.close()
    return content.getvalue()


def _table(book: Workbook, name: str, wanted: list[Column], rows: Sequence[dict[str, Cell]]) -> None:
    sheet: Worksheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#E8F1F0"})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    number = book.add_format({"valign": "top"})
    for at, column in enumerate(wanted):
        sheet.set_column(at, at, column.width, number if column.key in _NUMBERS else text)
        sheet.write_string(0, at, column.heading, bold)
        if column.key in _OPTIONS:
            sheet.data_validation(1, at, MOST_QUESTIONS, at, _choice(_OPTIONS[column.key]))
    for line, row in enumerate(rows, start=1):
        for at, column in enumerate(wanted):
            _put(sheet, line, at, row.get(column.key, ""), text)
    sheet.set_row(0, 34)
    sheet.freeze_panes(1, 2)


def _put(sheet: Worksheet, line: int, at: int, cell: Cell, text: Any) -> None:
    if isinstance(cell, str) and cell:
        sheet.write_string(line, at, cell, text)
    elif isinstance(cell, int | float):
        if float(f"{float(cell):.16G}") == cell:
            sheet.write_number(line, at, cell)
        else:
            sheet.write_string(line, at, str(cell), text)  # Excel would round it


def _choice(words: Iterable[str]) -> dict[str, Any]:
    """A list to choose from; what else somebody writes is refused with both languages."""
    return {
        "validate": "list", "source": list(words), "ignore_blank": True,
        "error_title": "请从列表中选择 / Choose from the list",
        "error_message": "请从下拉列表中选择一项。\nPlease choose one of the list.",
    }  # fmt: skip


def _guide(book: Workbook) -> None:
    sheet = book.add_worksheet(INSTRUCTIONS)
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 1, 70)
    for at, heading in enumerate(("填写说明", "How to fill in this table")):
        sheet.write_string(0, at, heading, bold)
    for line, sentences in enumerate(GUIDE, start=1):
        for at, sentence in enumerate(sentences):
            sheet.write_string(line, at, sentence, wrapped)
