"""A roster: what the preview shows is what applying does, all of it or nothing."""

import io
import zipfile
from functools import partial

import pytest
import xlsxwriter
from sqlalchemy import event

from learn.audit import AuditEntry, Event
from learn.kit.db import db
from learn.kit.text import Words
from learn.notifications import Notification
from learn.people import JobRole, Membership, Person
from learn.people.roster import Plan, RosterUpload, Unreadable, read

HEAD = "工号,姓名,拉丁姓名,邮箱,部门,岗位,入职日期,离职日期\n"
WANG = "PJ-0900,王䶮,Wang Yan,wang.yan@pujiang.example,临床研究部,sweeper;护士甲,2026-03-01,\n"
BO = "PJ-0107,林博,Lin Bo,bo@pujiang.example,质量控制部,,,\n"


@pytest.fixture(autouse=True)
def roles(session):
    """Two job roles that rosters name by code or by title."""
    for code, zh in (("sweeper", "清洁员"), ("nurse-a", "护士甲")):
        session.add(JobRole(code=code, title=Words(zh=zh, en=code.title())))
    session.commit()


@pytest.fixture
def upload(omar, pujiang, browser):
    """`upload(text)`: Omar sends a roster of Pujiang; the page that answers, and his browser."""
    hands = browser(omar)
    hands.client.set_cookie("language", "en")

    def send(content, expect=303, name="roster.csv"):
        content = content.encode() if isinstance(content, str) else content
        form = {"organisation": pujiang.id}
        answer = hands.post("/admin/roster", form, expect, files={"file": (io.BytesIO(content), name)})
        return hands.get(answer.location) if expect == 303 else answer

    send.hands = hands
    return send


def apply(upload, page, expect=303):
    form = page.one('form[action$="/application"]')
    return upload.hands.post(form["action"], {"seen": form.select_one('[name="seen"]')["value"]}, expect)


def member(number):
    return db.session.scalar(db.select(Membership).where(Membership.staff_number == number))


def plan_of(text, organisation, by=None):
    return Plan(organisation, read(text.encode()), by=by)


def faults(plan):
    return [(row.entry.row, fault.column) for row in plan.rows for fault in row.faults]


def steps(plan):
    return [(row.entry.row, step.act.value, step.old, step.new) for row in plan.rows for step in row.steps]


def test_nothing_is_written_before_it_is_applied(bo, upload):
    page = upload(HEAD + WANG)
    assert page.h1 == "This roster would make 4 changes"
    assert "Nothing has been changed yet." in page.text
    assert member("PJ-0900") is None


def test_a_new_person_comes_with_membership_roles_and_a_letter(bo, upload):
    apply(upload, upload(HEAD + WANG))
    new = member("PJ-0900")
    assert (new.person.name, new.department, str(new.begins_on)) == ("王䶮", "临床研究部", "2026-03-01")
    assert {held.job_role.code for held in new.roles_held} == {"sweeper", "nurse-a"}
    assert db.session.scalars(db.select(Notification)).one().person_id == new.person_id


def test_the_preview_is_what_applying_does(bo, hana, upload, pujiang):
    text = (
        HEAD
        + WANG
        + BO.replace("质量控制部,", "制备中心,sweeper")
        + "PJ-0012,韩娜,Han Na,hana@pujiang.example,,,,2027-01-31\n"
    )
    before = steps(plan_of(text, pujiang))
    assert [act for _row, act, _old, _new in before] == [
        "new_person",
        "new_membership",
        "role_taken",
        "role_taken",
        "department",
        "role_taken",
        "ends",
    ]
    apply(upload, upload(text))
    assert bo.memberships[0].department == "制备中心"
    assert str(hana.memberships[0].ends_on) == "2027-01-31"
    assert steps(plan_of(text, pujiang)) == []
    assert upload(text).h1 == "This roster would change nothing"


