"""Certificates on the command line."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from learn.certificates.check import check_file
from learn.certificates.issuer import OURS
from learn.certificates.verdict import Verdict
from learn.kit import own_authority

certificates = AppGroup("certificates", help="Check issued certificates, and make the keys that sign them.")


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
