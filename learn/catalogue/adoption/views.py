"""Alliance courses for a member's instructors: adopt one, and write what comes after it."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from learn.catalogue.adoption.adoption import Adoption
from learn.catalogue.adoption.forms import AdoptionForm, EndAdoptionForm
from learn.catalogue.course import Course
from learn.catalogue.drafts import CourseDraft
from learn.catalogue.version import CourseVersion
from learn.kit import clock
from learn.kit.db import db
from learn.kit.web import Refused, once
from learn.people import Organisation, OrganisationKind, Permission
from learn.people.access import me, require

bp = Blueprint("adoptions", __name__)


@bp.get("/studio/adoptions")
@require(Permission.INSTRUCTOR)
def adoptions() -> ResponseReturnValue:
    """The courses of the alliance, and which of them the person's organisations have adopted."""
    courses = _courses()
    return _page(AdoptionForm(_members(), courses, course=request.args.get("course", "")), courses)


@bp.post("/studio/adoptions")
@require(Permission.INSTRUCTOR)
def adopt() -> ResponseReturnValue:
    """Adopt a course; on to the draft of what comes after it."""
    courses = _courses()
    form = AdoptionForm(_members(), courses)
    if not form.validate_on_submit():
        return _page(form, courses), 422
    course = db.one_or_404(select(Course).where(Course.code == form.course.data, Course.organisation_id.is_(None)))
    chosen = form.members[form.organisation.data]
    taken = _("There is a course %(code)s already.", code=form.code.data)
    draft: CourseDraft = once(lambda: Adoption.begin(course, chosen, code=form.code.data, by=me()), else_=taken)
    flash(_("%(code)s is adopted. Write your own units here.", code=course.code), "ok")
    return redirect(url_for("drafts.draft", id=draft.id), 303)


@bp.post("/studio/adoptions/<int:id>/ending")
@require(Permission.INSTRUCTOR)
def end(id: int) -> ResponseReturnValue:
    """Ask the supplement of nobody any longer."""
    ours = [organisation.id for organisation in _members()]
    found = db.one_or_404(select(Adoption).where(Adoption.id == id, Adoption.organisation_id.in_(ours)))
    form = EndAdoptionForm()
    if not form.validate_on_submit():
        raise Refused(_("Give a reason; inspectors read it."))
    found.end(by=me(), reason=form.why.data)
    flash(_("From tomorrow on %(code)s is asked of nobody.", code=found.supplement.code), "ok")
    return redirect(url_for(".adoptions"), 303)


def _members() -> list[Organisation]:
    """The organisations for which the person asking may adopt; to the alliance's own people this place does not exist."""
    ours = me().organisations_as(Permission.INSTRUCTOR)
    members = [one for one in ours if one.kind is not OrganisationKind.ALLIANCE]
    return members or abort(404)


def _courses() -> Sequence[CourseVersion]:
    """What may be adopted: every course of the alliance that is in force."""
    versions = CourseVersion.in_force(clock.today()).where(Course.organisation_id.is_(None))
    return db.session.scalars(versions.options(joinedload(CourseVersion.course))).unique().all()


def _page(form: AdoptionForm, courses: Sequence[CourseVersion]) -> str:
    theirs = select(Adoption).where(Adoption.theirs(list(form.members)))
    known = (joinedload(Adoption.organisation), joinedload(Adoption.supplement))
    adopted: dict[int, list[Adoption]] = {}
    for one in db.session.scalars(theirs.options(*known)):
        adopted.setdefault(one.course_id, []).append(one)
    return render_template(
        "catalogue/adoption/list.html",
        versions=courses,
        adopted=adopted,
        form=form,
        end_form=EndAdoptionForm(None),
    )
