"""A trainee questions a question, an instructor answers; both are kept."""

from sqlalchemy import select

from learn.assessment import Attempt, Doubt
from learn.kit.db import db
from learn.notifications import Notification


def paper(bo) -> Attempt:
    return db.session.scalars(select(Attempt).where(Attempt.person_id == bo.id)).one()


def told(person) -> list[str]:
    return [str(one.kind) for one in db.session.scalars(Notification.of(person))]


def test_bo_questions_a_question_and_ada_answers(bos_records, bo, ada, visit, send):
    attempt = paper(bo)
    where = f"/attempts/{attempt.id}/questions/2/doubts"
    assert "An instructor reads" in visit(bo, f"{where}/new").text
    send(bo, where, {"text": "Article 26 says something else."})
    doubt = db.session.scalars(select(Doubt)).one()
    assert "doubt_raised" in told(ada)
    assert "Article 26 says something else." in visit(ada, f"/studio/doubts/{doubt.id}").text
    send(ada, f"/studio/doubts/{doubt.id}/reply", {"text": "Read its second paragraph."})
    assert "doubt_answered" in told(bo)
    shown = visit(bo, f"/attempts/{attempt.id}/result").text
    assert "Article 26 says something else." in shown
    assert "Read its second paragraph." in shown
    send(ada, f"/studio/doubts/{doubt.id}/reply", {"text": "Once more."}, expect=409)


def test_nobody_questions_twice_nor_without_words_nor_somebody_elses_paper(bos_records, bo, zed, send):
    where = f"/attempts/{paper(bo).id}/questions/1/doubts"
    send(bo, where, {"text": " "}, expect=422)
    send(bo, where, {"text": "Unclear."})
    send(bo, where, {"text": "Still unclear."}, expect=409)
    send(zed, where, {"text": "Mine?"}, expect=404)
    send(bo, f"/attempts/{paper(bo).id}/questions/99/doubts", {"text": "What?"}, expect=404)


def test_another_organisation_sees_no_doubt(bos_records, bo, hu, ada, send, visit):
    send(bo, f"/attempts/{paper(bo).id}/questions/1/doubts", {"text": "Unclear."})
    doubt = db.session.scalars(select(Doubt)).one()
    visit(hu, f"/studio/doubts/{doubt.id}", expect=404)
    assert "Unclear." in visit(ada, "/studio/doubts").text
