"""What inspectors, administrators and the person concerned may read of the records."""

import ast
import csv
import io
import json

import pytest
from flask_babel import force_locale

from learn import audit
from learn.assessment import Doubt, ExtraTime, Quiz
from learn.assessment.by_hand import HandMarking, MarkerTurn
from learn.audit import AuditEntry, Event
from learn.config import ROOT
from learn.kit.db import db
from learn.kit.text import Words
from learn.people import Permission
from learn.reporting.sentences import SENTENCES, VALUES, values
from tests.assessment.bodies import ESSAY
from tests.assessment.sitting import RULES, bank, take

PAGES = ["/records", "/records/audit", "/records/people", "/records/certificates", "/records/reports"]


def entries(page):
    return [row["id"] for row in page.all("tbody tr")]


def _renames(administrator, somebody, reason):
    somebody.correct(name="韩娜娜", latin_name="", email=somebody.email, language="zh", by=administrator, reason=reason)


@pytest.fixture
def inspector_of_pujiang(hires, alliance, pujiang):
    """Somebody whose reading is bound to Pujiang."""
    somebody = hires("检查员", organisation=alliance).person
    somebody.grant(Permission.INSPECTOR, pujiang, by=None)
    db.session.commit()
    return somebody


def test_every_event_has_a_sentence():
    assert set(SENTENCES) == set(Event)


def kept_names():
    """The names under which the code keeps old and new values, read from the code itself."""
    for path in (ROOT / "learn").rglob("*.py"):
        for verb in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)):
            if "audit.record(" not in ast.unparse(verb):
                continue
            for node in ast.walk(verb):
                given = node.value if isinstance(node, ast.keyword) and node.arg in ("old", "new") else None
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("old", "new"):
                    given = node.value
                if isinstance(given, ast.Dict):
                    yield from (key.value for key in given.keys if isinstance(key, ast.Constant))


def test_every_value_that_is_kept_has_a_name():
    assert {"department", "changes", "effective_on"} <= set(kept_names()) <= set(VALUES)


def test_values_read_in_words(app):
    with app.test_request_context(), force_locale("en"):
        assert values({"permission": "hr", "kind": "hospital"}) == [("Permission", "HR"), ("Kind", "Hospital")]
        changes = {"changes": {"new_person": 2, "department": 1}}
        assert values(changes) == [("Changes", "New person 2; Department 1")]
        asked = {"report": "training-records", "asked": {"in_force": True, "state": "late"}}
        assert values(asked) == [("Report", "Training records"), ("Filter", "In force Yes; State Late")]


def test_a_permission_is_named_with_its_holder(ines, omar, bo, pujiang, visit):
    bo.grant(Permission.HR, pujiang, by=omar)
    db.session.commit()
    assert "欧阳默 gave the permission HR 林博" in visit(ines, "/records/audit").text
    assert "欧阳默 授予权限 人事 林博" in visit(ines, "/records/audit", language="zh").text


def test_the_inspector_sees_every_organisation_with_a_bar(ines, hires, analyst, certifies, gangcheng, visit):
    certifies(hires("赵一", role=analyst))
    hires("钱二", role=analyst, organisation=gangcheng)
    page = visit(ines, "/records")
    assert page.h1 == "50% of training requirements are in force"
    assert len(page.all(".bars svg.bar")) == 2
    assert "Pujiang Cell Hospital" in page.text
    assert "Gangcheng Biopharma" in page.text


def test_the_inspector_reads_a_training_file_and_can_change_nothing(app, ines, bo, visit):
    page = visit(ines, f"/records/people/{bo.memberships[0].id}")
    assert "林博" in page.h1
    posts = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/records") and "POST" in rule.methods]
    assert posts == []
    for address in ("/hr", "/hr/people", f"/hr/people/{bo.memberships[0].id}"):
        visit(ines, address, expect=404)


def test_the_newest_entry_stands_first_and_says_what_happened(ines, omar, hana, visit):
    _renames(omar, hana, "married")
    db.session.commit()
    row = visit(ines, "/records/audit?event=person.changed").all("tbody tr")[0].get_text(" ", strip=True)
    assert "欧阳默 changed the account of 韩娜娜 <hana@pujiang.example>" in row
    assert "Name: 韩娜 " in row
    assert "Name: 韩娜娜" in row
    assert "married" in row


