"""The people of the tests: the same cast as in the demonstration, and what they do."""

from learn import demo
from learn.people import Organisation, Person

PUJIANG, GANGCHENG, ALLIANCE = "PUJIANG", "GANGCHENG", "ALLIANCE"


def gather() -> None:
    """Put the alliance, two members and the nine people of the cast into an empty database."""
    demo.open_organisations()
    demo.gather_cast()


def person(email: str) -> Person:
    """Somebody of the cast."""
    from learn.kit.db import db

    return db.session.execute(db.select(Person).where(Person.email == email)).scalar_one()


def organisation(code: str) -> Organisation:
    """One of the invented members."""
    from learn.kit.db import db

    return db.session.execute(db.select(Organisation).where(Organisation.code == code)).scalar_one()
