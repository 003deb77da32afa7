"""What a quiz of a version draws and demands, for those who write and approve it."""

from dataclasses import dataclass

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from learn.assessment import Part, QuestionVersion, Quiz, QuizQuestion, Rules, RulesInWords, Section
from learn.catalogue.asking import Asking
from learn.catalogue.course import Course
from learn.catalogue.version import CourseVersion
from learn.kit.db import db
from learn.people import Permission
from learn.people.access import me, require

bp = Blueprint("blueprints", __name__)
_LOCALES = {"zh": "zh_Hans_CN", "en": "en"}


@dataclass(frozen=True)
class Line:
    """A part of the blueprint on the page: what it asks for, and what there is for it."""

    part: Part
    asks: str
    section: Section | None
    always: int  # how many of its places hold questions that are on every paper
    fits: int
    needed: int


@bp.get("/studio/courses/<code>/versions/<number>/units/<int:n>/blueprint")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def quiz(code: str, number: str, n: int) -> ResponseReturnValue:
    """What a quiz draws, whether the bank can give it, how many papers it gives, and its rules in both languages."""
    version = db.one_or_404(
        select(CourseVersion)
        .join(CourseVersion.course)
        .where(Course.code == code, CourseVersion.number == number, Course.written_by(me()))
        .options(joinedload(CourseVersion.course).joinedload(Course.bank), selectinload(CourseVersion.units))
    )
    unit = next((unit for unit in version.units if unit.position == n), None)
    if unit is None or unit.quiz_id is None:
        abort(404)
    found = db.session.scalars(_with_its_questions(unit.quiz_id)).unique().one()
    rules, blueprint = Rules.read(found.rules), found.blueprint
    always = [version for version in blueprint.pool if version.question.code in rules.always]
    return render_template(
        "catalogue/blueprint.html",
        version=version,
        unit=unit,
        quiz=found,
        rules=rules,
        blueprint=blueprint,
        lines=_lines(found, version),
        always=sorted(always, key=lambda one: one.question.code),
        said=_in_both_languages(found),
    )


def _with_its_questions(quiz_id: int) -> Select[Quiz]:
    pool = selectinload(Quiz.pool).joinedload(QuizQuestion.version).joinedload(QuestionVersion.question)
    return select(Quiz).where(Quiz.id == quiz_id).options(pool)


def _lines(quiz: Quiz, version: CourseVersion) -> list[Line]:
    blueprint, rules, asking = quiz.blueprint, Rules.read(quiz.rules), Asking.in_version(version)
    figures = zip(blueprint.parts, blueprint.always_in, blueprint.fitting, blueprint.needed, strict=True)
    return [
        Line(part, asking.of(part), rules.section(part.section), always, len(fitting), needed)
        for part, always, fitting, needed in figures
    ]


def _in_both_languages(quiz: Quiz) -> dict[str, list[str]]:
    """What a trainee reads before starting, in each language."""
    said = {}
    for language, locale in _LOCALES.items():
        with force_locale(locale):
            said[language] = RulesInWords(quiz).stated
    return said