def test_the_trail_reads_in_chinese_too(ines, visit):
    assert "登录" in visit(ines, "/records/audit?event=person.signed_in", language="zh").one("tbody").get_text()


def test_the_trail_narrows_by_text_actor_subject_event_and_day(ines, omar, hana, bo, visit):
    bo.speak("en", by=bo)
    _renames(omar, hana, "reason-xyz")
    db.session.commit()
    newest = db.session.scalars(AuditEntry.newest().where(AuditEntry.event == Event.PERSON_CHANGED)).first()
    assert entries(visit(ines, "/records/audit?q=reason-xyz")) == [f"e{newest.id}"]
    assert entries(visit(ines, f"/records/audit?q=%23{newest.id}")) == [f"e{newest.id}"]
    changed = "event=person.changed"
    assert len(entries(visit(ines, f"/records/audit?{changed}&actor={bo.id}"))) == 1
    assert len(entries(visit(ines, f"/records/audit?{changed}&subject=Person:{hana.id}"))) == 1
    assert entries(visit(ines, "/records/audit?to=2020-01-01")) == []
    assert all(entry.actor_id is None for entry in trail_of(visit(ines, "/records/audit?actor=platform")))


def trail_of(page):
    return [db.session.get_one(AuditEntry, int(id[1:])) for id in entries(page)]


@pytest.mark.parametrize(
    "wrong", ["actor=me", "subject=Person:x", "event=nothing", "from=yesterday", "from=2026-02-02&to=2026-02-01"]
)
def test_a_wrong_filter_is_not_answered_with_everything_else_going_wrong(ines, visit, wrong):
    visit(ines, f"/records/audit?{wrong}", expect=422)


def test_older_entries_follow_by_number(ines, bo, visit):
    for n in range(60):
        audit.record(Event.NOTIFICATION_READ, bo, by=bo, new={"n": n})
    db.session.commit()
    first = visit(ines, "/records/audit?event=notification.read")
    assert len(entries(first)) == 50
    second = visit(ines, first.one('a[rel="next"]')["href"])
    assert len(entries(second)) == 10
    assert not set(entries(first)) & set(entries(second))


def test_the_trail_leaves_as_csv_and_that_is_noted(ines, bo, visit):
    for n in range(60):
        audit.record(Event.NOTIFICATION_READ, bo, by=bo, new={"n": n}, reason="=1+1")
    db.session.commit()
    content = visit(ines, "/records/audit.csv?event=notification.read").response.data
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 61
    assert "'=1+1" in rows[1]
    newest = db.session.scalars(AuditEntry.newest()).first()
    assert newest.event is Event.RECORDS_EXPORTED
    assert newest.actor_id == ines.id


def test_an_inspector_bound_to_one_organisation_reads_only_that(
    inspector_of_pujiang, hires, analyst, certifies, bo, zed, pujiang, gangcheng, visit
):
    theirs = certifies(hires("某某港", organisation=gangcheng, role=analyst))
    for who, organisation in ((bo, pujiang), (zed, gangcheng)):
        audit.record(Event.NOTIFICATION_READ, who, by=who)
        audit.record(Event.ENROLLED, who, by=who, organisation_id=organisation.id)
    db.session.commit()
    for path in PAGES:
        text = visit(inspector_of_pujiang, path).response.get_data(as_text=True)
        assert "港城" not in text
        assert "Gangcheng" not in text
        assert "某某港" not in text
        assert theirs.number not in text
        if path not in ("/records", "/records/audit"):
            visit(inspector_of_pujiang, f"{path}?organisation=GANGCHENG", expect=404)
    visit(inspector_of_pujiang, f"/records/people/{zed.memberships[0].id}", expect=404)
    visit(inspector_of_pujiang, f"/records/people/{bo.memberships[0].id}")
    read = trail_of(visit(inspector_of_pujiang, "/records/audit"))
    assert {entry.subject_id for entry in read if entry.event is Event.ENROLLED} == {bo.id}
    assert zed.id not in {entry.actor_id for entry in read}
    assert bo.id in {entry.actor_id for entry in read}


def test_what_was_done_elsewhere_by_somebody_of_ours_is_not_ours(inspector_of_pujiang, bo, gangcheng, visit):
    audit.record(Event.ENROLLED, bo, by=bo, organisation_id=gangcheng.id)
    db.session.commit()
    read = trail_of(visit(inspector_of_pujiang, "/records/audit"))
    assert gangcheng.id not in {entry.organisation_id for entry in read}


