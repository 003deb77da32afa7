"""What every course of a library is held to, beyond the rules of packs."""

import re
from collections import Counter
from collections.abc import Iterator

from flask_babel import gettext as _

from learn.catalogue.checking import Kind, findings
from learn.catalogue.checking.readability import length_of
from learn.catalogue.course_library.course_library import CourseLibrary
from learn.catalogue.pack import Fault, Lesson, Reading, draws

WORDS = (800, 1500)  # of an English lesson with everything in it
RATIO = (1.1, 2.4)  # Chinese characters for an English word, over a whole lesson
LEAST_DIAGRAMS = 2
SAYS_LESS = 0.6  # of the texts of a diagram in the other language; a word in one may be two lines in the other
LEAST_KINDS = 6  # of questions
TIMES = 3  # what a bank holds for each question that a quiz shows
# What an author of any course is advised, an author of the library is asked.
ASKED = {Kind.TRANSLATION, Kind.SOURCES, Kind.PICTURES, Kind.TIME, Kind.TERMS, Kind.OBJECTIVES}

_LANGUAGE = re.compile(r'<text[^>]* lang="(zh|en)"')
Said = tuple[str, int, str]


def faults_in_standard(library: CourseLibrary) -> Iterator[Fault]:
    """Every course, one after the other."""
    for code, reading in library.readings.items():
        for finding in findings(reading):
            if finding.kind in ASKED:
                yield library.fault(code, finding.file, finding.line, finding.sentence)
        for look in (_in_lessons, _in_diagrams, _in_questions, _in_quizzes):
            for file, line, sentence in look(reading):
                yield library.fault(code, file, line, sentence)


def _in_lessons(reading: Reading) -> Iterator[Said]:
    for (slug, language), lesson in reading.lessons.items():
        if not any(box.word == "case" for box in lesson.boxes):
            yield lesson.file, 1, _("No case asks the reader to decide.")
        if language == "en":
            yield from _lengths(lesson, reading.lessons.get((slug, "zh")))


def _in_diagrams(reading: Reading) -> Iterator[Said]:
    drawn = {one.name for lesson in reading.lessons.values() for one in lesson.pictures if one.name.endswith(".svg")}
    if (has := len(drawn)) < LEAST_DIAGRAMS:
        sentence = _("There are %(has)s diagrams; a course has at least %(n)s.", has=has, n=LEAST_DIAGRAMS)
        yield "course.yaml", 1, sentence
    for file in sorted(f"media/{name}" for name in drawn):
        said = Counter(_LANGUAGE.findall(reading.folder.files.get(file, b"").decode()))
        if min(said["zh"], said["en"]) < SAYS_LESS * max(said["zh"], said["en"]):
            yield (
                file,
                1,
                _("This diagram has %(zh)s texts in Chinese and %(en)s in English.", zh=said["zh"], en=said["en"]),
            )


def _lengths(en: Lesson, zh: Lesson | None) -> Iterator[Said]:
    words, (least, most) = length_of(en.markdown, "en"), WORDS
    if not least <= words <= most:
        said = {"words": words, "least": least, "most": most}
        yield en.file, 1, _("This lesson has %(words)s words; %(least)s to %(most)s is right.", **said)
    ratio = length_of(zh.markdown, "zh") / max(words, 1) if zh else 0
    if zh and not RATIO[0] <= ratio <= RATIO[1]:
        sentence = _("%(ratio)s characters for each English word: one of the two says less.", ratio=round(ratio, 2))
        yield zh.file, 1, sentence


def _in_questions(reading: Reading) -> Iterator[Said]:
    questions = reading.questions.value if reading.questions else []
    kinds = {question["kind"] for question in questions}
    if "scenario" not in kinds:
        yield "questions.yaml", 1, _("No question puts a case with questions about it (scenario).")
    if (has := len(kinds)) < LEAST_KINDS:
        sentence = _("There are %(has)s kinds of questions; at least %(n)s.", has=has, n=LEAST_KINDS)
        yield "questions.yaml", 1, sentence
    for difficulty in sorted({"easy", "medium", "hard"} - {question["difficulty"] for question in questions}):
        yield "questions.yaml", 1, _("No question is “%(difficulty)s”.", difficulty=difficulty)


def _in_quizzes(reading: Reading) -> Iterator[Said]:
    for place, part, has in draws(reading.course.value, reading.questions.value if reading.questions else []):
        if has < TIMES * part.count:
            sentence = _("%(has)s questions fit here; %(n)s are needed.", has=has, n=TIMES * part.count)
            yield "course.yaml", reading.course.line(*place), sentence
