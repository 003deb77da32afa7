"""A bank takes questions; a question whose content changed gets another version, an unchanged one does not."""

import pytest

from learn.assessment import QuestionVersion
from learn.audit import AuditEntry, Event
from learn.kit.db import db
from learn.kit.text import Words
from learn.kit.web import Refused
from tests.assessment.sitting import bank, take


def test_the_same_question_taken_twice_is_one_version(app) -> None:
    questions = bank()
    assert take(questions, "Q01", "single") is take(questions, "Q01", "single")
    assert (
        len(
            db.session.scalars(
                db.select(QuestionVersion).join(QuestionVersion.question).filter_by(bank_id=questions.id)
            ).all()
        )
        == 1
    )


def test_a_changed_text_is_version_two_and_going_back_is_version_one_again(app) -> None:
    questions = bank()
    first = take(questions, "Q01", "single")
    second = take(questions, "Q01", "single", text=Words("谁？", "Who?"))
    assert (first.number, second.number) == (1, 2)
    assert first.question is second.question
    assert take(questions, "Q01", "single") is first


def test_the_digest_covers_key_reason_and_clause_but_not_the_code(app) -> None:
    questions = bank()
    first = take(questions, "Q01", "single")
    assert take(questions, "Q02", "single", text=first.text).digest == first.digest
    for change in ({"reason": Words("别的", "Other")}, {"clause": Words("第一条", "Art. 1")}, {"check": "verify"}):
        assert take(questions, "Q01", "single", text=first.text, **change).digest != first.digest


def test_every_new_version_leaves_an_audit_entry(app) -> None:
    version = take(bank(), "Q01", "numeric")
    entry = db.session.scalars(
        db.select(AuditEntry).where(AuditEntry.subject_type == "QuestionVersion", AuditEntry.subject_id == version.id)
    ).one()
    assert entry.event is Event.QUESTIONS_ADDED
    assert entry.subject_name == "B-1 Q01 v1"
    assert entry.new == {"digest": version.digest, "change": "new"}


def test_a_code_has_one_bank(app) -> None:
    bank("B-9")
    with pytest.raises(Refused, match="B-9"):
        bank("B-9")


def test_the_newest_versions_of_a_bank_by_code(app) -> None:
    questions = bank()
    take(questions, "Q02", "single")
    take(questions, "Q01", "single")
    newer = take(questions, "Q02", "truefalse")
    db.session.flush()
    newest = db.session.scalars(QuestionVersion.newest_in(questions)).all()
    assert [version.question.code for version in newest] == ["Q01", "Q02"]
    assert newest[1] is newer
