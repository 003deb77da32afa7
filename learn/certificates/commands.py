"""Certificates on the command line."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from learn.certificates.check import check_file
from learn.certificates.verdict import Verdict

certificates = AppGroup("certificates", help="Check issued certificates.")


@certificates.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(file: Path) -> None:
    """Say whether FILE is a certificate of ours, unchanged and in force; exit 0 only then."""
    finding = check_file(file.read_bytes())
    said = f"{file}: {finding.verdict}" + (f" {finding.number}" if finding.number else "")
    if certificate := finding.certificate:
        until = certificate.completion.valid_until
        said += f" {certificate.completion.course_code} {certificate.completion.version_number}"
        said += f", valid until {until.isoformat()}" if until else ", valid without end"
    click.echo(said, err=finding.verdict is not Verdict.GENUINE)
    sys.exit(0 if finding.verdict is Verdict.GENUINE else 1)
