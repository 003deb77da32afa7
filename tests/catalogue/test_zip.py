"""A ZIP may be hostile: nothing leaves the pack, nothing unfolds beyond what a pack may be."""

import io
import stat
import zipfile
from pathlib import Path

import pytest

from learn.catalogue.pack import Unreadable, folder, read
from tests.catalogue.packs import files_of, read_bytes, zip_of, zipped
from tests.small_course import small_pack


def refused(stream: io.BytesIO) -> str:
    """What is said of a ZIP that is refused."""
    with pytest.raises(Unreadable) as refusal:
        read_bytes(stream)
    return str(refusal.value)


def test_a_zipped_folder_and_its_zipped_content_are_the_same_pack(tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    assert read_bytes(zip_of(pack)).digest == read_bytes(zipped(files_of(pack))).digest == read(pack).digest


def test_what_computers_leave_in_zips_is_overlooked(tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    stream = zip_of(pack, **{"__MACOSX/._course.yaml": b"x", "GMP-101/.DS_Store": b"x"})
    assert read_bytes(stream).digest == read(pack).digest


@pytest.mark.parametrize(
    "name", ["../evil.md", "GMP-101/../../evil.md", "/etc/passwd", "C:\\evil.md", "a\\..\\evil.md", "C:/evil"]
)
def test_a_name_that_leads_out_of_the_pack_is_refused(tmp_path: Path, name: str) -> None:
    assert name in refused(zip_of(small_pack(tmp_path), **{name: b"evil"}))


def test_a_symlink_in_a_zip_is_refused(tmp_path: Path) -> None:
    stream = zip_of(small_pack(tmp_path))
    with zipfile.ZipFile(stream, "a") as archive:
        link = zipfile.ZipInfo("GMP-101/media/link.svg")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "GMP-101/media/link.svg:1: A link is not a file of a pack." in refused(stream)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_occurs_twice_is_refused(tmp_path: Path) -> None:
    stream = zip_of(small_pack(tmp_path))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("GMP-101/course.yaml", "code: EVIL-999")
    assert "The ZIP holds more than one file of this name." in refused(stream)


def test_a_zip_with_too_many_files_is_refused(tmp_path: Path) -> None:
    stream = zipped({f"{n}.md": b"" for n in range(folder.MOST_FILES + 1)})
    assert "A pack has at most 1000 files and 40 MB unpacked." in refused(stream)


def test_a_zip_bomb_is_refused_by_what_it_declares(tmp_path: Path) -> None:
    assert "40 MB unpacked" in refused(zipped({"bomb.md": bytes(folder.MOST_BYTES + 1)}))


def test_a_zip_bomb_that_declares_little_is_refused_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({"bomb.md": bytes(folder.MOST_BYTES + 1)}).getvalue()
    size = (folder.MOST_BYTES + 1).to_bytes(4, "little")
    assert bomb.count(size) == 2
    assert "pack.zip:1:" in refused(io.BytesIO(bomb.replace(size, (10).to_bytes(4, "little"))))


def test_names_that_are_not_utf_8_are_refused() -> None:
    stream = zipped({"AAAA.md": b"x", "course.yaml": b"x"})
    raw = stream.getvalue().replace(b"AAAA.md", "细胞".encode("gbk") + b".md")
    assert "The name of this file is not in UTF-8." in refused(io.BytesIO(raw))


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18), b"PK\x03\x04" + bytes(200)])
def test_what_is_not_a_zip_is_refused_in_words(content: bytes) -> None:
    assert refused(io.BytesIO(content))


def test_a_damaged_zip_is_refused_in_words(tmp_path: Path) -> None:
    raw = bytearray(zip_of(small_pack(tmp_path)).getvalue())
    raw[200:260] = bytes(60)
    assert "This is not a ZIP, or it is damaged" in refused(io.BytesIO(bytes(raw)))
