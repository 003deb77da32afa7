"""Marking by hand: who is asked, what the points of several markers come to, and when it is done."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from flask_babel import gettext as _
from sqlalchemy import func, select

from learn import audit
from learn.assessment.attempt import Attempt
from learn.assessment.by_hand.turn import Judgement, MarkerTurn, PassingOn, Seat
from learn.assessment.paper import PaperItem
from learn.assessment.question import Question, QuestionBank
from learn.audit import Event
from learn.kit import clock
from learn.kit.db import db
from learn.kit.web import Refused
from learn.notifications import Kind, Notification
from learn.people import Grant, Permission, Person


class HandMarking:
    """The marking of one attempt by people. Whoever changes it has locked the attempt, so that two take turns."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt
        self.rules = attempt.rules.by_hand

    @property
    def waits(self) -> bool:
        """Whether people still have to mark it."""
        return self.attempt.awaits_marker and bool(self.attempt.by_hand)

    @property
    def turns(self) -> Sequence[MarkerTurn]:
        """Everybody's turns, also those that were passed on."""
        return db.session.scalars(MarkerTurn.whole().where(MarkerTurn.attempt_id == self.attempt.id)).unique().all()

    def judgements(self) -> dict[Seat, Judgement]:
        """What was given so far, by who is who."""
        return {turn.seat: turn.judgement for turn in self.turns if turn.judgement}

    # who

    def organisation_id(self) -> int | None:
        """Whose people mark it: those of the organisation whose question bank it was drawn from; None: the alliance's."""
        question_id = self.attempt.by_hand[0].version.question_id
        owner = select(QuestionBank.organisation_id).join(Question, Question.bank_id == QuestionBank.id)
        return db.session.scalar(owner.where(Question.id == question_id))

    def markers(self) -> list[Person]:
        """Who may still be asked: instructors, else reviewers, whoever has least to mark first.

        Never the trainee, and nobody who had a turn in this attempt already.
        """
        known = {self.attempt.person_id, *(turn.person_id for turn in self.turns)}
        organisation_id = self.organisation_id()
        for permission in (Permission.INSTRUCTOR, Permission.REVIEWER):
            holders = Grant.holders(permission, organisation_id=organisation_id)
            if fit := [person for person in holders if person.id not in known]:
                busy = _open_turns(fit)
                return sorted(fit, key=lambda person: (busy.get(person.id, 0), person.id))
        return []

    def call(self) -> None:
        """Ask somebody for every marking that nobody was asked for yet. Called twice, it asks once."""
        if not self.waits:
            return
        asked = {turn.seat for turn in self.turns if not turn.passing_on}
        for seat in self._seats(self.judgements()):
            if seat not in asked and (fit := self.markers()):
                self._ask(fit[0], seat)

    def _ask(self, person: Person, seat: Seat) -> MarkerTurn:
        turn = MarkerTurn(
            attempt_id=self.attempt.id,
            attempt=self.attempt,
            person_id=person.id,
            person=person,
            organisation_id=self.organisation_id(),
            seat=seat,
            due_on=self._due_on(seat),
        )
        audit.record(Event.MARKER_ASKED, turn, by=None, new={"person": person.name, "seat": seat, "due": turn.due_on})
        facts = {"quiz": self.attempt.title.as_dict(), "due": turn.due_on.isoformat()}
        Notification.tell(person, Kind.MARKING_ASKED, facts, f"/studio/marking/{turn.id}")
        return turn

    def _due_on(self, seat: Seat) -> date:
        assert self.attempt.handed_in_at is not None
        due = self.rules.due_on(self.attempt.handed_in_at)
        return max(due, clock.today() + timedelta(days=self.rules.days)) if seat is Seat.DECIDING else due

    def pass_on(self, turn: MarkerTurn, *, to: Person, by: Person | None, reason: str) -> MarkerTurn:
        """Somebody else takes over a turn. What was written so far stays with the turn and is not handed over."""
        if turn.taken_or_passed:
            raise Refused(_("This is marked or passed on already."))
        if to not in self.markers():
            raise Refused(_("%(name)s may not mark this, or had a turn in it already.", name=to.name))
        new = self._ask(to, turn.seat)
        db.session.add(PassingOn(turn_id=turn.id, turn=turn, to_id=new.id, to=new, by=by, reason=reason))
        audit.record(
            Event.MARKING_PASSED_ON,
            turn,
            by=by,
            old={"person": turn.person.name},
            new={"person": to.name},
            reason=reason,
        )
        return new

    # what it comes to

    def _seats(self, given: dict[Seat, Judgement]) -> list[Seat]:
        """Who has to mark it, by what was given so far."""
        if not self.rules.second:
            return [Seat.FIRST]
        return [Seat.FIRST, Seat.SECOND, *([Seat.DECIDING] if self.disputed(given) else [])]

    def disputed(self, given: dict[Seat, Judgement]) -> list[PaperItem]:
        """The questions in which two markers are further apart than the rules allow."""
        if Seat.FIRST not in given or Seat.SECOND not in given:
            return []
        one, other = given[Seat.FIRST].shares, given[Seat.SECOND].shares
        return [
            item for item in self.attempt.by_hand if abs(one[item.id] - other[item.id]) * 100 > self.rules.difference
        ]

    def shares(self) -> dict[int, Fraction] | None:
        """What each question gets, as a share of its points, by item id; None: somebody has yet to mark.

        Of two markers who agree well enough the mean counts, exactly; where they do not, the third one's.
        """
        given = self.judgements()
        if any(seat not in given for seat in self._seats(given)):
            return None
        if not self.rules.second:
            return given[Seat.FIRST].shares
        mean = {id: (share + given[Seat.SECOND].shares[id]) / 2 for id, share in given[Seat.FIRST].shares.items()}
        return mean | {item.id: given[Seat.DECIDING].shares[item.id] for item in self.disputed(given)}

    def judge(self, turn: MarkerTurn, marks: dict[str, object], *, comment: str, by: Person) -> None:
        """Take what a marker gives; with the last one the attempt is marked and its person told."""
        turn.judge(marks, comment=comment, by=by)
        db.session.flush()
        shares = self.shares()
        if shares is None:
            self.call()
            return
        self.attempt.mark(by=by, by_hand=shares)
        facts = {"quiz": self.attempt.title.as_dict()}
        Notification.tell(self.attempt.person, Kind.ANSWERS_MARKED, facts, f"/attempts/{self.attempt.id}/result")

    def send_back(self, turn: MarkerTurn, *, reason: str, by: Person) -> None:
        """Give the work back to the trainee to improve it, and say why."""
        turn.send_back(reason=reason, by=by)
        facts = {"quiz": self.attempt.title.as_dict(), "reason": reason}
        Notification.tell(self.attempt.person, Kind.WORK_SENT_BACK, facts, f"/attempts/{self.attempt.id}/result")


def call_markers(attempt: Attempt) -> None:
    """Ask for markers as soon as an attempt is handed in that people have to mark."""
    if attempt.by_hand:
        HandMarking(attempt).call()


def _open_turns(people: Sequence[Person]) -> dict[int, int]:
    """How much each of these has to mark now, by person id."""
    theirs = MarkerTurn.open().where(MarkerTurn.person_id.in_([person.id for person in people])).order_by(None)
    counted = theirs.with_only_columns(MarkerTurn.person_id, func.count()).group_by(MarkerTurn.person_id)
    return {person_id: count for person_id, count in db.session.execute(counted)}  # noqa: C416 - a result is no mapping
