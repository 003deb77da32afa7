"""Pictures on their way into a draft: kept in the media library, and named among the draft's files in the same act."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from learn.catalogue.drafts import CourseDraft, Part
from learn.catalogue.library import Intake, LibraryFile
from learn.catalogue.writing_room.amending import amend
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.people import Person


@dataclass(frozen=True)
class Shown:
    """A picture that a text may show now."""

    name: str  # in media/
    digest: str
    alt: Words | None  # as the library has it; None: nobody has written it


def send_in(draft: CourseDraft, name: str, content: bytes, *, by: Person) -> Shown:
    """A picture from somebody's machine into the library and the draft. Refuses what is no picture."""
    kept, _new = LibraryFile.take_in(Intake.of(content), name, organisation=draft.course.organisation, by=by)
    return take(draft, kept, by=by)


def take(draft: CourseDraft, file: LibraryFile, *, by: Person) -> Shown:
    """A picture of the library into the draft."""
    if not file.is_picture:
        raise Refused(_("This is no picture. Recordings and documents are units of their own."))
    given: list[str] = []

    def with_it(kept: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
        name = _name_for(file, kept)
        given[:] = [name]
        return {**kept, name: {"digest": file.digest, "type": file.media_type}}

    amend(draft, Part.MEDIA, with_it, by=by)
    return Shown(given[0], file.digest, file.alt)


def markdown_of(name: str, alt: str, caption: str) -> str:
    """A picture as it stands in a text, alone in its paragraph."""
    alt = re.sub(r"([\[\]\\])", r"\\\1", " ".join(alt.split()))
    caption = re.sub(r'(["\\])', r"\\\1", " ".join(caption.split()))
    return f'![{alt}](media/{name} "{caption}")'


def _name_for(file: LibraryFile, kept: Mapping[str, Mapping[str, str]]) -> str:
    """The name that the draft has for this very picture, or one that no other picture of it has."""
    if known := next((name for name, said in kept.items() if said["digest"] == file.digest), None):
        return known
    stem, _dot, end = file.pack_name.rpartition(".")
    names = (f"{stem}{f'-{n}' if n > 1 else ''}.{end}" for n in range(1, len(kept) + 2))
    return next(name for name in names if name not in kept)
