"""Cloze questions: what Moodle writes into a gap, such as {1:SHORTANSWER:=Berlin~%50%Bonn#Once it was}."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from typing import Any

from flask_babel import gettext as _

from learn.interop.moodle.item import Item, Lost, letters
from learn.interop.moodle.numbers import decimal_of
from learn.interop.moodle.ticked import ALL, NONE, weighed
from learn.interop.moodle.tree import said
from learn.interop.moodle.typed import Accepted, numbers, variants
from learn.interop.reading import MOST_PARTS

_SHORT = dict.fromkeys(("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"), "short")
_NUMBER = {"NUMERICAL": "numeric", "NM": "numeric"}
_CHOICE = {
    short + end: kind
    for kind, names in (("single", ("MULTICHOICE", "MC")), ("multiple", ("MULTIRESPONSE", "MR")))
    for short in names
    for end in ("", "_V", "_H", "_S", "_VS", "_HS", "V", "H", "S", "VS", "HS")
}
KINDS = _SHORT | _NUMBER | _CHOICE
OPEN = re.compile(r"\{(\d*):(" + "|".join(sorted(KINDS, key=len, reverse=True)) + r")(:|\})")
_WORTH = re.compile(r"\s*(?:(=)|%(-?\d+(?:[.,]\d*)?)%)")
_ESCAPED = re.compile(r"\\([}~#/\"])")
_TAGS = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Gap:
    """A gap as it stands in a text: from where to where, and what is in it."""

    start: int
    end: int
    points: int
    type: str
    inside: str


def found_in(text: str) -> Iterator[Gap]:
    """The gaps of a text. A sign with a backslash before it is only a sign."""
    at = 0
    while opened := OPEN.search(text, at):
        end = opened.end() if opened[3] == "}" else _closing(text, opened.end())
        if end is None:
            raise Lost(_("The gap “%(said)s…” does not end.", said=text[opened.start() : opened.start() + 30]))
        yield Gap(opened.start(), end, int(opened[1] or 1), opened[2], text[opened.end() : max(opened.end(), end - 1)])
        at = end


def _closing(text: str, at: int) -> int | None:
    closed = re.compile(r"(?<!\\)\}").search(text, at)
    return closed.end() if closed else None


def cloze(item: Item) -> tuple[str, dict[str, Any]]:
    """A text with gaps; its text is made anew by `renamed`."""
    stem = said(item.element.find("questiontext"))
    found = list(found_in(stem))
    if not found:
        raise Lost(_("There is no gap in the text."), item.element.find("questiontext"))
    if len(found) > MOST_PARTS:
        raise Lost(_("It has more than %(n)s parts.", n=MOST_PARTS), item.element)
    gaps = []
    for id, gap in zip(ids(item, len(found)), found, strict=True):
        kind = KINDS[gap.type]
        points = {} if gap.points == 1 else {"points": gap.points}
        if gap.points == 0:
            item.fault(_("A gap worth nothing counts one point here."))
            points = {}
        gaps.append({"id": id, "kind": kind, **points, **_fields(gap, kind, item)})
    if not _beside(found):
        return "cloze", {"gaps": gaps, "points": None}
    item.fault(_("A gap here has one right answer: what is asked in the text is asked below it instead."))
    shared = {} if item.format == "plain" else {"format": item.format}
    questions = [gap | shared | {"text": item.told(f"({n})")} for n, gap in enumerate(gaps, start=1)]
    return "scenario", {"questions": questions, "points": None}


def _beside(found: list[Gap]) -> bool:
    """Whether the gaps are asked beside the text, since in one of them several answers are right."""
    return any(KINDS[gap.type] == "multiple" for gap in found)


def ids(item: Item, number: int) -> list[str]:
    """The names of the gaps: ours if we wrote the file, else letters."""
    written = item.element.get("gaps", "").split()
    ours = [one for one in written if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", one)]
    if len(ours) == number == len(set(ours)):
        return ours
    before = "g" if "[[" in said(item.element.find("questiontext")) else ""  # [[a]] may stand there as plain text
    return [before + letters(n) for n in range(number)]


def renamed(item: Item, text: str) -> str:
    """The text with the names of its gaps where the gaps stood."""
    found = list(found_in(text))
    pieces, at = [], 0
    for number, (id, gap) in enumerate(zip(ids(item, len(found)), found, strict=True), start=1):
        pieces += [text[at : gap.start], f"({number})" if _beside(found) else f"[[{id}]]"]
        at = gap.end
    return "".join([*pieces, text[at:]])


def _fields(gap: Gap, kind: str, item: Item) -> dict[str, Any]:
    """The fields of a gap, by its kind."""
    parts = [
        _part(part, item, rich=kind in ("single", "multiple"))
        for part in re.split(r"(?<!\\)~", gap.inside)
        if part.strip()
    ]
    if kind == "short":
        return {"accept": variants(parts)} | ({"case": True} if gap.type.endswith("C") else {})
    if kind == "numeric":
        return numbers([_with_tolerance(part) for part in parts], item)
    if len(parts) < 2:
        raise Lost(_("A gap to choose for needs two choices or more: {%(said)s}.", said=gap.inside[:60]))
    choices = [
        {"id": letters(n), **item.told(part.text), **({"feedback": part.feedback} if part.feedback else {})}
        for n, part in enumerate(parts)
    ]
    shuffle = {} if gap.type.endswith("S") else {"shuffle": False}
    worths = [part.worth for part in parts]
    if kind == "multiple":
        worths = shared_out(worths)
    elif NONE < max(worths) < ALL - 1:
        item.fault(_("No choice is worth all points; the best one counts as right."))
    return {"choices": weighed(choices, worths, single=kind == "single")} | shuffle


def shared_out(worths: list[Decimal]) -> list[Decimal]:
    """Where several answers count as =, each is its share of the whole."""
    total = sum(worth for worth in worths if worth > 0)
    return [round(worth * 100 / total, 5) if worth > 0 and total > ALL else worth for worth in worths]


def _part(part: str, item: Item, *, rich: bool) -> Accepted:
    """One answer of a gap: = or %50% before it, # and feedback behind it."""
    worth, before = NONE, _WORTH.match(part)
    if before:
        worth = ALL if before[1] else decimal_of(before[2]) or NONE
        part = part[before.end() :]
    text, *comment = re.split(r"(?<!\\)(?<!&)(?<!&amp;)#", part, maxsplit=1)
    feedback = item.told(_shown(comment[0], item)) if comment and comment[0].strip() else None
    text = _shown(text, item) if rich else unescape(_TAGS.sub("", _bare(text)))
    return Accepted(text.strip(), worth, feedback)


def _bare(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def _shown(text: str, item: Item) -> str:
    """A choice or feedback, in the format of the question."""
    bare = _bare(text).strip()
    return (
        item.html(bare, item.element.find("questiontext")) if item.format == "html" else item.pictured(unescape(bare))
    )


def _with_tolerance(part: Accepted) -> Accepted:
    number, _colon, tolerance = part.text.partition(":")
    return Accepted(number.strip(), Decimal(part.worth), part.feedback, tolerance.strip())
