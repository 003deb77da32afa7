"""What every course of a library is held to, beyond the rules of packs."""

import re
from collections import Counter
from collections.abc import Iterator

from flask_babel import gettext as _

from learn.assessment import Part
from learn.catalogue.checking import Kind, findings
from learn.catalogue.checking.readability import length_of
from learn.catalogue.course_library.course_library import CourseLibrary
from learn.catalogue.pack import Fault, Lesson, Reading
from learn.catalogue.pack.quiz_checks import Asked

WORDS = (800, 1500)  # of an English lesson with everything in it
RATIO = (1.1, 2.4)  # Chinese characters for an English word, over a whole lesson
LEAST_DIAGRAMS = 2
SAYS_LESS = 0.6  # of the texts of a diagram in the other language; a word in one may be two lines in the other
LEAST_KINDS = 6  # of questions
TIMES = 3  # what a bank holds for each question that a quiz shows
# What an author of any course is advised, an author of the library is asked.
ASKED = {Kind.TRANSLATION, Kind.SOURCES, Kind.PICTURES, Kind.TIME, Kind.TERMS, Kind.OBJECTIVES}

Said = tuple[str, int, str]


def faults_in_standard(library: CourseLibrary) -> Iterator[Fault]:
    """Every course, one after the other."""
    for code, reading in library.readings.items():
        for finding in findings(reading):
            if finding.kind in ASKED:
                yield library.fault(code, finding.file, finding.line, finding.sentence)
        for file, line, sentence in [*_in_lessons(reading), *_in_questions(reading), *_in_quizzes(reading)]:
            yield library.fault(code, file, line, sentence)


def _in_lessons(reading: Reading) -> Iterator[Said]:
    drawn: set[str] = set()
    for (slug, language), lesson in reading.lessons.items():
        drawn |= {picture.name for picture in lesson.pictures if picture.name.endswith(".svg")}
        if not any(box.word == "case" for box in lesson.boxes):
            yield lesson.file, 1, _("No case asks the reader to decide.")
        if language == "en":
            yield from _lengths(lesson, reading.lessons.get((slug, "zh")))
    if len(drawn) < LEAST_DIAGRAMS:
        yield (
            "course.yaml",
            1,
            _("There are %(has)s diagrams; a course has at least %(n)s.", has=len(drawn), n=LEAST_DIAGRAMS),
        )
    for name in sorted(drawn):
        said = Counter(
            re.findall(r'<text[^>]* lang="(zh|en)"', reading.folder.files.get(f"media/{name}", b"").decode())
        )
        if min(said["zh"], said["en"]) < SAYS_LESS * max(said["zh"], said["en"]):
            yield (
                f"media/{name}",
                1,
                _("This diagram has %(zh)s texts in Chinese and %(en)s in English.", zh=said["zh"], en=said["en"]),
            )


def _lengths(en: Lesson, zh: Lesson | None) -> Iterator[Said]:
    words = length_of(en.markdown, "en")
    if not WORDS[0] <= words <= WORDS[1]:
        sentence = _(
            "This lesson has %(words)s words; %(least)s to %(most)s is right.",
            words=words,
            least=WORDS[0],
            most=WORDS[1],
        )
        yield en.file, 1, sentence
    ratio = length_of(zh.markdown, "zh") / max(words, 1) if zh else 0
    if zh and not RATIO[0] <= ratio <= RATIO[1]:
        yield (
            zh.file,
            1,
            _("%(ratio)s characters for each English word: one of the two says less.", ratio=round(ratio, 2)),
        )


def _in_questions(reading: Reading) -> Iterator[Said]:
    questions = reading.questions.value if reading.questions else []
    kinds = {question["kind"] for question in questions}
    if "scenario" not in kinds:
        yield "questions.yaml", 1, _("No question puts a case with questions about it (scenario).")
    if len(kinds) < LEAST_KINDS:
        yield (
            "questions.yaml",
            1,
            _("There are %(has)s kinds of questions; at least %(n)s.", has=len(kinds), n=LEAST_KINDS),
        )
    for number in sorted({"easy", "medium", "hard"} - {question["difficulty"] for question in questions}):
        yield "questions.yaml", 1, _("No question is “%(difficulty)s”.", difficulty=number)


def _in_quizzes(reading: Reading) -> Iterator[Said]:
    asked = reading.questions.value if reading.questions else []
    pool = [Asked(one["id"], one["unit"], one["objective"], one["difficulty"]) for one in asked]
    for n, unit in enumerate(reading.course.value["units"]):
        for place, said in enumerate(unit["quiz"]["draw"] if unit["kind"] == "quiz" else []):
            part = Part.read(said)
            has = sum(1 for one in pool if part.fits(one))
            if has < TIMES * part.count:
                line = reading.course.line("units", n, "quiz", "draw", place)
                yield (
                    "course.yaml",
                    line,
                    _("%(has)s questions fit here; %(n)s are needed.", has=has, n=TIMES * part.count),
                )
