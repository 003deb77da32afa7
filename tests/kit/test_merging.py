"""Two people change one text: nothing that either wrote is lost."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learn.kit.merging import merge

BASE = "One.\n\nTwo.\n\nThree.\n\nFour.\n"


def test_changes_in_different_paragraphs_are_both_kept():
    merged = merge(BASE, BASE.replace("One", "First"), BASE.replace("Four", "Fourth"))
    assert merged.text == "First.\n\nTwo.\n\nThree.\n\nFourth.\n"


def test_a_new_paragraph_at_the_end_and_a_change_in_the_last_but_one_are_both_kept():
    merged = merge(BASE, f"{BASE}\nFive.\n", BASE.replace("Three", "Third"))
    assert merged.text == "One.\n\nTwo.\n\nThird.\n\nFour.\n\nFive.\n"


def test_what_one_took_out_stays_out_when_the_other_did_not_touch_it():
    merged = merge(BASE, BASE.replace("Two.\n\n", ""), BASE.replace("Four", "Fourth"))
    assert merged.text == "One.\n\nThree.\n\nFourth.\n"


def test_two_who_say_the_same_do_not_collide():
    both = BASE.replace("Two", "Second")
    assert merge(BASE, both, both).text == both


def test_the_same_paragraph_changed_in_two_ways_is_a_conflict_with_both_sides():
    merged = merge(BASE, BASE.replace("Two", "Mine"), BASE.replace("Two", "Theirs"))
    assert merged.text is None
    assert [(one.base, one.mine, one.theirs) for one in merged.conflicts] == [("Two.\n", "Mine.\n", "Theirs.\n")]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [("mine", "Mine.\n"), ("theirs", "Theirs.\n"), ("both", "Theirs.\nMine.\n"), ("x", "Theirs.\nMine.\n")],
)
def test_whoever_chooses_gets_what_was_chosen(choice: str, expected: str):
    merged = merge(BASE, BASE.replace("Two", "Mine"), BASE.replace("Two", "Theirs"))
    assert merged.chosen([choice]) == f"One.\n\n{expected}\nThree.\n\nFour.\n"


def test_who_deletes_what_the_other_changes_is_asked():
    merged = merge(BASE, BASE.replace("Two.\n\n", ""), BASE.replace("Two", "Second"))
    assert merged.conflicts
    assert "Second." in merged.chosen([])


def test_both_begin_from_nothing():
    merged = merge("", "甲\n", "乙\n")
    assert merged.chosen(["both"]) == "乙\n甲\n"


def test_a_hundred_thousand_equal_lines_take_no_minutes():
    base = "x\n" * 100_000
    assert merge(base, f"a\n{base}b\n", f"{base}c\n").chosen([])


line = st.sampled_from(["甲", "乙", "丙", "one", "two", "three", "", "::: note", ":::"])
texts = st.lists(line, max_size=14).map(lambda lines: "".join(f"{one}\n" for one in lines))


@given(texts, texts)
def test_where_only_one_wrote_the_text_is_theirs(base: str, changed: str):
    assert merge(base, changed, base).text == changed
    assert merge(base, base, changed).text == changed


@given(texts, texts, texts)
def test_no_word_that_somebody_added_is_lost(base: str, mine: str, theirs: str):
    there = Counter(merge(base, mine, theirs).chosen([]).split())
    for side in (mine, theirs):
        assert not Counter(side.split()) - Counter(base.split()) - there


@given(texts, texts, texts)
def test_choosing_one_side_everywhere_never_asks_again(base: str, mine: str, theirs: str):
    merged = merge(base, mine, theirs)
    assert merged.chosen(["both"] * len(merged.conflicts)) == merged.chosen([])
    if merged.text is not None:
        assert merged.chosen([]) == merged.text


@given(st.lists(st.uuids().map(str), min_size=5, max_size=12, unique=True), st.data())
def test_changes_that_do_not_touch_are_all_there(lines: list[str], data: st.DataObject):
    """Each person rewrites paragraphs of their own; between two people's paragraphs one stays as it was."""
    spots = list(range(0, len(lines), 2))
    owners = [data.draw(st.sampled_from(["mine", "theirs", "nobody"])) for _ in spots]
    sides = {
        side: [f"{side} {one}" if n % 2 == 0 and owners[n // 2] == side else one for n, one in enumerate(lines)]
        for side in ("mine", "theirs")
    }
    merged = merge(*("".join(f"{one}\n" for one in found) for found in (lines, sides["mine"], sides["theirs"])))
    expected = [
        f"{owners[n // 2]} {one}" if n % 2 == 0 and owners[n // 2] != "nobody" else one for n, one in enumerate(lines)
    ]
    assert merged.text == "".join(f"{one}\n" for one in expected)
