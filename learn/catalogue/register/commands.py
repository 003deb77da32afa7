"""`bin/learn sources load`: take over a register of sources."""

from pathlib import Path

import click
from flask.cli import AppGroup

from learn.catalogue.course_library import read_sources
from learn.catalogue.pack import faults_end_it
from learn.catalogue.register.taking import take_sources
from learn.kit.db import transaction

sources = AppGroup("sources", help="Take a register of sources in.")


@sources.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path) -> None:
    """Enter the sources of a file, and statuses newer than those known; what the register says already stays."""
    with faults_end_it(), transaction():
        for one in take_sources(read_sources(file), by=None, reason=file.name) or ["nothing new"]:
            click.echo(one)
