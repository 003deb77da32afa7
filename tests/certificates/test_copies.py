"""An organisation has copies of new certificates sent to HR or to a lead: a letter with a link."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from learn.audit import AuditEntry, Event
from learn.certificates import Certificate
from learn.certificates.copies import CopyRecipient
from learn.kit import clock
from learn.kit.db import db
from learn.kit.web import Refused
from learn.notifications import Kind, Notification
from learn.notifications.letter import letter_of
from learn.people import Organisation, Person

Certified = Callable[..., Certificate]
Visit = Callable[..., Any]


def letters(person: Person) -> list[Notification]:
    return [one for one in db.session.scalars(Notification.of(person)) if one.kind is Kind.CERTIFICATE_COPY]


def number_of(person: Person) -> str:
    return person.memberships[0].staff_number


def test_eva_gets_the_certificates_of_her_department_by_a_link_that_asks_her_to_sign_in(
    app: Flask, bo: Person, eva: Person, hana: Person, certified: Certified, visit: Visit, send: Visit
) -> None:
    department = bo.memberships[0].department
    before = certified(bo)
    send(hana, "/hr/certificates/copies", {"staff_number": number_of(eva), "department": department})
    copied, elsewhere = certified(bo), certified(hana)
    assert hana.memberships[0].department != department
    told = letters(eva)
    assert [one.address for one in told] == [f"/certificates/{copied.number}"]
    letter = letter_of(told[0])
    assert f"/certificates/{copied.number}" in letter.text
    assert copied.code not in letter.text, "no secret travels by mail"
    visit(eva, f"/certificates/{copied.number}")
    visit(eva, f"/certificates/{copied.number}.pdf")
    for other in (before, elsewhere):
        visit(eva, f"/certificates/{other.number}", expect=404)
    visit(None, f"/certificates/{copied.number}", expect=303)


def test_whoever_left_gets_none_and_opens_none(
    bo: Person, eva: Person, hana: Person, omar: Person, certified: Certified, visit: Visit, pujiang: Organisation
) -> None:
    CopyRecipient.add(pujiang, eva.memberships[0], department="", by=hana)
    first = certified(bo)
    visit(eva, f"/certificates/{first.number}")
    held = eva.memberships[0]
    held.begins_on, held.ends_on = clock.today() - timedelta(days=9), clock.today() - timedelta(days=1)
    db.session.commit()
    certified(bo)
    assert len(letters(eva)) == 1
    visit(eva, f"/certificates/{first.number}", expect=404)


def test_the_holder_gets_no_copy_and_nobody_gets_two(
    bo: Person, hana: Person, certified: Certified, pujiang: Organisation
) -> None:
    CopyRecipient.add(pujiang, bo.memberships[0], department="", by=hana)
    CopyRecipient.add(pujiang, hana.memberships[0], department="", by=hana)
    CopyRecipient.add(pujiang, hana.memberships[0], department=bo.memberships[0].department, by=hana)
    certified(bo)
    assert letters(bo) == []
    assert len(letters(hana)) == 1


def test_ended_copies_are_sent_no_more_and_both_acts_are_on_record(
    bo: Person, eva: Person, hana: Person, certified: Certified, visit: Visit, send: Visit
) -> None:
    send(hana, "/hr/certificates/copies", {"staff_number": number_of(eva), "department": ""})
    recipient = db.session.scalars(select(CopyRecipient)).one()
    assert "伊娃" in visit(hana, "/hr/certificates/copies").text
    send(hana, f"/hr/certificates/copies/{recipient.id}/ending")
    send(hana, f"/hr/certificates/copies/{recipient.id}/ending", expect=409)
    certified(bo)
    assert letters(eva) == []
    events = [entry.event for entry in db.session.scalars(select(AuditEntry).where(AuditEntry.actor_id == hana.id))]
    assert Event.COPIES_BEGUN in events
    assert Event.COPIES_ENDED in events


def test_only_staff_of_the_organisation_can_be_named(
    hana: Person, hu: Person, zed: Person, pujiang: Organisation, send: Visit
) -> None:
    path = "/hr/certificates/copies"
    page = send(hana, path, {"staff_number": number_of(zed), "department": ""}, expect=422)
    assert "Nobody here" in page.one(".fault").get_text()
    with pytest.raises(Refused, match="work at"):
        CopyRecipient.add(pujiang, zed.memberships[0], department="", by=hana)
    recipient = CopyRecipient.add(pujiang, hana.memberships[0], department="", by=hana)
    db.session.commit()
    send(hu, f"{path}/{recipient.id}/ending", expect=404)
    send(hana, path, {"staff_number": number_of(hana), "department": ""}, expect=409)
