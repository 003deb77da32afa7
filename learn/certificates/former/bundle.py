"""A table and the files that it names, from a ZIP or a folder. Nothing is unpacked onto the disk."""

import io
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from flask_babel import gettext as _

from learn.kit.spreadsheet import Unreadable
from learn.kit.upload import DAMAGED_ZIP

MOST_FILES = 3_000
MOST_BYTES = 5_000_000  # of one file
MOST_TOGETHER = 500_000_000  # of a ZIP, unpacked
TABLES = (".csv", ".txt", ".xlsx")
_UTF_8 = 0x800  # the flag of a ZIP entry whose name is UTF-8
_ENCRYPTED = 0x1


class Bundle:
    """What was sent: one table, and files by name."""

    def __init__(self, table: str, files: Mapping[str, "File"]) -> None:
        self._table, self.files = table, files
        often = Counter(path.rpartition("/")[2] for path in files)
        self._by_last = {
            path.rpartition("/")[2]: file for path, file in files.items() if often[path.rpartition("/")[2]] == 1
        }

    @property
    def table(self) -> bytes:
        """The content of the table."""
        return self.files[self._table].read()

    def file(self, name: str) -> "File | None":
        """The file that the table calls so: with its folder, or without where that is clear."""
        wanted = name.replace("\\", "/").strip("/")
        return self.files.get(wanted) or self._by_last.get(wanted)


class File:
    """One file, read when it is asked for."""

    def __init__(self, source: zipfile.ZipFile | Path, name: str, size: int) -> None:
        self._source, self._name, self.size = source, name, size

    def read(self) -> bytes:
        """Its content. Raises Unreadable."""
        if self.size > MOST_BYTES:
            raise Unreadable(_("%(name)s is larger than %(n)s MB.", name=self._name, n=MOST_BYTES // 1_000_000))
        try:
            if isinstance(self._source, Path):
                return self._source.read_bytes()
            with self._source.open(self._name) as file:
                content = file.read(MOST_BYTES + 1)  # what a ZIP says of the size of a file may be a lie
        except DAMAGED_ZIP as fault:
            raise Unreadable(_("%(name)s cannot be read.", name=self._name)) from fault
        if len(content) > MOST_BYTES:
            raise Unreadable(_("%(name)s is larger than %(n)s MB.", name=self._name, n=MOST_BYTES // 1_000_000))
        return content


def from_zip(content: bytes) -> Bundle:
    """What is in a ZIP. Raises Unreadable."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (*DAMAGED_ZIP, ValueError) as fault:
        raise Unreadable(_("This is no ZIP file, or it is damaged.")) from fault
    entries = [one for one in archive.infolist() if not one.is_dir() and not _litter(one.filename)]
    if any(one.flag_bits & _ENCRYPTED for one in entries):
        raise Unreadable(_("This ZIP is locked with a password. Send one without."))
    if len(entries) > MOST_FILES or sum(one.file_size for one in entries) > MOST_TOGETHER:
        raise Unreadable(_("This file is too large once unpacked."))
    return _bundle({name_of(one): File(archive, one.filename, one.file_size) for one in entries})


def from_folder(folder: Path) -> Bundle:
    """What is in a folder and below. Raises Unreadable."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and not _litter(path.name)]
    if len(found) > MOST_FILES:
        raise Unreadable(_("At most %(n)s files in one folder; split it.", n=MOST_FILES))
    names = {path.relative_to(folder).as_posix(): File(path, path.name, path.stat().st_size) for path in found}
    return _bundle(names)


def _bundle(files: dict[str, File]) -> Bundle:
    tables = [name for name in files if name.lower().endswith(TABLES)]
    top = [name for name in tables if "/" not in name] or tables
    if len(top) != 1:
        raise Unreadable(_("There must be exactly one table in it (CSV or XLSX); found: %(n)s.", n=len(top)))
    return Bundle(top[0], files)


def _litter(name: str) -> bool:
    """What operating systems leave in archives."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return name.startswith("__MACOSX/") or last.startswith((".", "~$")) or last.lower() in ("thumbs.db", "desktop.ini")


def name_of(entry: zipfile.ZipInfo) -> str:
    """The name of a file as people read it: Windows in China writes GB18030 and does not say so."""
    if entry.flag_bits & _UTF_8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename
