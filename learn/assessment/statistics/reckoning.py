"""The arithmetic of classical test theory. Tested against published figures of a public data set (docs/statistics.md)."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from math import sqrt
from statistics import fmean
from typing import Any

# Question → points of one person, as a share of what it is worth; what was not shown is missing.
Row = Mapping[Any, float]


def facility(scores: Sequence[float]) -> float | None:
    """The mean share of the points: 0.9 is easy, 0.2 is hard. None: nobody was asked."""
    return fmean(scores) if scores else None


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's product-moment correlation. None: fewer than three pairs, or one side never varies."""
    if len(xs) < 3:
        return None
    mean_x, mean_y = fmean(xs), fmean(ys)
    together = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    spread = sqrt(sum((x - mean_x) ** 2 for x in xs) * sum((y - mean_y) ** 2 for y in ys))
    return together / spread if spread > 1e-12 else None


def discrimination(rows: Sequence[Row], question: Hashable) -> float | None:
    """Corrected item-total correlation: the question against the rest of the same paper, without itself."""
    shown = [row for row in rows if question in row and len(row) > 1]
    rest = [(sum(row.values()) - row[question]) / (len(row) - 1) for row in shown]
    return correlation([row[question] for row in shown], rest)


def alpha(rows: Sequence[Row], without: Hashable = None) -> float | None:
    """Cronbach's alpha (KR-20 where every question is right or wrong). None: it cannot be reckoned.

    People may have been shown different questions: variances and covariances are then taken over those who were shown
    the question, or both. Where everybody was shown the same it is the usual formula, k/(k−1)·(1 − Σ variances ÷
    variance of the totals), written with means.
    """
    if without is not None:
        rows = [{name: score for name, score in row.items() if name != without} for row in rows]
    length = fmean([len(row) for row in rows]) if rows else 0
    columns = list(_columns(rows).values())
    variances = _known(column.covariance(column) for column in columns)
    covariances = _known(one.covariance(other) for one, other in combinations(columns, 2))
    if length < 2 or not variances or not covariances:
        return None
    variance, covariance = fmean(variances), fmean(covariances)
    whole = variance + (length - 1) * covariance
    return length * covariance / whole if whole > 1e-12 else None


class _Column:
    """Who got how much of one question: for each score a whole number whose bits are the people who got it.

    A question has few different scores, so sums over two questions are counts of common bits. That is exact, and
    thousands of papers take milliseconds where sums person by person take minutes.
    """

    def __init__(self) -> None:
        self.shown = 0
        self.got: dict[float, int] = {}

    def note(self, person: int, score: float) -> None:
        """Somebody was shown it and got so much."""
        self.shown |= 1 << person
        self.got[score] = self.got.get(score, 0) | 1 << person

    def total(self, among: int) -> float:
        """What some people got together."""
        return sum(score * (who & among).bit_count() for score, who in self.got.items())

    def covariance(self, other: "_Column") -> float | None:
        """The covariance over those who were shown both; with itself the variance. None: fewer than two."""
        both = self.shown & other.shown
        n = both.bit_count()
        if n < 2:
            return None
        scores = ((x, y, (who & those).bit_count()) for x, who in self.got.items() for y, those in other.got.items())
        together = sum(x * y * count for x, y, count in scores)
        return (together - self.total(both) * other.total(both) / n) / (n - 1)


def _columns(rows: Sequence[Row]) -> dict[Hashable, _Column]:
    found: dict[Hashable, _Column] = {}
    for person, row in enumerate(rows):
        for name, score in row.items():
            found.setdefault(name, _Column()).note(person, score)
    return found


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def deviation(values: Sequence[float]) -> float | None:
    """The standard deviation of a sample. None: fewer than two values."""
    if len(values) < 2:
        return None
    mean = fmean(values)
    return sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))


def standard_error(scores: Sequence[float], reliability: float | None) -> float | None:
    """How far a score may lie from what somebody really knows, in the units of the scores: SD · √(1 − alpha)."""
    spread = deviation(scores)
    if spread is None or reliability is None:
        return None
    return spread * sqrt(1 - min(1.0, max(0.0, reliability)))


def thirds(scores: Sequence[float]) -> list[int]:
    """For each score its third: 0 for the lower, 1 for the middle, 2 for the upper. Equal scores are parted by their order."""
    ranked = sorted(range(len(scores)), key=lambda place: scores[place])
    groups = [0] * len(scores)
    for rank, place in enumerate(ranked):
        groups[place] = 3 * rank // len(scores)
    return groups


def median(values: Sequence[float]) -> float | None:
    """The middle value. None: there is none."""
    ranked = sorted(values)
    if not ranked:
        return None
    middle = len(ranked) // 2
    return ranked[middle] if len(ranked) % 2 else (ranked[middle - 1] + ranked[middle]) / 2
