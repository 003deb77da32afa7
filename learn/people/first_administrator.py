"""`bin/learn people administrator`: the first one, who lets everybody else in."""

import click

from learn.kit.db import db, transaction
from learn.kit.text import Words
from learn.people.grant import Permission
from learn.people.organisation import Organisation, OrganisationKind
from learn.people.person import Person
from learn.people.roster.command import people

__all__ = ["first_administrator", "people"]


@people.command("administrator")
@click.argument("email")
@click.argument("name")
def first_administrator(email: str, name: str) -> None:
    """Open the alliance office with its first administrator, who gets a letter with a link to choose a password."""
    with transaction():
        if db.session.scalar(db.select(Person.id).limit(1)):
            raise click.ClickException("There are people already; an administrator adds others under /admin/people.")
        words = Words(zh="细胞与基因治疗产业联盟", en="Cell and Gene Therapy Industry Alliance")
        office = Organisation.add(code="ALLIANCE", name=words, kind=OrganisationKind.ALLIANCE, by=None)
        person = Person.add(email=email, name=name, by=None)
        person.join(office, by=None)
        person.grant(Permission.ADMINISTRATOR, office, by=None)
    click.echo(f"A letter with a link to choose a password is on its way to {email}.")
