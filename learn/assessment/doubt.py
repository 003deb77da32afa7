"""A trainee questions a question, an instructor answers; both stay on record."""

from typing import Self

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from learn import audit, signals
from learn.assessment.attempt import Attempt
from learn.assessment.paper import PaperItem
from learn.assessment.question import Question, QuestionVersion
from learn.audit import Event
from learn.kit.db import Created, db
from learn.kit.web import Refused
from learn.notifications import Kind, Notification
from learn.people import Person


class Doubt(db.Model):
    """Somebody says that a question is wrong, unclear or unfair. Never changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("paper_item.id"), unique=True)  # one a question and attempt
    item: Mapped[PaperItem] = relationship()
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    attempt: Mapped[Attempt] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship()
    text: Mapped[str]
    at: Mapped[Created]
    reply: Mapped["DoubtReply | None"] = relationship(back_populates="doubt")

    @property
    def audit_name(self) -> str:
        """How the audit trail names this doubt."""
        return self.item.version.audit_name

    @classmethod
    def raise_about(cls, attempt: Attempt, item: PaperItem, *, text: str, by: Person) -> Self:
        """Question a question of one's own paper, after handing in."""
        if not attempt.finished:
            raise Refused(_("Hand in first; then you can question a question."))
        if db.session.scalar(select(cls.id).where(cls.item_id == item.id)):
            raise Refused(_("You have questioned this question already."))
        doubt = cls(
            item_id=item.id, item=item, attempt_id=attempt.id, attempt=attempt, person_id=by.id, person=by, text=text
        )
        audit.record(Event.DOUBT_RAISED, doubt, by=by, new={"text": text})
        db.session.flush()
        signals.doubt_raised.send(doubt)
        return doubt

    def answer(self, *, text: str, by: Person) -> None:
        """Answer it, once; the trainee is told."""
        if self.reply:
            raise Refused(_("This has been answered already."))
        self.reply = DoubtReply(by_id=by.id, by=by, text=text)
        audit.record(Event.DOUBT_ANSWERED, self, by=by, new={"text": text})
        facts = {"quiz": self.attempt.title.as_dict(), "text": text}
        address = f"/attempts/{self.attempt_id}/result#{self.item.name}"
        Notification.tell(self.person, Kind.DOUBT_ANSWERED, facts, address)

    @classmethod
    def whole(cls) -> Select[Self]:
        """Doubts with their question, person and reply, those without a reply first, the oldest first."""
        return (
            select(cls)
            .join(cls.item)
            .join(PaperItem.version)
            .join(QuestionVersion.question)
            .join(Question.bank)
            .outerjoin(cls.reply)
            .order_by(DoubtReply.id.is_not(None), cls.id)
            .options(
                joinedload(cls.item)
                .joinedload(PaperItem.version)
                .joinedload(QuestionVersion.question)
                .joinedload(Question.bank),
                joinedload(cls.item).joinedload(PaperItem.answer),
                joinedload(cls.person),
                joinedload(cls.attempt),
                joinedload(cls.reply).joinedload(DoubtReply.by),
            )
        )

    @classmethod
    def about(cls, attempt: Attempt) -> dict[int, Self]:
        """The doubts raised about an attempt, by item id."""
        found = select(cls).where(cls.attempt_id == attempt.id).options(joinedload(cls.reply).joinedload(DoubtReply.by))
        return {doubt.item_id: doubt for doubt in db.session.scalars(found)}


class DoubtReply(db.Model):
    """What an instructor answered. Never changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    doubt_id: Mapped[int] = mapped_column(ForeignKey("doubt.id"), unique=True)
    doubt: Mapped[Doubt] = relationship(back_populates="reply")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    text: Mapped[str]
    at: Mapped[Created]
