"""Where one source is cited, clause by clause: worked out from facts, lessons and questions, and kept nowhere else."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from learn.catalogue.register.place import Place
from learn.kit.text import Words


@dataclass
class Clause:
    """A clause with the places that cite it."""

    words: Words
    places: list[Place] = field(default_factory=list)


def clauses_of(places: Iterable[Place]) -> list[Clause]:
    """The clauses that some places cite, in the order of their numbers."""
    found: dict[Words, Clause] = {}
    for place in places:
        for words in place.clauses:
            found.setdefault(words, Clause(words)).places.append(place)
    return sorted(found.values(), key=lambda clause: _in_order(clause.words.en))


def _in_order(text: str) -> tuple[int, str]:
    """“Art. 9” before “Arts. 26 and 27”; the English words, for they have digits."""
    first = re.search(r"[0-9]{1,9}", text)
    return (int(first[0]) if first else 0, text)
