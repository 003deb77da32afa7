"""What could be better in course.yaml and questions.yaml, and between them and the lessons."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from learn.catalogue.checking.between import unlike
from learn.catalogue.checking.finding import Finding, Kind, Place, Places
from learn.catalogue.checking.lesson_advice import unsaid
from learn.catalogue.checking.readability import Readability
from learn.catalogue.pack import Document, Lesson, Reading, draws

QUICK, SLOW = 0.75, 5.0  # how far the stated minutes may lie from the time that reading takes once
Advice = tuple[Place, str, Kind]


class CourseAdvice:
    """A course as far as it was read."""

    def __init__(self, reading: Reading) -> None:
        self.course: Mapping[str, Any] = reading.course.value
        self.questions: list[Mapping[str, Any]] = reading.questions.value if reading.questions else []
        self.documents = reading.course, reading.questions
        self.lessons = reading.lessons
        self.whole = reading.whole and reading.every and reading.questions is not None  # nothing is passed over

    def findings(self) -> Iterator[Finding]:
        """Everything that could be better."""
        document, questions = self.documents
        places = Places(document)
        translations = [(path, sentence, Kind.TRANSLATION) for path, sentence in unlike(document.value)]
        for path, sentence, kind in [*translations, *self._in_course()]:
            yield places.finding(path, sentence, kind)
        if questions is not None:
            yield from self._in_questions(questions)

    def _in_course(self) -> Iterator[Advice]:
        yield from self._times()
        yield from self._terms()
        if self.whole:
            yield from self._objectives()
            yield from self._sources()
            yield from self._draws()

    def _in_questions(self, document: Document) -> Iterator[Finding]:
        places = Places(document)
        for path, sentence in unlike(document.value):
            yield places.finding(path, sentence, Kind.TRANSLATION, line=document.line(*path))
        for n, question in enumerate(self.questions):
            said = " ".join(str(one) for key in ("text", "reason", "clause") for one in question[key].values())
            if unfit := unsaid(self.course, question["source"], said):
                yield places.finding((n, "source"), unfit, Kind.SOURCES, line=document.line(n, "source"))

    def _objectives(self) -> Iterator[Advice]:
        asked = {question["objective"] for question in self.questions}
        for n, objective in enumerate(self.course["objectives"]):
            if objective["id"] not in asked:
                sentence = _("No unit and no question serves the objective “%(id)s”.", id=objective["id"])
                yield ("objectives", n), sentence, Kind.OBJECTIVES
        belongs = {question["unit"] for question in self.questions}
        for n, unit in enumerate(self.course["units"]):
            if unit["kind"] == "lesson" and unit["slug"] not in belongs:
                sentence = _("No question asks about “%(unit)s”.", unit=unit["slug"])
                yield ("units", n), sentence, Kind.OBJECTIVES

    def _sources(self) -> Iterator[Advice]:
        cited = {question["source"] for question in self.questions}
        cited |= {one["source"] for fact in self.course["facts"].values() for one in (fact, *fact.get("also", []))}
        cited |= {key for lesson in self.lessons.values() for key, _words, _line in lesson.citations}
        for key in self.course["sources"]:
            if key not in cited:
                yield ("sources", key), _("Nothing cites %(source)s.", source=key), Kind.SOURCES

    def _terms(self) -> Iterator[Advice]:
        used = {slug for lesson in self.lessons.values() for slug, _line in lesson.terms}
        for slug in self.course.get("terms", {}):
            if slug not in used:
                yield ("terms", slug), _("No lesson explains the term “%(term)s”.", term=slug), Kind.TERMS

    def _times(self) -> Iterator[Advice]:
        for n, unit in enumerate(self.course["units"]):
            lessons = [lesson for (slug, _language), lesson in self.lessons.items() if slug == unit["slug"]]
            written = unit["kind"] == "lesson" and lessons and unit["title"]
            if written and (sentence := time_said(lessons, unit["minutes"])):
                yield ("units", n, "minutes"), sentence, Kind.TIME

    def _draws(self) -> Iterator[Advice]:
        """Whether a person who needs every attempt meets new questions each time."""
        for place, part, has in draws(self.course, self.questions):
            attempts = self.course["units"][place[1]]["quiz"]["attempts"]
            if 2 * part.count <= has < attempts * part.count:
                sentence = _(
                    "Part %(n)s of the draw shows %(count)s questions; %(has)s fit. For %(attempts)s attempts without a question "
                    "that was seen before it needs %(needs)s.",
                    n=int(place[-1]) + 1, count=part.count, has=has, attempts=attempts, needs=attempts * part.count,
                )  # fmt: skip
                yield place, sentence, Kind.QUESTIONS


def time_said(lessons: list[Lesson], minutes: int) -> str | None:
    """What is to be said of the minutes stated for a lesson; None: they fit."""
    takes = max(Readability.of(lesson).minutes for lesson in lessons)
    if takes < 1 or QUICK * takes <= minutes <= max(SLOW * takes, 10):
        return None
    return _(
        "%(minutes)s minutes are stated; reading it once takes about %(takes)s.", minutes=minutes, takes=round(takes)
    )
