"""A certificate: issued once, stored, ended by acts that are rows beside it, never changed."""

import hmac
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from learn import audit, signals
from learn.audit import Event
from learn.catalogue import CertificateKind
from learn.certificates.copy import CertificateCopy
from learn.certificates.credential import Credential
from learn.certificates.facts import Facts
from learn.certificates.kept import opened_by, read_untouched
from learn.certificates.making import make, verify_page
from learn.certificates.number import new_salt
from learn.certificates.revocation import Reinstatement, Revocation
from learn.certificates.verdict import Verdict
from learn.kit import clock
from learn.kit.db import Created, db
from learn.kit.web import Refused
from learn.learning import Completion
from learn.notifications import Kind, Notification
from learn.people import Person


class Certificate(db.Model):
    """The document of a completion. The row is written only after its file is stored; neither is ever changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)  # CGT-2026-7K3M9-QXDRT-W: fifty random bits and a check sign
    code: Mapped[str]  # the secret in the QR code; whoever has it may see the name
    salt: Mapped[str] = mapped_column(default=new_salt)  # of its digest in the public log
    completion_id: Mapped[int] = mapped_column(ForeignKey("completion.id"), unique=True)
    completion: Mapped[Completion] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship()
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    issued_at: Mapped[Created]
    document_key: Mapped[str]  # where the PDF lies in storage
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]  # bytes
    level: Mapped[str] = mapped_column(default="")  # of the signature in the file: B-B or B-LTA; empty: none
    stamp_ends_on: Mapped[date | None]  # until when its time stamp can be checked; None: it has none
    frozen: Mapped[
        dict[str, Any] | None
    ]  # all that was printed, see Facts; None: of before, when nothing else was kept
    supersession: Mapped["Supersession | None"] = relationship(
        foreign_keys="Supersession.certificate_id", back_populates="certificate"
    )
    revocation: Mapped[Revocation | None] = relationship(  # the one in force; earlier ones were ended
        primaryjoin=lambda: (Revocation.certificate_id == Certificate.id) & Revocation.in_force(), viewonly=True
    )
    credential: Mapped[Credential | None] = relationship(
        back_populates="certificate"
    )  # None: from before there were any

    @property
    def audit_name(self) -> str:
        """How the audit trail names this certificate."""
        return self.number

    @property
    def facts(self) -> Facts:
        """What it says, as it was on the day. One from before says what its completion says, which never changes either."""
        if self.frozen:
            return Facts.read(self.frozen)
        return Facts.of(self.completion, issued_at=self.issued_at, kind=CertificateKind.COMPLETION)

    # issuing

    @classmethod
    def issue(cls, completion: Completion) -> "Certificate":
        """Print, sign, store, and only then record; asked again, return the one there is. Raises paper.Unprintable."""
        # On PostgreSQL a second worker waits here until the first has committed; SQLite has one writer anyway.
        db.session.execute(select(Completion.id).where(Completion.id == completion.id).with_for_update())
        if held := db.session.scalar(cls.of_completion(completion)):
            return held
        try:
            with db.session.begin_nested():
                certificate = cls(**make(completion))
                db.session.add(certificate)
        except IntegrityError:  # lost a race after all: the winner's stands, our file lies unused
            return db.session.scalars(cls.of_completion(completion)).one()
        audit.record(
            Event.CERTIFICATE_ISSUED,
            certificate,
            by=None,
            new={
                "completion": completion.id,
                "sha256": certificate.sha256,
                "size": certificate.size,
                "signature": certificate.level,
            },
        )
        certificate._take_its_place()
        certificate._tell_the_holder()
        signals.certificate_issued.send(certificate)
        return certificate

    def _take_its_place(self) -> None:
        """In the order of completion each certificate of a course supersedes the one before, whichever came out first.

        One of a delta adds to the one before: that stays in force, until the whole course is taken again.
        """
        line = db.session.scalars(
            select(Certificate)
            .join(Certificate.completion)
            .where(Certificate.person_id == self.person_id, Completion.course_id == self.completion.course_id)
            .order_by(Completion.completed_at, Completion.id)
            .options(
                *(joinedload(one) for one in (Certificate.supersession, Certificate.revocation, Certificate.completion))
            )
        ).all()
        for n, former in enumerate(line):
            # One that was taken back takes nobody's place; given back, it comes here again.
            newer = next((one for one in line[n + 1 :] if one.revocation is None and one._replaces(former)), None)
            if newer and former.supersession is None and former.revocation is None:
                reason = "corrected" if former.completion.enrolment_id == newer.completion.enrolment_id else "renewed"
                former.supersession = Supersession(
                    certificate_id=former.id, successor_id=newer.id, successor=newer, reason=reason
                )
                audit.record(
                    Event.CERTIFICATE_SUPERSEDED, former, by=None, new={"successor": newer.number}, reason=reason
                )

    def _replaces(self, former: "Certificate") -> bool:
        """Whether this one takes the place of an earlier one: every renewal does; a delta only that of its own correction."""
        of_a_delta = self.completion.delta_from is not None
        return not of_a_delta or former.completion.enrolment_id == self.completion.enrolment_id

    def _tell_the_holder(self) -> None:
        facts = {"number": self.number, "course": self.facts.course_title.as_dict()}
        Notification.tell(self.completion.person, Kind.CERTIFICATE_ISSUED, facts, f"/certificates/{self.number}")

    # what becomes of it

    def revoke(self, *, by: Person, reason: str) -> None:
        """Take it back. The record and the file stay; whoever checks it is told from which day."""
        self._wait_for_my_turn()
        if self.revocation:
            raise Refused(_("This certificate has already been revoked."))
        if self.person_id == by.id:
            raise Refused(_("Your own certificate must be revoked by somebody else."))
        revocation = Revocation(
            certificate_id=self.id,
            certificate=self,
            round=Revocation.next_round(self),
            by_id=by.id,
            by=by,
            reason=reason,
        )
        db.session.add(revocation)
        audit.record(Event.CERTIFICATE_REVOKED, self, by=by, reason=reason)
        db.session.flush()
        set_committed_value(self, "revocation", revocation)
        signals.certificate_revoked.send(revocation)

    def reinstate(self, *, by: Person, reason: str) -> None:
        """End the revocation: the certificate is worth again what its dates and successors leave it."""
        self._wait_for_my_turn()
        if self.revocation is None:
            raise Refused(_("This certificate is not revoked."))
        if self.person_id == by.id:
            raise Refused(_("Your own certificate must be reinstated by somebody else."))
        if db.session.scalar(select(Completion.id).where(Completion.id == self.completion_id, ~Completion.counts())):
            raise Refused(_("The completion that it rests on no longer counts, so it cannot be reinstated."))
        ended = Reinstatement(revocation_id=self.revocation.id, revocation=self.revocation, by_id=by.id, reason=reason)
        db.session.add(ended)
        audit.record(Event.CERTIFICATE_REINSTATED, self, by=by, reason=reason)
        db.session.flush()
        set_committed_value(self, "revocation", None)
        self._take_its_place()  # a renewal may have come meanwhile
        signals.certificate_reinstated.send(ended)

    def _wait_for_my_turn(self) -> None:
        """Of two who end or restore it at once, the second one sees what the first one did."""
        db.session.execute(select(Certificate.id).where(Certificate.id == self.id).with_for_update())
        db.session.refresh(self, ["revocation"])

    def verdict_on(self, day: date) -> Verdict:
        """What this certificate is worth on a day."""
        if self.revocation:
            return Verdict.REVOKED
        if self.supersession:
            return Verdict.SUPERSEDED
        until = self.facts.valid_until
        return Verdict.EXPIRED if until and until < day else Verdict.GENUINE

    @property
    def verdict(self) -> Verdict:
        """What this certificate is worth today."""
        return self.verdict_on(clock.today())

    # its file

    def read_document(self) -> bytes:
        """The PDF exactly as it was issued. Raises Tampered rather than return other bytes."""
        return read_untouched(self.document_key, self.sha256)

    @property
    def file_name(self) -> str:
        """Under which name it is downloaded: two people of one name never share it."""
        facts = self.facts
        return f"{facts.holder_name}_{facts.course_code}_{self.number}.pdf"

    @property
    def verify_url(self) -> str:
        """The address in the QR code, which shows the name."""
        return f"{verify_page(self.number)}?code={self.code}"

    def opens_with(self, code: str) -> bool:
        """Whether this is the code of the QR code; the comparison takes equally long however wrong it is."""
        return hmac.compare_digest(self.code.encode(), code.strip().upper().encode())

    # finding it

    @classmethod
    def whole(cls) -> Select["Certificate"]:
        """Certificates with all that decides their verdict, in one query."""
        return select(cls).options(
            joinedload(cls.completion),
            joinedload(cls.revocation),
            joinedload(cls.supersession).joinedload(Supersession.successor).joinedload(cls.completion),
        )

    @classmethod
    def of_completion(cls, completion: Completion) -> Select["Certificate"]:
        """The certificate of a completion, if it has been issued."""
        return select(cls).where(cls.completion_id == completion.id)

    @classmethod
    def of(cls, person: Person) -> Select["Certificate"]:
        """Somebody's certificates, the newest first."""
        return cls.whole().where(cls.person_id == person.id).order_by(cls.issued_at.desc(), cls.id.desc())

    @classmethod
    def seen_by(cls, person: Person) -> Select["Certificate"]:
        """Those that somebody may open: their own, copies sent to them, as HR or inspector their
        organisation's, as the alliance's office all."""
        works_at = [held.organisation_id for held in person.current_memberships]
        copied = cls.organisation_id.in_(works_at) & cls.id.in_(CertificateCopy.sent_to(person))
        return cls.whole().where(opened_by(person, cls) | copied)


class Supersession(db.Model):
    """A certificate followed by a newer one: which, why, when."""

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), unique=True)
    certificate: Mapped[Certificate] = relationship(foreign_keys=[certificate_id], back_populates="supersession")
    successor_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    successor: Mapped[Certificate] = relationship(foreign_keys=[successor_id])
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: by the renewal itself
    reason: Mapped[str]
    at: Mapped[Created]
