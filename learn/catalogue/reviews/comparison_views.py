"""What was handed in beside the version before it, word by word."""

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learn.catalogue.comparing import Comparing, Showing
from learn.catalogue.drafts.beginning import newest_of
from learn.catalogue.kept_pack import pack_of
from learn.catalogue.reviews.review import Review
from learn.catalogue.reviews.views import review_to_read
from learn.catalogue.version import CourseVersion
from learn.kit.text import LANGUAGES
from learn.people import Permission
from learn.people.access import require

bp = Blueprint("review_comparison", __name__)


@bp.get("/studio/reviews/<int:id>/comparison")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def comparison(id: int) -> ResponseReturnValue:
    """What a reviewer is asked to let through: everything that differs from the version before."""
    review = review_to_read(id)
    before = version_before(review) or abort(404)
    comparing = Comparing(pack_of(before), review.pack, everything="everything" in request.args)
    shown = Showing(
        comparing,
        picture_at=lambda digest: _picture(review, digest),
        languages=[one for one in LANGUAGES if request.args.get("languages") in (one, "both", None, "")] or LANGUAGES,
        page=request.args.get("page", 1, int),
    )
    return render_template("catalogue/reviews/comparison.html", review=review, before=before, shown=shown)


def version_before(review: Review) -> CourseVersion | None:
    """The version that a review is compared with: the one that it was written from, else the newest other one."""
    if review.draft is not None and review.draft.based_on is not None:
        return review.draft.based_on
    newest = newest_of(review.course)
    return newest if newest is not None and newest.number != review.number else None


def _picture(review: Review, digest: str) -> str:
    """Where a picture of either side is: in what was handed in, else in the version before."""
    pack = review.pack
    if any(pack.digest_of(name) == digest for name in pack.media.names):
        return url_for("review_threads.media", id=review.id, digest=digest)
    return url_for("catalogue.media", code=review.course.code, digest=digest)
