"""What can be done to a certificate after its issue, by whom, and when there is no point in it."""

from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select

from learn.certificates.certificate import Certificate
from learn.kit.db import db
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.learning import Completion
from learn.people import OrganisationKind, Permission, Person
from learn.signatures import Meaning

DECIDERS = (Permission.REVIEWER, Permission.ADMINISTRATOR)  # of the alliance's office


class ProposedAct(StrEnum):
    """What can be done to a certificate after its issue."""

    CORRECTION = "correction"
    REVOCATION = "revocation"
    REINSTATEMENT = "reinstatement"

    @property
    def words(self) -> Words:
        """How the act is called."""
        return _WORDS[self]

    @property
    def meaning(self) -> Meaning:
        """What is said by signing it."""
        return Meaning(f"certificate_{self.value}_approved")


_WORDS = {
    ProposedAct.CORRECTION: Words("更正证书", "Correct the certificate"),
    ProposedAct.REVOCATION: Words("撤销证书", "Revoke the certificate"),
    ProposedAct.REINSTATEMENT: Words("恢复证书", "Reinstate the certificate"),
}


def may_propose(person: Person, certificate: Certificate) -> bool:
    """Whether somebody proposes acts on a certificate: HR of its organisation, or the alliance's administrator."""
    ours = certificate.organisation_id is not None and person.may(Permission.HR, certificate.organisation_id)
    return (ours or _in_office(person, Permission.ADMINISTRATOR)) and person.id != certificate.person_id


def may_decide(person: Person) -> bool:
    """Whether somebody decides on proposals of others."""
    return any(_in_office(person, permission) for permission in DECIDERS)


def _in_office(person: Person, permission: Permission) -> bool:
    return any(one.kind is OrganisationKind.ALLIANCE for one in person.organisations_as(permission))


def refuse_pointless(certificate: Certificate, act: ProposedAct) -> None:
    """Refuse what cannot be done as things stand."""
    if act is ProposedAct.REVOCATION and certificate.revocation:
        raise Refused(_("This certificate has already been revoked."))
    if act is ProposedAct.REINSTATEMENT and certificate.revocation is None:
        raise Refused(_("This certificate is not revoked."))
    if act is ProposedAct.CORRECTION and certificate.revocation:
        raise Refused(_("A revoked certificate is not corrected. Reinstate it first."))
    if act is ProposedAct.CORRECTION and (newer := certificate.supersession):
        raise Refused(_("%(number)s stands in its place. Correct that one.", number=newer.successor.number))
    if act is ProposedAct.CORRECTION and not _counts(certificate):
        raise Refused(_("The completion that it rests on no longer counts, or a corrected certificate is on its way."))


def _counts(certificate: Certificate) -> bool:
    still = select(Completion.id).where(Completion.id == certificate.completion_id, Completion.counts())
    return db.session.scalar(still) is not None
