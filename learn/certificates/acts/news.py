"""Who is told what became of a certificate, and what follows by itself."""

from sqlalchemy import select

from learn.certificates.certificate import Certificate
from learn.certificates.revocation import Reinstatement, Revocation
from learn.kit.db import db
from learn.learning import Completion, Withdrawal
from learn.notifications import Kind, Notification
from learn.people import Grant, Permission, Person


def tell_of_revocation(revocation: Revocation) -> None:
    """The holder and HR hear that a certificate was taken back, and why."""
    tell(revocation.certificate, Kind.CERTIFICATE_REVOKED, reason=revocation.reason)


def tell_of_reinstatement(reinstatement: Reinstatement) -> None:
    """The holder and HR hear that a certificate was given back, and why."""
    tell(reinstatement.revocation.certificate, Kind.CERTIFICATE_REINSTATED, reason=reinstatement.reason)


def tell(certificate: Certificate, kind: Kind, *, reason: str) -> None:
    """Tell the holder, and HR of the organisation on the certificate: each person once."""
    completion = certificate.completion
    facts = {
        "number": certificate.number,
        "name": completion.holder_name,
        "course": completion.course_title.as_dict(),
        "reason": reason,
    }
    for person in _concerned(certificate):
        Notification.tell(person, kind, facts, f"/certificates/{certificate.number}")


def _concerned(certificate: Certificate) -> list[Person]:
    id = certificate.organisation_id
    watching = [] if id is None else Grant.holders(Permission.HR, organisation_id=id)
    return list(dict.fromkeys([certificate.person, *watching]))


def keep_revoked(certificate: Certificate) -> None:
    """What was revoked stays so when its completion is corrected: a new number must not make it good again."""
    former = _before(certificate)
    if former and former.revocation:
        certificate.revoke(by=former.revocation.by, reason=former.revocation.reason)


def tell_new_employer(certificate: Certificate) -> None:
    """Where a correction moved a certificate to another organisation, its HR hears of the one that is theirs now."""
    former = _before(certificate)
    if former is None or certificate.organisation_id in (None, former.organisation_id):
        return
    completion, withdrawn = certificate.completion, Withdrawal.completion_id == former.completion_id
    reason = db.session.scalars(select(Withdrawal.reason).where(withdrawn)).one()
    facts = {
        "number": certificate.number,
        "name": completion.holder_name,
        "course": completion.course_title.as_dict(),
        "reason": reason.zh,
    }
    for person in Grant.holders(Permission.HR, organisation_id=certificate.organisation_id):
        Notification.tell(person, Kind.CERTIFICATE_CORRECTED, facts, f"/certificates/{certificate.number}")


def _before(certificate: Certificate) -> Certificate | None:
    """The certificate of an earlier edition of the same completion; one that came and went unprinted has none."""
    completion = certificate.completion
    earlier = (Completion.enrolment_id == completion.enrolment_id, Completion.edition < completion.edition)
    found = Certificate.whole().join(Completion, Completion.id == Certificate.completion_id).where(*earlier)
    return (
        db.session.scalars(found.order_by(Completion.edition.desc()).limit(1)).first()
        if completion.edition > 1
        else None
    )
