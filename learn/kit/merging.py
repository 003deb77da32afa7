"""Two people changed one text: what both say is put together, and where they collide, both sides are kept for choosing.

Lines are compared, so that a paragraph changed by one and another paragraph changed by the other both stay changed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_MOST = 3_000_000  # pairs of equal lines, and of lines at all; beyond that what differs is taken as one change


@dataclass(frozen=True)
class Piece:
    """A stretch of the merged text. In a conflict `mine` and `theirs` stand for the same place in what both began from."""

    mine: str
    theirs: str
    base: str = ""

    @property
    def conflict(self) -> bool:
        """Whether the two sides say different things here."""
        return self.mine != self.theirs

    @property
    def both(self) -> str:
        """Everything that either side says here, theirs first."""
        if not self.conflict:
            return self.mine
        return _ended(self.theirs) + self.mine if self.mine else self.theirs


@dataclass(frozen=True)
class Merge:
    """What two people made of one text."""

    pieces: tuple[Piece, ...]

    @property
    def conflicts(self) -> list[Piece]:
        """The places where somebody has to choose."""
        return [piece for piece in self.pieces if piece.conflict]

    @property
    def text(self) -> str | None:
        """The merged text; None: somebody has to choose first."""
        return None if self.conflicts else "".join(piece.mine for piece in self.pieces)

    def chosen(self, choices: Sequence[str]) -> str:
        """The text with `mine`, `theirs` or `both` for each conflict in turn; where nothing was chosen, both sides stay."""
        waiting = iter(choices)
        parts = []
        for piece in self.pieces:
            side = next(waiting, "both") if piece.conflict else "mine"
            parts.append(getattr(piece, side) if side in ("mine", "theirs") else piece.both)
        return "".join(_ended(part) for part in parts[:-1]) + (parts[-1] if parts else "")


@dataclass(frozen=True)
class _Change:
    """Lines of the base, from one up to another, and what stands there instead."""

    start: int
    end: int
    lines: list[str]


def merge(base: str, mine: str, theirs: str) -> Merge:
    """Both people's changes to one text."""
    lines = base.splitlines(keepends=True)
    ours, others = _changes(lines, mine), _changes(lines, theirs)
    pieces: list[Piece] = []
    done = 0
    while ours or others:
        start, end, left, right = _collision(ours, others)
        _add(pieces, "".join(lines[done:start]))
        pieces.append(Piece(_said(lines, start, end, left), _said(lines, start, end, right), "".join(lines[start:end])))
        if not left or not right:  # only one of them changed this: no question
            said = pieces.pop()
            _add(pieces, said.mine if left else said.theirs)
        done = end
    _add(pieces, "".join(lines[done:]))
    return Merge(tuple(pieces))


def _add(pieces: list[Piece], text: str) -> None:
    if text:
        pieces.append(Piece(text, text))


def _changes(base: list[str], text: str) -> list[_Change]:
    """How a text differs from the base, from top to bottom."""
    lines = text.splitlines(keepends=True)
    first = next((n for n, (a, b) in enumerate(zip(base, lines, strict=False)) if a != b), min(len(base), len(lines)))
    pairs = zip(reversed(base[first:]), reversed(lines[first:]), strict=False)
    room = min(len(base), len(lines)) - first
    last = next((n for n, (a, b) in enumerate(pairs) if a != b), room)
    old, new = base[first : len(base) - last], lines[first : len(lines) - last]
    if not old and not new:
        return []
    if _too_much(old, new):
        return [_Change(first, first + len(old), new)]
    # No two texts are taken to agree on nothing but an empty line.
    codes = SequenceMatcher(lambda line: not line.strip(), old, new, autojunk=False).get_opcodes()
    return [_Change(first + a, first + b, new[c:d]) for act, a, b, c, d in codes if act != "equal"]


def _too_much(old: list[str], new: list[str]) -> bool:
    there = Counter(new)
    return len(old) * len(new) > 4 * _MOST or sum(there[line] for line in old) > _MOST


def _collision(ours: list[_Change], others: list[_Change]) -> tuple[int, int, list[_Change], list[_Change]]:
    """The next stretch of the base that is changed, and by which changes of either side; they are taken off the lists."""
    start = min(changes[0].start for changes in (ours, others) if changes)
    end = start
    taken: tuple[list[_Change], list[_Change]] = ([], [])
    grown = True
    while grown:
        grown = False
        for changes, found in zip((ours, others), taken, strict=True):
            while changes and changes[0].start <= end:  # what only touches it may mean the same place
                end, grown = max(end, changes[0].end), True
                found.append(changes.pop(0))
    return start, end, *taken


def _said(base: list[str], start: int, end: int, changes: list[_Change]) -> str:
    """What one side says in a stretch of the base."""
    parts: list[str] = []
    for change in changes:
        parts += base[start : change.start] + change.lines
        start = change.end
    return "".join(parts + base[start:end])


def _ended(text: str) -> str:
    """A text that ends its last line, so that another can follow."""
    return text if not text or text.endswith("\n") else f"{text}\n"
