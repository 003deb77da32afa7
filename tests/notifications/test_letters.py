"""Letters: written in the account's language, sent when the mail server takes them, never twice, never lost."""

import email
import email.policy
import re
import socket
import threading
from dataclasses import replace

import pytest

from learn.kit import mail
from learn.kit.db import db, transaction
from learn.notifications import Kind, Notification, deliver_all_due
from learn.people.passwords import link_token


@pytest.fixture
def box(app, tmp_path, monkeypatch):
    """A folder for letters that is empty at first, and `box()`: the letters in it."""
    from urllib.parse import urlsplit

    monkeypatch.setitem(app.extensions, "post", mail.Folder(urlsplit(f"file://{tmp_path}/mail")))

    def letters():
        files = sorted((tmp_path / "mail").glob("*.eml")) if (tmp_path / "mail").exists() else []
        return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]

    return letters


class Down:
    """A mail server that is not there."""

    def send(self, message, key):
        raise mail.MailServerDown("Connection refused")


class Fussy:
    """A mail server that does not know one address."""

    def __init__(self, unknown):
        self.unknown, self.taken = unknown, []

    def send(self, message, key):
        if self.unknown in message["To"]:
            raise mail.Undelivered("550 no such user")
        self.taken.append(message["To"])


def text_of(letter):
    return letter.get_body(("plain",)).get_content()


def html_of(letter):
    return letter.get_body(("html",)).get_content()


def test_a_letter_goes_out_after_the_act(bo, session, worker, box):
    told = Notification.tell(bo, Kind.PASSWORD_CHANGED, address="/my/account")
    session.commit()
    assert worker() == 1
    letter = box()[0]
    assert "bo@pujiang.example" in letter["To"]
    assert letter["Auto-Submitted"] == "auto-generated"
    session.refresh(told)
    assert told.mailed_at
    assert told.mail_fault is None


def test_an_act_that_was_undone_sends_nothing(bo, session, worker, box):
    Notification.tell(bo, Kind.PASSWORD_CHANGED)
    session.rollback()
    assert worker() == 0
    assert box() == []


def test_ringing_twice_sends_once(bo, session, worker, box):
    told = Notification.tell(bo, Kind.PASSWORD_CHANGED)
    session.commit()
    worker()
    from learn.notifications.notification import deliver

    deliver(told.id)
    with transaction():
        deliver_all_due()
    assert len(box()) == 1


@pytest.mark.parametrize(("language", "title"), [("zh", "您的密码"), ("en", "Your password was changed")])
def test_the_letter_speaks_the_language_of_the_account(bo, session, worker, box, language, title):
    bo.language = language
    Notification.tell(bo, Kind.PASSWORD_CHANGED, address="/my/account")
    session.commit()
    worker()
    letter = box()[0]
    assert title in letter["Subject"]
    assert title in text_of(letter)
    assert title in html_of(letter)
    assert "http://localhost:5000/my/account" in text_of(letter)
    assert f'lang="{"en" if language == "en" else "zh-CN"}"' in html_of(letter)


def test_facts_are_told_in_the_language_of_the_account(bo, session, worker, box):
    bo.language = "en"
    facts = {"number": "CGT-2026-000001-3M", "course": {"zh": "基础", "en": "Basics"}}
    Notification.tell(bo, Kind.CERTIFICATE_ISSUED, facts, "/certificates/CGT-2026-000001-3M")
    session.commit()
    worker()
    assert "CGT-2026-000001-3M" in box()[0]["Subject"]
    assert "Basics" in text_of(box()[0])
    assert "基础" not in text_of(box()[0])


def test_markup_in_a_name_is_text_in_a_letter(bo, session, worker, box):
    bo.name = "<b>Bo</b>\r\nBcc: everybody@evil.example"
    Notification.tell(bo, Kind.PASSWORD_CHANGED)
    session.commit()
    worker()
    letter = box()[0]
    assert letter["Bcc"] is None
    assert "<b>Bo" not in html_of(letter)
    assert "&lt;b&gt;Bo" in html_of(letter)


