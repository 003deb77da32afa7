"""The glossary: every term that the courses before a person explain, once, with the courses that explain it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from learn.catalogue import CourseVersion
from learn.kit.text import LANGUAGES, Words, fold, pinyin, search_key


@dataclass
class Entry:
    """One term: what it is called and means, and which courses explain it."""

    slug: str
    title: Words
    text: Words
    abbreviation: str
    courses: list[str] = field(default_factory=list)  # codes

    @property
    def key(self) -> str:
        """Everything that somebody may type to find it, folded."""
        names = [self.title.zh, self.title.en, self.abbreviation]
        return f"{search_key(names)} {fold(self.text.zh)} {fold(self.text.en)}"

    def order(self, language: str) -> tuple[str, str]:
        """Where it stands among others: by the alphabet, Chinese by its sounds."""
        return (pinyin(self.title.zh) if language == "zh" else fold(self.title.en), self.slug)


class GlossaryOf:
    """The terms of some versions, each of another course."""

    def __init__(self, versions: Iterable[CourseVersion]) -> None:
        self.entries: dict[tuple[str, str, str], Entry] = {}
        for version in versions:
            for slug, said in (version.glossary or {}).items():
                self._add(version.course.code, slug, said)

    def _add(self, code: str, slug: str, said: dict[str, Any]) -> None:
        """Courses that say the same of a term share an entry; a member's course may mean something else by its name."""
        known = (slug, said["text"]["zh"], said["text"]["en"])
        entry = self.entries.get(known)
        if entry is None:
            short = said.get("abbreviation", "")
            entry = self.entries[known] = Entry(slug, Words(**said["title"]), Words(**said["text"]), short)
        entry.courses.append(code)

    def found(self, words: str, language: str) -> list[Entry]:
        """The terms in which every one of somebody's words stands, in the order of a language."""
        asked = fold(words).split()
        fits = (entry for entry in self.entries.values() if not asked or all(word in entry.key for word in asked))
        return sorted(fits, key=lambda entry: entry.order(language))


def other(language: str) -> str:
    """The language that a reader of one does not read."""
    return next(one for one in LANGUAGES if one != language)


def initials(entries: Iterable[Entry], language: str) -> Iterator[tuple[str, list[Entry]]]:
    """The terms letter by letter; what begins with none stands under #."""
    letters: dict[str, list[Entry]] = {}
    for entry in entries:
        first = entry.order(language)[0][:1].upper()
        letters.setdefault(first if "A" <= first <= "Z" else "#", []).append(entry)
    yield from sorted(letters.items())
