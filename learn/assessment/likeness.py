"""Questions that ask nearly the same: found by what they say and what is right, in either language."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from learn.assessment.key_words import key_in_words
from learn.assessment.kinds.wording import plain
from learn.assessment.question import Question, QuestionBank, QuestionVersion
from learn.kit.db import db
from learn.kit.text import LANGUAGES, Words

ALIKE = 82  # of 100 by edits over the normalised texts; tests/assessment/test_likeness.py shows what it lets through
_LONGEST = 600  # signs compared; a case of three pages is told by its beginning
_SHORTEST = 6


@dataclass(frozen=True)
class Like:
    """Two questions that ask nearly the same."""

    code: str
    other: str
    likeness: int  # of 100


@dataclass(frozen=True)
class Said:
    """What a question says, made comparable."""

    code: str
    text: Words
    of: dict[str, str]  # by language; empty: it does not say it in this one

    @classmethod
    def by(cls, code: str, kind: str, text: Words, body: dict[str, Any]) -> "Said":
        """What a question says with its right answer, without differences of width, case, spacing and script."""
        of = {}
        for language in LANGUAGES:
            asked = text.of(language)
            key = " ".join(key_in_words(kind, body, language))
            of[language] = plain(f"{asked} {key}"[:_LONGEST]) if asked.strip() else ""
        return cls(code, text, of)


def said_in(bank: QuestionBank) -> list[Said]:
    """What the newest version of every question of a bank says."""
    columns = (Question.code, QuestionVersion.kind, QuestionVersion.text, QuestionVersion.body)
    rows = db.session.execute(QuestionVersion.newest_in(bank).with_only_columns(*columns))
    return [Said.by(*row) for row in rows]


def like_this(bank: QuestionBank, this: Said, *, most: int = 5) -> list[Like]:
    """The questions of a bank that ask nearly the same as one that is being written."""
    others, found = [one for one in said_in(bank) if one.code != this.code], dict[str, int]()
    for language in LANGUAGES:
        if len(this.of[language]) < _SHORTEST:
            continue
        texts = {one.code: one.of[language] for one in others if one.of[language]}
        near = process.extract(this.of[language], texts, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=most)
        for _text, score, code in near:
            found[code] = max(found.get(code, 0), round(score))
    best = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:most]
    return [Like(this.code, code, score) for code, score in best]


def alike(questions: Sequence[Said]) -> list[Like]:
    """Every two questions that ask nearly the same, the closest first."""
    found: dict[tuple[str, str], int] = {}
    for language in LANGUAGES:
        for code, other, score in _pairs({one.code: one.of[language] for one in questions}):
            pair = (min(code, other), max(code, other))
            found[pair] = max(found.get(pair, 0), score)
    closest = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return [Like(code, other, score) for (code, other), score in closest]


def _pairs(texts: Mapping[str, str]) -> Iterator[tuple[str, str, int]]:
    """Each text with those alike. Sorted by length, for texts of very different length cannot be so much alike."""
    ordered = sorted(
        ((text, code) for code, text in texts.items() if len(text) >= _SHORTEST), key=lambda one: len(one[0])
    )
    lengths, only = [len(text) for text, _code in ordered], [text for text, _code in ordered]
    for n, (text, code) in enumerate(ordered):
        end = bisect_right(lengths, len(text) * (200 - ALIKE) / ALIKE)
        near = process.extract(text, only[n + 1 : end], scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None)
        yield from ((code, ordered[n + 1 + place][1], round(score)) for _text, score, place in near)


def codes_known(bank: QuestionBank, codes: Iterable[str]) -> dict[str, QuestionVersion]:
    """The newest versions of some questions of a bank, by code."""
    found = QuestionVersion.newest_in(bank).where(Question.code.in_(list(codes)))
    rows = db.session.execute(found.add_columns(Question.code))
    return {code: version for version, code in rows}
