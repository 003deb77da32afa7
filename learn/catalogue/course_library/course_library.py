"""A folder full of packs that belong together, with the files that they share."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from learn.catalogue.course_library.shared import GLOSSARY, SOURCES, Shared, read
from learn.catalogue.pack import Document, Fault, Reading, Unreadable, folder_at

SYLLABUS, MATRIX = "syllabus.yaml", "matrix.yaml"


class CourseLibrary:
    """The packs under a folder, read as far as they go, beside sources.yaml, glossary.yaml, syllabus.yaml and matrix.yaml."""

    def __init__(self, folder: Path) -> None:
        """Raises Unreadable if one of the shared files has faults, with all of them."""
        self.folder = folder
        self.documents = dict(self._shared())
        self.shared = Shared(self.documents[SOURCES].value, self.documents[GLOSSARY].value)
        self.syllabus: Mapping[str, Any] = self.documents[SYLLABUS].value

    @staticmethod
    def is_at(folder: Path) -> bool:
        """Whether a folder is a library: it says what its courses must teach."""
        return (folder / SYLLABUS).is_file()

    def _shared(self) -> Iterator[tuple[str, Document]]:
        faults = []
        for name in (SOURCES, GLOSSARY, SYLLABUS, MATRIX):
            try:
                yield name, read(self.folder / name)
            except Unreadable as unreadable:
                faults += unreadable.faults
        if faults:
            raise Unreadable(faults)

    @property
    def matrix(self) -> Mapping[str, Any]:
        """The training matrix."""
        return cast(Mapping[str, Any], self.documents[MATRIX].value)

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """Every pack by the code of its folder, as far as it could be read."""
        return {path.name: Reading(folder_at(path)) for path in self.paths}

    @cached_property
    def paths(self) -> list[Path]:
        """The folders of the packs."""
        return sorted(file.parent for file in self.folder.rglob("course.yaml"))

    def path(self, code: str) -> str:
        """The folder of a pack, as it is named in front of its files."""
        return next(str(path.relative_to(self.folder)) for path in self.paths if path.name == code)

    def fault(self, code: str, file: str, line: int, sentence: str) -> Fault:
        """A fault in a file of one pack, named from the folder of the library."""
        return Fault(f"{self.path(code)}/{file}", line, sentence)
