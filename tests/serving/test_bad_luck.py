"""Two tabs at once, and a process that is killed between two answers: on a server that really runs."""

import time
from http.client import HTTPException
from itertools import count as count_up
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from learn import demo
from learn.assessment import Answer, Attempt, Marking
from learn.audit import AuditEntry, Event
from learn.catalogue import CourseVersion, Publication
from learn.catalogue.pack import read
from learn.kit.db import db, transaction
from learn.learning import Completion, Enrolment, Sitting, UnitProgress
from learn.people import Grant, Membership, Organisation, Person
from learn.people.roster import RosterUpload
from tests import cast
from tests.journeys.conftest import Platform
from tests.serving.conftest import Tabs
from tests.small_course import small_pack

pytestmark = pytest.mark.xdist_group("bad luck")  # one server for all of them

ENOUGH = 12  # answers before the server is killed


def count(platform: Platform, model: Any, *which: Any) -> int:
    """How many rows there are."""
    with platform.app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(model).where(*which)) or 0)


def noted(platform: Platform, event: Event) -> int:
    """How often the audit trail says so."""
    return count(platform, AuditEntry, AuditEntry.event == event)


def test_learning_in_many_tabs_at_once_has_one_effect(platform: Platform, tabs: Tabs) -> None:
    """Enrol, keep the place, read, sit and hand in, each from six tabs at the same moment."""
    tabs.sign_in("bo@pujiang.example")
    course = "/courses/GMP-101"
    assert {one.status for one in tabs.at_once(f"{course}/enrolment")} == {303}
    assert (count(platform, Enrolment), noted(platform, Event.ENROLLED)) == (1, 1)
    for n in (1, 2):
        assert {one.status for one in tabs.at_once(f"{course}/units/{n}/completion")} == {303}
    assert (count(platform, UnitProgress), noted(platform, Event.UNIT_COMPLETED)) == (2, 2)
    papers = {one.location for one in tabs.at_once(f"{course}/units/3/attempts")}
    assert len(papers) == 1, papers
    assert (count(platform, Attempt), count(platform, Sitting), noted(platform, Event.ATTEMPT_STARTED)) == (1, 1, 1)
    results = {one.location for one in tabs.at_once(f"{papers.pop()}/submission", sure="1")}
    assert len(results) == 1, results
    assert (count(platform, Marking), noted(platform, Event.ATTEMPT_HANDED_IN)) == (1, 1)
    assert count(platform, Completion) == 0  # nothing was answered


def test_the_last_lesson_in_many_tabs_at_once_completes_once(platform: Platform, tabs: Tabs) -> None:
    """Passing the quiz from six tabs completes the course once."""
    tabs.sign_in("zed@gangcheng.example")
    course = "/courses/GMP-101"
    tabs.post(f"{course}/enrolment")
    for n in (1, 2):
        tabs.post(f"{course}/units/{n}/completion")
    paper = tabs.post(f"{course}/units/3/attempts").location
    form = dict(_right(platform, int(paper.rsplit("/", 1)[1])))
    tabs.at_once(f"{paper}/submission", sure="1", **form)
    assert count(platform, Completion) == 1
    assert noted(platform, Event.COURSE_COMPLETED) == 1


def _right(platform: Platform, attempt_id: int) -> list[tuple[str, str]]:
    """A paper as a form fills it rightly; where several may be ticked, the last one wins, which 75 per cent allows."""
    form = []
    for name, given, order in platform.right_answers(attempt_id):
        form += [(name, choice) for choice in given.get("choices", [])]
        form += [(f"{name}-{left}", str(order.index(right) + 1)) for left, right in given.get("pairs", {}).items()]
        form += [(f"{name}-{order.index(item) + 1}", str(place)) for item, place in given.get("places", {}).items()]
        form += [(name, given["text"])] if "text" in given else []
    return form


