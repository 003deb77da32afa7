"""Pictures that come with a question that somebody writes."""

from dataclasses import dataclass
from io import BytesIO
from math import ceil
from typing import Any

from flask_babel import gettext as _
from PIL import Image

from learn.assessment import File
from learn.catalogue.pack.media import MOST_BYTES
from learn.kit.drawing import DRAWING, Drawing
from learn.kit.upload import type_of
from learn.kit.web import Refused

PICTURES = {"jpg": "image/jpeg", "png": "image/png", "svg": DRAWING}


@dataclass(frozen=True)
class Picture:
    """A picture as it was sent: known by what it holds."""

    name: str
    file: File
    width: int
    height: int


def picture_in(field: Any, stem: str, taken: Any) -> Picture | None:
    """The picture that a field carries, under a name that is free; None: none was sent. A faulty one is put at the field."""
    content = field.data.read() if getattr(field.data, "filename", "") else b""
    if not content:
        return None
    try:
        kind, width, height = _drawing(content) if content.lstrip()[:1] == b"<" else _photograph(content)
    except Refused as fault:
        field.errors = [*field.errors, str(fault)]
        return None
    name = next(one for n in range(1, 1000) if (one := f"{stem}-{n}.{kind}") not in taken)
    return Picture(name, File(content, PICTURES[kind]), width, height)


def _photograph(content: bytes) -> tuple[str, int, int]:
    kind = type_of(content, ("jpg", "png"))
    with Image.open(BytesIO(content)) as image:
        return (kind, *image.size)


def _drawing(content: bytes) -> tuple[str, int, int]:
    if len(content) > MOST_BYTES["svg"]:
        raise Refused(_("This picture is larger than %(n)s kB.", n=MOST_BYTES["svg"] // 1000))
    drawing = Drawing(content)
    if drawing.faults:
        raise Refused(" ".join(sentence for _line, sentence in drawing.faults[:3]))
    _left, _top, width, height = drawing.view
    return "svg", ceil(width), ceil(height)
