"""Questions that are made of questions."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import ClassVar

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from learn.assessment.kinds.kind import NOTHING, Body, Given, Kind, Line, PartByHand, exact, inner, said_of, words
from learn.kit.text import Words

_SHARED = ("format", "media")  # what the parts have of the whole


@dataclass(frozen=True)
class Asked:
    """A question inside another, as one paper asks it."""

    id: str
    number: int
    name: str  # of its control
    kind: Kind
    text: Words
    body: Body
    order: Sequence[str]
    given: Given

    @property
    def heading(self) -> str:
        """What stands at its head."""
        return self.kind.heading(self.text, self.body)

    @property
    def reading(self) -> str:
        """Its text to read afterwards."""
        return self.kind.reading(self.text, self.body)

    @property
    def reason(self) -> str:
        """Why its answer is right, where its author says so for this one; empty: nowhere."""
        return said_of(self.body.get("reason"), self.body)


class Composite(Kind):
    """Parts, each of a kind of its own. An answer is {"parts": {id: answer}}, an order "id:one of its parts"."""

    holds: ClassVar[str]  # the key of the parts

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self.kinds = kinds

    def parts(self, body: Body) -> list[tuple[str, Kind, Body]]:
        """Each part with its id and its kind."""
        shared = {key: body[key] for key in _SHARED if key in body}
        return [(part["id"], self.kinds[part["kind"]], {**shared, **part}) for part in body[self.holds]]

    def asked(self, name: str, body: Body, order: Sequence[str], given: Given) -> list[Asked]:
        """The parts as one paper asks them, with the answers so far."""
        answers = inner(given, "parts")
        return [
            Asked(id, n, f"{name}-{id}", kind, words(part.get("text", {})), part, _own(order, id), inner(answers, id))
            for n, (id, kind, part) in enumerate(self.parts(body), start=1)
        ]

    # worth

    def points(self, body: Body) -> Fraction:
        """All its parts together, unless it says otherwise."""
        if "points" in body:
            return exact(body["points"])
        return sum((kind.points(part) for _id, kind, part in self.parts(body)), NOTHING)

    def by_hand(self, body: Body) -> bool:
        """Whether a person has to mark any part."""
        return any(kind.by_hand(part) for _id, kind, part in self.parts(body))

    def parts_by_hand(self, body: Body) -> list[PartByHand]:
        """Its parts that a person marks, each with its share of the whole."""
        return [
            replace(one, id=id, text=words(part.get("text", {})), share=one.share * self._share(kind, part, body))
            for id, kind, part in self.parts(body)
            for one in kind.parts_by_hand(part)
        ]

    def _share(self, kind: Kind, part: Body, body: Body) -> Fraction:
        """What a part counts of the whole."""
        total = sum((one.points(each) for _id, one, each in self.parts(body)), NOTHING)
        return kind.points(part) / total if total else NOTHING

    # asking

    def shuffle(self, body: Body, chance: Random) -> list[str]:
        """The parts as written, what is in them in any order, unless the choices are wanted as written."""
        whole = {"shuffle": False} if body.get("shuffle") is False else {}
        return [f"{id}:{one}" for id, kind, part in self.parts(body) for one in kind.shuffle({**part, **whole}, chance)]

    def read(self, name: str, body: Body, order: Sequence[str], form: MultiDict[str, str]) -> Given | None:
        """The answers to those parts about which the form says something."""
        read = {id: kind.read(f"{name}-{id}", part, _own(order, id), form) for id, kind, part in self.parts(body)}
        said = {id: given for id, given in read.items() if given is not None}
        return {"parts": said} if said else None

    def joined(self, old: Given, new: Given) -> Given:
        """Parts about which a form says nothing stay as they were; a part never answered and left empty is none."""
        before, after = inner(old, "parts"), inner(new, "parts")
        return {"parts": {**before, **after}}

    def news(self, old: Given, new: Given) -> Given | None:
        """The parts that differ: what another tab answered to the others stays."""
        before, after = inner(old, "parts"), inner(new, "parts")
        other = {id: one for id, one in after.items() if one != before.get(id) and (says(one) or id in before)}
        return {"parts": other} if other else None

    def answered(self, given: Given) -> bool:
        """Whether any part is answered."""
        return any(says(one) for one in inner(given, "parts").values())

    def remark(self, body: Body, given: Given) -> str | None:
        """What is odd about the parts."""
        answers = inner(given, "parts")
        parts = [(n, kind, part, inner(answers, id)) for n, (id, kind, part) in enumerate(self.parts(body), start=1)]
        said = [(n, kind.remark(part, one)) for n, kind, part, one in parts if kind.answered(one)]
        return " ".join(f"({n}) {remark}" for n, remark in said if remark) or None

    # marking

    def mark(self, body: Body, given: Given) -> Fraction:
        """The points of its parts, each by its kind, of all points."""
        answers = inner(given, "parts")
        shares = (
            self._share(kind, part, body) * kind.mark(part, inner(answers, id)) for id, kind, part in self.parts(body)
        )
        return sum(shares, NOTHING)

    def review(self, body: Body, given: Given) -> list[Line]:
        """The lines of each part, with its number."""
        answers = inner(given, "parts")
        return [
            replace(line, text=_numbered(n, line.text), part=n)
            for n, (id, kind, part) in enumerate(self.parts(body), start=1)
            for line in kind.review(part, inner(answers, id))
        ]

    @abstractmethod
    def heading(self, text: Words, body: Body) -> str:
        """What to do with the parts; the text itself stands above them."""


def _own(order: Sequence[str], id: str) -> list[str]:
    """What belongs to one part, of the order of the whole."""
    return [one.removeprefix(f"{id}:") for one in order if one.startswith(f"{id}:")]


def says(given: object) -> bool:
    """Whether anything at all stands in an answer to a part."""
    if isinstance(given, Mapping):
        return any(says(one) for one in given.values())
    return bool(given)


def _numbered(n: int, text: str) -> str:
    return Markup("({}) {}").format(n, text) if isinstance(text, Markup) else f"({n}) {text}"
