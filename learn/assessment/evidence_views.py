"""Sending files as evidence while sitting a quiz, and seeing one's own."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learn.assessment.attempt import Attempt
from learn.assessment.evidence import Evidence, files_of, take_in
from learn.assessment.kinds import Sent
from learn.assessment.paper import PaperItem
from learn.kit.db import db
from learn.kit.storage import storage
from learn.kit.web import keep_anyway
from learn.people.access import me, signed_in

bp = Blueprint("evidence", __name__)


@bp.post("/attempts/<int:id>/questions/<int:position>/evidence")
@signed_in
def send_evidence(id: int, position: int) -> ResponseReturnValue:
    """Take files in or away, and keep the other answers of the form too. A file refused takes nothing else with it."""
    attempt = _mine(id)
    item = _item(attempt, position)
    part = request.args.get("part", "")
    if Evidence.of(item, part) is None:
        abort(404)
    attempt.flag(request.form)
    attempt.save(attempt.read(request.form), by=me())
    if unwanted := request.form.getlist("remove"):
        _take_away(attempt, item, part, unwanted)
    return keep_files(attempt) or redirect(url_for("assessment.attempt", id=id, _anchor=item.name), 303)


def keep_files(attempt: Attempt) -> ResponseReturnValue | None:
    """Keep the files that a form carries. Where one is not taken, the page that says so at its field; all else stands."""
    answers, faults = take_in(attempt.walk.open, request.files)
    if answers:
        attempt.save(answers, by=me())
    if not faults:
        return None
    keep_anyway()
    return render_template("assessment/attempt.html", attempt=attempt, faults=faults), 422


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


def _take_away(attempt: Attempt, item: PaperItem, part: str, digests: list[str]) -> None:
    evidence = Evidence.of(item, part)
    assert evidence is not None
    given = evidence.without(digests).given
    attempt.save({item.version.question_id: item.kind.joined(item.given, given)}, by=me())


def _mine(id: int) -> Attempt:
    """An attempt of the person asking, or 404; to change it, one after the other."""
    if request.method == "POST":
        return Attempt.locked(id, me()) or abort(404)
    found = Attempt.whole().where(Attempt.id == id, Attempt.person_id == me().id)
    return db.session.scalars(found).unique().one_or_none() or abort(404)


def _item(attempt: Attempt, position: int) -> PaperItem:
    return next((item for item in attempt.items if item.position == position), None) or abort(404)
