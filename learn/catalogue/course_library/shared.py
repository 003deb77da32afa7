"""What the courses of a library share: the register of sources and the glossary, each a file beside them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from flask_babel import gettext as _

from learn.catalogue.pack import Document, Fault, Unreadable, document_at

SOURCES, GLOSSARY = "sources.yaml", "glossary.yaml"


@dataclass(frozen=True)
class Shared:
    """The sources by key and the terms by slug, as the files say them."""

    sources: Mapping[str, Any]
    terms: Mapping[str, Any]

    @classmethod
    def at(cls, folder: Path) -> "Shared":
        """The two files in a folder. Raises Unreadable with every fault and its line."""
        documents = [read(folder / SOURCES), read(folder / GLOSSARY)]
        return cls(*(document.value for document in documents))

    def statements(self, key: str) -> list[dict[str, Any]]:
        """What a course may say of a source, by the register: one entry for each status it has had, the oldest first."""
        source = self.sources[key]
        also = {"link": source["link"]} if "link" in source else {}
        return [
            {"title": source["title"], **_status(source["statuses"], n), **also} for n in range(len(source["statuses"]))
        ]

    def statement(self, key: str, on: date) -> dict[str, Any]:
        """What a course written on a day says of a source; before its first status, what will hold first."""
        come = [n for n, one in enumerate(self.sources[key]["statuses"]) if one.get("from", "") <= on.isoformat()]
        return self.statements(key)[max(come, default=0)]


def read_sources(path: Path) -> dict[str, Any]:
    """The register of sources in a file, as docs/course-packs.md describes it. Raises Unreadable with every fault and its line."""
    return cast(dict[str, Any], read(path, "sources").value)


def read(path: Path, shape: str = "") -> Document:
    """One of the files of a library, by default of the shape that its name says. Raises Unreadable."""
    shape = shape or path.stem
    document = document_at(path, shape)
    if shape == "sources" and (faults := list(_faults_in_statuses(document))):
        raise Unreadable(faults)
    return document


def _faults_in_statuses(document: Document) -> Iterator[Fault]:
    """Days that do not exist or stand in no order, and what follows a source that is not there or not repealed."""
    for key, source in document.value.items():
        days = []
        for n, status in enumerate(source["statuses"]):
            at = document.line(key, "statuses", n)
            day = status.get("from", "")
            if (n or day) and not _is_day(day):
                yield Fault(document.file, at, _("Every status but the first says from which day, such as 2026-11-25."))
            days.append(day)
            if status.get("successor", key) not in document.value:
                yield Fault(document.file, at, _("The source that follows is not in this file."))
            if "successor" in status and status["status"] != "repealed":
                yield Fault(document.file, at, _("Only a repealed source is followed by another."))
        if any(one >= other for one, other in pairwise(days)):
            yield Fault(
                document.file, document.line(key, "statuses"), _("The statuses stand in the order of their days.")
            )


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _status(statuses: list[dict[str, str]], n: int) -> dict[str, str]:
    """The status number n as course.yaml states it: a repealed source with its first and its last day."""
    one, before = statuses[n], statuses[n - 1] if n else {}
    if one["status"] != "repealed":
        return {key: one[key] for key in ("status", "from") if key in one}
    last = {"until": (date.fromisoformat(one["from"]) - timedelta(days=1)).isoformat()} if "from" in one else {}
    return {"status": "repealed", **({"from": before["from"]} if "from" in before else {}), **last}
