"""Retiring a course and restoring it, each under a signature."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from learn.catalogue.course import Course
from learn.catalogue.drafts.access import reviews
from learn.catalogue.retiring.forms import RetiringForm
from learn.catalogue.retiring.retirement import restore, retire, retirements_of
from learn.kit import clock
from learn.kit.db import db
from learn.kit.web import limiter, once
from learn.people import Permission
from learn.people.access import me, require

bp = Blueprint("retiring", __name__)


@bp.get("/studio/courses/<code>/retirement")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def retirement(code: str) -> ResponseReturnValue:
    """Whether a course is taught, and how that came."""
    return _page(_course(code), RetiringForm(effective_on=clock.today()))


@bp.post("/studio/courses/<code>/retirement")
@require(Permission.REVIEWER)
@limiter.limit("20 per minute")
def retire_course(code: str) -> ResponseReturnValue:
    """Retire a course: nobody newly enrols, and no requirement asks for it."""
    said = _("%(code)s is retired from %(day)s. Who is half-way finishes; completions and certificates stay.")
    return _act(code, retire, said)


@bp.post("/studio/courses/<code>/restoration")
@require(Permission.REVIEWER)
@limiter.limit("20 per minute")
def restore_course(code: str) -> ResponseReturnValue:
    """Teach a retired course again, as it was."""
    return _act(code, restore, _("%(code)s is taught again from %(day)s."))


def _act(code: str, act: Callable[..., Any], said: str) -> ResponseReturnValue:
    course, form = _course(code), RetiringForm()
    if not reviews(course):
        abort(404)
    if not form.validate_on_submit():
        return _page(course, form), 422
    day: date = form.effective_on.data
    once(
        lambda: act(course, by=me(), reason=str(form.reason.data), effective_on=day),
        else_=_("Somebody else has just decided this. Look at it, then go on."),
    )
    flash(said % {"code": course.code, "day": day.isoformat()}, "ok")
    return redirect(url_for(".retirement", code=course.code), 303)


def _page(course: Course, form: RetiringForm) -> str:
    acts = db.session.scalars(retirements_of(course)).unique().all()
    return render_template(
        "catalogue/retirement.html",
        course=course,
        acts=acts,
        retired=bool(acts) and acts[0].restoration is None,
        form=form,
        may_decide=reviews(course),
    )


def _course(code: str) -> Course:
    asked = select(Course).where(Course.code == code, Course.written_by(me()))
    found: Course = db.one_or_404(asked.options(joinedload(Course.bank)))
    return found
