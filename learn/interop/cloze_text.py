"""One question with gaps as plain text, such as “It boils at {1:NUMERICAL:=100:1} °C”: Moodle's “Embedded answers”."""

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _
from lxml import etree

from learn.assessment import Draft
from learn.interop.decoding import text_of
from learn.interop.moodle.reader import question
from learn.interop.reading import MOST_STEM, Fault, Reading, Unreadable, check_size, too_long


def read(content: bytes, *, language: str) -> Reading:
    """The question of a file; there is never more than one. Raises Unreadable."""
    check_size(content)
    text, faults = text_of(content)
    if too_long(text):
        raise Unreadable(_("A text is longer than %(n)s characters.", n=MOST_STEM), line=1)
    element = etree.Element("question", type="cloze")
    stem = etree.SubElement(element, "questiontext", format="moodle_auto_format")
    etree.SubElement(stem, "text").text = text.strip()
    draft, found = question(element, 1, [], language)
    faults += [replace(fault, line=fault.line or 1) for fault in found]
    return Reading("cloze", (draft,) if draft else (), tuple(faults))


def write(drafts: Sequence[Draft], *, language: str) -> bytes:
    """Gaps are written as Moodle XML."""
    raise NotImplementedError


def losses(drafts: Sequence[Draft], *, language: str) -> list[Fault]:
    """Nothing is written in this format."""
    return []
