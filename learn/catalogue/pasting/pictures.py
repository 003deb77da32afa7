"""Pictures that come along with pasted text."""

import base64
import binascii
import re
from hashlib import sha256
from io import BytesIO
from urllib.parse import unquote_to_bytes

from flask_babel import ngettext
from PIL import Image, UnidentifiedImageError

from learn.kit.upload import type_of
from learn.kit.web import Refused

MOST = 60
MOST_POINTS = 20_000_000
_DATA = re.compile(r"data:image/[\w.+-]+((?:;[\w=.+-]+)*),", re.IGNORECASE)
_OTHERS = ("GIF", "WEBP", "BMP", "TIFF")  # made PNG


class Pictures:
    """The pictures of one paste: each kept once, under a name that says what it holds."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, bytes]] = []
        self._elsewhere = self._unfit = 0

    def take(self, address: str) -> str | None:
        """The name of a picture that comes within its address; None: it stays behind."""
        match = _DATA.match(address.strip()[:200])
        if match is None:
            self._elsewhere += 1
            return None
        content = _decoded(address.strip()[match.end() :], base="base64" in match[1].casefold())
        kind, content = _looked_at(content)
        if kind is None or len(self.kept) >= MOST:
            self._unfit += 1
            return None
        name = f"pasted-{sha256(content).hexdigest()[:10]}.{kind}"
        if all(name != known for known, _content in self.kept):
            self.kept.append((name, content))
        return name

    @property
    def notes(self) -> list[str]:
        """What is to be said of pictures that stay behind."""
        found = []
        if self._elsewhere:
            found.append(
                ngettext(
                    "%(num)s picture lies elsewhere and stays behind. Drag it in by itself.",
                    "%(num)s pictures lie elsewhere and stay behind. Drag them in by themselves.",
                    self._elsewhere,
                )
            )
        if self._unfit:
            found.append(
                ngettext(
                    "%(num)s picture stays behind: it is damaged, too large, or no PNG or JPEG.",
                    "%(num)s pictures stay behind: they are damaged, too large, or no PNG or JPEG.",
                    self._unfit,
                )
            )
        return found


def _decoded(text: str, *, base: bool) -> bytes:
    try:
        return base64.b64decode("".join(unquote_to_bytes(text).decode("ascii").split()), validate=True) if base else b""
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return b""


def _looked_at(content: bytes) -> tuple[str | None, bytes]:
    """The type of a picture by what it holds, and the picture: as it came, or as a PNG."""
    try:
        return type_of(content, ("png", "jpg")), content
    except Refused:
        pass
    try:
        with Image.open(BytesIO(content), formats=_OTHERS) as picture:
            if picture.width * picture.height > MOST_POINTS:
                return None, b""
            stream = BytesIO()
            picture.convert("RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB").save(
                stream, "PNG"
            )
            return "png", stream.getvalue()
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        MemoryError,
    ):
        return None, b""
