"""Answers that a person marks: who is asked, what they see, what two of them come to, what goes back to the trainee."""

import re
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from learn import demo
from learn.assessment import Attempt, Quiz
from learn.assessment.by_hand import (
    HandMarking,
    Judgement,
    MarkerTurn,
    Seat,
    call_missing_markers,
    remind_markers,
    replace_lost_markers,
)
from learn.audit import AuditEntry, Event
from learn.catalogue import CourseVersion
from learn.catalogue.pack import read
from learn.demo.history import set_back
from learn.kit import clock
from learn.kit.db import db
from learn.kit.digest import digest_of
from learn.kit.web import Refused
from learn.learning import Completion, Enrolment
from learn.notifications import Notification
from learn.people import Organisation, Permission, Person
from tests import cast
from tests.assessment.bodies import ESSAY, JUDGED, UPLOAD
from tests.assessment.sitting import RULES, bank, take
from tests.small_course import small_pack

TEXT = "人员须经培训，\n并有记录。"


@pytest.fixture
def essay(app: Any) -> Any:
    """`essay(second=True)`: a quiz with one essay, worth as much as its rubric says, and one question with a key."""

    def make(**by_hand: Any) -> Quiz:
        into = bank("ESSAYS")
        versions = [
            take(into, "Q01", "essay", {**ESSAY, "points": 3}),
            take(into, "Q02", "truefalse", {"answer": True}),
        ]
        rules = {**RULES, "draw": [{"unit": "people", "count": 2}], "by_hand": by_hand}
        quiz = Quiz.of(rules, versions)
        db.session.commit()
        return quiz

    return make


@pytest.fixture
def hands_in(start: Any) -> Any:
    """`hands_in(bo, quiz)`: somebody answers everything and hands in."""

    def act(person: Person, quiz: Quiz, text: str = TEXT, before: list[Attempt] | None = None) -> Attempt:
        attempt = start(person, quiz, before)
        answers = {
            item.version.question_id: {"text": text} if item.version.kind == "essay" else {"choices": ["true"]}
            for item in attempt.items
        }
        attempt.save(answers, by=person)
        attempt.hand_in(by=person)
        db.session.commit()
        return attempt

    return act


def another(name: str, *permissions: Permission) -> Person:
    """Somebody else at the alliance's office with these permissions."""
    office = db.session.scalars(select(Organisation).where(Organisation.code == cast.ALLIANCE)).one()
    person = Person.add(email=f"{name.lower()}@alliance.example", name=name, password=demo.PASSWORD, by=None)
    for permission in permissions:
        person.grant(permission, office, by=None, reason="More markers")
    db.session.commit()
    return person


def turns(attempt: Attempt) -> list[MarkerTurn]:
    return list(db.session.scalars(select(MarkerTurn).filter_by(attempt_id=attempt.id).order_by(MarkerTurn.id)))


def sheet(attempt: Attempt, facts: object, order: object, comment: str = "Say who.") -> dict[str, str]:
    """A filled-in sheet for the one essay of an attempt."""
    (item,) = attempt.by_hand
    return {
        f"m{item.id}-pfacts": str(facts),
        f"m{item.id}-porder": str(order),
        f"m{item.id}-comment": comment,
        "comment": "Well begun.",
        "password": demo.PASSWORD,
    }


def told(person: Person) -> list[str]:
    return [str(one.kind) for one in db.session.scalars(Notification.of(person))]


# who is asked


def test_ada_is_asked_as_soon_as_bo_hands_in(bo, ada, essay, hands_in):
    attempt = hands_in(bo, essay(days=5))
    (turn,) = turns(attempt)
    assert (turn.person.id, turn.seat) == (ada.id, Seat.FIRST)
    assert turn.due_on == clock.today() + timedelta(days=5)
    assert told(ada) == ["marking_asked"]
    assert not attempt.markings
    assert attempt.awaits_marker


def test_nobody_is_asked_when_the_essay_was_left_empty(bo, essay, hands_in):
    attempt = hands_in(bo, essay(), text="")
    assert not turns(attempt)
    assert attempt.percent == 25  # the other question; an essay that was not written has no points


