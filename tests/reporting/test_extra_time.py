"""HR allows one person more time; the deadline of every later attempt has it."""

from datetime import timedelta

from sqlalchemy import select

from learn import demo
from learn.assessment import Attempt, ExtraTime
from learn.kit.db import db

ALLOWED = {"percent": "50", "reason": "Dyslexia, on file"}


def at(bo) -> str:
    return f"/hr/people/{bo.memberships[0].id}/extra-time"


def sit(bo) -> Attempt:
    demo.study(bo, "GMP-101", blank=None)
    from learn.learning import Enrolment

    enrolment = Enrolment.at(bo, "GMP-101")
    attempt = enrolment.sit(enrolment.version.units[-1], address="/courses/GMP-101/units/3")
    db.session.flush()
    return attempt


def test_hana_allows_bo_half_as_much_time_again(bo, hana, gmp101, send, visit):
    send(hana, at(bo), ALLOWED)
    attempt = sit(bo)
    minutes = attempt.quiz.minutes
    assert attempt.extra_minutes == -(-minutes // 2)
    assert attempt.deadline - attempt.started_at == timedelta(minutes=minutes + attempt.extra_minutes)
    assert "Dyslexia" in visit(hana, f"/hr/people/{bo.memberships[0].id}").text


def test_bo_reads_of_his_extra_time_before_starting(bo, hana, gmp101, send, visit):
    demo.study(bo, "GMP-101", blank=None)
    db.session.commit()
    send(hana, at(bo), ALLOWED)
    assert "minutes more than others" in visit(bo, "/courses/GMP-101/units/3").text


def test_extra_time_ends_and_attempts_under_way_keep_theirs(bo, hana, gmp101, send, clock_at):
    send(hana, at(bo), ALLOWED)
    attempt = sit(bo)
    db.session.commit()
    before = attempt.deadline
    extra = db.session.scalars(select(ExtraTime)).one()
    send(hana, f"/hr/extra-time/{extra.id}/ending")
    assert attempt.deadline == before
    send(hana, f"/hr/extra-time/{extra.id}/ending", expect=409)
    clock_at("2030-01-02T09:00:00+08:00")
    assert ExtraTime.minutes_for(bo, 20) == 0


def test_nobody_elsewhere_and_not_without_a_reason(bo, hu, hana, gmp101, send):
    send(hu, at(bo), ALLOWED, expect=404)
    send(hana, at(bo), {"percent": "50"}, expect=422)
    send(hana, at(bo), {**ALLOWED, "percent": "500"}, expect=422)
    send(hana, f"/hr/people/{hana.memberships[0].id}/extra-time", ALLOWED, expect=409)
    assert db.session.query(ExtraTime).count() == 0
