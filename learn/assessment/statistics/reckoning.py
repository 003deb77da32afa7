"""The arithmetic of classical test theory. Tested against published figures of a public data set (docs/statistics.md)."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import sqrt
from statistics import fmean

Row = Mapping[
    str, float
]  # question → points of one person, as a share of what it is worth; what was not shown is missing


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


def discrimination(rows: Sequence[Row], question: str) -> float | None:
    """Corrected item-total correlation: the question against the rest of the same paper, without itself."""
    shown = [row for row in rows if question in row and len(row) > 1]
    rest = [(sum(row.values()) - row[question]) / (len(row) - 1) for row in shown]
    return correlation([row[question] for row in shown], rest)


def alpha(rows: Sequence[Row], without: str | None = None) -> float | None:
    """Cronbach's alpha (KR-20 where every question is right or wrong). None: it cannot be reckoned.

    People may have been shown different questions: variances and covariances are then taken over those who were shown
    the question, or both. Where everybody was shown the same it is the usual formula, k/(k−1)·(1 − Σ variances ÷
    variance of the totals), written with means.
    """
    if without is not None:
        rows = [{name: score for name, score in row.items() if name != without} for row in rows]
    names = sorted({name for row in rows for name in row})
    length = fmean([len(row) for row in rows]) if rows else 0
    variances = _known(_covariance(rows, name, name) for name in names)
    covariances = _known(_covariance(rows, one, other) for one, other in combinations(names, 2))
    if length < 2 or not variances or not covariances:
        return None
    variance, covariance = fmean(variances), fmean(covariances)
    whole = variance + (length - 1) * covariance
    return length * covariance / whole if whole > 1e-12 else None


def _covariance(rows: Sequence[Row], one: str, other: str) -> float | None:
    pairs = [(row[one], row[other]) for row in rows if one in row and other in row]
    if len(pairs) < 2:
        return None
    mean_one, mean_other = fmean([x for x, _ in pairs]), fmean([y for _, y in pairs])
    return sum((x - mean_one) * (y - mean_other) for x, y in pairs) / (len(pairs) - 1)


def _known(values: object) -> list[float]:
    return [value for value in values if value is not None]  # type: ignore[attr-defined]


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
