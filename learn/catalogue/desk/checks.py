"""Everything that is to be said of a whole draft: faults that keep it on the desk, and advice, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from learn.catalogue.checking import Finding, Kind, Severity, findings
from learn.catalogue.desk.ways import way_to
from learn.catalogue.drafts import CourseDraft, Manuscript
from learn.catalogue.pack import Folder, Unreadable
from learn.catalogue.register import status_faults
from learn.kit import clock


@dataclass(frozen=True)
class Told:
    """A finding with the address where it is mended."""

    finding: Finding
    address: str


class Checks:
    """A draft, looked through as a whole."""

    def __init__(self, draft: CourseDraft) -> None:
        self.draft, self.manuscript = draft, Manuscript(draft)

    @cached_property
    def findings(self) -> list[Finding]:
        """Every finding, faults first."""
        return sorted([*self._of_the_pack(), *self._of_the_register()], key=lambda one: one.order)

    def _of_the_pack(self) -> list[Finding]:
        try:
            return findings(Folder.of(self.manuscript.files, self.draft.course.code))
        except Unreadable as unreadable:  # it is larger than a pack may be
            return [Finding(one.file, one.line, one.sentence, severity=Severity.FAULT) for one in unreadable.faults]

    def _of_the_register(self) -> Iterator[Finding]:
        owner = self.draft.course.organisation_id
        for path, sentence in status_faults(self.manuscript.course, clock.today(), organisation_id=owner):
            yield Finding("course.yaml", 1, sentence, Kind.SOURCES, Severity.FAULT, path=path)

    @property
    def faults(self) -> list[Told]:
        """What keeps it from being handed in."""
        return self._told(Severity.FAULT)

    @property
    def advice(self) -> list[Told]:
        """What could be better."""
        return self._told(Severity.ADVICE)

    def _told(self, severity: Severity) -> list[Told]:
        slugs = [unit["slug"] for unit in self.manuscript.units]
        return [Told(one, way_to(self.draft, one, slugs)) for one in self.findings if one.severity is severity]

    @staticmethod
    def by_place(told: list[Told]) -> list[tuple[str, list[Told]]]:
        """The same by what it is about: a unit, or the file."""
        ordered = sorted(told, key=_place)
        return [(place, list(ones)) for place, ones in groupby(ordered, key=_place)]


def _place(told: Told) -> str:
    return told.finding.unit or told.finding.file
