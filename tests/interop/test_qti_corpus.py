"""Every file of the QTI corpus: read, partly read or refused, as the table in docs/interchange.md says."""

import os
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from learn.config import ROOT
from learn.interop import Fault, Unreadable
from learn.interop.formats import read

CORPUS = Path(os.environ.get("LEARN_CORPUS", ROOT.parent / "shared" / "corpus"))
FILES = sorted(
    file
    for folder in ("qti", "common-cartridge")
    for file in (CORPUS / folder).rglob("*")
    if file.is_file() and file.name != "SOURCE.txt"
)
HEAD = "| corpus folder | files | questions read | items and tests with remarks | why | where |\n|---|---|---|---|---|---|\n"

pytestmark = pytest.mark.skipif(not FILES, reason="The corpus is not here; LEARN_CORPUS names its folder.")


def outcome(file: Path) -> tuple[int, tuple[Fault, ...]]:
    """How many questions of a file are read, and what is not."""
    try:
        reading = read(file.name, file.read_bytes(), language="en")
    except Unreadable as refusal:
        return 0, (refusal.fault,)
    assert reading.drafts or reading.refused, f"{file} is passed over in silence"
    return len(reading.drafts), reading.faults


def folder_of(file: Path) -> str:
    """Where a file lies; all schemas count as one."""
    parts = file.relative_to(CORPUS).parent.parts
    return "/".join(parts[: parts.index("xsd") + 1] if "xsd" in parts else parts)


def same(sentence: str) -> str:
    """A reason without the names that differ from file to file, and safe in a table."""
    short = re.sub(r"“[^”]*”", "“…”", sentence).replace("{http://canvas.instructure.com/xsd/cccv1p0}", "")
    return re.sub(r"(<[^>]*>)", r"`\1`", short).replace("|", "/")


def table() -> str:
    """The table, as the document must have it; a line is printed for each file."""
    folders: dict[str, list[tuple[Path, int, tuple[Fault, ...]]]] = defaultdict(list)
    for file in FILES:
        read_, faults = outcome(file)
        folders[folder_of(file)].append((file, read_, faults))
        refused = sum(fault.whole for fault in faults)
        said = [f"{file.relative_to(CORPUS)}: {read_} read, {len(faults) - refused} remarks, {refused} refused"]
        said += [f"    {'refused' if fault.whole else 'partly'}: {fault}" for fault in faults]
        sys.stdout.write("\n".join(said) + "\n")
    return HEAD + "".join(line for folder, files in folders.items() for line in rows(folder, files))


def rows(folder: str, files: list[tuple[Path, int, tuple[Fault, ...]]]) -> list[str]:
    """A folder in one row, and below it a row for each reason, with file and lines."""
    why: dict[tuple[bool, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    partly = 0
    for file, _read, faults in files:
        partly += len({fault.where.partition(" <")[0] for fault in faults if not fault.whole})
        for fault in faults:
            why[fault.whole, same(fault.what)][file.name].append(fault.line or 1)
    out = [f"| {folder} | {len(files)} | {sum(one[1] for one in files)} | {partly or ''} | | |\n"]
    for (whole, sentence), places in sorted(why.items()):
        if "/xsd" in folder:
            where = f"all {sum(map(len, places.values()))}"
        else:
            where = ", ".join(f"{name}:{','.join(map(str, dict.fromkeys(lines)))}" for name, lines in places.items())
        out.append(f"| | | | | {'refused' if whole else 'partly'}: {sentence} | {where} |\n")
    return out


def test_the_corpus_is_complete() -> None:
    assert len([file for file in FILES if "xsd" not in file.parts]) == 196


def test_the_document_says_what_becomes_of_every_file(app: Any) -> None:
    document = (ROOT / "docs" / "interchange.md").read_text(encoding="utf-8")
    found = document[document.index(HEAD) :].split("\n\n")[0] + "\n"
    assert found == table(), "Take the table in docs/interchange.md from `table()` of this test."


def test_files_that_are_broken_on_purpose_are_refused_with_their_line(app: Any) -> None:
    broken = [CORPUS / "qti/instructure/items_1.2" / name for name in ("fib.xml", "fib_str.xml", "item_no_title.xml")]
    for file in broken:
        with pytest.raises(Unreadable, match=r"^45: .*not well-formed.*resprocessing line 33"):
            read(file.name, file.read_bytes(), language="en")
