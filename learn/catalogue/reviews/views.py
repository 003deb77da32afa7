"""What was handed in for review, and the ways it ends but for approval, which is signed where its impact is shown."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from learn.catalogue.course import Course
from learn.catalogue.drafts.access import reviews, writes
from learn.catalogue.drafts.beginning import newest_of
from learn.catalogue.reviews.decision import ReviewDecision
from learn.catalogue.reviews.forms import CommentForm, SendBackForm
from learn.catalogue.reviews.review import Review
from learn.catalogue.reviews.thread import Thread
from learn.kit.db import db
from learn.kit.web import once
from learn.people import Permission
from learn.people.access import me, require

bp = Blueprint("reviews", __name__)
PER_PAGE = 50


@bp.get("/studio/reviews")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def waiting() -> ResponseReturnValue:
    """Every version that waits for a reviewer, in the courses that the person works on, and what was decided last."""
    ours = (
        select(Review).join(Review.course).where(Course.written_by(me())).options(*_known()).order_by(Review.id.desc())
    )
    return render_template("catalogue/reviews/list.html", reviews=db.paginate(ours, per_page=PER_PAGE))


@bp.get("/studio/reviews/<int:id>")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def review(id: int) -> ResponseReturnValue:
    """A version as it was handed in, and what was decided."""
    return review_page(review_to_read(id), SendBackForm())


@bp.post("/studio/reviews/<int:id>/sending-back")
@require(Permission.REVIEWER)
def send_back(id: int) -> ResponseReturnValue:
    """Give a version back to its authors with what has to be mended."""
    found, form = review_to_read(id), SendBackForm()
    if not reviews(found.course):
        abort(404)
    if not form.validate_on_submit():
        return review_page(found, form), 422
    once(lambda: found.send_back(by=me(), reason=form.reason.data), else_=_("This was decided already."))
    flash(_("%(version)s went back to its authors.", version=found.audit_name), "ok")
    return redirect(url_for(".review", id=found.id), 303)


@bp.post("/studio/reviews/<int:id>/taking-back")
@require(Permission.INSTRUCTOR)
def take_back(id: int) -> ResponseReturnValue:
    """The authors take their version back, to go on writing."""
    found = review_to_read(id)
    if not writes(found.course):
        abort(404)
    once(lambda: found.take_back(by=me()), else_=_("This was decided already."))
    if found.draft_id is None:
        return redirect(url_for(".review", id=found.id), 303)
    return redirect(url_for("drafts.draft", id=found.draft_id), 303)


def review_to_read(id: int) -> Review:
    """A review of a course that the person asking works on, or 404."""
    asked = select(Review).join(Review.course).where(Review.id == id, Course.written_by(me()))
    if request.method == "POST":  # a comment and a decision take turns
        asked = asked.with_for_update(of=Review)
    found: Review = db.one_or_404(asked.options(*_known()))
    return found


def _known() -> list[ExecutableOption]:
    decision = joinedload(Review.decision).joinedload(ReviewDecision.by)
    return [joinedload(Review.course), joinedload(Review.by), joinedload(Review.draft), decision]


def review_page(found: Review, form: SendBackForm, comment: CommentForm | None = None) -> str:
    """The page of a review, with whatever form has to be corrected."""
    threads = db.session.scalars(Thread.of(found)).all()
    return render_template(
        "catalogue/reviews/review.html",
        review=found,
        pack=found.pack,
        threads=threads,
        open_threads=Thread.open_by_unit(threads),
        form=form,
        comment_form=comment or CommentForm(),
        obstacle=found.obstacle(me()),
        may_decide=reviews(found.course),
        may_write=writes(found.course),
        before=found.draft.based_on if found.draft else newest_of(found.course),
    )