def test_whoever_has_least_to_mark_is_asked(bo, hana, ada, essay, hands_in):
    quiz = essay()
    abel = another("Abel", Permission.INSTRUCTOR)
    asked = [turns(hands_in(person, quiz))[0].person.name for person in (bo, hana)]
    assert sorted(asked) == sorted([ada.name, abel.name])


def test_nobody_marks_what_they_wrote_themselves(ada, quinn, essay, hands_in):
    (turn,) = turns(hands_in(ada, essay()))
    assert turn.person.id == quinn.id


def test_an_attempt_that_nobody_could_mark_is_found_once_somebody_may(bo, ada, quinn, essay, hands_in, worker):
    for person in (ada, quinn):
        for grant in person.current_grants:
            grant.withdraw(by=None or cast.person("omar@alliance.example"), reason="On leave")
    attempt = hands_in(bo, essay())
    assert not turns(attempt)
    abel = another("Abel", Permission.INSTRUCTOR)
    call_missing_markers()
    call_missing_markers()
    db.session.commit()
    worker()
    assert [turn.person.id for turn in turns(attempt)] == [abel.id]


def test_a_marker_without_the_permission_is_replaced(bo, ada, quinn, essay, hands_in, worker):
    attempt = hands_in(bo, essay())
    next(grant for grant in ada.current_grants if grant.permission is Permission.INSTRUCTOR).withdraw(
        by=cast.person("omar@alliance.example"), reason="Left"
    )
    replace_lost_markers()
    db.session.commit()
    worker()
    first, second = turns(attempt)
    assert first.passing_on.to_id == second.id
    assert second.person.id == quinn.id


# marking


def test_ada_marks_by_the_rubric_and_bo_reads_what_she_said(bo, ada, essay, hands_in, visit, send):
    attempt = hands_in(bo, essay())
    (turn,) = turns(attempt)
    page = visit(ada, f"/studio/marking/{turn.id}")
    assert "并有记录" in page.text
    assert bo.name not in page.one("main").get_text()
    assert bo.name not in visit(ada, "/studio/marking").one("main").get_text()
    send(ada, f"/studio/marking/{turn.id}/judgement", sheet(attempt, "1.5", 1))
    (marking,) = attempt.markings
    assert marking.by_id == ada.id
    assert marking.shares_by_hand == {attempt.by_hand[0].id: Fraction(5, 6)}
    assert marking.percent == Fraction("87.5")  # 2.5 of 3, and 1 of 1
    assert attempt.passed
    assert told(bo)[0] == "answers_marked"
    result = visit(bo, f"/attempts/{attempt.id}/result")
    assert "Say who." in result.text
    assert "Well begun." in result.text
    assert "1.5 of 2" in result.text
    assert ada.name not in result.one("main").get_text()


def test_points_beyond_the_rubric_are_named_at_their_field_and_nothing_is_lost(bo, essay, hands_in, ada, send):
    attempt = hands_in(bo, essay())
    (turn,) = turns(attempt)
    for facts in ("2.1", "-1", "", "NaN", "1e400", "Infinity", "two"):
        page = send(ada, f"/studio/marking/{turn.id}/judgement", sheet(attempt, facts, 1), expect=422)
        assert page.all(".fault"), facts
        assert "Say who." in page.text
    assert not attempt.markings


def test_marks_are_signed_over_what_was_seen_and_not_without_the_password(bo, essay, hands_in, ada, send, visit):
    attempt = hands_in(bo, essay())
    (turn,) = turns(attempt)
    where = f"/studio/marking/{turn.id}/judgement"
    for wrong in ("", "not mine"):
        page = send(ada, where, {**sheet(attempt, 2, 1), "password": wrong}, expect=422)
        assert page.all("#password-fault")
    send(ada, where, sheet(attempt, 2, 1))
    judgement = db.session.query(Judgement).one()
    assert judgement.signature.person_id == ada.id
    seen = {"attempt": attempt.id, "receipt": attempt.receipt.digest}
    assert judgement.signature.digest == digest_of({**seen, "marks": judgement.marks, "comment": "Well begun."})
    assert judgement.signature.printed_name in visit(ada, f"/studio/marking/{turn.id}").text


