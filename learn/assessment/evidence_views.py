"""Sending files as evidence while sitting a quiz, and seeing one's own."""

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learn.assessment.attempt import Attempt
from learn.assessment.evidence import Evidence, files_of
from learn.assessment.kinds import Sent
from learn.assessment.paper import PaperItem
from learn.kit.db import db
from learn.kit.storage import storage
from learn.kit.web import Refused
from learn.people.access import me, signed_in

bp = Blueprint("evidence", __name__)


@bp.post("/attempts/<int:id>/questions/<int:position>/evidence")
@signed_in
def send_evidence(id: int, position: int) -> ResponseReturnValue:
    """Take files in or away, and keep the other answers of the form too. A file refused takes nothing else with it."""
    attempt = _mine(id)
    item = _item(attempt, position)
    evidence = Evidence.of(item, request.args.get("part", "")) or abort(404)
    attempt.flag(request.form)
    answers = attempt.read(request.form)
    question = item.version.question_id
    given = _changed(evidence).given
    attempt.save({**answers, question: item.kind.joined(answers.get(question, item.given), given)}, by=me())
    return redirect(url_for("assessment.attempt", id=id, _anchor=item.name), 303)


@bp.get("/attempts/<int:id>/questions/<int:position>/evidence/<digest>")
@signed_in
def own_evidence(id: int, position: int, digest: str) -> ResponseReturnValue:
    """A file that I sent myself."""
    return sent_back(files_of(_item(_mine(id), position)).get(digest) or abort(404))


def sent_back(file: Sent, *, name: str = "") -> Response:
    """A file as it came, by another name where its own would tell whose it is. A PDF is saved, not opened in the browser."""
    response = Response(storage().get(f"evidence/{file.digest}"), content_type=file.type)
    response.headers.set(
        "Content-Disposition", "inline" if file.type.startswith("image/") else "attachment", filename=name or file.name
    )
    return response


def _changed(evidence: Evidence) -> Evidence:
    evidence = evidence.without(request.form.getlist("remove"))
    for file in request.files.getlist(evidence.name):
        try:
            if file.filename:
                evidence = evidence.with_file(file.filename, file.stream.read())
        except Refused as refusal:
            flash(f"{file.filename}: {refusal}", "late")
    return evidence


def _mine(id: int) -> Attempt:
    """An attempt of the person asking, or 404; to change it, one after the other."""
    if request.method == "POST":
        return Attempt.locked(id, me()) or abort(404)
    found = Attempt.whole().where(Attempt.id == id, Attempt.person_id == me().id)
    return db.session.scalars(found).unique().one_or_none() or abort(404)


def _item(attempt: Attempt, position: int) -> PaperItem:
    return next((item for item in attempt.items if item.position == position), None) or abort(404)
