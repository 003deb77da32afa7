"""A certificate is issued once, stored before it is recorded, and never printed again."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from learn.audit import AuditEntry, Event
from learn.certificates import Certificate, award_what_is_due, due_to
from learn.certificates.award import award
from learn.kit.db import db
from learn.kit.storage import Storage, storage
from learn.learning import Completion
from learn.notifications import Kind, Notification
from learn.people import Person
from learn.signals import certificate_issued, course_completed
from tests.certificates.conftest import at

Completes = Callable[..., Completion]


def certificates() -> int:
    """How many rows there are."""
    return db.session.scalar(select(func.count()).select_from(Certificate)) or 0


def test_however_often_it_is_asked_for_there_is_one_certificate(bo: Person, completes: Completes) -> None:
    completion = completes(bo)
    first = Certificate.issue(completion)
    assert Certificate.issue(completion) is first
    award(completion.id)
    assert certificates() == 1


def test_it_says_what_stands_in_the_completion_and_lies_in_storage(bo: Person, completes: Completes) -> None:
    certificate = Certificate.issue(completes(bo))
    assert certificate.read_document().startswith(b"%PDF-")
    assert len(certificate.read_document()) == certificate.size
    assert certificate.document_key == f"certificates/{certificate.issued_at.year}/{certificate.number}.pdf"
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == Event.CERTIFICATE_ISSUED)).one()
    assert entry.subject_name == certificate.number
    assert entry.new
    assert entry.new["sha256"] == certificate.sha256


def test_the_holder_is_told_and_so_are_the_rooms_above(bo: Person, completes: Completes) -> None:
    heard: list[Certificate] = []

    def hear(sender: Certificate) -> None:
        heard.append(sender)

    with certificate_issued.connected_to(hear):
        certificate = Certificate.issue(completes(bo))
    assert heard == [certificate]
    told = db.session.scalars(select(Notification).where(Notification.kind == Kind.CERTIFICATE_ISSUED)).one()
    assert (told.person_id, told.address) == (bo.id, f"/certificates/{certificate.number}")


def test_a_full_disk_leaves_no_row(bo: Person, completes: Completes, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Storage, key: str, content: bytes) -> str:
        raise OSError(28, "No space left on device")

    completion = completes(bo)
    db.session.commit()
    with monkeypatch.context() as broken:
        broken.setattr(Storage, "put", full)
        with pytest.raises(OSError, match="No space"):
            award(completion.id)
        db.session.rollback()
    assert certificates() == 0
    assert db.session.scalars(due_to(bo)).all() == [completion], "it stays due"
    award(completion.id)
    assert certificates() == 1


def test_completing_a_course_rings_for_the_certificate(
    app: Flask, bo: Person, completes: Completes, worker: Callable[[], int]
) -> None:
    course_completed.send(completes(bo))
    db.session.commit()
    worker()
    assert certificates() == 1


def test_the_sweep_finds_what_a_lost_bell_left(
    bo: Person, completes: Completes, worker: Callable[[], int], clock_at: Callable[[str], None]
) -> None:
    clock_at("2026-11-22T09:00:00+08:00")
    completes(bo)
    db.session.commit()
    award_what_is_due()
    db.session.commit()
    assert worker() == 0, "its own bell may still be on the way"
    clock_at("2026-11-22T09:02:00+08:00")
    award_what_is_due()
    db.session.commit()
    worker()
    assert certificates() == 1
    award_what_is_due()
    db.session.commit()
    worker()
    assert certificates() == 1


def test_a_renewal_supersedes_the_former_certificate(bo: Person, zed: Person, completes: Completes) -> None:
    first = Certificate.issue(completes(bo, completed_at=at("2024-03-01T09:00:00+08:00")))
    others = Certificate.issue(completes(zed))
    second = Certificate.issue(completes(bo))
    assert first.supersession
    assert first.supersession.successor is second
    assert first.supersession.reason == "renewed"
    assert second.supersession is None
    assert others.supersession is None
    assert (first.verdict, second.verdict) == ("superseded", "genuine")


def test_an_older_completion_that_is_printed_late_does_not_supersede_the_newer(
    bo: Person, completes: Completes
) -> None:
    newer = Certificate.issue(completes(bo))
    older = Certificate.issue(completes(bo, completed_at=at("2024-03-01T09:00:00+08:00")))
    assert older.supersession
    assert older.supersession.successor is newer
    assert newer.supersession is None


@pytest.mark.parametrize("character", "䶮𬭊𬱖㛃𬭎𫖯")
def test_rare_characters_of_names_are_in_our_fonts(character: str) -> None:
    from learn.kit.fonts import missing_characters

    assert missing_characters(f"林{character}") == ""


def test_a_name_that_no_font_has_waits_and_says_so(
    bo: Person, completes: Completes, visit: Callable[..., Any], worker: Callable[[], int]
) -> None:
    completion = completes(bo, holder_name="林\U0002a6d5")
    award(completion.id)
    db.session.commit()
    award_what_is_due()
    assert certificates() == 0
    page = visit(bo, "/certificates")
    assert "Waiting for a font" in page.text
    assert "\U0002a6d5" in page.text


def test_what_was_issued_is_never_printed_again(
    bo: Person, omar: Person, certified: Callable[..., Certificate], visit: Callable[..., Any]
) -> None:
    certificate = certified(bo)
    before = visit(bo, f"/certificates/{certificate.number}.pdf").response.data
    bo.correct(name="林伯", latin_name="", email=bo.email, language="zh", by=omar, reason="marriage")
    db.session.commit()
    assert (
        visit(bo, f"/certificates/{certificate.number}.pdf").response.data
        == before
        == storage().get(certificate.document_key)
    )
