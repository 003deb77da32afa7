"""What changed in each unit of a course from one version to another: what a decision about learning again rests on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from learn.catalogue.comparing.changes import Changes, by_name, moved
from learn.catalogue.pack import Lesson, Pack, pictures_of
from learn.catalogue.pack.lesson import box_of, picture_of, text_of, without_anchor
from learn.kit.difference import changed_words, steps
from learn.kit.text import LANGUAGES, Words


class UnitState(StrEnum):
    """What became of a unit."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"
    MOVED = "moved"  # the same content at another place


class UnitPart(StrEnum):
    """What of a unit may change."""

    ZH = "zh"  # the Chinese text
    EN = "en"  # the English text
    FACTS = "facts"  # its key facts, or how far they were checked
    SOURCES = "sources"  # the rules that its facts and references rest on
    MEDIA = "media"  # its pictures and files
    RULES = "rules"  # of a quiz
    TITLE = "title"
    SETTINGS = "settings"  # kind, reading time, and whatever else a unit says of itself


@dataclass(frozen=True)
class UnitChange:
    """One unit from one version to another."""

    slug: str
    kind: str
    title: Words  # in the new version; of a unit that is gone, the last one
    was: int | None  # its place in the old version, from 1; None: it is new
    now: int | None  # its place in the new version; None: it is gone
    moved: bool = False  # it stands elsewhere among the units that both versions have
    parts: frozenset[UnitPart] = frozenset()
    words: Mapping[str, int] = field(default_factory=dict)  # by language: how many words of the lesson differ
    facts: Changes = Changes([], [], [])
    questions: Changes = Changes([], [], [])  # the codes of the questions about it

    @property
    def state(self) -> UnitState:
        """What became of it, in one word."""
        if self.was is None or self.now is None:
            return UnitState.NEW if self.was is None else UnitState.GONE
        if self.parts:
            return UnitState.CHANGED
        return UnitState.MOVED if self.moved else UnitState.SAME

    @property
    def touched(self) -> bool:
        """Whether there is anything to look at: the unit, its place, or a question about it."""
        return self.state is not UnitState.SAME or self.moved or bool(self.questions)

    @property
    def learners_notice(self) -> bool:
        """Whether somebody who learned the old unit finds something else in the new one, or is asked something else."""
        return self.was is None or bool(self.parts - {UnitPart.SETTINGS, UnitPart.TITLE}) or bool(self.questions)


def changed_units(old: Pack, new: Pack) -> list[UnitChange]:
    """Every unit of the new version, in its order, and then those that are gone."""
    before, after = _Side(old), _Side(new)
    elsewhere = moved(list(before.units), list(after.units))
    slugs = [*after.units, *(slug for slug in before.units if slug not in after.units)]
    return [_change(slug, before, after, moved=slug in elsewhere) for slug in slugs]


def _change(slug: str, before: "_Side", after: "_Side", *, moved: bool) -> UnitChange:
    said, says = before.parts(slug), after.parts(slug)
    unit = after.units.get(slug) or before.units[slug]
    both = slug in before.units and slug in after.units
    return UnitChange(
        slug=slug,
        kind=unit["kind"],
        title=Words(**unit["title"]),
        was=before.places.get(slug),
        now=after.places.get(slug),
        moved=moved,
        parts=frozenset(part for part in UnitPart if said.get(part) != says.get(part)) if both else frozenset(),
        words={language: _words_between(slug, language, before, after) for language in LANGUAGES},
        facts=Changes.between(said.get(UnitPart.FACTS, {}), says.get(UnitPart.FACTS, {})),
        questions=Changes.between(before.questions(slug), after.questions(slug)),
    )


class _Side:
    """One of the two versions, asked about its units."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.units = by_name(pack.course["units"], "slug")
        self.places = {slug: n for n, slug in enumerate(self.units, start=1)}

    def lesson(self, slug: str, language: str) -> Lesson | None:
        """What a unit says in one language."""
        return self.pack.lessons.get((slug, language))

    def parts(self, slug: str) -> dict[UnitPart, Any]:
        """Everything that a unit is made of; nothing, if it is not there."""
        if (unit := self.units.get(slug)) is None:
            return {}
        lessons = [lesson for language in LANGUAGES if (lesson := self.lesson(slug, language))]
        facts = {fact: self.pack.course["facts"].get(fact) for lesson in lessons for fact, _line in lesson.facts}
        pictures = {picture.name for lesson in lessons for picture in lesson.pictures} | self._files_in(unit)
        return {
            **{UnitPart(lesson.language): lesson.markdown for lesson in lessons},
            UnitPart.FACTS: facts,
            UnitPart.SOURCES: self._sources(lessons, facts),
            UnitPart.MEDIA: {name: self.pack.digest_of(name) for name in pictures},
            UnitPart.RULES: unit.get("quiz"),
            UnitPart.TITLE: unit["title"],
            UnitPart.SETTINGS: {key: value for key, value in unit.items() if key not in ("slug", "title", "quiz")},
        }

    def _sources(self, lessons: list[Lesson], facts: Mapping[str, Any]) -> dict[str, Any]:
        cited = {key for lesson in lessons for key, _words, _line in lesson.citations}
        cited |= {one["source"] for fact in facts.values() if fact for one in (fact, *fact.get("also", []))}
        return {key: self.pack.course["sources"].get(key) for key in cited}

    def _files_in(self, part: Any) -> set[str]:
        """The files of media/ that a unit names itself, such as a document to read."""
        if isinstance(part, str):
            name = part.removeprefix("media/")
            return {name} if f"media/{name}" in self.pack.files else set()
        inside = part.values() if isinstance(part, Mapping) else part if isinstance(part, list) else ()
        return set[str]().union(*(self._files_in(one) for one in inside))

    def questions(self, slug: str) -> dict[str, Any]:
        """The questions about a unit by their codes, each with its pictures."""
        return self._questions.get(slug, {})

    @cached_property
    def _questions(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for question in self.pack.questions:
            pictures = {name: self.pack.digest_of(name) for name in pictures_of(question)}
            found.setdefault(question["unit"], {})[question["id"]] = (question, pictures)
        return found


def _words_between(slug: str, language: str, before: _Side, after: _Side) -> int:
    """How many words of a lesson differ, paragraph against paragraph."""
    old, new = before.lesson(slug, language), after.lesson(slug, language)
    if old is not None and new is not None and old.markdown == new.markdown:
        return 0
    said, says = list(_paragraphs(old)), list(_paragraphs(new))
    changed = [step for step in steps(said, says) if not step.same]
    return sum(changed_words("\n".join(said[step.old]), "\n".join(says[step.new])) for step in changed)


def _paragraphs(lesson: Lesson | None) -> Iterator[str]:
    """What a reader reads of a lesson, piece by piece: paragraphs, headings, cells, captions, titles of cases."""
    for node in lesson.root.walk() if lesson else ():
        if node.type == "inline":
            yield without_anchor(text_of(node))
        elif node.type == "image":
            yield picture_of(node).caption
        elif node.type == "container_box":
            word, rest = box_of(node)
            yield rest if word == "case" else ""
