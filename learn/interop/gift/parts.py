"""A GIFT question taken apart: its name, its stem, and what stands between the braces. Still in GIFT's own terms."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from flask_babel import gettext as _

from learn.interop.gift.blocks import Block, plain
from learn.interop.reading import MOST_PARTS, Fault

FORMATS = ("html", "markdown", "plain", "moodle")
BLANK = "_____"  # stands in the stem where the answer is to be put in
_TRUE, _FALSE = {"T", "TRUE"}, {"F", "FALSE"}
_WEIGHT = re.compile(r"%(-?\d{1,9}(?:\.\d{0,12})?|-?\.\d{1,12})%")
_FORMAT = re.compile(r"\[(\w+)\]")
_HTML = re.compile(r"<[a-zA-Z/!][^>]*>|&(?:[a-zA-Z]{2,8}|#\d{1,6});")
_ASIDE = re.compile(r"(?:^|\s)//\s")
_TAGS = re.compile(r"\[tag:((?:\\.|[^\]\\])*)\]")
_ID = re.compile(r"\[id:((?:\\.|[^\]\\])*)\]")


class Wrong(Exception):
    """Why a question cannot be read."""


class Said(NamedTuple):
    """A text and the format that it is written in."""

    text: str
    format: str  # plain, markdown or html

    @classmethod
    def of(cls, raw: str, otherwise: str) -> "Said":
        """A text as it stands in the file. Without a format of its own it has that of the stem."""
        raw, form = raw.strip(), otherwise
        if (mark := _FORMAT.match(raw)) and mark[1] in FORMATS:
            raw, form = raw[mark.end() :], mark[1]
        if form in ("moodle", "plain"):  # lines that its author broke only to see them all
            raw = " ".join(line.strip() for line in raw.split("\n"))
        text = plain(raw).strip()
        if form == "moodle" and _HTML.search(text):
            return cls(text.replace("\n", "<br>"), "html")
        return cls(text, "plain" if form == "moodle" else form)


@dataclass
class Answer:
    """One line of an answer: a choice, a variant, a number or a pair."""

    right: bool  # an equals sign stands before it
    text: Said
    weight: str | None = None  # as written
    feedback: Said | None = None
    mate: str = ""  # the right half of a pair


@dataclass
class Parts:
    """A question as GIFT sees it."""

    line: int
    type: str  # description, essay, truefalse, choice, short, match, numerical
    stem: Said
    name: str = ""
    id: str = ""
    tags: tuple[str, ...] = ()
    answers: list[Answer] = field(default_factory=list)
    general: Said | None = None  # feedback to whatever was answered
    wrong: Said | None = None  # feedback to numbers that no answer has
    faults: list[Fault] = field(default_factory=list)

    @property
    def where(self) -> str:
        """How its author would find it."""
        return self.name or self.stem.text[:60] or _("a question without words")

    def fault(self, what: str) -> None:
        """Note what was not read of it."""
        self.faults.append(Fault(self.where, what, self.line))


def parts_of(block: Block) -> Parts:
    """The parts of a question. Raises Wrong."""
    name, text = _name_and_rest(block.text)
    before, inner, after = _braces(text)
    raw = before + BLANK + after if after.strip() else before
    mark = _FORMAT.match(raw.strip())
    form = mark[1] if mark and mark[1] in FORMATS else "moodle"
    parts = Parts(block.line, "description", Said.of(raw, "moodle"), name, *_labels(block.comments))
    if _ASIDE.search(text):
        parts.fault(_("Words behind // stand in the question: a comment is a line of its own."))
    if inner is None:
        return parts
    if "{" in after or "}" in after:
        parts.fault(_("A question has one pair of braces; what follows the first pair was left as text."))
    inner, separator, general = inner.rpartition("####") if "####" in inner else (inner, "", "")
    parts.general = Said.of(general, form) if separator and general.strip() else None
    _read_answers(parts, inner.strip(), form)
    if len(parts.answers) > MOST_PARTS:
        raise Wrong(_("It has more than %(n)s parts.", n=MOST_PARTS))
    return parts


def _name_and_rest(text: str) -> tuple[str, str]:
    """The name between double colons, if there is one, and the rest."""
    if not text.startswith("::"):
        return "", text
    name, colons, rest = text[2:].partition("::")
    return (" ".join(plain(name).split()), rest.strip()) if colons else ("", text)


def _braces(text: str) -> tuple[str, str | None, str]:
    """What stands before, between and behind the braces; None: there are none."""
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        return text, None, ""
    if start < 0:
        raise Wrong(_("A closing brace } has no opening one; write \\} where a brace is meant."))
    end = text.find("}", start)
    if end < 0:
        raise Wrong(_("An opening brace { is never closed; write \\{ where a brace is meant."))
    return text[:start], text[start + 1 : end], text[end + 1 :]


def _labels(comments: list[str]) -> tuple[str, tuple[str, ...]]:
    """The id and the tags that comments give a question."""
    written = " ".join(comments)
    ids = _ID.findall(written)
    bare = [re.sub(r"\\(.)", r"\1", tag).strip() for tag in _TAGS.findall(written)]
    return (re.sub(r"\\(.)", r"\1", ids[0]).strip() if ids else ""), tuple(dict.fromkeys(tag for tag in bare if tag))


def _read_answers(parts: Parts, inner: str, form: str) -> None:
    """Take the braces apart, by what they hold."""
    word = inner.partition("#")[0].strip().upper()
    if not inner:
        parts.type = "essay"
    elif inner.startswith("#"):
        parts.type = "numerical"
        numbers, tilde, rest = inner[1:].partition("~")
        parts.answers = [_answer("=" + one, form) for one in numbers.split("=") if one.strip()]
        parts.wrong = _answer("~" + rest, form).feedback if tilde else None
    elif word in _TRUE | _FALSE:
        parts.type = "truefalse"
        wrong, right = [*(Said.of(one, form) if one.strip() else None for one in inner.split("#", 2)[1:]), None, None][
            :2
        ]
        words = ("true", "false") if word in _TRUE else ("false", "true")
        parts.answers = [
            Answer(True, Said(words[0], "plain"), feedback=right),
            Answer(False, Said(words[1], "plain"), feedback=wrong),
        ]
    elif "~" in inner:
        parts.type = "choice"
        parts.answers = [_answer(one, form) for one in re.findall(r"[~=][^~=]*", inner)]
    else:
        _read_equals(parts, inner, form)
    if parts.type == "choice" and (lead := re.split(r"[~=]", inner)[0].strip()):
        parts.answers.insert(0, _answer("~" + lead, form))


def _read_equals(parts: Parts, inner: str, form: str) -> None:
    """Answers that all have equals signs are pairs, if every one has an arrow, or else variants."""
    found = [one for one in inner.split("=") if one.strip()]
    arrows = sum("->" in one for one in found)
    if "=" in inner and arrows == len(found) > 1:
        parts.type = "match"
        for one in found:
            left, _arrow, right = one.partition("->")
            pair = Answer(True, Said.of(left, form), mate=Said.of(right, "plain").text)
            parts.answers.append(pair)
        return
    parts.type = "short"
    parts.answers = [_answer("=" + one, form) for one in found]
    if arrows and "=" in inner:
        parts.fault(_("Not every answer has an arrow ->, so this was read as a question with a short answer."))


def _answer(raw: str, form: str) -> Answer:
    """One answer with its sign, its weight and its feedback."""
    right, raw = raw.startswith("="), raw[1:].strip()
    weight = None
    if found := _WEIGHT.match(raw):
        weight, raw = found[1], raw[found.end() :]
    text, sharp, feedback = raw.partition("#")
    return Answer(right, Said.of(text, form), weight, Said.of(feedback, form) if sharp and feedback.strip() else None)
