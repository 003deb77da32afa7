"""Two texts side by side, word by word, in Chinese and English."""

import time

from hypothesis import given
from hypothesis import strategies as st

from learn.kit.difference import Piece, changed_words, pieces, steps

TEXTS = st.lists(st.sampled_from(["细", "胞", "cell", "bank", " ", "\n", "，", "."]), max_size=40).map("".join)


def marked(old: str, new: str) -> str:
    """The difference as people sketch it: [gone] and +came+."""
    signs = {"same": "{}", "gone": "[{}]", "new": "+{}+"}
    return "".join(signs[piece.act].format(piece.text) for piece in pieces(old, new))


def test_a_changed_word_is_marked_alone():
    assert (
        marked("Records are kept for five years.", "Records are kept for ten years.")
        == "Records are kept for [five]+ten+ years."
    )


def test_a_chinese_character_is_a_word():
    assert marked("保存五年。", "保存十年。") == "保存[五]+十+年。"


def test_words_that_came_and_went_are_marked():
    assert marked("kept safe", "kept") == "kept[ safe]"
    assert marked("", "kept") == "+kept+"
    assert marked("kept", "") == "[kept]"
    assert pieces("", "") == []
    assert pieces("a b", "a b") == [Piece("same", "a b")]


def test_spaces_and_signs_between_changed_words_are_no_islands():
    assert marked("the old red book", "the new blue book") == "the [old red]+new blue+ book"


@given(old=TEXTS, new=TEXTS)
def test_what_stayed_and_went_is_the_old_text_and_what_stayed_and_came_the_new(old: str, new: str):
    found = pieces(old, new)
    assert "".join(piece.text for piece in found if piece.act != "new") == old
    assert "".join(piece.text for piece in found if piece.act != "gone") == new


def test_a_long_text_with_many_changes_takes_no_time():
    old = "细胞治疗产品的生产记录应当及时填写" * 1200
    new = "".join(letter if n % 41 else "新" for n, letter in enumerate(old))
    start = time.perf_counter()
    assert sum(1 for piece in pieces(old, new) if piece.act == "new") > 400
    assert time.perf_counter() - start < 5


def test_what_is_too_long_is_set_side_by_side():
    old, new = "细" * 30_000, "胞" * 30_000
    assert [piece.act for piece in pieces(old, new)] == ["gone", "new"]


def test_changed_words_count_once_and_signs_do_not_count():
    assert changed_words("kept for five years", "kept for ten long years.") == 2
    assert changed_words("保存五年", "保存十年") == 1
    assert changed_words("one, two", "one; two") == 0
    assert changed_words("", "three new words") == 3


def test_anything_that_can_be_compared_can_be_set_side_by_side():
    found = steps(["a", ("b", 1), "c"], ["a", ("b", 2), "c"], word=lambda one: one[0])
    assert [(step.same, step.old.start, step.old.stop) for step in found] == [(True, 0, 1), (False, 1, 2), (True, 2, 3)]
