"""Every format we read and write, and how a file shows which one it is. A name's ending proves nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from learn.assessment import Draft
from learn.interop.decoding import text_of
from learn.interop.foreign import known_member, known_start, looks_like_csv
from learn.interop.reading import Fault, Reading, Unreadable, check_number, check_size
from learn.kit.upload import DAMAGED_ZIP

_ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_ROOTS = {
    "quiz": "moodle",
    "question": "moodle",
    "manifest": "qti2",
    "questestinterop": "qti2",
    "resourcemetadata": "qti2",
}
_XML = re.compile(
    rb"<(\?xml|!DOCTYPE|!--|(?:[\w.-]+:)?(quiz|question|manifest|questestinterop|assessment\w*|qti-[\w-]+)[\s>/]"
    rb"|[\w.-]+:[\w.-]+\s|[\w.-]+\s[^<>]*xmlns)"
)
_QTI3 = re.compile(rb"imsqti\w*v3p0|<(?:[\w.-]+:)?qti-")
_ANSWER = re.compile(
    r"^[ \t]*(?:ANSWER|答案)[ \t]*[:：][ \t]*(?:[A-Z](?:[ \t]*[,，、; ][ \t]*[A-Z])*|(?-i:[A-Z]{2,8}))[ \t]*\r?$",
    re.M | re.I,
)
_CHOICE = re.compile(r"^[ \t]*[A-Z][.)、．）:：][ \t]*\S", re.M | re.I)
_GAP = re.compile(r"\{\d*:(?:MULTICHOICE|MC|MULTIRESPONSE|MR|SHORTANSWER|SA|MW|NUMERICAL|NM)[A-Z_]{0,4}(?::|\})")
_OURS = re.compile(r"^- id:|^-\s*\{?\s*id\s*:", re.M)


@dataclass(frozen=True)
class Format:
    """One format: its key here, what people call it, and how a file in it is named and typed."""

    key: str
    title: Any  # a lazy text
    module: str
    extension: str
    media_type: str
    written: bool = True  # False: we only read it

    @property
    def translator(self) -> Any:
        """The module with `read`, `write` and `losses`; loaded only when a file needs it."""
        if not self.here:
            raise Unreadable(_("This is %(format)s, which we do not read yet.", format=self.title))
        return import_module(self.module)

    @property
    def here(self) -> bool:
        """Whether its translator is installed."""
        return find_spec(self.module) is not None


FORMATS: dict[str, Format] = {
    form.key: form
    for form in (
        Format("gift", _l("GIFT (Moodle text)"), "learn.interop.gift", "gift", "text/plain; charset=utf-8"),
        Format("aiken", _l("Aiken"), "learn.interop.aiken", "txt", "text/plain; charset=utf-8"),
        Format(
            "cloze", _l("Cloze text (Moodle)"), "learn.interop.cloze_text", "cloze.txt", "text/plain", written=False
        ),
        Format("moodle", _l("Moodle XML"), "learn.interop.moodle", "xml", "application/xml"),
        Format("qti2", _l("QTI 2.2 package"), "learn.interop.qti2", "qti2.zip", "application/zip"),
        Format("qti3", _l("QTI 3.0 package"), "learn.interop.qti3", "qti3.zip", "application/zip"),
        Format(
            "sheet",
            _l("Excel table"),
            "learn.interop.sheet",
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        Format(
            "pack", _l("questions.yaml of a course pack"), "learn.interop.pack", "yaml", "text/plain", written=False
        ),
    )
}
WRITTEN = tuple(form for form in FORMATS.values() if form.written and form.here)


def read(name: str, content: bytes, *, language: str) -> Reading:
    """The questions in a file, whatever its format. Raises Unreadable, which says why there are none."""
    check_size(content)
    key = format_of(name, content)
    reading: Reading = FORMATS[key].translator.read(content, language=language)
    check_number(len(reading.drafts))
    return reading


def write(format: str, drafts: Sequence[Draft], *, language: str) -> bytes:
    """A file with these questions, in one language."""
    written: bytes = FORMATS[format].translator.write(drafts, language=language)
    return written


def losses(format: str, drafts: Sequence[Draft], *, language: str) -> list[Fault]:
    """What a format cannot say of these questions."""
    found: list[Fault] = FORMATS[format].translator.losses(drafts, language=language)
    return found


def format_of(name: str, content: bytes) -> str:
    """The key of the format that the bytes show. Raises Unreadable if they show none."""
    if not content.strip():
        raise Unreadable(_("This file is empty."), where=name)
    if content.startswith(b"PK"):
        return _format_of_zip(name, content)
    if sentence := known_start(content):
        raise Unreadable(sentence, where=name)
    start = _as_utf8(content[:200_000]).lstrip()
    return _format_of_xml(name, start) if _XML.match(start) else _format_of_text(name, content)


def _format_of_text(name: str, content: bytes) -> str:
    """The format that a text shows, in whichever encoding."""
    text = text_of(content)[0].lstrip()
    if re.match(r"\{\s*[\"}]|\[\s*[\[{\"\]]", text):
        raise Unreadable(_("This looks like JSON, which is no format of questions that we know."), where=name, line=1)
    if _OURS.search(text) and re.search(r"\bkind\s*:", text):
        return "pack"
    if _ANSWER.search(text) and _CHOICE.search(text):
        return "aiken"
    if _GAP.search(text):
        return "cloze"
    if re.search(r"[{}]|^\s*::|^\$CATEGORY:", text, re.M):
        return "gift"
    if looks_like_csv(text):
        raise Unreadable(_("This is a table as text (CSV). Open it in Excel and save it as .xlsx."), where=name)
    raise Unreadable(_("There are no questions in it: no { } as in GIFT and no ANSWER: as in Aiken."), where=name)


def _as_utf8(content: bytes) -> bytes:
    """The start of an XML file in UTF-8, without a mark of its byte order."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace").encode("utf-8", "replace")
    if content.startswith((b"<\0", b"\0<")):  # XML in UTF-16 that does not say so
        return content.decode("utf-16-le" if content[0] else "utf-16-be", "replace").encode("utf-8", "replace")
    return content.removeprefix(b"\xef\xbb\xbf")


