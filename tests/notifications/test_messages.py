"""The page of messages: mine only, read one by one or all at once."""

import pytest

from learn.audit import AuditEntry, Event
from learn.kit.db import db
from learn.notifications import Kind, Notification

FACTS = {"number": "CGT-2026-000001-3M", "course": {"zh": "基础", "en": "Basics"}}


@pytest.fixture
def told(bo, session):
    """Bo was told of a certificate."""
    one = Notification.tell(bo, Kind.CERTIFICATE_ISSUED, FACTS, "/certificates/CGT-2026-000001-3M")
    session.commit()
    return one


def test_bo_sees_what_he_was_told_and_zed_does_not(bo, zed, told, visit):
    page = visit(bo, "/notifications")
    assert page.h1 == "1 new message"
    assert "CGT-2026-000001-3M" in page.text
    assert "CGT-2026-000001-3M" not in visit(zed, "/notifications").text


def test_every_page_counts_the_unread_ones(bo, told, visit):
    assert visit(bo, "/my/account").one(".top .count").get_text() == "1"


def test_reading_leads_to_what_it_is_about_and_is_on_record(bo, told, browser):
    hands = browser(bo)
    assert hands.post(f"/notifications/{told.id}/reading").location == "/certificates/CGT-2026-000001-3M"
    hands.post(f"/notifications/{told.id}/reading")
    assert told.read_at
    assert len(db.session.scalars(db.select(AuditEntry).where(AuditEntry.event == Event.NOTIFICATION_READ)).all()) == 1


def test_zed_cannot_read_bos(bo, zed, told, send):
    send(zed, f"/notifications/{told.id}/reading", expect=404)
    assert told.read_at is None


def test_all_can_be_read_at_once(bo, told, session, browser):
    Notification.tell(bo, Kind.PASSWORD_CHANGED, address="/my/account")
    session.commit()
    hands = browser(bo)
    assert hands.post("/notifications/reading").location == "/notifications"
    assert hands.get("/notifications?hl=en").h1 == "Everything is read"


def test_looking_at_the_page_reads_nothing(bo, told, visit):
    visit(bo, "/notifications")
    assert told.read_at is None


def test_whoever_was_told_nothing_reads_what_will_stand_here(zed, visit):
    assert "Nothing has happened yet" in visit(zed, "/notifications").text


def test_many_messages_cost_as_much_as_one_and_come_in_pages(bo, told, session, browser, queries):
    hands = browser(bo)
    with queries() as one:
        hands.get("/notifications")
    for _number in range(120):
        Notification.tell(bo, Kind.CERTIFICATE_ISSUED, FACTS)
    session.commit()
    with queries() as many:
        page = hands.get("/notifications?hl=en")
    assert len(page.all(".ledger > li")) == 50
    assert len(one) == len(many) <= 8


def test_a_large_roster_rings_a_few_bells_only(bo, app, session):
    for _number in range(120):
        Notification.tell(bo, Kind.CERTIFICATE_ISSUED, FACTS)
    session.commit()
    assert len(app.extensions["rung"]) == 20
