"""The words of a line with their marks, as Markdown that means just these words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from learn.catalogue.pack.lesson import Lesson, text_of

_MARKS = re.compile(r"[\\`*]")  # what would be read as a mark wherever it stands
_IN_PLACES = re.compile(
    r"<(?=[A-Za-z/!?])"  # HTML, or an address
    r"|&(?=#?[A-Za-z0-9]+;)"  # an entity
    r"|(?<![^\W_])_|_(?![^\W_])"  # emphasis, but not inside a word
)
_LINE_START = re.compile(
    r"(?m)^([ \t]*)("
    r"#{1,6}(?=\s|$)|-(?=[\s-]|$)|\+(?=\s|$)|>|=+(?=\s*$)|:{3,}|:(?=-)|\|(?=\s*:?-)|~{3,}|\d{1,9}(?=[.)](?:\s|$))"
    r")"
)
_CAPTION = re.compile(r"^Table:")
MOST_MARKED = 1000  # runs in one paragraph; beyond, the words go without marks
_SPACE = re.compile(r"[^\S\n]+")


@dataclass(frozen=True)
class Run:
    """Words that look alike."""

    text: str  # a line break is \n
    bold: bool = False
    italic: bool = False
    href: str = ""

    @property
    def marks(self) -> tuple[bool, bool, str]:
        """Everything but the words."""
        return self.bold, self.italic, self.href


def markdown_of(runs: Iterable[Run], *, break_as: str = "\\\n") -> str:
    """Some runs as a paragraph; where marks would not be read as such, the words go without them."""
    return _CAPTION.sub(r"Table\:", _LINE_START.sub(_guarded, _marked_up(runs))).replace("\n", break_as)


def one_line(runs: Iterable[Run]) -> str:
    """Some runs as they stand in a heading or a cell, behind a mark of it."""
    return _marked_up(runs).replace("\n", " ")


def _marked_up(runs: Iterable[Run]) -> str:
    joined = _tidied(runs)
    if len(joined) > MOST_MARKED:
        joined = _tidied(Run(run.text) for run in joined)
    plain = "".join(run.text for run in joined).strip()
    if not plain:
        return ""
    written = _written(joined)
    if any(run.bold or run.italic for run in joined) and _read_back(written) != _folded(plain):
        written = _written([replace(run, italic=False) for run in joined])
        if _read_back(written) != _folded(plain):
            written = _written([replace(run, bold=False, italic=False) for run in joined])
    return written


def _escaped(text: str, *, dollars: bool, linked: bool) -> str:
    """Words so that none of them is a mark. One dollar alone is money."""
    text = _IN_PLACES.sub(lambda found: "\\" + found[0], _MARKS.sub(lambda found: "\\" + found[0], text))
    text = text.replace("$", "\\$") if dollars else text
    return re.sub(r"[\[\]]", r"\\\g<0>", text) if linked else re.sub(r"\](?=[(:]|$)", r"\]", text)


def _guarded(found: re.Match[str]) -> str:
    mark = found[2]
    return f"{found[1]}{mark}\\" if mark[0].isdigit() else f"{found[1]}\\{mark}"


def _tidied(runs: Iterable[Run]) -> list[Run]:
    """Runs that look alike joined, with single spaces, and no mark around nothing."""
    found: list[Run] = []
    for run in runs:
        text = re.sub(r" *\n *", "\n", _SPACE.sub(" ", run.text))
        run = replace(run, text=text, bold=run.bold and bool(text.strip()), italic=run.italic and bool(text.strip()))
        if found and found[-1].text[-1:].isspace() and text[:1] == " ":
            run = replace(run, text=text[1:])
        if run.text:
            found.append(run)
    return [
        Run("".join(run.text for run in alike), *marks) for marks, alike in groupby(found, key=lambda run: run.marks)
    ]


def _written(runs: list[Run]) -> str:
    dollars = sum(run.text.count("$") for run in runs) > 1
    parts = []
    for href, alike in groupby(runs, key=lambda run: run.href):
        words = "".join(_marked(run, dollars=dollars) for run in alike)
        bare = words.strip()
        if href and bare:
            before, _words, after = words.partition(bare)
            words = f"{before}[{bare}]({href}){after}"
        parts.append(words)
    return "".join(parts).strip()


def _marked(run: Run, *, dollars: bool) -> str:
    """A run between its asterisks. Signs at its ends stay outside, where Markdown wants them beside Chinese."""

    def words(text: str) -> str:
        return _escaped(text, dollars=dollars, linked=bool(run.href))

    mark = "*" * (2 * run.bold + run.italic)
    match = re.fullmatch(r"(\W*)(.*?)(\W*)", run.text, re.DOTALL)
    if not mark or match is None or not match[2] or "\n" in match[2]:
        return words(run.text)
    return f"{words(match[1])}{mark}{words(match[2])}{mark}{words(match[3])}"


def _read_back(written: str) -> str:
    """The words as our parser reads them."""
    line = "x " + written.replace("\n", " ")
    return _folded(" ".join(text_of(node) for node in Lesson("", "", line).root.children)[1:])


def _folded(text: str) -> str:
    return "".join(text.split())
