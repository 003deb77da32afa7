"""The map from each fact to the places that teach it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from learn.catalogue.course_library.course_library import CourseLibrary
from learn.catalogue.pack import Lesson, Reading
from learn.catalogue.pack.lesson import line_of, section_of, text_of


@dataclass(frozen=True)
class Place:
    """Where one lesson in one language teaches a fact, and in which words."""

    file: str  # from the folder of the library
    line: int
    unit: str  # slug
    section: str  # id; empty before the first one
    language: str
    words: str


@dataclass(frozen=True)
class TaughtFact:
    """A key fact of a course: what it rests on, how far it was verified, and where it stands."""

    course: str
    id: str
    said: dict[str, Any]  # as course.yaml says it: source, clause, check, also
    places: list[Place]

    @property
    def check(self) -> str:
        """How far it was verified: read, secondary or verify."""
        return str(self.said["check"])

    def words(self, language: str) -> str:
        """The wording in one language."""
        return next((place.words for place in self.places if place.language == language), "")


def taught_facts(library: CourseLibrary) -> Iterator[TaughtFact]:
    """Every fact of every course, in the order of codes and keys."""
    for code, reading in library.readings.items():
        places = list(_places(library, code, reading))
        for key, said in reading.course.value["facts"].items():
            yield TaughtFact(code, key, said, [place for fact, place in places if fact == key])


def _places(library: CourseLibrary, code: str, reading: Reading) -> Iterator[tuple[str, Place]]:
    for (slug, language), lesson in reading.lessons.items():
        for facts, line, section, words in _boxes(lesson):
            for fact in facts:
                yield fact, Place(f"{library.path(code)}/{lesson.file}", line, slug, section, language, words)


def _boxes(lesson: Lesson) -> Iterator[tuple[list[str], int, str, str]]:
    """The key-fact boxes of a lesson: their facts, line, section and words."""
    section = ""
    for node in lesson.root.walk():
        if node.type == "heading" and node.tag == "h2":
            section = section_of(node).id
        elif node.type == "container_box" and (words := node.info.split())[:1] == ["keyfact"]:
            yield words[1:], line_of(node), section, " ".join(text_of(node).split())
