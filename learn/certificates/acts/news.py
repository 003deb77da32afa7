"""Who is told what became of a certificate, and what follows by itself."""

from sqlalchemy import select

from learn.certificates.certificate import Certificate
from learn.certificates.revocation import Reinstatement, Revocation
from learn.kit.db import db
from learn.learning import Withdrawal
from learn.notifications import Kind, Notification
from learn.people import Grant, Permission, Person


def tell_of_revocation(revocation: Revocation) -> None:
    """The holder and HR hear that a certificate was taken back, and why."""
    tell(revocation.certificate, Kind.CERTIFICATE_REVOKED, reason=revocation.reason)


def tell_of_reinstatement(reinstatement: Reinstatement) -> None:
    """The holder and HR hear that a certificate was given back, and why."""
    tell(reinstatement.revocation.certificate, Kind.CERTIFICATE_REINSTATED, reason=reinstatement.reason)


def tell(certificate: Certificate, kind: Kind, *, reason: str, organisations: tuple[int | None, ...] = ()) -> None:
    """Tell the holder, and HR of the organisation on the certificate and of others concerned: each person once."""
    completion = certificate.completion
    facts = {
        "number": certificate.number,
        "name": completion.holder_name,
        "course": completion.course_title.as_dict(),
        "reason": reason,
    }
    for person in _concerned(certificate, {certificate.organisation_id, *organisations}):
        Notification.tell(person, kind, facts, f"/certificates/{certificate.number}")


def _concerned(certificate: Certificate, organisations: set[int | None]) -> list[Person]:
    found = [certificate.person]
    for id in sorted(one for one in organisations if one is not None):
        found += Grant.holders(Permission.HR, organisation_id=id)
    return list(dict.fromkeys(found))


def keep_revoked(certificate: Certificate) -> None:
    """What was revoked stays so when its completion is corrected: a new number must not make it good again."""
    if certificate.completion.edition == 1:
        return
    former = db.session.scalar(
        Certificate.whole().where(
            Certificate.completion_id.in_(
                select(Withdrawal.completion_id).where(Withdrawal.successor_id == certificate.completion_id)
            )
        )
    )
    if former and former.revocation:
        certificate.revoke(by=former.revocation.by, reason=former.revocation.reason)
