"""The glossary: every term that the courses before a person explain, once, with the courses that explain it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from learn.catalogue import CourseVersion, terms_of
from learn.kit.text import Words, fold, pinyin, search_key


@dataclass
class Entry:
    """One term: what it is called and means, and which courses explain it."""

    slug: str
    title: Words
    text: Words
    abbreviation: str
    other: int = 0  # 1, 2, …: another meaning under the same slug
    courses: list[str] = field(default_factory=list)  # codes

    @cached_property
    def names(self) -> str:
        """What it is called, in every way of typing it; spaces and hyphens do not count."""
        return _closed(search_key([self.title.zh, self.title.en, self.abbreviation]))

    @cached_property
    def meaning(self) -> str:
        """What it means in both languages, to search in."""
        return _closed(f"{self.text.zh} {self.text.en}")

    def fit(self, words: list[str]) -> int:
        """How well it fits somebody's words: 0 is its abbreviation or whole name, 1 in its names, 2 in its meaning; 3: not at all."""
        whole = "".join(words)
        if whole in {_closed(one) for one in (self.title.zh, self.title.en, self.abbreviation)}:
            return 0
        if all(word in self.names for word in words):
            return 1
        return 2 if all(word in self.names or word in self.meaning for word in words) else 3

    def order(self, language: str) -> tuple[str, str]:
        """Where it stands among others: by the alphabet, Chinese by its sounds."""
        return (pinyin(self.title.zh) if language == "zh" else fold(self.title.en), self.slug)


class GlossaryOf:
    """The terms of some versions, each of another course."""

    def __init__(self, versions: Iterable[CourseVersion]) -> None:
        self.entries: dict[tuple[str, str, str], Entry] = {}
        for version in versions:
            for slug, said in terms_of(version).items():
                self._add(version.course.code, slug, said)

    def _add(self, code: str, slug: str, said: dict[str, Any]) -> None:
        """Courses that say the same of a term share an entry; a member's course may mean something else by its name."""
        known = (slug, said["text"]["zh"], said["text"]["en"])
        entry = self.entries.get(known)
        if entry is None:
            short = said.get("abbreviation", "")
            other = sum(1 for one, _zh, _en in self.entries if one == slug)
            entry = self.entries[known] = Entry(slug, Words(**said["title"]), Words(**said["text"]), short, other)
        entry.courses.append(code)

    def found(self, words: str, language: str) -> list[Entry]:
        """The terms in which every one of somebody's words stands: those that are called so first, then in the order of a language."""
        asked = [closed for word in words.split() if (closed := _closed(word))]
        if not asked:
            return sorted(self.entries.values(), key=lambda entry: entry.order(language))
        fits = [(entry.fit(asked), entry) for entry in self.entries.values()]
        return [entry for fit, entry in sorted(fits, key=lambda one: (one[0], one[1].order(language))) if fit < 3]


def _closed(text: str) -> str:
    """A text to compare by: folded, without spaces and hyphens."""
    return fold(text).replace(" ", "").replace("-", "")


def initials(entries: Iterable[Entry], language: str) -> Iterator[tuple[str, list[Entry]]]:
    """The terms letter by letter; what begins with none stands under #."""
    letters: dict[str, list[Entry]] = {}
    for entry in entries:
        first = entry.order(language)[0][:1].upper()
        letters.setdefault(first if "A" <= first <= "Z" else "#", []).append(entry)
    yield from sorted(letters.items())
