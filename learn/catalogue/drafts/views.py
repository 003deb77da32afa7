"""Drafts in the studio: how they begin, what is in them, and how they leave the desk."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from learn.catalogue.course import Course
from learn.catalogue.desk.checks import Checks
from learn.catalogue.desk.desk import Desk
from learn.catalogue.desk.outline_views import outline_page
from learn.catalogue.drafts.access import draft_to_write, writes
from learn.catalogue.drafts.beginning import begin_course, begin_version
from learn.catalogue.drafts.draft import CourseDraft
from learn.catalogue.drafts.forms import DropForm, HandInForm, NewCourseForm, NextVersionForm
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
    """A draft with its units in their order, and how each of them stands."""
    return outline_page(Desk.to_read(id))


@bp.get("/studio/drafts/<int:id>/reviews")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def handing_in(id: int) -> ResponseReturnValue:
    """What is still wrong with a draft, the way to hand it in, and what became of it before."""
    return _page(Desk.to_read(id), HandInForm())


@bp.post("/studio/drafts/<int:id>/reviews")
@require(Permission.INSTRUCTOR)
def hand_in(id: int) -> ResponseReturnValue:
    """Hand a draft in for review; with a fault left it stays on the desk."""
    desk, form = Desk.to_write(id), HandInForm()
    checks = Checks(desk.draft)
    if not form.validate_on_submit() or form.kept_back(bool(checks.faults)):
        return _page(desk, form, checks), 422
    review = Review.hand_in(desk.draft, by=me(), reason=form.reason.data)
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


def _page(desk: Desk, form: HandInForm, checks: Checks | None = None) -> str:
    reviews = Review.of(desk.draft.course).where(Review.draft_id == desk.draft.id)
    return render_template(
        "catalogue/desk/handing_in.html",
        desk=desk,
        draft=desk.draft,
        form=form,
        drop_form=DropForm(),
        checks=checks or Checks(desk.draft),
        reviews=db.session.scalars(reviews).all(),
    )
