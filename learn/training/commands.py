"""`bin/learn matrix load`: take over a training matrix."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from learn.catalogue.pack import Unreadable, read_matrix
from learn.kit.db import transaction
from learn.training.requirement import take_matrix

matrix = AppGroup("matrix", help="Load the training matrix.")


@matrix.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path) -> None:
    """Set what each job role requires from today. Courses that are not loaded yet wait for the next time."""
    try:
        wanted = read_matrix(file)
    except Unreadable as unreadable:
        click.echo(str(unreadable), err=True)
        sys.exit(1)
    with transaction():
        click.echo(f"{file}: {take_matrix(wanted, by=None)} requirements set anew")