def test_the_secret_link_lies_in_the_letter_only(bo, session, worker, box, browser):
    bo.ask_for_password_link(by=None)
    session.commit()
    worker()
    path = re.search(r"http://localhost:5000(/password-reset/\S+)", text_of(box()[0])).group(1)
    browser().get(path)
    told = session.scalars(db.select(Notification)).one()
    token = path.removeprefix("/password-reset/")
    assert token not in str(told.facts) + told.address + str(told.mail_fault)


def test_the_link_is_not_on_the_page_of_messages(bo, session, visit):
    bo.ask_for_password_link(by=None)
    session.commit()
    assert "Nothing has happened yet" in visit(bo, "/notifications").text


def test_the_act_succeeds_while_the_mail_server_is_down_and_the_letter_follows(
    bo, app, session, worker, box, send, clock_at, monkeypatch
):
    clock_at("2030-01-01T09:00:00+08:00")
    folder = app.extensions["post"]
    monkeypatch.setitem(app.extensions, "post", Down())
    send(None, "/password-reset", {"email": "bo@pujiang.example"})
    worker()
    told = session.scalars(db.select(Notification)).one()
    assert (told.mailed_at, told.mail_tries, told.mail_fault) == (None, 1, "Connection refused")
    monkeypatch.setitem(app.extensions, "post", folder)
    with transaction():
        deliver_all_due()
    assert box() == []  # not at once: the server gets a minute
    clock_at("2030-01-01T09:01:01+08:00")
    with transaction():
        deliver_all_due()
    assert len(box()) == 1


def test_each_failure_waits_longer_up_to_an_hour_and_the_tries_are_counted(bo, app, session, clock_at, monkeypatch):
    clock_at("2030-01-01T09:00:00+08:00")
    monkeypatch.setitem(app.extensions, "post", Down())
    told = Notification.tell(bo, Kind.PASSWORD_CHANGED)
    session.commit()
    waits = []
    for _try in range(9):
        with transaction():
            deliver_all_due()
        told = session.get(Notification, told.id, populate_existing=True)
        from learn.kit import clock

        waits.append(round((told.mail_next_at - clock.now()).total_seconds() / 60))
        clock_at(told.mail_next_at.isoformat())
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert told.mail_tries == 9


def test_one_bad_address_does_not_hold_up_the_others(bo, zed, app, session, monkeypatch):
    post = Fussy(unknown="bo@pujiang.example")
    monkeypatch.setitem(app.extensions, "post", post)
    for person in (bo, zed):
        Notification.tell(person, Kind.PASSWORD_CHANGED)
    session.commit()
    with transaction():
        deliver_all_due()
    assert ["zed@gangcheng.example" in one for one in post.taken] == [True]


def test_a_server_that_is_down_is_asked_once_a_sweep(bo, zed, app, session, monkeypatch):
    asked = []

    class Counting(Down):
        def send(self, message, key):
            asked.append(key)
            super().send(message, key)

    monkeypatch.setitem(app.extensions, "post", Counting())
    for person in (bo, zed):
        Notification.tell(person, Kind.PASSWORD_CHANGED)
    session.commit()
    with transaction():
        deliver_all_due()
    assert len(asked) == 1


def test_a_lost_bell_is_found_by_the_sweep(bo, app, session, box):
    Notification.tell(bo, Kind.PASSWORD_CHANGED)
    session.commit()
    app.extensions["rung"].clear()
    with transaction():
        deliver_all_due()
    assert len(box()) == 1


def test_whoever_left_meanwhile_gets_no_letter(bo, omar, session, worker, box):
    told = Notification.tell(bo, Kind.PASSWORD_CHANGED)
    bo.leave(by=omar, reason="Left")
    session.commit()
    worker()
    session.refresh(told)
    assert box() == []
    assert told.mailed_at


def test_a_letter_about_a_new_address_goes_to_the_old_one(bo, omar, session, worker, box):
    bo.correct(
        name=bo.name,
        latin_name=bo.latin_name,
        email="new@pujiang.example",
        language="zh",
        by=omar,
        reason="Asked for it",
    )
    session.commit()
    worker()
    assert "bo@pujiang.example" in box()[0]["To"]


