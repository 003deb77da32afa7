"""Marking a paper by the rules that docs/questions.md and docs/course-packs.md state."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from learn.assessment.carrying import carried
from learn.assessment.paper import PaperItem
from learn.assessment.question import QuestionVersion
from learn.assessment.rules import Rules

_DEFAULT = Rules()


class Grading:
    """The marks of a paper. Fractions are kept exact: three thirds are one point and not 0.9999.

    `by_hand` has the share (0 to 1) that people gave for what only people can mark, by item id. `keys` has another
    version to mark a question by, by item id: that is how a wrong key is put right.
    """

    RULE = "course-packs/2"

    def __init__(
        self,
        items: Sequence[PaperItem],
        *,
        pass_mark: int,
        rules: Rules = _DEFAULT,
        by_hand: Mapping[int, Fraction] | None = None,
        keys: Mapping[int, QuestionVersion] | None = None,
    ) -> None:
        self.items, self.pass_mark, self.rules = items, pass_mark, rules
        self.by_hand, self.keys = by_hand or {}, keys or {}

    def _version(self, item: PaperItem) -> QuestionVersion:
        return self.keys.get(item.id, item.version)

    def worth(self, item: PaperItem) -> Fraction:
        """The points that a question could bring."""
        return item.kind.points(self._version(item).body)

    @cached_property
    def shares(self) -> dict[PaperItem, Fraction]:
        """How right each answer is, from 0 to 1, before any penalty."""
        return {item: self._share(item) for item in self.items}

    def _share(self, item: PaperItem) -> Fraction:
        version = self._version(item)
        given = item.given if version is item.version else carried(item.given, item.version.body, version.body)
        share = min(item.kind.mark(version.body, given) + self.by_hand.get(item.id, 0), Fraction(1))
        return share if self.rules.partial_credit else Fraction(share == 1)

    @cached_property
    def penalties(self) -> dict[PaperItem, Fraction]:
        """The points that wrong answers cost. A question left open costs nothing, nor does one with any credit."""
        wrong = [
            item for item, share in self.shares.items() if not share and item.answered and item.id not in self.by_hand
        ]
        return {item: self.rules.penalty * self.worth(item) for item in wrong} if self.rules.penalty else {}

    @cached_property
    def marks(self) -> dict[PaperItem, Fraction]:
        """The points of each question, penalties taken off."""
        return {
            item: share * self.worth(item) - self.penalties.get(item, Fraction(0))
            for item, share in self.shares.items()
        }

    @cached_property
    def points(self) -> Fraction:
        """All points together, exactly; never below 0."""
        return max(Fraction(0), sum(self.marks.values(), Fraction(0)))

    @property
    def points_shown(self) -> Decimal:
        """All points together, rounded down to four places."""
        return _rounded_down(self.points, 4)

    @cached_property
    def out_of(self) -> Fraction:
        """The points that could be had."""
        return sum((self.worth(item) for item in self.items), Fraction(0))

    @property
    def percent(self) -> Decimal:
        """The score, rounded down to a tenth: 79.96 must not look like a passing 80."""
        return _rounded_down(self._share_of(self.items) * 100, 1)

    def _share_of(self, items: Sequence[PaperItem]) -> Fraction:
        """What some of the questions brought, of what they could bring."""
        most = sum((self.worth(item) for item in items), Fraction(0))
        return max(Fraction(0), sum((self.marks[item] for item in items), Fraction(0))) / most if most else Fraction(1)

    # what a pass takes

    @cached_property
    def sections(self) -> dict[str, Fraction]:
        """What each section of the paper brought, as a share."""
        return {
            section.id: self._share_of([item for item in self.items if item.section == section.id])
            for section in self.rules.sections
        }

    @property
    def missed(self) -> list[PaperItem]:
        """The critical questions that are not wholly right."""
        return [item for item, share in self.shares.items() if item.critical and share != 1]

    @property
    def passed(self) -> bool:
        """Whether the exact score reaches the pass mark, in every section too, and no critical question is wrong."""
        sections = all(
            self.sections[section.id] * 100 >= section.pass_mark for section in self.rules.sections if section.pass_mark
        )
        return self._share_of(self.items) * 100 >= self.pass_mark and sections and not self.missed

    @property
    def details(self) -> dict[str, Any]:
        """What else the marks rest on, to keep with them."""
        return {
            "versions": {str(item.id): self._version(item).id for item in self.items},
            "sections": {id: str(_rounded_down(share * 100, 1)) for id, share in self.sections.items()},
            "missed": [item.id for item in self.missed],
            "by_hand": {str(id): str(share) for id, share in self.by_hand.items()},
            "penalties": {str(item.id): str(points) for item, points in self.penalties.items()},
        }


def _rounded_down(value: Fraction, places: int) -> Decimal:
    """Exactly: a division of decimals would itself round, and up."""
    return Decimal(value.numerator * 10**places // value.denominator).scaleb(-places)
