"""Question banks in the studio: every question with its key and reason, for those who write and review."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, func, select
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
_FILTERS = ("kind", "topic", "difficulty")


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
    chosen = {key: request.args.get(key, "").strip() for key in ("q", *_FILTERS)}
    questions = _asked_for(found, chosen).options(joinedload(QuestionVersion.question))
    topics = [(topic, topic) for topic in db.session.scalars(_topics(found))]
    page = db.paginate(questions, per_page=25)
    return render_template("catalogue/bank.html", bank=found, questions=page, chosen=chosen, topics=topics)


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
    drawn = db.session.execute(_drawn(newest.question_id)).all()
    return render_template("catalogue/question.html", bank=found, code=qcode, versions=versions, drawn=drawn)


def _bank(code: str) -> QuestionBank:
    """A bank that the person works on, or 404."""
    found = select(QuestionBank).join(Course, Course.bank_id == QuestionBank.id)
    return db.one_or_404(found.where(QuestionBank.code == code, Course.written_by(me())))


def _asked_for(bank: QuestionBank, chosen: dict[str, str]) -> Select[QuestionVersion]:
    """The newest versions that the filters and the search let through."""
    questions = QuestionVersion.newest_in(bank)
    for key in _FILTERS:
        if chosen[key]:
            questions = questions.where(getattr(QuestionVersion, key) == chosen[key])
    return questions.where(QuestionVersion.id.in_(_saying(bank, chosen["q"]))) if chosen["q"] else questions


def _topics(bank: QuestionBank) -> Select[str]:
    """What the questions of a bank are about, each once."""
    topic = QuestionVersion.newest_in(bank).with_only_columns(QuestionVersion.topic)
    return topic.order_by(None).order_by(QuestionVersion.topic).distinct()


def _drawn(question_id: int) -> Select[str, int]:
    """The course versions whose quizzes may draw a question, each with the version of the question."""
    return (
        select(CourseVersion.number, QuestionVersion.number)
        .select_from(QuizQuestion)
        .join(QuestionVersion, QuestionVersion.id == QuizQuestion.version_id)
        .join(Unit, Unit.quiz_id == QuizQuestion.quiz_id)
        .join(CourseVersion, CourseVersion.id == Unit.version_id)
        .where(QuestionVersion.question_id == question_id)
        .distinct()
    )


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
