"""The documents, recordings and captions that a unit can show: those of the draft, and those of the media library."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from wtforms.fields.choices import SelectChoice

from learn.catalogue.drafts import CourseDraft
from learn.catalogue.library import MEDIA_TYPES, Intake, LibraryFile
from learn.catalogue.pack.unit_checks import FITTING
from learn.kit.db import db
from learn.kit.web import Refused
from learn.people.access import me

Media = dict[str, dict[str, str]]
CAPTIONS = ("vtt",)
MOST = 200  # files of the library in one list, the newest; older ones are entered by sending them once more
_FROM_LIBRARY = "library:"


class Files:
    """The files that fit some purpose."""

    def __init__(self, draft: CourseDraft, media: Media, endings: Sequence[str]) -> None:
        self.draft, self.media, self.endings = draft, media, tuple(endings)

    @classmethod
    def of_kind(cls, draft: CourseDraft, media: Media, kind: str) -> "Files":
        """The files that a unit of some kind shows."""
        return cls(draft, media, FITTING.get(kind, ()))

    @property
    def accept(self) -> str:
        """The endings, as a field for files says them."""
        return ",".join(f".{ending}" for ending in self.endings)

    @cached_property
    def _library(self) -> dict[str, LibraryFile]:
        owner = self.draft.course.organisation_id
        ours = LibraryFile.organisation_id.is_(None) if owner is None else LibraryFile.organisation_id == owner
        types = [MEDIA_TYPES[ending] for ending in self.endings]
        found = select(LibraryFile).where(LibraryFile.written_by(me()), ours, LibraryFile.media_type.in_(types))
        newest = found.order_by(LibraryFile.id.desc()).limit(MOST)
        return {f"{_FROM_LIBRARY}{one.id}": one for one in db.session.scalars(newest)}

    def choices(self, nothing: str) -> list[SelectChoice]:
        """What can be chosen: nothing, what the draft shows already, and what the library has besides."""
        known = {said["digest"] for said in self.media.values()}
        here = [name for name in sorted(self.media) if name.rpartition(".")[2] in self.endings]
        more = [(value, one) for value, one in self._library.items() if one.digest not in known]
        return [
            SelectChoice("", nothing),
            *(SelectChoice(f"media/{name}", name) for name in here),
            *(SelectChoice(value, f"{one.title} ({one.pack_name})") for value, one in more),
        ]

    def entered(self, chosen: str, media: Media) -> tuple[str, Media]:
        """The address of what was chosen, and the files of the draft with it among them."""
        file = self._library.get(chosen)
        return (chosen, media) if file is None else _with(file, media)

    def sent(self, upload: FileStorage, media: Media) -> tuple[str, Media]:
        """Take a file into the library and among those of the draft. Refuses what does not fit here, or may do harm."""
        intake = Intake.of(upload.read())
        if intake.kind not in self.endings:
            fitting = _(" or ").join(ending.upper() for ending in self.endings)
            raise Refused(_("This file does not fit here: it must be %(kinds)s.", kinds=fitting))
        name = "".join(sign for sign in (upload.filename or "") if sign.isprintable())[:200] or "file"
        file, _new = LibraryFile.take_in(intake, name, organisation=self.draft.course.organisation, by=me())
        return _with(file, media)


def _with(file: LibraryFile, media: Mapping[str, Any]) -> tuple[str, Media]:
    """A file entered under its own name, or under one that no other file of the draft has."""
    for name, said in media.items():
        if said["digest"] == file.digest and name.rpartition(".")[2] == file.pack_name.rpartition(".")[2]:
            return f"media/{name}", dict(media)
    stem, _dot, ending = file.pack_name.rpartition(".")
    names = (f"{stem}{f'-{n}' if n > 1 else ''}.{ending}" for n in range(1, len(media) + 2))
    name = next(one for one in names if one not in media)
    return f"media/{name}", {**media, name: {"digest": file.digest, "type": file.media_type}}
