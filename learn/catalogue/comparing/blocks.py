"""The blocks of two rendered pages side by side: which became which, and what changed inside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import Indel

from learn.catalogue.comparing.marking import whole, words_marked
from learn.catalogue.comparing.tree import Element, fresh, holds_blocks, signature, tag_of, text_of
from learn.kit.difference import stretches, words

_ALIKE = 0.35  # of the words of two blocks; below that one went and the other came
_MOST = 4_000  # pairs that are looked at for likeness; beyond that blocks are paired by their order
_PARTS = frozenset(
    ["caption", "dd", "figcaption", "footer", "header", "summary", "table", "tbody", "td", "tfoot", "th", "thead"]
)  # of something larger


@dataclass(frozen=True, eq=False)
class Block:
    """A part of a page that begins on a line of its own."""

    element: Element

    @cached_property
    def key(self) -> str:
        """What it is."""
        return signature(self.element)

    @cached_property
    def words(self) -> list[str]:
        """What it says."""
        return [word for word in words(text_of(self.element).casefold()) if word.strip()]

    def likeness(self, other: "Block") -> float:
        """From 0 to 1, how much of one block stands in another; 0: one is never the other."""
        if self.element.tag != other.element.tag or holds_blocks(self.element) != holds_blocks(other.element):
            return 0
        alike = Indel.normalized_similarity(self.words, other.words)
        named = self.element.get("id")  # a section that is called otherwise is still the section
        if self.element.tag in _PARTS or (named and named == other.element.get("id")):
            return 0.5 + alike / 2
        if holds_blocks(self.element) and tag_of(self.element) != tag_of(other.element):
            return 0  # a box of another kind
        return alike if alike >= _ALIKE else 0


Pair = tuple[Block | None, Block | None]


def merged(old: Sequence[Element], new: Sequence[Element], language: str) -> list[Element]:
    """The blocks of both pages as one page: what stayed, what changed with its words marked, what went and came."""
    found = []
    for before, after in aligned([Block(one) for one in old], [Block(one) for one in new]):
        if before is None or after is None:
            found.append(whole((before or after).element, "gone" if after is None else "came", language))  # type: ignore[union-attr]
        else:
            found.append(
                after.element if before.key == after.key else _changed(before.element, after.element, language)
            )
    return found


def _changed(old: Element, new: Element, language: str) -> Element:
    """A block that says something else than it did."""
    if holds_blocks(new):
        element = fresh(new.tag, new.attrib)
        element.extend(merged(list(old), list(new), language))
    else:
        element = words_marked(old, new, language)
    element.set("data-diff", "changed")
    return element


def aligned(old: list[Block], new: list[Block]) -> Iterator[Pair]:
    """Each block beside the one that it was or became."""
    for step in stretches([block.key for block in old], [block.key for block in new]):
        if step.same:
            yield from zip(old[step.old], new[step.new], strict=True)
        else:
            yield from _paired(old[step.old], new[step.new])


def _paired(old: list[Block], new: list[Block]) -> Iterator[Pair]:
    """The most alike beside one another, in their order."""
    if len(old) * len(new) > _MOST:
        yield from _paired_by_place(old, new)
        return
    alike = [[one.likeness(other) for other in new] for one in old]
    best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            together = alike[i][j] + best[i + 1][j + 1] if alike[i][j] else 0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif j == len(new) or (i < len(old) and best[i][j] == best[i + 1][j]):
            yield old[i], None
            i += 1
        else:
            yield None, new[j]
            j += 1


def _paired_by_place(old: list[Block], new: list[Block]) -> Iterator[Pair]:
    for n in range(max(len(old), len(new))):
        before, after = old[n] if n < len(old) else None, new[n] if n < len(new) else None
        if before and after and not before.likeness(after):
            yield before, None
            yield None, after
        else:
            yield before, after
