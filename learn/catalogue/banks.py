"""Question banks in the studio: whose they are, what is in them, and how a question is found again."""

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from learn.assessment import Question, QuestionBank, QuestionTag
from learn.catalogue.bank_access import bank_to_work_on, may_write
from learn.catalogue.bank_forms import BankForm, TagForm
from learn.catalogue.finding import Finding, counts_of
from learn.catalogue.question_page import QuestionPage
from learn.catalogue.views import PER_PAGE
from learn.kit.db import db
from learn.kit.web import once
from learn.people import Permission
from learn.people.access import me, require

bp = Blueprint("banks", __name__)


@bp.get("/studio/banks")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def banks() -> ResponseReturnValue:
    """Every bank that the person works on, with the number of its questions."""
    found = select(QuestionBank).where(QuestionBank.written_by(me())).options(joinedload(QuestionBank.organisation))
    page = db.paginate(found.order_by(QuestionBank.code), per_page=PER_PAGE)
    counts = counts_of([bank.id for bank in page.items])
    return render_template("catalogue/banks.html", banks=page, counts=counts, may_write=me().may(Permission.INSTRUCTOR))


@bp.get("/studio/banks/new")
@require(Permission.INSTRUCTOR)
def new() -> ResponseReturnValue:
    """Describe a new bank."""
    return render_template("catalogue/new_bank.html", form=BankForm())


@bp.post("/studio/banks")
@require(Permission.INSTRUCTOR)
def add() -> ResponseReturnValue:
    """Open a bank of one's own organisation."""
    form = BankForm()
    if not form.validate_on_submit():
        return render_template("catalogue/new_bank.html", form=form), 422
    taken = _("There is already a question bank with the code %(code)s.", code=form.code.data)
    bank = once(lambda: QuestionBank.add(**form.bank, by=me()), else_=taken)
    flash(_("The bank %(code)s is open. Write its first question, or import some.", code=bank.code), "ok")
    return redirect(url_for(".bank", code=bank.code), 303)


@bp.get("/studio/banks/<code>")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def bank(code: str) -> ResponseReturnValue:
    """The questions of a bank, the newest version of each, with search and filters."""
    found = bank_to_work_on(code)
    return _list(Finding(QuestionBank.id == found.id, {**request.args, "bank": ""}), found, TagForm())


@bp.get("/studio/banks/<code>/questions/<qcode>")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def question(code: str, qcode: str) -> ResponseReturnValue:
    """One question in both languages with its key, what its versions changed, and where it is used."""
    found = bank_to_work_on(code)
    page = QuestionPage(found, qcode)
    return render_template("catalogue/question.html", bank=found, code=qcode, page=page, may_write=may_write(found))


@bp.get("/studio/questions")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def questions() -> ResponseReturnValue:
    """The questions of every bank that the person works on, with search and filters."""
    return _list(Finding(QuestionBank.written_by(me()), request.args), None, None)


@bp.post("/studio/banks/<code>/tags")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def tag_questions(code: str) -> ResponseReturnValue:
    """Put a tag on the ticked questions, or take it off."""
    found, form = bank_to_work_on(code), TagForm()
    finding = Finding(QuestionBank.id == found.id, form.back)
    ticked = _ticked(found, finding, all_found=form.all_found.data) if form.validate_on_submit() else []
    if not ticked:
        form.complain_of_no_question()
        return _list(finding, found, form, page=form.page), 422
    if form.remove.data:
        gone = QuestionTag.take_off(form.tag.data, found, ticked, by=me())
        said = ngettext("Taken off %(num)s question.", "Taken off %(num)s questions.", len(gone))
    else:
        put = once(
            lambda: QuestionTag.put(form.tag.data, found, ticked, by=me()), else_=_("Somebody else just did this.")
        )
        said = ngettext("Put on %(num)s question.", "Put on %(num)s questions.", len(put))
    flash(said, "ok")
    return redirect(f"{url_for('.bank', code=found.code)}?{urlencode(form.back)}", 303)


def _list(finding: Finding, bank: QuestionBank | None, tagging: TagForm | None, *, page: int | None = None) -> str:
    """A page of questions, with everything to filter and tag them by."""
    page_shown = finding.page(page)
    return render_template(
        "catalogue/bank.html" if bank else "catalogue/questions.html",
        bank=bank,
        questions=page_shown,
        finding=finding,
        chosen=finding.asked,
        choices=finding.choices(),
        tags=page_shown.tags,
        ticked=set(request.form.getlist("question")),
        tagging=tagging,
        may_write=bank is not None and may_write(bank),
    )


def _ticked(bank: QuestionBank, finding: Finding, *, all_found: bool) -> list[Question]:
    """The questions of a bank that a form names by their codes, or all that match what was looked for."""
    if all_found:
        return [version.question for version in finding.all()]
    codes = [code for code in request.form.getlist("question")[:500] if code.isprintable()]  # no database keeps a NUL
    return list(db.session.scalars(select(Question).where(Question.bank_id == bank.id, Question.code.in_(codes))))
