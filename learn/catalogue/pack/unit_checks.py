"""The rules of an outline: what comes first exists and leads somewhere, and every file that a unit shows is of its kind."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from learn.catalogue.pack.fault import Fault
from learn.catalogue.pack.media import Media
from learn.catalogue.pack.strict_yaml import Document
from learn.kit.text import LANGUAGES

WITH_TEXT = ("lesson", "video", "audio")  # their text in each language stands in units/; of a recording, the transcript
FITTING = {"document": ("pdf",), "video": ("mp4", "webm"), "audio": ("mp3", "m4a")}


def faults_in_outline(course: Document) -> Iterator[Fault]:
    """What is wrong with which unit opens after which, and with what must be done."""
    units: Sequence[Mapping[str, Any]] = course.value["units"]
    required = {unit["slug"]: unit.get("required", True) for unit in units}
    if required and not any(required.values()):
        yield Fault(course.file, course.line("units"), _("No unit is required: then there is nothing to complete."))
    for n, unit in enumerate(units):
        for k, slug in enumerate(unit.get("needs", [])):
            if sentence := _wrong_need(unit["slug"], slug, required):
                yield Fault(course.file, course.line("units", n, "needs", k), sentence)
        if unit.get("least_minutes", 0) > unit.get("minutes", 600):
            sentence = _("The minimum reading time is longer than the reading time itself.")
            yield Fault(course.file, course.line("units", n, "least_minutes"), sentence)
    for circle in circles(units):
        n = next(n for n, unit in enumerate(units) if unit["slug"] == circle[0])
        sentence = _("These units wait for each other and never open: %(circle)s.", circle=" → ".join(circle))
        yield Fault(course.file, course.line("units", n, "needs"), sentence)


def _wrong_need(unit: str, needed: str, required: Mapping[str, bool]) -> str | None:
    """Why one unit cannot come before another."""
    if needed not in required:
        return _("There is no unit “%(it)s”.", it=needed)
    if required[unit] and not required[needed]:
        return _("“%(unit)s” is required and waits for “%(it)s”, which is optional.", unit=unit, it=needed)
    return None


def circles(units: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    """Every circle of units that wait for each other, once, from the one that stands first."""
    needs = {unit["slug"]: unit.get("needs") or _by_kind(n, units) for n, unit in enumerate(units)}
    closed: set[str] = set()
    for slug in needs:
        if slug not in closed and (way := _way_back(slug, needs)):
            closed.update(way)
            yield way


def _by_kind(n: int, units: Sequence[Mapping[str, Any]]) -> list[str]:
    """What a unit that names nothing waits for: a quiz for every required unit before it, others for none."""
    if units[n].get("kind") != "quiz":
        return []
    return [unit["slug"] for unit in units[:n] if unit.get("required", True)]


def _way_back(slug: str, needs: Mapping[str, Sequence[str]]) -> list[str] | None:
    """The shortest way from a unit over what it waits for back to itself."""
    ways, seen = [[slug]], set[str]()
    while ways:
        way = ways.pop(0)
        for before in needs.get(way[-1], ()):
            if before == slug:
                return [*way, slug]
            if before not in seen:
                seen.add(before)
                ways.append([*way, before])
    return None


def files_of(unit: Mapping[str, Any]) -> Iterator[tuple[str, str, str, tuple[str | int, ...]]]:
    """The files that a unit shows: `file` or `captions`, language, name in media/, and where in the unit it is named."""
    for key in ("file", "captions"):
        named: str | dict[str, str] = unit.get(key, {})
        for language in LANGUAGES if named else ():
            one = named if isinstance(named, str) else named[language]
            yield key, language, one.removeprefix("media/"), (key,) if isinstance(named, str) else (key, language)


def faults_in_files(course: Document, media: Media) -> Iterator[Fault]:
    """What units show lies in media/ and is what they need."""
    for n, unit in enumerate(course.value["units"]):
        for key, _language, name, place in dict.fromkeys(files_of(unit)):
            fitting = ("vtt",) if key == "captions" else FITTING[unit["kind"]]
            if name not in media.names:
                sentence = _("There is no file %(name)s.", name=f"media/{name}")
            elif name.rpartition(".")[2] not in fitting:
                sentence = _(
                    "%(name)s does not fit here: this must be %(kinds)s.",
                    name=name, kinds=_(" or ").join(kind.upper() for kind in fitting),
                )  # fmt: skip
            else:
                continue
            yield Fault(course.file, course.line("units", n, *place), sentence)
