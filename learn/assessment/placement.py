"""Questions put in the places that parts of a quiz have for them."""

from collections.abc import Iterable, Sequence


class Placement:
    """Which question fills a place of which part; nobody has two places.

    A question may fit several parts. Where the places of one are taken, those who hold them are moved to other parts
    that they fit, as far as it takes (an augmenting path), so it never matters in which order questions come: one is
    turned away only if no arrangement holds it together with those before it.
    """

    def __init__(self, fits: Sequence[Sequence[int]], places: Sequence[int]) -> None:
        self.fits, self.places = fits, places  # the parts of each question, the number of places of each part
        self.held: list[list[int]] = [[] for _part in places]
        self._closed: set[int] = set()  # full for good: nobody in them fits anywhere else

    @classmethod
    def of(cls, fits: Sequence[Sequence[int]], places: Sequence[int], questions: Iterable[int]) -> "Placement":
        """As many of these questions as there is room for, the first ones first."""
        placement = cls(fits, places)
        for question in questions:
            placement.add(question)
        return placement

    def add(self, question: int) -> bool:
        """Find a place for one more; False: there is none."""
        visited = set(self._closed)
        if self._place(question, visited):
            return True
        self._closed = visited  # the search saw everybody who could have made room
        return False

    def _place(self, question: int, visited: set[int]) -> bool:
        parts = [part for part in self.fits[question] if part not in visited]
        for part in parts:
            if not self.full(part):
                self.held[part].append(question)
                return True
        for part in parts:
            if part in visited:
                continue
            visited.add(part)
            for n, other in enumerate(self.held[part]):
                if self._place(other, visited):
                    self.held[part][n] = question
                    return True
        return False

    @property
    def part_of(self) -> dict[int, int]:
        """The part in which each question has its place."""
        return {question: part for part, held in enumerate(self.held) for question in held}

    def full(self, part: int) -> bool:
        """Whether every place of a part is taken."""
        return len(self.held[part]) == self.places[part]

    def rivals(self, part: int, fitting: Sequence[Sequence[int]]) -> list[int]:
        """The parts that hold what a part with an empty place could use, what those could use, and so on, with it.

        Once nobody more can be placed, these parts together ask for more questions than fit any of them.
        """
        found, part_of = [part], self.part_of
        for one in found:  # grows while it is walked through
            found += sorted({part_of[question] for question in fitting[one] if question in part_of} - set(found))
        return sorted(found)