def _format_of_xml(name: str, start: bytes) -> str:
    """The format that the first element of an XML file shows."""
    bare = re.sub(rb"<!--.*?-->", b"", start, flags=re.S)
    found = _ROOT.search(bare)
    root = found[1].decode() if found else ""
    if _QTI3.search(bare):
        return "qti3"
    if root.startswith("assessment"):
        return "qti2"
    if root not in _ROOTS:
        raise Unreadable(
            _("The first element is <%(root)s>; we know files of Moodle (<quiz>) and of QTI.", root=root), where=name
        )
    return _ROOTS[root]


def _format_of_zip(name: str, content: bytes) -> str:
    """The format that the members of a ZIP show."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = archive.namelist()
            if "xl/workbook.xml" in members:
                return "sheet"
            if sentence := known_member(members):
                raise Unreadable(sentence, where=name)
            manifest = min((m for m in members if m.endswith("imsmanifest.xml")), key=len, default=None)
            names = (manifest,) if manifest else tuple(m for m in members if m.lower().endswith(".xml"))[:1]
            for member in names:
                with archive.open(member) as stream:
                    return "qti3" if _QTI3.search(_as_utf8(stream.read(200_000))) else "qti2"
            if any(m.split("/")[-1] == "questions.yaml" for m in members):
                return "pack"
    except (*DAMAGED_ZIP, ValueError) as fault:
        raise Unreadable(_("This ZIP is damaged or locked: %(problem)s", problem=str(fault)), where=name) from fault
    raise Unreadable(_("This ZIP holds neither a table, a QTI package nor a course pack."), where=name)
