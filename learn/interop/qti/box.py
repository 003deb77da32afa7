"""A file of QTI as it comes: one XML file, or a ZIP of many with a manifest, and what it may not do to us."""

import posixpath
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from urllib.parse import unquote, urlsplit
from zipfile import ZipFile, ZipInfo

from flask_babel import gettext as _

from learn.interop.qti.tree import Node, parsed
from learn.interop.reading import Fault, Unreadable
from learn.kit.upload import DAMAGED_ZIP

MOST_MEMBERS = 50_000  # 20,000 questions with their pictures
MOST_UNPACKED = 200_000_000
MOST_RATIO = 200  # unpacked to packed, of members that matter
_MATTERS = 1_000_000
_NESTED = 3  # packages in packages
_SHOWN = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".html", ".htm", ".xhtml")
_XML = (".xml", ".qti", ".dat")  # Blackboard calls its questions res00001.dat


@dataclass
class Box:
    """The files of one import by their path, and the elements of those that were opened."""

    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    opened: dict[str, Node] = field(default_factory=dict)

    @classmethod
    def of(cls, content: bytes) -> "Box":
        """What a file holds. Raises Unreadable."""
        box = cls()
        if content.startswith(b"PK"):
            box._unpack(content, "", 1)
        else:
            box.files[""] = content
        return box

    def find(self, address: str, beside: str) -> str | None:
        """The path of the file that an address names, seen from the file in which it stands; None: it is not here."""
        parts = urlsplit(address.strip().replace("\\", "/"))
        if parts.scheme or parts.netloc or not parts.path:
            return None
        for path in (parts.path, unquote(parts.path)):
            for base in (posixpath.dirname(beside), beside.partition("!")[0] + "!" if "!" in beside else ""):
                found = posixpath.normpath(posixpath.join(base, path.lstrip("/")))
                if found in self.files:
                    return found
        return self._by_name(unquote(parts.path))

    def _by_name(self, path: str) -> str | None:
        """The one file whose path ends like this; Canvas and others write addresses with a base of their own."""
        path = path.replace("$IMS-CC-FILEBASE$", "").replace("$IMS_CC_FILEBASE$", "").replace("$IMS_CC_FILE_BASE$", "")
        ends = "/" + path.lstrip("./")
        found = [one for one in self._named.get(posixpath.basename(ends), ()) if ("/" + one).endswith(ends)]
        return found[0] if len(found) == 1 else None

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        """The paths of the files by their last part."""
        found: dict[str, list[str]] = {}
        for path in self.files:
            found.setdefault(posixpath.basename(path), []).append(path)
        return found

    @cached_property
    def _folders(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self.files:
            found.setdefault(posixpath.dirname(path), []).append(path)
        return found

    def within(self, folder: str) -> list[str]:
        """The paths of the files that stand directly in a folder."""
        return self._folders.get(folder, [])

    def open(self, path: str) -> Node:
        """The first element of a file. Raises Unreadable."""
        if path not in self.opened:
            self.opened[path] = parsed(self.files[path], path or "XML")
        return self.opened[path]

    @property
    def xml(self) -> list[str]:
        """The paths of the XML files, the manifests first."""
        paths = [path for path in self.files if not path or path.lower().endswith(_XML)]
        return sorted(paths, key=lambda path: (not path.endswith("imsmanifest.xml"), path))

    def _unpack(self, content: bytes, base: str, depth: int) -> None:
        try:
            with ZipFile(BytesIO(content)) as archive:
                members = [one for one in archive.infolist() if not one.is_dir()]
                self._check(members, base)
                for member in members:
                    self._take(archive, member, base, depth)
        except DAMAGED_ZIP as fault:
            what = _("This ZIP is damaged or locked: %(problem)s", problem=str(fault))
            raise Unreadable(what, where=base or "ZIP") from fault

    def _check(self, members: list[ZipInfo], base: str) -> None:
        """Refuse what would fill the disk or write beside it."""
        if len(self.files) + len(members) > MOST_MEMBERS:
            raise Unreadable(_("This ZIP has more than %(n)s files.", n=MOST_MEMBERS), where=base or "ZIP")
        total = sum(map(len, self.files.values())) + sum(member.file_size for member in members)
        if total > MOST_UNPACKED:
            raise Unreadable(
                _("Unpacked this ZIP is larger than %(n)s MB.", n=MOST_UNPACKED // 1_000_000), where=base or "ZIP"
            )
        for member in members:
            name = member.filename.replace("\\", "/")
            if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
                raise Unreadable(_("A file of this ZIP would lie outside of it."), where=base + member.filename)
            if (member.external_attr >> 16) & 0o170000 == 0o120000:
                raise Unreadable(_("A file of this ZIP is a link to another one."), where=base + name)
            if member.file_size > max(_MATTERS, MOST_RATIO * max(member.compress_size, 1)):
                raise Unreadable(_("A file of this ZIP unpacks to far more than it holds."), where=base + name)

    def _take(self, archive: ZipFile, member: ZipInfo, base: str, depth: int) -> None:
        path = base + posixpath.normpath(member.filename.replace("\\", "/"))
        ending = path.lower().rpartition(".")[2]
        if ending == "zip":
            if depth < _NESTED:
                self._unpack(archive.read(member), path + "!/", depth + 1)
            else:
                self.faults.append(Fault(path, _("A ZIP in a ZIP in a ZIP is not opened."), whole=True))
        elif path in self.files:
            self.faults.append(
                Fault(path, _("Two files of the ZIP have this name; the first one is read."), whole=True)
            )
        elif path.lower().endswith((*_XML, *_SHOWN)) or not posixpath.splitext(path)[1]:
            self.files[path] = archive.read(member)
