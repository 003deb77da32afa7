"""Whose turn it is to mark an attempt by hand, what they judged, and when it was passed on."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Select, UniqueConstraint, exists, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from learn import audit
from learn.assessment.attempt import Attempt
from learn.assessment.paper import PaperItem
from learn.assessment.sent_back import SentBack
from learn.audit import Event
from learn.kit import clock
from learn.kit.db import Created, Moment, db
from learn.kit.digest import digest_of
from learn.kit.web import Refused
from learn.people import Organisation, Person
from learn.signatures import Meaning, Signature


class Seat(StrEnum):
    """Which of the markers of an attempt somebody is."""

    FIRST = "first"
    SECOND = "second"  # marks without seeing what the first one gave
    DECIDING = "deciding"  # where the two are too far apart


SEATS = {Seat.FIRST: _l("First marker"), Seat.SECOND: _l("Second marker"), Seat.DECIDING: _l("Deciding marker")}


class MarkerTurn(db.Model):
    """It is somebody's turn to mark an attempt by hand, until a day.

    What is written so far and when a reminder went out may change; the rest stays as it is.
    """

    __table_args__ = (UniqueConstraint("attempt_id", "person_id"),)  # nobody marks one attempt twice

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    attempt: Mapped[Attempt] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship()
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))  # None: marked by the alliance
    organisation: Mapped[Organisation | None] = relationship()
    seat: Mapped[Seat]
    due_on: Mapped[date]
    at: Mapped[Created]
    draft: Mapped[dict[str, Any] | None]  # a form not handed in yet, as it was typed; None: nothing written
    drafted_at: Mapped[datetime | None] = mapped_column(Moment)
    reminded_on: Mapped[date | None]  # None: not reminded yet
    judgement: Mapped["Judgement | None"] = relationship(back_populates="turn")
    passing_on: Mapped["PassingOn | None"] = relationship(back_populates="turn", foreign_keys="PassingOn.turn_id")

    @property
    def audit_name(self) -> str:
        """How the audit trail names this turn."""
        return f"A-{self.attempt_id} ({self.person.name})"

    @property
    def seat_name(self) -> str:
        """Which marker this is, as people read it; where there is one only, just that."""
        return str(SEATS[self.seat]) if self.attempt.rules.by_hand.second else _("Marker")

    # finding

    @classmethod
    def whole(cls) -> Select[Self]:
        """Turns with their attempt, its paper and answers, and what was judged."""
        items = joinedload(cls.attempt).selectinload(Attempt.items)
        return select(cls).options(
            joinedload(cls.attempt).joinedload(Attempt.quiz),
            items.joinedload(PaperItem.version),
            items.joinedload(PaperItem.answer),
            joinedload(cls.person),
            joinedload(cls.judgement),
            joinedload(cls.passing_on),
        )

    @classmethod
    def open(cls) -> Select[Self]:
        """Turns that somebody has yet to take, the one due first at the top."""
        done = exists().where(Judgement.turn_id == cls.id) | exists().where(PassingOn.turn_id == cls.id)
        back = exists().where(SentBack.attempt_id == cls.attempt_id)
        return select(cls).where(~done, ~back).order_by(cls.due_on, cls.id)

    @classmethod
    def taken(cls) -> Select[Self]:
        """Turns whose marker has judged, the newest first."""
        return select(cls).join(cls.judgement).order_by(Judgement.id.desc())

    @classmethod
    def listed(cls, which: Select[Self]) -> Select[Self]:
        """Some turns with what a list shows of them."""
        return which.options(
            joinedload(cls.attempt).joinedload(Attempt.quiz),
            joinedload(cls.attempt).joinedload(Attempt.person),
            joinedload(cls.attempt).selectinload(Attempt.markings),
            joinedload(cls.person),
            joinedload(cls.judgement),
        )

    @property
    def taken_or_passed(self) -> bool:
        """Whether there is nothing left to do in it."""
        return bool(self.judgement or self.passing_on or self.attempt.sent_back)

    @property
    def overdue(self) -> bool:
        """Whether its day has gone by."""
        return not self.taken_or_passed and self.due_on < clock.today()

    @property
    def sees_others(self) -> bool:
        """Whether its marker sees what the others gave: who decides between them, and whoever has judged."""
        return self.seat is Seat.DECIDING or self.judgement is not None

    @property
    def blind(self) -> bool:
        """Whether the marker does not see whose answers these are."""
        return self.attempt.rules.by_hand.blind

    # what a marker does

    def keep_draft(self, typed: Mapping[str, str], *, by: Person) -> None:
        """Keep what is written so far, to go on later. A draft is no record: it leaves no audit entry."""
        self._refuse_unless_open(by)
        self.draft, self.drafted_at = dict(typed), clock.now()

    def judge(self, marks: Mapping[str, Any], *, comment: str, by: Person) -> "Judgement":
        """Sign points and comments; `marks` as `Judgement.marks` keeps them. Given once, never changed.

        Whoever calls this has just asked for the password. Signed is the digest of the marks and of the receipt, which
        names every answer that was seen (21 CFR 11.70).
        """
        self._refuse_unless_open(by)
        shown = {"attempt": self.attempt_id, "receipt": self.attempt.receipt and self.attempt.receipt.digest}
        digest = digest_of({**shown, "marks": marks, "comment": comment})
        signature = Signature.over(self, digest=digest, meaning=Meaning.MARKED, by=by)
        db.session.flush()
        judgement = Judgement(
            turn_id=self.id,
            turn=self,
            marks=dict(marks),
            comment=comment,
            signature_id=signature.id,
            signature=signature,
        )
        db.session.add(judgement)
        shares = {id: str(share) for id, share in judgement.shares.items()}
        audit.record(Event.ANSWERS_JUDGED, self, by=by, new={"seat": self.seat, "shares": shares})
        return judgement

    def send_back(self, *, reason: str, by: Person) -> SentBack:
        """Give the work back to the trainee, unmarked, to improve and hand in again; this attempt does not count."""
        self._refuse_unless_open(by)
        if any(turn.judgement for turn in db.session.scalars(select(MarkerTurn).filter_by(attempt_id=self.attempt_id))):
            raise Refused(_("Somebody has marked this already; it can no longer be sent back."))
        back = SentBack(attempt_id=self.attempt_id, by_id=by.id, by=by, reason=reason)
        db.session.add(back)
        db.session.flush()
        db.session.refresh(self.attempt, ["sent_back"])
        audit.record(Event.ATTEMPT_SENT_BACK, self.attempt, by=by, reason=reason)
        return back

    def _refuse_unless_open(self, marker: Person) -> None:
        if self.attempt.sent_back:
            raise Refused(_("This work was sent back to the trainee. There is nothing to mark."))
        if self.judgement:
            raise Refused(_("You have handed in these marks already. They are kept as they were."))
        if self.passing_on or marker.id != self.person_id:
            raise Refused(_("Somebody else marks this now."))


class Judgement(db.Model):
    """What one marker gave for one attempt: points a criterion, comments. Never changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("marker_turn.id"), unique=True)
    turn: Mapped[MarkerTurn] = relationship(back_populates="judgement")
    # {"<item id>": {"share": "2/3" of the question's points, "parts": {"<part id, or empty>":
    #   {"points": {"<criterion id, or empty>": "1.5"}, "comment": words}}}}
    marks: Mapped[dict[str, Any]]
    comment: Mapped[str]  # on the whole; may be empty
    signature_id: Mapped[int] = mapped_column(ForeignKey("signature.id"))
    signature: Mapped[Signature] = relationship()
    at: Mapped[Created]

    @property
    def shares(self) -> dict[int, Fraction]:
        """What each question got, as a share of its points, by item id."""
        return {int(id): Fraction(one["share"]) for id, one in self.marks.items()}


class PassingOn(db.Model):
    """A turn that somebody else has now: who passed it on, to whom, and why. Never changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("marker_turn.id"), unique=True)
    turn: Mapped[MarkerTurn] = relationship(back_populates="passing_on", foreign_keys=[turn_id])
    to_id: Mapped[int] = mapped_column(ForeignKey("marker_turn.id"))
    to: Mapped[MarkerTurn] = relationship(foreign_keys=[to_id])
    by_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id")
    )  # None: the platform; the marker may not mark any more
    by: Mapped[Person | None] = relationship()
    reason: Mapped[str]
    at: Mapped[Created]


def judged(attempt: Attempt) -> list[MarkerTurn]:
    """The turns of an attempt in which somebody judged, first to last."""
    found = MarkerTurn.taken().where(MarkerTurn.attempt_id == attempt.id).order_by(None).order_by(MarkerTurn.id)
    return list(db.session.scalars(found.options(joinedload(MarkerTurn.judgement), selectinload(MarkerTurn.person))))
