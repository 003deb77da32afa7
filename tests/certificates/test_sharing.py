"""A holder shows one certificate to somebody without an account, and sees who looked it up."""

import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text

from learn.audit import AuditEntry, Event
from learn.certificates import Certificate
from learn.certificates.acts import CertificateProposal, ProposedAct
from learn.certificates.sharing import How, Lookup, ShareLink
from learn.config import ROOT
from learn.kit.db import db
from learn.kit.storage import Storage
from learn.kit.web import Refused
from learn.people import Person

Certified = Callable[..., Certificate]
Visit = Callable[..., Any]


@pytest.fixture
def shared(browser: Callable[..., Any], bo: Person) -> Callable[..., str]:
    """`shared(certificate)`: Bo makes a link; where it leads."""

    def share(certificate: Certificate, days: str = "7") -> str:
        hands = browser(bo)
        page = hands.get(hands.post(f"/certificates/{certificate.number}/links", {"days": days}).location)
        address = str(page.one("#made")["value"])
        assert address.startswith("http://localhost:5000/shared/")
        assert not hands.get(f"/certificates/{certificate.number}/sharing").all("#made"), "it is shown only once"
        return address.removeprefix("http://localhost:5000")

    return share


def looks(certificate: Certificate) -> list[tuple[str, int | None]]:
    found = db.session.scalars(select(Lookup).where(Lookup.certificate_id == certificate.id).order_by(Lookup.id))
    return [(str(one.how), one.person_id) for one in found]


def test_a_stranger_with_the_link_sees_this_one_certificate_and_takes_the_file(
    bo: Person, certified: Certified, shared: Callable[..., str], visit: Visit
) -> None:
    other = certified(bo)
    certificate = certified(bo)
    path = shared(certificate)
    page = visit(None, path)
    assert page.one("[data-verdict]")["data-verdict"] == "genuine"
    assert "林博" in page.text
    assert other.number not in page.response.get_data(as_text=True)
    assert "noindex" in page.response.headers["X-Robots-Tag"]
    pdf = visit(None, page.one(".button--primary")["href"]).response
    assert pdf.data == certificate.read_document()
    assert "noindex" in pdf.headers["X-Robots-Tag"]
    assert looks(certificate) == [("link", None), ("link_file", None)]


def test_the_secret_lies_nowhere_but_in_the_address(
    bo: Person, certified: Certified, shared: Callable[..., str]
) -> None:
    token = shared(certified(bo)).rpartition("/")[2]
    assert len(token) >= 32
    link = db.session.scalars(select(ShareLink)).one()
    assert link.token_sha256 == hashlib.sha256(token.encode()).hexdigest()
    kept = [str(one.new) for one in db.session.scalars(select(AuditEntry))]
    assert not any(token in one for one in kept)


def test_a_link_ends_when_its_time_is_over(
    bo: Person, certified: Certified, shared: Callable[..., str], visit: Visit, clock_at: Callable[[str], None]
) -> None:
    clock_at("2026-11-22T09:00:00+08:00")
    path = shared(certified(bo), "1")
    clock_at("2026-11-23T08:59:00+08:00")
    visit(None, path)
    clock_at("2026-11-23T09:00:00+08:00")
    page = visit(None, path, expect=404)
    assert "Ask the holder" in page.text
    assert "林博" not in page.text
    visit(None, f"{path}/certificate.pdf", expect=404)


def test_bo_ends_a_link_at_once_and_only_his_own(
    bo: Person, hana: Person, zed: Person, certified: Certified, shared: Callable[..., str], visit: Visit, send: Visit
) -> None:
    certificate = certified(bo)
    path = shared(certificate)
    link = db.session.scalars(select(ShareLink)).one()
    for other in (hana, zed):
        send(other, f"/certificates/links/{link.id}/ending", expect=404)
        send(other, f"/certificates/{certificate.number}/links", {"days": "7"}, expect=404)
        visit(other, f"/certificates/{certificate.number}/sharing", expect=404)
    send(bo, f"/certificates/links/{link.id}/ending")
    visit(None, path, expect=404)
    send(bo, f"/certificates/links/{link.id}/ending", expect=409)
    assert "Ended on" in visit(bo, f"/certificates/{certificate.number}/sharing").text
    events = set(db.session.scalars(select(AuditEntry.event)))
    assert {Event.CERTIFICATE_SHARED, Event.SHARE_LINK_ENDED} <= events


def test_a_link_is_never_changed_but_by_its_end(
    bo: Person, certified: Certified, shared: Callable[..., str], send: Visit
) -> None:
    shared(certified(bo))
    link = db.session.scalars(select(ShareLink)).one()
    send(bo, f"/certificates/links/{link.id}/ending")
    for statement in (
        "UPDATE share_link SET ended_at = NULL",
        "UPDATE share_link SET certificate_id = certificate_id + 1",
        "DELETE FROM share_link",
    ):
        with pytest.raises(Exception, match="append-only"), db.session.begin_nested():
            db.session.execute(text(statement))


