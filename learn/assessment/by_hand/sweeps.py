"""What is looked after in marking by hand: attempts that nobody was asked to mark, markers who left, days gone by."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import exists, or_, select

from learn.assessment.attempt import Attempt
from learn.assessment.by_hand.hand_marking import HandMarking
from learn.assessment.by_hand.turn import MarkerTurn
from learn.assessment.marking import Marking
from learn.assessment.sent_back import SentBack
from learn.kit import clock
from learn.kit.db import db
from learn.kit.jobs import job
from learn.notifications import Kind, Notification
from learn.people import Grant, Permission

AT_ONCE = 200  # the next minute takes the rest
BEFORE = timedelta(days=2)  # so long before its day a marker is reminded
AGAIN = timedelta(days=2)  # and so often afterwards


@job
def call(attempt_id: int) -> None:
    """Ask for the markers of one attempt who are still missing."""
    if attempt := Attempt.locked(attempt_id):
        HandMarking(attempt).call()


def call_missing_markers() -> None:
    """Ring for every attempt that waits for a marker and has nobody at it: nobody could be asked before."""
    waiting = (
        select(Attempt.id)
        .where(Attempt.handed_in_at.is_not(None))
        .where(~exists().where(Marking.attempt_id == Attempt.id), ~exists().where(SentBack.attempt_id == Attempt.id))
        .where(Attempt.id.not_in(MarkerTurn.open().with_only_columns(MarkerTurn.attempt_id).order_by(None)))
        .order_by(Attempt.id.desc())
        .limit(AT_ONCE)
    )
    for attempt_id in db.session.scalars(waiting):
        call.later(attempt_id)


@job
def replace(turn_id: int) -> None:
    """Ask somebody else where a marker may not mark any more: left, or without the permission."""
    turn = db.session.get_one(MarkerTurn, turn_id)
    attempt = Attempt.locked(turn.attempt_id)
    db.session.refresh(turn)
    if attempt is None or turn.taken_or_passed or may_mark(turn):
        return
    marking = HandMarking(attempt)
    if fit := marking.markers():
        marking.pass_on(turn, to=fit[0], by=None, reason=_("No longer a marker"))


def replace_lost_markers() -> None:
    """Ring for every open turn of somebody who may not mark any more."""
    for turn in db.session.scalars(MarkerTurn.open()):
        if not may_mark(turn):
            replace.later(turn.id)


def may_mark(turn: MarkerTurn) -> bool:
    """Whether the marker of a turn still has a permission to mark."""
    holders = Grant.holders(Permission.INSTRUCTOR, Permission.REVIEWER, organisation_id=turn.organisation_id)
    return turn.person in holders


def remind_markers() -> None:
    """Remind every marker two days before the day, and every two days until it is done; then reviewers hear of it too."""
    today = clock.today()
    due = MarkerTurn.open().where(
        MarkerTurn.due_on <= today + BEFORE,
        or_(MarkerTurn.reminded_on.is_(None), MarkerTurn.reminded_on <= today - AGAIN),
    )
    for turn in db.session.scalars(due).all():
        remind(turn)


def remind(turn: MarkerTurn) -> None:
    """Remind one marker; tell the reviewers where the day has gone by."""
    facts = {"quiz": turn.attempt.title.as_dict(), "due": turn.due_on.isoformat()}
    Notification.tell(turn.person, Kind.MARKING_DUE, facts, f"/studio/marking/{turn.id}")
    turn.reminded_on = clock.today()
    if turn.overdue:
        late = {**facts, "name": turn.person.name}
        for reviewer in Grant.holders(Permission.REVIEWER, organisation_id=turn.organisation_id):
            if reviewer.id != turn.person_id:
                Notification.tell(reviewer, Kind.MARKING_LATE, late, "/studio/marking")
