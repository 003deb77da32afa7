"""A faultless course pack: what it says, its digest, and the ZIP that it is kept as."""

import hashlib
import zipfile
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import IO, Any

from learn.catalogue.pack.lesson import Lesson
from learn.catalogue.pack.media import Media
from learn.kit.digest import digest_of

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first date that a ZIP knows; a real one would make equal packs differ


@dataclass(frozen=True, eq=False)
class Pack:
    """A course as its authors wrote it. Only `read` makes one."""

    course: dict[str, Any]
    questions: list[dict[str, Any]]
    lessons: dict[tuple[str, str], Lesson]  # by slug and language
    media: Media
    files: dict[str, bytes]  # as they lay in the folder, sorted by name

    @property
    def code(self) -> str:
        """The code of the course."""
        return str(self.course["code"])

    @property
    def version(self) -> str:
        """The number of the version."""
        return str(self.course["version"])

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the content as canonical JSON: equal content, equal digest, wherever it is loaded."""
        content = {
            "course": self.course,
            "questions": self.questions,
            "lessons": {f"{slug}.{language}": lesson.markdown for (slug, language), lesson in self.lessons.items()},
            "media": {name: self.digest_of(name) for name in self.media.names},
        }
        return digest_of(content)

    def digest_of(self, name: str) -> str:
        """The SHA-256 of a file in media/."""
        if name not in self._digests:
            self._digests[name] = hashlib.sha256(self.files[f"media/{name}"]).hexdigest()
        return self._digests[name]

    @cached_property
    def _digests(self) -> dict[str, str]:
        return {}

    @property
    def zip(self) -> bytes:
        """The pack's own files as a ZIP that is the same, byte by byte, wherever it is made."""
        stream = BytesIO()
        self.write_zip(stream)
        return stream.getvalue()

    def write_zip(self, stream: IO[bytes]) -> None:
        """Write that ZIP into a file: with recordings it is too large to hold twice.

        Stored without compression: compressors differ between machines.
        """
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            for name, content in self.files.items():
                entry = zipfile.ZipInfo(f"{self.code}/{name}", _LONG_AGO)
                entry.create_system, entry.external_attr = 3, 0o100644 << 16
                archive.writestr(entry, content)
