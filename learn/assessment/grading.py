"""Marking a paper by the rules that docs/course-packs.md states."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from functools import cached_property

from learn.assessment.paper import PaperItem


class Grading:
    """The marks of a paper. Fractions are kept exact: three thirds are one point and not 0.9999."""

    RULE = "course-packs/1"

    def __init__(self, items: Sequence[PaperItem], *, pass_mark: int) -> None:
        self.items, self.pass_mark = items, pass_mark

    @cached_property
    def marks(self) -> dict[PaperItem, Fraction]:
        """The points of each question, from 0 to 1."""
        return {item: item.kind.mark(item.version.body, item.given) for item in self.items}

    @property
    def points(self) -> Fraction:
        """All points together, exactly."""
        return sum(self.marks.values(), Fraction(0))

    @property
    def points_shown(self) -> Decimal:
        """All points together, rounded down to four places."""
        return _rounded_down(self.points, Decimal("0.0001"))

    @property
    def out_of(self) -> int:
        """The points that could be had: one a question."""
        return len(self.items)

    @property
    def percent(self) -> Decimal:
        """The score, rounded down to a tenth: 79.96 must not look like a passing 80."""
        return _rounded_down(self.points * 100 / self.out_of, Decimal("0.1"))

    @property
    def passed(self) -> bool:
        """Whether the exact score reaches the pass mark."""
        return self.points * 100 >= self.pass_mark * self.out_of


def _rounded_down(value: Fraction, to: Decimal) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(to, ROUND_DOWN)
