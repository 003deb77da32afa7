"""Two texts word by word: what stayed, what went, what came."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Indel

_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W\u3400-\u9fff\uf900-\ufaff]+|\s+|[^\w\s]")
_MOST = 5 * 10**8  # pairs of words; beyond that the whole texts are set side by side


@dataclass(frozen=True)
class Piece:
    """Some words that stayed (same), went (gone) or came (new)."""

    act: str
    text: str


@dataclass(frozen=True)
class Step:
    """A stretch of two sequences: the same in both, or one thing in the place of another."""

    same: bool
    old: slice
    new: slice

    @property
    def size(self) -> int:
        """How much stands here on the longer side."""
        return max(self.old.stop - self.old.start, self.new.stop - self.new.start)

    def joined(self, after: "Step", *, same: bool) -> "Step":
        """This stretch and the next as one."""
        return Step(same, slice(self.old.start, after.old.stop), slice(self.new.start, after.new.stop))


def pieces(old: str, new: str) -> list[Piece]:
    """How one text became another."""
    if old == new:
        return [Piece("same", new)] if new else []
    before, after = words(old), words(new)
    found = []
    for step in steps(before, after):
        gone, came = "".join(before[step.old]), "".join(after[step.new])
        if step.same:
            found.append(Piece("same", came))
            continue
        found += [Piece("gone", gone)] if gone else []
        found += [Piece("new", came)] if came else []
    return found


def words(text: str) -> list[str]:
    """A text as the words that are compared: a Chinese character is one, so is a sign, so is the space between."""
    return _WORD.findall(text)


def changed_words(old: str, new: str) -> int:
    """How many words differ, signs and spaces not counted; a word in the place of another counts once."""
    before, after = words(old), words(new)
    changed = [step for step in steps(before, after) if not step.same]
    return sum(max(_spoken(before[step.old]), _spoken(after[step.new])) for step in changed)


def _spoken(found: Iterable[str]) -> int:
    return sum(1 for word in found if word[0].isalnum())


def steps(before: Sequence[Any], after: Sequence[Any], word: Callable[[Any], str] = str) -> list[Step]:
    """How one sequence became another, in stretches that a reader can follow. `word` says what an element reads as."""
    return _legible(_raw(before, after), before, word)


def _raw(before: Sequence[Any], after: Sequence[Any]) -> list[Step]:
    """Stretches that are the same, and between them what is not."""
    if len(before) * len(after) > _MOST:
        return [Step(False, slice(0, len(before)), slice(0, len(after)))]
    found: list[Step] = []
    for code in Indel.opcodes(before, after):
        step = Step(code.tag == "equal", slice(code.src_start, code.src_end), slice(code.dest_start, code.dest_end))
        _append(found, step)
    return found


def _append(found: list[Step], step: Step) -> None:
    if found and found[-1].same == step.same:
        step = found.pop().joined(step, same=step.same)
    found.append(step)


def _legible(found: list[Step], before: Sequence[Any], word: Callable[[Any], str]) -> list[Step]:
    """Without the single words that two changed stretches happen to share: whoever reads takes such a change as one."""
    while True:
        merged: list[Step] = []
        n = 0
        while n < len(found):
            if 0 < n < len(found) - 1 and found[n].same and _chance(merged[-1], found[n], found[n + 1], before, word):
                merged.append(merged.pop().joined(found[n + 1], same=False))
                n += 2
            else:
                merged.append(found[n])
                n += 1
        if len(merged) == len(found):
            return merged
        found = merged


def _chance(left: Step, between: Step, right: Step, before: Sequence[Any], word: Callable[[Any], str]) -> bool:
    """Whether what stayed between two changes is too little to have stayed on purpose."""
    said = sum(1 for one in before[between.old] if word(one).strip() and word(one)[:1].isalnum())
    return said == 0 or said < min(left.size, right.size, 4)
