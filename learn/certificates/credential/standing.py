"""What the status lists say now: which certificates are no longer in force, revoked or superseded."""

from typing import Any

from sqlalchemy import select, union

from learn.certificates.certificate import Revocation, Supersession
from learn.certificates.credential.credential import Credential
from learn.certificates.credential.status import StatusPlace, signed_list
from learn.kit.db import db


def status_list(number: int) -> dict[str, Any] | None:
    """A status list as it is at this moment; None: there is no list of this number."""
    if not 1 <= number <= StatusPlace.lists():
        return None
    of_this_list = (
        select(StatusPlace.position)
        .join(Credential, Credential.place_id == StatusPlace.id)
        .where(StatusPlace.list_number == number)
    )
    ended = [
        of_this_list.join(act, act.certificate_id == Credential.certificate_id) for act in (Revocation, Supersession)
    ]
    return signed_list(number, db.session.scalars(union(*ended)))
