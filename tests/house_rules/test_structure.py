"""How the house is built: rooms are entered by their doors, and everything is of a size that one can take in."""

import ast
import re
from pathlib import Path

import pytest

from learn.config import ROOT

MODULES = sorted((ROOT / "learn").rglob("*.py"))
OPEN = ("access", "naming", "passwords", "commands", "views")  # files that other packages may enter by name
LONGEST = {"templates/**/*.html": 120, "learn/static/js/*.js": 80, "learn/*/**/__init__.py": 35}


def name(path: Path) -> str:
    """A file as people call it."""
    return str(path.relative_to(ROOT))


def test_nouns_are_imported_from_their_package_and_not_from_its_files():
    inside = []
    for path in MODULES:
        room = path.relative_to(ROOT / "learn").parts[0]
        for node in ast.walk(ast.parse(path.read_text())):
            parts = node.module.split(".") if isinstance(node, ast.ImportFrom) and node.module else []
            if len(parts) < 3 or parts[0] != "learn" or parts[1] in (room, "kit") or room.endswith(".py"):
                continue
            subpackage = (ROOT / Path(*parts) / "__init__.py").exists()
            if parts[-1] not in OPEN and not subpackage:
                inside.append(f"{name(path)}:{node.lineno} {node.module}")
    assert not inside, f"import these from the package, and name them in its __init__.py: {inside}"


def test_no_function_takes_more_than_a_screen():
    long = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 50
    ]
    assert not long, f"take out a part with a name: {long}"


@pytest.mark.parametrize(("files", "most"), LONGEST.items())
def test_files_are_of_a_size_that_one_can_take_in(files: str, most: int):
    long = [name(path) for path in ROOT.glob(files) if len(path.read_text().splitlines()) > most]
    assert not long, f"more than {most} lines: {long}"


def test_every_icon_of_the_sprite_is_shown_somewhere():
    shown = "".join(
        path.read_text()
        for folder, kind in (("templates", "*.html"), ("learn", "*.py"), ("learn/static/js", "*.js"))
        for path in (ROOT / folder).rglob(kind)
    )
    icons = (ROOT / "learn/static/img/icons.txt").read_text().split()
    unseen = [icon for icon in icons if not re.search(rf"[\"'#]{icon}[\"']", shown)]
    assert not unseen, f"take these out of learn/static/img/icons.txt: {unseen}"


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=name)
def test_every_page_that_the_documentation_leads_to_is_there(page: Path):
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(), flags=re.DOTALL)  # examples lead nowhere
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose)
    dead = [link for link in links if not (page.parent / link).exists()]
    assert not dead, f"{name(page)} leads to {dead}"
