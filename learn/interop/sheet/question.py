"""The cells of one row as a question."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from flask_babel import gettext as _

from learn.assessment import Draft, QuestionKind
from learn.interop.markup import cleaned
from learn.interop.reading import MOST_STEM
from learn.interop.sheet.columns import (
    AND,
    ARROW,
    DIFFICULTIES,
    FORMATS,
    KINDS,
    LANGUAGES,
    LETTERS,
    NO,
    YES,
    said,
)
from learn.kit.text import Words, fold

_RIGHT = re.compile(r"([A-Z])(?:\s*[:：=]\s*(-?\d+(?:\.\d+)?)\s*%?)?")
_BETWEEN = re.compile(r"[\s,，、;；和与+]*")
_WITHOUT_LAYOUT = ("clause", "source_title", "measure")


class Wrong(Exception):
    """A cell for which the question cannot be read: its column, and why."""

    def __init__(self, key: str, what: str) -> None:
        super().__init__(what)
        self.key = key


class Row:
    """One row while it is read."""

    def __init__(self, cells: dict[str, str]) -> None:
        self.cells = cells
        self.remarks: list[tuple[str, str]] = []  # columns, and what of them is not kept
        self.format = self.word_of(FORMATS, "format") or "plain"

    def draft(self) -> Draft:
        """The question. Raises Wrong."""
        kind = said(KINDS, self.cells.get("kind", ""))
        if kind is None:
            raise Wrong("kind", _("“%(said)s” is no kind of question.", said=self.cells.get("kind", "")))
        text = self.words("text")
        if not any(text.values()):
            raise Wrong("text.zh", _("The question has no text."))
        title = self.words("source_title")
        return Draft(
            kind=QuestionKind(kind),
            text=Words(**text),
            body=self._body() | _FIELDS[kind](self),
            reason=Words(**self.words("reason")),
            code=self.cells.get("code", ""),
            topic=self.cells.get("topic", ""),
            objective=self.cells.get("objective", ""),
            difficulty=self.word_of(DIFFICULTIES, "difficulty") or "",
            source=self.cells.get("source", ""),
            source_title=Words(**title) if any(title.values()) else None,
            clause=Words(**self.words("clause")),
            check=self.cells.get("check", "") or "verify",
            tags=tuple(tag for tag in re.split(r"\s*[,，;；\n]\s*", self.cells.get("tags", "")) if tag),
        )

    def _body(self) -> dict[str, Any]:
        """What every kind may have."""
        body: dict[str, Any] = {"name": self.cells["name"]} if self.cells.get("name") else {}
        if self.format != "plain":
            body["format"] = self.format
        if (points := self.number("points")) is not None:
            if points > 0:
                body["points"] = points
            else:
                self.remarks.append(("points", _("Points must be above 0; the question is worth one.")))
        feedback = {key: self.words(key) for key in ("right", "partly", "wrong") if self.has(key)}
        if feedback:
            body["feedback"] = feedback
        if self.has("hints"):
            body["hints"] = self._hints()
        return body | ({"shuffle": False} if self.yes("shuffle") is False else {})

    def _hints(self) -> list[dict[str, str]]:
        lines = {language: self.cells.get(f"hints.{language}", "").split("\n") for language in LANGUAGES}
        return [
            {
                language: self.clean("hints", found[n].strip() if n < len(found) else "")
                for language, found in lines.items()
            }
            for n in range(max(map(len, lines.values())))
        ]

    # cells

    def has(self, key: str) -> bool:
        """Whether a text stands there in either language."""
        return any(self.cells.get(f"{key}.{language}") for language in LANGUAGES)

    def words(self, key: str) -> dict[str, str]:
        """A text in both languages."""
        return {language: self.clean(key, self.cells.get(f"{key}.{language}", "")) for language in LANGUAGES}

    def clean(self, key: str, text: str) -> str:
        """A text without anything that runs."""
        if len(text) > MOST_STEM:
            raise Wrong(key, _("A text is longer than %(n)s characters.", n=MOST_STEM))
        if self.format != "html" or key in _WITHOUT_LAYOUT:
            return text
        html, gone = cleaned(text, lambda _address: None)
        self.remarks += [(f"{key}.zh", sentence) for sentence in gone]
        return html.strip()

    def number(self, key: str) -> int | float | None:
        """The number in a cell; None: none, or one that cannot be read, which is noted."""
        if not (cell := self.cells.get(key, "").strip()):
            return None
        try:
            found = Decimal(fold(cell).replace(" ", ""))
        except InvalidOperation:
            found = Decimal("nan")
        if not found.is_finite() or abs(found.adjusted()) > 400:
            raise Wrong(key, _("“%(said)s” is no number.", said=cell))
        whole = found == found.to_integral_value() and abs(found) < 10**15
        return int(found) if whole else float(found)

    def yes(self, key: str) -> bool | None:
        """What a cell says to a question of yes or no; None: nothing."""
        cell = fold(self.cells.get(key, ""))
        if cell and cell not in YES | NO:
            self.remarks.append((key, _("“%(said)s” is neither yes nor no.", said=cell)))
        return True if cell in YES else False if cell in NO else None

    def word_of(self, words: dict[str, str], key: str) -> str | None:
        """One of the words that a cell may say; None: nothing."""
        cell = self.cells.get(key, "")
        found = said(words, cell) if cell else None
        if cell and found is None:
            self.remarks.append((key, _("“%(said)s” is not known here.", said=cell)))
        return found

    def parts(self) -> list[tuple[str, dict[str, str]]]:
        """The columns of options that say something, with their letters."""
        return [(letter, self.words(letter)) for letter in LETTERS if self.has(letter)]

    def at_least(self, n: int) -> list[tuple[str, dict[str, str]]]:
        """The options, of which there must be some."""
        found = self.parts()
        if len(found) < n:
            raise Wrong("A.zh", _("At least %(n)s options are needed.", n=n))
        return found

    def answer(self) -> str:
        """What stands in the column of the answer."""
        found = self.cells.get("answer", "").strip()
        if not found:
            raise Wrong("answer", _("The answer is missing."))
        return found


def _choices(row: Row, *, single: bool) -> dict[str, Any]:
    options, answer = row.at_least(2), row.answer().upper()
    right = {found[1]: found[2] for found in _RIGHT.finditer(answer)}
    missing = right.keys() - {letter for letter, _words in options}
    if _BETWEEN.sub("", _RIGHT.sub("", answer)) or (missing and re.search("[A-Z]{2}", answer)):
        what = _("Write the letters of the right options, such as A or A, C; here stands “%(said)s”.", said=answer)
        raise Wrong("answer", what)
    if missing:
        raise Wrong("answer", _("There is no option %(letter)s.", letter=min(missing)))
    weighted = any(right.values())
    worth = {
        letter: Decimal(weight or (100 if single else 0)) if weighted else Decimal(100)
        for letter, weight in right.items()
    }
    best = max(worth, key=lambda letter: worth[letter])
    correct = {best} if single and weighted else {letter for letter in worth if worth[letter] > 0}
    if not correct or (single and len(correct) != 1):
        raise Wrong("answer", _("A question of this kind has one right option."))
    return {
        "choices": [
            {
                "id": _id(number), **words, **({"correct": True} if letter in correct else {}),
                **({"weight": right[letter]} if weighted and right.get(letter) else {}),
            }
            for number, (letter, words) in enumerate(options)
        ]
    }  # fmt: skip


def _id(number: int) -> str:
    return LETTERS[number].lower()


def _truefalse(row: Row) -> dict[str, Any]:
    found = fold(row.answer())
    if found not in YES | NO:
        raise Wrong("answer", _("Write 对 (true) or 错 (false); here stands “%(said)s”.", said=row.answer()))
    return {"answer": found in YES}


def _matching(row: Row) -> dict[str, Any]:
    pairs: list[dict[str, Any]] = []
    extra: list[dict[str, Any]] = []
    for letter, words in row.parts():
        sides = {language: _sides(letter, language, words[language]) for language in LANGUAGES}
        left = {language: found[0] for language, found in sides.items()}
        right = {language: found[1] for language, found in sides.items()}
        id = _id(len(pairs) + len(extra))
        if any(left.values()):
            pairs.append({"id": id, "left": left, "right": right})
        else:
            extra.append({"id": id, **right})
    if len(pairs) < 2:
        raise Wrong("A.zh", _("At least two pairs are needed, each written as “left → right”."))
    return {"pairs": pairs} | ({"extra": extra} if extra else {})


def _sides(letter: str, language: str, cell: str) -> tuple[str, str]:
    if not cell:
        return "", ""
    left, arrow, right = cell.replace("->", ARROW).partition(ARROW)
    if not arrow:
        raise Wrong(
            f"{letter}.{language}", _("Write the pair as “left → right”; here stands “%(said)s”.", said=cell[:60])
        )
    return left.strip(), right.strip()


def _numeric(row: Row) -> dict[str, Any]:
    row.answer()
    tolerance = row.number("tolerance")
    found: dict[str, Any] = {"answer": row.number("answer")} | ({} if tolerance is None else {"tolerance": tolerance})
    return found | ({"measure": row.words("measure")} if row.has("measure") else {})


def _short(row: Row) -> dict[str, Any]:
    variants = [line.strip() for line in row.answer().split("\n") if line.strip()]
    accept = [[part.strip() for part in one.split(AND)] if AND in one else one for one in variants]
    return {"accept": accept} | ({"case": True} if row.yes("case") else {})


def _essay(row: Row) -> dict[str, Any]:
    limits = {key: row.number(key) for key in ("least_words", "most_words")}
    found: dict[str, Any] = {key: limit for key, limit in limits.items() if limit}
    return found | ({"model": row.words("model")} if row.has("model") else {})


def _ordering(row: Row) -> dict[str, Any]:
    return {"items": [{"id": _id(n), **words} for n, (_letter, words) in enumerate(row.at_least(2))]}


_FIELDS: dict[str, Callable[[Row], dict[str, Any]]] = {
    "single": partial(_choices, single=True), "multiple": partial(_choices, single=False), "truefalse": _truefalse,
    "matching": _matching, "ordering": _ordering, "numeric": _numeric, "short": _short, "essay": _essay,
}  # fmt: skip
