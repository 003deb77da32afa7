"""A GIFT file cut into what stands between its blank lines: one question each, with the comments above it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# What a backslash makes ordinary is put out of the way, as signs that no text may hold, until a question is taken apart.
_ESCAPED = {sign: chr(0xFDD0 + n) for n, sign in enumerate(r"~=#{}:\n")}
_SIGNS = {mark: "\n" if sign == "n" else sign for sign, mark in _ESCAPED.items()}
LINE_END = _ESCAPED["n"]  # one that the author wrote as \n
CATEGORY = "$CATEGORY:"
_BRACE = re.compile(r"[{}]")
_BACK = str.maketrans(_SIGNS)


@dataclass
class Block:
    """Some lines that belong together."""

    line: int  # the first one with words
    lines: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)  # above the question, or among its lines
    open: bool = False  # a brace waits for its end
    closed: bool = False  # a brace was opened and ended

    def add(self, n: int, line: str) -> None:
        """Take in a line of the file, counted from 0."""
        self.line = self.line or n + 1
        self.lines.append(line)
        opened, ended = line.rfind("{"), line.rfind("}")
        if opened != ended:
            self.open, self.closed = opened > ended, ended > opened

    @property
    def text(self) -> str:
        """The lines, escaped signs put out of the way."""
        return "\n".join(self.lines).strip()


def blocks_in(text: str) -> Iterator[Block]:
    """The blocks of a file. A blank line ends a block, unless it stands between braces that are closed later."""
    lines = _without_escapes(text).split("\n")
    following = _following_braces(lines)
    block = Block(0)
    for n, (line, raw) in enumerate(zip(lines, text.split("\n"), strict=True)):
        if line.lstrip().startswith("//"):
            block.comments.append(raw.strip())
            continue
        if not line.strip():
            if block.open and following[n] == "}":
                block.add(n, "")
            elif block.lines or block.comments:
                yield block
                block = Block(0)
            continue
        if block.closed and line.lstrip().startswith("::"):
            yield block
            block = Block(0)
        block.add(n, line)
        if line.startswith(CATEGORY) and len(block.lines) == 1:
            yield block
            block = Block(0)
    yield block


def _without_escapes(text: str) -> str:
    """The text with its escaped signs out of the way. Pairs of backslashes go first, for they escape nothing else."""
    for sign in sorted(_ESCAPED, key=lambda sign: sign != "\\"):
        text = text.replace(f"\\{sign}", _ESCAPED[sign])
    return text


def _following_braces(lines: list[str]) -> list[str]:
    """For every line the first brace in it or below it."""
    found, brace = [], ""
    for line in reversed(lines):
        if not line.lstrip().startswith("//"):
            brace = found_brace[0] if (found_brace := _BRACE.search(line)) else brace
        found.append(brace)
    return found[::-1]


def plain(text: str) -> str:
    """A text as its author meant it: escaped signs are signs again."""
    return text.translate(_BACK)


def escaped(text: str) -> str:
    """A text in which GIFT sees nothing but words."""
    return re.sub(r"[~=#{}:\\]", r"\\\g<0>", text.replace("\r", "")).replace("\n", "\\n")