def test_what_became_of_the_certificate_shows_at_once(
    bo: Person, hana: Person, quinn: Person, certified: Certified, shared: Callable[..., str], visit: Visit
) -> None:
    certificate = certified(bo)
    path = shared(certificate)
    proposal = CertificateProposal.propose(certificate, ProposedAct.REVOCATION, by=hana, reason="不公开的原因")
    db.session.flush()
    proposal.approve(by=quinn)
    db.session.commit()
    page = visit(None, path)
    assert page.one("[data-verdict]")["data-verdict"] == "revoked"
    assert "不公开的原因" not in page.text


def test_a_file_that_is_no_longer_ours_is_not_handed_out(
    bo: Person, certified: Certified, shared: Callable[..., str], visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shared(certified(bo))
    monkeypatch.setattr(Storage, "get", lambda self, key: b"%PDF-other")
    assert visit(None, path).one("[data-verdict]")["data-verdict"] == "altered"
    visit(None, f"{path}/certificate.pdf", expect=404)


def test_a_choice_is_asked_for_and_a_forged_one_named(bo: Person, certified: Certified, send: Visit) -> None:
    path = f"/certificates/{certified(bo).number}/links"
    assert send(bo, path, {}, expect=422).one(".fault")
    assert send(bo, path, {"days": "3650"}, expect=422).one(".fault")
    with pytest.raises(Refused, match="a day, a week or a month"):
        ShareLink.make(certified(bo), days=3650, by=bo)


# who looked


def test_every_way_of_looking_is_noted_but_not_the_holders_own(
    bo: Person, hana: Person, certified: Certified, visit: Visit, send: Visit
) -> None:
    certificate = certified(bo)
    visit(None, f"/verify/{certificate.number}")
    visit(None, f"/verify/{certificate.number}?code={certificate.code}")
    visit(hana, f"/verify/{certificate.number}?code=WRONG")
    send(None, "/verify", files={"file": (io.BytesIO(certificate.read_document()), "a.pdf")}, expect=200)
    visit(hana, f"/certificates/{certificate.number}.pdf")
    visit(bo, f"/verify/{certificate.number}?code={certificate.code}")
    visit(bo, f"/certificates/{certificate.number}.pdf")
    assert looks(certificate) == [
        (How.NUMBER, None), (How.CODE, None), (How.NUMBER, hana.id), (How.FILE, None), (How.DOWNLOAD, hana.id),
    ]  # fmt: skip
    taken = visit(bo, "/my/records.json").response.get_json()["certificate_look_ups"]
    assert [(one["how"], one["by"]) for one in taken][-1] == ("download", "韩娜")
    page = visit(bo, f"/certificates/{certificate.number}/sharing")
    rows = [row.get_text(" ", strip=True) for row in page.all("tbody tr")]
    assert len(rows) == 5
    assert "韩娜" in rows[0]
    assert "not signed in" in rows[1]


def test_what_is_not_found_is_not_noted(bo: Person, certified: Certified, visit: Visit) -> None:
    certified(bo)
    visit(None, "/verify/CGT-2026-00000-00000-0", expect=404)
    visit(None, "/shared/nothing", expect=404)
    assert db.session.scalars(select(Lookup)).all() == []


def test_no_column_could_keep_an_address() -> None:
    assert {column.key for column in Lookup.__table__.columns} == {"id", "certificate_id", "how", "person_id", "at"}


def test_the_pages_ask_few_questions_however_many_looks_there_are(
    bo: Person, certified: Certified, shared: Callable[..., str], visit: Visit, browser: Any, queries: Callable[[], Any]
) -> None:
    certificate = certified(bo)
    path = shared(certificate)

    def asked(address: str, person: Person | None) -> int:
        hands = browser(person)
        with queries() as sent:
            hands.get(address)
        return len(sent)

    few = asked(f"/certificates/{certificate.number}/sharing", bo)
    for _n in range(5):
        visit(None, path)
        shared(certificate)
    assert asked(f"/certificates/{certificate.number}/sharing", bo) == few <= 8
    assert asked(path, None) <= 5
    assert asked(f"/verify/{certificate.number}", None) <= 8


def test_too_many_tries_are_slowed_down(hasty: Any) -> None:
    answers = [hasty.get(f"/shared/try-{n}").status_code for n in range(35)]
    assert answers[0] == 404
    assert answers[-1] == 429


def test_the_documentation_names_what_is_kept() -> None:
    told = (ROOT / "docs/records.md").read_text()
    for table in ("lookup", "share_link", "reinstatement", "certificate_proposal", "certificate_decision"):
        assert f"`{table}`" in told, table
