"""Aiken, the simplest format: a text, choices A) B) C), and a line ANSWER: B. Also as Chinese authors write it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from learn.assessment import Draft, QuestionKind
from learn.interop.decoding import text_of
from learn.interop.reading import MOST_STEM, Fault, Reading, check_number, check_size
from learn.kit.text import Words

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CHOICE = re.compile(r"([A-Za-z])([.)、．）:：])\s*(.*)")
_ANSWER = re.compile(r"(?:ANSWER|答案)\s*[:：]\s*(.*)", re.I)


@dataclass
class _Question:
    """A question as far as its lines were read."""

    line: int
    text: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    below: list[tuple[int, str]] = field(default_factory=list)  # lines that go on below the last choice
    sign: str = ""  # what stands behind the letter of its first choice
    astray: str = ""  # a choice whose letter does not follow; empty: there is none

    def takes(self, line: str) -> bool:
        """Whether a line is its next choice; the first one needs a text above it."""
        found = _CHOICE.fullmatch(line)
        if not found or not self.text or len(self.choices) == len(LETTERS):
            return False
        if found[1].upper() != LETTERS[len(self.choices)]:
            if self.choices and found[1].isupper() and found[2] == self.sign:
                self.astray = self.astray or found[1]
            return False
        self._close()
        self.choices.append(found[3].strip())
        self.sign = self.sign or found[2]
        return True

    def begun_anew(self, line: str) -> "_Question | None":
        """The question that began below this one without any answer, where a line is that one's choice A."""
        found = _CHOICE.fullmatch(line)
        if len(self.choices) < 2 or not self.below or not found or found[1] != "A":
            return None
        return _Question(self.below[0][0], [text for _n, text in self.below])

    def _close(self) -> None:
        if self.choices:
            self.choices[-1] = " ".join([self.choices[-1], *(text for _n, text in self.below)]).strip()
        self.below.clear()

    @property
    def where(self) -> str:
        """How its author would find it."""
        return " ".join(self.text)[:60] or _("a question without words")

    def draft(self, key: str, language: str) -> Draft:
        """The question with its key. Raises ValueError, which says what is wrong."""
        self._close()
        if not self.text or len(self.choices) < 2:
            raise ValueError(_("It needs a text, two choices (A) and B)) or more, and then its answer."))
        if sum(map(len, self.text + self.choices)) > MOST_STEM:
            raise ValueError(_("It is longer than %(n)s characters.", n=MOST_STEM))
        if self.astray:
            raise ValueError(
                _(
                    "The letters of its choices do not follow one another: %(letter)s) is out of place.",
                    letter=self.astray,
                )
            )
        right = set(re.findall("[A-Z]", key.upper()))
        if not re.fullmatch(r"[A-Za-z](\s*[,，、;]?\s*[A-Za-z])*", key) or right - set(LETTERS[: len(self.choices)]):
            raise ValueError(_("The answer “%(key)s” is none of its choices.", key=key[:40]))
        if not all(self.choices):
            raise ValueError(_("A choice has no words."))
        return Draft(
            kind=QuestionKind.SINGLE if len(right) == 1 else QuestionKind.MULTIPLE,
            text=Words(**_side(" ".join(self.text), language)),
            body={"choices": [self._choice(n, right, language) for n in range(len(self.choices))]},
        )

    def _choice(self, n: int, right: set[str], language: str) -> dict[str, Any]:
        choice: dict[str, Any] = {"id": LETTERS[n].lower(), **_side(self.choices[n], language)}
        return choice | ({"correct": True} if LETTERS[n] in right else {})


