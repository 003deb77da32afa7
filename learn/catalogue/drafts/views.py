"""Drafts in the studio: how they begin, what is in them, and how they leave the desk."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from learn.catalogue.course import Course
from learn.catalogue.drafts.access import closed, draft_to_read, draft_to_write, writes
from learn.catalogue.drafts.beginning import begin_course, begin_version
from learn.catalogue.drafts.draft import CourseDraft
from learn.catalogue.drafts.forms import DropForm, HandInForm, NewCourseForm, NextVersionForm
from learn.catalogue.drafts.manuscript import Manuscript
from learn.catalogue.pack import Fault, Unreadable
from learn.catalogue.reviews import Review
from learn.kit.db import db
from learn.kit.web import Refused, once
from learn.people import Permission
from learn.people.access import me, require

bp = Blueprint("drafts", __name__)


@bp.get("/studio/courses/new")
@require(Permission.INSTRUCTOR)
def new_course() -> ResponseReturnValue:
    """Describe a new course."""
    return render_template("catalogue/drafts/new_course.html", form=NewCourseForm())


@bp.post("/studio/courses")
@require(Permission.INSTRUCTOR)
def add_course() -> ResponseReturnValue:
    """Open a new course with a first draft."""
    form = NewCourseForm()
    if not form.validate_on_submit():
        return render_template("catalogue/drafts/new_course.html", form=form), 422
    taken = _("There is a course %(code)s already.", code=form.code.data)
    draft: CourseDraft = once(lambda: begin_course(**form.course, by=me()), else_=taken)
    return redirect(url_for(".draft", id=draft.id), 303)


@bp.post("/studio/courses/<code>/drafts")
@require(Permission.INSTRUCTOR)
def begin(code: str) -> ResponseReturnValue:
    """Begin the next version of a course; where one is being written already, that one is shown."""
    asked = select(Course).where(Course.code == code, Course.written_by(me()))
    course = db.one_or_404(asked.with_for_update())  # whoever begins one at this moment is waited for
    if not writes(course):
        abort(404)
    form = NextVersionForm()
    if not form.validate_on_submit():
        raise Refused(_("Say how much the next version changes."))
    if open_one := db.session.scalar(Review.open_drafts().where(CourseDraft.course_id == course.id)):
        flash(_("A draft of this course is open already: here it is."), "due")
        return redirect(url_for(".draft", id=open_one.id), 303)
    draft = begin_version(course, major=form.step.data == "major", by=me())
    return redirect(url_for(".draft", id=draft.id), 303)


@bp.get("/studio/drafts/<int:id>")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def draft(id: int) -> ResponseReturnValue:
    """A draft with its units, what is still wrong with it, and the way to hand it in."""
    return _page(draft_to_read(id), HandInForm())


@bp.post("/studio/drafts/<int:id>/reviews")
@require(Permission.INSTRUCTOR)
def hand_in(id: int) -> ResponseReturnValue:
    """Hand a draft in for review; with a fault left it stays on the desk."""
    found, form = draft_to_write(id), HandInForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    try:
        review = Review.hand_in(found, by=me(), reason=form.reason.data)
    except Unreadable as unreadable:
        return _page(found, form, unreadable.faults), 422
    db.session.flush()
    flash(_("%(version)s is handed in. It stands still until it is decided.", version=review.audit_name), "ok")
    return redirect(url_for("reviews.review", id=review.id), 303)


@bp.post("/studio/drafts/<int:id>/dropping")
@require(Permission.INSTRUCTOR)
def drop(id: int) -> ResponseReturnValue:
    """Give a draft up."""
    found, form = draft_to_write(id), DropForm()
    if not form.validate_on_submit():
        raise Refused(_("Give a reason; inspectors read it."))
    once(lambda: found.drop(by=me(), reason=form.why.data), else_=_("This draft was dropped already."))
    flash(_("The draft %(version)s is dropped.", version=found.audit_name), "ok")
    return redirect(url_for("catalogue.course", code=found.course.code), 303)


def _page(found: CourseDraft, form: HandInForm, faults: list[Fault] | None = None) -> str:
    return render_template(
        "catalogue/drafts/draft.html",
        draft=found,
        manuscript=Manuscript(found),
        form=form,
        drop_form=DropForm(),
        faults=faults,
        closed=closed(found),
        may_write=writes(found.course),
        review=Review.waiting_of(found),
    )