def test_marks_are_handed_in_once(bo, essay, hands_in, ada, send):
    attempt = hands_in(bo, essay())
    (turn,) = turns(attempt)
    send(ada, f"/studio/marking/{turn.id}/judgement", sheet(attempt, 2, 1))
    page = send(ada, f"/studio/marking/{turn.id}/judgement", sheet(attempt, 0, 0), expect=409)
    assert "already" in page.text
    assert len(attempt.markings) == 1
    assert db.session.query(Judgement).count() == 1


def test_a_draft_is_kept_and_seen_again(bo, essay, hands_in, ada, send, visit):
    attempt = hands_in(bo, essay())
    (turn,) = turns(attempt)
    send(ada, f"/studio/marking/{turn.id}/draft", sheet(attempt, "two?", "", comment="Half a"))
    page = visit(ada, f"/studio/marking/{turn.id}")
    assert "Half a" in page.text
    assert page.one(f"#m{attempt.by_hand[0].id}-pfacts")["value"] == "two?"
    assert attempt.awaits_marker


def test_another_marker_and_another_member_find_nothing(bo, essay, hands_in, quinn, zed, visit, send):
    attempt = hands_in(bo, essay())
    (turn,) = turns(attempt)
    for person in (quinn, zed):
        visit(person, f"/studio/marking/{turn.id}", expect=404)
        send(person, f"/studio/marking/{turn.id}/judgement", sheet(attempt, 2, 1), expect=404)
    hu = cast.person("hu@gangcheng.example")
    hu.grant(Permission.REVIEWER, hu.organisation, by=None, reason="Own banks")
    visit(hu, f"/studio/marking/{turn.id}/handover", expect=404)
    assert f"A-{attempt.id}" not in visit(hu, "/studio/marking").text


def test_evidence_is_opened_by_its_marker_only_and_without_the_name_of_its_file(bo, ada, quinn, start, visit, browser):
    from tests.assessment.test_evidence import PDF, Evidence

    into = bank("EVIDENCE")
    quiz = Quiz.of({**RULES, "draw": [{"unit": "people", "count": 1}]}, [take(into, "Q01", "upload", UPLOAD)])
    attempt = start(bo, quiz)
    evidence = Evidence.of(attempt.items[0]).with_file("林博 record.pdf", PDF)
    attempt.save({attempt.items[0].version.question_id: evidence.given}, by=bo)
    attempt.hand_in(by=bo)
    db.session.commit()
    (turn,) = turns(attempt)
    assert "林博" not in visit(ada, f"/studio/marking/{turn.id}").one("main").get_text()
    where = f"/studio/marking/{turn.id}/evidence/{evidence.files[0].digest}"
    answer = browser(ada).client.get(where)
    assert answer.data == PDF
    assert "record" not in answer.headers["Content-Disposition"]
    visit(quinn, where, expect=404)


def test_the_parts_of_a_case_that_a_person_marks_are_marked_apart(bo, ada, start, send, visit):
    into = bank("CASES")
    quiz = Quiz.of({**RULES, "draw": [{"unit": "people", "count": 1}]}, [take(into, "Q01", "scenario", JUDGED)])
    attempt = start(bo, quiz)
    (item,) = attempt.items
    given = {"parts": {"p1": {"choices": ["b"]}, "p4": {"text": "Because"}}}  # no evidence was sent
    attempt.save({item.version.question_id: given}, by=bo)
    attempt.hand_in(by=bo)
    db.session.commit()
    (turn,) = turns(attempt)
    page = visit(ada, f"/studio/marking/{turn.id}")
    assert len(page.all("article.question")) == 1
    form = {
        f"m{item.id}-p4-pfacts": "2",
        f"m{item.id}-p4-porder": "0.5",
        f"m{item.id}-p4-comment": "",
        "password": demo.PASSWORD,
    }
    send(ada, f"/studio/marking/{turn.id}/judgement", form)
    # of ten points: one for the choice, four times 2.5/3 for the essay
    assert str(attempt.markings[0].points).startswith("4.333")


# two markers


@pytest.fixture
def doubly(bo, essay, hands_in):
    """Bo's essay, marked by two people who must not be further apart than a fifth of the points."""
    return hands_in(bo, essay(second=True, difference=20))


def by_seat(attempt: Attempt) -> dict[Seat, MarkerTurn]:
    return {turn.seat: turn for turn in turns(attempt)}


