"""`bin/learn courses`: exit status 0 only for success, faults on standard error with file and line."""

from pathlib import Path

import pytest
from flask import Flask

from learn.config import ROOT
from tests.catalogue.packs import spoil, zip_of
from tests.small_course import small_pack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A faultless pack of a course that nobody has loaded yet."""
    return small_pack(tmp_path / "packs", code="GMP-900")


def test_checking_says_what_was_read(app: Flask, folder: Path) -> None:
    result = app.test_cli_runner().invoke(args=["courses", "check", str(folder)])
    assert result.exit_code == 0
    assert result.output == f"{folder}: GMP-900 1.0, 3 units, 8 questions, no fault\n"


def test_checking_names_every_fault_by_file_and_line(app: Flask, folder: Path) -> None:
    line = spoil(folder, "course.yaml", "hours: 0.5", "hours: 0")
    result = app.test_cli_runner().invoke(args=["courses", "check", str(folder)])
    assert result.exit_code == 1
    assert result.stderr == f"{folder}/course.yaml:{line}: “hours” must be more than 0.\n"


def test_a_folder_of_packs_and_a_zip_are_checked_alike(app: Flask, folder: Path, tmp_path: Path) -> None:
    small_pack(folder.parent, code="GMP-901")
    (tmp_path / "zipped.zip").write_bytes(zip_of(folder).getvalue())
    result = app.test_cli_runner().invoke(args=["courses", "check", str(folder.parent), str(tmp_path / "zipped.zip")])
    assert [line.split(": ")[1].split(",")[0] for line in result.output.splitlines()] == [
        "GMP-900 1.0",
        "GMP-901 1.0",
        "GMP-900 1.0",
    ]


def test_a_folder_without_packs_is_a_fault(app: Flask, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["courses", "check", str(tmp_path)])
    assert result.exit_code == 1
    assert "course.yaml:1: This file is missing." in result.stderr


def test_the_courses_of_the_library_have_no_fault(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["courses", "check", str(ROOT / "courses")])
    assert result.exit_code == 0, result.stderr


def test_loading_twice_changes_nothing_and_exporting_gives_the_same_bytes(
    app: Flask, folder: Path, tmp_path: Path
) -> None:
    run = app.test_cli_runner().invoke
    assert (
        run(args=["courses", "load", str(folder), "--publish"]).output == "GMP-900 1.0: loaded, in force from today\n"
    )
    assert run(args=["courses", "load", str(folder), "--publish"]).output == "GMP-900 1.0: already loaded, unchanged\n"
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    assert run(args=["courses", "export", "GMP-900", str(first)]).exit_code == 0
    assert run(args=["courses", "load", str(first)]).output == "GMP-900 1.0: already loaded, unchanged\n"
    assert run(args=["courses", "export", "GMP-900", str(second), "--version", "1.0"]).exit_code == 0
    assert first.read_bytes() == second.read_bytes()


def test_one_faulty_pack_keeps_all_of_them_out(app: Flask, folder: Path) -> None:
    other = small_pack(folder.parent, code="GMP-901")
    spoil(other, "course.yaml", "hours: 0.5", "hours: 0")
    result = app.test_cli_runner().invoke(args=["courses", "load", str(folder.parent)])
    assert result.exit_code == 1
    assert app.test_cli_runner().invoke(args=["courses", "export", "GMP-900", str(folder / "x.zip")]).exit_code == 1


def test_a_frozen_version_is_refused_in_a_sentence(app: Flask, folder: Path) -> None:
    app.test_cli_runner().invoke(args=["courses", "load", str(folder)])
    spoil(folder, "course.yaml", "hours: 0.5", "hours: 2")
    result = app.test_cli_runner().invoke(args=["courses", "load", str(folder)])
    assert result.exit_code == 1
    assert "is frozen" in result.stderr


def test_advice_is_said_when_it_is_asked_for_and_changes_no_exit_status(app: Flask, folder: Path) -> None:
    run = app.test_cli_runner().invoke
    assert "attempts" not in run(args=["courses", "check", str(folder)]).output
    result = run(args=["courses", "check", str(folder), "--advice"])
    assert result.exit_code == 0
    assert f"{folder}/course.yaml:39: Part 1 of the draw shows 2 questions; 4 fit." in result.output
    spoil(folder, "course.yaml", "hours: 0.5", "hours: 0")
    spoil(folder, "units/01-lesson-1.en.md", "![Two steps from collection to release]", "![chain]")
    result = run(args=["courses", "check", str(folder), "--advice"])
    assert result.exit_code == 1
    assert "“hours” must be more than 0." in result.stderr
    assert "The words for this picture are the name of its file." in result.stdout
