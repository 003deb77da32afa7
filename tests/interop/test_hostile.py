"""Files made to break a reader: each is read or refused with a sentence, in bounded time, and nothing else happens."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from learn.interop import Reading, Unreadable
from learn.interop.formats import read
from learn.interop.reading import MOST_PARTS, MOST_STEM

FILES = sorted(one for one in (Path(__file__).parent / "files").rglob("*") if one.is_file())
SIGNS = [
    b"{",
    b"}",
    b"~",
    b"=",
    b"#",
    b"->",
    b"::",
    b"\\",
    b"\n\n",
    b"<",
    b"&",
    b"]]>",
    b"\x00",
    b"\xff",
    "细".encode(),
    b"%9%",
]
LONGEST = 60  # seconds, on a machine that has other things to do


def outcome(content: bytes) -> Reading | str:
    """What was read, or the sentence of the refusal."""
    try:
        return read("file", content, language="en")
    except Unreadable as refusal:
        return refusal.fault.what


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_spoilt_file_is_read_or_refused_and_never_breaks_the_reader(app: Any, file: Path) -> None:
    chance, whole = random.Random(file.name), file.read_bytes()
    for _turn in range(60):
        spoilt = bytearray(whole)
        for _change in range(chance.randint(1, 6)):
            at = chance.randrange(len(spoilt))
            spoilt[at : at + chance.choice([0, 0, 1, 9, 80])] = chance.choice([b"", *SIGNS])
        reading = outcome(bytes(spoilt))
        assert isinstance(reading, str) or all(fault.what for fault in reading.faults)


MANY: dict[str, Callable[[int], str]] = {
    "gift": lambda n: f"Statement {n} {{T}}\n\n",
    "gift refused": lambda n: f"Statement {n} {{~a}}\n\n",
    "aiken": lambda n: f"Question {n}\nA) a\nB) b\nANSWER: A\n\n",
    "aiken refused": lambda n: f"Question {n}\nA) a\nANSWER: A\n\n",
}


@pytest.mark.parametrize("kind", MANY)
def test_a_hundred_thousand_questions_are_refused(app: Any, kind: str) -> None:
    content, start = "".join(map(MANY[kind], range(100_000))).encode(), time.monotonic()
    assert "more than 20000 questions" in str(outcome(content))
    assert time.monotonic() - start < LONGEST


@pytest.mark.parametrize(
    "content",
    [
        "x" * 10_000_000 + " {T}",
        "\\=" * 5_000_000 + " {T}",
        "x" * 10_000_000 + "\nA) a\nB) b\nANSWER: A",
        f"<quiz><question type='essay'><questiontext><text>{'x' * (MOST_STEM + 1)}</text></questiontext></question></quiz>",
        "{1:SA:=" + "a" * (MOST_STEM + 1) + "}",
        "Q {=right" + " ~a" * (MOST_PARTS + 1) + "}",
        "{1:SA:=a}" * (MOST_PARTS + 1),
    ],
    ids=["gift", "escapes", "aiken", "moodle", "cloze", "choices", "gaps"],
)
def test_a_question_that_nobody_could_read_is_refused(app: Any, content: str) -> None:
    start, reading = time.monotonic(), outcome(content.encode())
    assert isinstance(reading, str) or (not reading.drafts and len(reading.refused) == 1)
    assert time.monotonic() - start < LONGEST


def test_a_large_picture_in_a_text_does_not_make_the_text_too_long(app: Any) -> None:
    text = '[html]<img src\\="data\\:image/png;base64,' + "A" * 2 * MOST_STEM + '">What is it? {T}'
    reading = outcome(text.encode())
    assert isinstance(reading, Reading)
    assert len(reading.drafts) == 1
    assert "A picture was left out" in reading.partly[0].what


def test_a_comment_behind_words_stays_and_is_named(app: Any) -> None:
    reading = outcome(b"Is it so? // ask QA\n{T}\n\nSee http\\://x.example // now {F}\n\n// only this\nAnd so? {T}")
    assert isinstance(reading, Reading)
    assert [fault.line for fault in reading.partly] == [1, 4]
