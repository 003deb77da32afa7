"""Question banks in the studio: every question with its key and reason, for those who write and review."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from learn.assessment import Question, QuestionBank, QuestionVersion, QuizQuestion
from learn.catalogue.course import Course
from learn.catalogue.version import CourseVersion, Unit
from learn.catalogue.views import PER_PAGE
from learn.kit.db import db
from learn.kit.text import fold
from learn.people import Permission
from learn.people.access import me, require

bp = Blueprint("banks", __name__)


@bp.get("/studio/banks")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def banks() -> ResponseReturnValue:
    """Every bank that the person works on, with the number of its questions."""
    found = select(QuestionBank).join(Course, Course.bank_id == QuestionBank.id).where(Course.written_by(me()))
    page = db.paginate(found.order_by(QuestionBank.code), per_page=PER_PAGE)
    counted = (
        select(Question.bank_id, func.count())
        .where(Question.bank_id.in_([bank.id for bank in page.items]))
        .group_by(Question.bank_id)
    )
    counts = {row[0]: row[1] for row in db.session.execute(counted)}
    return render_template("catalogue/banks.html", banks=page, counts=counts)


@bp.get("/studio/banks/<code>")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def bank(code: str) -> ResponseReturnValue:
    """The questions of a bank, the newest version of each, with search and filters."""
    found = _bank(code)
    chosen = {key: request.args.get(key, "").strip() for key in ("q", "kind", "topic", "difficulty")}
    questions = QuestionVersion.newest_in(found)
    for key in ("kind", "topic", "difficulty"):
        if chosen[key]:
            questions = questions.where(getattr(QuestionVersion, key) == chosen[key])
    if chosen["q"]:
        questions = questions.where(QuestionVersion.id.in_(_saying(found, chosen["q"])))
    page = db.paginate(questions.options(joinedload(QuestionVersion.question)), per_page=25)
    topics = db.session.scalars(
        QuestionVersion.newest_in(found).with_only_columns(QuestionVersion.topic).order_by(None).distinct()
    )
    return render_template(
        "catalogue/bank.html",
        bank=found,
        questions=page,
        chosen=chosen,
        topics=[(topic, topic) for topic in sorted(topics)],
    )


@bp.get("/studio/banks/<code>/questions/<qcode>")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def question(code: str, qcode: str) -> ResponseReturnValue:
    """One question in both languages with its key, its earlier versions, and the course versions that draw it."""
    found = _bank(code)
    versions = db.session.scalars(
        select(QuestionVersion)
        .join(QuestionVersion.question)
        .where(Question.bank_id == found.id, Question.code == qcode)
        .order_by(QuestionVersion.number.desc())
    ).all()
    newest = versions[0] if versions else abort(404)
    drawn = db.session.execute(
        select(CourseVersion.number, QuestionVersion.number)
        .select_from(QuizQuestion)
        .join(QuestionVersion, QuestionVersion.id == QuizQuestion.version_id)
        .join(Unit, Unit.quiz_id == QuizQuestion.quiz_id)
        .join(CourseVersion, CourseVersion.id == Unit.version_id)
        .where(QuestionVersion.question_id == newest.question_id)
        .distinct()
    ).all()
    return render_template("catalogue/question.html", bank=found, code=qcode, versions=versions, drawn=drawn)


def _bank(code: str) -> QuestionBank:
    """A bank that the person works on, or 404."""
    found = select(QuestionBank).join(Course, Course.bank_id == QuestionBank.id)
    return db.one_or_404(found.where(QuestionBank.code == code, Course.written_by(me())))


def _saying(bank: QuestionBank, term: str) -> list[int]:
    """The ids of the questions in which somebody's words stand.

    Texts are JSON, which databases search badly in Chinese; a bank is small enough to look through.
    """
    wanted = fold(term)
    columns = (QuestionVersion.id, Question.code, QuestionVersion.text, QuestionVersion.reason)
    rows = db.session.execute(QuestionVersion.newest_in(bank).with_only_columns(*columns)).all()
    return [
        row.id
        for row in rows
        if wanted in fold(" ".join([row.code, row.text.zh, row.text.en, row.reason.zh, row.reason.en]))
    ]
