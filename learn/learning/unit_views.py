"""The pages of lessons, documents and recordings, and what these pages tell while they are open."""

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learn.catalogue import UnitKind
from learn.kit.text import language
from learn.kit.web import keep_anyway
from learn.learning.acknowledgement import Acknowledgement
from learn.learning.completion import Completion
from learn.learning.outline import Outline
from learn.learning.reading import EVERY
from learn.learning.visit import Visit, visit_to
from learn.learning.watching import Watching
from learn.people.access import me, signed_in
from learn.signatures import SignatureForm

bp = Blueprint("unit", __name__)
PAGES = {UnitKind.LESSON: "lesson", UnitKind.DOCUMENT: "document", UnitKind.VIDEO: "recording", UnitKind.AUDIO: "recording"}  # fmt: skip


def unit_page(visit: Visit, form: SignatureForm) -> str:
    """A unit to read, play or sign; while something else comes first, what that is."""
    if visit.step.locked:
        return render_template("learning/locked.html", visit=visit, page=None)
    document = visit.unit.kind is UnitKind.DOCUMENT
    return render_template(
        f"learning/{PAGES[visit.unit.kind]}.html",
        visit=visit,
        page=None if document else visit.unit.page_in(language()),
        signed=Acknowledgement.on(visit.enrolment, visit.unit) if document and visit.step.done else None,
        every=EVERY,
        form=form,
    )


def count_time(visit: Visit) -> None:
    """The time until now counts, also where it turns out to be too early to say that the unit is done."""
    if visit.reading.least and not (visit.step.done or visit.step.locked or visit.step.aside):
        visit.reading.note()
        keep_anyway()


def on_from(visit: Visit) -> ResponseReturnValue:
    """On to what comes next, now that this unit is done."""
    Completion.note(visit.enrolment)
    code, step = visit.enrolment.version.course.code, Outline(visit.enrolment.version, visit.enrolment).next
    if step is None:
        return redirect(url_for("learning.course", code=code), 303)
    return redirect(url_for("learning.unit", code=code, n=step.unit.position), 303)


@bp.post("/courses/<code>/units/<int:n>/reading")
@signed_in
def still_reading(code: str, n: int) -> ResponseReturnValue:
    """The page can be seen: the time since it last said so counts. Answers how many seconds are left."""
    visit = visit_to(code, n)
    visit.step.must_be_open()
    if visit.unit.kind is UnitKind.QUIZ or visit.step.aside:
        abort(404)
    visit.reading.note(fresh=bool(request.form.get("fresh")))
    return jsonify(left=visit.reading.left)


@bp.post("/courses/<code>/units/<int:n>/watching")
@signed_in
def report_watching(code: str, n: int) -> ResponseReturnValue:
    """What the player played since the page opened. Answers how much of the recording that is by now."""
    visit = visit_to(code, n)
    visit.step.must_be_open()
    file = (
        visit.reading.shown.by_digest(request.form.get("file", ""))
        if visit.unit.kind.recorded and not visit.step.aside
        else None
    )
    watching = Watching(visit.reading.begun(), file or abort(404))
    watching.report(request.form.get("played", ""), at=request.form.get("at", ""))
    return jsonify(share=visit.reading.share)


@bp.post("/courses/<code>/units/<int:n>/signature")
@signed_in
def sign_document(code: str, n: int) -> ResponseReturnValue:
    """I have read and understood this document: signed with the password."""
    visit, form = visit_to(code, n), SignatureForm()
    if visit.unit.kind is not UnitKind.DOCUMENT:
        abort(404)
    if not form.validate_on_submit():
        return unit_page(visit, form), 422
    count_time(visit)
    visit.reading.sign(seen=request.form.get("seen", ""), by=me())
    return on_from(visit)
