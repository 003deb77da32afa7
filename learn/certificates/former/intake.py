"""Taking former certificates in: the whole table is checked against its files and our people first, then all or nothing."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from learn import audit
from learn.audit import Event
from learn.certificates.former.bundle import MOST_FILES, Bundle, File
from learn.certificates.former.former_certificate import FormerCertificate, FormerImport
from learn.kit.db import db
from learn.kit.forms import Day
from learn.kit.spreadsheet import Cell, Unreadable, table_in
from learn.kit.storage import storage
from learn.kit.text import Words, fold
from learn.kit.upload import TYPES, type_of
from learn.kit.web import Refused
from learn.people import Membership, Organisation, Person

# What the columns may be called, the first name of each language in the template.
COLUMNS: dict[str, tuple[str, ...]] = {
    "staff_number": ("工号", "staff number", "员工编号", "staff no", "staff id"),
    "email": ("邮箱", "e-mail", "email", "电子邮箱", "电子邮件"),
    "title_zh": ("证书名称", "title in Chinese", "中文名称", "名称", "title", "course"),
    "title_en": ("英文名称", "title in English", "english title"),
    "issuer": ("颁发单位", "issuer", "发证单位", "issued by"),
    "number": ("证书编号", "number", "编号", "certificate number", "no"),
    "issued_on": ("颁发日期", "issued on", "发证日期", "issue date", "date"),
    "valid_until": ("有效期至", "valid until", "到期日期", "expires on", "expiry date"),
    "file": ("文件名", "file", "file name", "文件"),
}
NEEDED = ("issuer", "issued_on", "file")
LONGEST = 200
_FIELD_OF = {fold(name): key for key, names in COLUMNS.items() for name in names}


@dataclass(frozen=True)
class Fault:
    """What is wrong in which line."""

    line: int
    column: str
    sentence: str

    @property
    def heading(self) -> str:
        """The column as the table calls it."""
        return " / ".join(COLUMNS[self.column][:2])


@dataclass(frozen=True)
class _Seen:
    """What a file is, or what is wrong with it."""

    digest: str = ""
    kind: str = ""
    fault: str = ""


def _look_into(file: File) -> _Seen:
    try:
        content = file.read()
        return _Seen(hashlib.sha256(content).hexdigest(), type_of(content, tuple(TYPES)))
    except (Unreadable, Refused) as fault:
        return _Seen(fault=str(fault))


@dataclass
class Line:
    """One certificate of the table."""

    number: int
    cells: dict[str, Cell]
    faults: list[Fault] = field(default_factory=list)
    person: Person | None = None
    digest: str = ""  # of the file; it is read again when it is taken, so that memory holds one at a time
    kind: str = ""
    issued_on: date | None = None
    valid_until: date | None = None

    def text(self, column: str) -> str:
        """A cell on one line."""
        return " ".join(str(self.cells.get(column, "")).split())

    def fault(self, column: str, sentence: str) -> None:
        """Note what is wrong."""
        self.faults.append(Fault(self.number, column, sentence))


class Intake:
    """A table of former certificates of one organisation's people, checked whole. Raises Unreadable."""

    def __init__(self, organisation: Organisation, bundle: Bundle) -> None:
        self.organisation, self.bundle = organisation, bundle
        self.lines = _lines(bundle.table)
        self._seen: dict[int, _Seen] = {}  # each file is looked into once, however many lines name it
        for line in self.lines:
            self._check(line)
        self._find_twice()

    @property
    def faults(self) -> list[Fault]:
        """Everything that is wrong, line by line."""
        return [fault for line in self.lines for fault in line.faults]

    def take(self, *, file_name: str, by: Person | None) -> FormerImport:
        """Keep every certificate with its file; refused while anything is wrong."""
        if self.faults:
            raise Refused(_("Some lines are wrong. Correct them in the table and send it again."))
        taken = FormerImport(
            organisation_id=self.organisation.id,
            organisation=self.organisation,
            by_id=by.id if by else None,
            by=by,
            file_name=file_name[:LONGEST],
        )
        audit.record(Event.FORMER_CERTIFICATES_IMPORTED, taken, by=by, new={"count": len(self.lines)})
        db.session.flush()
        db.session.add_all(self._kept(line, taken) for line in self.lines)
        db.session.flush()
        return taken

    def _kept(self, line: Line, taken: FormerImport) -> FormerCertificate:
        file = self.bundle.file(line.text("file"))
        assert file
        assert line.person
        assert line.issued_on
        content, key = file.read(), f"former/{line.digest[:2]}/{line.digest}.{line.kind}"
        if hashlib.sha256(content).hexdigest() != line.digest:
            raise Refused(_("A file has changed since it was checked. Please start again."))
        zh, en = line.text("title_zh"), line.text("title_en")
        return FormerCertificate(
            import_id=taken.id,
            person_id=line.person.id,
            organisation_id=self.organisation.id,
            title=Words(zh or en, en or zh),
            issuer=line.text("issuer"),
            number=line.text("number"),
            issued_on=line.issued_on,
            valid_until=line.valid_until,
            document_key=key,
            kind=line.kind,
            sha256=storage().put(key, content),
            size=len(content),
        )

    # checking

    def _check(self, line: Line) -> None:
        for column in NEEDED:
            if not line.text(column):
                line.fault(column, _("This is missing."))
        if not (line.text("title_zh") or line.text("title_en")):
            line.fault("title_zh", _("This is missing."))
        for column in COLUMNS:
            if len(line.text(column)) > LONGEST:
                line.fault(column, _("At most %(n)s characters.", n=LONGEST))
        line.issued_on, line.valid_until = (_day(line, column) for column in ("issued_on", "valid_until"))
        if line.issued_on and line.valid_until and line.valid_until < line.issued_on:
            line.fault("valid_until", _("This is before the day of issue."))
        self._find_person(line)
        self._read_file(line)

    def _find_person(self, line: Line) -> None:
        number, email = line.text("staff_number"), line.text("email").casefold()
        if not (number or email):
            line.fault("staff_number", _("Give the staff number or the e-mail address."))
            return
        by_number, by_email = self._people.get(number), self._people.get(email)
        if number and by_number is None:
            line.fault("staff_number", _("Nobody at %(name)s has this staff number.", name=str(self.organisation.name)))
        if email and by_email is None:
            line.fault("email", _("Nobody at %(name)s has this address.", name=str(self.organisation.name)))
        if by_number and by_email and by_number is not by_email:
            line.fault("email", _("Staff number and address belong to two people."))
        line.person = by_number or by_email

    @cached_property
    def _people(self) -> dict[str, Person]:
        """Everybody who works or worked there, by staff number and by address."""
        held = select(Membership).where(Membership.organisation_id == self.organisation.id)
        found = db.session.scalars(held.options(joinedload(Membership.person))).all()
        return {one.staff_number: one.person for one in found} | {one.person.email: one.person for one in found}

    def _read_file(self, line: Line) -> None:
        name = line.text("file")
        file = self.bundle.file(name) if name else None
        if file is None:
            if name:
                line.fault("file", _("There is no file of this name, or more than one."))
            return
        found = self._seen.get(id(file)) or self._seen.setdefault(id(file), _look_into(file))
        line.digest, line.kind = found.digest, found.kind
        if found.fault:
            line.fault("file", found.fault)

    def _find_twice(self) -> None:
        """Flag what stands in the table twice, and what was imported before."""
        known = {(one.person_id, one.sha256) for one in self._imported({line.digest for line in self.lines})}
        first: dict[tuple[int, str], int] = {}
        for line in self.lines:
            if line.person is None or not line.digest:
                continue
            held = (line.person.id, line.digest)
            if held in known:
                line.fault("file", _("This certificate of this person was imported before."))
            elif held in first:
                line.fault("file", _("The same file of the same person stands in line %(n)s too.", n=first[held]))
            first.setdefault(held, line.number)

    def _imported(self, digests: set[str]) -> list[FormerCertificate]:
        people = {line.person.id for line in self.lines if line.person}
        held = select(FormerCertificate).where(FormerCertificate.person_id.in_(people))
        return [one for one in db.session.scalars(held) if one.sha256 in digests]


