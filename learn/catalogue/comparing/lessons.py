"""A lesson of two versions as one page, in both languages, section by section."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from learn.catalogue.comparing.blocks import merged
from learn.catalogue.comparing.tree import parsed, written
from learn.catalogue.comparing.units import UnitChange
from learn.catalogue.pack import Pack
from learn.catalogue.rendering import render
from learn.kit.text import LANGUAGES


@dataclass(frozen=True)
class Shown:
    """A block of the page in one language."""

    html: str  # made of what `render` has sanitised, and of our own marks
    state: str  # same, changed, came, gone
    heads: str | None  # the id of the section that it heads; None: no heading of a section


@dataclass(frozen=True)
class Section:
    """What stands under one heading, in each language."""

    id: str  # empty: what stands before the first heading
    blocks: dict[str, list[Shown]]

    @property
    def changed(self) -> bool:
        """Whether anything differs here in some language."""
        return any(self.differs(language) for language in self.blocks)

    def differs(self, language: str) -> bool:
        """Whether anything differs here in one language."""
        return any(block.state != "same" for block in self.blocks.get(language, []))

    def excerpt(self, language: str) -> Iterator[Shown | int]:
        """The heading and what differs; for what stayed the same between, only of how many blocks it is."""
        skipped = 0
        for block in self.blocks.get(language, []):
            if block.state == "same" and block.heads is None:
                skipped += 1
                continue
            if skipped:
                yield skipped
                skipped = 0
            yield block
        if skipped:
            yield skipped


class LessonChange:
    """A unit with a text, from one version to another."""

    def __init__(self, unit: UnitChange, old: Pack, new: Pack) -> None:
        self.unit, self.old, self.new = unit, old, new

    @cached_property
    def sections(self) -> list[Section]:
        """Every section, in the order of the new version; what is gone stands where it stood."""
        found: dict[str, dict[str, list[Shown]]] = {}
        for language in LANGUAGES:
            before = ""
            for section, blocks in self._by_section(language):
                if section not in found:
                    found = _after(before, section, found)
                found[section].setdefault(language, []).extend(blocks)
                before = section
        return [Section(id, blocks) for id, blocks in found.items()]

    @property
    def changed(self) -> list[Section]:
        """The sections in which anything differs."""
        return [section for section in self.sections if section.changed]

    def _by_section(self, language: str) -> list[tuple[str, list[Shown]]]:
        found: list[tuple[str, list[Shown]]] = []
        for block in self._blocks(language):
            if not found or block.heads is not None:
                found.append((block.heads or "", []))
            found[-1][1].append(block)
        return found

    def _blocks(self, language: str) -> Iterator[Shown]:
        old, new = parsed(self._html(self.old, language)), parsed(self._html(self.new, language))
        for element in merged(list(old), list(new), language):
            heading = element if element.tag == "h3" else element.find("h3")  # the references have theirs inside
            id = None if heading is None else heading.get("id", "").removeprefix("old-")
            html = written(element, prefix=f"{self.unit.slug}-{language}-")
            yield Shown(html, element.get("data-diff", "same"), id)

    def _html(self, pack: Pack, language: str) -> str:
        """The lesson as a trainee sees it; both versions under one number, for that it moved is said elsewhere."""
        lesson = pack.lessons.get((self.unit.slug, language))
        return render(lesson, pack, number=self.unit.now or self.unit.was or 1)[0] if lesson else ""


def _after(place: str, section: str, found: dict[str, dict[str, list[Shown]]]) -> dict[str, dict[str, list[Shown]]]:
    """The sections with one more, behind the one that it follows."""
    listed = list(found.items())
    n = next((n for n, (id, _blocks) in enumerate(listed, start=1) if id == place), 0 if not place else len(listed))
    return dict([*listed[:n], (section, {}), *listed[n:]])
