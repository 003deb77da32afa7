"""Pictures from somebody else's file: known by what they hold, and refused if they could do anything but be seen."""

import re
from io import BytesIO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from flask_babel import gettext as _
from PIL import Image, UnidentifiedImageError

from learn.assessment import File

MOST_BYTES = 10_000_000
MOST_POINTS = 40_000_000
_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_RUNS = {"script", "foreignobject", "iframe", "object", "embed", "set", "handler", "listener"}
_HARMLESS = re.compile(r"#|data:image/(png|jpe?g|gif|webp);base64,|https?://www\.w3\.org/")
_CALLS = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:|expression\(", re.I)


class NoPicture(Exception):
    """A file that we do not keep as a picture; the message says why."""


def picture_of(content: bytes) -> File:
    """A picture and the type that its bytes show. Raises NoPicture."""
    if len(content) > MOST_BYTES:
        raise NoPicture(_("it is larger than %(n)s MB.", n=MOST_BYTES // 1_000_000))
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _drawing(content)
    try:
        with Image.open(BytesIO(content), formats=tuple(_TYPES)) as picture:
            kind, (width, height) = picture.format or "", picture.size
            picture.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as fault:
        raise NoPicture(_("it is no PNG, JPEG, GIF, WebP or SVG picture.")) from fault
    if width * height > MOST_POINTS:
        raise NoPicture(_("it is larger than %(n)s million points.", n=MOST_POINTS // 1_000_000))
    return File(content, _TYPES[kind])


def _drawing(content: bytes) -> File:
    """An SVG that neither runs nor calls home."""
    try:
        root = fromstring(content, forbid_dtd=False)
    except (DefusedXmlException, ParseError, ValueError, LookupError) as fault:
        raise NoPicture(_("it is no SVG that we can read.")) from fault
    if root.tag.rpartition("}")[2] != "svg":
        raise NoPicture(_("it is no PNG, JPEG, GIF, WebP or SVG picture."))
    for element in root.iter():
        tag = element.tag.rpartition("}")[2].lower()
        if tag in _RUNS or (tag == "style" and _CALLS.search(element.text or "")):
            raise NoPicture(_("the drawing has a <%(tag)s> in it.", tag=tag))
        for key, value in element.attrib.items():
            name = key.rpartition("}")[2].lower()
            calls = name in ("href", "src") and not _HARMLESS.match(value.strip())
            if name.startswith("on") or calls or _CALLS.search(value):
                raise NoPicture(_("the drawing would run or load something (%(name)s).", name=name))
    return File(content, "image/svg+xml")
