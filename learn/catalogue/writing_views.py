"""Writing questions in the studio: choose a kind, fill in both languages, say what an edition changes."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from learn.assessment import Question, QuestionKind, QuestionVersion
from learn.catalogue.bank_access import bank_to_write
from learn.catalogue.writing import Writing
from learn.kit.db import db
from learn.kit.web import once
from learn.people import Permission
from learn.people.access import me, require

bp = Blueprint("writing", __name__)


@bp.get("/studio/banks/<code>/questions/new")
@require(Permission.INSTRUCTOR)
def new(code: str) -> ResponseReturnValue:
    """Choose a kind, then write a question of it."""
    bank = bank_to_write(code)
    if "kind" not in request.args:
        return render_template("catalogue/choose_kind.html", bank=bank, kinds=list(QuestionKind))
    writing = Writing(bank, _kind(request.args.get("kind", "")), yaml=_yaml())
    writing.begin()
    return _show(writing)


@bp.post("/studio/banks/<code>/questions")
@require(Permission.INSTRUCTOR)
def add(code: str) -> ResponseReturnValue:
    """Keep a new question."""
    return _save(Writing(bank_to_write(code), _kind(request.form.get("kind", "")), yaml=_yaml()))


@bp.get("/studio/banks/<code>/questions/<qcode>/versions/new")
@require(Permission.INSTRUCTOR)
def edit(code: str, qcode: str) -> ResponseReturnValue:
    """Write a new version of a question, from the newest."""
    writing = _rewriting(code, qcode)
    writing.begin()
    return _show(writing)


@bp.post("/studio/banks/<code>/questions/<qcode>/versions")
@require(Permission.INSTRUCTOR)
def revise(code: str, qcode: str) -> ResponseReturnValue:
    """Keep a new version; the earlier ones stay as they are."""
    return _save(_rewriting(code, qcode))


def _rewriting(code: str, qcode: str) -> Writing:
    bank = bank_to_write(code)
    found = select(Question).where(Question.bank_id == bank.id, Question.code == qcode)
    question = db.one_or_404(found.options(selectinload(Question.versions)))
    return Writing(bank, question.versions[-1].kind, question=question, yaml=_yaml())


def _save(writing: Writing) -> ResponseReturnValue:
    if not writing.ready():
        return _show(writing), 200 if writing.added else 422
    race = _("Somebody else saved this question at the same moment. Look at it, then save again.")
    version: QuestionVersion = once(lambda: writing.save(by=me()), else_=race)
    question = version.question
    said = _("%(code)s is kept as edition %(n)s.", code=question.code, n=version.number)
    lacking = _("It is not drawn before both languages are there.") if version.lacks else ""
    flash(f"{said} {lacking}".strip(), "due" if lacking else "ok")
    return redirect(url_for("banks.question", code=writing.bank.code, qcode=question.code), 303)


def _show(writing: Writing) -> str:
    return render_template("catalogue/write.html", writing=writing, bank=writing.bank, form=writing.form)


def _kind(word: str) -> QuestionKind:
    return QuestionKind(word) if word in set(QuestionKind) else abort(404)


def _yaml() -> bool:
    return request.values.get("as") == "yaml"
