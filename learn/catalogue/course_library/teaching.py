"""Whether the courses of a library teach what the syllabus and the matrix ask for."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import gettext as _

from learn.catalogue.course_library.course_library import MATRIX, SYLLABUS, CourseLibrary
from learn.catalogue.course_library.places import TaughtFact, taught_facts
from learn.catalogue.pack import Fault, Reading

LATEST = 10_000  # days; a course that a role does not need comes never
SURE = ("verify", "secondary", "read")  # the least certain first
Step = tuple[str | int, ...]


def faults_in_teaching(library: CourseLibrary) -> Iterator[Fault]:
    """Every fact and keyed question of the syllabus is in its course, and nothing is said with more certainty than there is."""
    facts = {(fact.course, fact.id): fact for fact in taught_facts(library)}
    for code, asked in library.syllabus.items():
        reading = library.readings.get(code)
        if reading is None:
            yield _missing(library, (code,), _("There is no course %(code)s.", code=code))
            continue
        yield from _faults_of_course(library, code, asked, reading)
        for slug, lesson in asked["lessons"].items():
            for n, fact in enumerate(lesson["facts"]):
                place = (code, "lessons", slug, "facts", n)
                for sentence in _faults_of_fact(fact, slug, [facts.get((code, key)) for key in fact["taught"]]):
                    yield _missing(library, place, sentence)
    for code in library.readings:
        if code not in library.syllabus:
            yield Fault(SYLLABUS, 1, _("The syllabus says nothing of %(code)s.", code=code))


def faults_in_matrix(library: CourseLibrary) -> Iterator[Fault]:
    """The matrix asks for courses that there are, for what they presuppose no later, and every course of somebody."""
    asked = {code for role in library.matrix["roles"] for code in role["courses"]}
    for code in sorted(asked - library.readings.keys()):
        yield Fault(MATRIX, 1, _("There is no course %(code)s.", code=code))
    for code in sorted(library.readings.keys() - asked):
        yield Fault(MATRIX, 1, _("No job role needs %(code)s.", code=code))
    for role in library.matrix["roles"]:
        for code, first in _presupposed(library, role["courses"]):
            if role["courses"].get(first, LATEST) > role["courses"][code]:
                sentence = _(
                    "%(role)s needs %(code)s before %(first)s, which comes first.",
                    role=role["code"],
                    code=code,
                    first=first,
                )
                yield Fault(MATRIX, 1, sentence)


def _presupposed(library: CourseLibrary, courses: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each course with each one that it asks for first."""
    for code in courses:
        if code in library.readings:
            yield from ((code, first) for first in library.readings[code].course.value.get("prerequisites", []))


def _missing(library: CourseLibrary, place: Step, sentence: str) -> Fault:
    return Fault(SYLLABUS, library.documents[SYLLABUS].line(*place), sentence)


def _faults_of_fact(asked: Any, slug: str, taught: list[TaughtFact | None]) -> Iterator[str]:
    if not all(taught):
        yield _("The course does not have the fact that teaches this.")
    for fact in filter(None, taught):
        if {place.language for place in fact.places if place.unit == slug} != {"zh", "en"}:
            yield _("%(fact)s is not taught in this lesson, in both languages.", fact=fact.id)
        if SURE.index(fact.check) > SURE.index(asked["check"]):
            yield _(
                "%(fact)s says “%(said)s”; the syllabus knows no more than “%(known)s”.",
                fact=fact.id,
                said=fact.check,
                known=asked["check"],
            )


def _faults_of_course(library: CourseLibrary, code: str, asked: Any, reading: Reading) -> Iterator[Fault]:
    course = reading.course.value
    quizzes = [unit["quiz"] for unit in course["units"] if unit["kind"] == "quiz"]
    said = {
        "pass_mark": quizzes[-1]["pass_mark"] if quizzes else None,
        "valid_months": course.get("valid_months"),
        "prerequisites": course.get("prerequisites", []),
    }
    for key, value in said.items():
        if value != asked.get(key):
            sentence = _("“%(key)s” is otherwise in the syllabus.", key=key)
            yield library.fault(code, "course.yaml", reading.course.line(key), sentence)
    belongs = {one["id"]: one["unit"] for one in (reading.questions.value if reading.questions else [])}
    for slug, lesson in asked["lessons"].items():
        for question in lesson["questions"]:
            if belongs.get(question) != slug:
                sentence = _("%(id)s is not a question of this lesson.", id=question)
                yield _missing(library, (code, "lessons", slug, "questions"), sentence)
