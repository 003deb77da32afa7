"""Files from people's own machines: known by what they hold, and refused where they could do harm."""

import re
import zlib
from collections.abc import Collection, Iterable, Iterator
from io import BytesIO
from lzma import LZMAError
from typing import Any
from zipfile import BadZipFile

import pikepdf
import structlog
from flask_babel import gettext as _
from PIL import Image, UnidentifiedImageError

from learn.kit.recordings import RECORDINGS, kind_of_recording
from learn.kit.web import Refused

log = structlog.get_logger()

# What reading a ZIP raises that is damaged, locked, or packed in a way that nobody uses
DAMAGED_ZIP = (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error, LZMAError)
TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
MOST_POINTS = 50_000_000  # of a picture; unpacked, each takes four bytes
MOST_PARTS = 200_000  # of a PDF
_UNPACKED = 64 * 1024 * 1024  # of one stream of a PDF
_STARTS = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
_PNG_END = b"IEND\xaeB`\x82"
_PICTURE_FAULTS = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    MemoryError,
)
# What acts by itself, or brings something along (ISO 32000-2, 7.11.4, 12.6, 13)
_ACTING_KEYS = {
    "/JS",
    "/JavaScript",
    "/AA",
    "/Launch",
    "/EmbeddedFile",
    "/EmbeddedFiles",
    "/EF",
    "/AF",
    "/RichMedia",
    "/XFA",
}
_ACTING_NAMES = {
    "/JavaScript",
    "/Launch",
    "/GoToE",
    "/GoToR",
    "/SubmitForm",
    "/ImportData",
    "/Rendition",
    "/Movie",
    "/Sound",
    "/RichMedia",
    "/RichMediaExecute",
    "/EmbeddedFile",
    "/FileAttachment",
    "/Screen",
    "/3D",
}
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=_UNPACKED,
    run_length_max_memory=_UNPACKED,
    png_max_memory=_UNPACKED,
    tiff_max_memory=_UNPACKED,
    max_stream_filters=2,
)


def type_of(content: bytes, allowed: Collection[str]) -> str:
    """The type of a file by its content: pdf, jpg, png or a recording. Refuses what is not allowed, and what may do harm."""
    found = next((kind for start, kind in _STARTS.items() if content.startswith(start)), None)
    if found is None and RECORDINGS.keys() & set(allowed):
        found = kind_of_recording(content)
    if found is None or found not in allowed:
        raise Refused(
            _("This is not one of the files that are asked for: %(types)s.", types=", ".join(allowed).upper())
        )
    if b"PK\x05\x06" in content[-66_000:] or (found != "pdf" and b"%PDF-" in content[:1024]):
        raise Refused(
            _("This file is two files in one. Send it as it came from the camera, the scanner or the printer.")
        )
    if found == "pdf":
        _look_into_pdf(content)
    elif found not in RECORDINGS:
        _look_into_picture(content, found)
    return found


def _look_into_picture(content: bytes, kind: str) -> None:
    """A picture is decoded whole, within limits, and nothing hangs on to its end."""
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG", "MPO")) as picture:
            if picture.width * picture.height > MOST_POINTS:
                raise Image.DecompressionBombError
            picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Refused(_("This picture is larger than %(n)s million points.", n=MOST_POINTS // 1_000_000)) from bomb
    except _PICTURE_FAULTS as fault:
        raise Refused(_("This picture is damaged. Take it or save it once more.")) from fault
    ends = (
        content.rstrip(b"\0").endswith(b"\xff\xd9")
        if kind == "jpg"
        else content.find(_PNG_END) == len(content) - len(_PNG_END)
    )
    if not ends:
        raise Refused(_("This picture is followed by something that is no picture. Save it once more and send that."))


def _look_into_pdf(content: bytes) -> None:
    """A PDF only shows pages: nothing in it acts, plays or comes along, and it ends where it ends."""
    if not re.search(rb"%%EOF\s{0,64}\Z", content[-4096:]):
        raise Refused(_("This PDF is damaged or followed by something else. Print it to a new PDF and send that."))
    try:
        with pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            acting = next(_acting(pdf), None)
            pages = len(pdf.pages)
    except pikepdf.PasswordError as fault:
        raise Refused(_("This PDF is locked with a password. Send one without.")) from fault
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, TypeError, RuntimeError, RecursionError) as fault:
        raise Refused(
            _("This PDF is damaged or followed by something else. Print it to a new PDF and send that.")
        ) from fault
    if acting or not pages:
        log.info("PDF refused", found=acting)
        raise Refused(_("This PDF holds scripts, actions, forms or files within. Print it to a new PDF and send that."))


def _acting(pdf: pikepdf.Pdf) -> Iterator[str]:
    """What in a PDF is more than something to see."""
    for seen, part in enumerate(_parts(list(pdf.objects))):
        if seen > MOST_PARTS:
            yield "too many parts"
        if isinstance(part, pikepdf.Name) and str(part) in _ACTING_NAMES:
            yield str(part)
        if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            yield from sorted(_ACTING_KEYS & set(part.keys()))
            opening = part.get("/OpenAction")  # a place to open at is harmless, an action is not
            if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") != "/GoTo":
                yield "/OpenAction"


def _parts(objects: Iterable[Any]) -> Iterator[Any]:
    """Every object and what is in it; objects that stand by themselves come by themselves."""
    waiting = list(objects)
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, pikepdf.Stream):
            waiting += [one for one in part.stream_dict.values() if not _by_itself(one)]
        elif isinstance(part, pikepdf.Dictionary):
            waiting += [one for one in part.values() if not _by_itself(one)]
        elif isinstance(part, pikepdf.Array):
            waiting += [one for one in part if not _by_itself(one)]


def _by_itself(part: Any) -> bool:
    return isinstance(part, pikepdf.Object) and part.is_indirect
