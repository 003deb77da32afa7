"""The media library as somebody looks through it."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload

from learn.catalogue.library.intake import PICTURES
from learn.catalogue.library.library_file import LibraryFile
from learn.kit.db import db
from learn.kit.drawing import DRAWING
from learn.people import Person

PER_PAGE = 24
KINDS = {  # word in the address, name, media types
    "photo": (_l("Photographs and screenshots"), ("image/png", "image/jpeg")),
    "drawing": (_l("Diagrams"), (DRAWING,)),
    "video": (_l("Videos"), ("video/mp4", "video/webm")),
    "audio": (_l("Sound"), ("audio/mpeg", "audio/mp4")),
    "captions": (_l("Captions"), ("text/vtt",)),
    "document": (_l("Documents"), ("application/pdf",)),
}
ICONS = {"video": "player-play", "audio": "player-play", "captions": "language", "document": "file-text"}


class Listing:
    """The files that match what somebody asks for."""

    def __init__(self, person: Person, asked: Mapping[str, str]) -> None:
        self.asked = {name: asked.get(name, "").strip()[:200] for name in ("q", "kind", "lacks")}
        self.files = self._page(person)

    @property
    def narrowed(self) -> bool:
        """Whether anything was asked for."""
        return any(self.asked.values())

    def _page(self, person: Person) -> Pagination:
        found = LibraryFile.newest().where(LibraryFile.written_by(person), *self._conditions())
        found = found.options(joinedload(LibraryFile.organisation))
        return db.paginate(found, per_page=PER_PAGE, max_per_page=PER_PAGE)

    def _conditions(self) -> list[ColumnElement[bool]]:
        found = [LibraryFile.found_by_words(self.asked["q"])] if self.asked["q"] else []
        if self.asked["kind"] in KINDS:
            found.append(LibraryFile.media_type.in_(KINDS[self.asked["kind"]][1]))
        if self.asked["lacks"]:
            found += [LibraryFile.alt.is_(None), LibraryFile.media_type.in_(PICTURES)]
        return found


def kind_of(file: LibraryFile) -> str:
    """Which of the kinds a file is."""
    return next(kind for kind, (_name, types) in KINDS.items() if file.media_type in types)
