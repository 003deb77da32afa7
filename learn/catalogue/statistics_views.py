"""How questions and quizzes did in real attempts, for those who write and review them."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from learn.assessment import Question, QuestionVersion
from learn.assessment.statistics import figures_of_question, figures_of_quiz
from learn.catalogue.bank_access import bank_to_work_on
from learn.catalogue.course import Course
from learn.catalogue.unit import Unit
from learn.catalogue.version import CourseVersion
from learn.kit.db import db
from learn.people import Permission
from learn.people.access import me, require

bp = Blueprint("statistics", __name__)


@bp.get("/studio/banks/<code>/questions/<qcode>/statistics")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def question(code: str, qcode: str) -> ResponseReturnValue:
    """How each version of a question did."""
    bank = bank_to_work_on(code)
    asked = select(QuestionVersion).join(Question).where(Question.bank_id == bank.id, Question.code == qcode)
    newest_first = asked.order_by(QuestionVersion.number.desc()).options(joinedload(QuestionVersion.question))
    versions = db.session.scalars(newest_first).all()
    figures = figures_of_question(versions or abort(404))
    return render_template("catalogue/question_statistics.html", bank=bank, code=qcode, figures=figures)


@bp.get("/studio/courses/<code>/versions/<number>/units/<int:n>/statistics")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def quiz(code: str, number: str, n: int) -> ResponseReturnValue:
    """How a quiz and each of its questions did."""
    unit = db.one_or_404(
        select(Unit)
        .join(CourseVersion, CourseVersion.id == Unit.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Course.code == code, CourseVersion.number == number, Unit.position == n, Course.written_by(me()))
        .options(joinedload(Unit.quiz))
    )
    if unit.quiz is None:
        abort(404)
    figures = figures_of_quiz(unit.quiz)
    bank = db.session.scalars(select(Course).where(Course.code == code).options(joinedload(Course.bank))).one().bank
    return render_template(
        "catalogue/quiz_statistics.html", code=code, number=number, unit=unit, figures=figures, bank=bank
    )