def test_two_who_agree_well_enough_give_the_mean(doubly, ada, quinn, send, visit):
    first, second = by_seat(doubly).values()
    assert {first.person.id, second.person.id} == {ada.id, quinn.id}
    send(first.person, f"/studio/marking/{first.id}/judgement", sheet(doubly, 2, 1, comment="Only I say this"))
    assert not doubly.markings
    assert "Only I say this" not in visit(second.person, f"/studio/marking/{second.id}").text
    send(second.person, f"/studio/marking/{second.id}/judgement", sheet(doubly, "1.5", 1))
    (share,) = doubly.markings[0].shares_by_hand.values()
    assert share == Fraction(11, 12)
    assert "Only I say this" in visit(second.person, f"/studio/marking/{second.id}").text


def test_a_third_person_decides_where_two_are_too_far_apart(doubly, send, visit, bo):
    first, second = by_seat(doubly).values()
    send(first.person, f"/studio/marking/{first.id}/judgement", sheet(doubly, 2, 1, comment="Fine"))
    send(second.person, f"/studio/marking/{second.id}/judgement", sheet(doubly, 0, 1, comment="Wrong"))
    assert not doubly.markings
    assert Seat.DECIDING not in by_seat(doubly)  # there are only two markers so far
    abel = another("Abel", Permission.INSTRUCTOR)
    HandMarking(doubly).call()
    db.session.commit()
    deciding = by_seat(doubly)[Seat.DECIDING]
    assert deciding.person.id == abel.id
    page = visit(abel, f"/studio/marking/{deciding.id}")
    assert "Fine" in page.text
    assert "Wrong" in page.text
    send(abel, f"/studio/marking/{deciding.id}/judgement", sheet(doubly, 1, 1))
    assert list(doubly.markings[0].shares_by_hand.values()) == [Fraction(2, 3)]


def test_exactly_the_difference_allowed_is_not_too_far(doubly):
    marking = HandMarking(doubly)
    item = doubly.by_hand[0]
    one, other = (Judgement(marks={str(item.id): {"share": share}}) for share in ("1", "4/5"))
    assert not marking.disputed({Seat.FIRST: one, Seat.SECOND: other})
    further = Judgement(marks={str(item.id): {"share": "79/100"}})
    assert marking.disputed({Seat.FIRST: one, Seat.SECOND: further}) == [item]


# passing on, sending back, days


def test_ada_passes_it_on_with_a_reason_and_quinn_is_told(bo, ada, quinn, essay, hands_in, send, visit):
    attempt = hands_in(bo, essay())
    (turn,) = turns(attempt)
    send(ada, f"/studio/marking/{turn.id}/handover", {"to": str(quinn.id), "why": ""}, expect=422)
    send(ada, f"/studio/marking/{turn.id}/handover", {"to": str(quinn.id), "why": "I taught Bo"})
    assert [one.person.id for one in turns(attempt)] == [ada.id, quinn.id]
    assert "marking_asked" in told(quinn)
    send(ada, f"/studio/marking/{turn.id}/judgement", sheet(attempt, 2, 1), expect=409)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == Event.MARKING_PASSED_ON)).one()
    assert entry.reason == "I taught Bo"


def test_a_reviewer_sees_what_others_mark_and_may_pass_it_on(bo, ada, quinn, essay, hands_in, send, visit):
    attempt = hands_in(bo, essay())
    (turn,) = turns(attempt)
    abel = another("Abel", Permission.INSTRUCTOR)
    assert ada.name in visit(quinn, "/studio/marking").text
    send(quinn, f"/studio/marking/{turn.id}/handover", {"to": str(abel.id), "why": "Ada is ill"})
    assert turns(attempt)[-1].person.id == abel.id


def test_bo_improves_what_was_sent_back_and_loses_no_attempt_for_it(bo, ada, essay, hands_in, send, visit, start):
    quiz = essay()
    attempt = hands_in(bo, quiz)
    (turn,) = turns(attempt)
    send(ada, f"/studio/marking/{turn.id}/return", {"reason": " "}, expect=422)
    send(ada, f"/studio/marking/{turn.id}/return", {"reason": "Name the article."})
    assert told(bo)[0] == "work_sent_back"
    page = visit(bo, f"/attempts/{attempt.id}/result")
    assert page.h1 == "Sent back to be improved"
    assert "Name the article." in page.text
    assert quiz.obstacle([attempt]) is None
    again = start(bo, quiz, [attempt])
    assert again.number == 1
    assert [item.version_id for item in again.items] == [item.version_id for item in attempt.items]
    assert [item.given for item in again.items] == [item.given for item in attempt.items]
    again.hand_in(by=bo)
    db.session.commit()
    assert [turn.person.id for turn in turns(again)] == [ada.id]
    send(ada, f"/studio/marking/{turns(again)[0].id}/judgement", sheet(again, 0, 0))
    assert len(attempt.markings) == 0
    assert quiz.next_start([attempt, again]) is not None  # two more are left