def test_a_role_that_is_not_named_any_more_is_left(bo, upload, pujiang):
    apply(upload, upload(HEAD + WANG))
    text = HEAD + WANG.replace("sweeper;护士甲", "护士甲")
    assert steps(plan_of(text, pujiang)) == [(2, "role_left", "sweeper", "")]
    apply(upload, upload(text))
    assert [held.job_role.code for held in member("PJ-0900").roles_held if held.ends_on is None] == ["nurse-a"]
    assert steps(plan_of(text, pujiang)) == []


def test_an_empty_cell_changes_nothing(bo, upload):
    assert upload(HEAD + "PJ-0107,林博,,bo@pujiang.example,,,,\n").h1 == "This roster would change nothing"


def test_whoever_is_not_in_the_file_stays(bo, hana, upload):
    apply(upload, upload(HEAD + WANG))
    assert hana.memberships[0].ends_on is None


def test_a_corrected_name_is_shown_and_recorded_with_the_file(bo, upload):
    page = upload(HEAD + BO.replace("林博,Lin Bo", "林溥,Lin Pu"))
    assert page.one("del").get_text() == "林博 Lin Bo"
    assert page.one("ins").get_text() == "林溥 Lin Pu"
    apply(upload, page)
    entry = db.session.scalars(db.select(AuditEntry).where(AuditEntry.event == Event.PERSON_CHANGED)).one()
    assert entry.reason == "Roster roster.csv"


def test_the_import_itself_is_on_record(bo, upload):
    apply(upload, upload(HEAD + WANG))
    entry = db.session.scalars(db.select(AuditEntry).where(AuditEntry.event == Event.ROSTER_IMPORTED)).one()
    assert (entry.actor_name, entry.new["changes"]["new_person"]) == ("欧阳默", 1)


def test_applying_twice_is_refused(bo, upload):
    page = upload(HEAD + WANG)
    apply(upload, page)
    assert "already been applied" in apply(upload, page, expect=409).h1
    assert db.session.scalar(db.select(db.func.count()).where(Person.name == "王䶮")) == 1


def test_a_stale_preview_is_refused(bo, omar, upload):
    page = upload(HEAD + BO.replace("质量控制部", "制备中心"))
    bo.memberships[0].move("物流部", by=omar)
    db.session.commit()
    assert "changed since this preview" in apply(upload, page, expect=409).h1
    assert bo.memberships[0].department == "物流部"


def test_another_administrators_upload_is_not_mine(bo, upload, alliance, browser):
    from learn.people import Permission

    page = upload(HEAD + WANG)
    second = Person.add(email="second@alliance.example", name="第二", by=None)
    second.grant(Permission.ADMINISTRATOR, alliance, by=None)
    db.session.commit()
    browser(second).get(page.one('form[action$="/application"]')["action"].removesuffix("/application"), expect=404)


def test_one_wrong_row_stops_all_of_them(bo, upload):
    page = upload(HEAD + WANG + "PJ-0901,,,x@pujiang.example,,,,\n")
    assert page.h1 == "1 row must be corrected first"
    assert page.all('form[action$="/application"]') == []


