"""A wrong key put right: shown beforehand, signed by a second person, followed through to passes and certificates."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from learn import demo
from learn.assessment import (
    Attempt,
    Correction,
    CorrectionDecision,
    Draft,
    Marking,
    QuestionKind,
    QuestionVersion,
    Remarking,
    remark_what_is_due,
)
from learn.assessment.carrying import carried
from learn.audit import AuditEntry, Event
from learn.certificates import Certificate, DryRunForPeople
from learn.kit.db import db
from learn.kit.digest import digest_of
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.learning import Completion, Enrolment, Outline, Withdrawal
from learn.notifications import Notification
from learn.people import Permission

REASON = Words("原答案有误。", "The key was wrong.")


def other_key(version: QuestionVersion) -> dict[str, Any]:
    """The body of a question with another key, by which a former right answer is wholly wrong."""
    body = {**version.body}
    if version.kind == "truefalse":
        return {**body, "answer": not body["answer"]}
    if version.kind == "numeric":
        return {**body, "answer": body["answer"] + 100}
    if version.kind == "short":
        return {**body, "accept": ["nobody says this", "没有人这么说"]}
    if version.kind == "ordering":
        items = body["items"]
        return {**body, "items": [*items[1:], items[0]]}
    if version.kind == "matching":
        one, two = body["pairs"][:2]
        swapped = [{**one, "right": two["right"]}, {**two, "right": one["right"]}]
        return {**body, "pairs": [*swapped, *body["pairs"][2:]]}
    choices = [{key: part for key, part in choice.items() if key != "correct"} for choice in body["choices"]]
    wrong = next(n for n, choice in enumerate(body["choices"]) if not choice.get("correct"))
    return {
        **body,
        "choices": [{**choice, "correct": n == wrong} if n == wrong else choice for n, choice in enumerate(choices)],
    }


def rewrite(version: QuestionVersion, by: Any) -> QuestionVersion:
    """A new edition of a question with another key."""
    names = ("kind", "topic", "objective", "difficulty", "text", "reason", "source", "source_title", "clause", "check")
    content = {name: getattr(version, name) for name in names}
    return version.question.version_for({**content, "body": other_key(version)}, by=by)


@pytest.fixture
def paper(bos_records, bo) -> Attempt:
    """Bo's paper: all right, passed, certified."""
    attempt = db.session.scalars(select(Attempt).where(Attempt.person_id == bo.id)).one()
    assert attempt.percent == 100
    return attempt


@pytest.fixture
def corrects(paper, ada, quinn, worker):
    """`corrects(item)`: Ada proposes that a question of Bo's paper had a wrong key, Quinn signs, the worker marks again."""

    def correct(item: Any) -> Correction:
        right = rewrite(item.version, by=None)
        correction = Correction.propose(item.version.question, wrong=[item.version], to=right, reason=REASON, by=ada)
        db.session.flush()
        correction.approve(by=quinn, shown={"lines": []})
        remark_what_is_due()
        db.session.commit()
        worker()
        return correction

    return correct


def certificates(person) -> list[Certificate]:
    found = select(Certificate).where(Certificate.person_id == person.id).order_by(Certificate.id)
    return list(db.session.scalars(found))


def told(person) -> list[str]:
    return [str(one.kind) for one in db.session.scalars(Notification.of(person))]


def test_a_corrected_score_that_still_passes_brings_a_new_certificate(paper, corrects, bo):
    corrects(paper.items[0])
    assert [marking.percent for marking in paper.markings] == [100, 75]
    old, new = certificates(bo)
    assert old.verdict == "superseded"
    assert old.supersession.reason == "corrected"
    assert new.verdict == "genuine"
    assert new.completion.score == 75
    assert new.completion.completed_at == old.completion.completed_at
    assert old.completion.score == 100  # what it was stays what it was
    assert "marks_corrected" in told(bo)


