"""What single, multiple and true-or-false questions have in common: something to tick."""

from abc import abstractmethod
from collections.abc import Sequence

from learn.assessment.kinds.kind import Body, Given, Kind, Line, Part


class Choices(Kind):
    """A question that is answered by ticking."""

    @abstractmethod
    def parts(self, body: Body, order: Sequence[str]) -> list[Part]:
        """What there is to tick, as this paper shows it."""

    @abstractmethod
    def key(self, body: Body) -> set[str]:
        """The ids of what is right."""

    def answered(self, given: Given) -> bool:
        """Whether anything is ticked."""
        return bool(given.get("choices"))

    def review(self, body: Body, given: Given) -> list[Line]:
        """Everything that was ticked or ought to have been."""
        ticked, key = set(given.get("choices", [])), self.key(body)
        return [
            Line(str(part.text), given=part.value in ticked, right=part.value in key)
            for part in self.parts(body, self.all(body))
            if part.value in ticked | key
        ]

    @abstractmethod
    def all(self, body: Body) -> list[str]:
        """The ids of everything there is to tick, in the order in which it was written."""
