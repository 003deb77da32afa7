"""Photographs and screenshots, decoded and written anew by us: nothing else comes along with them."""

import io
from typing import NamedTuple

from flask_babel import gettext as _
from PIL import Image, ImageCms, ImageOps

from learn.catalogue.pack.media import MOST_BYTES
from learn.kit.web import Refused

LONGEST = 2400  # points of the longer side
MOST = MOST_BYTES["png"]
_FEW = 65_536  # colours; a drawing or a screenshot has fewer, a photograph more
_SMALL = 480  # points of the longer side in a list
_QUALITIES = (88, 80, 70, 60)
_NO_PROFILE = (ImageCms.PyCMSError, OSError, ValueError, TypeError)


class Rewritten(NamedTuple):
    """A picture as we wrote it."""

    content: bytes
    kind: str  # png or jpg
    width: int
    height: int


def rewritten(content: bytes) -> Rewritten:
    """An upright picture in ordinary colours, small enough for every pack. The content has been looked through already."""
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "MPO")) as sent:
        sent.draft(None, (2 * LONGEST, 2 * LONGEST))  # a JPEG unpacks no larger than it needs to
        keeps_few = sent.format == "PNG" and sent.convert("RGB").getcolors(_FEW) is not None
        picture = _in_ordinary_colours(ImageOps.exif_transpose(sent))
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema()[0] == 255:
        picture = picture.convert("RGB")
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS, reducing_gap=3)
    picture = Image.frombytes(picture.mode, picture.size, picture.tobytes())  # points, and nothing about them
    if picture.mode == "RGBA":
        return _as_png(picture)
    written = _written(picture) if keeps_few else b""
    return Rewritten(written, "png", *picture.size) if 0 < len(written) <= MOST else _as_jpeg(picture)


def thumbnail(content: bytes) -> tuple[bytes, str]:
    """A picture of ours small enough for a list, and its media type."""
    made = io.BytesIO()
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
        picture.draft(None, (2 * _SMALL, 2 * _SMALL))
        clear = "A" in picture.getbands() or "transparency" in picture.info
        small = picture.convert("RGBA" if clear else "RGB")
    small.thumbnail((_SMALL, _SMALL), Image.Resampling.LANCZOS)
    small.save(made, "PNG" if clear else "JPEG", quality=80)
    return made.getvalue(), "image/png" if clear else "image/jpeg"


def _in_ordinary_colours(picture: Image.Image) -> Image.Image:
    """In sRGB, or shades of grey, with a transparency if there is one."""
    clear = "A" in picture.getbands() or "transparency" in picture.info
    if picture.mode.startswith(("I", "F")):
        picture = picture.convert("I").point(lambda shade: shade / 256).convert("L")  # sixteen bits a point
    if profile := picture.info.get("icc_profile"):
        picture = _from_profile(picture, profile)
    if clear:
        return picture.convert("RGBA")
    return picture if picture.mode == "L" else picture.convert("RGB")


def _from_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    """Colours as the camera meant them; a profile that cannot be read means nothing."""
    try:
        meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        found = ImageCms.profileToProfile(picture, meant, ImageCms.createProfile("sRGB"), outputMode=mode)
    except _NO_PROFILE:
        return picture
    return picture if found is None else found


def _as_png(picture: Image.Image) -> Rewritten:
    """Without loss while it fits; then in 256 colours; then as much smaller as it must be."""
    written = _written(picture)
    while len(written) > MOST:
        written = _written(picture.quantize(256, method=Image.Quantize.FASTOCTREE))
        if len(written) > MOST:
            smaller = 0.95 * (MOST / len(written)) ** 0.5
            picture = picture.resize(_sides(picture, smaller), Image.Resampling.LANCZOS)
    return Rewritten(written, "png", *picture.size)


def _sides(picture: Image.Image, smaller: float) -> tuple[int, int]:
    return max(1, int(picture.width * smaller)), max(1, int(picture.height * smaller))


def _written(picture: Image.Image) -> bytes:
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def _as_jpeg(picture: Image.Image) -> Rewritten:
    """Progressive, and no finer than fits."""
    for quality in _QUALITIES:
        written = io.BytesIO()
        picture.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
        if written.tell() <= MOST:
            return Rewritten(written.getvalue(), "jpg", *picture.size)
    raise _too_large()


def _too_large() -> Refused:
    return Refused(_("This picture cannot be made smaller than %(n)s MB. Send a smaller part of it.", n=MOST // 10**6))
