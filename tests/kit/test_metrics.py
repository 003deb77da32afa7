"""The figures for a monitor: who may read them, and what they count."""

from collections.abc import Callable

import pytest
from flask import Flask

from learn.notifications import Kind, Notification
from learn.notifications.notification import MAIL_TRIES
from learn.people import Person

ELSEWHERE = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture
def figures(app: Flask) -> Callable[[], dict[str, float]]:
    """Every figure by its name and labels."""

    def read() -> dict[str, float]:
        lines = app.test_client().get("/metrics").text.splitlines()
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}

    return read


def test_answers_are_counted_by_endpoint_and_status_and_timed(app, figures):
    before = figures()
    app.test_client().get("/health/live")
    after = figures()
    for name in ('http_requests_total{endpoint="live",status="200"}', 'http_request_seconds_count{endpoint="live"}'):
        assert after[name] == before.get(name, 0) + 1


def test_an_address_or_method_that_somebody_made_up_adds_no_figure_of_its_own(app, figures):
    app.test_client().open("/made/up", method="MADEUP")
    assert not [name for name in figures() if "made" in name.lower()]


def test_letters_that_wait_and_letters_given_up_are_told_apart(bo: Person, session, figures):
    before = figures()
    Notification.tell(bo, Kind.PASSWORD_CHANGED)
    Notification.tell(bo, Kind.PASSWORD_CHANGED).mail_tries = MAIL_TRIES
    session.flush()
    after = figures()
    assert after["mails_unsent"] == before["mails_unsent"] + 1
    assert after["mails_given_up"] == before["mails_given_up"] + 1


def test_every_kind_of_waiting_work_has_a_figure(figures):
    assert {
        "jobs_waiting",
        "mails_unsent",
        "mails_given_up",
        "certificates_due",
        "attempts_overdue",
    } <= figures().keys()


def test_elsewhere_nobody_finds_the_figures_without_the_token(app, monkeypatch):
    client = app.test_client()
    assert client.get("/metrics", environ_base=ELSEWHERE).status_code == 404
    assert client.get("/metrics", environ_base=ELSEWHERE, headers={"Authorization": "Bearer "}).status_code == 404
    monkeypatch.setitem(app.config, "METRICS_TOKEN", "a-long-secret")
    assert client.get("/metrics", environ_base=ELSEWHERE, headers={"Authorization": "Bearer no"}).status_code == 404
    token = {"Authorization": "Bearer a-long-secret"}
    assert client.get("/metrics", environ_base=ELSEWHERE, headers=token).status_code == 200


def test_a_proxy_on_this_machine_does_not_open_the_figures_to_everybody(app):
    for header in ("X-Forwarded-For", "Forwarded"):
        assert app.test_client().get("/metrics", headers={header: "203.0.113.7"}).status_code == 404
