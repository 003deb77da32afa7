"""Everything that is to be said of a course, or of one lesson while somebody types."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from learn.catalogue.checking.between import advice_between
from learn.catalogue.checking.course_advice import CourseAdvice, time_said
from learn.catalogue.checking.finding import Finding, Kind, Severity, in_text, of_faults
from learn.catalogue.checking.lesson_advice import advice_on
from learn.catalogue.pack import Folder, Lesson, Pack, Reading
from learn.catalogue.pack.lesson_checks import faults_between_languages, faults_in_lesson
from learn.catalogue.pack.mending import Anything


def findings(written: Mapping[str, bytes] | Folder | Pack | Reading) -> list[Finding]:
    """Every fault of a pack, which may be unfinished, and every piece of advice; faults first, then by place."""
    if isinstance(written, Reading):
        return sorted(_of(written), key=lambda finding: finding.order)
    if isinstance(written, Pack):
        written = written.files
    if not isinstance(written, Folder):
        folder = Folder("course.yaml")
        folder.files = dict(written)
        written = folder
    return sorted(_of(Reading(written)), key=lambda finding: finding.order)


def lesson_findings(
    lesson: Lesson,
    course: Mapping[str, Any],
    *,
    media: Collection[str],
    other: Lesson | None = None,
    minutes: int | None = None,
) -> list[Finding]:
    """What is to be said of one lesson, beside the other language of it if that is there.

    Of `course` only sources, facts and terms are looked at; one that is missing is not missed.
    """
    known = {key: course.get(key, Anything()) for key in ("sources", "facts", "terms")}
    faults = list(faults_in_lesson(lesson, known, set(media)))
    found = list(advice_on(lesson, known))
    if other is not None:
        zh, en = (lesson, other) if lesson.language == "zh" else (other, lesson)
        faults += faults_between_languages(zh, en)
        found += advice_between(zh, en)
    if minutes is not None and (sentence := time_said([lesson], minutes)):
        found.append(in_text(lesson.file, 1, sentence, Kind.TIME))
    found += [in_text(one.file, one.line, one.sentence, Kind.RULE, Severity.FAULT) for one in sorted(set(faults))]
    return sorted((one for one in found if one.file == lesson.file), key=lambda finding: finding.order)


def _of(reading: Reading) -> Iterator[Finding]:
    documents = [one for one in (reading.written_course, reading.written_questions) if one is not None]
    yield from of_faults(reading.faults, documents)
    for lesson in reading.lessons.values():
        yield from advice_on(lesson, reading.course.value)
    for slug in {slug for slug, _language in reading.lessons}:
        zh, en = reading.lessons.get((slug, "zh")), reading.lessons.get((slug, "en"))
        if zh is not None and en is not None:
            yield from advice_between(zh, en)
    yield from CourseAdvice(reading).findings()