def test_a_wrong_roster_cannot_be_applied_by_hand_either(bo, omar, pujiang, browser):
    from learn.kit.web import Refused

    kept = RosterUpload.receive((HEAD + "PJ-1,,,,,,,\n").encode(), "x.csv", pujiang, by=omar)
    with pytest.raises(Refused):
        kept.apply(seen=kept.plan().digest, by=omar)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",王䶮,,w@pujiang.example,,,,", "staff_number"),
        ("PJ-1,,,w@pujiang.example,,,,", "name"),
        ("PJ-1," + "长" * 300 + ",,w@pujiang.example,,,,", "name"),
        ("PJ-1,王䶮,,,,,,", "email"),
        ("PJ-1,王䶮,,no address,,,,", "email"),
        ("PJ-1,王䶮,,w@pujiang.example,,astronaut,,", "job_roles"),
        ("PJ-1,王䶮,,w@pujiang.example,,,30 February,", "begins_on"),
        ("PJ-1,王䶮,,w@pujiang.example,,,2026-02-30,", "begins_on"),
        ("PJ-1,王䶮,,w@pujiang.example,,,2026-03-02,2026-03-01", "ends_on"),
        ("PJ-1,王䶮,,bo@pujiang.example,,,,", "name"),
        ("PJ-1,林博,,bo@pujiang.example,,,,", "staff_number"),
        ("PJ-0107,林博,,somebody@pujiang.example,,,,", "email"),
        ("PJ-0107,林博,,bo@pujiang.example,,,1999-01-01,", "begins_on"),
        ("PJ-0107,林博,,bo@pujiang.example,,,,1999-01-01", "ends_on"),
    ],
)
def test_what_is_wrong_is_said_at_its_row_and_column(bo, pujiang, row, column):
    plan = plan_of(HEAD + row + "\n", pujiang)
    assert (2, column) in faults(plan)
    assert steps(plan) == []


def test_numbers_and_addresses_twice_in_the_file_are_flagged(bo, pujiang):
    text = HEAD + WANG + WANG.replace("PJ-0900", "PJ-0901") + WANG.replace("wang.yan", "other")
    assert faults(plan_of(text, pujiang)) == [(3, "email"), (4, "staff_number")]


def test_whoever_left_does_not_come_back_by_a_roster(bo, omar, pujiang):
    bo.leave(by=omar, reason="Left")
    db.session.commit()
    assert (2, "email") in faults(plan_of(HEAD + BO.replace("PJ-0107", "PJ-0999"), pujiang))


def test_somebody_of_another_member_begins_here_too(zed, pujiang):
    text = HEAD + "PJ-0700,郑泽,,zed@gangcheng.example,,,,\n"
    assert [act for _row, act, _old, _new in steps(plan_of(text, pujiang))] == ["new_membership"]


def test_formulas_and_markup_are_text(bo, upload):
    page = upload(HEAD + "PJ-0900,=cmd|' /C calc'!A0,,w@pujiang.example,<img src=x onerror=alert(1)>,,,\n")
    assert page.all("img[onerror]") == []
    apply(upload, page)
    assert member("PJ-0900").person.name == "=cmd|' /C calc'!A0"
    assert member("PJ-0900").department == "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_every_usual_file_reads_the_same(encoding, between):
    row = WANG.replace("sweeper;护士甲", '"sweeper;护士甲"').replace("王䶮", "李𬭊")
    text = (HEAD + row).replace(",", between)
    cells = read(text.encode(encoding)).rows[0].cells
    assert (cells["name"], cells["job_roles"], cells["begins_on"]) == ("李𬭊", "sweeper;护士甲", "2026-03-01")


def test_english_headings_in_any_order_and_unknown_ones_are_named():
    sheet = read(b"E-mail,Shoe size,NAME,Staff Number\nw@x.example,42,Wang,7\n")
    assert sheet.rows[0].cells == {"email": "w@x.example", "name": "Wang", "staff_number": "7"}
    assert sheet.ignored == ["Shoe size"]


def xlsx(rows):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    book.close()
    return file.getvalue()


def test_an_xlsx_file_with_numbers_and_dates(bo, upload):
    from datetime import datetime

    content = xlsx([["工号", "姓名", "邮箱", "入职日期"], [1001, "王䶮", "w@pujiang.example", datetime(2026, 3, 1)]])  # noqa: DTZ001
    apply(upload, upload(content, name="名单.xlsx"))
    assert str(member("1001").begins_on) == "2026-03-01"


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"hello", b"PK\x03\x04 broken", HEAD.encode(), b"\xff\xfe\x00", b"\x89PNG\r\n\x1a\n\x00"]
)
def test_what_is_no_roster_is_said_at_the_file(bo, upload, content):
    page = upload(content, expect=422)
    assert page.one("#file-fault").get_text(strip=True)


