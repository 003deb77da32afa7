"""The statement of honesty that somebody signed before an attempt."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn.assessment.attempt import Attempt
from learn.kit.db import Created, db
from learn.kit.digest import digest_of
from learn.kit.text import Words
from learn.people import Person
from learn.signatures import Meaning, Signature


class Declaration(db.Model):
    """A statement signed at the start of an attempt, in the words that were shown. Never changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), unique=True)
    attempt: Mapped[Attempt] = relationship()
    statement: Mapped[Words]
    signature_id: Mapped[int] = mapped_column(ForeignKey("signature.id"))
    signature: Mapped[Signature] = relationship()
    at: Mapped[Created]

    @classmethod
    def sign(cls, attempt: Attempt, *, by: Person) -> "Declaration | None":
        """Sign the statement of this attempt's quiz, once; None: the quiz has none."""
        statement = attempt.rules.honesty
        if statement is None:
            return None
        shown = digest_of({"attempt": attempt.id, "statement": statement, "rules": attempt.quiz.rules})
        signature = Signature.over(attempt, digest=shown, meaning=Meaning.DECLARATION, by=by)
        db.session.flush()
        declaration = cls(
            attempt_id=attempt.id, attempt=attempt, statement=statement, signature_id=signature.id, signature=signature
        )
        db.session.add(declaration)
        return declaration
