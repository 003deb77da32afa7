"""Choosing a password: by a mailed link, or knowing the old one."""

import pytest

from learn import demo
from learn.audit import AuditEntry, Event
from learn.kit.db import db
from learn.notifications import Kind, Notification
from learn.people import FailedSignIn, Person
from learn.people.passwords import link_token, weakness

NEW = "the moon over Waigaoqiao"


def chosen(password=NEW, again=None):
    return {"password": password, "again": password if again is None else again}


def test_the_answer_is_the_same_whether_the_address_exists(bo, browser):
    known, unknown = browser(), browser()
    first = known.post("/password-reset", {"email": "bo@pujiang.example"})
    second = unknown.post("/password-reset", {"email": "nobody@nowhere.example"})
    assert first.location == second.location == "/sign-in"
    assert known.get("/sign-in").notice == unknown.get("/sign-in").notice != ""
    assert [one.kind for one in db.session.scalars(db.select(Notification))] == [Kind.PASSWORD_LINK]


def test_asking_for_a_link_is_on_record(bo, send):
    send(None, "/password-reset", {"email": "bo@pujiang.example"})
    assert db.session.scalars(db.select(AuditEntry).where(AuditEntry.event == Event.PASSWORD_RESET_ASKED)).one()


def test_whoever_left_gets_no_link(bo, omar, send):
    bo.leave(by=omar, reason="Left")
    db.session.commit()
    send(None, "/password-reset", {"email": "bo@pujiang.example"})
    assert db.session.scalars(db.select(Notification)).all() == []


def test_the_link_lets_bo_choose_and_works_once(bo, browser):
    hands, link = browser(), f"/password-reset/{link_token(bo)}"
    assert "林博" in hands.get(link).text
    assert hands.post(link, chosen()).location == "/sign-in"
    hands.post("/sign-in", {"email": bo.email, "password": NEW})
    browser().get(link, expect=303)
    assert browser().post(link, chosen("another long sentence")).location == "/password-reset"
    assert db.session.scalars(db.select(AuditEntry).where(AuditEntry.event == Event.PASSWORD_CHANGED)).one()


def test_the_link_ends_after_a_day(bo, browser, clock_at):
    clock_at("2026-11-22T09:00:00+08:00")
    link = f"/password-reset/{link_token(bo)}"
    clock_at("2026-11-23T08:59:00+08:00")
    browser().get(link)
    clock_at("2026-11-23T09:01:00+08:00")
    browser().get(link, expect=303)


def test_whoever_is_new_has_a_week(omar, browser, clock_at):
    clock_at("2026-11-22T09:00:00+08:00")
    new = Person.add(email="new@pujiang.example", name="新人", by=omar)
    db.session.commit()
    link = f"/password-reset/{link_token(new)}"
    clock_at("2026-11-28T09:00:00+08:00")
    browser().get(link)
    clock_at("2026-11-29T09:01:00+08:00")
    browser().get(link, expect=303)


def test_a_forged_link_opens_nothing(bo, browser):
    browser().get("/password-reset/forged", expect=303)
    browser().get(f"/password-reset/{link_token(bo)[:-3]}xyz", expect=303)


def test_a_new_password_by_link_opens_a_locked_account_and_ends_every_session(bo, browser):
    desk, link = browser(bo), f"/password-reset/{link_token(bo)}"
    for _try in range(6):
        FailedSignIn.note(bo.email, address="10.0.0.1")
    db.session.commit()
    browser().post(link, chosen())
    desk.get("/my/account", expect=303)
    browser().post("/sign-in", {"email": bo.email, "password": NEW})


def test_bo_changes_the_password_and_stays_signed_in_here_only(bo, browser):
    desk, phone = browser(bo), browser(bo)
    assert desk.post("/password", {"old": demo.PASSWORD, **chosen()}).location == "/my/account"
    desk.get("/my/account")
    phone.get("/my/account", expect=303)
    browser().post("/sign-in", {"email": bo.email, "password": demo.PASSWORD}, expect=422)


def test_a_changed_password_is_told(bo, browser):
    browser(bo).post("/password", {"old": demo.PASSWORD, **chosen()})
    assert db.session.scalars(db.select(Notification)).one().kind is Kind.PASSWORD_CHANGED


def test_the_old_password_is_asked_for(bo, send):
    page = send(bo, "/password", {"old": "wrong", **chosen()}, expect=422)
    assert "This is not your present password." in page.text


def test_the_two_must_be_the_same(bo, send):
    page = send(bo, "/password", {"old": demo.PASSWORD, **chosen(again="something else")}, expect=422)
    assert "The two are not the same." in page.text


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "elevenchars",
        "passwordpassword",
        "aaaaaaaaaaaa",
        "123456123456",
        "lin bo lin bo",
        "bo@pujiang.example",
        "Password123456",
    ],
)
def test_what_somebody_would_guess_is_refused(bo, password):
    assert weakness(password, bo)


@pytest.mark.parametrize("password", [NEW, "learn-demo-2026", "外高桥的月亮照着实验室的窗户", "x7!Kd9qw_Lm2"])
def test_a_long_sentence_will_do(bo, password):
    assert weakness(password, bo) is None


def test_strangers_cannot_change_a_password(browser, app):
    assert "/sign-in" in browser().get("/password", expect=303).location
