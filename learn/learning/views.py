"""The catalogue as a trainee sees it, a course, and the units in it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from learn.assessment import Attempt, Declaration, ExtraTime, RulesInWords
from learn.catalogue import Asking, Catalogue, CourseVersion, UnitKind
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import language
from learn.kit.web import Refused
from learn.learning.onward import Onward
from learn.learning.outline import Outline
from learn.learning.overview import lines_of
from learn.learning.standing import Standing
from learn.learning.unit_views import count_time, on_from, unit_page
from learn.learning.visit import Visit, ours, standing_in, supplements, visit_to
from learn.people.access import me, signed_in
from learn.signatures import SignatureForm

bp = Blueprint("learning", __name__)


@bp.record_once
def _tell_results_where_to_go_on(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["way_after"] = Onward.after


@bp.get("/courses")
@signed_in
def catalogue() -> ResponseReturnValue:
    """Every course that the person may take, by subject, with a search in Chinese, pinyin and English."""
    subject, term = request.args.get("subject", ""), request.args.get("q", "").strip()
    found = CourseVersion.visible(clock.today())
    if term:
        found = found.where(CourseVersion.matches(term))
    versions = db.session.scalars(found, ours()).all()
    shown = [one for one in versions if subject in ("", one.course.catalogue)]
    mine = {line.course_id: line for line in lines_of(me())}
    return render_template(
        "learning/catalogue.html", versions=shown, mine=mine, subjects=Catalogue, subject=subject, term=term
    )


@bp.get("/courses/<code>")
@signed_in
def course(code: str) -> ResponseReturnValue:
    """A course with its units and where the person stands."""
    standing = standing_in(code)
    enrolment = standing.current
    version = enrolment.version if enrolment else standing.in_force
    outline = Outline(version, enrolment)
    return render_template(
        "learning/course.html",
        standing=standing,
        enrolment=enrolment,
        version=version,
        outline=outline,
        supplements=db.session.scalars(supplements(clock.today()), {"course": version.course_id, **ours()}).all(),
    )


@bp.post("/courses/<code>/enrolment")
@signed_in
def enrol(code: str) -> ResponseReturnValue:
    """Enrol, and go to the first unit."""
    enrolment = standing_in(code).enrol(by=me(), whole="whole" in request.form)
    step = Outline(enrolment.version, enrolment).resume
    return redirect(url_for(".unit", code=code, n=step.unit.position if step else 1), 303)


@bp.get("/courses/<code>/units/<int:n>")
@signed_in
def unit(code: str, n: int) -> ResponseReturnValue:
    """A lesson or document to read, a recording to play, or the rules of a quiz before sitting it."""
    try:
        visit = visit_to(code, n)
    except Refused as not_enrolled:
        flash(str(not_enrolled), "due")
        return redirect(url_for(".course", code=code), 303)
    if visit.unit.kind is UnitKind.QUIZ:
        return _rules_page(visit, SignatureForm())
    return unit_page(visit, SignatureForm())


@bp.post("/courses/<code>/units/<int:n>/completion")
@signed_in
def read_unit(code: str, n: int) -> ResponseReturnValue:
    """I have read it, or watched it: on to what comes next."""
    visit = visit_to(code, n)
    count_time(visit)
    visit.reading.finish(by=me(), by_transcript=request.form.get("by") == "transcript")
    return on_from(visit)


@bp.post("/courses/<code>/units/<int:n>/place")
@signed_in
def keep_place(code: str, n: int) -> ResponseReturnValue:
    """Where the reader is, sent by the page as sections scroll by."""
    visit = visit_to(code, n)
    if visit.step.aside:  # looked up, not gone through
        return "", 204
    visit.step.must_be_open()
    visit.enrolment.keep_place(visit.unit, place=request.form.get("place", ""), language=language())
    return "", 204


@bp.post("/courses/<code>/units/<int:n>/attempts")
@signed_in
def sit(code: str, n: int) -> ResponseReturnValue:
    """Start the quiz of this unit, or go on with the attempt that is unfinished."""
    visit = visit_to(code, n)
    if visit.unit.kind is not UnitKind.QUIZ:
        abort(404)
    form = SignatureForm()
    asked = _honesty_asked(visit)
    if asked and not form.validate_on_submit():
        return _rules_page(visit, form), 422
    standing = Standing(me(), visit.enrolment.version)
    attempt = standing.sit(visit.enrolment, visit.step, address=url_for(".unit", code=code, n=n))
    db.session.flush()
    if asked:
        Declaration.sign(attempt, by=me())
    return redirect(url_for("assessment.attempt", id=attempt.id), 303)


def _rules_page(visit: Visit, form: SignatureForm) -> str:
    """The rules of a quiz in plain words, and the way to start or go on."""
    quiz = visit.quiz
    assert quiz is not None
    attempts = visit.enrolment.with_attempts().attempts_at(visit.unit)
    unfinished = next((one for one in attempts if not one.finished), None)
    rules = RulesInWords(quiz, extra=ExtraTime.minutes_for(me(), quiz.minutes))
    return render_template(
        "learning/quiz.html",
        visit=visit,
        quiz=quiz,
        attempts=attempts,
        unfinished=unfinished,
        rules=rules,
        asking=Asking.in_version(visit.enrolment.version),
        form=form,
    )


def _honesty_asked(visit: Visit) -> bool:
    """Whether a statement must be signed now: the quiz has one, and no attempt is under way."""
    quiz = visit.quiz
    if quiz is None or not (quiz.rules or {}).get("honesty"):
        return False
    return db.session.scalar(Attempt.unfinished(me(), quiz.id)) is None
