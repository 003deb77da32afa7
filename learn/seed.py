"""Filling an installation: the course library with its training matrix, and in development the demonstration."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from learn import demo
from learn.catalogue import Course, CourseVersion
from learn.catalogue.course_library import read_sources
from learn.catalogue.pack import read, read_matrix
from learn.catalogue.register import take_sources
from learn.config import ROOT
from learn.kit.db import db, transaction
from learn.training import take_matrix

COURSES = ROOT / "courses"


@click.command("seed")
@with_appcontext
def seed() -> None:
    """Load the course library; in development, and into an empty database, the demonstration alliance too."""
    if current_app.config["LEARN_ENV"] != "development":
        click.echo("Production is not seeded: load courses with “bin/learn courses load PATH”.")
        return
    with transaction():
        if demo.empty():
            demo.make(enter_register, load_library)
            click.echo("The demonstration alliance is in the database.")
        else:
            enter_register()
            load_library()


def enter_register() -> None:
    """Enter the sources that the library cites, before a course of it enters them with less than is known."""
    take_sources(read_sources(COURSES / "sources.yaml"), by=None, reason="courses/sources.yaml")
    db.session.flush()


def load_library() -> None:
    """Load and put into force every course of the library that is not in the database yet, and its matrix."""
    known = set(db.session.scalars(select(Course.code)))
    for folder in sorted(path.parent for path in COURSES.glob("*/*/course.yaml")):
        if folder.name not in known:
            version = CourseVersion.load(read(folder), by=None)
            version.publish(by=None)
            click.echo(f"loaded {version.course.code} {version.number}")
    db.session.flush()
    if count := take_matrix(read_matrix(COURSES / "matrix.yaml"), by=None):
        click.echo(f"set {count} requirements of the training matrix")
