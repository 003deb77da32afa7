"""`questions.yaml` of a course pack, alone or in the pack's ZIP: our own format, both languages at once."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from flask_babel import gettext as _

from learn.assessment import Draft, File, QuestionKind
from learn.catalogue.pack import Document, faults_of_shape, key_faults, pictures_of
from learn.interop.decoding import text_of
from learn.interop.pictures import NoPicture, picture_of
from learn.interop.reading import Fault, Reading, Unreadable
from learn.kit.text import Words

FILE = "questions.yaml"
_MOST = 20_000_000  # bytes of questions.yaml, and of a picture, unpacked
_AROUND = {"id", "unit", "objective", "difficulty", "kind", "text", "reason", "source", "clause", "check"}


def read(content: bytes, *, language: str) -> Reading:
    """The questions of a pack; those with a fault are left out. `language` says nothing, for a pack has both."""
    content, pictures = _unpacked(content) if content.startswith(b"PK") else (content, {})
    text, faults = text_of(content)
    document = Document(FILE, text)
    if document.faults:
        fault = document.faults[0]
        raise Unreadable(fault.sentence, where=FILE, line=fault.line)
    if not isinstance(document.value, list):
        raise Unreadable(_("A pack's questions are a list."), where=FILE, line=1)
    wrong = _wrong(document)
    drafts = [_draft(one, pictures, faults, document.line(n)) for n, one in enumerate(document.value) if n not in wrong]
    return Reading("pack", tuple(drafts), (*faults, *(fault for some in wrong.values() for fault in some)))


def _wrong(document: Document) -> dict[int, list[Fault]]:
    """The faults of the questions that have some, by their place in the list."""
    places = [(document.line(n), n) for n in range(len(document.value))]
    found: dict[int, list[Fault]] = {}

    def note(n: int, line: int, sentence: str) -> None:
        id = document.value[n].get("id") if isinstance(document.value[n], dict) else None
        found[n] = [*found.get(n, []), Fault(str(id or FILE), sentence, line, whole=n not in found)]

    for fault in faults_of_shape("questions", document):
        note(max((n for line, n in places if line <= fault.line), default=0), fault.line, fault.sentence)
    for n, question in enumerate(document.value):
        for place, sentence in [] if n in found else list(key_faults(question)):
            note(n, document.line(n, *place), sentence)
    return found


def _draft(question: dict[str, Any], pictures: dict[str, bytes], faults: list[Fault], line: int) -> Draft:
    files: dict[str, File] = {}
    for name in sorted(pictures_of(question)):
        try:
            if name not in pictures:
                raise NoPicture(_("it is not in the file."))
            files[name] = picture_of(pictures[name])
        except NoPicture as why:
            faults.append(Fault(question["id"], _("A picture was left out: %(why)s", why=str(why)), line))
    return Draft(
        kind=QuestionKind(question["kind"]),
        text=Words(**question["text"]),
        body={key: value for key, value in question.items() if key not in _AROUND},
        reason=Words(**question["reason"]),
        code=question["id"],
        topic=question["unit"],
        objective=question["objective"],
        difficulty=question["difficulty"],
        source=question["source"],
        clause=Words(**question["clause"]),
        check=question["check"],
        files=files,
    )


def _unpacked(content: bytes) -> tuple[bytes, dict[str, bytes]]:
    """questions.yaml from the ZIP of a pack, with the pictures beside it."""
    with ZipFile(BytesIO(content)) as archive:
        found = min((one for one in archive.namelist() if one.split("/")[-1] == FILE), key=len)
        folder = found.removesuffix(FILE) + "media/"
        wanted = {one.filename: one for one in archive.infolist() if one.filename.startswith(folder)}
        if any(one.file_size > _MOST for one in (*wanted.values(), archive.getinfo(found))) or len(wanted) > 5000:
            raise Unreadable(_("This ZIP holds more than a course pack may."), where=FILE)
        pictures = {name.removeprefix(folder): archive.read(name) for name in wanted if not name.endswith("/")}
        return archive.read(found), pictures


def write(drafts: Sequence[Draft], *, language: str) -> bytes:
    """Packs are written by `bin/learn courses export`, whole."""
    raise NotImplementedError


def losses(drafts: Sequence[Draft], *, language: str) -> list[Fault]:
    """A pack can say everything."""
    return []
