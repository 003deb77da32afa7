"""Signing in and out, and what slows down whoever guesses."""

import itertools
import statistics
import time

import pytest

from learn import demo
from learn.audit import AuditEntry, Event
from learn.kit import clock
from learn.kit.db import db
from learn.people import FailedSignIn, SignIn

BO = {"email": "bo@pujiang.example", "password": demo.PASSWORD}
WRONG = {"email": "bo@pujiang.example", "password": "not Bo's password"}


def events(*kinds):
    return db.session.scalar(db.select(db.func.count()).where(AuditEntry.event.in_(kinds)))


def test_bo_signs_in_and_is_at_home(bo, browser):
    hands = browser()
    assert hands.post("/sign-in", BO).location == "/"
    assert "林博" in hands.get("/my/account").text


def test_the_address_may_be_typed_in_capitals_and_with_spaces(bo, send):
    send(None, "/sign-in", {**BO, "email": "  Bo@Pujiang.Example "})


def test_after_signing_in_one_is_where_one_wanted_to_be(bo, browser):
    hands = browser()
    asked = hands.get("/my/account", expect=303)
    assert asked.location == "/sign-in?next=/my/account"
    form = hands.get(asked.location)
    assert form.one('input[name="next"]')["value"] == "/my/account"
    assert hands.post("/sign-in", {**BO, "next": "/my/account"}).location == "/my/account"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil",
        "\\\\evil",
    ],
)
def test_nobody_is_sent_to_somebody_elses_site(bo, send, elsewhere):
    assert send(None, "/sign-in", {**BO, "next": elsewhere}).location == "/"


def test_whoever_is_signed_in_already_goes_on(bo, browser):
    hands = browser(bo)
    assert hands.get("/sign-in?next=/courses", expect=303).location == "/courses"


def test_a_wrong_password_keeps_the_address_and_names_no_field(bo, send):
    page = send(None, "/sign-in", WRONG, expect=422)
    assert page.one("#email")["value"] == "bo@pujiang.example"
    assert "do not fit together" in page.notice
    assert page.one("#password").get("value") in (None, "")


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(bo, send):
    known = send(None, "/sign-in", WRONG, expect=422)
    unknown = send(None, "/sign-in", {**WRONG, "email": "nobody@nowhere.example"}, expect=422)
    assert known.notice == unknown.notice


def test_an_unknown_address_takes_as_long_as_a_wrong_password(bo, app, monkeypatch):
    """Both hash once: the answer does not tell who has an account."""
    from learn.people import Person

    times = {email: [] for email in ("bo@pujiang.example", "nobody@nowhere.example")}
    for _round, email in itertools.product(range(5), times):
        begun = time.perf_counter()
        Person.known_by(email, "not the password")
        times[email].append(time.perf_counter() - begun)
    known, unknown = (statistics.median(one) for one in times.values())
    assert 0.4 < unknown / known < 2.5


def test_empty_fields_are_named(send):
    page = send(None, "/sign-in", {"email": "", "password": ""}, expect=422)
    assert "Type your e-mail address." in page.text
    assert "Type your password." in page.text


def test_a_wrong_try_is_on_record_although_the_answer_is_an_error(bo, send):
    send(None, "/sign-in", WRONG, expect=422)
    entry = db.session.scalars(db.select(AuditEntry).where(AuditEntry.event == Event.PERSON_SIGN_IN_FAILED)).one()
    assert "林博" in entry.subject_name
    assert entry.new == {"address": "127.0.0.1"}


def test_the_fifth_wrong_try_locks_the_account_for_a_minute(bo, browser, clock_at):
    clock_at("2026-11-22T09:00:00+08:00")
    hands = browser()
    for _try in range(4):
        hands.post("/sign-in", WRONG, expect=422)
    locked = hands.post("/sign-in", WRONG, expect=429)
    assert "again in 1 minute" in locked.notice or "1 分钟" in locked.notice
    assert locked.response.headers["Retry-After"] == "60"
    assert events(Event.PERSON_LOCKED) == 1
    hands.post("/sign-in", BO, expect=429)  # the right password does not help now
    clock_at("2026-11-22T09:01:01+08:00")
    hands.post("/sign-in", BO)


