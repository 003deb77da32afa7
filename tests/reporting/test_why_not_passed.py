"""An attempt that had points enough and did not pass says why."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from learn.kit.text import Words
from learn.reporting.history import Sat


def sat(percent: str, passed: bool, details: dict[str, Any] | None) -> Sat:
    at = datetime(2026, 11, 29, tzinfo=UTC)
    return Sat(1, 1, 4, Words("测验", "Quiz"), "GMP-201", "1.0", 3, 1, 1, at, at, "by hand", Decimal(percent), passed, 90, details)  # fmt: skip


@pytest.mark.parametrize(
    ("percent", "passed", "details", "why"),
    [
        ("96.6", False, {"missed": [7]}, "a question that must be right was not"),
        ("96.6", False, {"missed": [], "sections": {"people": "40"}}, "a part was below its own mark"),
        ("80", False, {"missed": [7]}, ""),  # the points say it
        ("96.6", True, {"missed": []}, ""),
        ("96.6", False, None, ""),  # marked before anybody noted it
    ],
)
def test_why_is_said_only_where_the_points_do_not_say_it(app, percent, passed, details, why):
    assert sat(percent, passed, details).why == why
