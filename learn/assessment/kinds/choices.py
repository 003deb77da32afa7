"""What all questions have in common that are answered by ticking."""

from abc import abstractmethod
from collections.abc import Sequence

from learn.assessment.kinds.kind import Body, Given, Kind, Line, Part, said_of, several
from learn.assessment.wording_shown import told


class Choices(Kind):
    """A question that is answered by ticking."""

    @abstractmethod
    def parts(self, body: Body, order: Sequence[str]) -> list[Part]:
        """What there is to tick, as this paper shows it."""

    @abstractmethod
    def key(self, body: Body) -> set[str]:
        """The ids of what is right."""

    @abstractmethod
    def all(self, body: Body) -> list[str]:
        """The ids of everything there is to tick, in the order in which it was written."""

    def comment(self, body: Body, id: str) -> str:
        """What the author says to whoever ticked this; empty: nothing."""
        return ""

    def ticked(self, given: Given) -> list[str]:
        """The ids of what is ticked."""
        return several(given, "choices")

    def answered(self, given: Given) -> bool:
        """Whether anything is ticked."""
        return bool(self.ticked(given))

    def review(self, body: Body, given: Given) -> list[Line]:
        """Everything that was ticked or ought to have been."""
        ticked, key = set(self.ticked(given)), self.key(body)
        return [
            Line(
                told(part.text, body),
                given=part.value in ticked,
                right=part.value in key,
                feedback=self.comment(body, part.value) if part.value in ticked else "",
            )
            for part in self.parts(body, self.all(body))
            if part.value in ticked | key
        ]


def comments(body: Body, parts: Sequence[Body], id: str) -> str:
    """The feedback of the part that has an id."""
    return next((said_of(part.get("feedback"), body) for part in parts if part["id"] == id), "")
