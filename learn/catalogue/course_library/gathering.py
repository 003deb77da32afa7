"""Taking into course.yaml what a course cites: its sources from the register, its terms from the glossary."""

import re
from collections.abc import Iterator
from datetime import date

from learn.catalogue.course_library.shared import Shared
from learn.catalogue.pack import Folder, Reading, Unreadable
from learn.catalogue.pack.writing import course_yaml, lesson_files

_KEY = re.compile(r"^[a-z_]+:", re.MULTILINE)
_REMARKS = re.compile(r"(?:^[ \t]*(?:#.*)?\n)+\Z", re.MULTILINE)
_BEFORE = {"sources": "facts", "terms": "units"}  # what a part stands in front of, where it is not there yet


def gathered(folder: Folder, shared: Shared, on: date) -> str:
    """course.yaml with exactly the sources and terms that the course cites, as the register and the glossary say them.

    Everything else stays as its author wrote it, comments too. What neither file knows is left out, so that checking names it.
    """
    reading = Reading(folder)
    if not _read_whole(reading):  # what cannot be read may cite what would be taken away
        raise Unreadable(reading.faults)
    text = folder.files["course.yaml"].decode()
    cited, explained = set(cited_in(reading)), set(explained_in(reading))
    sources = {key: shared.statement(key, on) for key in shared.sources if key in cited}
    terms = {slug: shared.terms[slug] for slug in sorted(explained) if slug in shared.terms}
    text = _with_part(text, "sources", course_yaml({"sources": sources}).decode())
    return _with_part(text, "terms", course_yaml({"terms": terms}).decode() if terms else "")


def _read_whole(reading: Reading) -> bool:
    """Whether course and questions have their shape, and every lesson is there."""
    return reading.whole and reading.every and lesson_files(reading.course.value).keys() <= reading.lessons.keys()


def cited_in(reading: Reading) -> Iterator[str]:
    """The keys of the sources that facts, questions and lessons cite."""
    for fact in reading.course.value["facts"].values():
        yield from (one["source"] for one in (fact, *fact.get("also", [])))
    yield from (question["source"] for question in (reading.questions.value if reading.questions else []))
    for lesson in reading.lessons.values():
        yield from (key for key, _words, _line in lesson.citations)


def explained_in(reading: Reading) -> Iterator[str]:
    """The slugs of the terms that lessons explain."""
    for lesson in reading.lessons.values():
        yield from (slug for slug, _line in lesson.terms)


def _with_part(text: str, key: str, part: str) -> str:
    """The text with a part of its own for a key: in its place, else before the part that follows it."""
    starts = [match.start() for match in _KEY.finditer(text)]
    begins = next((at for at in starts if text.startswith(f"{key}:", at)), None)
    if begins is None:
        before = next((at for at in starts if text.startswith(f"{_BEFORE[key]}:", at)), len(text))
        return text[:before] + part + text[before:]
    ends = next((at for at in starts if at > begins), len(text))
    kept = _REMARKS.search(text, begins, ends)  # what stands before the next key belongs to it
    return text[:begins] + part + text[kept.start() if kept else ends :]