def read(content: bytes, *, language: str) -> Reading:
    """The questions of an Aiken file. Raises Unreadable."""
    check_size(content)
    text, faults = text_of(content)
    drafts: list[Draft] = []
    question, blank = _Question(0), False
    for n, line in enumerate([*map(str.strip, text.split("\n")), ""], start=1):
        if answer := _ANSWER.fullmatch(line):
            try:
                drafts.append(question.draft(answer[1].strip(), language))
            except ValueError as wrong:
                faults.append(Fault(question.where, str(wrong), question.line or n, whole=True))
            question = _Question(0)
            check_number(len(drafts) + len(faults))
        elif line and (following := question.begun_anew(line)):
            faults.append(_unanswered(question))
            question = following
            question.takes(line)
        elif line and not question.takes(line):
            question = _with_line(question, line, n, blank, faults)
        blank = not line
    if question.text:
        faults.append(_unanswered(question))
    return Reading("aiken", tuple(drafts), tuple(faults))


def _with_line(question: _Question, line: str, n: int, blank: bool, faults: list[Fault]) -> _Question:
    """A line that is neither choice nor answer: more of the text, more of a choice, or the next question."""
    if question.choices and blank:
        faults.append(_unanswered(question))
        question = _Question(0)
    if question.choices:
        question.below.append((n, line))
    else:
        question.line = question.line or n
        question.text.append(line)
    return question


def _unanswered(question: _Question) -> Fault:
    return Fault(question.where, _("It has no line ANSWER: with a letter."), question.line, whole=True)


def _side(text: str, language: str) -> dict[str, str]:
    return {"zh": "", "en": ""} | {language: text}


def write(drafts: Sequence[Draft], *, language: str) -> bytes:
    """An Aiken file with those of the drafts that Aiken can say."""
    return "\n".join(_written(draft, language) for draft in drafts if not _unsaid(draft, language)).encode()


def losses(drafts: Sequence[Draft], *, language: str) -> list[Fault]:
    """What Aiken cannot say of these questions."""
    found = []
    for draft in drafts:
        where = draft.code or draft.name or draft.text.of(language)[:60]
        if why := _unsaid(draft, language):
            found.append(Fault(where, why, whole=True))
        elif lost := _lost(draft, language):
            found.append(Fault(where, _("Not written: %(names)s.", names=", ".join(lost))))
    return found


def _written(draft: Draft, language: str) -> str:
    choices = draft.body["choices"]
    lines = [f"{LETTERS[n]}) {_line(choice.get(language, ''))}" for n, choice in enumerate(choices)]
    right = next(n for n, choice in enumerate(choices) if choice.get("correct"))
    return "\n".join([_line(draft.text.of(language)), *lines, f"ANSWER: {LETTERS[right]}", ""])


def _line(text: str) -> str:
    return " ".join(text.split("\n")).strip()


def _unsaid(draft: Draft, language: str) -> str:
    """Why Aiken has no words for a question; empty: it has."""
    if draft.kind != QuestionKind.SINGLE:
        return _("Aiken has only questions with one right choice.")
    choices, text = draft.body["choices"], _line(draft.text.of(language))
    if not text or not all(_line(choice.get(language, "")) for choice in choices):
        return _("It has no text in this language.")
    if draft.body.get("format", "plain") != "plain":
        return _("Aiken has plain text only.")
    if len(choices) > len(LETTERS) or any(_ANSWER.fullmatch(_line(one.get(language, ""))) for one in choices):
        return _("Its choices cannot be told by letters.")
    return _("Its text would be read as an answer.") if _ANSWER.fullmatch(text) else ""


def _lost(draft: Draft, language: str) -> list[str]:
    """Everything that a question may have and Aiken does not."""
    body = draft.body
    texts = [draft.text.of(language), *(choice.get(language, "") for choice in body["choices"])]
    names = {
        _("id and name"): draft.code or draft.name,
        _("tags"): draft.tags,
        _("reason"): draft.reason.of(language),
        _("feedback"): body.get("feedback") or any(choice.get("feedback") for choice in body["choices"]),
        _("weights"): any("weight" in choice for choice in body["choices"]),
        _("line ends"): any("\n" in text.strip() for text in texts),
        _("points"): body.get("points", 1) != 1,
        _("hints"): body.get("hints"),
        _("the order of its parts"): body.get("shuffle") is False,
        _("lesson, objective and difficulty"): draft.topic or draft.objective or draft.difficulty,
        _("source"): draft.source,
    }
    return [name for name, there in names.items() if there]
