"""The questions of a course's bank as its next version asks them, the way a pack writes them."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy.orm import contains_eager

from learn.assessment import QuestionBank, QuestionVersion
from learn.kit.db import db

_BESIDES = {"media", "name"}  # what a bank keeps in the body and a pack does not say there


def questions_of(bank: QuestionBank, topics: Collection[str]) -> Sequence[QuestionVersion]:
    """The newest version of every question about one of these units that is there in both languages."""
    newest = QuestionVersion.newest_in(bank).where(QuestionVersion.topic.in_(topics))
    found = db.session.scalars(newest.options(contains_eager(QuestionVersion.question)))
    return [version for version in found if not version.lacks]


def as_in_a_pack(version: QuestionVersion) -> dict[str, Any]:
    """One question as questions.yaml writes it."""
    body = {key: value for key, value in version.body.items() if key not in _BESIDES}
    if "unit" in body:  # the unit of a number; in a pack `unit` is the lesson that the question belongs to
        body["measure"] = body.pop("unit")
    return {
        "id": version.question.code,
        "unit": version.topic,
        "objective": version.objective,
        "difficulty": version.difficulty,
        "kind": str(version.kind),
        "text": version.text.as_dict(),
        **body,
        "reason": version.reason.as_dict(),
        "source": version.source,
        "clause": version.clause.as_dict(),
        "check": version.check,
    }


def pictures_in(versions: Sequence[QuestionVersion]) -> dict[str, dict[str, str]]:
    """The pictures that questions show: name, digest and type."""
    return {name: said for version in versions for name, said in version.body.get("media", {}).items()}
