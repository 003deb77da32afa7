"""Packs out of our own storage: they were found faultless when they were taken in."""

from io import BytesIO

from learn.catalogue.pack.fault import Unreadable
from learn.catalogue.pack.folder import Folder
from learn.catalogue.pack.media import Media
from learn.catalogue.pack.pack import Pack
from learn.catalogue.pack.reader import Reading
from learn.catalogue.pack.strict_yaml import Document


def read_kept(content: bytes, label: str) -> Pack:
    """A pack that was found faultless when it was taken in, out of our own storage.

    It is not checked again: that takes a hundred times as long, and the rules of today are not those it was written to.
    """
    return _Kept(Folder.in_zip(BytesIO(content), label)).pack()


class _Kept(Reading):
    """A pack of ours being read, without any check but that it can be read at all."""

    def __init__(self, folder: Folder) -> None:
        self.folder, self.faults, self.whole = folder, list(folder.faults), True
        self.media, self.lessons = Media(), {}

    def pack(self) -> Pack:
        """The pack. Raises Unreadable where the file is damaged."""
        course, questions = (Document(name, self._text(name) or "") for name in ("course.yaml", "questions.yaml"))
        if faults := [*self.faults, *course.faults, *questions.faults]:
            raise Unreadable(faults)
        self._add_media()
        self._read_lessons(course)
        return Pack(course.value, questions.value, self.lessons, self.media, dict(sorted(self.folder.files.items())))
