"""Papers that are kept: who may open them, and that only what is untouched is handed out."""

import hashlib
from typing import Any

from sqlalchemy import ColumnElement, or_, true

from learn.kit.storage import storage
from learn.people import OrganisationKind, Permission, Person

_WATCHING = (Permission.HR, Permission.INSPECTOR, Permission.ADMINISTRATOR)


class Tampered(Exception):
    """The stored file is not the one that was kept, or is gone. It is never handed out."""


def read_untouched(key: str, sha256: str) -> bytes:
    """A stored file, if it still has its digest. Raises Tampered."""
    try:
        content = storage().get(key)
    except FileNotFoundError as fault:
        raise Tampered(f"{key} is gone from storage.") from fault
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Tampered(f"{key} no longer has the digest that it was stored with.")
    return content


def opened_by(person: Person, kind: type[Any]) -> ColumnElement[bool]:
    """The condition that somebody may open a paper: about themselves, as HR or inspector their organisation's, as the office all."""
    watching = [grant for grant in person.current_grants if grant.permission in _WATCHING]
    everywhere = any(
        grant.permission is not Permission.HR
        and grant.organisation.kind in (OrganisationKind.ALLIANCE, OrganisationKind.AUTHORITY)
        for grant in watching
    )
    ours = kind.organisation_id.in_([grant.organisation_id for grant in watching])
    return true() if everywhere else or_(kind.person_id == person.id, ours)