def test_when_the_grant_ends_the_records_are_closed(ines, omar, visit):
    ines.current_grants[0].withdraw(by=omar, reason="inspection over")
    db.session.commit()
    for path in [*PAGES, "/records/audit.csv"]:
        visit(ines, path, expect=404)


@pytest.mark.parametrize("path", PAGES)
def test_neither_hr_nor_trainee_reads_the_records(hana, bo, visit, path):
    visit(hana, path, expect=404)
    visit(bo, path, expect=404)


@pytest.mark.parametrize("path", [*PAGES, "/records/people?organisation=PUJIANG", "/records/audit?q=bo"])
def test_reading_costs_at_most_eight_queries(ines, hires, analyst, certifies, browser, queries, path):
    for n in range(6):
        certifies(hires(f"甲{n}", role=analyst))
    hands = browser(ines)
    with queries() as sent:
        hands.get(path)
    assert len(sent) <= 8


# my own records


def test_bo_sees_everything_that_is_recorded_of_him(bo, certifies, enrols, fails, pujiang, visit):
    certificate = certifies(bo.memberships[0])
    fails(enrols(bo, pujiang), times=1)
    page = visit(bo, "/my/records")
    for fact in ("bo@pujiang.example", "PJ-0107", certificate.number, "Not passed", "test"):
        assert fact in page.text


def test_bo_takes_his_records_along(bo, certifies, visit):
    certificate = certifies(bo.memberships[0])
    kept = json.loads(visit(bo, "/my/records.json").response.data)
    assert kept["account"][0]["email"] == "bo@pujiang.example"
    assert kept["enrolments"][0]["certificate"] == certificate.number
    assert kept["enrolments"][0]["title"].keys() == {"zh", "en"}
    assert kept["sign_ins"][0]["device"] == "test"
    table = visit(bo, "/my/records.csv").response.data.decode("utf-8-sig")
    assert f"enrolments 1,certificate,{certificate.number}\r\n" in table


def test_bo_downloads_what_was_said_about_his_answers_too(bo, ada, hana, pujiang, visit, send):
    essay = take(bank("ESSAYS"), "Q01", "essay", {**ESSAY, "points": 3})
    quiz = Quiz.of({**RULES, "draw": [{"unit": "people", "count": 1}]}, [essay])
    ExtraTime.allow(bo, organisation=pujiang, percent=25, reason="On file", by=hana)
    attempt = quiz.start(bo, before=[], title=Words("论述", "Essay"), address="/courses")
    attempt.save({essay.question_id: {"text": "People are trained."}}, by=bo)
    attempt.hand_in(by=bo)
    (turn,) = db.session.scalars(db.select(MarkerTurn))
    (item,) = attempt.items
    marks = {str(item.id): {"share": "2/3", "parts": {"": {"points": {}, "comment": "Say who."}}}}
    HandMarking(attempt).judge(turn, marks, comment="Well begun.", by=ada)
    Doubt.raise_about(attempt, item, text="Which record?", by=bo).answer(text="The batch record.", by=ada)
    db.session.commit()
    kept = json.loads(visit(bo, "/my/records.json").response.data)
    assert kept["marks_by_hand"][0]["comments"] == "Well begun.\nSay who."
    assert kept["marks_by_hand"][0]["shares"] == "2/3"
    assert kept["questioned"][0]["answer"] == "The batch record."
    assert kept["extra_time"][0]["percent"] == 25
    assert "Say who." in visit(bo, "/my/records.csv").response.data.decode("utf-8-sig")
    assert ada.name not in json.dumps(kept["marks_by_hand"], ensure_ascii=False)


def test_nobodys_records_are_mine_but_mine(zed, bo, certifies, visit):
    certificate = certifies(bo.memberships[0])
    assert certificate.number not in visit(zed, "/my/records").text
    assert "bo@" not in visit(zed, "/my/records.json").response.get_data(as_text=True)


def test_my_records_cost_at_most_eight_queries(bo, certifies, browser, queries):
    for _ in range(6):
        certifies(bo.memberships[0])
    hands = browser(bo)
    with queries() as sent:
        hands.get("/my/records")
    assert len(sent) <= 8
