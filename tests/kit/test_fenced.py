"""What strangers bring is read behind a fence: too much time or memory ends the reading, not the platform."""

import pytest

from learn.kit.fenced import GaveUp, fenced

GREEDY = "tests.kit.greedy"


def test_what_is_seen_comes_back() -> None:
    assert fenced(f"{GREEDY}:count", b"four") == {"bytes": 4}


@pytest.mark.parametrize("appetite", ["memory", "time", "fault", "nonsense"])
def test_a_reader_that_is_brought_down_is_given_up(appetite: str) -> None:
    with pytest.raises(GaveUp):
        fenced(f"{GREEDY}:{appetite}", b"", seconds=1)
