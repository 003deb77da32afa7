"""What a job role asks of somebody, by when, and where it stands."""

from datetime import timedelta

import pytest

from learn import demo
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import Words
from learn.people import JobRole
from learn.training import Assignment, Requirement, take_matrix


@pytest.fixture
def analyst(app):
    role = JobRole(code="test-analyst", title=Words(zh="检验员", en="Analyst"))
    db.session.add(role)
    db.session.flush()
    return role


@pytest.fixture
def bo_is_analyst(bo, analyst, gmp101):
    """Bo took up the role ten days ago; it asks for GMP-101 within thirty days."""
    Requirement.set(analyst, gmp101.course, 30, begins_on=clock.today() - timedelta(days=400), by=None)
    bo.memberships[0].take_role(analyst, begins_on=clock.today() - timedelta(days=10), by=None)
    bo.memberships[0].begins_on = clock.today() - timedelta(days=400)
    db.session.commit()
    return bo


def only(person):
    [one] = Assignment.of(person, clock.today())
    return one


def test_it_is_due_so_many_days_after_taking_up_the_role(bo_is_analyst):
    one = only(bo_is_analyst)
    assert (one.due_on, one.days_left, one.state) == (clock.today() + timedelta(days=20), 20, "due")


def test_it_is_late_the_day_after(bo_is_analyst, clock_at):
    clock_at((clock.now() + timedelta(days=21)).isoformat())
    assert only(bo_is_analyst).state == "late"


def test_begun_is_said_to_be_begun(bo_is_analyst):
    demo.study(bo_is_analyst, "GMP-101", lessons=1, blank=None)
    assert only(bo_is_analyst).state == "doing"


def test_completed_is_in_force_until_its_renewal_falls_due(bo_is_analyst, clock_at):
    demo.study(bo_is_analyst, "GMP-101")
    db.session.commit()
    assert only(bo_is_analyst).state == "ok"
    clock_at((clock.now() + timedelta(days=300)).isoformat())
    assert only(bo_is_analyst).state == "due"
    clock_at((clock.now() + timedelta(days=100)).isoformat())
    assert only(bo_is_analyst).state == "late"


def test_a_role_given_up_asks_for_nothing(bo_is_analyst):
    held = bo_is_analyst.memberships[0].roles_held[-1]
    held.ends_on = clock.today() - timedelta(days=1)
    db.session.commit()
    assert Assignment.of(bo_is_analyst, clock.today()) == []


def test_two_roles_that_ask_for_one_course_ask_once_and_by_the_earlier_day(bo_is_analyst, gmp101):
    second = JobRole(code="test-second", title=Words(zh="第二岗位", en="Second role"))
    db.session.add(second)
    db.session.flush()
    Requirement.set(second, gmp101.course, 5, by=None)
    bo_is_analyst.memberships[0].take_role(second, by=None)
    db.session.commit()
    assert only(bo_is_analyst).due_on == clock.today() + timedelta(days=5)


def test_another_number_of_days_replaces_the_requirement_and_keeps_the_old_one(app, analyst, gmp101):
    assert Requirement.set(analyst, gmp101.course, 30, by=None)
    assert Requirement.set(analyst, gmp101.course, 30, by=None) is None
    Requirement.set(analyst, gmp101.course, 14, by=None)
    kept = db.session.scalars(db.select(Requirement).where(Requirement.job_role_id == analyst.id)).all()
    assert sorted((one.due_days, one.ends_on is None) for one in kept) == [(14, True), (30, False)]


def test_the_matrix_waits_for_courses_that_are_not_loaded(app, gmp101):
    matrix = {
        "roles": [{"code": "m-role", "title": {"zh": "岗位", "en": "Role"}, "courses": {"GMP-101": 0, "XX-999": 3}}]
    }
    assert take_matrix(matrix, by=None) == 1
    assert take_matrix(matrix, by=None) == 0


def test_home_says_why_and_by_when(bo_is_analyst, visit):
    page = visit(bo_is_analyst, "/")
    assert "Your role, Analyst, asks for it by" in page.text
    assert "20 days left" in page.text


def test_home_without_a_role_says_what_to_do(hana, visit):
    assert "No job role of yours requires a course" in visit(hana, "/").text


def test_strangers_see_the_front_page(app, visit):
    assert "Sign in" in visit(None, "/").text


def test_a_requirement_set_today_makes_nobody_late_at_once(bo_is_analyst):
    for requirement in db.session.scalars(db.select(Requirement)):
        requirement.begins_on = clock.today()
    db.session.commit()
    assert only(bo_is_analyst).due_on == clock.today() + timedelta(days=30)
