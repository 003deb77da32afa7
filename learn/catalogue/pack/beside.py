"""Files that stand beside packs, such as the training matrix: YAML, each of a shape of its own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import click

from learn.catalogue.pack.fault import Fault, Unreadable
from learn.catalogue.pack.schema import faults_of_shape
from learn.catalogue.pack.strict_yaml import Document


def document_at(path: Path, shape: str) -> Document:
    """A file in the shape of a schema. Raises Unreadable with every fault and its line, also if there is no such file."""
    try:
        document = Document(path.name, path.read_text(encoding="utf-8"))
    except OSError as missing:
        raise Unreadable([Fault(path.name, 1, missing.strerror or "")]) from missing
    if faults := document.faults or list(faults_of_shape(shape, document)):
        raise Unreadable(faults)
    return document


def read_matrix(path: Path) -> dict[str, Any]:
    """The training matrix in a file, as docs/course-packs.md describes it. Raises Unreadable with every fault and its line."""
    return cast(dict[str, Any], document_at(path, "matrix").value)


@contextmanager
def faults_end_it() -> Iterator[None]:
    """A command that reads such files: what is wrong with one is said, and the command ends."""
    try:
        yield
    except Unreadable as unreadable:
        click.echo(str(unreadable), err=True)
        sys.exit(1)
