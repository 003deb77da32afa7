"""A wrong key put right: proposed by one person, signed by another, and then every attempt marked again beside the old marks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from learn import audit
from learn.assessment.question import Question, QuestionVersion
from learn.audit import Event
from learn.kit.db import Created, db
from learn.kit.digest import digest_of
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.people import Person
from learn.signatures import Meaning, Signature


class Correction(db.Model):
    """A proposal to mark some versions of a question by another version's key. Never changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    question: Mapped[Question] = relationship()
    to_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    to_version: Mapped[QuestionVersion] = relationship()
    reason: Mapped[Words]  # told to everybody whose marks change
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    at: Mapped[Created]
    wrong: Mapped[list["WrongVersion"]] = relationship(order_by="WrongVersion.version_id")
    decision: Mapped["CorrectionDecision | None"] = relationship(back_populates="correction")

    @property
    def audit_name(self) -> str:
        """How the audit trail names this correction."""
        return f"{self.question.bank.code} {self.question.code}"

    @property
    def approved(self) -> bool:
        """Whether a reviewer signed it."""
        return self.decision is not None and self.decision.signature_id is not None

    @property
    def wrong_ids(self) -> set[int]:
        """The ids of the versions whose key is wrong."""
        return {one.version_id for one in self.wrong}

    @classmethod
    def propose(
        cls, question: Question, *, wrong: Sequence[QuestionVersion], to: QuestionVersion, reason: Words, by: Person
    ) -> Self:
        """Propose that what was answered to some versions is marked by another version's key."""
        if not wrong:
            raise Refused(_("Choose at least one edition whose key is wrong."))
        if to in wrong:
            raise Refused(_("An edition cannot be corrected by itself."))
        if any(one.kind != to.kind or not _answers_fit(one.body, to.body) for one in wrong):
            raise Refused(_("Edition %(n)s asks for something else, so answers cannot be marked by it.", n=to.number))
        if waiting := db.session.scalar(cls.undecided().where(cls.question_id == question.id)):
            raise Refused(_("Correction K-%(n)s of this question still waits for a reviewer.", n=waiting.id))
        correction = cls(
            question_id=question.id,
            question=question,
            to_version_id=to.id,
            to_version=to,
            reason=reason,
            by_id=by.id,
            by=by,
            wrong=[WrongVersion(version_id=one.id) for one in wrong],
            decision=None,
        )
        new = {"wrong": [one.number for one in wrong], "to": to.number, "reason": reason}
        audit.record(Event.CORRECTION_PROPOSED, correction, by=by, new={**new, "reason": reason.as_dict()})
        return correction

    @classmethod
    def undecided(cls) -> Select[Self]:
        """Corrections that nobody signed or declined yet, the oldest first."""
        return select(cls).where(~cls.decision.has()).order_by(cls.id)

    def approve(self, *, by: Person, shown: Mapping[str, Any]) -> Signature:
        """Sign the correction; from now on these answers are marked by the right key.

        `shown` is exactly what the reviewer saw. It is kept, so that what was signed can be read and proved later
        (21 CFR 11.70).
        """
        self._refuse_to_decide(by=by)
        digest = digest_of(shown)
        signature = Signature.over(self, digest=digest, meaning=Meaning.CORRECTION_APPROVED, by=by)
        db.session.flush()
        kept = dict(shown)
        self.decision = CorrectionDecision(by_id=by.id, by=by, signature_id=signature.id, note="", shown=kept)
        audit.record(Event.CORRECTION_APPROVED, self, by=by, new={"digest": digest})
        return signature

    def decline(self, *, by: Person, note: str) -> None:
        """Leave the marks as they are, and say why."""
        self._refuse_to_decide(by=by)
        self.decision = CorrectionDecision(by_id=by.id, by=by, signature_id=None, note=note, shown=None)
        audit.record(Event.CORRECTION_DECLINED, self, by=by, reason=note)

    def _refuse_to_decide(self, *, by: Person) -> None:
        if self.decision:
            raise Refused(_("This correction has already been decided."))
        if by.id in (self.by_id, self.to_version.author_id):
            raise Refused(_("You proposed this correction or wrote the new key. Somebody else decides."))


class WrongVersion(db.Model):
    """A question version whose key a correction calls wrong."""

    __table_args__ = (UniqueConstraint("correction_id", "version_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    correction_id: Mapped[int] = mapped_column(ForeignKey("correction.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), index=True)
    version: Mapped[QuestionVersion] = relationship()


class CorrectionDecision(db.Model):
    """What a reviewer decided on a correction: signed, or declined with a reason. Never changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    correction_id: Mapped[int] = mapped_column(ForeignKey("correction.id"), unique=True)
    correction: Mapped[Correction] = relationship(back_populates="decision")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    signature_id: Mapped[int | None] = mapped_column(ForeignKey("signature.id"))  # None: declined
    signature: Mapped[Signature | None] = relationship()
    note: Mapped[str]  # why it was declined; empty: it was signed
    shown: Mapped[dict[str, Any] | None]  # what was signed, whose digest the signature has; None: declined, or older
    at: Mapped[Created]


def keys_in_force(version_ids: Iterable[int], *, besides: Correction | None = None) -> Mapping[int, QuestionVersion]:
    """By which version's key a question version is marked today, where that is another one.

    `besides` is a proposal that is reckoned as if it were signed: that is how its effect is shown beforehand.
    """
    asked = set(version_ids)
    rows = db.session.execute(
        select(WrongVersion.version_id, Correction)
        .join(Correction, Correction.id == WrongVersion.correction_id)
        .join(CorrectionDecision, CorrectionDecision.correction_id == Correction.id)
        .where(CorrectionDecision.signature_id.is_not(None))
        .where(Correction.question_id.in_(_questions_of(asked)))
        .order_by(CorrectionDecision.id)
        .options(joinedload(Correction.to_version))
    ).all()
    follows = {version_id: correction.to_version for version_id, correction in rows}
    if besides:
        follows |= dict.fromkeys(besides.wrong_ids, besides.to_version)
    found = {id: _last(id, follows) for id in asked if id in follows}
    return {id: version for id, version in found.items() if version.id != id}


def _questions_of(version_ids: set[int]) -> Select[int]:
    return select(QuestionVersion.question_id).where(QuestionVersion.id.in_(version_ids))


def _last(version_id: int, follows: Mapping[int, QuestionVersion]) -> QuestionVersion:
    """The end of a chain of corrections: a corrected key may itself have been wrong."""
    seen, version = {version_id}, follows[version_id]
    while version.id in follows and version.id not in seen:
        seen.add(version.id)
        version = follows[version.id]
    return version


_PARTS = ("choices", "pairs", "items", "gaps", "areas", "questions")


def _answers_fit(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether answers to one version mean the same in the other: the same parts stand in both, under the same ids.

    A part may be a question itself, of a case or in a gap: then it is of the same kind, and its own parts fit too.
    """
    for name in _PARTS:
        before, after = ({part["id"]: part for part in body.get(name, ())} for body in (old, new))
        if before.keys() != after.keys():
            return False
        if any(before[id].get("kind") != after[id].get("kind") for id in before):
            return False
        if not all(_answers_fit(before[id], after[id]) for id in before):
            return False
    return True
