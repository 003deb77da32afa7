"""A member adds units of its own after an alliance course; the alliance's next version reaches its people by itself."""

from datetime import timedelta
from typing import Any

import pytest

from learn.catalogue import Adoption, CourseVersion
from learn.catalogue.pack import read
from learn.kit import clock
from learn.kit.db import db
from learn.kit.web import Refused
from learn.people import JobRole, Permission
from learn.training import Assignment, Requirement
from tests.small_course import small_pack


@pytest.fixture
def instructor(hana: Any, pujiang: Any) -> Any:
    hana.grant(Permission.INSTRUCTOR, pujiang, by=None)
    db.session.commit()
    return hana


@pytest.fixture
def adopted(gmp101: Any, pujiang: Any, instructor: Any) -> Adoption:
    Adoption.begin(gmp101.course, pujiang, code="PJ-101", by=instructor)
    db.session.commit()
    return db.session.scalars(Adoption.of(pujiang)).one()


def in_force(adoption: Adoption, folder: Any) -> CourseVersion:
    """The supplement after somebody wrote it and somebody else signed it."""
    version = CourseVersion.load(read(small_pack(folder, code=adoption.supplement.code)), by=None)
    version.publish(by=None)
    db.session.commit()
    return version


def test_the_supplement_begins_as_a_draft_that_comes_after_the_alliances_course(gmp101, pujiang, instructor):
    draft = Adoption.begin(gmp101.course, pujiang, code="PJ-101", by=instructor)
    assert draft.course.organisation_id == pujiang.id
    assert draft.course.bank.organisation_id == pujiang.id
    assert draft.newest("about").content["prerequisites"] == ["GMP-101"]


def test_a_course_is_adopted_once(adopted, gmp101, pujiang, instructor):
    with pytest.raises(Refused, match="adopted already"):
        Adoption.begin(gmp101.course, pujiang, code="PJ-102", by=instructor)


def test_only_a_course_of_the_alliance_is_adopted(adopted, pujiang, instructor):
    with pytest.raises(Refused, match="Only a course of the alliance"):
        Adoption.begin(adopted.supplement, pujiang, code="PJ-102", by=instructor)


def test_bo_sees_what_his_hospital_added_and_zed_does_not(adopted, visit, bo, zed, tmp_path):
    in_force(adopted, tmp_path)
    assert "Added by" in visit(bo, "/courses/GMP-101").text
    assert "PJ-101" not in visit(zed, "/courses/GMP-101").text
    visit(zed, "/courses/PJ-101", expect=404)


def test_what_is_required_brings_the_supplement_with_it(adopted, bo, zed, gmp101, tmp_path):
    in_force(adopted, tmp_path)
    role = JobRole(code="analyst-9", title=gmp101.title)
    db.session.add(role)
    db.session.flush()
    Requirement.set(role, gmp101.course, 30, by=None)
    for somebody in (bo, zed):
        somebody.memberships[0].take_role(role, by=None)
    db.session.flush()
    assert {one.code for one in Assignment.of(bo, clock.today())} >= {"GMP-101", "PJ-101"}
    assert "PJ-101" not in {one.code for one in Assignment.of(zed, clock.today())}


def test_the_alliances_next_version_leaves_the_supplement_as_it_is(adopted, visit, bo, tmp_path):
    supplement = in_force(adopted, tmp_path / "own")
    newer = CourseVersion.load(read(small_pack(tmp_path / "newer", version="1.1")), by=None)
    newer.publish(by=None)
    db.session.commit()
    text = visit(bo, "/courses/GMP-101").text
    assert "1.1" in text
    assert "PJ-101" in text
    assert db.session.get(CourseVersion, supplement.id).digest == supplement.digest


def test_after_its_end_the_supplement_is_asked_of_nobody(adopted, instructor):
    adopted.end(by=instructor, reason="It is part of GMP-101 now")
    db.session.flush()
    assert not adopted.holds_on(clock.today() + timedelta(days=1))
    with pytest.raises(Refused, match="ended already"):
        adopted.end(by=instructor, reason="Again")


# on the screen


def test_hana_adopts_in_the_studio(browser, instructor, gmp101, pujiang):
    hers = browser(instructor)
    hers.client.set_cookie("language", "en")
    page = hers.get("/studio/adoptions?course=GMP-101")
    assert page.one("#course option[selected]")["value"] == "GMP-101"
    form = {"course": "GMP-101", "organisation": str(pujiang.id), "code": "PJ-101"}
    assert "capital letters" in hers.post("/studio/adoptions", {**form, "code": "pj"}, expect=422).text
    page = hers.post("/studio/adoptions", form, expect=303)
    assert "/studio/drafts/" in page.location
    assert "Adopted by" in hers.get("/studio/adoptions").text
    hers.post("/studio/adoptions", {**form, "code": "PJ-102"}, expect=409)
    adoption = db.session.scalars(Adoption.of(pujiang)).one()
    hers.post(f"/studio/adoptions/{adoption.id}/ending", {"why": "No longer ours"}, expect=303)


def test_for_the_alliance_and_for_strangers_there_is_nothing_to_adopt(browser, adopted, ada, bo, hu, gangcheng):
    hu.grant(Permission.INSTRUCTOR, gangcheng, by=None)
    db.session.commit()
    for somebody in (ada, bo):
        browser(somebody).get("/studio/adoptions", expect=404)
    theirs = browser(hu)
    assert "PJ-101" not in theirs.get("/studio/adoptions").text
    theirs.post(f"/studio/adoptions/{adopted.id}/ending", {"why": "x"}, expect=404)


def test_what_is_adopted_today_is_not_late_today(adopted, bo, gmp101, tmp_path, clock_at):
    role = JobRole(code="analyst-8", title=gmp101.title)
    db.session.add(role)
    db.session.flush()
    long_ago = clock.today() - timedelta(days=200)
    Requirement.set(role, gmp101.course, 30, begins_on=long_ago, by=None)
    bo.memberships[0].take_role(role, begins_on=max(long_ago, bo.memberships[0].begins_on), by=None)
    in_force(adopted, tmp_path)
    owed = next(one for one in Assignment.of(bo, clock.today()) if one.code == "PJ-101")
    assert owed.due_on == clock.today() + timedelta(days=30)
    assert owed.state != "late"