def test_the_office_in_many_tabs_at_once_has_one_effect(platform: Platform, tabs: Tabs) -> None:
    """Add a person, an organisation, a permission; end a membership; apply a roster."""
    tabs.sign_in("omar@alliance.example")
    with platform.app.app_context(), transaction():
        pujiang, omar = cast.organisation(cast.PUJIANG), cast.person("omar@alliance.example")
        table = "工号,姓名,邮箱\nPJ-0991,方圆,fang@pujiang.example\n".encode()
        upload = RosterUpload.receive(table, "r.csv", pujiang, by=omar)
        roster, seen, organisation = upload.id, upload.plan().digest, pujiang.id
        eva = cast.person("eva@pujiang.example")
        person, membership = eva.id, eva.memberships[0].id
    why = {"reason": "Agreed with the member"}
    account = {"name": "费恩", "email": "fei@pujiang.example", "language": "zh"}
    tabs.at_once("/admin/people/new", organisation=organisation, staff_number="PJ-0990", **account)
    assert count(platform, Person, Person.email == "fei@pujiang.example") == 1
    tabs.at_once("/admin/organisations/new", code="BINHAI", kind="hospital", zh="滨海医院", en="Binhai Hospital")
    assert count(platform, Organisation, Organisation.code == "BINHAI") == 1
    before = count(platform, Grant)
    tabs.at_once(f"/admin/people/{person}/grants/new", permission="hr", organisation=organisation, **why)
    assert count(platform, Grant) == before + 1
    tabs.at_once(f"/admin/memberships/{membership}/ending", on="2030-01-01", **why)
    assert noted(platform, Event.MEMBERSHIP_ENDED) == 1
    tabs.at_once(f"/admin/roster/{roster}/application", seen=seen)
    assert count(platform, Membership, Membership.staff_number == "PJ-0991") == 1
    assert noted(platform, Event.ROSTER_IMPORTED) == 1


def test_a_version_comes_into_force_once(platform: Platform, tabs: Tabs) -> None:
    tabs.sign_in("quinn@alliance.example")
    with platform.app.app_context(), transaction():
        version = CourseVersion.load(read(small_pack(platform.folder, code="GMP-900")), by=None)
        db.session.flush()
        id_, digest = version.id, version.digest
    signed = {"digest": digest, "reason": "Checked", "password": demo.PASSWORD}
    tabs.at_once(f"/studio/versions/{id_}/publication", effective_on="2099-01-01", **signed)
    assert count(platform, Publication, Publication.version_id == id_) == 1
    assert count(platform, AuditEntry, AuditEntry.event == Event.VERSION_PUBLISHED, AuditEntry.subject_id == id_) == 1


def test_a_killed_server_loses_no_answer_that_it_acknowledged(platform: Platform, tabs: Tabs) -> None:
    """Hana answers and answers; the server is killed in the middle; what it said it had, it has."""
    tabs.sign_in("hana@pujiang.example")
    course = "/courses/GMP-101"
    tabs.post(f"{course}/enrolment")
    for n in (1, 2):
        tabs.post(f"{course}/units/{n}/completion")
    paper = tabs.post(f"{course}/units/3/attempts").location
    attempt_id = int(paper.rsplit("/", 1)[1])
    name, given, order = next(one for one in platform.right_answers(attempt_id) if {"choices", "text"} & one[1].keys())
    acknowledged: list[str] = []

    def answer() -> None:
        for n in count_up():
            value = str(n) if "text" in given else (order or ["true", "false"])[n % 2]
            try:
                if tabs.post(f"{paper}/answers", **{name: value}).status == 303:
                    acknowledged.append(value)
            except (OSError, HTTPException):
                return  # the server is gone

    hands = Thread(target=answer)
    hands.start()
    while len(acknowledged) < ENOUGH and hands.is_alive():
        time.sleep(0.01)
    platform.kill()
    hands.join(60)
    platform.start()
    with platform.app.app_context():
        attempt = db.session.scalars(Attempt.whole().where(Attempt.id == attempt_id)).unique().one()
        item = next(item for item in attempt.items if item.name == name)
        answers = db.session.scalars(select(Answer).where(Answer.item_id == item.id).order_by(Answer.id))
        kept = [one.given.get("text") or one.given["choices"][0] for one in answers]
    assert len(acknowledged) >= ENOUGH
    assert kept[: len(acknowledged)] == acknowledged
    assert tabs.get(paper).status == 200  # still signed in, and the paper is where it was
