"""Files that people send in and that hold no questions as we read them: what they are, and what to do instead."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

_STARTS: Mapping[bytes, Any] = {
    b"%PDF": _l("This is a PDF. Copy its questions into a text or an Excel table."),
    b"\xd0\xcf\x11\xe0": _l("This is a file of an old Office (.xls, .doc) or locked by a password. Save it as .xlsx without one."),
    b"\x1f\x8b": _l("This is a packed archive, such as a Moodle backup. Export the question bank as Moodle XML instead."),
    b"Rar!": _l("This is a RAR archive. Send the file that is in it."),
    b"7z\xbc\xaf": _l("This is a 7z archive. Send the file that is in it."),
    b"{\\rtf": _l("This is rich text (RTF). Save it as plain text in UTF-8."),
    b"\x89PNG": _l("This is a picture, not a file of questions."),
    b"\xff\xd8\xff": _l("This is a picture, not a file of questions."),
    b"GIF8": _l("This is a picture, not a file of questions."),
}  # fmt: skip
_MEMBERS: Mapping[str, Any] = {
    "word/document.xml": _l("This is a Word document. Save it as plain text in UTF-8, or fill in the Excel table."),
    "ppt/presentation.xml": _l("These are slides, not a file of questions."),
    "xl/workbook.bin": _l("This is a binary Excel workbook (.xlsb). Save it as .xlsx."),
    "h5p.json": _l("This is an H5P package, which we do not read."),
    "moodle_backup.xml": _l("This is a Moodle backup. Export the question bank as Moodle XML instead."),
    "META-INF/manifest.xml": _l("This is an OpenDocument file. Save it as .xlsx, or as plain text in UTF-8."),
}
_PAGE = re.compile(rb"\s*<(!doctype\s+html|html|head|body|table|meta)\b", re.I)


def known_start(content: bytes) -> str:
    """What a file is that none of our readers takes, by its first bytes; empty: nothing that we know."""
    bare = content.removeprefix(b"\xef\xbb\xbf")
    for start, sentence in _STARTS.items():
        if bare.startswith(start):
            return str(sentence)
    if _PAGE.match(bare[:2000]):
        return _("This is a web page (HTML), whatever its name says. Save it as .xlsx, or as plain text in UTF-8.")
    return ""


def known_member(members: Collection[str]) -> str:
    """The same of a ZIP, by what is in it."""
    return next((str(sentence) for name, sentence in _MEMBERS.items() if name in members), "")


def looks_like_csv(text: str) -> bool:
    """Whether the first line with words is cut into cells by commas, semicolons or tabs, as others below it are."""
    lines = [line for line in text[:20_000].split("\n") if line.strip()][:5]
    cells = min(([len(re.findall(r"[,;\t]", line)) for line in lines]), default=0)
    return len(lines) > 1 and cells > 1
