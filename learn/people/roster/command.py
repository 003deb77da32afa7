"""`bin/learn people import FILE --organisation CODE [--apply]`."""

from pathlib import Path

import click
from flask_babel import force_locale
from sqlalchemy import select

from learn.kit.db import db, transaction
from learn.kit.web import Refused
from learn.people.organisation import Organisation
from learn.people.roster.naming import ACTS
from learn.people.roster.plan import Plan
from learn.people.roster.sheet import Unreadable
from learn.people.roster.upload import RosterUpload


@click.group("people")
def people() -> None:
    """Accounts and rosters."""


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", "code", required=True, help="The code of the organisation, such as PUJIANG.")
@click.option("--apply", "really", is_flag=True, help="Apply the changes; without it they are only listed.")
def import_roster(file: Path, code: str, really: bool) -> None:
    """List what a roster would change, row by row, and apply it if asked to."""
    with force_locale("en"):
        try:
            _import(file, code, really)
        except (Unreadable, Refused) as fault:
            raise click.ClickException(f"{file}: {fault}") from fault


def _import(file: Path, code: str, really: bool) -> None:
    with transaction():
        organisation = db.session.scalar(select(Organisation).where(Organisation.code == code.upper()))
        if organisation is None:
            raise Refused(f"there is no organisation {code}")
        upload = RosterUpload.receive(file.read_bytes(), file.name, organisation, by=None)
        plan = upload.plan()
        _list(plan, file)
        if plan.faulty:
            raise Refused(f"{plan.faulty} rows are wrong; nothing was changed")
        if really:
            upload.apply(seen=plan.digest, by=None)
        else:
            db.session.rollback()
    click.echo(f"{plan.changes} changes {'applied' if really else 'would be made; add --apply to make them'}.")


def _list(plan: Plan, file: Path) -> None:
    for row in plan.rows:
        for fault in row.faults:
            click.echo(f"{file}:{row.entry.row}: {fault.column}: {fault.sentence}", err=True)
        for step in row.steps:
            change = " → ".join(filter(None, (step.old, step.new)))
            click.echo(f"{file}:{row.entry.row}: {row.entry.name}: {ACTS[step.act]}: {change}")
