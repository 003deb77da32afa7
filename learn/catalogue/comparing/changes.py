"""Named things of two versions: which came, which went, which say something else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Changes:
    """Names that came, went, or now say something else."""

    added: list[str]
    changed: list[str]
    removed: list[str]

    @classmethod
    def between(cls, old: Mapping[str, Any], new: Mapping[str, Any]) -> "Changes":
        """How one set of named things became another."""
        return cls(
            added=[name for name in new if name not in old],
            changed=[name for name in new if name in old and old[name] != new[name]],
            removed=[name for name in old if name not in new],
        )

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __len__(self) -> int:
        return len(self.added) + len(self.changed) + len(self.removed)

    @property
    def every(self) -> list[str]:
        """All the names, in their order."""
        return sorted([*self.added, *self.changed, *self.removed])


def by_name(listed: Iterable[Mapping[str, Any]], key: str) -> dict[str, Any]:
    """Listed things by the name that each one has under a key."""
    return {one[key]: one for one in listed}


def moved(old: list[str], new: list[str]) -> set[str]:
    """The names that stand elsewhere among those that both lists have: the fewest that explain the new order."""
    place = {name: n for n, name in enumerate(old)}
    kept = [name for name in new if name in place]
    stayed: list[list[str]] = []  # for each length, the run of names in their old order whose last stood earliest
    for name in kept:
        n = next((n for n, run in enumerate(stayed) if place[run[-1]] > place[name]), len(stayed))
        stayed[n : n + 1] = [[*(stayed[n - 1] if n else []), name]]
    return set(kept) - set(stayed[-1] if stayed else [])
