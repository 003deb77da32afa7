"""Which stretches of a recording were played, and how much of it that is."""

import re
from collections.abc import Iterable

from learn.catalogue import UnitFile
from learn.kit import clock
from learn.learning.enrolment import UnitProgress

Stretch = tuple[float, float]  # from second to second

FASTEST = 2  # times as fast as recorded: what is played faster counts only as far as this
LONGEST_SILENCE = 600  # seconds; a network may be lost for as long without loss of what was played meanwhile
MOST_STRETCHES = 200
_STRETCH = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)-(\d{1,6}(?:\.\d{1,6})?)")


class Watching:
    """How much of one recording somebody played, as the player told us and the clock allows."""

    def __init__(self, progress: UnitProgress | None, file: UnitFile) -> None:
        self.progress, self.file = progress, file

    @property
    def seconds(self) -> int:
        """How long the recording lasts."""
        return self.file.seconds or 0

    @property
    def played(self) -> list[Stretch]:
        """The stretches that were played."""
        kept = (self.progress.played or {}) if self.progress else {}
        return [(start, end) for start, end in kept.get(self.file.media.digest, [])]

    @property
    def share(self) -> int:
        """The share that was played, in whole per cent, never rounded up."""
        return min(100, int(100 * length(self.played) / self.seconds + 1e-9)) if self.seconds else 0

    @property
    def stopped_at(self) -> int:
        """Where to go on, in seconds; 0: from the beginning, also when only the end is left."""
        at = (self.progress.stopped_at or 0) if self.progress else 0
        return at if at < self.seconds - 3 else 0

    def report(self, told: str, *, at: str) -> None:
        """What the player says was played since the page opened, such as `0-12.5,40-61`, and where it stands.

        Only as much is new as could have been played since the last report: nobody sends a whole film in one post.
        """
        assert self.progress is not None
        now, before = clock.now(), self.progress.reported_at
        silent = min((now - before).total_seconds(), LONGEST_SILENCE) if before else 0
        played = credited(self.played, self._read(told), FASTEST * max(silent, 0))
        self.progress.played = {**(self.progress.played or {}), self.file.media.digest: played}
        self.progress.reported_at = now
        if re.fullmatch(r"\d{1,6}", at):
            self.progress.stopped_at = min(int(at), self.seconds)

    def _read(self, told: str) -> list[Stretch]:
        """The stretches in a report that lie in the recording; what is no stretch says nothing."""
        found = [_STRETCH.fullmatch(one) for one in told[:10_000].split(",")[:MOST_STRETCHES]]
        stretches = [(float(one[1]), min(float(one[2]), float(self.seconds))) for one in found if one]
        return [one for one in stretches if one[0] < one[1]]


def credited(old: list[Stretch], told: list[Stretch], most: float) -> list[Stretch]:
    """What was played before together with what is told, of which at most so many seconds may be new."""
    kept = merged(old)
    for start, end in merged(told):
        for fresh in _without(kept, (start, end)):
            taken = min(fresh[1] - fresh[0], most)
            if taken > 0:
                kept = merged([*kept, (fresh[0], fresh[0] + taken)])
                most -= taken
    return kept[:MOST_STRETCHES]


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Stretches in order, those that touch as one."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1] + 0.05:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return [(round(start, 2), round(end, 2)) for start, end in found]


def length(stretches: Iterable[Stretch]) -> float:
    """How many seconds they are together."""
    return sum(end - start for start, end in merged(stretches))


def _without(taken: list[Stretch], one: Stretch) -> list[Stretch]:
    """The parts of a stretch that lie outside others, which are in order and apart."""
    found, start = list[Stretch](), one[0]
    for begin, end in taken:
        if end <= start or begin >= one[1]:
            continue
        if begin > start:
            found.append((start, begin))
        start = max(start, end)
    return [*found, (start, one[1])] if start < one[1] else found
