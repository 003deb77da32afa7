"""Two versions of the small course for tests of comparisons: the old one, and one that Ada changed."""

from collections.abc import Callable
from pathlib import Path

from learn.catalogue.pack import Pack, read
from tests.catalogue.packs import spoil
from tests.small_course import small_pack

Edit = Callable[[Path], object]


def replacing(file: str, old: str, new: str) -> Edit:
    """The edit that puts one text in the place of another."""
    return lambda pack: spoil(pack, file, old, new)


def two_versions(folder: Path, *edits: Edit, lessons: int = 2) -> tuple[Pack, Pack]:
    """Version 1.0 of a small course, and 2.0 with some edits."""
    old = small_pack(folder / "old", lessons=lessons)
    new = small_pack(folder / "new", version="2.0", lessons=lessons)
    for edit in edits:
        edit(new)
    return read(old), read(new)
