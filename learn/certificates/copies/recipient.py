"""Who gets a copy of each new certificate of an organisation, from a day to a day."""

from typing import Self

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ForeignKey, Select, exists, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from learn import audit
from learn.audit import Event
from learn.certificates.certificate import Certificate
from learn.certificates.copy import CertificateCopy
from learn.kit import clock
from learn.kit.db import db
from learn.kit.web import Refused
from learn.notifications import Kind, Notification
from learn.people import Lasting, Membership, Organisation, Person


class CopyRecipient(Lasting, db.Model):
    """Somebody who gets the new certificates of an organisation, all of them or those of one department.

    The letter holds a link, not the file: whoever reads somebody else's mail finds a page that asks to sign in.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation: Mapped[Organisation] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship()
    department: Mapped[str]  # empty: of everybody
    ended: Mapped[bool] = mapped_column(default=False)  # True: no copies any more, whatever the last day says

    @property
    def audit_name(self) -> str:
        """How the audit trail names this recipient."""
        return self.person.name

    @classmethod
    def add(cls, organisation: Organisation, membership: Membership, *, department: str, by: Person) -> Self:
        """Send copies to one of the staff from now on."""
        if membership.organisation_id != organisation.id or not membership.current:
            raise Refused(_("Copies go only to people who work at %(name)s.", name=str(organisation.name)))
        same = cls.of(organisation).where(cls.person_id == membership.person_id, cls.department == department)
        if db.session.scalar(same):
            raise Refused(_("%(name)s gets these copies already.", name=membership.person.name))
        recipient = cls(
            organisation_id=organisation.id,
            organisation=organisation,
            person_id=membership.person_id,
            person=membership.person,
            department=department,
        )
        new = {"person": membership.person.name, "department": department}
        audit.record(Event.COPIES_BEGUN, recipient, by=by, new=new)
        return recipient

    def end(self, *, by: Person) -> None:
        """Send no more copies. Those that were sent stay on record and can still be opened."""
        if self.ended:
            raise Refused(_("No copies are sent any more."))
        self.ended, self.ends_on = True, clock.today()
        audit.record(Event.COPIES_ENDED, self, by=by, old={"department": self.department})

    @classmethod
    def of(cls, organisation: Organisation) -> Select[Self]:
        """Who gets copies there today: whoever left gets none any more."""
        found = select(cls).where(cls.organisation_id == organisation.id, ~cls.ended, cls._still_there(organisation.id))
        return found.options(joinedload(cls.person)).order_by(cls.department, cls.id)

    @classmethod
    def _still_there(cls, organisation_id: int | None) -> ColumnElement[bool]:
        at_work = (Membership.organisation_id == organisation_id, Membership.on(clock.today()))
        return exists().where(Membership.person_id == cls.person_id, *at_work)

    @classmethod
    def wanting(cls, certificate: Certificate) -> Select[Self]:
        """Who wants a copy of this certificate: not its holder, and only as long as they work there."""
        today, here = clock.today(), certificate.organisation_id
        holder_in_department = exists().where(
            Membership.person_id == certificate.person_id,
            Membership.organisation_id == here,
            Membership.department == cls.department,
            Membership.on(today),
        )
        found = select(cls).where(cls.organisation_id == here, ~cls.ended, cls.person_id != certificate.person_id)
        return found.where(or_(cls.department == "", holder_in_department), cls._still_there(here)).options(
            joinedload(cls.person)
        )


def send_copies(certificate: Certificate) -> None:
    """Tell those who want a copy, each once, and let them open it."""
    completion = certificate.completion
    facts = {
        "number": certificate.number,
        "name": completion.holder_name,
        "course": completion.course_title.as_dict(),
    }
    people = {one.person_id: one.person for one in db.session.scalars(CopyRecipient.wanting(certificate))}
    for person in people.values():
        db.session.add(CertificateCopy(certificate_id=certificate.id, person_id=person.id))
        Notification.tell(person, Kind.CERTIFICATE_COPY, facts, f"/certificates/{certificate.number}")
