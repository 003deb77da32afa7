"""Sitting a quiz: the paper, saving answers, handing in, the result."""

from functools import cache
from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select, bindparam
from sqlalchemy.orm import selectinload

from learn.assessment.attempt import Attempt
from learn.assessment.review import Review
from learn.kit import clock
from learn.kit.db import db, writing
from learn.kit.filters import moment
from learn.kit.web import keep_anyway
from learn.people.access import me, signed_in

bp = Blueprint("assessment", __name__)


@bp.get("/attempts/<int:id>")
@signed_in
def attempt(id: int) -> ResponseReturnValue:
    """The paper, with the answers given so far."""
    attempt = _to_read(id)
    if attempt.finished:
        return redirect(url_for(".result", id=id), 303)
    return render_template("assessment/attempt.html", attempt=attempt)


@bp.post("/attempts/<int:id>/answers")
@signed_in
def save_answers(id: int) -> ResponseReturnValue:
    """Keep the answers that a form or the script sends."""
    attempt = _to_answer(id)
    if attempt.finished:
        return _too_late(attempt)
    _save(attempt)
    if _by_script():
        return jsonify(_receipt(attempt))
    flash(_("Everything is saved. You have answered %(n)s of %(all)s questions.", **_counts(attempt)), "ok")
    return redirect(url_for(".attempt", id=id), 303)


@bp.post("/attempts/<int:id>/submission")
@signed_in
def hand_in(id: int) -> ResponseReturnValue:
    """Hand in; whoever left something open and was not asked yet is asked first."""
    attempt = _to_answer(id)
    if not attempt.finished:
        _save(attempt)
        if attempt.unanswered and "sure" not in request.form:
            return render_template("assessment/hand_in.html", attempt=attempt)
        attempt.hand_in(by=me())
    return redirect(url_for(".result", id=id), 303)


@bp.get("/attempts/<int:id>/result")
@signed_in
def result(id: int) -> ResponseReturnValue:
    """The verdict, and each question with its answer and reason."""
    attempt = _to_read(id)
    if not attempt.finished:
        return redirect(url_for(".attempt", id=id), 303)
    so_far = db.session.scalars(attempt.so_far().options(selectinload(Attempt.markings))).all()
    return render_template(
        "assessment/result.html", attempt=attempt, reviews=Review.of(attempt), obstacle=attempt.quiz.obstacle(so_far)
    )


def _mine(id: int, *, locked: bool) -> Attempt:
    """An attempt of the person asking, or 404. Locked, saving and handing in at once take turns."""
    asked = {"id": id, "person": me().id}
    return db.session.scalars(_of_one(locked), asked).unique().one_or_none() or abort(404)


@cache  # building it costs more than running it
def _of_one(locked: bool) -> Select[Attempt]:
    whole = Attempt.whole().where(Attempt.id == bindparam("id"), Attempt.person_id == bindparam("person"))
    return whole.with_for_update(of=Attempt).execution_options(populate_existing=True) if locked else whole


def _to_answer(id: int) -> Attempt:
    attempt = _mine(id, locked=True)
    attempt.settle()
    return attempt


def _to_read(id: int) -> Attempt:
    """An attempt to look at. One whose time ran out is handed in first, whether or not the sweep came by."""
    attempt = _mine(id, locked=False)
    if attempt.finished or not attempt.over:
        return attempt
    db.session.rollback()  # nothing was changed yet; what follows writes, so it begins as a writer
    with writing():
        return _to_answer(id)


def _save(attempt: Attempt) -> None:
    attempt.flag(request.form)
    attempt.save(attempt.read(request.form), by=me())


def _by_script() -> bool:
    return request.headers.get("X-Part") == "1"


def _receipt(attempt: Attempt) -> dict[str, Any]:
    """What the script is told after saving: nothing about right and wrong."""
    now = clock.now()
    return {
        "saved_at": now.isoformat(),
        "clock": moment(now)[-5:],
        "answered": [item.version.question_id for item in attempt.answered],
        "flagged": attempt.flagged,
        "remarks": {item.name: item.remark for item in attempt.items if item.remark},
        "deadline": attempt.deadline.isoformat(),
        "remaining": attempt.seconds_left,
    }


def _counts(attempt: Attempt) -> dict[str, int]:
    return {"n": len(attempt.answered), "all": len(attempt.items)}


def _too_late(attempt: Attempt) -> ResponseReturnValue:
    """It is handed in, perhaps just now because time is over: that stands, what came with this request does not."""
    keep_anyway()
    return render_template("assessment/too_late.html", attempt=attempt), 409
