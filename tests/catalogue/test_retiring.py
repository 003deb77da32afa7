"""Quinn retires a course and restores it; nobody loses what was learnt."""

from datetime import timedelta

import pytest

from learn import demo
from learn.audit import AuditEntry, Event
from learn.catalogue import Course, CourseVersion
from learn.catalogue.retiring.retirement import restore, retire
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.learning import Completion
from learn.people import JobRole
from learn.signatures import Meaning, Signature
from learn.training import Assignment, Requirement
from tests.conftest import load_course

PAGE = "/studio/courses/GMP-101/retirement"


def form(**more):
    return {
        "effective_on": clock.today().isoformat(),
        "reason": "Replaced by GMP-110",
        "password": demo.PASSWORD,
        **more,
    }


@pytest.fixture
def retired(gmp101, quinn):
    retire(gmp101.course, by=quinn, reason="Replaced by GMP-110", effective_on=clock.today())
    db.session.commit()
    return gmp101


def again(course, quinn):
    restore(course, by=quinn, reason="Needed after all", effective_on=clock.today())
    db.session.commit()


def test_it_is_not_in_the_catalogue_and_nobody_newly_enrols(bo, retired, visit, send):
    assert "GMP-101" not in visit(bo, "/courses").soup.main.text
    visit(bo, "/courses/GMP-101", expect=404)
    send(bo, "/courses/GMP-101/enrolment", expect=404)


def test_who_is_half_way_finishes_and_gets_the_certificate(bo, gmp101, quinn, visit, send, worker):
    demo.study(bo, "GMP-101", lessons=2, blank=None)
    retire(gmp101.course, by=quinn, reason="Old", effective_on=clock.today())
    db.session.commit()
    page = visit(bo, "/courses/GMP-101")
    assert "This course is retired" in page.text
    assert "can finish it" in page.text
    attempt = send(bo, "/courses/GMP-101/units/3/attempts").location
    from learn.assessment import Attempt
    from learn.demo.history import answer_all

    found = db.session.get(Attempt, int(attempt.rpartition("/")[2]))
    answer_all(found)
    db.session.commit()
    send(bo, f"{attempt}/submission", {"reached": "4"})
    worker()
    assert db.session.scalars(Completion.of(bo)).one().version_number == "1.0"
    assert "GMP-101" in visit(bo, "/certificates").text


def test_who_completed_it_keeps_that_and_can_read_it_but_not_renew(bo, gmp101, quinn, visit, send):
    demo.study(bo, "GMP-101")
    retire(gmp101.course, by=quinn, reason="Old", effective_on=clock.today())
    db.session.commit()
    assert "This course is retired" in visit(bo, "/courses/GMP-101").text
    visit(bo, "/courses/GMP-101/units/1")
    assert "retired" in send(bo, "/courses/GMP-101/enrolment", expect=409).text
    assert "GMP-101" in visit(bo, "/my/records").text


def test_no_job_role_asks_for_it_and_restored_it_does_again(bo, gmp101, quinn):
    role = JobRole(code="test-analyst", title=Words(zh="检验员", en="Analyst"))
    db.session.add(role)
    db.session.flush()
    Requirement.set(role, gmp101.course, 30, by=None)
    bo.memberships[0].take_role(role, by=None)
    db.session.commit()
    assert len(Assignment.of(bo, clock.today())) == 1
    retire(gmp101.course, by=quinn, reason="Old", effective_on=clock.today())
    db.session.commit()
    assert Assignment.of(bo, clock.today()) == []
    again(gmp101.course, quinn)
    assert len(Assignment.of(bo, clock.today())) == 1


def test_restored_it_is_as_before(bo, retired, quinn, visit):
    again(retired.course, quinn)
    assert "GMP-101" in visit(bo, "/courses").text
    assert db.session.scalars(CourseVersion.in_force(clock.today())).all() == [retired]


def test_what_presupposes_it_no_longer_waits_for_it(bo, retired, tmp_path, send):
    load_course(tmp_path, code="GMP-201", prerequisites="GMP-101")
    db.session.commit()
    assert send(bo, "/courses/GMP-201/enrolment").location == "/courses/GMP-201/units/1"


def test_from_a_later_day_it_is_taught_until_then(bo, gmp101, quinn, clock_at, visit):
    retire(gmp101.course, by=quinn, reason="Old", effective_on=clock.today() + timedelta(days=7))
    db.session.commit()
    visit(bo, "/courses/GMP-101")
    clock_at((clock.now() + timedelta(days=7)).isoformat())
    visit(bo, "/courses/GMP-101", expect=404)


def test_retiring_twice_and_restoring_what_is_taught_are_refused(retired, quinn):
    with pytest.raises(Refused, match="already retired"):
        retire(retired.course, by=quinn, reason="Again", effective_on=clock.today())
    again(retired.course, quinn)
    with pytest.raises(Refused, match="is not retired"):
        again(retired.course, quinn)


def test_quinn_signs_both_on_the_page_with_a_reason(quinn, gmp101, send, visit):
    assert "This course is taught" in visit(quinn, PAGE).text
    assert "inspectors will read it" in send(quinn, PAGE, form(reason=""), expect=422).text
    assert "Nothing was signed" in send(quinn, PAGE, form(password="wrong"), expect=422).text
    send(quinn, PAGE, form())
    page = visit(quinn, PAGE)
    assert "Replaced by GMP-110" in page.text
    assert db.session.scalar(db.select(Course.retired_on(clock.today())).where(Course.code == "GMP-101"))
    send(quinn, "/studio/courses/GMP-101/restoration", form(reason="Needed after all"))
    meanings = [one.meaning for one in db.session.scalars(db.select(Signature))]
    assert meanings == [Meaning.COURSE_RETIRED, Meaning.COURSE_RESTORED]
    events = db.session.scalars(db.select(AuditEntry.event)).all()
    assert {Event.COURSE_RETIRED, Event.COURSE_RESTORED} <= set(events)


def test_ada_who_only_writes_cannot_retire_it(ada, gmp101, send, visit):
    assert not visit(ada, PAGE).all(".sign")
    send(ada, PAGE, form(), expect=404)


def test_the_page_of_the_course_says_so(quinn, retired, visit):
    page = visit(quinn, "/studio/courses/GMP-101")
    assert "Retired" in page.text
    assert "No longer in force" in page.text
