"""Commenting on what was handed in: a unit as trainees see it, its questions, and the threads beside them."""

from mimetypes import guess_type
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select

from learn.catalogue.comparing import rules_in_words
from learn.catalogue.course import Course
from learn.catalogue.drafts.access import reviews, writes
from learn.catalogue.kept_pack import media_at
from learn.catalogue.pack import files_of_unit
from learn.catalogue.page import with_addresses
from learn.catalogue.reviews.forms import AnswerForm, CommentForm, SendBackForm
from learn.catalogue.reviews.place import Place, blocks_of, place_in, quoted
from learn.catalogue.reviews.review import Review
from learn.catalogue.reviews.thread import Thread
from learn.catalogue.reviews.views import review_page, review_to_read
from learn.kit.db import db
from learn.kit.stored import stored
from learn.kit.text import language
from learn.kit.web import Refused, shown_within
from learn.people import Permission
from learn.people.access import me, require

bp = Blueprint("review_threads", __name__)


@bp.get("/studio/reviews/<int:id>/units/<slug>")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def unit(id: int, slug: str) -> ResponseReturnValue:
    """A unit as trainees would see it, each paragraph with what was said about it."""
    return _unit_page(review_to_read(id), slug, CommentForm())


@bp.get("/studio/reviews/<int:id>/questions")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def questions(id: int) -> ResponseReturnValue:
    """The questions of a version with their keys, each with what was said about it."""
    return _questions_page(review_to_read(id), CommentForm())


@bp.post("/studio/reviews/<int:id>/threads")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def comment(id: int) -> ResponseReturnValue:
    """Say something about a place."""
    review, form = review_to_read(id), CommentForm()
    pack = review.pack
    place = place_in(pack, form.data) or abort(404)
    if not form.validate_on_submit():
        return _page_of(place, review, form), 422
    if not (reviews(review.course) or writes(review.course)):
        abort(404)
    thread = Thread.begin(review, place, quote=quoted(pack, place), text=form.text.data, by=me())
    db.session.flush()
    return redirect(_address(review, thread), 303)


@bp.post("/studio/threads/<int:id>/remarks")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def answer(id: int) -> ResponseReturnValue:
    """Answer what was said, settle it, or take it up again."""
    thread, form = _thread(id), AnswerForm()
    if not form.validate_on_submit():
        raise Refused(_("Write what you answer, at most %(n)s characters.", n=2000))
    text = form.answer.data or ""
    if form.resolve.data and thread.by_id != me().id and not reviews(thread.review.course):
        abort(404)  # whoever commented settles it, or a reviewer
    if form.resolve.data:
        thread.resolve(text, by=me())
    elif form.reopen.data:
        thread.reopen(text, by=me())
    else:
        thread.answer(text, by=me())
    return redirect(_address(thread.review, thread), 303)


@bp.get("/studio/reviews/<int:id>/media/<digest>")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
@shown_within
def media(id: int, digest: str) -> ResponseReturnValue:
    """A picture, document or recording of a version in review."""
    name = media_at(review_to_read(id).pack_key).get(digest) or abort(404)
    return stored(f"media/{digest}", guess_type(name)[0] or "application/octet-stream")


def _page_of(place: Place, review: Review, form: CommentForm) -> str:
    if place.unit:
        return _unit_page(review, place.unit, form)
    return _questions_page(review, form) if place.question else review_page(review, SendBackForm(None), form)


def _thread(id: int) -> Thread:
    asked = select(Thread).join(Thread.review).join(Review.course).where(Thread.id == id, Course.written_by(me()))
    found: Thread = db.one_or_404(asked)
    return found


def _address(review: Review, thread: Thread) -> str:
    at = f"thread-{thread.id}"
    if thread.unit:
        return url_for(".unit", id=review.id, slug=thread.unit, hl=thread.language or None, _anchor=at)
    return url_for(".questions" if thread.question else "reviews.review", id=review.id, _anchor=at)


def _unit_page(review: Review, slug: str, form: CommentForm) -> str:
    pack, lang = review.pack, language()
    unit = next((one for one in pack.course["units"] if one["slug"] == slug), None) or abort(404)
    threads = [one for one in db.session.scalars(Thread.of(review)) if one.unit == slug]
    asked = request.values.get("block", "")
    form.unit.data, form.language.data, form.block.data = slug, lang, asked
    return render_template(
        "catalogue/reviews/unit.html",
        review=review,
        pack=pack,
        unit=unit,
        blocks=[(one, _addressed(review, one.html)) for one in blocks_of(pack, slug, lang)],
        rules=rules_in_words(unit["quiz"], pack) if "quiz" in unit else [],
        files=[(said, name, pack.digest_of(name)) for _key, said, name, _place in files_of_unit(unit)],
        threads=threads,
        asked=asked,
        form=form,
        answer_form=AnswerForm(),
        author=me().id in review.author_ids,
    )


def _questions_page(review: Review, form: CommentForm) -> str:
    pack = review.pack
    threads = [one for one in db.session.scalars(Thread.of(review)) if one.question]
    asked = request.values.get("question", "")
    form.question.data = asked
    return render_template(
        "catalogue/reviews/questions.html",
        review=review,
        questions=[(one, _body(one)) for one in pack.questions],
        threads=threads,
        asked=asked,
        form=form,
        answer_form=AnswerForm(),
        author=me().id in review.author_ids,
    )


def _body(question: dict[str, Any]) -> dict[str, Any]:
    """What a question says besides; in a pack `unit` is the lesson it belongs to, and no unit of a number."""
    return {key: value for key, value in question.items() if key != "unit"}


def _addressed(review: Review, html: Markup) -> Markup:
    """A block with the addresses of its icons and pictures."""
    return with_addresses(html, lambda digest: url_for(".media", id=review.id, digest=digest))
