"""Questioning a question of one's own paper."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from learn.assessment.attempt import Attempt
from learn.assessment.doubt import Doubt
from learn.assessment.paper import PaperItem
from learn.assessment.review import Review
from learn.kit.db import db
from learn.kit.forms import Form, Length, Required
from learn.kit.web import once
from learn.people.access import me, signed_in

bp = Blueprint("doubts", __name__)


class DoubtForm(Form):
    """What is wrong with a question."""

    text = TextAreaField(
        _l("What is wrong with this question?"),
        [Required(_l("Say what is wrong: the key, the wording, or that it was not taught.")), Length(2000)],
    )


@bp.get("/attempts/<int:id>/questions/<int:n>/doubts/new")
@signed_in
def new(id: int, n: int) -> ResponseReturnValue:
    """Say what is wrong with a question."""
    return _page(*_mine(id, n), DoubtForm())


@bp.post("/attempts/<int:id>/questions/<int:n>/doubts")
@signed_in
def question_it(id: int, n: int) -> ResponseReturnValue:
    """Question a question; an instructor answers."""
    attempt, item = _mine(id, n)
    form = DoubtForm()
    if not form.validate_on_submit():
        return _page(attempt, item, form), 422
    once(
        lambda: Doubt.raise_about(attempt, item, text=form.text.data, by=me()),
        else_=_("You have questioned this question already."),
    )
    flash(_("Thank you. An instructor answers; a message tells you. Your marks stay until then."), "ok")
    return redirect(url_for("assessment.result", id=id) + f"#{item.name}", 303)


def _mine(id: int, n: int) -> tuple[Attempt, PaperItem]:
    """A question of an attempt of the person asking that was handed in, or 404."""
    mine = Attempt.whole().where(Attempt.id == id, Attempt.person_id == me().id, Attempt.handed_in_at.is_not(None))
    attempt = db.session.scalars(mine).unique().one_or_none() or abort(404)
    return attempt, next((item for item in attempt.items if item.position == n), None) or abort(404)


def _page(attempt: Attempt, item: PaperItem, form: DoubtForm) -> str:
    review = next((one for one in Review.of(attempt) if one.item is item), None)
    return render_template("assessment/doubt.html", attempt=attempt, item=item, review=review, form=form)
