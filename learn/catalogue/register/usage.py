"""Where one source is cited, clause by clause: worked out from facts, lessons and questions, and kept nowhere else."""

import re
from dataclasses import dataclass, field

from learn.catalogue.register.citing import Citing
from learn.catalogue.register.place import Place
from learn.kit.text import Words


@dataclass
class Clause:
    """A clause with the places that cite it."""

    words: Words
    places: list[Place] = field(default_factory=list)


def clauses_of(citing: Citing) -> list[Clause]:
    """The clauses that are cited, in the order of their numbers."""
    found: dict[Words, Clause] = {}
    for place in citing.places:
        for words in place.clauses:
            found.setdefault(words, Clause(words)).places.append(place)
    return sorted(found.values(), key=lambda clause: _by_number(str(clause.words)))


def _by_number(text: str) -> list[tuple[int, int, str]]:
    """“Art. 9” before “Art. 26”."""
    parts = re.split(r"(\d+)", text)
    return [(0, int(part), "") if part.isdigit() and len(part) < 10 else (1, 0, part) for part in parts]
