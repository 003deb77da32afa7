"""How the kit answers: one transaction per request, refusals as sentences, a request id on everything."""

import re

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from learn.kit.web import safe_next
from tests.kit.conftest import Gone
from tests.pages import Page


def post(bakery: Flask, path: str, **headers: str) -> Page:
    """Send a form with a token that fits."""
    client = bakery.test_client()
    with client.session_transaction() as kept:
        kept["csrf_token"] = "0" * 40
    token = URLSafeTimedSerializer("flour", salt="wtf-csrf-token").dumps("0" * 40)
    client.set_cookie("language", "en")
    return Page(client.post(path, data={"csrf_token": token}, headers=headers))


def get(bakery: Flask, path: str, language: str = "en", **headers: str) -> Page:
    client = bakery.test_client()
    client.set_cookie("language", language)
    return Page(client.get(path, headers=headers)).check()


def test_what_worked_is_kept(bakery, loaves):
    assert post(bakery, "/loaves/rye/well").response.status_code == 303
    assert "rye" in loaves()


@pytest.mark.parametrize(
    ("fate", "status"), [("refused", 409), ("wrong", 422), ("missing", 404), ("burnt", 500)], ids=str
)
def test_what_failed_leaves_nothing(bakery, loaves, fate, status):
    assert post(bakery, f"/loaves/{fate}/{fate}").response.status_code == status
    assert fate not in loaves()


def test_a_failed_sign_in_is_kept_although_the_answer_is_an_error(bakery, loaves):
    assert post(bakery, "/loaves/tried/noted").response.status_code == 422
    assert "tried" in loaves()


def test_the_loser_of_a_race_is_refused_with_a_sentence(bakery, loaves):
    assert post(bakery, "/twin/brioche").response.status_code == 303
    page = post(bakery, "/twin/brioche")
    assert page.response.status_code == 409
    assert page.h1 == "There is one already."


def test_every_answer_has_a_request_id_and_error_pages_show_it(bakery):
    for page in (get(bakery, "/nothing-here"), post(bakery, "/loaves/x/refused"), post(bakery, "/loaves/x/burnt")):
        number = page.response.headers["X-Request-ID"]
        assert re.fullmatch(r"[0-9a-f]{16}", number)
        assert number in page.text


def test_the_log_has_the_request_id_of_the_error_page(bakery, capsys):
    page = post(bakery, "/loaves/x/burnt")
    said = "".join(capsys.readouterr())
    assert page.response.headers["X-Request-ID"] in said
    assert "ZeroDivisionError" in said


def test_the_proxys_request_id_is_ours_unless_it_is_odd(bakery):
    assert (
        get(bakery, "/shelf", **{"X-Request-ID": "proxy-0815-abc"}).response.headers["X-Request-ID"] == "proxy-0815-abc"
    )
    odd = get(bakery, "/shelf", **{"X-Request-ID": "<script>alert(1)</script>"})
    assert "script" not in odd.response.headers["X-Request-ID"]


def test_a_mistake_of_ours_shows_no_traceback(bakery):
    page = post(bakery, "/loaves/x/burnt")
    assert page.h1 == "Something went wrong on our side"
    for secret in ("Traceback", "ZeroDivisionError", "secret recipe", "conftest"):
        assert secret not in page.soup.decode()


def test_a_form_without_its_token_changes_nothing_and_says_what_to_do(bakery, loaves):
    client = bakery.test_client()
    client.set_cookie("language", "en")
    page = Page(client.post("/loaves/forged/well", headers={"Referer": "http://localhost/shelf"}))
    assert page.response.status_code == 400
    assert page.h1 == "This page was open for too long"
    assert page.response.headers["X-Request-ID"] in page.text
    assert page.one(".button--primary")["href"] == "/shelf"
    assert "forged" not in loaves()


def test_the_shell_stands_while_the_database_is_down(bakery, monkeypatch):
    monkeypatch.setattr(bakery.login_manager, "_request_callback", lambda _request: Gone())
    page = get(bakery, "/flood")
    assert page.response.status_code == 500
    assert page.one('.top-tools a[href="/sign-in"]')


@pytest.mark.parametrize("ours", ["/", "/courses/GMP-101?part=2#end", "/hr/people?q=%E6%9E%97"])
def test_the_way_back_may_be_any_page_of_ours(ours):
    assert safe_next(ours, "/home") == ours


@pytest.mark.parametrize(
    "theirs",
    [
        None,
        "",
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "courses",
    ],
)
def test_the_way_back_never_leads_elsewhere(theirs):
    assert safe_next(theirs, "/home") == "/home"


def test_pages_carry_a_strict_policy_and_stay_out_of_shared_browsers(bakery):
    headers = get(bakery, "/shelf").response.headers
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert "object-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_a_language_once_chosen_stays(bakery):
    client = bakery.test_client()
    assert Page(client.get("/shelf?hl=zh")).one("html")["lang"] == "zh-CN"
    assert Page(client.get("/shelf?hl=en")).one("html")["lang"] == "en"
    assert Page(client.get("/shelf")).one("html")["lang"] == "en"