def test_a_pass_that_is_lost_takes_completion_and_certificate_with_it(paper, corrects, bo):
    corrects(paper.items[0])
    corrects(paper.items[1])
    assert [marking.passed for marking in paper.markings] == [True, True, False]
    assert [one.verdict for one in certificates(bo)] == ["superseded", "revoked"]
    assert "原答案有误" in certificates(bo)[1].revocation.reason
    enrolment = db.session.scalars(Enrolment.whole().where(Enrolment.person_id == bo.id)).unique().one()
    assert Completion.standing_of(enrolment) is None
    assert not Outline(enrolment.version, enrolment).complete
    assert db.session.query(Withdrawal).count() == 2
    assert "marks_corrected_failed" in told(bo)


def test_bo_can_sit_again_after_a_lost_pass_and_complete_the_course_anew(paper, corrects, bo, worker, send, visit):
    corrects(paper.items[0])
    corrects(paper.items[1])
    page = visit(bo, "/courses/GMP-101/units/3")
    assert page.soup.find("form", action="/courses/GMP-101/units/3/attempts")
    before = len(certificates(bo))
    send(bo, "/courses/GMP-101/units/3/attempts")
    again = db.session.scalars(select(Attempt).where(Attempt.person_id == bo.id).order_by(Attempt.id.desc())).first()
    assert again.id != paper.id
    assert again.number == 2
    assert len(certificates(bo)) == before


def test_who_failed_by_a_wrong_key_passes_after_all(bo, gmp101, ada, quinn, worker):
    demo.study(bo, "GMP-101", blank=None)
    enrolment = Enrolment.at(bo, "GMP-101")
    attempt = enrolment.sit(enrolment.version.units[-1], address="/courses/GMP-101/units/3")
    db.session.flush()
    _blank, item, *rest = attempt.items
    truth = rewrite(item.version, by=None)  # what the key ought to have been
    answers = {one.version.question_id: demo.right_answer(one.version) for one in rest}
    said = carried(demo.right_answer(truth), truth.body, item.version.body)  # in the ids of the paper
    attempt.save({**answers, item.version.question_id: said}, by=bo)
    attempt.hand_in(by=bo)
    assert not attempt.passed
    correction = Correction.propose(item.version.question, wrong=[item.version], to=truth, reason=REASON, by=ada)
    db.session.flush()
    correction.approve(by=quinn, shown={"lines": []})
    remark_what_is_due()
    db.session.commit()
    worker()
    assert [marking.passed for marking in attempt.markings] == [False, True]
    assert certificates(bo)[0].verdict == "genuine"
    assert "marks_corrected_passed" in told(bo)


def test_marking_after_the_signature_goes_by_the_right_key(paper, corrects, bo):
    item = paper.items[0]
    corrects(item)
    grading_by_old_key = paper.grading()
    assert grading_by_old_key.percent == 100
    newest = paper.markings[-1]
    assert newest.version_id(item) != item.version_id


def test_signing_twice_and_marking_twice_change_nothing(paper, corrects, bo, worker):
    corrects(paper.items[0])
    remark_what_is_due()
    db.session.commit()
    worker()
    assert db.session.query(Marking).filter_by(attempt_id=paper.id).count() == 2
    assert len(certificates(bo)) == 2


def test_quinn_sees_whom_it_touches_before_signing(paper, ada, quinn, bo, send, visit, worker):
    question, version = paper.items[0].version.question, paper.items[0].version
    right = rewrite(version, by=None)
    db.session.commit()
    address = f"/studio/banks/{question.bank.code}/questions/{question.code}/corrections"
    form = {"wrong": version.id, "to": right.id, "reason_zh": REASON.zh, "reason_en": REASON.en}
    assert "Mark by the key of" in visit(ada, f"{address}/new").text
    page = send(ada, address, form)
    correction = db.session.scalars(select(Correction)).one()
    shown = visit(quinn, f"/studio/corrections/{correction.id}")
    assert bo.name in shown.text
    assert certificates(bo)[0].number in shown.text
    assert len(paper.markings) == 1  # shown, not done
    digest = shown.soup.find(id="shown")["value"]
    approval = f"/studio/corrections/{correction.id}/approval"
    send(quinn, approval, {"password": "wrong", "digest": digest}, expect=422)
    send(quinn, approval, {"password": demo.PASSWORD, "digest": "f" * 64}, expect=409)
    send(ada, approval, {"password": demo.PASSWORD, "digest": digest}, expect=404)
    send(quinn, approval, {"password": demo.PASSWORD, "digest": digest})
    worker()
    assert [one.verdict for one in certificates(bo)] == ["superseded", "genuine"]
    assert page is not None
    events = set(db.session.scalars(select(AuditEntry.event)))
    assert {Event.CORRECTION_PROPOSED, Event.CORRECTION_APPROVED, Event.SIGNED, Event.ATTEMPT_REMARKED} <= events
    send(quinn, approval, {"password": demo.PASSWORD, "digest": digest}, expect=409)


