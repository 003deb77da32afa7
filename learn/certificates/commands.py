"""Certificates on the command line."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale
from sqlalchemy import select

from learn.certificates.check import check_file
from learn.certificates.former.bundle import from_folder, from_zip
from learn.certificates.former.intake import Intake
from learn.certificates.verdict import Verdict
from learn.kit.db import db, transaction
from learn.kit.spreadsheet import Unreadable
from learn.kit.web import Refused
from learn.people import Organisation

certificates = AppGroup("certificates", help="Check issued certificates; bring those of a former system.")


@certificates.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--organisation", "code", required=True, help="The code of the organisation, such as PUJIANG.")
@click.option("--apply", "really", is_flag=True, help="Take them; without it the table is only checked.")
def import_former(path: Path, code: str, really: bool) -> None:
    """Check certificates of a former system, PATH being a folder or ZIP with a table and files, and take them if asked to."""
    with force_locale("en"), transaction():
        try:
            organisation = db.session.scalar(select(Organisation).where(Organisation.code == code.upper()))
            if organisation is None:
                raise Refused(f"there is no organisation {code}")
            intake = Intake(organisation, from_folder(path) if path.is_dir() else from_zip(path.read_bytes()))
            for fault in intake.faults:
                click.echo(f"{path}:{fault.line}: {fault.heading}: {fault.sentence}", err=True)
            if really or intake.faults:
                intake.take(file_name=path.name, by=None)
        except (Unreadable, Refused) as fault:
            raise click.ClickException(f"{path}: {fault}") from fault
    click.echo(
        f"{len(intake.lines)} certificates {'imported' if really else 'are faultless; add --apply to take them'}."
    )


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
