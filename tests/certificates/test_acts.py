"""A certificate is corrected, revoked and reinstated by one person's proposal and another person's signature."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from learn import demo
from learn.audit import AuditEntry, Event
from learn.certificates import Certificate
from learn.certificates.acts import CertificateProposal, ProposedAct
from learn.kit.db import db
from learn.kit.digest import digest_of
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.learning import Completion, Withdrawal
from learn.notifications import Kind, Notification
from learn.notifications.letter import letter_of
from learn.people import Organisation, Permission, Person
from learn.signatures import Signature

Certified = Callable[..., Certificate]
Visit = Callable[..., Any]


def revoke(certificate: Certificate, by: Person, then: Person, reason: str = "借人答题") -> CertificateProposal:
    """One proposes to revoke, the other signs."""
    return act(certificate, ProposedAct.REVOCATION, by, then, reason=reason)


def act(certificate: Certificate, what: ProposedAct, by: Person, then: Person, **how: Any) -> CertificateProposal:
    proposal = CertificateProposal.propose(certificate, what, by=by, **{"reason": "理由", **how})
    db.session.flush()
    proposal.approve(by=then)
    db.session.commit()
    db.session.expire_all()
    return proposal


def certificates(person: Person) -> list[Certificate]:
    found = Certificate.whole().where(Certificate.person_id == person.id).order_by(Certificate.id)
    return list(db.session.scalars(found))


def told(person: Person) -> list[str]:
    return [str(one.kind) for one in db.session.scalars(Notification.of(person))]


# a mistyped name


def test_a_mistyped_name_is_put_right_by_a_certificate_that_takes_the_place(
    bo: Person, hana: Person, quinn: Person, certified: Certified, send: Visit, visit: Visit, worker: Callable[[], int]
) -> None:
    old = certified(bo, holder_name="林柏")
    bytes_before = old.read_document()
    path = f"/certificates/{old.number}/correction"
    assert visit(hana, path).one("#holder_name")["value"] == "林柏"
    form = {"holder_name": "林博", "holder_latin_name": "Lin Bo", "membership": "0", "reason": "录入时打错"}
    proposal = send(hana, path, form).location
    page = visit(quinn, proposal)
    assert page.one("del").get_text() == "林柏"
    assert page.one("ins").get_text() == "林博"
    digest = page.one("#shown")["value"]
    assert old.verdict == "genuine", "nothing has changed yet"
    send(quinn, f"{proposal}/approval", {"password": demo.PASSWORD, "digest": digest})
    worker()
    former, newer = certificates(bo)
    assert (former.verdict, newer.verdict) == ("superseded", "genuine")
    assert former.supersession
    assert former.supersession.successor is newer
    assert former.supersession.reason == "corrected"
    assert former.read_document() == bytes_before
    assert former.completion.holder_name == "林柏", "what it was stays what it was"
    assert newer.completion.holder_name == "林博"
    assert newer.completion.completed_at == former.completion.completed_at
    assert newer.completion.valid_until == former.completion.valid_until
    assert newer.issued_at >= former.issued_at
    shown = visit(bo, f"/certificates/{old.number}")
    assert newer.number in shown.text
    assert "录入时打错" in shown.text


def test_what_was_signed_is_kept_with_its_digest(bo: Person, hana: Person, quinn: Person, certified: Certified) -> None:
    facts = {"holder_latin_name": "Lin Bo-wen"}
    proposal = act(certified(bo), ProposedAct.CORRECTION, hana, quinn, facts=facts)
    signature = db.session.scalars(select(Signature).where(Signature.person_id == quinn.id)).one()
    assert proposal.decision
    assert signature.digest == digest_of(proposal.decision.shown)
    assert proposal.decision.shown
    assert proposal.decision.shown["after"] == facts
    assert signature.meaning.words.en == "Approved: correct the certificate"


def test_a_wrong_organisation_is_put_right_and_both_hrs_hear_of_it(
    bo: Person,
    omar: Person,
    quinn: Person,
    hana: Person,
    hu: Person,
    gangcheng: Organisation,
    certified: Certified,
    visit: Visit,
    send: Visit,
    worker: Callable[[], int],
) -> None:
    old = certified(bo)
    there = bo.join(gangcheng, staff_number="GC-77", by=omar)
    db.session.commit()
    path = f"/certificates/{old.number}/correction"
    offered = [one.get_text() for one in visit(omar, path).all("#membership option")]
    assert any("GC-77" in one for one in offered)
    to_hana = [one.get_text() for one in visit(hana, path).all("#membership option")]
    assert not any("GC-77" in one for one in to_hana), "HR does not learn where else somebody works"
    form = {"holder_name": "林博", "holder_latin_name": "Lin Bo", "membership": str(there.id), "reason": "当时已调任"}
    proposal = send(omar, path, form).location
    shown = visit(quinn, proposal).one("#shown")["value"]
    send(quinn, f"{proposal}/approval", {"password": demo.PASSWORD, "digest": shown})
    worker()
    newer = certificates(bo)[1]
    assert newer.organisation_id == gangcheng.id
    assert newer.completion.staff_number == "GC-77"
    assert newer.completion.organisation_name == gangcheng.name
    for person in (bo, hana, hu):
        assert "certificate_corrected" in told(person)
    visit(hu, f"/certificates/{newer.number}")
    visit(hu, f"/certificates/{old.number}", expect=404)
    leads = [one.address for one in db.session.scalars(Notification.of(hu)) if one.kind is Kind.CERTIFICATE_CORRECTED]
    assert leads == [f"/certificates/{newer.number}"], "to the one that is theirs now"


def test_a_correction_that_changes_nothing_or_cannot_be_printed_is_refused(
    bo: Person, hana: Person, certified: Certified
) -> None:
    certificate = certified(bo)

    def propose(name: str) -> None:
        facts = {"holder_name": name}
        CertificateProposal.propose(certificate, ProposedAct.CORRECTION, by=hana, reason="x", facts=facts)

    with pytest.raises(Refused, match="already stands"):
        propose("林博")
    with pytest.raises(Refused, match="None of our fonts"):
        propose("林\U0002a6d5")


def test_only_the_certificate_in_force_is_corrected(
    bo: Person, hana: Person, quinn: Person, certified: Certified, worker: Callable[[], int]
) -> None:
    first = certified(bo)
    facts = {"holder_name": "林伯"}
    act(first, ProposedAct.CORRECTION, hana, quinn, facts=facts)
    with pytest.raises(Refused, match="on its way"):
        CertificateProposal.propose(first, ProposedAct.CORRECTION, by=hana, reason="x", facts={"holder_name": "林勃"})
    worker()
    db.session.commit()
    first, second = certificates(bo)
    with pytest.raises(Refused, match=second.number):
        CertificateProposal.propose(first, ProposedAct.CORRECTION, by=hana, reason="x", facts={"holder_name": "林勃"})
    act(second, ProposedAct.CORRECTION, hana, quinn, facts={"holder_name": "林博"})
    worker()
    assert [one.verdict for one in certificates(bo)] == ["superseded", "superseded", "genuine"]
    assert [one.completion.edition for one in certificates(bo)] == [1, 2, 3]


# taking back and giving back


def test_revoked_reinstated_and_revoked_again_every_act_stays_on_record(
    bo: Person, hana: Person, omar: Person, quinn: Person, certified: Certified, visit: Visit
) -> None:
    certificate = certified(bo)
    verdicts = []
    for what, by, then in (
        (ProposedAct.REVOCATION, hana, quinn),
        (ProposedAct.REINSTATEMENT, omar, quinn),
        (ProposedAct.REVOCATION, omar, quinn),
    ):
        act(certificate, what, by, then, reason=f"理由 {what}")
        verdicts.append(str(certificates(bo)[0].verdict))
    assert verdicts == ["revoked", "genuine", "revoked"]
    page = visit(bo, f"/certificates/{certificate.number}").text
    assert page.count("Revoked: 理由 revocation") == 2
    assert "Reinstated: 理由 reinstatement" in page
    events = [
        entry.event
        for entry in db.session.scalars(select(AuditEntry).where(AuditEntry.subject_id == certificate.id))
        if entry.subject_type == "Certificate"
    ]
    assert events.count(Event.CERTIFICATE_REVOKED) == 2
    assert events.count(Event.CERTIFICATE_REINSTATED) == 1
    for person in (bo, hana):
        assert told(person).count("certificate_revoked") == 2
        assert told(person).count("certificate_reinstated") == 1


def test_the_public_check_follows(bo: Person, hana: Person, quinn: Person, certified: Certified, visit: Visit) -> None:
    certificate = certified(bo)
    path = f"/verify/{certificate.number}"
    act(certificate, ProposedAct.REVOCATION, hana, quinn)
    assert visit(None, path).one("[data-verdict]")["data-verdict"] == "revoked"
    assert visit(hana, "/hr/certificates").one("tbody [data-status]")["data-status"] == "void"
    act(certificate, ProposedAct.REINSTATEMENT, hana, quinn)
    assert visit(None, path).one("[data-verdict]")["data-verdict"] == "genuine"
    assert visit(hana, "/hr/certificates").one("tbody [data-status]")["data-status"] == "ok"
    assert len(visit(hana, "/hr/certificates").all("tbody tr")) == 1


def test_after_a_renewal_came_meanwhile_a_reinstated_certificate_is_superseded(
    bo: Person, hana: Person, quinn: Person, certified: Certified
) -> None:
    first = certified(bo)
    act(first, ProposedAct.REVOCATION, hana, quinn)
    second = certified(bo)
    act(first, ProposedAct.REINSTATEMENT, hana, quinn)
    assert [one.verdict for one in certificates(bo)] == ["superseded", "genuine"]
    former = certificates(bo)[0].supersession
    assert former
    assert former.successor_id == second.id


def test_one_that_was_revoked_takes_nobodys_place(
    bo: Person, hana: Person, quinn: Person, certified: Certified
) -> None:
    first = certified(bo)
    act(first, ProposedAct.REVOCATION, hana, quinn)
    second = certified(bo)
    act(second, ProposedAct.REVOCATION, hana, quinn)
    act(first, ProposedAct.REINSTATEMENT, hana, quinn)
    assert [one.verdict for one in certificates(bo)] == ["genuine", "revoked"]
    act(second, ProposedAct.REINSTATEMENT, hana, quinn)
    assert [one.verdict for one in certificates(bo)] == ["superseded", "genuine"]


def test_what_rests_on_a_withdrawn_completion_is_not_reinstated(
    bo: Person, hana: Person, quinn: Person, certified: Certified
) -> None:
    certificate = certified(bo)
    certificate.completion.withdraw(by=quinn, reason=Words("答案有误", "wrong key"))
    db.session.commit()
    db.session.expire_all()
    assert certificates(bo)[0].verdict == "revoked"
    with pytest.raises(Refused, match="no longer counts"):
        act(certificate, ProposedAct.REINSTATEMENT, hana, quinn)


def test_a_revoked_certificate_does_not_come_back_by_a_corrected_completion(
    bo: Person, hana: Person, quinn: Person, certified: Certified, worker: Callable[[], int]
) -> None:
    certificate = certified(bo)
    revoke(certificate, hana, quinn)
    certificate.completion.restate({"holder_name": "林伯"}, by=quinn, reason=Words("更正", "corrected"))
    db.session.commit()
    worker()
    assert [one.verdict for one in certificates(bo)] == ["revoked", "revoked"]


def test_nor_by_two_corrections_of_which_the_first_was_never_printed(
    bo: Person, hana: Person, quinn: Person, certified: Certified, worker: Callable[[], int]
) -> None:
    certificate = certified(bo)
    revoke(certificate, hana, quinn)
    for name in ("林伯", "林柏"):
        newest = db.session.scalars(select(Completion).where(Completion.counts())).one()
        newest.restate({"holder_name": name}, by=quinn, reason=Words("更正", "corrected"))
        db.session.flush()
    db.session.commit()
    worker()
    assert [one.verdict for one in certificates(bo)] == ["revoked", "revoked"]


def test_a_name_that_nobody_can_see_is_none(bo: Person, hana: Person, certified: Certified, send: Visit) -> None:
    form = {"holder_name": "\u200b\u2060", "holder_latin_name": "Lin Bo", "membership": "0", "reason": "x"}
    send(hana, f"/certificates/{certified(bo).number}/correction", form, expect=422)


# who may


def test_nobody_decides_on_their_own_proposal_or_certificate(
    bo: Person, omar: Person, quinn: Person, certified: Certified, visit: Visit, send: Visit
) -> None:
    proposal = CertificateProposal.propose(certified(bo), ProposedAct.REVOCATION, by=omar, reason="x")
    quinns = certified(quinn)
    own = CertificateProposal.propose(quinns, ProposedAct.REVOCATION, by=omar, reason="x")
    db.session.commit()
    for one, person in ((proposal, omar), (own, quinn)):
        page = visit(person, f"/certificates/proposals/{one.id}")
        assert "Somebody else decides" in page.text
        assert not page.all("#shown")
        form = {"password": demo.PASSWORD, "digest": one.digest}
        send(person, f"/certificates/proposals/{one.id}/approval", form, expect=409)
        with pytest.raises(Refused):
            one.approve(by=person)
    with pytest.raises(Refused, match="your own"):
        CertificateProposal.propose(certified(omar), ProposedAct.REVOCATION, by=omar, reason="modesty")


def test_whoever_is_not_entitled_finds_nothing(
    bo: Person, eva: Person, ada: Person, quinn: Person, zed: Person, hu: Person, hana: Person,
    certified: Certified, visit: Visit, send: Visit,
) -> None:  # fmt: skip
    certificate = certified(bo)
    for person in (bo, eva, ada, zed, hu, quinn):
        for what in ("correction", "revocation", "reinstatement"):
            visit(person, f"/certificates/{certificate.number}/{what}", expect=404)
            send(person, f"/certificates/{certificate.number}/{what}", {"reason": "x"}, expect=404)
    proposal = CertificateProposal.propose(certificate, ProposedAct.REVOCATION, by=hana, reason="x")
    db.session.commit()
    for person in (bo, eva, ada, zed, hu):
        visit(person, f"/certificates/proposals/{proposal.id}", expect=404)
    assert visit(hu, "/certificates/proposals").one(".empty")
    send(hana, f"/certificates/proposals/{proposal.id}/approval", {}, expect=404)


def test_a_reviewer_of_a_member_does_not_decide_for_the_alliance(
    bo: Person, eva: Person, hana: Person, pujiang: Organisation, certified: Certified, send: Visit
) -> None:
    eva.grant(Permission.REVIEWER, pujiang, by=None)
    proposal = CertificateProposal.propose(certified(bo), ProposedAct.REVOCATION, by=hana, reason="x")
    db.session.commit()
    send(eva, f"/certificates/proposals/{proposal.id}/approval", {}, expect=404)


def test_signing_asks_for_the_password_and_for_what_was_shown(
    bo: Person, hana: Person, quinn: Person, certified: Certified, send: Visit
) -> None:
    proposal = CertificateProposal.propose(certified(bo), ProposedAct.REVOCATION, by=hana, reason="x")
    db.session.commit()
    path = f"/certificates/proposals/{proposal.id}/approval"
    send(quinn, path, {"password": "wrong", "digest": proposal.digest}, expect=422)
    send(quinn, path, {"password": demo.PASSWORD, "digest": "0" * 64}, expect=409)
    send(quinn, path, {"password": demo.PASSWORD, "digest": proposal.digest})
    send(quinn, path, {"password": demo.PASSWORD, "digest": proposal.digest}, expect=409)
    assert certificates(bo)[0].verdict == "revoked"


def test_a_declined_proposal_changes_nothing_and_its_proposer_is_told_why(
    bo: Person, hana: Person, quinn: Person, certified: Certified, send: Visit
) -> None:
    proposal = CertificateProposal.propose(certified(bo), ProposedAct.REVOCATION, by=hana, reason="x")
    db.session.commit()
    assert "certificate_act_proposed" in told(quinn)
    path = f"/certificates/proposals/{proposal.id}/refusal"
    send(quinn, path, {"note": " "}, expect=422)
    send(quinn, path, {"note": "没有证据"})
    assert certificates(bo)[0].verdict == "genuine"
    letter = next(one for one in db.session.scalars(Notification.of(hana)) if one.kind is Kind.CERTIFICATE_ACT_DECLINED)
    assert "没有证据" in letter.more
    assert "certificate_revoked" not in told(bo)


def test_one_proposal_at_a_time(bo: Person, hana: Person, omar: Person, certified: Certified, send: Visit) -> None:
    certificate = certified(bo)
    send(hana, f"/certificates/{certificate.number}/revocation", {"reason": "x"})
    send(omar, f"/certificates/{certificate.number}/revocation", {"reason": "y"}, expect=409)


def test_letters_are_in_the_language_of_whoever_gets_them(
    bo: Person, hana: Person, quinn: Person, certified: Certified
) -> None:
    hana.speak("en", by=hana)
    revoke(certified(bo), hana, quinn)
    letters = {
        one.person_id: letter_of(one)
        for one in db.session.scalars(select(Notification).where(Notification.kind == Kind.CERTIFICATE_REVOKED))
    }
    assert "is revoked" in letters[hana.id].subject
    assert "已撤销" in letters[bo.id].subject
    assert "借人答题" in letters[bo.id].text


def test_completions_stay_one_that_counts_a_line(
    bo: Person, hana: Person, quinn: Person, certified: Certified, worker: Callable[[], int]
) -> None:
    certificate = certified(bo)
    act(certificate, ProposedAct.CORRECTION, hana, quinn, facts={"holder_name": "林伯"})
    worker()
    assert len(db.session.scalars(Completion.of(bo)).all()) == 1
    withdrawal = db.session.scalars(select(Withdrawal)).one()
    assert withdrawal.completion_id == certificate.completion_id
    assert withdrawal.successor_id