def test_a_declined_correction_leaves_everything(paper, ada, quinn, bo, send):
    version = paper.items[0].version
    correction = Correction.propose(version.question, wrong=[version], to=rewrite(version, None), reason=REASON, by=ada)
    db.session.commit()
    send(quinn, f"/studio/corrections/{correction.id}/refusal", {"note": "The key is right."})
    remark_what_is_due()
    assert len(paper.markings) == 1
    assert not correction.approved


def test_hu_finds_no_correction(paper, ada, hu, visit):
    version = paper.items[0].version
    correction = Correction.propose(version.question, wrong=[version], to=rewrite(version, None), reason=REASON, by=ada)
    db.session.commit()
    visit(hu, f"/studio/corrections/{correction.id}", expect=404)


# who decides, and what is kept


@pytest.fixture
def proposed(paper, ada) -> Correction:
    """Ada proposes that the first question of Bo's paper had a wrong key."""
    version = paper.items[0].version
    correction = Correction.propose(version.question, wrong=[version], to=rewrite(version, None), reason=REASON, by=ada)
    db.session.commit()
    return correction


def sign(send, visit, somebody, correction, expect=303):
    page = visit(somebody, f"/studio/corrections/{correction.id}")
    form = {"password": demo.PASSWORD, "digest": page.soup.find(id="shown")["value"]}
    return send(somebody, f"/studio/corrections/{correction.id}/approval", form, expect=expect)


def test_what_quinn_signed_can_be_read_and_proved_later(proposed, quinn, bo, send, visit, worker):
    number = certificates(bo)[0].number
    sign(send, visit, quinn, proposed)
    worker()
    db.session.refresh(proposed)
    kept = proposed.decision.shown
    assert digest_of(kept) == proposed.decision.signature.digest
    assert [(one["person"], one["before"], one["after"], one["certificate"]) for one in kept["lines"]] == [
        (bo.id, "100", "75", number)
    ]
    page = visit(quinn, f"/studio/corrections/{proposed.id}")
    assert page.h1 == "The marks of 1 attempt were put right"
    assert bo.name in page.text


def test_the_second_of_two_reviewers_is_told_that_it_is_decided(proposed, quinn, alliance, eva, send, visit):
    other = eva
    other.grant(Permission.REVIEWER, alliance, by=None)
    db.session.commit()
    digest = visit(other, f"/studio/corrections/{proposed.id}").soup.find(id="shown")["value"]
    sign(send, visit, quinn, proposed)
    form = {"password": demo.PASSWORD, "digest": digest}
    page = send(other, f"/studio/corrections/{proposed.id}/approval", form, expect=409)
    assert "already been decided" in page.text
    send(other, f"/studio/corrections/{proposed.id}/refusal", {"note": "No."}, expect=409)
    assert db.session.query(CorrectionDecision).count() == 1


def test_nobody_signs_over_marks_of_their_own(proposed, bo, alliance, send, visit):
    bo.grant(Permission.REVIEWER, alliance, by=None)
    db.session.commit()
    page = visit(bo, f"/studio/corrections/{proposed.id}")
    assert "An attempt of your own is among them." in page.text
    assert page.soup.find(id="shown") is None
    form = {"password": demo.PASSWORD, "digest": DryRunForPeople(proposed).digest}
    send(bo, f"/studio/corrections/{proposed.id}/approval", form, expect=409)


def test_a_reviewer_of_another_house_does_not_decide_by_being_an_instructor_here(
    proposed, hu, alliance, gangcheng, send
):
    hu.grant(Permission.INSTRUCTOR, alliance, by=None)
    hu.grant(Permission.REVIEWER, gangcheng, by=None)
    db.session.commit()
    form = {"password": demo.PASSWORD, "digest": DryRunForPeople(proposed).digest}
    send(hu, f"/studio/corrections/{proposed.id}/approval", form, expect=404)
    send(hu, f"/studio/corrections/{proposed.id}/refusal", {"note": "No."}, expect=404)