def test_each_further_try_doubles_the_lock_up_to_an_hour(bo, browser, clock_at):
    clock_at("2026-11-22T09:00:00+08:00")
    hands = browser()
    waits, now = [], clock.now()
    for _try in range(14):
        answer = hands.client.post("/sign-in", data={**WRONG, "csrf_token": hands.token()})
        if answer.status_code == 429:
            waits.append(int(answer.headers["Retry-After"]))
            now = now + (FailedSignIn.locked_until("bo@pujiang.example", address="x") - now)
            clock_at(now.isoformat())
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]


def test_an_account_that_does_not_exist_locks_alike(browser, app):
    hands = browser()
    nobody = {**WRONG, "email": "nobody@nowhere.example"}
    answers = [
        hands.client.post("/sign-in", data={**nobody, "csrf_token": hands.token()}).status_code for _try in range(5)
    ]
    assert answers == [422] * 4 + [429]


def test_trying_many_accounts_from_one_address_locks_the_address(bo, browser):
    hands = browser()
    for number in range(25):
        try_ = {"email": f"a{number}@nowhere.example", "password": "guess guess", "csrf_token": hands.token()}
        hands.client.post("/sign-in", data=try_)
    hands.post("/sign-in", BO, expect=429)


def test_getting_in_forgives_the_wrong_tries(bo, browser):
    hands = browser()
    for _try in range(4):
        hands.post("/sign-in", WRONG, expect=422)
    hands.post("/sign-in", BO)
    browser().post("/sign-in", WRONG, expect=422)
    assert FailedSignIn.locked_until(bo.email, address="somewhere else") is None


def test_too_many_forms_in_a_minute_are_refused_with_a_time(hasty):
    answers = [hasty.client.post("/sign-in", data={"csrf_token": hasty.token()}) for _try in range(61)]
    assert [one.status_code for one in answers] == [422] * 60 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60


def test_a_forged_or_missing_token_is_refused(bo, app):
    client = app.test_client()
    assert client.post("/sign-in", data=BO).status_code == 400
    assert client.post("/sign-in", data={**BO, "csrf_token": "forged"}).status_code == 400


def test_a_page_costs_one_query_for_knowing_who_asks(bo, browser, queries):
    hands = browser(bo)
    with queries() as sent:
        hands.get("/password")
    assert len([one for one in sent if "sign_in" in one]) == 1
    assert len(sent) <= 2, sent  # and one for the unread messages


def test_a_stranger_costs_no_query(app, browser, queries):
    hands = browser()
    with queries() as sent:
        hands.get("/sign-in")
    assert sent == []


def test_an_idle_session_ends_on_the_server(bo, browser, clock_at):
    clock_at("2026-11-22T09:00:00+08:00")
    hands = browser(bo)
    hands.get("/my/account")
    clock_at("2026-11-22T10:00:01+08:00")
    assert hands.get("/my/account", expect=303).location == "/sign-in?next=/my/account"


def test_a_session_in_use_goes_on(bo, browser, clock_at):
    clock_at("2026-11-22T09:00:00+08:00")
    hands = browser(bo)
    for minute in (40, 59):
        clock_at(f"2026-11-22T09:{minute}:00+08:00")
        hands.get("/my/account")
    clock_at("2026-11-22T10:40:00+08:00")
    hands.get("/my/account")


def test_the_sign_of_life_is_noted_once_a_minute(bo, browser, clock_at, queries):
    clock_at("2026-11-22T09:00:00+08:00")
    hands = browser(bo)
    clock_at("2026-11-22T09:01:30+08:00")
    for expected in (1, 0):
        with queries() as sent:
            hands.get("/my/account")
        assert len([one for one in sent if one.startswith("UPDATE sign_in")]) == expected


