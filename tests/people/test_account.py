"""What somebody finds on the page of their own account."""

from learn.audit import AuditEntry, Event
from learn.kit.db import db
from learn.people.sign_in import device_name


def test_bo_sees_what_is_kept_and_how_to_have_it_corrected(bo, visit):
    page = visit(bo, "/my/account")
    assert "林博" in page.h1
    assert "PJ-0107" in page.text
    assert "the alliance office corrects it" in page.text


def test_bo_cannot_rename_himself(bo, visit):
    assert visit(bo, "/my/account").all('input[name="name"]') == []


def test_bo_chooses_english_and_it_stays(bo, browser):
    hands = browser(bo)
    hands.client.set_cookie("language", "zh")
    hands.post("/my/account/language", {"language": "en"})
    assert hands.get("/my/account").one("html")["lang"] == "en"
    assert db.session.scalars(db.select(AuditEntry).where(AuditEntry.event == Event.PERSON_CHANGED)).one()


def test_a_language_that_we_do_not_have_changes_nothing(bo, send):
    send(bo, "/my/account/language", {"language": "tlh"})
    assert bo.language == "zh"


def test_devices_are_called_what_people_call_them():
    windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"
    iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 MicroMessenger/8.0"
    assert device_name(windows) == "Edge · Windows"
    assert device_name(iphone) == "WeChat · iPhone"
    assert device_name("curl/8") == ""
