"""Every file of other people's that we have: what is read, partly read and refused, and that docs/interchange.md says the same.

The summary is printed (`pytest -s`), one line a file.
"""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from learn.config import ROOT
from learn.interop import Reading, Unreadable
from learn.interop.formats import FORMATS, read

CORPUS = Path(os.environ.get("LEARN_CORPUS", ROOT.parent / "shared" / "corpus")) / "quiz-text"
FILES = sorted(one for one in CORPUS.rglob("*") if one.is_file() and one.suffix not in (".json", ".txt"))
TABLE = re.compile(
    r"^\| *(?P<names>[^|\n]+?) *\| *(?P<read>\d+)(?: each)? *\| *(?P<partly>[^|\n]*?) *\| *(?P<refused>[^|\n]*?) *\|$",
    re.M,
)

pytestmark = pytest.mark.skipif(not FILES, reason="The corpus is not here; LEARN_CORPUS names its folder.")
Figures = tuple[int, int, int]  # questions read, of them partly, refused


def test_every_file_is_read_or_refused_and_the_table_in_the_documents_says_the_same(app: Any) -> None:
    found = {file.stem: figures_of(file) for file in FILES}
    said = dict(told())
    assert found == said, "docs/interchange.md has other figures than the files: put them right there."


def figures_of(file: Path) -> Figures:
    """What a file holds; told on the way."""
    try:
        reading = read(file.name, file.read_bytes(), language="en")
    except Unreadable as refusal:
        tell(f"{file.name}: refused: {refusal}")
        return 0, 0, 1
    figures = len(reading.drafts), partly(reading), len(reading.refused)
    tell(
        f"{file.name}: {FORMATS[reading.format].title}: {figures[0]} read, {figures[1]} of them partly, {figures[2]} refused"
    )
    for fault in reading.faults:
        tell(f"  {fault}")
    return figures


def tell(line: str) -> None:
    """A line of the summary."""
    sys.stdout.write(f"{line}\n")


def partly(reading: Reading) -> int:
    """How many questions were read but for something."""
    return len({(fault.where, fault.line) for fault in reading.partly})


def told() -> Iterator[tuple[str, Figures]]:
    """What the table says, file by file. A name that begins with … goes on from the one before it."""
    page = (ROOT / "docs" / "interchange.md").read_text(encoding="utf-8").partition("| corpus file (quiz-text")[2]
    for row in TABLE.finditer(page.partition("\n## ")[0]):
        first = row["names"].split(", ")[0]
        for name in row["names"].split(", "):
            whole = name if not name.startswith("…") else first.rpartition("_")[0] + name.removeprefix("…")
            yield whole.strip(), (int(row["read"]), count(row["partly"]), count(row["refused"]))


def count(cell: str) -> int:
    """The number that a cell begins with; an empty one says none."""
    return int(found[0]) if (found := re.match(r"\d+", cell.strip())) else 0
