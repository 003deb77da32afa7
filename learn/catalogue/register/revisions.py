"""What must be revised because a source is no longer what it was when a course was written."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from learn.catalogue.register.citing import Citing
from learn.catalogue.register.place import Place
from learn.catalogue.register.source import Source
from learn.catalogue.register.statement import Statement
from learn.catalogue.register.status import SourceState, SourceStatus
from learn.catalogue.version import CourseVersion


@dataclass(frozen=True)
class Revision:
    """A place to look at: it rests on a source that stands otherwise than the course says."""

    place: Place
    status: SourceStatus  # of today
    said: SourceState | None  # None: no course says how the source stands


class Revisions(Citing):
    """Every unit and question that rests on a source whose status of today is not the one that its version states.

    One goes when a newer version states the status of today, or when somebody looked at it and found nothing to change.
    """

    def concerns(self, source: Source, said: Statement | None) -> bool:
        """Whether a source stands otherwise than a course says; where none says anything, whether it is repealed."""
        if not super().concerns(source, said):
            return False
        state = source.state_on(self.today)
        return state is SourceState.REPEALED if said is None else state is not said.state_on(self.today)

    @cached_property
    def wanted(self) -> dict[CourseVersion, dict[str, Source]]:
        """The sources that are looked for; what a newer version has put right is done."""
        found = {version: dict(self._wanted_in(version)) for version in self.versions}
        return {
            version: {key: source for key, source in keys.items() if key in found[self.newest[version.course.bank_id]]}
            for version, keys in found.items()
        }

    @cached_property
    def entries(self) -> list[Revision]:
        """The places, by source; of two versions with the same text only the newer one."""
        found: dict[tuple[int, str], Revision] = {}
        statuses = {one: one.status_on(self.today) or one.standing()[0] for one in self.register.sources}
        looked = {(one.status_id, one.seen) for status in statuses.values() for one in status.no_changes}
        for place in self.places:
            status = statuses[place.source]
            if (status.id, place.seen) not in looked:
                found[place.source.id, place.seen] = Revision(place, status, self._said(place))
        return sorted(found.values(), key=lambda one: one.place.source.name)

    def _said(self, place: Place) -> SourceState | None:
        """What the version of a place says of its source; for a question the newest version of its course."""
        version = place.version or (self.newest.get(place.bank.id) if place.bank else None)
        said = self.said[version].get(place.source.key) if version else None
        return said.state_on(self.today) if said else None

    @property
    def groups(self) -> dict[Source, list[Revision]]:
        """The places of each source."""
        found: dict[Source, list[Revision]] = {}
        for one in self.entries:
            found.setdefault(one.place.source, []).append(one)
        return found

    @property
    def owners(self) -> "Counter[int | None]":
        """How many places there are of each organisation; None: the alliance."""
        return Counter(one.place.organisation_id for one in self.entries)
