"""What reviewers say about a place, what is answered, and that it is settled."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Self

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Select, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from learn import audit
from learn.audit import Event
from learn.catalogue.drafts import CourseDraft
from learn.catalogue.reviews.place import Place
from learn.catalogue.reviews.review import Review
from learn.kit.db import Created, db
from learn.kit.web import Refused
from learn.notifications import Kind
from learn.people import Person


class RemarkKind(StrEnum):
    """What a remark does to its thread."""

    SAID = "said"
    RESOLVED = "resolved"
    REOPENED = "reopened"


class Thread(db.Model):
    """A comment on a place of a version as it was handed in. It goes on through later reviews of the same draft."""

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), index=True)
    review: Mapped[Review] = relationship()
    unit: Mapped[str]
    language: Mapped[str]
    block: Mapped[int]
    question: Mapped[str]
    quote: Mapped[str]  # what stood there
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    at: Mapped[Created]
    remarks: Mapped[list["Remark"]] = relationship(order_by="Remark.id", back_populates="thread")

    @property
    def audit_name(self) -> str:
        """How the audit trail names this thread."""
        return f"{self.review.audit_name} {self.unit or self.question}".strip()

    @property
    def organisation_id(self) -> int | None:
        """Whose trail its entries stand in."""
        return self.review.organisation_id

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.unit, self.language, self.block, self.question)

    @property
    def resolved(self) -> bool:
        """Whether it is settled."""
        turns = [one.kind for one in self.remarks if one.kind is not RemarkKind.SAID]
        return bool(turns) and turns[-1] is RemarkKind.RESOLVED

    @classmethod
    def begin(cls, review: Review, place: Place, *, quote: str, text: str, by: Person) -> Self:
        """Say something about a place; what is signed is talked about no more."""
        if review.decision and review.decision.signature_id:
            raise Refused(_("This was decided already."))
        thread = cls(
            review_id=review.id,
            review=review,
            unit=place.unit,
            language=place.language,
            block=place.block,
            question=place.question,
            quote=quote,
            by_id=by.id,
            by=by,
            remarks=[],
        )
        db.session.add(thread)
        thread._say(RemarkKind.SAID, text, Event.REVIEW_COMMENTED, by=by)
        return thread

    def answer(self, text: str, *, by: Person) -> None:
        """Answer what was said; a settled thread stays settled."""
        self._say(RemarkKind.SAID, text, Event.REVIEW_COMMENTED, by=by)

    def resolve(self, text: str, *, by: Person) -> None:
        """Settle it. Whoever began it says so, or another reviewer; an author only answers."""
        if self.resolved:
            raise Refused(_("This is settled already."))
        if by.id in self._authors:
            raise Refused(_("You wrote this version; whoever commented says that it is settled."))
        self._say(RemarkKind.RESOLVED, text, Event.REVIEW_COMMENT_RESOLVED, by=by)

    @property
    def _authors(self) -> set[int]:
        """Everybody who wrote the version, also those who joined when it came back."""
        draft = self.review.draft
        return {*self.review.author_ids, *(draft.author_ids if draft else [])}

    def reopen(self, text: str, *, by: Person) -> None:
        """Take it up again."""
        if not self.resolved:
            raise Refused(_("This is open already."))
        if self.review.decision and self.review.decision.signature_id:
            raise Refused(_("This was decided already."))
        self._say(RemarkKind.REOPENED, text, Event.REVIEW_COMMENT_REOPENED, by=by)

    def _say(self, kind: RemarkKind, text: str, event: Event, *, by: Person) -> None:
        self.remarks.append(Remark(kind=kind, text=text, by_id=by.id, by=by))
        audit.record(event, self, by=by, new={"text": text} if text else None)
        people = {one.by_id: one.by for one in self.remarks} | {one.id: one for one in self.review.authors}
        self.review.tell(people.values(), Kind.REVIEW_COMMENTED, actor=by, text=text or _("Settled."))

    @classmethod
    def of(cls, review: Review) -> Select[Self]:
        """The threads of a review and of the earlier ones of the same draft, the first one first."""
        same = cls.review_id == review.id
        if review.draft_id is not None:
            same = or_(same, cls.review.has(Review.draft_id == review.draft_id))
        else:  # a pack that came again
            again = (
                (Review.course_id == review.course_id) & (Review.number == review.number) & Review.draft_id.is_(None)
            )
            same = or_(same, cls.review.has(again))
        return cls._whole().where(same)

    @classmethod
    def about(cls, draft: CourseDraft) -> Select[Self]:
        """The threads of every review of a draft, the first one first."""
        return cls._whole().where(cls.review.has(Review.draft_id == draft.id))

    @classmethod
    def _whole(cls) -> Select[Self]:
        remarks = selectinload(cls.remarks).joinedload(Remark.by)
        return select(cls).order_by(cls.id).options(joinedload(cls.by), joinedload(cls.review), remarks)

    @staticmethod
    def open_by_unit(threads: Iterable["Thread"]) -> Mapping[str, int]:
        """How many threads are not settled, by unit; under an empty word those about a question or the whole."""
        found: dict[str, int] = {}
        for thread in threads:
            if not thread.resolved:
                found[thread.unit] = found.get(thread.unit, 0) + 1
        return found


class Remark(db.Model):
    """One thing said in a thread. Never changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), index=True)
    thread: Mapped[Thread] = relationship(back_populates="remarks")
    kind: Mapped[RemarkKind]
    text: Mapped[str]  # may be empty where a thread is settled
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    at: Mapped[Created]
