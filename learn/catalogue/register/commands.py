"""`bin/learn sources …`: the register of sources by file."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from learn.catalogue.course_library import read_sources
from learn.catalogue.pack import Unreadable
from learn.catalogue.register.taking import take_sources
from learn.kit.db import transaction

sources = AppGroup("sources", help="Take a register of sources in.")


@sources.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path) -> None:
    """Enter the sources of a file, and statuses newer than those known; what the register says already stays."""
    try:
        entries = read_sources(file)
    except Unreadable as unreadable:
        click.echo("\n".join(map(str, unreadable.faults)), err=True)
        sys.exit(1)
    with transaction():
        told = take_sources(entries, by=None, reason=file.name)
    for one in told or ["nothing new"]:
        click.echo(one)
