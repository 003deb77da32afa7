"""The files of a pack, out of a folder or a ZIP that may be hostile."""

import stat
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from flask_babel import gettext as _
from flask_babel import ngettext

from learn.catalogue.pack.fault import Fault, Unreadable
from learn.kit.upload import DAMAGED_ZIP

MOST_FILES = 300
MOST_BYTES = 40 * 1024 * 1024  # all files of a pack together, unpacked
PIECE = 64 * 1024


class Folder:
    """Files by their names inside the pack. What cannot be a file of a pack at all is a fault and left out."""

    def __init__(self, label: str) -> None:
        self.label = label  # names the whole in faults
        self.name: str | None = None  # the folder's own name; None: a ZIP that holds no folder
        self.files: dict[str, bytes] = {}
        self.faults: list[Fault] = []

    def fault(self, file: str, sentence: str) -> None:
        """Note what is wrong with a file."""
        self.faults.append(Fault(file, 1, sentence))

    def refuse(self, sentence: str) -> Unreadable:
        """The exception that ends the reading here."""
        return Unreadable([*self.faults, Fault(self.label, 1, sentence)])

    @classmethod
    def on_disk(cls, path: Path) -> "Folder":
        """The files of a folder. Links are not followed."""
        folder = cls(path.name)
        folder.name = path.resolve().name
        size = 0
        for found in sorted(path.rglob("*")):
            name = found.relative_to(path).as_posix()
            if _ours_not_to_see(name):
                continue
            if found.is_symlink():
                folder.fault(name, _("A link is not a file of a pack."))
            elif found.is_file():
                size += found.stat().st_size
                if size > MOST_BYTES or len(folder.files) >= MOST_FILES:
                    raise folder.refuse(_too_much())
                folder.files[name] = found.read_bytes()
        return folder

    @classmethod
    def of(cls, files: Mapping[str, bytes], name: str) -> "Folder":
        """Files that we hold already, as a folder of this name."""
        folder = cls(name)
        folder.name, folder.files = name, dict(files)
        if len(files) > MOST_FILES or sum(map(len, files.values())) > MOST_BYTES:
            raise folder.refuse(_too_much())
        return folder

    @classmethod
    def in_zip(cls, stream: BinaryIO, label: str) -> "Folder":
        """The files of a ZIP, never more of them and never larger than a pack may be, whatever the ZIP declares."""
        folder = cls(label)
        try:
            with zipfile.ZipFile(stream) as archive:
                folder._unpack(archive)
        except (*DAMAGED_ZIP, ValueError) as fault:
            raise folder.refuse(_("This is not a ZIP, or it is damaged or protected by a password.")) from fault
        folder._step_into_the_only_folder()
        return folder

    def _unpack(self, archive: zipfile.ZipFile) -> None:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
            raise self.refuse(_too_much())
        times = Counter(entry.filename.casefold() for entry in entries)
        left = MOST_BYTES
        for entry in entries:
            if reason := _unfit(entry):
                self.fault(_printable(entry.filename), reason)
            elif times[entry.filename.casefold()] > 1:
                self.fault(_printable(entry.filename), _("The ZIP holds more than one file of this name."))
            elif not _ours_not_to_see(entry.filename):
                content = _unpacked(archive, entry, left)
                left -= len(content)
                if left < 0:
                    raise self.refuse(_too_much())
                self.files[entry.filename] = content

    def _step_into_the_only_folder(self) -> None:
        """People zip a folder or what is in it; both are the same pack."""
        tops = {PurePosixPath(name).parts[0] for name in self.files}
        if len(tops) == 1 and not any("/" not in name for name in self.files):
            self.name = tops.pop()
            self.files = {name.removeprefix(f"{self.name}/"): content for name, content in self.files.items()}


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """A file of the ZIP, or one byte more than there is room for: what a ZIP declares about sizes may be a lie."""
    pieces, size = [], 0
    with archive.open(entry) as stream:
        while size <= most and (piece := stream.read(PIECE)):
            pieces.append(piece)
            size += len(piece)
    return b"".join(pieces)


def _unfit(entry: zipfile.ZipInfo) -> str | None:
    """Why an entry cannot be a file of a pack, or None."""
    name, mode = entry.filename, entry.external_attr >> 16
    if entry.flag_bits & 0x1:
        return _("This file is locked with a password.")
    if not entry.flag_bits & 0x800 and not name.isascii():
        return _("The name of this file is not in UTF-8.")
    if name.startswith(("/", "\\")) or "\\" in name or ":" in name:
        return _("A file has a name inside the pack, not one that leads to a disk.")
    if any(part in ("..", ".", "") for part in name.split("/")):
        return _("The name of this file leads out of the pack.")
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return _("A link is not a file of a pack.")
    return None


def _ours_not_to_see(name: str) -> bool:
    """What computers leave in folders without being asked: .DS_Store, __MACOSX, .git."""
    return any(part.startswith(".") or part in ("__MACOSX", "Thumbs.db") for part in name.split("/"))


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)[:200]


def _too_much() -> str:
    return ngettext(
        "A pack has at most %(num)s file and %(size)s MB unpacked.",
        "A pack has at most %(num)s files and %(size)s MB unpacked.",
        MOST_FILES,
        size=MOST_BYTES // 1024 // 1024,
    )
