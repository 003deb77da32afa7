"""A file that somebody sends to the media library: known by its content, cleaned, measured."""

import re
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from pathlib import PurePath

from flask_babel import gettext as _

from learn.catalogue.library.photograph import rewritten
from learn.catalogue.library.svg import cleaned
from learn.catalogue.pack.media import MOST_BYTES
from learn.kit.drawing import DRAWING, Drawing
from learn.kit.recordings import RECORDINGS, seconds_of
from learn.kit.text import pinyin
from learn.kit.upload import TYPES, type_of
from learn.kit.web import Refused

MEDIA_TYPES = {**TYPES, "svg": DRAWING, **RECORDINGS}
PICTURES = ("image/png", "image/jpeg", DRAWING)
_LONGEST_NAME = 60  # characters of a name in a pack, without its end


@dataclass(frozen=True)
class Intake:
    """What of a sent file is to be kept."""

    content: bytes
    kind: str  # the end of its name: png, svg, mp4, …
    sent_digest: str  # SHA-256 of what came in
    width: int | None = None  # in points; None: not a picture
    height: int | None = None
    seconds: int | None = None  # None: not a recording, or one that does not say

    @property
    def digest(self) -> str:
        """SHA-256 of what is kept."""
        return sha256(self.content).hexdigest()

    @property
    def media_type(self) -> str:
        """The media type of what is kept."""
        return MEDIA_TYPES[self.kind]

    @classmethod
    def of(cls, content: bytes) -> "Intake":
        """Look through a file. Refuses, with a sentence that says what to send instead, what may do harm or is no medium."""
        sent = sha256(content).hexdigest()
        if _begins_like_xml(content):
            return cls._drawing(content, sent)
        kind = type_of(content, tuple(MEDIA_TYPES))
        if kind in ("png", "jpg"):
            made = rewritten(content)
            return cls(made.content, made.kind, sent, made.width, made.height)
        seconds = seconds_of(content, kind)
        return cls(content, kind, sent, seconds=None if seconds is None else ceil(seconds))

    @classmethod
    def _drawing(cls, content: bytes, sent: str) -> "Intake":
        made = cleaned(content)
        if len(made) > MOST_BYTES["svg"]:
            raise Refused(_("This picture is larger than %(n)s kB.", n=MOST_BYTES["svg"] // 1000))
        _left, _top, width, height = Drawing(made).view
        return cls(made, "svg", sent, ceil(width), ceil(height))


def slug_of(name: str) -> str:
    """A file's name in small letters, digits and hyphens: 气闸 示意图.PNG → qi-zha-shi-yi-tu."""
    stem = PurePath(name.replace("\\", "/")).stem
    return re.sub(r"[^a-z0-9]+", "-", pinyin(stem))[:_LONGEST_NAME].strip("-") or "file"


def _begins_like_xml(content: bytes) -> bool:
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or content[:2] in (b"\xff\xfe", b"\xfe\xff")
