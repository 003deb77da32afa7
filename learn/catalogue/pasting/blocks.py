"""The blocks of a pasted text, each of which can write itself."""

import re
from dataclasses import dataclass, field, replace

from learn.catalogue.pasting.ids import section_id
from learn.catalogue.pasting.line import Run, markdown_of, one_line

_NUMBERED = re.compile(r"^(?:Table|Figure|Fig\.|表|图|圖)\s*[\d０-９]+(?:[-–.][\d]+)*\s*[.:：、]?\s*", re.IGNORECASE)


@dataclass
class Block:
    """A paragraph, a heading, an item of a list, a quotation, a caption, a line, or lines of code."""

    kind: str  # p, h1 … h6, li, quote, caption, hr, pre
    runs: list[Run] = field(default_factory=list)
    depth: int = 0  # of an item, from 0
    number: int = 0  # of an item; 0: a bullet
    continues: bool = False  # a further paragraph of the item before it

    @property
    def words(self) -> str:
        """What it says, without marks."""
        return " ".join("".join(run.text for run in self.runs).split())


@dataclass
class Picture:
    """A picture in media/."""

    name: str
    alt: str
    caption: str = ""

    @property
    def markdown(self) -> str:
        """Alone in its paragraph."""
        alt = one_line([Run(self.alt)]).replace("]", "\\]").replace("[", "\\[").replace("\\\\]", "\\]")
        caption = re.sub(r'(["\\])', r"\\\1", self.caption)
        return f"![{alt}](media/{self.name}" + (f' "{caption}")' if caption else ")")


@dataclass
class Cell:
    """A cell of a table, which may lie over several rows and columns."""

    runs: list[Run] = field(default_factory=list)
    across: int = 1
    down: int = 1


@dataclass
class Table:
    """A table: its first row is its head."""

    rows: list[list[Cell]] = field(default_factory=list)
    caption: str = ""
    merged: bool = False

    @property
    def markdown(self) -> str:
        """With its caption before it; what lay over several cells stands in the first of them."""
        grid = self._grid()
        width = max((len(row) for row in grid), default=0)
        rows = [row + [""] * (width - len(row)) for row in grid if any(row)]
        if not rows:
            return ""
        head, *rest = rows
        lines = [_row(head), "|" + "---|" * width, *map(_row, rest)]
        caption = one_line([Run(self.caption)])
        return (f"Table: {caption}\n\n" if caption else "") + "\n".join(lines)

    def _grid(self) -> list[list[str]]:
        grid: list[list[str]] = []
        taken: dict[int, int] = {}  # by column: how many further rows a cell above lies over
        for row in self.rows:
            line: list[str] = []
            below = {column: left - 1 for column, left in taken.items() if left > 1}
            for cell in row:
                while len(line) in taken:
                    line.append("")
                runs = (
                    cell.runs if grid else [replace(run, bold=False) for run in cell.runs]
                )  # a head is bold by itself
                words = one_line(runs).replace("|", "\\|")
                for column in range(len(line), len(line) + cell.across):
                    if cell.down > 1:
                        below[column] = cell.down - 1
                line += [words] + [""] * (cell.across - 1)
            grid.append(line)
            taken = below
        return grid


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def written(blocks: list[Block | Picture | Table]) -> str:
    """All of it. The highest heading that occurs becomes a section, every lower one a part of it."""
    _settle_depths(blocks)
    levels = [int(block.kind[1]) for block in blocks if isinstance(block, Block) and _level(block)]
    top, taken = min(levels, default=1), set[str]()
    parts: list[str] = []
    before: Block | Picture | Table | None = None
    for block in _with_captions(blocks):
        text = block.markdown if not isinstance(block, Block) else _of(block, top, taken)
        if text:
            parts.append(("" if not parts else "\n" if _close(before, block) else "\n\n") + text)
            before = block
    return "".join(parts)


def _settle_depths(blocks: list[Block | Picture | Table]) -> None:
    """An item lies at most one level deeper than the item before it."""
    before = -1
    for block in blocks:
        if isinstance(block, Block) and block.kind == "li":
            if block.words:
                block.depth = before = min(block.depth, before + 1)
        else:
            before = -1


def _level(block: Block) -> bool:
    return re.fullmatch(r"h[1-6]", block.kind) is not None and bool(block.words)


def _close(before: Block | Picture | Table | None, block: Block | Picture | Table) -> bool:
    """Whether an item follows an item without a blank line. A list that begins within one with 2 needs the line."""
    if not (isinstance(before, Block) and isinstance(block, Block) and before.kind == block.kind == "li"):
        return False
    return not block.continues and not (block.depth > before.depth and block.number > 1)


def _of(block: Block, top: int, taken: set[str]) -> str:
    if _level(block):
        words = one_line([Run(run.text, href=run.href) for run in block.runs])
        if int(block.kind[1]) > top:
            return f"### {words}"
        id = section_id(block.words, taken)
        taken.add(id)
        return f"## {words} {{#{id}}}"
    match block.kind:
        case "hr":
            return "---"
        case "pre":
            return _fenced("".join(run.text for run in block.runs).strip("\n"))
        case "li":
            return _written_item(block)
        case "quote":
            text = markdown_of(block.runs)
            return "\n".join(f"> {line}" for line in text.split("\n")) if text else ""
    return markdown_of(block.runs)


def _fenced(text: str) -> str:
    fence = "`" * max(3, *(len(ticks) + 1 for ticks in re.findall("`+", text)), 3)
    return f"{fence}\n{text}\n{fence}" if text.strip() else ""


def _written_item(block: Block) -> str:
    text = markdown_of(block.runs, break_as=" ")
    indent = "    " * block.depth
    if not text:
        return ""
    mark = f"{block.number}. " if block.number else "- "
    return indent + ((" " * len(mark) + text) if block.continues else mark + text)


def _with_captions(blocks: list[Block | Picture | Table]) -> list[Block | Picture | Table]:
    """A caption belongs to the table that follows it, to the picture before it, to what else stands beside it, or to nothing."""
    found: list[Block | Picture | Table] = []
    for n, block in enumerate(blocks):
        if isinstance(block, Block) and block.kind == "caption":
            after = blocks[n + 1] if n + 1 < len(blocks) else None
            before = found[-1] if found else None
            near = [one for one in (after, before) if isinstance(one, Table)]
            beside = [one for one in (*near, before, after) if isinstance(one, Table | Picture) and not one.caption]
            if beside:
                beside[0].caption = _NUMBERED.sub("", block.words) or block.words
                continue
        found.append(block)
    return found
