"""One sitting of a quiz by one person: the paper as shown, the answers as given, the marks."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any, Self

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from werkzeug.datastructures import MultiDict

from learn import audit, signals
from learn.assessment.grading import Grading
from learn.assessment.kinds import ON_FORM, Given
from learn.assessment.paper import Answer, PaperItem
from learn.audit import Event
from learn.kit import clock
from learn.kit.db import Created, Moment, db
from learn.kit.filters import moment
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.people import Person

if TYPE_CHECKING:
    from learn.assessment.quiz import Quiz

GRACE = timedelta(seconds=5)  # an answer given in the last second may need a moment to arrive


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
    flagged: Mapped[list[int]] = mapped_column(default=list)  # question ids to look at again
    handed_in_at: Mapped[datetime | None] = mapped_column(Moment)  # None: unfinished
    handed_in: Mapped[HandIn | None]
    items: Mapped[list[PaperItem]] = relationship(order_by=PaperItem.position)
    markings: Mapped[list["Marking"]] = relationship(order_by="Marking.id")

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

    def so_far(self) -> Select[Self]:
        """The attempts of this enrolment up to and with this one, the newest first."""
        kin = type(self)
        return (
            select(kin)
            .where(kin.person_id == self.person_id, kin.quiz_id == self.quiz_id, kin.id <= self.id)
            .order_by(kin.id.desc())
            .limit(self.number)
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

    @property
    def marking(self) -> "Marking | None":
        """The marks that count: the newest ones. None: not handed in."""
        return self.markings[-1] if self.markings else None

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

    # answering

    def read(self, form: MultiDict[str, str]) -> dict[int, Given]:
        """The answers that a form carries, by question id; what is not on this paper is passed over."""
        carried = {item.version.question_id: item.read(form) for item in self.items}
        return {id: given for id, given in carried.items() if given is not None}

    def save(self, answers: Mapping[int, Given], *, by: Person, at: datetime | None = None) -> list[Answer]:
        """Keep what changed of these answers, by question id. What was given before stays on record (T12)."""
        at = at or clock.now()
        self._refuse_late_answers(at, by=by)
        on_paper = {item.version.question_id: item for item in self.items}
        if strange := answers.keys() - on_paper.keys():
            raise Refused(_("Question %(id)s is not on this paper.", id=min(strange)))
        changed = {on_paper[id]: given for id, given in answers.items() if on_paper[id].changes_with(given)}
        if not changed:
            return []
        old = {item.name: item.given for item in changed}
        saved = [item.answer_with(given, at=at) for item, given in changed.items()]
        audit.record(
            Event.ANSWER_SAVED,
            self,
            by=by,
            old=old,
            new={item.name: item.given for item in changed},
            organisation_id=self._organisation_id,
        )
        return saved

    def _refuse_late_answers(self, at: datetime, *, by: Person) -> None:
        if by.id != self.person_id:
            raise Refused(_("Only the person who sits an attempt may answer it."))
        if self.handed_in_at:
            raise Refused(
                _("This was handed in at %(moment)s. What was saved before is kept.", moment=moment(self.handed_in_at))
            )
        if at > self.deadline + GRACE:
            raise Refused(
                _("Time was over at %(moment)s. What was saved before is kept.", moment=moment(self.deadline))
            )

    def flag(self, form: MultiDict[str, str]) -> None:
        """Remember which questions to look at again. A bookmark, not a record: it leaves no audit entry."""
        shown, ticked = set(form.getlist(ON_FORM)), set(form.getlist("flag"))
        ids = [item.version.question_id for item in self.items]
        flagged = [id for id in ids if str(id) in ticked or (id in self.flagged and str(id) not in shown)]
        if flagged != self.flagged:
            self.flagged = flagged

    # ending

    def hand_in(self, *, by: Person | None) -> "Marking":
        """End the attempt and mark it. Pressed twice, it shows the marks of the first time."""
        if self.marking:
            return self.marking
        if by is not None and by.id != self.person_id:
            raise Refused(_("Only the person who sits an attempt may hand it in."))
        in_time = by is not None and not self.over
        self.handed_in = HandIn.BY_PERSON if in_time else HandIn.OUT_OF_TIME
        self.handed_in_at = clock.now() if in_time else self.deadline  # the wait for the next one counts from then
        audit.record(
            Event.ATTEMPT_HANDED_IN,
            self,
            by=by,
            new={"how": self.handed_in, "answered": len(self.answered)},
            organisation_id=self._organisation_id,
        )
        return self._mark()

    def settle(self) -> None:
        """Hand in what was left lying after its time."""
        if self.over and not self.finished:
            self.hand_in(by=None)

    def _mark(self) -> "Marking":
        grading = Grading(self.items, pass_mark=self.quiz.pass_mark)
        marking = Marking.of(grading)
        self.markings.append(marking)
        audit.record(
            Event.ATTEMPT_MARKED,
            self,
            by=None,
            new={"rule": marking.rule, "percent": marking.percent, "passed": marking.passed},
            organisation_id=self._organisation_id,
        )
        db.session.flush()
        signals.attempt_marked.send(self)
        return marking

    @property
    def _organisation_id(self) -> int | None:
        return self.person.organisation.id if self.person.organisation else None


class Marking(db.Model):
    """The marks of an attempt by one marker and rule. A later one stands beside it, never in its place."""

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: the platform
    rule: Mapped[str]  # the marking rule and its edition
    points: Mapped[Decimal]
    out_of: Mapped[Decimal]
    percent: Mapped[Decimal]  # rounded down, so that it never looks like a pass that it is not
    passed: Mapped[bool]
    marks: Mapped[dict[str, Any]]  # {"<item id>": points as an exact fraction such as "2/3"}
    at: Mapped[Created]

    @classmethod
    def of(cls, grading: Grading) -> "Marking":
        """What was found when grading, to keep."""
        return cls(
            rule=grading.RULE,
            points=grading.points_shown,
            out_of=Decimal(grading.out_of),
            percent=grading.percent,
            passed=grading.passed,
            marks={str(item.id): str(mark) for item, mark in grading.marks.items()},
        )

    def mark(self, item: PaperItem) -> Fraction:
        """The points of one question, exactly."""
        return Fraction(self.marks[str(item.id)])
