"""The files that answer a question: taken in, looked through, kept under their digest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict

from learn.assessment.kinds import Composite, Given, Kind, Sent, Upload
from learn.assessment.kinds.kind import Body, inner
from learn.assessment.paper import PaperItem
from learn.kit.storage import storage
from learn.kit.text import fit_for_windows
from learn.kit.upload import TYPES, type_of
from learn.kit.web import Refused


@dataclass(frozen=True)
class Evidence:
    """What was sent to one question that asks for files, or to one such question of a case."""

    kind: Upload
    body: Body
    name: str  # of its control
    part: str  # its id in a case; empty: it stands by itself
    files: list[Sent]

    @classmethod
    def of(cls, item: PaperItem, part: str = "") -> "Evidence | None":
        """What was sent so far; None: nobody asks for files there."""
        if isinstance(item.kind, Composite):
            asked = next((one for one in item.kind.asked(item.name, item.body, [], item.given) if one.id == part), None)
            return cls._of(asked.kind, asked.body, asked.name, part, asked.given) if asked else None
        return None if part else cls._of(item.kind, item.body, item.name, "", item.given)

    @classmethod
    def _of(cls, kind: Kind, body: Body, name: str, part: str, given: Given) -> "Evidence | None":
        return cls(kind, body, name, part, kind.files(given)) if isinstance(kind, Upload) else None

    @classmethod
    def asked_by(cls, item: PaperItem) -> "Iterator[Evidence]":
        """Every place of a question that files may be sent to."""
        parts = [id for id, _kind, _body in item.kind.parts(item.body)] if isinstance(item.kind, Composite) else [""]
        yield from (found for part in parts if (found := cls.of(item, part)))

    @property
    def given(self) -> Given:
        """As an answer."""
        answer = {"files": [file.as_dict() for file in self.files]}
        return {"parts": {self.part: answer}} if self.part else answer

    def with_file(self, name: str, content: bytes) -> "Evidence":
        """One file more, once it is known to do no harm; the bytes are kept as they came. The same file twice is one."""
        kind, body = self.kind, self.body
        if len(content) > kind.most_mb(body) * 1024 * 1024:
            raise Refused(_("“%(name)s” is larger than %(n)s MB.", name=name, n=kind.most_mb(body)))
        if not content:
            raise Refused(_("“%(name)s” is empty.", name=name))
        found, digest = type_of(content, kind.types(body)), sha256(content).hexdigest()
        if any(file.digest == digest for file in self.files):
            return self
        if len(self.files) >= kind.most_files(body):
            raise Refused(_("At most %(n)s files are asked for. Take one away first.", n=kind.most_files(body)))
        storage().put(f"evidence/{digest}", content)
        sent = Sent(digest, fit_for_windows(name)[-120:], TYPES[found], len(content))
        return replace(self, files=[*self.files, sent])

    def without(self, digests: list[str]) -> "Evidence":
        """Without some of the files. They stay in storage, for what was given before stays on record."""
        return replace(self, files=[file for file in self.files if file.digest not in digests])


def take_in(
    items: Sequence[PaperItem], files: MultiDict[str, FileStorage]
) -> tuple[dict[int, Given], dict[str, list[str]]]:
    """What the files of a form answer, by question id, and why others are not taken, by the control they came from."""
    answers: dict[int, Given] = {}
    faults: dict[str, list[str]] = {}
    for item in items:
        for place in Evidence.asked_by(item):
            evidence = place
            for file in files.getlist(place.name):
                try:
                    evidence = evidence.with_file(file.filename, file.read()) if file.filename else evidence
                except Refused as refusal:
                    faults.setdefault(place.name, []).append(f"{file.filename}: {refusal}")
            if evidence is not place:
                id = item.version.question_id
                answers[id] = item.kind.joined(answers.get(id, item.given), evidence.given)
    return answers, faults


def files_of(item: PaperItem, given: Given | None = None) -> dict[str, Sent]:
    """Every file of an answer by its digest, wherever in a question it was sent to."""
    given = item.given if given is None else given
    answers = [given, *(inner(inner(given, "parts"), id) for id in inner(given, "parts"))]
    return {file.digest: file for answer in answers for file in Upload().files(answer)}
