"""How dates, times and numbers read."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from learn.kit import filters


@pytest.fixture(params=["en", "zh"])
def language(request, bakery):
    with bakery.test_request_context(f"/?hl={request.param}"):
        yield request.param


@pytest.fixture
def english(bakery):
    with bakery.test_request_context("/?hl=en"):
        yield


def test_a_late_evening_in_utc_is_the_next_day_in_shanghai():
    late = datetime(2026, 11, 22, 16, 3, tzinfo=UTC)
    assert filters.day(late) == "2026-11-23"
    assert filters.moment(late) == "2026-11-23 00:03"


def test_nothing_reads_as_a_dash():
    assert filters.day(None) == filters.moment(None) == filters.percent(None) == "—"


def test_a_date_reads_the_same_in_both_languages(language):
    assert filters.day(date(2026, 11, 5)) == "2026-11-05"
    assert filters.month(date(2026, 11, 5)) == {"en": "Nov", "zh": "11月"}[language]


@pytest.mark.parametrize(
    ("value", "reads"),
    [(80, "80%"), (Decimal("83.3333"), "83.3%"), (79.96, "79.9%"), (Decimal("100.0000"), "100%"), (0, "0%")],
)
def test_a_score_is_never_rounded_up_into_a_pass(value, reads):
    assert filters.percent(value) == reads


@pytest.mark.parametrize(
    ("value", "reads"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (25, "25 minutes"),
        (60, "1 hour"),
        (90, "1 hour 30 minutes"),
        (120, "2 hours"),
    ],
)
def test_a_length_of_time_reads_as_people_say_it(english, value, reads):
    assert filters.minutes(value) == reads


@pytest.mark.parametrize(
    ("value", "reads"), [(Decimal("1.0"), "1 hour"), (Decimal("2.50"), "2.5 hours"), (12, "12 hours")]
)
def test_learning_hours_have_no_needless_noughts(english, value, reads):
    assert filters.hours(value) == reads


@pytest.mark.parametrize(("value", "reads"), [(0, "1 kB"), (48_200, "48 kB"), (1_340_000, "1.3 MB")])
def test_the_size_of_a_file_is_short(value, reads):
    assert filters.size(value) == reads


def test_large_numbers_are_grouped():
    assert filters.number(1204) == "1,204"


@pytest.mark.parametrize(
    ("value", "reads"),
    [(0, "0"), (1204, "1,204"), (999_999_999, "999,999,999"), (10**9, "1 × 10⁹"), (3_490 * 10**18, "3.4 × 10²¹")],
)
def test_a_huge_number_is_short_and_rounded_down(value, reads):
    assert filters.large(value) == reads
    assert filters.large(7 * 10**12_000) == "7 × 10¹²⁰⁰⁰"
