"""One thing that an author should look at, and the place to go to."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from learn.catalogue.pack import Document, Fault

_TEXT = re.compile(r"units/[0-9]+-(.+)\.(zh|en)\.md")
Place = tuple[str | int, ...]


class Severity(StrEnum):
    """A fault keeps a course from being handed in; advice does not."""

    FAULT = "fault"
    ADVICE = "advice"


class Kind(StrEnum):
    """What a finding is about."""

    RULE = "rule"  # of course packs: every fault
    TRANSLATION = "translation"
    HEADINGS = "headings"
    PICTURES = "pictures"
    SOURCES = "sources"
    OBJECTIVES = "objectives"
    QUESTIONS = "questions"
    TERMS = "terms"
    READING = "reading"
    TIME = "time"


@dataclass(frozen=True)
class Finding:
    """What is to be looked at: in which file and line, and what an author calls that place."""

    file: str
    line: int
    sentence: str
    kind: Kind = Kind.RULE
    severity: Severity = Severity.ADVICE
    language: str = ""  # zh or en; empty: both, or neither
    unit: str = ""  # its slug
    question: str = ""  # its id
    path: Place = ()  # in course.yaml or questions.yaml, such as ("facts", "F01", "source")

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"

    @property
    def order(self) -> tuple[bool, str, int, str]:
        """Faults first, then by place."""
        return self.severity is not Severity.FAULT, self.file, self.line, self.sentence


def in_text(file: str, line: int, sentence: str, kind: Kind, severity: Severity = Severity.ADVICE) -> Finding:
    """A finding in a file of a unit, which says its language and its slug."""
    match = _TEXT.fullmatch(file)
    unit, language = (match[1], match[2]) if match else ("", "")
    return Finding(file, line, sentence, kind, severity, language=language, unit=unit)


class Places:
    """What stands on which line of course.yaml or questions.yaml."""

    def __init__(self, document: Document) -> None:
        self.document = document
        known = sorted((line, len(path), path) for path, line in document.lines.items() if path)
        self._lines: list[int] = []
        self._paths: list[Place] = []
        for line, _length, path in known:
            if not self._lines or self._lines[-1] != line:  # of several on one line, the outermost
                self._lines.append(line)
                self._paths.append(path)

    def path(self, line: int) -> Place:
        """The part that a line belongs to."""
        n = bisect_right(self._lines, line) - 1
        return self._paths[n] if n >= 0 else ()

    def finding(
        self, path: Place, sentence: str, kind: Kind, severity: Severity = Severity.ADVICE, line: int = 0
    ) -> Finding:
        """A finding about a part."""
        unit, question = self._named(path)
        line = line or self.document.line(*path)
        language = str(path[-1]) if path and path[-1] in ("zh", "en") else ""
        return Finding(
            self.document.file,
            line,
            sentence,
            kind,
            severity,
            language=language,
            unit=unit,
            question=question,
            path=path,
        )

    def _named(self, path: Place) -> tuple[str, str]:
        """The slug of the unit, and the id of the question, that a part belongs to."""
        value: Any = self.document.value
        if self.document.file == "questions.yaml":
            one = (
                value[path[0]]
                if path and isinstance(value, list) and isinstance(path[0], int) and path[0] < len(value)
                else None
            )
            return (_word(one, "unit"), _word(one, "id"))
        if path[:1] == ("units",) and len(path) > 1 and isinstance(value, dict):
            units = value.get("units")
            n = path[1]
            if isinstance(units, list) and isinstance(n, int) and n < len(units):
                return _word(units[n], "slug"), ""
        return "", ""


def of_faults(faults: list[Fault], documents: list[Document]) -> Iterator[Finding]:
    """Every fault as a finding."""
    places = {document.file: Places(document) for document in documents}
    for fault in sorted(set(faults)):
        if fault.file in places:
            path = places[fault.file].path(fault.line)
            yield places[fault.file].finding(path, fault.sentence, Kind.RULE, Severity.FAULT, fault.line)
        else:
            yield in_text(fault.file, fault.line, fault.sentence, Kind.RULE, Severity.FAULT)


def _word(part: Any, key: str) -> str:
    found = part.get(key) if isinstance(part, dict) else None
    return found if isinstance(found, str) else ""
