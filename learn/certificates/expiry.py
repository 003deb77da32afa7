"""Before a certificate ends, its holder and HR are told: sixty days before and thirty, once each."""

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import ForeignKey, Select, UniqueConstraint, exists
from sqlalchemy.orm import Mapped, joinedload, mapped_column

from learn.certificates.certificate import Certificate, Supersession
from learn.certificates.revocation import Revocation
from learn.kit import clock
from learn.kit.db import Created, db
from learn.learning import Completion
from learn.notifications import Kind, Notification
from learn.people import Grant, Permission

STAGES = (60, 30)  # days before the last one
MOST_NAMED = 20  # in one letter to HR


class ExpiryNotice(db.Model):
    """That it was told of a certificate that it ends soon. The second time, nobody is told again. Never changed."""

    __table_args__ = (UniqueConstraint("certificate_id", "days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    days: Mapped[int]  # 60 or 30 days before, at the latest
    at: Mapped[Created]


def tell_of_expiring() -> None:
    """Tell holders of each certificate that ends soon, and HR of all of them in one letter."""
    today, by_organisation = clock.today(), defaultdict[int, list[Certificate]](list)
    for days in sorted(STAGES):  # thirty first: who hears that needs not hear of sixty
        for certificate in db.session.scalars(_ending(today, days)).all():
            db.session.add(ExpiryNotice(certificate_id=certificate.id, days=days))
            if _lasts_longer_than(certificate, days):
                _tell_holder(certificate)
                if certificate.organisation_id and _works_there(certificate):
                    by_organisation[certificate.organisation_id].append(certificate)
        db.session.flush()
    for organisation_id, certificates in by_organisation.items():
        _tell_hr(organisation_id, certificates)


def _ending(today: date, days: int) -> Select[Certificate]:
    """Certificates in force whose last day is so near, and of which this was not told yet."""
    told = exists().where(ExpiryNotice.certificate_id == Certificate.id, ExpiryNotice.days <= days)
    ended = [
        exists().where(Revocation.certificate_id == Certificate.id, Revocation.in_force()),
        exists().where(Supersession.certificate_id == Certificate.id),
    ]
    near = Completion.valid_until.between(today, today + timedelta(days=days))
    return (
        Certificate.whole()
        .join(Completion, Completion.id == Certificate.completion_id)
        .where(near, ~told, *(~one for one in ended))
        .where(Completion.delta_from.is_(None))  # it ends with the one that it adds to, of which they hear
        .options(joinedload(Certificate.person))
        .order_by(Completion.valid_until, Certificate.id)
    )


def _lasts_longer_than(certificate: Certificate, days: int) -> bool:
    """One that holds for some weeks only ends soon from its first day on; that needs no letter."""
    until = certificate.completion.valid_until
    return until is not None and (until - clock.day_of(certificate.completion.completed_at)).days > days


def _works_there(certificate: Certificate) -> bool:
    return any(one.organisation_id == certificate.organisation_id for one in certificate.person.current_memberships)


def _tell_holder(certificate: Certificate) -> None:
    completion = certificate.completion
    facts = {
        "number": certificate.number,
        "course": completion.course_title.as_dict(),
        "day": str(completion.valid_until),
    }
    Notification.tell(certificate.person, Kind.CERTIFICATE_EXPIRES, facts, f"/courses/{completion.course_code}")


def _tell_hr(organisation_id: int, certificates: list[Certificate]) -> None:
    named = [
        f"{one.completion.holder_name} {one.completion.course_code} {one.completion.valid_until}"
        for one in certificates[:MOST_NAMED]
    ]
    facts = {"count": len(certificates), "list": " · ".join([*named, *(["…"] if certificates[MOST_NAMED:] else [])])}
    for person in Grant.holders(Permission.HR, organisation_id=organisation_id):
        Notification.tell(person, Kind.CERTIFICATES_EXPIRE, facts, "/hr/certificates?state=expiring")
