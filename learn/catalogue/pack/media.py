"""The files in media/, known by what they hold and not by what they are called."""

import re
from io import BytesIO

from flask_babel import gettext as _
from PIL import Image, UnidentifiedImageError

from learn.catalogue.pack.fault import Fault
from learn.kit.drawing import Drawing
from learn.kit.recordings import RECORDINGS, seconds_of
from learn.kit.upload import type_of
from learn.kit.web import Refused

MOST_BYTES = {"svg": 300_000, "png": 4_000_000, "jpeg": 4_000_000}
MOST_LARGE = {"pdf": 25_000_000, "vtt": 1_000_000, "mp4": 100_000_000, "webm": 100_000_000, "mp3": 100_000_000, "m4a": 100_000_000}  # fmt: skip
MOST_POINTS = 40_000_000
_NAME = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*\.(svg|png|jpg|jpeg|pdf|mp4|webm|mp3|m4a|vtt)")


class Media:
    """Diagrams that are drawn in the page; photographs, documents, recordings and captions that are sent beside it."""

    def __init__(self) -> None:
        self.drawings: dict[str, Drawing] = {}
        self.photographs: dict[str, bytes] = {}
        self.sizes: dict[str, tuple[int, int]] = {}  # of photographs, in points
        self.shown: dict[str, bytes] = {}  # documents, recordings, captions: what units show
        self.seconds: dict[str, float] = {}  # how long recordings last
        self.faults: list[Fault] = []

    @property
    def pictures(self) -> set[str]:
        """Every picture, also a faulty one."""
        return self.drawings.keys() | self.photographs.keys()

    @property
    def names(self) -> set[str]:
        """Every file, also a faulty one."""
        return self.pictures | self.shown.keys()

    @property
    def kept(self) -> dict[str, bytes]:
        """The files that are stored beside the pages."""
        return {**self.photographs, **self.shown}

    def add(self, name: str, content: bytes) -> None:
        """Take a file of media/ in."""
        match = _NAME.fullmatch(name)
        if match is None:
            self._fault(
                name,
                _(
                    "A picture is an SVG, PNG or JPEG, a document a PDF, a recording an MP4, WebM, MP3 or M4A, captions "
                    "a VTT; each is named in small letters, digits and hyphens."
                ),
            )
            return
        kind = "jpeg" if match[1] == "jpg" else match[1]
        if kind in MOST_LARGE:
            self._add_shown(name, kind, content)
        else:
            self._add_picture(name, kind, content)

    def _add_picture(self, name: str, kind: str, content: bytes) -> None:
        if kind == "svg":
            drawing = self.drawings[name] = Drawing(b"" if len(content) > MOST_BYTES[kind] else content)
            if len(content) <= MOST_BYTES[kind]:
                self.faults += [Fault(f"media/{name}", line, sentence) for line, sentence in drawing.faults]
        else:
            self.photographs[name] = content
        if len(content) > MOST_BYTES[kind]:
            self._fault(name, _("This picture is larger than %(n)s kB.", n=MOST_BYTES[kind] // 1000))
        elif kind != "svg":
            self._look_at(name, kind, content)

    def _add_shown(self, name: str, kind: str, content: bytes) -> None:
        self.shown[name] = content
        if len(content) > MOST_LARGE[kind]:
            self._fault(name, _("This file is larger than %(n)s MB.", n=MOST_LARGE[kind] // 1_000_000))
            return
        try:
            type_of(content, (kind,))
            length = seconds_of(content, kind) if kind in RECORDINGS else None
        except Refused as refusal:
            self._fault(name, str(refusal))
            return
        if length is not None:
            self.seconds[name] = length
        elif kind in RECORDINGS:
            self._fault(name, _("This recording does not say how long it lasts. Export it once more, as MP4 or MP3."))

    def _look_at(self, name: str, kind: str, content: bytes) -> None:
        try:
            with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
                found, self.sizes[name] = (picture.format or "").lower(), picture.size
                picture.verify()
        except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
            self._fault(name, _("This file is not the picture that its name says."))
            return
        if found != kind:
            self._fault(name, _("This file is not the picture that its name says."))
        elif self.sizes[name][0] * self.sizes[name][1] > MOST_POINTS:
            self._fault(name, _("This picture is larger than %(n)s million points.", n=MOST_POINTS // 1_000_000))

    def _fault(self, name: str, sentence: str) -> None:
        self.faults.append(Fault(f"media/{name}", 1, sentence))
