"""One line of a roster, understood: who, where, as what, and what is wrong with it."""

import re
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from learn.kit.forms import Day
from learn.people.admin_forms import ADDRESS, LONGEST_NAME, one_line
from learn.people.roster.sheet import NEEDED, Cell, Row


@dataclass(frozen=True)
class Fault:
    """What is wrong, and in which column."""

    column: str
    sentence: str


@dataclass
class Entry:
    """What a line says. An empty cell says nothing and changes nothing."""

    row: int
    staff_number: str = ""
    name: str = ""
    latin_name: str = ""
    email: str = ""
    department: str = ""
    job_roles: tuple[str, ...] = ()
    begins_on: date | None = None
    ends_on: date | None = None
    faults: list[Fault] = field(default_factory=list)

    @classmethod
    def of(cls, row: Row) -> "Entry":
        """Understand one line."""
        entry = cls(row.number)
        for column in ("staff_number", "name", "latin_name", "email", "department"):
            setattr(entry, column, entry._text(column, row.cells.get(column, "")))
        entry.email = entry.email.casefold()
        if entry.email and not ADDRESS.fullmatch(entry.email):
            entry.fault("email", _("This is no e-mail address."))
        entry.job_roles = _several(str(row.cells.get("job_roles", "")))
        entry.begins_on = entry._day("begins_on", row.cells.get("begins_on", ""))
        entry.ends_on = entry._day("ends_on", row.cells.get("ends_on", ""))
        return entry

    def fault(self, column: str, sentence: str) -> None:
        """Note what is wrong."""
        self.faults.append(Fault(column, sentence))

    def _text(self, column: str, cell: Cell) -> str:
        text = one_line(str(cell))
        if not text and column in NEEDED:
            self.fault(column, _("This is missing."))
        if len(text) > LONGEST_NAME:
            self.fault(column, _("At most %(n)s characters; this has %(m)s.", n=LONGEST_NAME, m=len(text)))
        if any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
            self.fault(column, _("There is an invisible character in it; type it anew."))
        return text

    def _day(self, column: str, cell: Cell) -> date | None:
        if not cell:
            return None
        day = cell if isinstance(cell, date) else self._written(cell)
        if day and Day.FIRST <= day <= Day.LAST:
            return day
        self.fault(column, _("“%(text)s” is no date. Write it as 2026-03-31.", text=str(cell)[:40]))
        return None

    @staticmethod
    def _written(cell: str) -> date | None:
        parts = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?: 0?0:00(?::00)?)?", cell)
        try:
            return date(*(int(part) for part in parts.groups())) if parts else None
        except ValueError:
            return None


def _several(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in (one_line(one) for one in re.split(r"[;；\n]", text)) if part))


def repeated(entries: list[Entry]) -> None:
    """Flag staff numbers and addresses that stand in the file twice."""
    for column, sentence in (
        ("staff_number", _l("This staff number stands in row %(row)s too.")),
        ("email", _l("This address stands in row %(row)s too.")),
    ):
        first: dict[str, int] = {}
        for entry in entries:
            if said := getattr(entry, column):
                if said in first:
                    entry.fault(column, str(sentence) % {"row": first[said]})
                first.setdefault(said, entry.row)
