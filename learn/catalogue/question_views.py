"""One question as a trainee sees it, to be tried; and the questions of a bank that ask nearly the same."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from markupsafe import Markup
from sqlalchemy.orm import joinedload
from werkzeug.datastructures import MultiDict

from learn.assessment import Question, QuestionBank, QuestionVersion, Trial, alike, codes_known, said_in
from learn.catalogue.bank_access import bank_to_work_on
from learn.kit.db import db
from learn.kit.text import LANGUAGES, language
from learn.people import Permission
from learn.people.access import require

bp = Blueprint("questions", __name__)
_LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
_MOST_PAIRS = 200


@bp.get("/studio/banks/<code>/questions/<qcode>/preview")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def preview(code: str, qcode: str) -> ResponseReturnValue:
    """A question exactly as it stands on a paper."""
    bank = bank_to_work_on(code)
    return _show(bank, Trial(_version(bank, qcode), shuffled=request.args.get("shuffled", "")[:9]), request.args)


@bp.post("/studio/banks/<code>/questions/<qcode>/trial")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def try_question(code: str, qcode: str) -> ResponseReturnValue:
    """Answer it and read what a trainee would read; nothing is kept."""
    bank = bank_to_work_on(code)
    trial = Trial(_version(bank, qcode), shuffled=request.form.get("shuffled", "")[:9])
    trial.answer(request.form)
    return _show(bank, trial, request.form)


@bp.get("/studio/banks/<code>/near-duplicates")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def near_duplicates(code: str) -> ResponseReturnValue:
    """Every two questions of a bank that ask nearly the same, the closest first."""
    bank = bank_to_work_on(code)
    found = alike(said_in(bank))
    shown = found[:_MOST_PAIRS]
    versions = codes_known(bank, {code for one in shown for code in (one.code, one.other)})
    return render_template(
        "catalogue/near_duplicates.html", bank=bank, pairs=shown, total=len(found), versions=versions
    )


def _version(bank: QuestionBank, code: str) -> QuestionVersion:
    """The newest version of a question, or the one asked for, or 404."""
    number = request.values.get("edition", "")
    found = QuestionVersion.newest_in(bank).where(Question.code == code)
    if number.isdecimal() and len(number) < 6:
        found = db.select(QuestionVersion).join(QuestionVersion.question)
        found = found.where(Question.bank_id == bank.id, Question.code == code, QuestionVersion.number == int(number))
    return db.session.scalar(found.options(joinedload(QuestionVersion.question))) or abort(404)


def _show(bank: QuestionBank, trial: Trial, asked: MultiDict[str, str]) -> str:
    """The question on its paper, in the language asked for, and beside it the page of the studio in the reader's."""
    chosen = asked.get("language", "")
    chosen = chosen if chosen in LANGUAGES else language()
    with force_locale(_LOCALES[chosen]):
        paper = Markup(render_template("catalogue/_trial.html", trial=trial, item=trial.item))  # noqa: S704 - our own
    return render_template(
        "catalogue/preview.html", bank=bank, trial=trial, paper=paper, chosen=chosen, shuffled=asked.get("shuffled", "")
    )
