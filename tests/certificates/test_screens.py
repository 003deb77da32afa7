"""Who sees which certificate, and what they can do with it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from learn.audit import AuditEntry, Event
from learn.certificates import Certificate
from learn.kit.db import db
from learn.kit.web import Refused
from learn.people import Organisation, Person

Certified = Callable[..., Certificate]
Visit = Callable[..., Any]


def test_bo_finds_his_certificate_and_downloads_it(bo: Person, certified: Certified, visit: Visit) -> None:
    certificate = certified(bo)
    assert "1 certificate" in visit(bo, "/certificates").h1
    page = visit(bo, f"/certificates/{certificate.number}")
    assert "In force until 2099-12-31" in page.text
    assert "林博" in page.text
    pdf = visit(bo, f"/certificates/{certificate.number}.pdf").response
    assert pdf.mimetype == "application/pdf"
    assert pdf.data == certificate.read_document()
    assert f"林博_GMP-101_{certificate.number}.pdf" in unquote(pdf.headers["Content-Disposition"])


def test_without_a_certificate_the_page_says_how_to_come_by_one(bo: Person, visit: Visit) -> None:
    page = visit(bo, "/certificates")
    assert page.h1 == "No certificate yet"
    assert page.one('.empty a[href="/courses"]')


def test_a_completion_shows_at_once_as_being_prepared(bo: Person, completes: Callable[..., Any], visit: Visit) -> None:
    completes(bo)
    db.session.commit()
    assert "being prepared" in visit(bo, "/certificates").h1


def test_hana_and_the_offices_see_bos_certificate(
    bo: Person, hana: Person, omar: Person, ines: Person, certified: Certified, visit: Visit
) -> None:
    number = certified(bo).number
    for reader in (hana, omar, ines):
        visit(reader, f"/certificates/{number}")
        visit(reader, f"/certificates/{number}.pdf")
    taken = db.session.scalars(select(AuditEntry).where(AuditEntry.event == Event.CERTIFICATES_DOWNLOADED)).all()
    assert {entry.actor_id for entry in taken} == {hana.id, omar.id, ines.id}
    assert "Downloaded" in visit(bo, f"/certificates/{number}").text


def test_nobody_else_sees_it(
    bo: Person,
    eva: Person,
    ada: Person,
    quinn: Person,
    zed: Person,
    hu: Person,
    certified: Certified,
    visit: Visit,
    send: Visit,
) -> None:
    number = certified(bo).number
    for stranger in (eva, ada, quinn, zed, hu):
        visit(stranger, f"/certificates/{number}", expect=404)
        visit(stranger, f"/certificates/{number}.pdf", expect=404)
        send(stranger, f"/certificates/{number}/revocation", {"reason": "mine"}, expect=404)
    visit(None, f"/certificates/{number}", expect=303)


def test_hr_keeps_seeing_what_was_issued_under_it(
    bo: Person, hana: Person, hu: Person, omar: Person, gangcheng: Organisation, certified: Certified, visit: Visit
) -> None:
    number = certified(bo).number
    held = bo.current_memberships[0]
    held.end(on=held.begins_on, by=omar, reason="moved")
    bo.join(gangcheng, staff_number="GC-1", by=omar)
    db.session.commit()
    visit(hana, f"/certificates/{number}")
    visit(hu, f"/certificates/{number}", expect=404)
    visit(bo, f"/certificates/{number}")


def test_nobody_revokes_their_own(omar: Person, certified: Certified) -> None:
    with pytest.raises(Refused, match="somebody else"):
        certified(omar).revoke(by=omar, reason="modesty")


def test_the_pages_ask_few_questions_however_many_certificates_there_are(
    bo: Person, certified: Certified, visit: Visit, browser: Any, queries: Callable[[], Any]
) -> None:
    numbers = [certified(bo).number]
    reader = browser(bo)

    def asked(path: str) -> int:
        with queries() as sent:
            reader.get(path)
        return len(sent)

    asked("/certificates")
    few = asked("/certificates")
    numbers += [certified(bo).number for _ in range(4)]
    assert asked("/certificates") == few <= 8
    assert asked(f"/certificates/{numbers[0]}") <= 8
    assert asked(f"/verify/{numbers[0]}") <= 8
