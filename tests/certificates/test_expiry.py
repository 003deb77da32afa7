"""Before a certificate ends, Bo and Hana are told: sixty days before and thirty, once each."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from learn.certificates import Certificate, tell_of_expiring
from learn.certificates.acts import CertificateProposal, ProposedAct
from learn.certificates.expiry import ExpiryNotice
from learn.kit.db import db
from learn.notifications import Kind, Notification
from learn.notifications.letter import letter_of
from learn.people import Person
from tests.certificates.conftest import at

Certified = Callable[..., Certificate]
SOON = date(2027, 3, 31)


@pytest.fixture
def day(clock_at: Callable[[str], None]) -> Callable[[str], None]:
    """`day("2027-01-29")`: the schedule runs on this day."""

    def run(on: str) -> None:
        clock_at(f"{on}T08:10:00+08:00")
        tell_of_expiring()
        db.session.commit()

    return run


def told(person: Person, kind: Kind) -> list[Notification]:
    return [one for one in db.session.scalars(Notification.of(person)) if one.kind is kind]


def held(certified: Certified, person: Person, **changes: Any) -> Certificate:
    return certified(person, **{"completed_at": at("2025-01-01T09:00:00+08:00"), "valid_until": SOON, **changes})


def test_sixty_days_before_and_thirty_once_each(
    bo: Person, hana: Person, certified: Certified, day: Callable[[str], None]
) -> None:
    held(certified, bo)
    seen = []
    for on in (
        "2027-01-29",
        "2027-01-30",
        "2027-01-30",
        "2027-02-28",
        "2027-03-01",
        "2027-03-02",
        "2027-03-31",
        "2027-04-01",
    ):
        day(on)
        seen.append((len(told(bo, Kind.CERTIFICATE_EXPIRES)), len(told(hana, Kind.CERTIFICATES_EXPIRE))))
    assert seen == [(0, 0), (1, 1), (1, 1), (1, 1), (2, 2), (2, 2), (2, 2), (2, 2)]


def test_who_is_first_looked_at_in_the_last_month_is_told_once(
    bo: Person, certified: Certified, day: Callable[[str], None]
) -> None:
    held(certified, bo)
    day("2027-03-20")
    day("2027-03-21")
    assert len(told(bo, Kind.CERTIFICATE_EXPIRES)) == 1
    assert {one.days for one in db.session.scalars(select(ExpiryNotice))} == {30}


def test_what_is_not_in_force_or_was_renewed_ends_in_silence(
    bo: Person, eva: Person, hana: Person, quinn: Person, certified: Certified, day: Callable[[str], None]
) -> None:
    revoked = held(certified, eva)
    proposal = CertificateProposal.propose(revoked, ProposedAct.REVOCATION, by=hana, reason="x")
    db.session.flush()
    proposal.approve(by=quinn)
    held(certified, bo)
    certified(bo)  # renewed
    day("2027-03-01")
    assert told(bo, Kind.CERTIFICATE_EXPIRES) == told(eva, Kind.CERTIFICATE_EXPIRES) == []
    assert told(hana, Kind.CERTIFICATES_EXPIRE) == []


def test_a_certificate_of_some_weeks_needs_no_letter_on_its_first_day(
    bo: Person, certified: Certified, day: Callable[[str], None]
) -> None:
    held(certified, bo, completed_at=at("2027-03-05T09:00:00+08:00"), valid_until=date(2027, 3, 31))
    day("2027-03-06")
    assert told(bo, Kind.CERTIFICATE_EXPIRES) == []


def test_hana_gets_one_letter_for_all_of_them(
    bo: Person, eva: Person, zed: Person, hana: Person, hu: Person, certified: Certified, day: Callable[[str], None]
) -> None:
    for person in (bo, eva, zed):
        held(certified, person)
    day("2027-02-10")
    [letter] = [letter_of(one) for one in told(hana, Kind.CERTIFICATES_EXPIRE)]
    assert "林博 GMP-101 2027-03-31" in letter.text
    assert "伊娃" in letter.text
    assert "郑泽" not in letter.text
    assert "2" in letter.subject
    assert "/hr/certificates?state=expiring" in letter.text
    assert "郑泽" in told(hu, Kind.CERTIFICATES_EXPIRE)[0].more


def test_a_renewal_issues_a_new_one_with_its_own_dates_and_keeps_the_former(
    bo: Person, certified: Certified, clock_at: Callable[[str], None]
) -> None:
    first = held(certified, bo)
    content, issued = first.read_document(), first.issued_at
    clock_at("2027-03-01T09:00:00+08:00")
    second = certified(bo, valid_until=date(2028, 11, 30))
    db.session.expire_all()
    assert second.number != first.number
    assert (second.issued_at.date(), second.completion.valid_until) == (date(2027, 3, 1), date(2028, 11, 30))
    assert (first.issued_at, first.completion.valid_until) == (issued, SOON)
    assert first.read_document() == content
    assert first.supersession
    assert first.supersession.reason == "renewed"