def test_a_job_that_is_killed_halfway_leaves_nothing_half_done_and_the_sweep_ends_it(
    paper, proposed, quinn, bo, worker, monkeypatch
):
    def killed(*_args, **_how):
        raise SystemExit("the machine went down")

    proposed.approve(by=quinn, shown=DryRunForPeople(proposed).shown)
    db.session.commit()
    with monkeypatch.context() as machine:
        machine.setattr(Completion, "correct", killed)
        with pytest.raises(SystemExit):
            _in_a_transaction(lambda: Remarking.of_one(proposed, paper.id))
    db.session.expire_all()
    assert len(paper.markings) == 1
    assert certificates(bo)[0].verdict == "genuine"
    remark_what_is_due()
    db.session.commit()
    worker()
    db.session.expire_all()
    assert [marking.percent for marking in paper.markings] == [100, 75]
    assert [one.verdict for one in certificates(bo)] == ["superseded", "genuine"]


def _in_a_transaction(work):
    with db.session.begin_nested():
        work()


def test_a_completion_rests_on_another_attempt_that_passes_now(bo, gmp101, ada, quinn, worker):
    """The first attempt failed by a wrong key, the second passed by it: then it is the first that counts."""
    demo.study(bo, "GMP-101", blank=None)
    enrolment = Enrolment.at(bo, "GMP-101")
    first, truth, wrong = _sit_against_the_key(enrolment, bo)
    assert not first.passed
    second = enrolment.sit(enrolment.version.units[-1], address="/courses/GMP-101/units/3")
    db.session.flush()
    demo.history.answer_all(second)
    second.hand_in(by=bo)
    assert Completion.standing_of(enrolment).attempt_id == second.id
    correction = Correction.propose(wrong.question, wrong=[wrong], to=truth, reason=REASON, by=ada)
    db.session.flush()
    fates = {one.effect.attempt.id: one.fate for one in DryRunForPeople(correction).consequences}
    correction.approve(by=quinn, shown=DryRunForPeople(correction).shown)
    remark_what_is_due()
    db.session.commit()
    worker()
    held = Completion.standing_of(enrolment)
    assert held.score == db.session.get(Attempt, held.attempt_id).percent
    assert held.score >= 75
    assert fates[first.id] == "marks"  # it passes, but there is a completion already
    assert (fates.get(second.id) == "corrected") == (held.edition == 2)


def _sit_against_the_key(enrolment, bo):
    """A paper with one question blank and one answered truly, against its key; returns it with the true version."""
    attempt = enrolment.sit(enrolment.version.units[-1], address="/courses/GMP-101/units/3")
    db.session.flush()
    _blank, item, *rest = attempt.items
    truth = rewrite(item.version, by=None)
    answers = {one.version.question_id: demo.right_answer(one.version) for one in rest}
    said = carried(demo.right_answer(truth), truth.body, item.version.body)
    attempt.save({**answers, item.version.question_id: said}, by=bo)
    attempt.hand_in(by=bo)
    return attempt, truth, item.version


def test_a_question_of_a_case_that_became_another_takes_no_old_answers(gmp101, ada, proposed):
    def case(kind: str, **key: Any) -> dict[str, Any]:
        said = {"id": "p", "kind": kind, "text": {"zh": "几位？", "en": "How many?"}}
        return {"questions": [{**said, **key}]}

    bank = proposed.question.bank
    draft = Draft(QuestionKind.SCENARIO, Words("病例。", "A case."), case("numeric", answer=4))
    old = bank.add_draft(draft, by=None)
    content = bank.content_of(replace(draft, body=case("numeric", answer=5)))
    right = old.question.version_for(content, by=None)
    other = old.question.version_for(bank.content_of(replace(draft, body=case("short", accept=["four"]))), by=None)
    db.session.flush()
    with pytest.raises(Refused, match="asks for something else"):
        Correction.propose(old.question, wrong=[old], to=other, reason=REASON, by=ada)
    assert Correction.propose(old.question, wrong=[old], to=right, reason=REASON, by=ada)