def test_a_link_mailed_to_an_old_address_dies_with_it(bo, omar, session, browser):
    link = f"/password-reset/{link_token(bo)}"
    bo.correct(
        name=bo.name,
        latin_name=bo.latin_name,
        email="new@pujiang.example",
        language="zh",
        by=omar,
        reason="Asked for it",
    )
    session.commit()
    browser().get(link, expect=303)


# the post office


def letter(**changes):
    return replace(mail.Letter("k-1", "bo@pujiang.example", "林博", "您好", "正文", "<p>正文</p>"), **changes)


def test_a_subject_is_one_line(app, box):
    mail.send(letter(subject="Hello\nBcc: everybody@evil.example"))
    assert box()[0]["Subject"] == "Hello Bcc: everybody@evil.example"


@pytest.mark.parametrize("address", ["no address", "a@b@c", "bo@x.example\nBcc: e@evil.example", ""])
def test_an_address_that_is_none_is_not_delivered(app, box, address):
    with pytest.raises(mail.Undelivered):
        mail.send(letter(to=address))


def test_a_folder_that_cannot_be_written_counts_as_a_server_that_is_down(app, tmp_path, monkeypatch):
    from urllib.parse import urlsplit

    (tmp_path / "mail").write_text("a file, not a folder")
    monkeypatch.setitem(app.extensions, "post", mail.Folder(urlsplit(f"file://{tmp_path}/mail")))
    with pytest.raises(mail.MailServerDown):
        mail.send(letter())


def test_an_unknown_mail_url_stops_the_start(app):
    class Stub:
        config = {"MAIL_URL": "gopher://host"}
        extensions = {}

    with pytest.raises(ValueError, match="MAIL_URL"):
        mail.init_app(Stub())


def _smtp_server(refuse=""):
    """A mail server on the loopback that speaks just enough SMTP for one letter."""
    listening = socket.create_server(("127.0.0.1", 0))
    port, heard = listening.getsockname()[1], []

    def talk():
        with listening:
            line, _peer = listening.accept()
        with line, line.makefile("rwb") as wire:
            say = lambda words: (wire.write(words.encode() + b"\r\n"), wire.flush())  # noqa: E731
            say("220 hello")
            inside = False
            for raw in wire:
                text = raw.decode("utf-8", "replace").rstrip("\r\n")
                heard.append(text)
                if inside:
                    if text == ".":
                        inside = False
                        say("250 taken")
                elif text.upper().startswith("RCPT") and refuse:
                    say(f"550 {refuse}")
                elif text.upper() == "DATA":
                    inside = True
                    say("354 go on")
                elif text.upper() == "QUIT":
                    say("221 bye")
                    return
                else:
                    say("250 fine")

    threading.Thread(target=talk, daemon=True).start()
    return port, heard


def post_at(app, monkeypatch, port):
    from urllib.parse import urlsplit

    monkeypatch.setitem(app.extensions, "post", mail.Server(urlsplit(f"smtp://127.0.0.1:{port}")))


def test_a_letter_travels_over_smtp(app, monkeypatch):
    port, heard = _smtp_server()
    post_at(app, monkeypatch, port)
    mail.send(letter())
    assert "rcpt TO:<bo@pujiang.example>" in [line[:4].lower() + line[4:] for line in heard]
    assert any(line.startswith("Message-ID: <k-1@") for line in heard)


def test_a_refused_recipient_is_undelivered_but_the_server_is_there(app, monkeypatch):
    port, _heard = _smtp_server(refuse="no such user")
    post_at(app, monkeypatch, port)
    with pytest.raises(mail.Undelivered) as said:
        mail.send(letter())
    assert not isinstance(said.value, mail.MailServerDown)


def test_nobody_listening_is_a_server_that_is_down(app, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    post_at(app, monkeypatch, port)
    with pytest.raises(mail.MailServerDown):
        mail.send(letter())
