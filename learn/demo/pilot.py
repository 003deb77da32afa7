"""The pilot edition of GMP-101: twenty questions, two of them with a key that was wrong, as happens to everybody once.

It is written beside the course of the library, goes through the same checks, and makes the history of the
demonstration true: people sat it, the figures gave the wrong keys away, and the first edition put them right.
"""

import re
import shutil
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from learn.catalogue.pack import Pack, read
from learn.config import ROOT

COURSE = ROOT / "courses" / "gmp" / "GMP-101"
KEPT = {"people": 8, "records": 6, "release": 6}  # so many questions of each lesson the pilot had
DRAW = "      draw: [{unit: people, count: 4}, {unit: records, count: 3}, {unit: release, count: 3}]"
WRONG_CHOICE, WRONG_TRUTH = "Q04", "Q02"


def pilot() -> Pack:
    """GMP-101 as its pilot was."""
    with TemporaryDirectory() as folder:
        pack = Path(folder) / "GMP-101"
        shutil.copytree(COURSE, pack)
        course, questions = pack / "course.yaml", pack / "questions.yaml"
        said = course.read_text(encoding="utf-8")
        said = re.sub(r"(?m)^version: .*$", 'version: "0.9"', said, count=1)
        course.write_text(re.sub(r"      draw:(?:\n {8}- .*)+", DRAW, said, count=1), encoding="utf-8")
        questions.write_text("\n".join(_questions(questions.read_text(encoding="utf-8"))), encoding="utf-8")
        _without_unused_pictures(pack)
        return read(pack)


def _without_unused_pictures(pack: Path) -> None:
    """What only a later question shows was not there yet."""
    said = "".join(file.read_text(encoding="utf-8") for file in (pack / "questions.yaml", *pack.glob("units/*.md")))
    for picture in (pack / "media").iterdir():
        if picture.name not in said:
            picture.unlink()


def _questions(text: str) -> list[str]:
    seen: Counter[str] = Counter()
    found = []
    for block in re.split(r"(?m)^(?=- id: )", text)[1:]:
        unit = re.search(r"(?m)^  unit: (\S+)", block)
        assert unit
        seen[unit[1]] += 1
        if seen[unit[1]] <= KEPT[unit[1]]:
            found.append(_with_its_mistake(block))
    return found


def _with_its_mistake(block: str) -> str:
    """Stricter than the rule, or laxer: the two mistakes of the pilot."""
    if block.startswith(f"- id: {WRONG_CHOICE}\n"):
        right = block.replace(", correct: true}", "}")
        return re.sub(r"(?m)^(    - \{id: b, .*)\}$", r"\1, correct: true}", right, count=1)
    if block.startswith(f"- id: {WRONG_TRUTH}\n"):
        return block.replace("  answer: false", "  answer: true")
    return block