def test_work_that_somebody_has_marked_is_not_sent_back(doubly, send):
    first, second = by_seat(doubly).values()
    send(first.person, f"/studio/marking/{first.id}/judgement", sheet(doubly, 2, 1))
    page = send(second.person, f"/studio/marking/{second.id}/return", {"reason": "Why?"}, expect=409)
    assert "marked this already" in page.text


def test_markers_are_reminded_and_reviewers_hear_of_what_is_late(bo, ada, quinn, essay, hands_in):
    hands_in(bo, essay(days=7))
    remind_markers()
    assert told(ada) == ["marking_asked"]
    with set_back(clock.now() + timedelta(days=5)):
        remind_markers()
        remind_markers()
    assert told(ada).count("marking_due") == 1
    assert "marking_late" not in told(quinn)
    with set_back(clock.now() + timedelta(days=8)):
        remind_markers()
    assert told(ada).count("marking_due") == 2
    assert told(quinn).count("marking_late") == 1


def test_a_course_with_essays_completes_when_the_marks_are_there(bo, ada, quinn, tmp_path, send, worker):
    pack = small_pack(tmp_path, code="GMP-102", lessons=1)
    questions = yaml.safe_load((pack / "questions.yaml").read_text())
    for question in questions:
        for field in ("choices", "answer", "pairs", "extra", "items", "accept", "tolerance"):
            question.pop(field, None)
        question |= {"kind": "essay", "rubric": [{"id": "all", "zh": "内容", "en": "Content", "points": 2}]}
    (pack / "questions.yaml").write_text(yaml.safe_dump(questions, allow_unicode=True))
    CourseVersion.load(read(pack), by=ada).publish(by=quinn)
    demo.study(bo, "GMP-102", blank=None)
    enrolment = Enrolment.at(bo, "GMP-102")
    attempt = enrolment.sit(enrolment.version.units[-1], address="/courses/GMP-102/units/2")
    attempt.save({item.version.question_id: {"text": TEXT} for item in attempt.items}, by=bo)
    attempt.hand_in(by=bo)
    db.session.commit()
    assert Completion.standing_of(enrolment) is None
    (turn,) = turns(attempt)
    send(
        ada,
        f"/studio/marking/{turn.id}/judgement",
        {f"m{item.id}-pall": "2" for item in attempt.items} | {"password": demo.PASSWORD},
    )
    worker()
    assert Completion.standing_of(enrolment).score == 100
    assert "certificate_issued" in told(bo)


def test_what_was_judged_cannot_be_changed_in_the_database(bo, ada, essay, hands_in, send):
    attempt = hands_in(bo, essay())
    (turn,) = turns(attempt)
    send(ada, f"/studio/marking/{turn.id}/judgement", sheet(attempt, 2, 1))
    for statement in (
        "UPDATE judgement SET comment = 'x'",
        "DELETE FROM judgement",
        "UPDATE marker_turn SET due_on = '2020-01-01'",
    ):
        with pytest.raises(Exception, match="append-only"), db.session.begin_nested():
            db.session.execute(db.text(statement))
    with pytest.raises(Refused):
        turn.judge({}, comment="", by=ada)


def test_no_screen_of_marking_says_what_it_is_in_english_to_a_chinese_reader(bo, ada, essay, hands_in, visit):
    attempt = hands_in(bo, essay())
    (turn,) = turns(attempt)
    for path in ("", f"/{turn.id}", f"/{turn.id}/return", f"/{turn.id}/handover"):
        words = visit(ada, f"/studio/marking{path}", language="zh").one("main").get_text(" ")
        assert not re.findall(r"\b(?:[a-z]{4,} ){2,}", words), words
