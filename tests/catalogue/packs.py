"""Packs for tests: a faultless one, and ways to spoil it."""

import io
import zipfile
from pathlib import Path

from learn.catalogue.pack import Fault, Pack, Unreadable, read, read_zip

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def spoil(pack: Path, file: str, old: str, new: str) -> int:
    """Replace a text in a file of a pack, and say on which line it stood."""
    path = pack / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} does not stand in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def faults_of(path: Path) -> list[Fault]:
    """Everything that is wrong with a pack."""
    try:
        read(path)
    except Unreadable as unreadable:
        return unreadable.faults
    return []


def said(path: Path) -> str:
    """Everything that is wrong with a pack, one line a fault."""
    return "\n".join(map(str, faults_of(path)))


def zipped(files: dict[str, bytes | str]) -> io.BytesIO:
    """A ZIP of some files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    stream.seek(0)
    return stream


def files_of(pack: Path) -> dict[str, bytes | str]:
    """The files of a folder, by their names in it."""
    return {path.relative_to(pack).as_posix(): path.read_bytes() for path in sorted(pack.rglob("*")) if path.is_file()}


def zip_of(pack: Path, **more: bytes) -> io.BytesIO:
    """A pack as people send it: the folder zipped."""
    return zipped({f"{pack.name}/{name}": content for name, content in files_of(pack).items()} | {**more})


def read_bytes(stream: io.BytesIO) -> Pack:
    """Read a ZIP."""
    return read_zip(stream, "pack.zip")
