"""The arithmetic of statistics, against published figures.

LSAT section 6: 1,000 people, five questions, right or wrong (R. D. Bock and M. Lieberman, “Fitting a response model for n
dichotomously scored items”, Psychometrika 35, 1970: the counts of the 32 patterns). The figures expected here are those that the R
package ltm prints for it (`descript(LSAT)`; D. Rizopoulos, Journal of Statistical Software 17(5), 2006, and the package's manual).
"""

import pytest

from learn.assessment.statistics.reckoning import (
    alpha,
    correlation,
    deviation,
    discrimination,
    facility,
    median,
    standard_error,
    thirds,
)

PATTERNS = """00000 3 00001 6 00010 2 00011 11 00100 1 00101 1 00110 3 00111 4 01000 1 01001 8 01011 16 01101 3 01110 2 01111 15
10000 10 10001 29 10010 14 10011 81 10100 3 10101 28 10110 15 10111 80 11000 16 11001 56 11010 21 11011 173 11100 11 11101 61
11110 28 11111 298""".split()  # noqa: SIM905 - read like the table in the paper
LSAT = [
    {f"item {n}": float(sign) for n, sign in enumerate(pattern, start=1)}
    for pattern, count in zip(PATTERNS[::2], PATTERNS[1::2], strict=True)
    for _ in range(int(count))
]
ITEMS = [f"item {n}" for n in range(1, 6)]


def test_the_data_set_is_whole():
    assert len(LSAT) == 1000
    totals = [sum(row.values()) for row in LSAT]
    assert [totals.count(total) for total in range(6)] == [3, 20, 85, 237, 357, 298]


def test_facilities_are_those_published():
    found = [facility([row[item] for row in LSAT]) for item in ITEMS]
    assert found == pytest.approx([0.924, 0.709, 0.553, 0.763, 0.870])


def test_corrected_item_total_correlations_are_those_published():
    found = [discrimination(LSAT, item) for item in ITEMS]
    assert found == pytest.approx([0.1128, 0.1532, 0.1728, 0.1444, 0.1216], abs=6e-5)


def test_uncorrected_item_total_correlations_are_those_published():
    totals = [sum(row.values()) for row in LSAT]
    found = [correlation([row[item] for row in LSAT], totals) for item in ITEMS]
    assert found == pytest.approx([0.3620, 0.5668, 0.6184, 0.5344, 0.4354], abs=6e-5)


def test_cronbachs_alpha_is_the_one_published():
    assert alpha(LSAT) == pytest.approx(0.2950, abs=5e-5)


def test_alpha_without_each_item_is_the_one_published():
    found = [alpha(LSAT, without=item) for item in ITEMS]
    assert found == pytest.approx([0.2754, 0.2376, 0.2168, 0.2459, 0.2663], abs=6e-5)


def test_the_standard_error_follows_from_alpha_and_spread():
    totals = [sum(row.values()) for row in LSAT]
    assert standard_error(totals, alpha(LSAT)) == pytest.approx(deviation(totals) * (1 - 0.2950) ** 0.5, abs=1e-3)


def test_alpha_hardly_moves_when_everybody_sees_only_some_of_the_questions():
    drawn = [{item: row[item] for k, item in enumerate(ITEMS) if (n + k) % 5} for n, row in enumerate(LSAT)]
    four_of_five = 4 * 0.2950 / 5 / (1 + (4 / 5 - 1) * 0.2950)  # Spearman-Brown, for a paper one question shorter
    assert alpha(drawn) == pytest.approx(four_of_five, abs=0.05)


@pytest.mark.parametrize("rows", [[], [{"a": 1.0}], [{"a": 1.0, "b": 1.0}] * 9])
def test_what_cannot_be_reckoned_is_said_to_be_unknown(rows):
    assert alpha(rows) is None
    assert discrimination(rows, "a") is None


def test_thirds_are_equally_large():
    assert thirds([10, 20, 20, 20, 30, 40]) == [0, 0, 1, 1, 2, 2]
    assert thirds([5, 1, 3]) == [2, 0, 1]
    assert thirds([]) == []


def test_the_median_is_the_middle():
    assert median([3, 1, 2, 10]) == 2.5
    assert median([3, 1, 2]) == 2
    assert median([]) is None
