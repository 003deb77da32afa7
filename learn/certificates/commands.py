"""Certificates on the command line."""

import sys
from pathlib import Path
from typing import TextIO

import click
from flask.cli import AppGroup
from flask_babel import force_locale
from sqlalchemy import select

from learn.certificates.check import check_file
from learn.certificates.former.bundle import from_folder, from_zip
from learn.certificates.former.intake import Intake
from learn.certificates.issuer import OURS
from learn.certificates.log import note
from learn.certificates.log.book import AT_ONCE, enter_missing
from learn.certificates.log.reckoning import Reckoning
from learn.certificates.verdict import Verdict
from learn.kit import own_authority
from learn.kit.db import db, transaction
from learn.kit.spreadsheet import Unreadable
from learn.kit.web import Refused
from learn.people import Organisation

certificates = AppGroup(
    "certificates", help="Check issued certificates, make the keys that sign them, bring those of a former system."
)


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
    if finding.change:
        said += f"\n{finding.change.words.zh}\n{finding.change.words.en}"
    click.echo(said, err=finding.verdict is not Verdict.GENUINE)
    sys.exit(0 if finding.verdict is Verdict.GENUINE else 1)


@certificates.command("authority")
@click.argument("folder", type=click.Path(exists=False, path_type=Path))
def authority(folder: Path) -> None:
    """Make an authority of our own in FOLDER: a root, a signer under it, and their keys, which nobody else may read."""
    if folder.exists():
        raise click.ClickException(f"{folder} is there already; nothing was changed.")
    own_authority.found(folder.resolve(), **OURS)
    click.echo(f"CERTIFICATE_KEY_FILE={folder / own_authority.SIGNER_KEY}")
    click.echo(f"CERTIFICATE_CHAIN_FILE={folder / own_authority.CHAIN}")
    click.echo(
        f"Keep {folder / own_authority.ROOT_KEY} offline; it is needed again for the next signer only.", err=True
    )


@certificates.command("verify-log")
@click.option("--kept", type=click.File(encoding="utf-8"), help="A checkpoint of former days; - for standard input.")
def verify_log(kept: TextIO | None) -> None:
    """Compute the public log anew and compare every certificate with it; exit 0 only when all of it holds."""
    try:
        reckoning = Reckoning(note.read_checkpoint(kept.read()) if kept else None)
    except (note.Unsigned, ValueError) as fault:
        raise click.ClickException(str(fault)) from fault
    faults = 0
    for found in reckoning.faults():
        click.echo(found, err=True)
        faults += 1
    tree = reckoning.tree
    said = f"{tree.size} entries, {reckoning.late} of them entered late, root {tree.root.hex()}"
    click.echo(f"log: {said}: {f'{faults} faults' if faults else 'all of it holds'}", err=bool(faults))
    sys.exit(1 if faults else 0)


@certificates.command("log-missing")
def log_missing() -> None:
    """Enter in the public log what has no entry yet, as the nightly sweep does; each entry says that it came late."""
    entered = 0
    while True:
        with transaction():
            step = enter_missing(AT_ONCE)
        entered += step
        if step < AT_ONCE:
            break
    click.echo(f"log: {entered} entries added")
