"""Handing in while saves arrive, and handing in again and again: on a server that really runs, on either database."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from learn.assessment import Answer, Attempt, Marking, Receipt
from learn.assessment.overdue import hand_in
from learn.audit import AuditEntry, Event
from learn.kit import clock
from learn.kit.db import db, transaction
from tests.journeys.conftest import Platform
from tests.serving.conftest import Tabs

pytestmark = pytest.mark.xdist_group("races")  # one server for all of them

TIMES = 20


def begun(platform: Platform, tabs: Tabs, email: str) -> str:
    """The address of a paper that somebody has just begun."""
    tabs.sign_in(email)
    course = "/courses/GMP-101"
    tabs.post(f"{course}/enrolment")
    for n in (1, 2):
        tabs.post(f"{course}/units/{n}/completion")
    return tabs.post(f"{course}/units/3/attempts").location


def held(platform: Platform, attempt_id: int) -> tuple[Attempt, list[Answer]]:
    """An attempt whole, and every answer to it as they arrived; inside an application context."""
    attempt = db.session.scalars(Attempt.whole().where(Attempt.id == attempt_id)).unique().one()
    answers = select(Answer).where(Answer.attempt_id == attempt_id).order_by(Answer.sequence)
    return attempt, list(db.session.scalars(answers))


def once(attempt: Attempt) -> None:
    """It was handed in once, with one receipt that holds, one marking, and one entry of each."""
    for model in (Receipt, Marking):
        assert len(db.session.scalars(select(model).filter_by(attempt_id=attempt.id)).all()) == 1
    for event in (Event.ATTEMPT_HANDED_IN, Event.ATTEMPT_MARKED):
        entries = select(AuditEntry).filter_by(event=event, subject_id=attempt.id)
        assert len(db.session.scalars(entries).all()) == 1
    assert attempt.receipt
    assert attempt.receipt.agrees_with(attempt)


def test_a_hand_in_that_races_with_saves_holds_exactly_what_was_acknowledged(platform: Platform, tabs: Tabs) -> None:
    """Ten tabs save, each an answer of its own, while two hand in. An answer is acknowledged and in the receipt, or neither."""
    paper = begun(platform, tabs, "bo@pujiang.example")
    attempt_id = int(paper.rsplit("/", 1)[1])
    name, given, order = next(
        one for one in platform.right_answers(attempt_id) if {"choices", "text", "pairs", "places"} & one[1].keys()
    )
    control = {"choices": name, "text": name, "pairs": f"{name}-a", "places": f"{name}-1"}[next(iter(given))]
    values = (order or ["true", "false"]) if "choices" in given else [str(n) for n in range(1, len(order or "123") + 1)]
    start = Barrier(12)

    def send(n: int) -> tuple[int, int, str]:
        tab = Tabs(platform, dict(tabs.cookies), tabs.token)
        stamp = f"{name[1:]} {n:016d} 1 0 0"
        start.wait()
        if n >= 10:
            return n, tab.post(f"{paper}/submission", sure="1").status, ""
        tab.headers = {"X-Part": "1"}
        answer = tab.post(f"{paper}/answers", **{control: values[n % len(values)], "stamp": stamp})
        return n, answer.status, answer.text

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(send, range(12)))
    saves = {n: (status, json.loads(text)) for n, status, text in answers if n < 10}
    assert {status for n, status, _text in answers if n >= 10} == {303}
    assert {status for status, _told in saves.values()} <= {200, 409}
    assert all(told == {"ended": True} for status, told in saves.values() if status == 409)
    with platform.app.app_context():
        attempt, rows = held(platform, attempt_id)
        assert {int(row.client or 0) for row in rows} == {n for n, (status, _told) in saves.items() if status == 200}
        assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))
        once(attempt)


def test_the_same_hand_in_twenty_times_is_one(platform: Platform, tabs: Tabs) -> None:
    paper = begun(platform, tabs, "hana@pujiang.example")
    attempt_id = int(paper.rsplit("/", 1)[1])
    start = Barrier(TIMES)

    def send(_n: int) -> tuple[int, str]:
        tab = Tabs(platform, dict(tabs.cookies), tabs.token)
        start.wait()
        answer = tab.post(f"{paper}/submission", sure="1")
        return answer.status, answer.location

    with ThreadPoolExecutor(TIMES) as pool:
        assert set(pool.map(send, range(TIMES))) == {(303, f"{paper}/result")}
    with platform.app.app_context():
        once(held(platform, attempt_id)[0])


def test_the_sweep_and_the_person_hand_in_at_once_and_it_happens_once(platform: Platform, tabs: Tabs) -> None:
    """The worker hands in what ran out of time at the very moment when its person looks."""
    paper = begun(platform, tabs, "eva@pujiang.example")
    attempt_id = int(paper.rsplit("/", 1)[1])
    with platform.app.app_context(), transaction():
        db.session.get_one(Attempt, attempt_id).deadline = clock.now() - timedelta(minutes=1)
    start = Barrier(8)

    def end(n: int) -> int:
        tab = Tabs(platform, dict(tabs.cookies), tabs.token)
        start.wait()
        if n % 2:
            with platform.app.app_context(), transaction():
                hand_in(attempt_id)
            return 303
        return (tab.get(paper) if n % 4 else tab.post(f"{paper}/submission", sure="1")).status

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(end, range(8))) == {303}
    with platform.app.app_context():
        attempt = held(platform, attempt_id)[0]
        once(attempt)
        assert str(attempt.handed_in) == "out_of_time"
        assert attempt.handed_in_at == attempt.deadline
