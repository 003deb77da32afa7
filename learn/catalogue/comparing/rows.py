"""Whatever course.yaml and questions.yaml say of a thing, line by line and word by word."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from learn.catalogue.comparing.naming import name_of, value_of
from learn.kit.difference import Piece, pieces
from learn.kit.text import LANGUAGES

BOTH = ""  # the language of what needs no translation

Path = tuple[str, ...]
Said = Mapping[str, str]  # by language


@dataclass(frozen=True)
class Row:
    """One thing that is said, in both languages or in none."""

    path: Path
    old: Said
    new: Said

    @property
    def name(self) -> str:
        """What it is called."""
        return name_of(self.path)

    @property
    def changed(self) -> bool:
        """Whether it differs."""
        return self.old != self.new

    @property
    def translated(self) -> bool:
        """Whether it is said in each language."""
        return BOTH not in self.old and BOTH not in self.new

    def differs(self, language: str) -> bool:
        """Whether it differs in one language."""
        return self.old.get(language) != self.new.get(language)

    @cached_property
    def pieces(self) -> dict[str, list[Piece]]:
        """Word by word, by language."""
        compare = pieces if self.translated else _values
        languages = LANGUAGES if self.translated else (BOTH,)
        return {language: compare(self.old.get(language, ""), self.new.get(language, "")) for language in languages}


def _values(old: str, new: str) -> list[Piece]:
    """A value beside another: 0.5 becomes 1.5, not its first digit."""
    if "\n" in old or "\n" in new or old == new:
        return pieces(old, new)
    return [Piece(act, value) for act, value in (("gone", old), ("new", new)) if value]


def rows(old: Any, new: Any, *, everything: bool = False) -> list[Row]:
    """What two things say, in the order of the new one; only what differs, unless everything is asked for."""
    before, after = dict(_told(old, ())), dict(_told(new, ()))
    paths = list(after)
    for n, path in enumerate(before):
        if path not in after:
            paths.insert(min(n, len(paths)), path)
    found = [Row(path, before.get(path, {}), after.get(path, {})) for path in paths]
    return [row for row in found if everything or row.changed]


def _told(value: Any, path: Path) -> Iterator[tuple[Path, Said]]:
    """Everything that is said, each by the way that leads to it."""
    if isinstance(value, Mapping):
        if {"zh", "en"} <= value.keys():
            yield path, {language: str(value[language]) for language in LANGUAGES}
        for key, inside in value.items():
            if key not in ("zh", "en", "id"):
                yield from _told(inside, (*path, str(key)))
    elif isinstance(value, list | tuple):
        yield from _listed(list(value), path)
    elif value is not None:
        yield path, {BOTH: value_of(path, value)}


def _listed(values: list[Any], path: Path) -> Iterator[tuple[Path, Said]]:
    if not any(isinstance(one, Mapping) for one in values):
        yield path, {BOTH: "\n".join(_joined(path, one) for one in values)}
        return
    names = [str(one.get("id", n)) if isinstance(one, Mapping) else str(n) for n, one in enumerate(values, start=1)]
    if len(values) > 1 and all(isinstance(one, Mapping) and "id" in one for one in values):
        yield (*path, "order"), {BOTH: ", ".join(names)}
    for name, one in zip(names, values, strict=True):
        if isinstance(one, Mapping):
            yield from _told(one, (*path, name))
        else:
            yield (*path, name), {BOTH: _joined(path, one)}


def _joined(path: Path, value: Any) -> str:
    """A value of a list on one line."""
    return " + ".join(value_of(path, one) for one in value) if isinstance(value, list) else value_of(path, value)