def test_a_table_that_claims_to_be_huge_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx([["工号"]]))) as book, zipfile.ZipFile(file, "w") as copy:
        for part in book.namelist():
            copy.writestr(part, book.read(part).replace(b'r="A1"', b'r="XFD1048576"'))
    with pytest.raises(Unreadable):
        read(file.getvalue())


def test_a_zip_bomb_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * (60 * 1024 * 1024))
    with pytest.raises(Unreadable):
        read(file.getvalue())


def test_more_than_five_thousand_people_are_split():
    with pytest.raises(Unreadable):
        read((HEAD + "".join(f"N{n},人,,n{n}@x.example,,,,\n" for n in range(5001))).encode())


def test_the_template_reads_as_a_roster(omar, bo, visit):
    answer = visit(omar, "/admin/roster/template.csv").response
    content = answer.data + WANG.encode()
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert read(content).rows[0].cells["name"] == "王䶮"


def test_the_preview_costs_the_same_for_one_and_for_many(omar, bo, upload, queries):
    few = upload(HEAD + WANG)
    many = upload(HEAD + "".join(f"N{n},人{n},,n{n}@x.example,,sweeper,,\n" for n in range(300)))
    costs = []
    for page in (few, many):
        with queries() as sent:
            upload.hands.get(page.one('form[action$="/application"]')["action"].removesuffix("/application"))
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 8


def test_many_new_people_are_written_in_one_go(bo, pujiang):
    flushed = []
    listen = partial(event.listen, db.session, "after_flush", lambda *_: flushed.append(1))
    lines = "".join(f"PJ-{n:05},赵{n},,zhao{n}@pujiang.example,,sweeper,,\n" for n in range(100))
    plan = plan_of(HEAD + lines, pujiang)
    listen()
    plan.apply(reason="roster")
    db.session.commit()
    assert len(flushed) < 30  # some for the first letters, which go out at once; not several a person
    begun = db.session.scalars(db.select(AuditEntry).where(AuditEntry.event == Event.MEMBERSHIP_BEGUN)).all()[-100:]
    assert [entry.subject_id for entry in begun] == [member(f"PJ-{n:05}").id for n in range(100)]


def test_the_file_goes_when_it_was_applied_or_after_a_day(bo, omar, upload, clock_at):
    clock_at("2030-11-22T09:00:00+08:00")
    upload.hands.sign_in(omar)
    apply(upload, upload(HEAD + WANG))
    upload(HEAD + WANG.replace("WANG", "X"))
    applied, waiting = db.session.scalars(db.select(RosterUpload).order_by(RosterUpload.id)).all()
    assert applied.content is None
    clock_at("2030-11-23T09:00:01+08:00")
    RosterUpload.forget_old()
    db.session.refresh(waiting)
    assert waiting.content is None


@pytest.fixture
def learn(app, monkeypatch):
    """`learn(…)`: a command on the command line."""
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


def test_the_command_lists_and_applies_only_when_asked(bo, learn, tmp_path):
    file = tmp_path / "roster.csv"
    file.write_text(HEAD + WANG)
    listed = learn("people", "import", str(file), "--organisation", "pujiang")
    assert listed.exit_code == 0, listed.output
    assert "New person" in listed.output
    assert member("PJ-0900") is None
    applied = learn("people", "import", str(file), "--organisation", "PUJIANG", "--apply")
    assert applied.exit_code == 0, applied.output
    assert member("PJ-0900").person.name == "王䶮"


def test_the_command_names_file_and_row_of_a_fault(bo, learn, tmp_path):
    file = tmp_path / "roster.csv"
    file.write_text(HEAD + "PJ-1,,,x@pujiang.example,,,,\n")
    answer = learn("people", "import", str(file), "--organisation", "PUJIANG", "--apply")
    assert answer.exit_code != 0
    assert f"{file}:2: name: " in answer.output