def test_a_form_sent_after_the_session_expired_leads_back_to_its_page(bo, browser, clock_at):
    clock_at("2026-11-22T09:00:00+08:00")
    hands = browser(bo)
    hands.get("/my/account")
    clock_at("2026-11-22T12:00:00+08:00")
    asked = hands.post("/my/account/language", {"language": "en"}, headers={"Referer": "http://localhost/my/account"})
    assert asked.location == "/sign-in?next=/my/account"
    assert bo.language == "zh"


def test_signing_out_ends_the_session_on_the_server_too(bo, browser):
    hands = browser(bo)
    stolen = hands.client.get_cookie("session").value
    hands.post("/sign-out")
    other = browser()
    other.client.set_cookie("session", stolen)
    other.get("/my/account", expect=303)
    assert events(Event.PERSON_SIGNED_OUT) == 1


def test_a_link_cannot_sign_anybody_out(bo, browser):
    hands = browser(bo)
    hands.get("/sign-out", expect=405)
    hands.get("/my/account")


def test_signing_out_everywhere_ends_every_device(bo, browser):
    phone, desk = browser(bo), browser(bo)
    assert "2 devices" in phone.get("/my/account?hl=en").text
    phone.post("/my/account/sign-out")
    desk.get("/my/account", expect=303)
    phone.get("/my/account", expect=303)
    assert events(Event.SIGNED_OUT_EVERYWHERE) == 1


def test_bo_signs_out_one_device_but_never_one_of_zed(bo, zed, browser):
    phone, desk, zeds = browser(bo), browser(bo), browser(zed)
    sessions = db.session.scalars(db.select(SignIn).order_by(SignIn.id)).all()
    of_desk, of_zed = sessions[-2].id, sessions[-1].id
    phone.post(f"/my/account/devices/{of_desk}/sign-out")
    phone.post(f"/my/account/devices/{of_zed}/sign-out", expect=404)
    desk.get("/my/account", expect=303)
    zeds.get("/my/account")


def test_whoever_left_is_out_at_once(bo, omar, browser):
    hands = browser(bo)
    hands.get("/my/account")
    bo.leave(by=omar, reason="Moved to another city")
    db.session.commit()
    hands.get("/my/account", expect=303)
    browser().post("/sign-in", BO, expect=422)


def test_the_account_decides_the_language_from_signing_in_on(bo, browser):
    hands = browser()
    hands.client.set_cookie("language", "en")
    hands.post("/sign-in", BO)
    assert hands.client.get_cookie("language") is None
    assert hands.get("/my/account").one("html")["lang"] == "zh-CN"


def test_a_session_cookie_of_another_secret_is_nobody(bo, browser):
    hands = browser()
    hands.client.set_cookie("session", "eyJfdXNlcl9pZCI6ImJvIn0.aSHZ-A.forged-forged-forged")
    hands.get("/my/account", expect=303)


def test_no_browser_keeps_the_sign_in_page(app, browser):
    assert browser().get("/sign-in").response.headers["Cache-Control"] == "no-store"


def test_an_open_page_outlives_signing_in_again_but_nothing_planted_outlives_signing_in(bo, zed, browser):
    """Bo's quiz, open while the session expired, keeps its token; what lay there before, or was another's, is gone."""
    hands = browser()

    def token_after(person):
        with hands.client.session_transaction() as kept:
            kept.pop("sign_in", None)  # the session has ended on the server
        hands.post("/sign-in", {"email": person.email, "password": demo.PASSWORD})
        hands.get("/my/account")
        with hands.client.session_transaction() as kept:
            return kept["csrf_token"]

    hands.get("/sign-in")
    with hands.client.session_transaction() as kept:
        planted = kept["csrf_token"]
    first = token_after(bo)
    assert first != planted
    assert token_after(bo) == first
    assert token_after(zed) != first
