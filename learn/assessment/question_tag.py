"""Words by which those who write questions find them again."""

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn import audit
from learn.assessment.question import Question, QuestionBank
from learn.audit import Actor, Event
from learn.kit.db import Created, db
from learn.kit.web import Refused

LONGEST = 40


class QuestionTag(db.Model):
    """A word that somebody put on a question; taking it off is in the audit trail."""

    __table_args__ = (UniqueConstraint("question_id", "tag"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    question: Mapped[Question] = relationship()
    tag: Mapped[str] = mapped_column(index=True)
    by_id: Mapped[int | None]  # a person; None: by command
    at: Mapped[Created]

    @classmethod
    def put(cls, tag: str, bank: QuestionBank, questions: Sequence[Question], *, by: Actor | None) -> list[str]:
        """Put a tag on questions of a bank; returns the codes of those that did not have it."""
        tag = tag_of(tag)
        ids = [question.id for question in questions if question.id]
        tagged = select(cls.question_id).where(cls.question_id.in_(ids), cls.tag == tag)
        have = set(db.session.scalars(tagged)) if ids else set()
        new = [question for question in questions if question.id not in have]
        db.session.add_all(cls(question=question, tag=tag, by_id=by.id if by else None) for question in new)
        codes = [question.code for question in new]
        if codes:
            audit.record(Event.QUESTIONS_TAGGED, bank, by=by, new={"tag": tag, "codes": codes})
        return codes

    @classmethod
    def take_off(cls, tag: str, bank: QuestionBank, questions: Sequence[Question], *, by: Actor) -> list[str]:
        """Take a tag off questions of a bank; returns the codes of those that had it."""
        tag, codes = tag_of(tag), {question.id: question.code for question in questions}
        found = db.session.scalars(select(cls).where(cls.question_id.in_(codes), cls.tag == tag)).all()
        for one in found:
            db.session.delete(one)
        gone = sorted(codes[one.question_id] for one in found)
        if gone:
            audit.record(Event.QUESTIONS_UNTAGGED, bank, by=by, old={"tag": tag, "codes": gone})
        return gone


def tag_of(text: str) -> str:
    """A tag as it is kept: one line, no commas, not too long."""
    tag = " ".join(text.replace(",", " ").replace("，", " ").split())
    if not tag:
        raise Refused(_("Write a tag."))
    if len(tag) > LONGEST:
        raise Refused(_("A tag has at most %(n)s characters.", n=LONGEST))
    return tag


def tag_all(tags: Collection[str], question: Question, *, by: Actor | None) -> None:
    """Put the tags of a draft on its question."""
    for tag in dict.fromkeys(tags):
        QuestionTag.put(tag[:LONGEST], question.bank, [question], by=by)
