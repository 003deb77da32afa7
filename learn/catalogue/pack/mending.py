"""What can still be relied on in a faulty course.yaml or questions.yaml, so that reading goes on and finds the other faults too."""

import copy
import re
from collections.abc import Iterable, Mapping
from typing import Any

from learn.catalogue.pack.schema import faulty_places
from learn.catalogue.pack.strict_yaml import Document

_LESSON = re.compile(r"units/([0-9]{2,3})-([a-z0-9]+(?:-[a-z0-9]+)*)\.(?:zh|en)\.md")
_WITH_TEXT = ("lesson", "video", "audio")  # what has files in units/
_EMPTY: dict[str, Any] = {"source": None, "check": "read", "status": "", "title": {}, "text": {}, "clause": {}}
_NAMED = ("sources", "facts", "terms")


class Anything(dict[str, Any]):
    """Names of which we do not know which there are: each of them may be right."""

    def __contains__(self, _key: object) -> bool:
        return True


class Unnamed(str):
    """The slug or id of a part that has none; equal to nothing that somebody wrote."""

    __slots__ = ()


def mended_course(document: Document | None, files: Iterable[str]) -> Document:
    """A course.yaml in which what is faulty is empty. Without any, lessons are what the names of files say."""
    found = copy.copy(document) if document is not None else Document("course.yaml", "{}")
    said = found.value if document is not None and isinstance(found.value, dict) else {}
    places = faulty_places("course", found) if said else set()
    course = {key: value for key, value in said.items() if (key,) not in places}
    for key in _NAMED:
        if not isinstance(course.get(key), dict):
            course[key] = Anything()
        else:
            course[key] = {
                name: dict(_EMPTY) if _lies_in(places, (key, name)) else value for name, value in course[key].items()
            }
    course["code"] = course.get("code", "")
    course["objectives"] = _objectives(course.get("objectives"))
    course["units"] = _units(course.get("units"), places, files)
    found.value = course
    return found


def knows_its_names(course: Document) -> bool:
    """Whether it can be said of what a question names that it is not there."""
    return not isinstance(course.value["sources"], Anything) and bool(course.value["objectives"])


def without_quizzes(course: Document) -> Document:
    """The course for questions of which some cannot be read: then nobody knows whether they are enough."""
    found = copy.copy(course)
    units = [{key: value for key, value in unit.items() if key != "quiz"} for unit in course.value["units"]]
    found.value = {**course.value, "units": units}
    return found


class Readable(Document):
    """The questions of a document that have the shape of questions, each with its own line."""

    def __init__(self, document: Document) -> None:
        places = faulty_places("questions", document)
        every = document.value if isinstance(document.value, list) else []
        self.kept = [n for n in range(len(every)) if not _lies_in(places, (n,))]
        self.file, self.lines, self.faults = document.file, document.lines, document.faults
        self.value = [every[n] for n in self.kept]

    def line(self, *path: str | int) -> int:
        """The line where a part of a question stands."""
        if path and isinstance(path[0], int):
            path = (self.kept[path[0]], *path[1:])
        return super().line(*path)


def _objectives(said: Any) -> list[dict[str, Any]]:
    every = said if isinstance(said, list) else []
    return [
        one
        if isinstance(one, dict) and isinstance(one.get("id"), str)
        else {"id": Unnamed(f"?{n}"), "zh": "", "en": ""}
        for n, one in enumerate(every)
    ]


def _units(said: Any, places: set[tuple[str | int, ...]], files: Iterable[str]) -> list[dict[str, Any]]:
    """The units in their places. Of a unit with a text its name is enough; any other must be whole."""
    if not isinstance(said, list):
        return _units_of(files)
    found = []
    for n, unit in enumerate(said):
        named = isinstance(unit, Mapping) and isinstance(unit.get("slug"), str) and isinstance(unit.get("kind"), str)
        if not _lies_in(places, ("units", n)):
            found.append(unit)
        elif named and unit["kind"] in _WITH_TEXT:
            found.append(_unit(unit["slug"], unit["kind"]))
        else:
            found.append(_unit(unit["slug"] if named else Unnamed(f"?{n}"), ""))
    return found


def _units_of(files: Iterable[str]) -> list[dict[str, Any]]:
    lessons = {int(match[1]): match[2] for file in files if (match := _LESSON.fullmatch(file))}
    numbers = range(1, max(lessons, default=0) + 1)
    return [_unit(lessons.get(n, Unnamed(f"?{n}")), "lesson" if n in lessons else "") for n in numbers]


def _unit(slug: str, kind: str) -> dict[str, Any]:
    return {"slug": slug, "kind": kind, "title": {}, "minutes": 600}


def _lies_in(places: set[tuple[str | int, ...]], part: tuple[str | int, ...]) -> bool:
    return any(place[: len(part)] == part for place in places)
