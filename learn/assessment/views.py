"""Sitting a quiz: the paper, saving answers, handing in, the result."""

import json
from functools import cache

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Select, bindparam

from learn.assessment.attempt import Attempt
from learn.assessment.by_hand import judged, said_about
from learn.assessment.controls import controls, shortened, too_long
from learn.assessment.counting import so_far
from learn.assessment.doubt import Doubt
from learn.assessment.evidence_views import keep_files
from learn.assessment.news import News
from learn.assessment.review import Review
from learn.assessment.saving import Save
from learn.kit.db import db, writing
from learn.kit.web import keep_anyway
from learn.people.access import me, mine, signed_in

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
    if _by_script():
        return _save_parts(id)
    attempt = _to_answer(id)
    if attempt.finished:
        return _too_late(attempt)
    if corrections := _save(attempt):
        return corrections
    flash(_("Everything is saved. You have answered %(n)s of %(all)s questions.", **_counts(attempt)), "ok")
    return redirect(url_for(".attempt", id=id), 303)


@bp.post("/attempts/<int:id>/next-question")
@signed_in
def go_on(id: int) -> ResponseReturnValue:
    """Keep the answer and leave this question for the next one, where a quiz goes one way."""
    attempt = _to_answer(id)
    if attempt.finished:
        return _too_late(attempt)
    if corrections := _save(attempt):
        return corrections
    attempt.walk.go_on(by=me(), leaving=request.form.get("leaving", default=0, type=int))
    return redirect(url_for(".attempt", id=id), 303)


@bp.get("/attempts/<int:id>/answers")
@signed_in
def answers(id: int) -> ResponseReturnValue:
    """What the script asks for now and then: the time, and what was answered on another page since."""
    since = request.args.get("since", default=0, type=int)
    told = News.of(id, me()) or abort(404)
    return jsonify({**told.since(since), "token": generate_csrf()})


@bp.post("/attempts/<int:id>/submission")
@signed_in
def hand_in(id: int) -> ResponseReturnValue:
    """Hand in; whoever left something open and was not asked yet is asked first."""
    attempt = _to_answer(id)
    if not attempt.finished:
        if corrections := _save(attempt):
            return corrections
        if attempt.unanswered and "sure" not in request.form:
            return render_template("assessment/hand_in.html", attempt=attempt)
        attempt.hand_in(by=me())
    return redirect(url_for(".result", id=id), 303)


@bp.get("/attempts/<int:id>/receipt")
@signed_in
def receipt(id: int) -> ResponseReturnValue:
    """The receipt of the hand-in as a file, to keep."""
    found = mine(Attempt, id).receipt or abort(404)
    told = json.dumps(found.file, ensure_ascii=False, indent=1, sort_keys=True)
    response = Response(told, content_type="application/json; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{found.number}.json")
    return response


@bp.get("/attempts/<int:id>/result")
@signed_in
def result(id: int) -> ResponseReturnValue:
    """The verdict, and each question with its answer and reason."""
    attempt = _to_read(id)
    if not attempt.finished:
        return redirect(url_for(".attempt", id=id), 303)
    before = db.session.scalars(so_far(attempt)).all()  # first: it reads the marks of this one too
    reviews = Review.of(attempt)
    markers = judged(attempt) if attempt.by_hand and reviews else []
    return render_template(
        "assessment/result.html",
        attempt=attempt,
        reviews=reviews,
        markers=markers,
        judged=said_about(attempt, markers),
        doubts=Doubt.about(attempt),
        obstacle=attempt.quiz.obstacle(before),
    )


def _mine(id: int) -> Attempt:
    """An attempt of the person asking, or 404."""
    return db.session.scalars(_of_one(), {"id": id, "person": me().id}).unique().one_or_none() or abort(404)


@cache  # building it costs more than running it
def _of_one() -> Select[Attempt]:
    return Attempt.whole().where(Attempt.id == bindparam("id"), Attempt.person_id == bindparam("person"))


def _to_answer(id: int) -> Attempt:
    """An attempt to change; saving and handing in at once take turns."""
    attempt = Attempt.locked(id, me()) or abort(404)
    attempt.settle()
    return attempt


def _to_read(id: int) -> Attempt:
    """An attempt to look at. One whose time ran out is handed in first, whether or not the sweep came by."""
    attempt = _mine(id)
    if attempt.finished or not attempt.over:
        return attempt
    db.session.rollback()  # nothing was changed yet; what follows writes, so it begins as a writer
    with writing():
        return _to_answer(id)


def _save(attempt: Attempt) -> ResponseReturnValue | None:
    """Keep what the form says. Where not all of it was taken, the page that says so."""
    attempt.flag(request.form)
    faults = {item: fault for item in attempt.items if (fault := too_long(item.name, request.form))}
    refused = {item.version.question_id for item in faults}
    attempt.save({id: given for id, given in attempt.read(request.form).items() if id not in refused}, by=me())
    for item in attempt.items:
        kept = controls(item.name, item.order, item.given)
        if fault := faults.get(item) or shortened(item.name, request.form, kept):
            faults[item] = fault
            flash(_("Question %(n)s: %(fault)s", n=item.position, fault=fault), "late")
    told = redirect(url_for(".attempt", id=attempt.id), 303) if faults else None
    return keep_files(attempt) or told


def _save_parts(id: int) -> ResponseReturnValue:
    """Keep what the script sends, and tell it what counts now."""
    save = Save.of(id, me(), request.form) or abort(404)
    if save.ended:
        return _too_late(_to_answer(id))
    save.keep()
    return jsonify(save.told)


def _by_script() -> bool:
    return request.headers.get("X-Part") == "1"


def _counts(attempt: Attempt) -> dict[str, int]:
    return {"n": len(attempt.answered), "all": len(attempt.items)}


def _too_late(attempt: Attempt) -> ResponseReturnValue:
    """It is handed in, perhaps just now because time is over: that stands, what came with this request does not."""
    keep_anyway()
    if _by_script():
        return jsonify({"ended": True}), 409
    return render_template("assessment/too_late.html", attempt=attempt), 409
