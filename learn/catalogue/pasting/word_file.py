"""A Word file (.docx) as Markdown of ours."""

import base64
import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any
from xml.parsers.expat import ExpatError

import mammoth
from flask_babel import gettext as _

from learn.catalogue.pasting.clipboard import markdown_from
from learn.catalogue.pasting.pasted import Pasted
from learn.kit.upload import DAMAGED_ZIP
from learn.kit.web import Refused

MOST_SENT = 20_000_000  # bytes
MOST_UNPACKED = 60_000_000
MOST_TEXT = 8_000_000  # of one part that is text: some three hundred pages
MOST_FILES = 2000
_OLD_WORD = b"\xd0\xcf\x11\xe0"  # .doc, and a .docx with a password
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='caption'] => p.MsoCaption:fresh
p[style-name='Caption'] => p.MsoCaption:fresh
p[style-name='题注'] => p.MsoCaption:fresh
p[style-name='标题'] => h1:fresh
p[style-name='标题 1'] => h1:fresh
p[style-name='标题 2'] => h2:fresh
p[style-name='标题 3'] => h3:fresh
p[style-name='Quote'] => blockquote > p:fresh
"""
# What the reader of Word files trips over when one is not what it says.
_DAMAGED: tuple[type[Exception], ...] = (
    *DAMAGED_ZIP, ExpatError, LookupError, ValueError, AttributeError, TypeError, RecursionError, AssertionError,
)  # fmt: skip


def markdown_from_docx(content: bytes) -> Pasted:
    """A Word file with its tables and pictures. What is embedded in it, and macros, are not looked at."""
    if len(content) > MOST_SENT:
        raise Refused(_("A Word file has at most %(n)s MB. Send it in parts.", n=MOST_SENT // 1_000_000))
    if content.startswith(_OLD_WORD):
        raise Refused(_("This is an old or a locked Word file. Save it as .docx without a password and send that."))
    try:
        names = _look_into(content)
        found = mammoth.convert_to_html(
            BytesIO(content), style_map=_STYLES, include_embedded_style_map=False, external_file_access=False,
            convert_image=mammoth.images.img_element(_picture),
        )  # fmt: skip
    except _DAMAGED as fault:
        raise Refused(_("This is no Word file (.docx), or it is damaged. Save it once more and send that.")) from fault
    pasted = markdown_from(found.value)
    return replace(pasted, left_out=[*pasted.left_out, *_left_out(names, found.messages)])


def _look_into(content: bytes) -> list[str]:
    """The names of its parts. Refuses a ZIP that unpacks to more than a document, and XML that declares entities."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise Refused(_("This Word file unpacks to more than a document holds."))
        for entry in entries:
            if entry.filename.endswith((".xml", ".rels")):
                if entry.file_size > MOST_TEXT:
                    raise Refused(_("This Word file is too long for one lesson. Send it chapter by chapter."))
                if b"<!" in archive.read(entry).replace(b"\0", b"").replace(b"<!--", b"").replace(b"<![CDATA[", b""):
                    raise ValueError("A part declares entities or a document type.")
        return [entry.filename for entry in entries]


def _picture(image: Any) -> dict[str, str]:
    """A picture within its address; one of a kind that browsers do not show stays behind, with a sentence."""
    with image.open() as stream:
        content = stream.read()
    return {"src": f"data:{image.content_type};base64,{base64.b64encode(content).decode('ascii')}"}


def _left_out(names: list[str], messages: list[Any]) -> list[str]:
    found = []
    if any(name.startswith("word/embeddings/") or name.endswith("vbaProject.bin") for name in names):
        found.append(_("Embedded files and macros stay behind."))
    if any("oMath" in message.message for message in messages):
        found.append(_("Formulas stay behind. Write them between dollars: $E = mc^2$."))
    return found
