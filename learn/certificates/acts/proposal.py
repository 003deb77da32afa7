"""An act on a certificate: proposed by one person with a reason, approved and signed by another, or declined."""

from collections.abc import Mapping
from typing import Any, Self

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Select, or_, select, true
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from learn import audit
from learn.audit import Event
from learn.certificates.acts.act import DECIDERS, ProposedAct, may_decide, refuse_pointless
from learn.certificates.acts.facts import as_facts, changes, kept, said
from learn.certificates.acts.news import tell
from learn.certificates.certificate import Certificate
from learn.kit.db import Created, db
from learn.kit.digest import digest_of
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.notifications import Kind, Notification
from learn.people import Grant, OrganisationKind, Permission, Person
from learn.signatures import Signature

_READERS = (Permission.HR, Permission.INSPECTOR, *DECIDERS)
_EVERYWHERE = (OrganisationKind.ALLIANCE, OrganisationKind.AUTHORITY)


class CertificateProposal(db.Model):
    """What somebody proposes to do to a certificate, and why. Nothing happens until another person signs it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    certificate: Mapped[Certificate] = relationship()
    act: Mapped[ProposedAct]
    reason: Mapped[str]
    before: Mapped[dict[str, Any]]  # what is to be corrected, by the names of a completion; empty: no correction
    after: Mapped[dict[str, Any]]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    at: Mapped[Created]
    decision: Mapped["CertificateDecision | None"] = relationship(back_populates="proposal")

    @property
    def audit_name(self) -> str:
        """How the audit trail names this proposal."""
        return self.certificate.number

    @property
    def organisation_id(self) -> int | None:
        """The organisation whose records it concerns."""
        return self.certificate.organisation_id

    @property
    def approved(self) -> bool:
        """Whether somebody signed it."""
        return self.decision is not None and self.decision.signature_id is not None

    # proposing

    @classmethod
    def propose(
        cls,
        certificate: Certificate,
        act: ProposedAct,
        *,
        by: Person,
        reason: str,
        facts: Mapping[str, Any] | None = None,
    ) -> Self:
        """Propose an act, for a correction with the facts that should stand there. Those who may decide are told."""
        # Two who propose at once take turns; the second one is refused.
        db.session.execute(select(Certificate.id).where(Certificate.id == certificate.id).with_for_update())
        if certificate.person_id == by.id:
            raise Refused(_("This is your own certificate. Somebody else proposes."))
        if waiting := db.session.scalar(cls.undecided().where(cls.certificate_id == certificate.id)):
            raise Refused(_("Proposal P-%(n)s about this certificate still waits for a decision.", n=waiting.id))
        refuse_pointless(certificate, act)
        after = changes(certificate, facts or {}) if act is ProposedAct.CORRECTION else {}
        proposal = cls(
            certificate_id=certificate.id,
            certificate=certificate,
            act=act,
            reason=reason,
            before=kept({name: getattr(certificate.completion, name) for name in after}),
            after=kept(after),
            by_id=by.id,
            by=by,
            decision=None,
        )
        new = {"act": act, **said(proposal.after)}
        old = said(proposal.before) or None
        audit.record(Event.CERTIFICATE_ACT_PROPOSED, proposal, by=by, old=old, new=new, reason=reason)
        proposal._call_deciders()
        return proposal

    def _call_deciders(self) -> None:
        facts = {"number": self.certificate.number, "act": self.act.words.as_dict(), "name": self.by.name}
        for person in Grant.holders(*DECIDERS, organisation_id=None):
            if person.id not in (self.by_id, self.certificate.person_id):
                Notification.tell(person, Kind.CERTIFICATE_ACT_PROPOSED, facts, f"/certificates/proposals/{self.id}")

    # deciding

    @property
    def shown(self) -> dict[str, Any]:
        """Everything that is shown and signed."""
        return {
            "proposal": self.id,
            "act": self.act.value,
            "certificate": self.certificate.number,
            "sha256": self.certificate.sha256,
            "before": self.before,
            "after": self.after,
            "reason": self.reason,
            "proposed_by": self.by_id,
        }

    @property
    def digest(self) -> str:
        """SHA-256 of what is shown."""
        return digest_of(self.shown)

    def obstacle_for(self, person: Person) -> str | None:
        """Why somebody does not decide this; None: they do."""
        if not may_decide(person):
            return _("A reviewer or administrator of the alliance who did not propose this decides.")
        if person.id == self.by_id:
            return _("You proposed this. Somebody else decides.")
        if person.id == self.certificate.person_id:
            return _("This is your own certificate. Somebody else decides.")
        return None

    def approve(self, *, by: Person) -> Signature:
        """Sign exactly what was shown, and do it. Who calls this has just asked for the password."""
        self._refuse_to_decide(by)
        refuse_pointless(self.certificate, self.act)
        shown, digest = self.shown, self.digest
        signature = Signature.over(self, digest=digest, meaning=self.act.meaning, by=by)
        db.session.flush()
        self.decision = CertificateDecision(by_id=by.id, by=by, signature_id=signature.id, note="", shown=shown)
        audit.record(Event.CERTIFICATE_ACT_APPROVED, self, by=by, new={"act": self.act, "digest": digest})
        self._perform(by=by)
        return signature

    def _perform(self, *, by: Person) -> None:
        if self.act is ProposedAct.REVOCATION:
            self.certificate.revoke(by=by, reason=self.reason)
        elif self.act is ProposedAct.REINSTATEMENT:
            self.certificate.reinstate(by=by, reason=self.reason)
        else:
            completion, facts = self.certificate.completion, as_facts(self.after)
            if any(kept({name: getattr(completion, name)}) != {name: self.before[name]} for name in facts):
                raise Refused(_("Something has changed since this was proposed. Please propose it anew."))
            completion.restate(facts, by=by, reason=Words(self.reason, self.reason))
            tell(self.certificate, Kind.CERTIFICATE_CORRECTED, reason=self.reason)

    def decline(self, *, by: Person, note: str) -> None:
        """Leave the certificate as it is, and say why; the proposer is told."""
        self._refuse_to_decide(by)
        self.decision = CertificateDecision(by_id=by.id, by=by, signature_id=None, note=note, shown=None)
        audit.record(Event.CERTIFICATE_ACT_DECLINED, self, by=by, new={"act": self.act}, reason=note)
        facts = {"number": self.certificate.number, "act": self.act.words.as_dict(), "reason": note}
        Notification.tell(self.by, Kind.CERTIFICATE_ACT_DECLINED, facts, f"/certificates/proposals/{self.id}")

    def _refuse_to_decide(self, person: Person) -> None:
        if self.decision:
            raise Refused(_("This proposal has already been decided."))
        if obstacle := self.obstacle_for(person):
            raise Refused(obstacle)

    # finding it

    @classmethod
    def whole(cls) -> Select[Self]:
        """Proposals with all that their pages show, in one query."""
        certificate = joinedload(cls.certificate).joinedload(Certificate.completion)
        decided = joinedload(cls.decision)
        return select(cls).options(
            certificate,
            joinedload(cls.certificate).joinedload(Certificate.revocation),
            joinedload(cls.certificate).joinedload(Certificate.supersession),
            joinedload(cls.by),
            decided.joinedload(CertificateDecision.by),
            decided.joinedload(CertificateDecision.signature),
        )

    @classmethod
    def undecided(cls) -> Select[Self]:
        """Proposals that nobody signed or declined yet."""
        return select(cls).where(~cls.decision.has())

    @classmethod
    def about(cls, certificate: Certificate) -> Select[Self]:
        """What was proposed about a certificate, the first one first."""
        return cls.whole().where(cls.certificate_id == certificate.id).order_by(cls.id)

    @classmethod
    def seen_by(cls, person: Person) -> Select[Self]:
        """Those that somebody may read: the office and an authority all, HR and inspectors of their organisations."""
        grants = [grant for grant in person.current_grants if grant.permission in _READERS]
        everywhere = any(
            grant.permission is not Permission.HR and grant.organisation.kind in _EVERYWHERE for grant in grants
        )
        watched = [grant.organisation_id for grant in grants if grant.permission is not Permission.REVIEWER]
        ours = cls.certificate.has(Certificate.organisation_id.in_(watched))
        return cls.whole().where(true() if everywhere else or_(cls.by_id == person.id, ours))


class CertificateDecision(db.Model):
    """What was decided on a proposal: signed, or declined with a reason. Never changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("certificate_proposal.id"), unique=True)
    proposal: Mapped[CertificateProposal] = relationship(back_populates="decision")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    signature_id: Mapped[int | None] = mapped_column(ForeignKey("signature.id"))  # None: declined
    signature: Mapped[Signature | None] = relationship()
    note: Mapped[str]  # why it was declined; empty: it was signed
    shown: Mapped[dict[str, Any] | None]  # what was signed, whose digest the signature has; None: declined
    at: Mapped[Created]
