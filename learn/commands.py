"""The command line, `bin/learn COMMAND`: exit status 0 only for success, faults on standard error."""

import click
from flask import Flask

from learn import seed, serve
from learn.catalogue.commands import courses
from learn.catalogue.register.commands import sources
from learn.certificates.commands import certificates
from learn.interop.commands import questions
from learn.people.first_administrator import people
from learn.training.commands import matrix

COMMANDS: list[click.Command] = [
    seed.seed,
    courses,
    sources,
    certificates,
    serve.run,
    serve.work,
    matrix,
    people,
    questions,
]


def init_app(app: Flask) -> None:
    """Add our commands to Flask's."""
    for command in COMMANDS:
        app.cli.add_command(command)
