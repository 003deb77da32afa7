"""An electronic signature: who, with which meaning, when, over the digest of what."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn import audit
from learn.audit import Event
from learn.kit.db import Created, db
from learn.kit.text import Words
from learn.people import Person


class Meaning(StrEnum):
    """What somebody says by signing (21 CFR 11.50(a)(3))."""

    DECLARATION = "declaration"  # I sit this quiz myself and keep to its rules
    CORRECTION_APPROVED = "correction_approved"
    MARKED = "marked"
    READ_AND_UNDERSTOOD = "read_and_understood"
    DESIGN_APPROVED = "design_approved"
    CERTIFICATE_CORRECTION_APPROVED = "certificate_correction_approved"
    CERTIFICATE_REVOCATION_APPROVED = "certificate_revocation_approved"
    CERTIFICATE_REINSTATEMENT_APPROVED = "certificate_reinstatement_approved"
    VERSION_APPROVED = "version_approved"
    RELEASE_APPROVED = "release_approved"
    COURSE_RETIRED = "course_retired"
    COURSE_RESTORED = "course_restored"

    @property
    def words(self) -> Words:
        """How the meaning is printed."""
        return _WORDS[self]


_WORDS = {
    Meaning.DECLARATION: Words("声明：本人作答，遵守规则", "Declared: I sit this myself and keep to its rules"),
    Meaning.CORRECTION_APPROVED: Words("批准：更正答案并重新评分", "Approved: correct the key and mark again"),
    Meaning.MARKED: Words("确认：评分由本人作出", "Confirmed: these marks are mine"),
    Meaning.READ_AND_UNDERSTOOD: Words("本人已阅读并理解该文件", "I have read and understood this document"),
    Meaning.DESIGN_APPROVED: Words(
        "批准：此后颁发的证书采用此版式", "Approved: certificates look like this from now on"
    ),
    Meaning.CERTIFICATE_CORRECTION_APPROVED: Words("批准：更正证书", "Approved: correct the certificate"),
    Meaning.CERTIFICATE_REVOCATION_APPROVED: Words("批准：撤销证书", "Approved: revoke the certificate"),
    Meaning.CERTIFICATE_REINSTATEMENT_APPROVED: Words("批准：恢复证书", "Approved: reinstate the certificate"),
    Meaning.VERSION_APPROVED: Words("批准：版本生效及复训决定", "Approved: the version and who learns it again"),
    Meaning.RELEASE_APPROVED: Words("批准：提前对关键岗位生效", "Approved: in force for critical roles early"),
    Meaning.COURSE_RETIRED: Words("批准：停用课程", "Approved: retire the course"),
    Meaning.COURSE_RESTORED: Words("批准：恢复课程", "Approved: restore the course"),
}


class Signature(db.Model):
    """An electronic signature, bound to what was signed by its digest (21 CFR 11.50, 11.70). Never changed."""

    __table_args__ = (Index("ix_signature_subject", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship()
    printed_name: Mapped[str]  # as it was at the signing
    meaning: Mapped[Meaning]
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    digest: Mapped[str]  # SHA-256 of exactly what the person saw
    at: Mapped[Created]

    @property
    def audit_name(self) -> str:
        """How the audit trail names this signature."""
        return f"{self.meaning} {self.subject_type} {self.subject_id}"

    @classmethod
    def over(cls, subject: Any, *, digest: str, meaning: Meaning, by: Person) -> "Signature":
        """Sign. Whoever calls this has just asked for the password (SignatureForm), 21 CFR 11.200(a)(1)."""
        signature = cls(
            person_id=by.id,
            person=by,
            printed_name=by.printed_name,
            meaning=meaning,
            subject_type=type(subject).__name__,
            subject_id=subject.id,
            digest=digest,
        )
        audit.record(Event.SIGNED, signature, by=by, new={"meaning": meaning, "digest": digest})
        return signature

    @classmethod
    def on(cls, subject: Any) -> Select["Signature"]:
        """The signatures on a record, the first one first."""
        return (
            select(cls).where(cls.subject_type == type(subject).__name__, cls.subject_id == subject.id).order_by(cls.id)
        )