def _lines(table: bytes) -> list[Line]:
    numbered = table_in(table)
    fields = [_FIELD_OF.get(fold(str(cell))) for cell in numbered[0][1]]
    if missing := [column for column in NEEDED if column not in fields]:
        names = ", ".join(" / ".join(COLUMNS[column][:2]) for column in missing)
        raise Unreadable(_("The first line lacks these columns: %(names)s.", names=names))
    known = [one for one in fields if one]
    if twice := {one for one in known if known.count(one) > 1}:
        names = ", ".join(" / ".join(COLUMNS[column][:2]) for column in sorted(twice))
        raise Unreadable(_("These columns occur twice: %(names)s.", names=names))
    lines = [
        Line(number, {key: cell for key, cell in zip(fields, cells, strict=False) if key and cell != ""})
        for number, cells in numbered[1:]
    ]
    if not lines:
        raise Unreadable(_("There are headings, but no certificates below them."))
    if len(lines) > MOST_FILES:
        raise Unreadable(_("At most %(n)s certificates at once; split the table.", n=MOST_FILES))
    return lines


def _day(line: Line, column: str) -> date | None:
    """A date as it was written: 2026-03-31, 2026/3/31, 2026年3月31日 or a date of the spreadsheet."""
    cell = line.cells.get(column)
    if cell is None:
        return None
    parts = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?", str(cell).strip())
    try:
        day = cell if isinstance(cell, date) else date(*map(int, parts.groups())) if parts else None
    except ValueError:
        day = None
    if day is None or not Day.FIRST <= day <= Day.LAST:
        line.fault(column, _("“%(text)s” is no date. Write it as 2026-03-31.", text=str(cell)[:40]))
        return None
    return day
