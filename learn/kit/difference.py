"""Two texts word by word: what stayed, what went, what came."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W\u3400-\u9fff\uf900-\ufaff]+|\s+|[^\w\s]")
_MOST = 4_000  # words; beyond that the whole texts are set side by side


@dataclass(frozen=True)
class Piece:
    """Some words that stayed (same), went (gone) or came (new)."""

    act: str
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """How one text became another."""
    if old == new:
        return [Piece("same", new)] if new else []
    before, after = _WORD.findall(old), _WORD.findall(new)
    if max(len(before), len(after)) > _MOST:
        return [Piece("gone", old), Piece("new", new)]
    found = []
    for act, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if act == "equal":
            found.append(Piece("same", "".join(before[a:b])))
            continue
        found += [Piece("gone", "".join(before[a:b]))] if b > a else []
        found += [Piece("new", "".join(after[c:d]))] if d > c else []
    return found
