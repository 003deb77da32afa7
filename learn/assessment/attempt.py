"""One sitting of a quiz by one person: the paper as shown, the answers as given, the marks."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, Self

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Index, Select, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from werkzeug.datastructures import MultiDict

from learn import audit, signals
from learn.assessment.answer import Answer
from learn.assessment.correction import keys_in_force
from learn.assessment.deadline import GRACE, refuse_late_answers
from learn.assessment.grading import Grading
from learn.assessment.kinds import ON_FORM, Given
from learn.assessment.marking import Marking
from learn.assessment.paper import PaperItem, read_form
from learn.assessment.question import QuestionVersion
from learn.assessment.receipt import Receipt
from learn.assessment.rules import Rules, Shows
from learn.assessment.sent_back import SentBack
from learn.assessment.walk import Walk
from learn.audit import Event
from learn.kit import clock
from learn.kit.db import Created, Moment, db
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.people import Person

if TYPE_CHECKING:
    from learn.assessment.quiz import Quiz


class HandIn(StrEnum):
    """How an attempt ended."""

    BY_PERSON = "by_person"
    OUT_OF_TIME = "out_of_time"


class Attempt(db.Model):
    """One sitting of a quiz by one person. The database holds that only one is unfinished per person and quiz."""

    __table_args__ = (
        Index(
            "uq_attempt_unfinished",
            "person_id",
            "quiz_id",
            unique=True,
            sqlite_where=db.text("handed_in_at IS NULL"),
            postgresql_where=db.text("handed_in_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship()
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id"), index=True)
    quiz: Mapped["Quiz"] = relationship()
    number: Mapped[int]  # 1 for the first of an enrolment
    title: Mapped[Words]  # what the paper is headed with
    address: Mapped[str]  # where the person comes from and goes back to, a path of ours
    seed: Mapped[str]  # the same seed draws and shuffles the same paper
    started_at: Mapped[Created]
    deadline: Mapped[datetime] = mapped_column(Moment)
    extra_minutes: Mapped[int] = mapped_column(default=0, server_default="0")  # allowed to this person, in the deadline
    reached: Mapped[int | None]  # the position of the one question open now; None: all are, in any order
    flagged: Mapped[list[int]] = mapped_column(default=list)  # question ids to look at again
    handed_in_at: Mapped[datetime | None] = mapped_column(Moment)  # None: unfinished
    handed_in: Mapped[HandIn | None]
    items: Mapped[list[PaperItem]] = relationship(order_by=PaperItem.position)
    markings: Mapped[list[Marking]] = relationship(order_by=Marking.id)
    receipt: Mapped[Receipt | None] = relationship(viewonly=True)  # None: unfinished, or from before there were any
    sent_back: Mapped[SentBack | None] = relationship(viewonly=True)  # None: its person was not asked to improve it

    @property
    def audit_name(self) -> str:
        """How the audit trail names this attempt."""
        return f"{self.title.zh} #{self.number}"

    # finding

    @classmethod
    def whole(cls) -> Select[Self]:
        """Attempts with their quiz, their paper and the answers that count, in one query."""
        items = joinedload(cls.items)
        return select(cls).options(
            joinedload(cls.quiz, innerjoin=True),
            items.joinedload(PaperItem.version, innerjoin=True),
            items.joinedload(PaperItem.answer),
        )

    @classmethod
    def locked(cls, id: int, person: Person | None = None) -> "Attempt | None":
        """An attempt (of a person) to change, whole; who else would change it waits.

        The lock comes first: what is read with it in one statement may be older than what the one before us wrote.
        """
        which = [cls.id == id] if person is None else [cls.id == id, cls.person_id == person.id]
        if db.session.scalar(select(cls.id).where(*which).with_for_update()) is None:
            return None
        whole = cls.whole().where(cls.id == id).execution_options(populate_existing=True)
        return db.session.scalars(whole).unique().one()

    @classmethod
    def unfinished(cls, person: Person, quiz_id: int) -> Select[Self]:
        """The attempt that this person has not handed in yet."""
        return select(cls).where(cls.person_id == person.id, cls.quiz_id == quiz_id, cls.handed_in_at.is_(None))

    @classmethod
    def out_of_time(cls) -> Select[Self]:
        """Attempts whose time is over and that nobody handed in, the oldest first."""
        return (
            select(cls)
            .where(cls.handed_in_at.is_(None), cls.deadline < clock.now() - GRACE)
            .order_by(cls.deadline, cls.id)
        )

    # where it stands

    @property
    def finished(self) -> bool:
        """Whether it was handed in."""
        return self.handed_in_at is not None

    @property
    def over(self) -> bool:
        """Whether its time is over."""
        return clock.now() > self.deadline + GRACE

    @property
    def seconds_left(self) -> int:
        """How long there is still to answer, by our clock."""
        return max(0, int((self.deadline - clock.now()).total_seconds()))

    @property
    def answered(self) -> list[PaperItem]:
        """The questions that have an answer."""
        return [item for item in self.items if item.answered]

    @property
    def unanswered(self) -> list[PaperItem]:
        """The questions that have none yet."""
        return [item for item in self.items if not item.answered]

    @cached_property
    def rules(self) -> Rules:
        """What its quiz demands."""
        return Rules.read(self.quiz.rules)

    @property
    def marking(self) -> Marking | None:
        """The marks that count: the newest ones. None: not handed in, or a person has to mark it first."""
        return self.markings[-1] if self.markings else None

    @property
    def by_hand(self) -> list[PaperItem]:
        """The questions that only a person can mark, where there is an answer; an open one has no points."""
        return [item for item in self.items if item.parts_by_hand]

    @property
    def awaits_marker(self) -> bool:
        """Whether it is handed in and a person has yet to mark some of it."""
        return self.finished and not self.markings and not self.sent_back

    @property
    def minutes_used(self) -> int:
        """How long it took, in begun minutes."""
        return ceil(((self.handed_in_at or clock.now()) - self.started_at).total_seconds() / 60)

    @property
    def percent(self) -> Decimal | None:
        """The score. None: not handed in."""
        return self.marking.percent if self.marking else None

    @property
    def passed(self) -> bool:
        """Whether it was handed in and is a pass."""
        return self.marking is not None and self.marking.passed

    @property
    def shows(self) -> Shows:
        """How much its person sees of it, by the rules of the quiz; nothing until it is marked."""
        last = self.number >= self.quiz.attempts
        return self.rules.shows(passed=self.passed, last=last) if self.marking else Shows.NOTHING

    @property
    def walk(self) -> Walk:
        """Which of its questions can be answered now."""
        return Walk(self)

    # answering

    @property
    def newest(self) -> int:
        """The sequence of the newest answer that counts; 0: none yet."""
        return max((item.answer.sequence for item in self.items if item.answer), default=0)

    def read(self, form: MultiDict[str, str]) -> dict[int, Given]:
        """The answers that a form carries, by question id; what is not on this paper is passed over."""
        return read_form(self.walk.open, form)

    def save(self, answers: Mapping[int, Given], *, by: Person, at: datetime | None = None) -> list[Answer]:
        """Keep what changed of these answers, by question id. What was given before stays on record (T12).

        An answer is its own record: who sits the attempt, when, in which order. It leaves no entry beside.
        """
        at = at or clock.now()
        refuse_late_answers(self, at, person=by)
        on_paper = {item.version.question_id: item for item in self.items}
        if strange := answers.keys() - on_paper.keys():
            raise Refused(_("Question %(id)s is not on this paper.", id=min(strange)))
        if left := {id for id in answers if on_paper[id] not in self.walk.open}:
            raise Refused(_("Question %(n)s is not open: this quiz goes one way.", n=on_paper[min(left)].position))
        changed = {on_paper[id]: given for id, given in answers.items() if on_paper[id].changes_with(given)}
        if not changed:
            return []
        last = db.session.scalar(select(func.max(Answer.sequence)).where(Answer.attempt_id == self.id)) or 0
        return [
            item.answer_with(given, at=at, sequence=sequence)
            for sequence, (item, given) in enumerate(changed.items(), start=last + 1)
        ]

    def flag(self, form: MultiDict[str, str]) -> None:
        """Remember which questions to look at again. A bookmark, not a record: it leaves no audit entry."""
        shown, ticked = set(form.getlist(ON_FORM)), set(form.getlist("flag"))
        ids = [item.version.question_id for item in self.items]
        flagged = [id for id in ids if str(id) in ticked or (id in self.flagged and str(id) not in shown)]
        if flagged != self.flagged:
            self.flagged = flagged

    # ending

    def hand_in(self, *, by: Person | None) -> Marking | None:
        """End the attempt and mark it, or leave it to a marker (None). Pressed twice, it shows what the first time did."""
        if self.finished:
            return self.marking
        if by is not None and by.id != self.person_id:
            raise Refused(_("Only the person who sits an attempt may hand it in."))
        in_time = by is not None and not self.over
        self.handed_in = HandIn.BY_PERSON if in_time else HandIn.OUT_OF_TIME
        self.handed_in_at = clock.now() if in_time else self.deadline  # the wait for the next one counts from then
        receipt = Receipt.write(self)
        audit.record(
            Event.ATTEMPT_HANDED_IN,
            self,
            by=by,
            new={"how": self.handed_in, "answered": len(self.answered), "receipt": receipt.digest},
            organisation_id=self._organisation_id,
        )
        signals.attempt_handed_in.send(self)
        return None if self.by_hand else self.mark(by=None)

    def settle(self) -> None:
        """Hand in what was left lying after its time."""
        if self.over and not self.finished:
            self.hand_in(by=None)

    def grading(
        self, *, by_hand: Mapping[int, Fraction] | None = None, keys: Mapping[int, QuestionVersion] | None = None
    ) -> Grading:
        """Its marks by the rules of its quiz; `by_hand` and `keys` as Grading takes them."""
        return Grading(self.items, pass_mark=self.quiz.pass_mark, rules=self.rules, by_hand=by_hand, keys=keys)

    def mark(self, *, by: Person | None, by_hand: Mapping[int, Fraction] | None = None) -> Marking:
        """Write marks down, beside any earlier ones. `by` is None where the platform marks by itself."""
        right = keys_in_force(item.version_id for item in self.items)
        keys = {item.id: right[item.version_id] for item in self.items if item.version_id in right}
        marking = Marking.of(self.grading(by_hand=by_hand, keys=keys), by=by)
        self.markings.append(marking)
        audit.record(
            Event.ATTEMPT_MARKED,
            self,
            by=by,
            new={"rule": marking.rule, "percent": marking.percent, "passed": marking.passed},
            organisation_id=self._organisation_id,
        )
        db.session.flush()
        signals.attempt_marked.send(self)
        return marking

    @property
    def _organisation_id(self) -> int | None:
        return self.person.organisation.id if self.person.organisation else None
