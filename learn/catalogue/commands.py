"""`bin/learn courses …`: check packs, load them, take one out again."""

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import AppGroup

from learn.catalogue.checking import Finding, Severity, findings
from learn.catalogue.course import Course
from learn.catalogue.course_library import (
    SOURCES,
    CourseLibrary,
    Shared,
    gathered,
    library_faults,
    map_of_facts,
    page_to_verify,
    taught_facts,
)
from learn.catalogue.pack import Pack, Unreadable, faults_end_it, folder_at, read
from learn.catalogue.register import status_faults
from learn.catalogue.version import CourseVersion
from learn.kit import clock
from learn.kit.db import db, transaction
from learn.kit.web import Refused

courses = AppGroup("courses", help="Check, load and export course packs.")
_PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))


@courses.command("check")
@_PATHS
@click.option("--advice", is_flag=True, help="Say also what could be better; the exit status does not depend on it.")
def check(paths: tuple[Path, ...], advice: bool) -> None:
    """Read packs (folders, ZIPs, or a folder full of packs) and list every fault by file and line."""
    for path in [found for given in paths for found in _packs_in(given)] if advice else ():
        for finding in _advice_on(path):
            click.echo(f"{path}/{finding}")
    for path, pack in _read_all(paths):
        click.echo(
            f"{path}: {pack.code} {pack.version}, {len(pack.course['units'])} units, {len(pack.questions)} questions, no fault"
        )
    for path in [one for one in paths if CourseLibrary.is_at(one)]:
        _check_library(path)


@courses.command("load")
@_PATHS
@click.option("--publish", is_flag=True, help="Put what is loaded into force today.")
def load(paths: tuple[Path, ...], publish: bool) -> None:
    """Load packs as new versions: all of them, or, if anything is wrong with one, none."""
    packs = _read_all(paths)
    try:
        with transaction():
            for _path, pack in packs:
                known = CourseVersion.standing_for(pack) is not None
                version = CourseVersion.load(pack, by=None)
                said = "already loaded, unchanged" if known else "loaded"
                if publish and version.publication is None:
                    version.publish(by=None)
                    said += ", in force from today"
                click.echo(f"{version.audit_name}: {said}")
                for place, sentence in status_faults(pack.course, clock.today()):
                    click.echo(f"  course.yaml {'.'.join(map(str, place))}: {sentence}")
    except Refused as refusal:
        _stop(str(refusal))


@courses.command("gather")
@_PATHS
def gather(paths: tuple[Path, ...]) -> None:
    """Take the sources and terms that courses cite from the files of their library into course.yaml."""
    for path in [found for given in paths for found in _packs_in(given)]:
        with faults_end_it():
            written = gathered(folder_at(path), Shared.at(_library_of(path)), clock.today())
        (path / "course.yaml").write_text(written, encoding="utf-8")
        click.echo(f"{path}: gathered")


@courses.command("facts")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--to-verify", is_flag=True, help="As a page for the expert: only those to compare with the official text."
)
def facts(path: Path, to_verify: bool) -> None:
    """Say where a library teaches each fact: as JSON, or as a page in Markdown."""
    with faults_end_it():
        library = CourseLibrary(path)
    click.echo(page_to_verify(library) if to_verify else map_of_facts(library), nl=False)


@courses.command("export")
@click.argument("code")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--version", "number", help="A version such as 1.0; without it the one in force, else the newest.")
def export(code: str, file: Path, number: str | None) -> None:
    """Write the pack of a course as a ZIP, byte by byte the same for the same version."""
    version = _version(code, number, clock.today())
    if version is None:
        _stop(f"There is no course {code}" + (f" {number}." if number else "."))
    file.write_bytes(version.pack)
    click.echo(f"{version.audit_name} written to {file}")


def _stop(sentence: str) -> NoReturn:
    """End the command with what went wrong."""
    click.echo(sentence, err=True)
    sys.exit(1)


def _version(code: str, number: str | None, today: date) -> CourseVersion | None:
    """The version asked for, else the one in force, else the newest."""
    every = list(db.session.scalars(db.select(CourseVersion).join(CourseVersion.course).where(Course.code == code)))
    if number is not None:
        return next((version for version in every if version.number == number), None)
    in_force = set(db.session.scalars(CourseVersion.in_force(today).with_only_columns(CourseVersion.id)))
    return next((version for version in every if version.id in in_force), None) or max(
        every, key=lambda version: version.rank, default=None
    )


def _read_all(paths: Iterable[Path]) -> list[tuple[Path, Pack]]:
    """Every pack under some paths; ends the command with all faults of all of them if there is one."""
    packs, faulty = [], False
    for path in [found for given in paths for found in _packs_in(given)]:
        try:
            packs.append((path, read(path)))
        except Unreadable as unreadable:
            faulty = True
            for fault in unreadable.faults:
                click.echo(f"{path}/{fault}" if path.name != fault.file else f"{path.parent}/{fault}", err=True)
    if faulty:
        sys.exit(1)
    return packs


def _check_library(path: Path) -> None:
    """Check packs together with the files that they share; ends the command if anything is wrong."""
    try:
        library = CourseLibrary(path)
        faults = library_faults(library)
    except Unreadable as unreadable:
        faults = unreadable.faults
    if faults:
        _stop("\n".join(f"{path}/{fault}" for fault in faults))
    count = sum(1 for _fact in taught_facts(library))
    click.echo(f"{path}: {len(library.readings)} courses, {count} facts, {len(library.shared.terms)} terms, no fault")


def _library_of(path: Path) -> Path:
    """The library that a pack lies in: the nearest folder above it with a register of sources."""
    above = path.resolve().parents
    return next((folder for folder in above if (folder / SOURCES).is_file()), above[0])


def _advice_on(path: Path) -> list[Finding]:
    """What could be better in a pack. One that cannot be opened is named with the faults."""
    try:
        found = findings(folder_at(path))
    except Unreadable:
        return []
    return [finding for finding in found if finding.severity is Severity.ADVICE]


def _packs_in(path: Path) -> Iterator[Path]:
    """The path itself if it is a pack, else the packs in the folder; a folder without any is read as a faulty pack."""
    inside = [] if path.is_file() or (path / "course.yaml").exists() else sorted(path.rglob("course.yaml"))
    yield from [file.parent for file in inside] or [path]
