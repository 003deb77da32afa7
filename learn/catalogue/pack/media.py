"""The pictures of a pack, known by what they hold and not by what they are called."""

import re
from io import BytesIO

from flask_babel import gettext as _
from PIL import Image, UnidentifiedImageError

from learn.catalogue.pack.fault import Fault
from learn.kit.drawing import Drawing

MOST_BYTES = {"svg": 300_000, "png": 4_000_000, "jpeg": 4_000_000}
MOST_POINTS = 40_000_000
_NAME = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*\.(svg|png|jpg|jpeg)")


class Media:
    """The pictures of a pack: diagrams that are drawn in the page, and photographs that are sent beside it."""

    def __init__(self) -> None:
        self.drawings: dict[str, Drawing] = {}
        self.photographs: dict[str, bytes] = {}
        self.sizes: dict[str, tuple[int, int]] = {}  # of photographs, in points
        self.faults: list[Fault] = []

    @property
    def names(self) -> set[str]:
        """Every picture, also a faulty one."""
        return self.drawings.keys() | self.photographs.keys()

    def add(self, name: str, content: bytes) -> None:
        """Take a file of media/ in."""
        match = _NAME.fullmatch(name)
        if match is None:
            self._fault(name, _("A picture is an SVG, PNG or JPEG, named in small letters, digits and hyphens."))
            return
        kind = "jpeg" if match[1] == "jpg" else match[1]
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
