"""What trainees said about questions, for those who write them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from wtforms import TextAreaField

from learn.assessment import Doubt, Question, QuestionBank
from learn.kit.db import db
from learn.kit.forms import Form, Length, Required
from learn.kit.web import once
from learn.people import Permission
from learn.people.access import me, require

bp = Blueprint("doubts_studio", __name__)


class ReplyForm(Form):
    """What an instructor answers."""

    text = TextAreaField(_l("Your answer"), [Required(_l("Write an answer.")), Length(2000)])


@bp.get("/studio/doubts")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def doubts() -> ResponseReturnValue:
    """Every doubt about questions of the banks that the person works on, those without an answer first."""
    asked = Doubt.whole().where(QuestionBank.written_by(me()))
    waiting = db.session.scalar(
        select(func.count()).select_from(asked.where(~Doubt.reply.has()).order_by(None).subquery())
    )
    if code := request.args.get("question", "")[:80]:
        bank, _space, question = code.partition(" ")
        asked = asked.where(QuestionBank.code == bank, Question.code == question)
    return render_template("catalogue/doubts.html", doubts=db.paginate(asked, per_page=50), waiting=waiting, asked=code)


@bp.get("/studio/doubts/<int:id>")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def doubt(id: int) -> ResponseReturnValue:
    """One doubt with its question and its key."""
    return render_template("catalogue/doubt.html", doubt=_one(id), form=ReplyForm())


@bp.post("/studio/doubts/<int:id>/reply")
@require(Permission.INSTRUCTOR)
def reply(id: int) -> ResponseReturnValue:
    """Answer a doubt."""
    found, form = _one(id, Permission.INSTRUCTOR), ReplyForm()
    if not form.validate_on_submit():
        return render_template("catalogue/doubt.html", doubt=found, form=form), 422
    once(lambda: found.answer(text=form.text.data, by=me()), else_=_("This has been answered already."))
    flash(_("Answered. The trainee is told."), "ok")
    return redirect(url_for(".doubts"), 303)


def _one(id: int, *as_: Permission) -> Doubt:
    found: Doubt = db.one_or_404(Doubt.whole().where(Doubt.id == id, QuestionBank.written_by(me(), *as_)))
    return found
