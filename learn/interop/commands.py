"""`bin/learn questions check`: read files of questions without keeping anything, and say what is wrong with them."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from learn.interop import formats
from learn.interop.reading import MOST_BYTES, Fault, Unreadable

questions = AppGroup("questions", help="Check files of questions from other platforms.")


@questions.command("check")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--language", type=click.Choice(["zh", "en"]), default="en", help="The language that the files are in.")
def check(paths: tuple[Path, ...], language: str) -> None:
    """Read files (or whole folders): one line for each, and every fault by file and line on standard error."""
    with force_locale("en"):
        whole = [_check(file, language) for path in paths for file in _files_in(path)]
    if not whole or not all(whole):
        sys.exit(1)


def _files_in(path: Path) -> Iterator[Path]:
    """The file itself; of a course pack its questions; of another folder every file in it, hidden ones left out."""
    if path.is_file():
        yield path
    elif (path / "questions.yaml").is_file():
        yield path / "questions.yaml"
    else:
        inside = (file for file in sorted(path.rglob("*")) if file.is_file())
        yield from (file for file in inside if not any(part.startswith(".") for part in file.relative_to(path).parts))


def _check(file: Path, language: str) -> bool:
    """Tell what one file holds; whether no question of it was refused."""
    try:
        content = b"" if file.stat().st_size > MOST_BYTES else file.read_bytes()
        if file.stat().st_size > MOST_BYTES:
            raise Unreadable(f"This file is larger than {MOST_BYTES // 1_000_000} MB.")
        reading = formats.read(file.name, content, language=language)
    except (Unreadable, OSError) as refusal:
        fault = refusal.fault if isinstance(refusal, Unreadable) else Fault("", str(refusal))
        click.echo(f"{file}: refused")
        click.echo(_told(file, fault), err=True)
        return False
    partly = len({(fault.where, fault.line) for fault in reading.partly})
    format_ = formats.FORMATS[reading.format].title if reading.format in formats.FORMATS else reading.format
    click.echo(
        f"{file}: {format_}: {len(reading.drafts)} read, {partly} of them partly, {len(reading.refused)} refused"
    )
    for fault in reading.faults:
        click.echo(_told(file, fault), err=True)
    return not reading.refused


def _told(file: Path, fault: Fault) -> str:
    """A fault as editors and people find it."""
    place = f"{file}:{fault.line or 1}"
    said = f"{fault.where}: {fault.what}" if fault.where and fault.where != file.name else fault.what
    return f"{place}: {'refused: ' if fault.whole else 'partly read: '}{said}"
