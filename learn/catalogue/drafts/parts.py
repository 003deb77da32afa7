"""The parts that a draft is written in, and how a pack falls apart into them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from learn.catalogue.pack import Pack


class Part(StrEnum):
    """What there is once in every draft. Texts and quizzes have a part each, named by `part_of_text` and `part_of_quiz`."""

    ABOUT = (
        "about"  # title, summary, audience, objectives, hours, validity, prerequisites: what course.yaml says besides
    )
    OUTLINE = "outline"  # the units in their order, as in course.yaml but for the rules of quizzes
    SOURCES = "sources"
    FACTS = "facts"
    TERMS = "terms"  # the glossary
    MEDIA = "media"  # {name: {"digest": …, "type": …}}
    AGREED = "agreed"  # {slug: {"zh": edition, "en": edition}}: where an author said that both languages say the same


_WITH_PARTS = {"code", "catalogue", "version", "units", Part.SOURCES, Part.FACTS, Part.TERMS}
EMPTY: dict[Part, Any] = {
    Part.ABOUT: {},
    Part.OUTLINE: [],
    Part.SOURCES: {},
    Part.FACTS: {},
    Part.TERMS: {},
    Part.MEDIA: {},
    Part.AGREED: {},
}


def part_of_text(slug: str, language: str) -> str:
    """The part that holds the text of a unit in one language."""
    return f"text:{slug}:{language}"


def part_of_quiz(slug: str) -> str:
    """The part that holds the rules of a quiz."""
    return f"quiz:{slug}"


def parts_of(pack: Pack, media: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """A pack, part by part; `media` says of each of its files the digest and the type."""
    course = pack.course
    parts: dict[str, Any] = {
        Part.ABOUT: {key: value for key, value in course.items() if key not in _WITH_PARTS},
        Part.OUTLINE: [{key: value for key, value in unit.items() if key != "quiz"} for unit in course["units"]],
        Part.SOURCES: course["sources"],
        Part.FACTS: course["facts"],
        Part.TERMS: course.get("terms", {}),
        Part.MEDIA: {name: dict(said) for name, said in media.items()},
        Part.AGREED: {slug: {"zh": 1, "en": 1} for slug in {slug for slug, _language in pack.lessons}},
    }
    for unit in course["units"]:
        if "quiz" in unit:
            parts[part_of_quiz(unit["slug"])] = unit["quiz"]
    for (slug, language), lesson in pack.lessons.items():
        parts[part_of_text(slug, language)] = lesson.markdown
    return parts
