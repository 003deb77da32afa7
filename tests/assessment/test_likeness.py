"""Which questions count as nearly the same: examples from real writing, and that a large bank is looked through quickly."""

import time
from random import Random

import pytest

from learn.assessment import Said, alike
from learn.kit.text import Words


def said(code: str, zh: str, en: str, right: str = "两小时") -> Said:
    """A single-choice question with its right answer."""
    choices = [{"id": "a", "zh": right, "en": right, "correct": True}, {"id": "b", "zh": "别的", "en": "Another"}]
    return Said.by(code, "single", Words(zh=zh, en=en), {"choices": choices})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("谁批准培训计划？", "Who approves training plans?"), ("谁来批准培训计划", "Who approves the training plans")),
        (("A级区的环境监测行动限是多少？", ""), ("Ａ 级区环境监测的行动限是多少", "")),
        (("", "Within how many hours of collection must cells arrive?"),
         ("", "Within how many hours after collection must the cells arrive?")),
        (("批生产记录至少保存多久？", "How long are records kept?"), ("批检验记录至少保存多久？", "Another text altogether")),
        (("细胞應當在幾小時內送達？", ""), ("细胞应当在几小时内送达？", "")),
    ],
)  # fmt: skip
def test_other_words_for_the_same_are_found(one: tuple[str, str], other: tuple[str, str]) -> None:
    found = alike([said("Q01", *one), said("Q02", *other)])
    assert [(pair.code, pair.other) for pair in found] == [("Q01", "Q02")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("谁批准培训计划？", "Who approves training plans?", "质量负责人"),
         ("谁批准偏差报告？", "Who approves deviation reports?", "质量受权人与生产负责人")),
        (("下列哪一项正确？", "Which is right?", "培训记录应当保存"), ("下列哪一项正确？", "Which is right?", "不得用铅笔填写")),
        (("哪些人是关键人员？", "Who are key personnel?"), ("先后顺序是什么？", "In which order?")),
        (("", "", "x"), ("", "", "x")),
    ],
)  # fmt: skip
def test_what_asks_or_wants_something_else_is_not(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert alike([said("Q01", *one), said("Q02", *other)]) == []


def test_two_thousand_questions_are_looked_through_in_seconds() -> None:
    chance, signs = Random(7), [chr(0x4E00 + n) for n in range(900)]  # noqa: S311 - the same texts each time
    words = [
        "batch",
        "record",
        "review",
        "release",
        "quality",
        "cell",
        "therapy",
        "sterile",
        "area",
        "training",
        "deviation",
        "report",
    ]
    bank = [
        said(f"Q{n:04d}", "".join(chance.choices(signs, k=30)), " ".join(chance.choices(words, k=14)))
        for n in range(2_000)
    ]
    twin = said("Q9999", bank[77].text.zh + "吗", "")
    begun = time.process_time()
    found = alike([*bank, twin])
    assert ("Q0077", "Q9999") in [(pair.code, pair.other) for pair in found]
    assert time.process_time() - begun < 10
