"""The register of a course library taken into the platform's: what is new is entered, what stands there already stays."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from learn.catalogue.register.lookup import Register
from learn.catalogue.register.source import Source
from learn.catalogue.register.status import SourceState, SourceStatus, Stated
from learn.kit.text import Words
from learn.people import Person


def take_sources(entries: Mapping[str, Any], *, by: Person | None, reason: str) -> list[str]:
    """Enter the alliance's sources, and statuses that begin after the last one known; gives back what was entered.

    A source known under another title is left alone, and so are statuses that somebody recorded otherwise. The entries
    are those of a file that was read without fault, so what follows a source is among them.
    """
    known = {source.key: source for source in Register.of(entries.keys(), None).sources}
    told = [key for key in entries if key not in known]
    sources = known | {key: _added(key, entries[key], by=by, reason=reason) for key in told}
    for key, entry in entries.items():
        if sources[key].is_called(Words(**entry["title"])):
            told += [f"{key} {status.told}" for status in _go_on(sources, key, entry, by=by, reason=reason)]
    return told


def _added(key: str, entry: Mapping[str, Any], *, by: Person | None, reason: str) -> Source:
    """A source that is new, with the statuses that name nothing that follows it."""
    return Source.add(
        key=key,
        title=Words(**entry["title"]),
        issuer=Words(**entry["issuer"]) if "issuer" in entry else None,
        link=entry.get("link"),
        note=entry.get("note", ""),
        statuses=[_stated(one) for one in entry["statuses"] if "successor" not in one],
        reason=reason,
        by=by,
    )


def _go_on(
    sources: Mapping[str, Source], key: str, entry: Mapping[str, Any], *, by: Person | None, reason: str
) -> Iterator[SourceStatus]:
    """The statuses that begin after every one that was ever recorded: a correction by hand stays."""
    source = sources[key]
    for said in entry["statuses"]:
        one, last = _stated(said), max((held.from_on or date.min for held in source.statuses), default=date.min)
        if one.from_on and one.from_on > last:
            successor = sources[said["successor"]] if "successor" in said else None
            yield source.state(one.status, from_on=one.from_on, reason=reason, by=by, successor=successor)


def _stated(said: Mapping[str, str]) -> Stated:
    return Stated(SourceState(said["status"]), date.fromisoformat(said["from"]) if "from" in said else None)
