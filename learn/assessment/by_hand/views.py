"""Marking by hand: my queue, one piece of work, passing it on, sending it back."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, or_
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, TextAreaField

from learn.assessment.attempt import Attempt
from learn.assessment.by_hand.hand_marking import HandMarking
from learn.assessment.by_hand.sheet import Sheet, SheetForm
from learn.assessment.by_hand.turn import MarkerTurn, judged
from learn.assessment.evidence import files_of
from learn.assessment.evidence_views import sent_back as file_sent_back
from learn.kit.db import db
from learn.kit.forms import Form, Length, Required
from learn.people import OrganisationKind, Permission, Person
from learn.people.access import me, require

bp = Blueprint("marking", __name__)


class ReasonForm(Form):
    """Why work is sent back."""

    reason = TextAreaField(
        _l("What has to be improved?"),
        [Required(_l("Say what has to be improved; the trainee reads it.")), Length(2000)],
    )


class PassOnForm(Form):
    """Who takes over, and why."""

    to = SelectField(_l("To"), coerce=int)
    why = TextAreaField(_l("Reason"), [Required(_l("Give a reason; inspectors will read it.")), Length(500)])

    def __init__(self, people: list[Person]) -> None:
        super().__init__()
        self.to.choices = [(person.id, person.name) for person in people]


@bp.get("/studio/marking")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def queue() -> ResponseReturnValue:
    """What I have to mark, the work due first at the top; what I marked; for reviewers, what others have to mark."""
    mine = MarkerTurn.listed(MarkerTurn.open().where(MarkerTurn.person_id == me().id))
    done = MarkerTurn.listed(MarkerTurn.taken().where(MarkerTurn.person_id == me().id)).limit(50)
    others = MarkerTurn.listed(MarkerTurn.open().where(MarkerTurn.person_id != me().id, _reviewed_by_me()))
    return render_template(
        "assessment/marking/queue.html",
        mine=db.session.scalars(mine).all(),
        done=db.session.scalars(done).all(),
        others=db.session.scalars(others).all(),
    )


@bp.get("/studio/marking/<int:id>")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def work(id: int) -> ResponseReturnValue:
    """The answers to mark beside the sheet for points, or what I gave."""
    turn = _mine(id)
    sheet = Sheet(turn.attempt)
    return _page(turn, sheet, sheet.form_class(formdata=MultiDict(turn.draft) if turn.draft else None))


@bp.post("/studio/marking/<int:id>/draft")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def keep_draft(id: int) -> ResponseReturnValue:
    """Keep what is written so far."""
    turn = _mine(id)
    names = [name for name in Sheet(turn.attempt).form_class()._fields if name not in ("csrf_token", "password")]
    turn.keep_draft({name: request.form.get(name, "").replace("\x00", "")[:5000] for name in names}, by=me())
    flash(_("Kept. Go on whenever you like; only you see it."), "ok")
    return redirect(url_for(".work", id=id), 303)


@bp.post("/studio/marking/<int:id>/judgement")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def judge(id: int) -> ResponseReturnValue:
    """Hand in the marks."""
    turn = _mine(id)
    sheet = Sheet(turn.attempt)
    form = sheet.form_class()
    if not form.validate_on_submit():
        return _page(turn, sheet, form), 422
    HandMarking(turn.attempt).judge(turn, sheet.marks(form), comment=form.comment.data or "", by=me())
    flash(_("Your marks are handed in."), "ok")
    return redirect(url_for(".queue"), 303)


@bp.route("/studio/marking/<int:id>/return", methods=["GET", "POST"])
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def send_back(id: int) -> ResponseReturnValue:
    """Send the work back to the trainee, to be improved."""
    turn, form = _mine(id), ReasonForm()
    if not form.validate_on_submit():
        return render_template("assessment/marking/send_back.html", turn=turn, form=form), _status()
    HandMarking(turn.attempt).send_back(turn, reason=form.reason.data, by=me())
    flash(_("Sent back. The trainee is told what to improve."), "ok")
    return redirect(url_for(".queue"), 303)


@bp.route("/studio/marking/<int:id>/handover", methods=["GET", "POST"])
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def pass_on(id: int) -> ResponseReturnValue:
    """Somebody else takes this over: the marker says so, or a reviewer."""
    turn = _turn(id, or_(MarkerTurn.person_id == me().id, _reviewed_by_me()))
    marking = HandMarking(turn.attempt)
    people = marking.markers()
    form = PassOnForm(people)
    if not form.validate_on_submit():
        return render_template("assessment/marking/pass_on.html", turn=turn, form=form, people=people), _status()
    to = next(person for person in people if person.id == form.to.data)
    marking.pass_on(turn, to=to, by=me(), reason=form.why.data)
    flash(_("%(name)s marks this now.", name=to.name), "ok")
    return redirect(url_for(".queue"), 303)


@bp.get("/studio/marking/<int:id>/evidence/<digest>")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def evidence(id: int, digest: str) -> ResponseReturnValue:
    """A file that belongs to an answer to mark."""
    turn = _mine(id)
    files = {key: file for item in turn.attempt.by_hand for key, file in files_of(item).items()}
    return file_sent_back(files.get(digest) or abort(404), name=digest[:12] if turn.blind else "")


def _page(turn: MarkerTurn, sheet: Sheet, form: SheetForm) -> str:
    others = [one for one in judged(turn.attempt) if one.id != turn.id] if turn.sees_others else []
    return render_template("assessment/marking/work.html", turn=turn, sheet=sheet, form=form, others=others)


def _mine(id: int) -> MarkerTurn:
    """A turn of the person asking, or 404."""
    return _turn(id, MarkerTurn.person_id == me().id)


def _turn(id: int, whose: ColumnElement[bool]) -> MarkerTurn:
    """A turn, whole; to change it the attempt is locked first, so that markers take turns."""
    attempt_id = db.session.scalar(db.select(MarkerTurn.attempt_id).where(MarkerTurn.id == id, whose)) or abort(404)
    if request.method == "POST":
        Attempt.locked(attempt_id)
    whole = MarkerTurn.whole().where(MarkerTurn.id == id).execution_options(populate_existing=True)
    return db.session.scalars(whole).unique().one()


def _reviewed_by_me() -> ColumnElement[bool]:
    """In SQL: turns in organisations whose courses I review."""
    reviewed = me().organisations_as(Permission.REVIEWER)
    theirs = MarkerTurn.organisation_id.in_([one.id for one in reviewed])
    if any(one.kind is OrganisationKind.ALLIANCE for one in reviewed):
        return theirs | MarkerTurn.organisation_id.is_(None)
    return theirs


def _status() -> int:
    return 422 if request.method == "POST" else 200
