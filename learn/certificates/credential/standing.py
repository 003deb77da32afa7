"""What the status lists say now: which certificates are no longer in force, revoked or superseded."""

from typing import Any

from sqlalchemy import select, union

from learn.certificates.certificate import Supersession
from learn.certificates.credential.credential import Credential
from learn.certificates.credential.status import StatusPlace, signed_list
from learn.certificates.revocation import Revocation
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
    revoked = of_this_list.join(Revocation, Revocation.certificate_id == Credential.certificate_id)
    superseded = of_this_list.join(Supersession, Supersession.certificate_id == Credential.certificate_id)
    return signed_list(number, db.session.scalars(union(revoked.where(Revocation.in_force()), superseded)))
