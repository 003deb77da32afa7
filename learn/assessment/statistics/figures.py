"""The figures of one quiz, or of one question, from real attempts."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from learn.assessment.attempt import Attempt
from learn.assessment.correction import keys_in_force
from learn.assessment.paper import PaperItem
from learn.assessment.question import QuestionVersion
from learn.assessment.quiz import Quiz, QuizQuestion
from learn.assessment.statistics.findings import QuestionFigures, QuizFigures
from learn.assessment.statistics.gathering import Paper, attempts_showing, first_attempts, papers
from learn.kit.db import db


def figures_of_quiz(quiz: Quiz) -> QuizFigures:
    """The figures of a quiz and of every question that it showed, those to look at first in front."""
    found = papers(first_attempts(quiz.id))
    shown = {one.version_id for paper in found for one in paper.responses.values()}
    keys = keys_in_force(shown)
    questions = [
        QuestionFigures(version, _showing(version, found), len(found), keys.get(version.id))
        for version in _versions(shown)
    ]
    order = {"late": 0, "due": 1, "ok": 2, "open": 3}
    questions.sort(key=lambda one: (order[one.findings[0].state], one.version.question.code))
    return QuizFigures(found, questions, quiz.pass_mark)


def figures_of_question(versions: Sequence[QuestionVersion]) -> list[QuestionFigures]:
    """The figures of each version of one question, the newest first."""
    if not versions:
        return []
    found = papers(attempts_showing(versions[0].question_id))
    keys = keys_in_force(version.id for version in versions)
    return [
        QuestionFigures(
            version, _showing(version, found), _could_have_shown(version), keys.get(version.id), _shown(version)
        )
        for version in versions
    ]


def _showing(version: QuestionVersion, found: Sequence[Paper]) -> list[Paper]:
    id = version.question_id
    return [paper for paper in found if id in paper.responses and paper.responses[id].version_id == version.id]


def _versions(ids: set[int]) -> Sequence[QuestionVersion]:
    return db.session.scalars(
        select(QuestionVersion).where(QuestionVersion.id.in_(ids)).options(joinedload(QuestionVersion.question))
    ).all()


def _shown(version: QuestionVersion) -> int:
    """The marked first attempts that showed this version, also those too old to be looked at."""
    asked = select(func.count(Attempt.id)).join(PaperItem, PaperItem.attempt_id == Attempt.id)
    asked = asked.where(PaperItem.version_id == version.id, Attempt.number == 1, Attempt.markings.any())
    return db.session.scalar(asked) or 0


def _could_have_shown(version: QuestionVersion) -> int:
    """The marked first attempts at quizzes that may draw this version."""
    drawing = select(QuizQuestion.quiz_id).where(QuizQuestion.version_id == version.id)
    asked = select(func.count(Attempt.id)).where(
        Attempt.quiz_id.in_(drawing), Attempt.number == 1, Attempt.markings.any()
    )
    return db.session.scalar(asked) or 0
