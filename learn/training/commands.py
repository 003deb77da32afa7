"""`bin/learn matrix load`: take over a training matrix."""

from pathlib import Path

import click
from flask.cli import AppGroup

from learn.catalogue.pack import faults_end_it, read_matrix
from learn.kit.db import transaction
from learn.training.requirement import take_matrix

matrix = AppGroup("matrix", help="Load the training matrix.")


@matrix.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path) -> None:
    """Set what each job role requires from today. Courses that are not loaded yet wait for the next time."""
    with faults_end_it(), transaction():
        click.echo(f"{file}: {take_matrix(read_matrix(file), by=None)} requirements set anew")
