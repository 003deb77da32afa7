"""A version of a design: frozen when it is handed in, in use from the moment in which a reviewer signs it."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Select, UniqueConstraint, func, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from learn import audit
from learn.audit import Event
from learn.certificates.designs.design import Design
from learn.certificates.designs.samples import faults_of
from learn.certificates.facts import DesignUsed
from learn.certificates.look import Look
from learn.kit.db import Created, db
from learn.kit.digest import digest_of
from learn.kit.storage import storage
from learn.kit.web import Refused
from learn.people import Person
from learn.signatures import Meaning, Signature


class DesignVersion(db.Model):
    """A design as it was handed in. Never changed; another look is another version."""

    __table_args__ = (UniqueConstraint("design_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    design_id: Mapped[int] = mapped_column(ForeignKey("design.id"))
    design: Mapped[Design] = relationship()
    number: Mapped[int]  # 1, 2, …
    content: Mapped[dict[str, Any]]
    digest: Mapped[str]  # SHA-256 over the place, the number and the content; the pictures stand there by their digests
    author_ids: Mapped[list[int]]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    at: Mapped[Created]
    decision: Mapped["DesignDecision | None"] = relationship(back_populates="version")

    @property
    def audit_name(self) -> str:
        """How the audit trail names this version."""
        return f"{self.design.audit_name} {self.number}"

    @property
    def organisation_id(self) -> int | None:
        """Whose trail its entries stand in."""
        return self.design.organisation_id

    @property
    def approved(self) -> bool:
        """Whether a reviewer signed it."""
        return self.decision is not None and self.decision.signature_id is not None

    @property
    def look(self) -> Look:
        """How certificates look by it."""
        return look_of(self.content, DesignUsed(self.design_id, self.number, self.digest))

    @classmethod
    def submit(cls, design: Design, *, by: Person) -> "DesignVersion":
        """Freeze the draft as a version that waits for a reviewer. Refuses one on which a certificate would not fit."""
        newest = db.session.scalar(cls.of(design).limit(1))
        if newest and newest.decision is None:
            raise Refused(_("Version %(n)s still waits for a reviewer.", n=newest.number))
        if newest and newest.approved and newest.content == design.draft.content:
            raise Refused(_("Nothing has changed since version %(n)s.", n=newest.number))
        if faults := faults_of(look_of(design.draft.content)):
            raise Refused(" ".join(dict.fromkeys(str(fault) for fault in faults[:3])))
        number, content = (newest.number if newest else 0) + 1, dict(design.draft.content)
        digest = digest_of({"place": design.place, "number": number, "content": content})
        version = cls(
            design_id=design.id,
            design=design,
            number=number,
            content=content,
            digest=digest,
            author_ids=sorted({*design.draft.author_ids, by.id}),
            by_id=by.id,
            by=by,
            decision=None,
        )
        audit.record(Event.DESIGN_SUBMITTED, version, by=by, new={"digest": digest})
        return version

    def approve(self, *, by: Person) -> Signature:
        """Sign it: what is issued from now on in its place looks like this. What was issued stays as it is."""
        self._refuse_to_decide(by=by)
        if faults := faults_of(self.look):
            raise Refused(str(faults[0]))
        signature = Signature.over(self, digest=self.digest, meaning=Meaning.DESIGN_APPROVED, by=by)
        db.session.flush()
        self.decision = DesignDecision(by_id=by.id, by=by, signature_id=signature.id, signature=signature, note="")
        if self.design.draft.content == self.content:  # what is changed from here on is the work of whoever changes it
            self.design.draft.author_ids = []
        audit.record(Event.DESIGN_APPROVED, self, by=by, new={"digest": self.digest})
        return signature

    def decline(self, *, by: Person, note: str) -> None:
        """Send it back with a reason; the design before stays in use."""
        self._refuse_to_decide(by=by)
        self.decision = DesignDecision(by_id=by.id, by=by, signature_id=None, signature=None, note=note)
        audit.record(Event.DESIGN_DECLINED, self, by=by, reason=note)

    def _refuse_to_decide(self, *, by: Person) -> None:
        if self.decision:
            raise Refused(_("This version has already been decided."))
        if by.id in self.author_ids:
            raise Refused(_("You worked on this design yourself. Somebody else decides."))

    @classmethod
    def of(cls, design: Design) -> Select["DesignVersion"]:
        """The versions of a design, the newest first."""
        known = (joinedload(cls.by), joinedload(cls.decision).joinedload(DesignDecision.by))
        return select(cls).where(cls.design_id == design.id).order_by(cls.number.desc()).options(*known)

    @classmethod
    def applying(cls, organisation_id: int | None, course_id: int, at: datetime) -> Select["DesignVersion"]:
        """The version that decides how a certificate looks that is issued at a moment: the first of these."""
        ours = or_(Design.organisation_id.is_(None), Design.organisation_id == organisation_id)
        return (
            select(cls)
            .join(cls.design)
            .join(cls.decision)
            .where(ours, or_(Design.course_id.is_(None), Design.course_id == course_id))
            .where(DesignDecision.signature_id.is_not(None), DesignDecision.at <= at)
            .order_by(Design.organisation_id.is_(None), Design.course_id.is_(None), cls.number.desc())
            .limit(1)
        )

    @classmethod
    def newest_of(cls, design_ids: list[int]) -> dict[int, "DesignVersion"]:
        """The newest version of each of these designs that has one."""
        newest = select(func.max(cls.id)).where(cls.design_id.in_(design_ids)).group_by(cls.design_id)
        known = (joinedload(cls.by), joinedload(cls.decision).joinedload(DesignDecision.by))
        return {one.design_id: one for one in db.session.scalars(select(cls).where(cls.id.in_(newest)).options(*known))}


class DesignDecision(db.Model):
    """What a reviewer made of a version: signed, or declined with a reason."""

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("design_version.id"), unique=True)
    version: Mapped[DesignVersion] = relationship(back_populates="decision")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    signature_id: Mapped[int | None] = mapped_column(ForeignKey("signature.id"))  # None: declined
    signature: Mapped[Signature | None] = relationship()
    note: Mapped[str]
    at: Mapped[Created]


def look_for(organisation_id: int | None, course_id: int, at: datetime) -> Look:
    """How a certificate looks that is issued at a moment; the built-in look where nobody approved another."""
    version = db.session.scalar(DesignVersion.applying(organisation_id, course_id, at))
    return version.look if version else Look()


def look_of(content: dict[str, Any], design: DesignUsed | None = None) -> Look:
    """The look that some content says, with its pictures out of storage."""
    digests = [content["logo"], *(one["signature"] for one in content["signatories"])]
    return Look.read(content, pictures(digests), design)


def pictures(digests: Iterable[str | None]) -> dict[str, bytes]:
    """Pictures out of storage, by their digests; None stands for none."""
    return {digest: _picture(storage().url, digest) for digest in digests if digest}


@lru_cache(maxsize=32)
def _picture(_storage: str, digest: str) -> bytes:
    """A picture exactly as it was approved."""
    content = storage().get(f"designs/{digest}")
    if sha256(content).hexdigest() != digest:
        raise OSError(f"designs/{digest} is no longer the picture that was approved.")
    return content
