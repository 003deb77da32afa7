"""The rules that hold between the parts of a pack: what is referred to exists, keys agree, quizzes can be drawn."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from learn.catalogue.pack.fault import Fault
from learn.catalogue.pack.key_checks import key_faults, repeated
from learn.catalogue.pack.quiz_checks import faults_in_quizzes
from learn.catalogue.pack.strict_yaml import Document

_PICTURE = re.compile(r"media:([A-Za-z0-9._-]+)")


def faults_in_course(document: Document, folder: str | None) -> Iterator[Fault]:
    """What does not fit together in course.yaml."""
    course = document.value

    def fault(sentence: str, *path: str | int) -> Fault:
        return Fault(document.file, document.line(*path), sentence)

    if folder is not None and course["code"] and folder != course["code"]:
        yield fault(
            _("The code is %(code)s, but the folder is named %(folder)s.", code=course["code"], folder=folder), "code"
        )
    if course["code"] in course.get("prerequisites", []):
        yield fault(_("A course cannot be its own prerequisite."), "prerequisites")
    if sentence := _certificate(course):
        yield fault(sentence, "certificate")
    for n in repeated(objective["id"] for objective in course["objectives"]):
        yield fault(_("“%(id)s” is the id of an earlier objective.", id=course["objectives"][n]["id"]), "objectives", n)
    for n in repeated(unit["slug"] for unit in course["units"]):
        yield fault(
            _("“%(slug)s” is the slug of an earlier unit.", slug=course["units"][n]["slug"]), "units", n, "slug"
        )
    for key, source in course["sources"].items():
        for field, sentence in _dates(source):
            yield fault(sentence, "sources", key, field)
    for key, fact in course["facts"].items():
        also = [(further["source"], ("also", n)) for n, further in enumerate(fact.get("also", []))]
        for named, place in [(fact["source"], ("source",)), *also]:
            if named is not None and named not in course["sources"]:  # None: it is missing, and said to be
                yield fault(_("There is no source “%(source)s”.", source=named), "facts", key, *place)


def _certificate(course: dict[str, Any]) -> str | None:
    """Why a course cannot give the certificate that it asks for."""
    quizzes = [unit for unit in course["units"] if unit["kind"] == "quiz" and unit.get("required", True)]
    assessed, ends = bool(quizzes), "valid_months" in course
    match course.get("certificate"):
        case "qualification" if not (assessed and ends):
            return _("A qualification is assessed and ends: it needs a quiz and “valid_months”.")
        case "completion" if ends:
            return _("A completion holds for ever: leave out “valid_months”, or make it a qualification.")
        case "attendance" if assessed:
            return _("Attendance claims no assessment: leave out the quiz, or choose another certificate.")
    return None


def _dates(source: dict[str, Any]) -> Iterator[tuple[str, str]]:
    days = {}
    for key in ("from", "until"):
        if key in source:
            try:
                days[key] = date.fromisoformat(source[key])
            except ValueError:
                yield key, _("“%(it)s” is not a day of the calendar.", it=source[key])
    if "until" in source and source["status"] != "repealed":
        yield "until", _("“until” belongs to a repealed source only.")
    if len(days) == 2 and days["until"] < days["from"]:
        yield "until", _("“until” lies before “from”.")


def faults_in_questions(document: Document, course: Document) -> Iterator[Fault]:
    """What does not fit together in questions.yaml, or between it and course.yaml."""
    lessons = {unit["slug"] for unit in course.value["units"] if unit["kind"] != "quiz"}
    objectives = {objective["id"] for objective in course.value["objectives"]}
    for n, question in enumerate(document.value):
        named: list[tuple[str, Iterable[str], str]] = [
            ("unit", lessons, _("There is no lesson “%(it)s”.", it=question["unit"])),
            ("objective", objectives, _("There is no objective “%(it)s”.", it=question["objective"])),
            ("source", course.value["sources"], _("There is no source “%(source)s”.", source=question["source"])),
        ]
        for key, known, sentence in named:
            if question[key] not in known:
                yield Fault(document.file, document.line(n, key), sentence)
    yield from faults_in_quizzes(course, document.value)


def faults_in_keys(document: Document) -> Iterator[Fault]:
    """What is wrong with questions by themselves, whatever course they belong to."""
    for n in repeated(question["id"] for question in document.value):
        sentence = _("“%(id)s” is the id of an earlier question.", id=document.value[n]["id"])
        yield Fault(document.file, document.line(n, "id"), sentence)
    for n, question in enumerate(document.value):
        for place, sentence in key_faults(question):
            yield Fault(document.file, document.line(n, *place), sentence)


def pictures_of(part: Any) -> set[str]:
    """The pictures that a question names, in its texts or as its own."""
    if isinstance(part, str):
        return set(_PICTURE.findall(part))
    if isinstance(part, Mapping):
        own = {part["image"]} if isinstance(part.get("image"), str) else set()
        return own.union(*(pictures_of(one) for one in part.values()))
    return set[str]().union(*(pictures_of(one) for one in part)) if isinstance(part, list) else set()


def faults_in_pictures(document: Document, pictures: Iterable[str]) -> Iterator[Fault]:
    """Questions show pictures of the pack."""
    known = set(pictures)
    for n, question in enumerate(document.value):
        for name in sorted(pictures_of(question) - known):
            sentence = _("There is no picture “%(name)s” in media/ for this question.", name=name)
            yield Fault(document.file, document.line(n), sentence)
