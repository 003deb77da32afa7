"""The pictures of questions, for those who have such a question on a paper or work on questions."""

import structlog
from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy import String, cast, select

from learn.assessment.attempt import Attempt
from learn.assessment.bank_file import BankFile
from learn.assessment.paper import PaperItem
from learn.assessment.question import Question, QuestionVersion
from learn.assessment.wording_shown import shown, worded
from learn.kit.db import db
from learn.kit.drawing import DRAWING, Drawing
from learn.kit.storage import storage
from learn.kit.text import LANGUAGES, language
from learn.people import Permission
from learn.people.access import me, signed_in

log = structlog.get_logger()
bp = Blueprint("question_media", __name__)
bp.add_app_template_filter(shown)
bp.add_app_template_filter(worded)

_YEAR = 31_536_000


@bp.get("/questions/media/<digest>")
@signed_in
def picture(digest: str) -> ResponseReturnValue:
    """A picture of a question."""
    files = db.session.scalars(select(BankFile).where(BankFile.digest == digest)).all()
    if not files or not (_works_on_questions() or _on_a_paper_of_mine(files[0])):
        abort(404)
    content = storage().get(files[0].key)
    response = Response(content, content_type=files[0].media_type)
    if files[0].media_type == DRAWING:
        response = _drawn(digest, content, request.args.get("language", language()))
    response.headers["Cache-Control"] = f"private, max-age={_YEAR}, immutable"
    return response


def _drawn(digest: str, content: bytes, language: str) -> Response:
    """A drawing in one language, made anew from the parts that are allowed in one; 404 where it holds anything else."""
    drawing = Drawing(content)
    if drawing.faults or language not in LANGUAGES:
        log.warning("drawing not shown", digest=digest)
        abort(404)
    return Response(drawing.picture(language), content_type=DRAWING)


def _works_on_questions() -> bool:
    return any(me().may(permission) for permission in (Permission.INSTRUCTOR, Permission.REVIEWER))


def _on_a_paper_of_mine(file: BankFile) -> bool:
    """Whether a question on any paper of the person asking shows it."""
    found = (
        select(PaperItem.id)
        .join(Attempt, Attempt.id == PaperItem.attempt_id)
        .join(PaperItem.version)
        .join(QuestionVersion.question)
        .where(
            Attempt.person_id == me().id,
            Question.bank_id.in_(select(BankFile.bank_id).where(BankFile.digest == file.digest)),
            cast(QuestionVersion.body, String).contains(file.digest, autoescape=True),
        )
    )
    return db.session.scalar(found.limit(1)) is not None
