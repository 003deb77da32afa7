"""What the author of a version proposes to have learnt again, before a reviewer decides."""

from typing import Any

from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from learn import audit
from learn.audit import Event
from learn.catalogue.terms import Terms
from learn.kit.db import Created, db
from learn.people import Person


class TermsProposal(db.Model):
    """Terms that somebody proposes for some content, named by its digest: for a pack under review or a loaded version."""

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]  # what a reader calls it: GMP-101 2.0
    content_digest: Mapped[str] = mapped_column(index=True)
    terms: Mapped[dict[str, Any]]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    at: Mapped[Created]

    @property
    def audit_name(self) -> str:
        """How the audit trail names this proposal."""
        return self.subject

    @property
    def proposed(self) -> Terms:
        """What is proposed."""
        terms = Terms.read(self.terms)
        assert terms is not None
        return terms

    @classmethod
    def make(cls, subject: str, content_digest: str, terms: Terms, *, by: Person) -> "TermsProposal":
        """Propose; a later proposal stands before an earlier one."""
        proposal = cls(subject=subject, content_digest=content_digest, terms=terms.as_dict(), by_id=by.id, by=by)
        new = {slug: f"{verdict.level}: {verdict.reason}" for slug, verdict in terms.verdicts.items()}
        audit.record(Event.RETRAINING_PROPOSED, proposal, by=by, new={"units": new, "days": terms.days})
        return proposal

    @classmethod
    def newest_for(cls, content_digest: str) -> "TermsProposal | None":
        """What was proposed last for some content; None: nothing."""
        return db.session.scalar(cls._for(content_digest).limit(1))

    @classmethod
    def _for(cls, content_digest: str) -> Select["TermsProposal"]:
        found = select(cls).where(cls.content_digest == content_digest).order_by(cls.id.desc())
        return found.options(joinedload(cls.by))
