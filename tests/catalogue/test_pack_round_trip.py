"""A version leaves as a pack and comes back elsewhere: the same bytes, the same digest, as a ZIP and as a folder."""

import shutil
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learn.catalogue import CourseVersion
from learn.catalogue.kept_pack import pack_of
from learn.catalogue.pack import Pack, read, read_kept, read_zip
from tests.catalogue.packs import files_of, spoil, zipped
from tests.every_kind import every_kind_pack
from tests.small_course import small_pack

COURSES = Path(__file__).parents[2] / "courses"
LIBRARY = sorted(path.parent for path in COURSES.glob("*/*/course.yaml"))


@pytest.fixture(params=[*LIBRARY, None], ids=lambda folder: folder.name if folder else "every-kind")
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Each course of the library, and one with every kind of question, under codes that nobody has loaded."""
    if request.param is None:
        return every_kind_pack(tmp_path, "KIN-901")
    code = f"{request.param.name.split('-')[0]}-901"
    copy = Path(shutil.copytree(request.param, tmp_path / code))
    spoil(copy, "course.yaml", f"code: {request.param.name}", f"code: {code}")
    return copy


def test_export_import_export_is_the_same_byte_by_byte(session: Any, folder: Path) -> None:
    first = CourseVersion.load(read(folder), by=None)
    content, digest = first.export(by=None), first.digest
    session.rollback()  # elsewhere nobody knows this course
    again = CourseVersion.load(read_zip(BytesIO(content), "pack.zip"), by=None)
    assert again.export(by=None) == content
    assert again.digest == digest


def test_the_folder_that_somebody_unpacks_is_the_same_pack(session: Any, folder: Path, tmp_path: Path) -> None:
    content = CourseVersion.load(read(folder), by=None).export(by=None)
    with ZipFile(BytesIO(content)) as archive:
        archive.extractall(tmp_path / "unpacked")
    unpacked = read(tmp_path / "unpacked" / folder.name)
    assert unpacked.zip == content
    assert files_of(tmp_path / "unpacked" / folder.name) == files_of(folder)


def test_a_pack_zipped_otherwise_leaves_as_it_always_leaves(folder: Path) -> None:
    files = {f"{folder.name}/{name}": content for name, content in reversed(files_of(folder).items())}
    squeezed = zipped(files | {"__MACOSX/._x": b"x", f"{folder.name}/.DS_Store": b"x"})
    assert read_zip(squeezed, "pack.zip").zip == read(folder).zip


def test_what_is_kept_is_read_again_as_it_was(session: Any, folder: Path) -> None:
    pack = read(folder)
    kept = pack_of(CourseVersion.load(pack, by=None))
    assert (kept.digest, kept.zip, kept.media.sizes) == (pack.digest, pack.zip, pack.media.sizes)
    assert {key: lesson.file for key, lesson in kept.lessons.items()} == {
        key: lesson.file for key, lesson in pack.lessons.items()
    }


def test_what_was_right_when_it_was_loaded_is_still_shown_when_the_rules_are_stricter(tmp_path: Path) -> None:
    folder = small_pack(tmp_path)
    spoil(folder, "course.yaml", "hours: 0.5", "hours: 0")  # as if hours had been checked otherwise once
    stream = zipped({f"{folder.name}/{name}": content for name, content in files_of(folder).items()})
    assert read_kept(stream.getvalue(), "kept.zip").course["hours"] == 0


TITLES = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=60
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course on disk."""
    return small_pack(tmp_path_factory.mktemp("small"))


@given(zh=TITLES, en=TITLES)
def test_whatever_a_course_is_called_it_comes_back_so(small: Path, zh: str, en: str) -> None:
    from learn.catalogue.pack import files_of as written
    from learn.catalogue.pack import read_files

    pack = read(small)
    course = pack.course | {"title": {"zh": zh, "en": en}}
    lessons = {key: lesson.markdown for key, lesson in pack.lessons.items()}
    files = written(course, pack.questions, lessons, {"chain.svg": pack.files["media/chain.svg"]})
    first = read_files(files, "GMP-101")
    again: Pack = read_zip(BytesIO(first.zip), "pack.zip")
    assert again.course["title"] == {"zh": zh, "en": en}
    assert (again.zip, again.digest) == (first.zip, first.digest)
