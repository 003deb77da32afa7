"""Pictures that come with a question that somebody writes."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image

from learn.assessment import File
from learn.kit.upload import type_of
from learn.kit.web import Refused

PICTURES = {"jpg": "image/jpeg", "png": "image/png"}


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
        kind = type_of(content, PICTURES)
    except Refused as fault:
        field.errors = [*field.errors, str(fault)]
        return None
    with Image.open(BytesIO(content)) as image:
        width, height = image.size
    name = next(one for n in range(1, 1000) if (one := f"{stem}-{n}.{kind}") not in taken)
    return Picture(name, File(content, PICTURES[kind]), width, height)
