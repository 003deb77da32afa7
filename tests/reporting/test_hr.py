"""HR sees its own people and nobody else's."""

from datetime import timedelta
from pathlib import Path

import pytest

from learn.audit import AuditEntry, Event
from learn.kit import clock
from learn.kit.db import db
from learn.learning import Coaching
from learn.people import Permission
from learn.reporting.reports import REPORTS

PAGES = ["/hr", "/hr/people", "/hr/certificates", "/hr/reports", *(f"/hr/reports/{name}" for name in REPORTS)]


@pytest.fixture
def long_ago():
    return clock.today() - timedelta(days=100)


# the overview


def test_the_overview_says_how_much_is_in_force(hana, hires, certifies, analyst, visit):
    for name in ("赵一", "钱二", "孙三"):
        certifies(hires(name, role=analyst))
    hires("李四", role=analyst)
    page = visit(hana, "/hr")
    assert page.h1 == "75% of training requirements are in force"
    assert "质量控制部" in page.one(".bars tbody").get_text()


def test_the_share_in_force_is_rounded_down(hana, hires, certifies, analyst, visit):
    for n in range(3):
        membership = hires(f"人{n}", role=analyst)
        if n:
            certifies(membership)
    assert visit(hana, "/hr").h1.startswith("66%")


def test_who_is_late_comes_first(hana, hires, analyst, visit, long_ago):
    hires("赵新", role=analyst)
    late = hires("钱迟", role=analyst, since=long_ago)
    page = visit(hana, "/hr")
    first = page.all(".ledger li")[0]
    assert "钱迟" in first.get_text()
    assert "90 days late" in first.get_text()
    assert first.a["href"] == f"/hr/people/{late.id}"


def test_a_renewal_that_is_due_still_counts_as_in_force(hana, hires, certifies, analyst, visit):
    certifies(hires("赵一", role=analyst), valid_days=20)
    page = visit(hana, "/hr")
    assert page.h1.startswith("100%")
    assert "in 20 days" in page.text


def test_where_nothing_is_required_the_overview_says_so(hu, visit):
    assert visit(hu, "/hr").h1 == "Nothing is required of anybody yet"


# the list of people


def names(page):
    return [link.get_text(strip=True) for link in page.all(".person-link")]


def test_names_stand_in_the_order_of_their_pinyin(hana, hires, visit):
    for name in ("王伟", "欧阳静", "陈晨", "张三"):
        hires(name)
    shown = names(visit(hana, "/hr/people"))
    assert [name for name in shown if name in ("陈晨", "欧阳静", "王伟", "张三")] == ["陈晨", "欧阳静", "王伟", "张三"]


@pytest.mark.parametrize("typed", ["欧阳", "ouyang", "ou yang", "oyj", "OUYANGJING", "Z-77", "z-77"])
def test_somebody_is_found_by_name_pinyin_initials_or_number(hana, hires, visit, typed):
    hires("欧阳静", number="Z-77")
    hires("王伟")
    assert names(visit(hana, f"/hr/people?q={typed}")) == ["欧阳静"]


def test_a_percent_sign_is_only_a_sign(hana, hires, visit):
    hires("王伟")
    page = visit(hana, "/hr/people?q=%25")
    assert "Nobody fits this filter" in page.text


def test_the_list_narrows_by_course_state_and_department(hana, hires, certifies, analyst, visit, long_ago):
    hires("赵迟", role=analyst, since=long_ago)
    certifies(hires("钱好", role=analyst))
    hires("孙新", role=analyst, department="制备中心")
    assert names(visit(hana, "/hr/people?state=late")) == ["赵迟"]
    assert names(visit(hana, "/hr/people?state=ok&course=GMP-101")) == ["钱好"]
    assert names(visit(hana, "/hr/people?state=attention&sort=due")) == ["赵迟", "孙新"]
    assert names(visit(hana, "/hr/people?course=GMP-101&department=制备中心")) == ["孙新"]
    assert names(visit(hana, "/hr/people?sort=state"))[:3] == ["赵迟", "孙新", "钱好"]


def test_leavers_are_shown_when_asked_for(hana, hires, visit, long_ago):
    gone = hires("赵走", since=long_ago)
    gone.end(on=clock.today() - timedelta(days=1), by=hana, reason="moved")
    db.session.commit()
    assert "赵走" not in names(visit(hana, "/hr/people"))
    assert "赵走" in names(visit(hana, "/hr/people?leavers=y"))


def test_a_filter_stays_in_the_address_of_the_next_page(hana, hires, visit):
    for n in range(51):
        hires(f"王{n}")
    following = visit(hana, "/hr/people?q=wang&sort=number").one('a[rel="next"]')["href"]
    assert "q=wang" in following
    assert "sort=number" in following
    assert len(names(visit(hana, following))) == 1


def test_a_state_that_does_not_exist_is_named_at_its_field(hana, visit):
    assert visit(hana, "/hr/people?state=bogus", expect=422).one(".field--fault #state")


def test_a_course_asked_for_by_two_roles_counts_once(hana, hires, analyst, gmp101, visit):
    from learn.kit.text import Words
    from learn.people import JobRole
    from learn.training import Requirement

    second = JobRole(code="second", title=Words(zh="第二", en="Second"))
    db.session.add(second)
    db.session.flush()
    Requirement.set(second, gmp101.course, 5, by=None)
    both = hires("赵双", role=analyst)
    both.take_role(second, by=None)
    db.session.commit()
    assert "of 1 requirements" in visit(hana, "/hr").text
    assert "Required for Second" in visit(hana, f"/hr/people/{both.id}").text, "the earliest date counts"


# one person


def test_the_training_file_says_why_and_by_when(hana, hires, analyst, visit, long_ago):
    page = visit(hana, f"/hr/people/{hires('赵迟', role=analyst, since=long_ago).id}")
    assert page.h1 == "赵迟 has 1 late course"
    assert f"Required for QC analyst. To be completed by {long_ago + timedelta(days=10)}." in page.text


def test_the_training_file_shows_attempts_and_certificates(hana, hires, certifies, enrols, fails, pujiang, visit):
    membership = hires("赵学")
    certificate = certifies(membership)
    fails(enrols(membership.person, pujiang), times=2)
    page = visit(hana, f"/hr/people/{membership.id}")
    assert certificate.number in page.text
    assert page.text.count("Not passed") == 2


def test_what_was_learnt_elsewhere_shows_only_that_it_is_in_force(
    hana, hires, certifies, analyst, pujiang, gangcheng, visit
):
    elsewhere = hires("赵双", organisation=gangcheng)
    certificate = certifies(elsewhere)
    somebody = elsewhere.person
    here = somebody.join(pujiang, staff_number="PJ-9001", by=None)
    here.take_role(analyst, by=None)
    db.session.commit()
    page = visit(hana, f"/hr/people/{here.id}")
    assert "In force: completed in another organisation." in page.text
    assert certificate.number not in page.response.get_data(as_text=True)
    assert str(certificate.completion.valid_until) not in page.text
    assert "No course has been begun." in page.text
    assert visit(hana, "/hr").h1.startswith("100%")


@pytest.mark.parametrize("path", PAGES)
def test_hana_sees_nobody_of_another_member(hana, hires, certifies, analyst, gangcheng, visit, path):
    other = hires("某某港", organisation=gangcheng, role=analyst)
    certificate = certifies(other)
    text = visit(hana, path).response.get_data(as_text=True)
    assert "某某港" not in text
    assert other.staff_number not in text
    assert certificate.number not in text


def test_another_members_person_does_not_exist_for_hana(hana, hires, enrols, fails, gangcheng, visit, send):
    other = hires("某某港", organisation=gangcheng)
    visit(hana, f"/hr/people/{other.id}", expect=404)
    for path in PAGES:
        visit(hana, f"{path}?organisation=GANGCHENG", expect=404)
    enrolment = enrols(other.person, gangcheng)
    fails(enrolment, times=3)
    send(hana, f"/hr/enrolments/{enrolment.id}/coaching", {"unit": "3", "note": "x"}, expect=404)


def test_hr_of_two_members_chooses_one(hana, alliance, gangcheng, hires, visit):
    hana.grant(Permission.HR, gangcheng, by=None)
    db.session.commit()
    hires("港人", organisation=gangcheng)
    page = visit(hana, "/hr/people?organisation=GANGCHENG")
    assert "港人" in names(page)
    assert "林博" not in names(page)
    assert page.one("#organisation option[selected]")["value"] == "GANGCHENG"
    assert all("organisation=GANGCHENG" in link["href"] for link in page.all(".person-link"))


def test_an_ended_grant_sees_nothing(hana, omar, visit):
    hana.current_grants[0].withdraw(by=omar, reason="moved on")
    db.session.commit()
    for path in PAGES:
        visit(hana, path, expect=404)


# coaching


def quiz_of(gmp101):
    return next(unit for unit in gmp101.units if unit.quiz_id)


def test_coaching_is_offered_when_the_attempts_are_used_up(hana, hires, enrols, fails, gmp101, pujiang, visit, send):
    membership, unit = hires("赵难"), quiz_of(gmp101)
    enrolment = enrols(membership.person, pujiang)
    fails(enrolment, times=unit.quiz.attempts - 1)
    assert not visit(hana, f"/hr/people/{membership.id}").all("textarea[name=note]")
    fails(enrolment, times=1)
    assert visit(hana, f"/hr/people/{membership.id}").one("textarea[name=note]")
    address = f"/hr/enrolments/{enrolment.id}/coaching"
    send(hana, address, {"unit": unit.position, "note": "读过第二节，下周再试"})
    page = visit(hana, f"/hr/people/{membership.id}")
    assert "读过第二节，下周再试" in page.text
    assert not page.all("textarea[name=note]"), "a fresh set of attempts is open"
    send(hana, address, {"unit": unit.position, "note": "again"}, expect=409)
    assert db.session.query(Coaching).count() == 1


def test_a_coaching_without_a_note_comes_back_with_the_fault(hana, hires, enrols, fails, gmp101, pujiang, send):
    membership, unit = hires("赵难"), quiz_of(gmp101)
    enrolment = enrols(membership.person, pujiang)
    fails(enrolment, times=unit.quiz.attempts)
    page = send(hana, f"/hr/enrolments/{enrolment.id}/coaching", {"unit": unit.position, "note": "  "}, expect=422)
    assert "inspectors will read it" in page.one(".fault").get_text()


def test_a_coach_cannot_coach_herself(hana, enrols, fails, gmp101, pujiang, visit, send):
    unit, enrolment = quiz_of(gmp101), enrols(hana, pujiang)
    fails(enrolment, times=unit.quiz.attempts)
    assert not visit(hana, f"/hr/people/{hana.memberships[0].id}").all("textarea[name=note]")
    send(hana, f"/hr/enrolments/{enrolment.id}/coaching", {"unit": unit.position, "note": "I am fine"}, expect=409)


# certificates and reports


def test_certificates_narrow_by_person_period_and_force(hana, hires, certifies, visit):
    now = clock.now()
    certifies(hires("欧阳静"))
    certifies(hires("王旧"), completed_at=now - timedelta(days=900), valid_days=700)
    assert visit(hana, "/hr/certificates").h1 == "2 certificates"
    assert "欧阳静" in visit(hana, "/hr/certificates?q=oyj").one("tbody").get_text()
    assert visit(hana, "/hr/certificates?state=genuine").h1 == "1 certificate"
    tomorrow = clock.today() + timedelta(days=1)
    assert visit(hana, f"/hr/certificates?from={tomorrow}").h1 == "0 certificates"
    assert visit(hana, f"/hr/certificates?from={clock.today()}&to={clock.today()}").h1 == "2 certificates"
    assert visit(hana, "/hr/certificates?from=2026-02-02&to=2026-01-01", expect=422).one(".fault")


def test_certificates_narrow_by_what_became_of_them(hana, quinn, hires, certifies, visit):
    from learn.certificates.acts import CertificateProposal, ProposedAct

    now = clock.now()
    certifies(hires("甲在"))
    certifies(hires("乙将"), valid_days=60)
    certifies(hires("丙过"), completed_at=now - timedelta(days=900), valid_days=700)
    revoked = certifies(hires("丁撤"))
    proposal = CertificateProposal.propose(revoked, ProposedAct.REVOCATION, by=hana, reason="x")
    db.session.flush()
    proposal.approve(by=quinn)
    db.session.commit()

    def held(state: str) -> str:
        return " ".join(row.get_text() for row in visit(hana, f"/hr/certificates?state={state}").all("tbody th"))

    assert ("甲在" in held("genuine"), "乙将" in held("genuine"), "丙过" in held("genuine")) == (True, True, False)
    assert ("甲在" in held("expiring"), "乙将" in held("expiring")) == (False, True)
    assert ("丙过" in held("expired"), "丁撤" in held("expired")) == (True, False)
    assert ("丁撤" in held("revoked"), "甲在" in held("revoked")) == (True, False)
    assert held("superseded") == ""
    visit(hana, "/hr/certificates?state=bogus", expect=422)


def test_certificates_narrow_by_job_role(hana, hires, certifies, analyst, visit):
    certifies(hires("甲员", role=analyst))
    certifies(hires("乙员"))
    names_shown = visit(hana, f"/hr/certificates?role={analyst.code}").one("tbody").get_text()
    assert "甲员" in names_shown
    assert "乙员" not in names_shown


def test_the_index_in_the_zip_speaks_the_readers_language(hana, hires, certifies, visit):
    import io
    import zipfile

    from python_calamine import CalamineWorkbook

    from learn.kit.storage import storage

    certificate = certifies(hires("=王伟", number="W-1"))
    gone = certifies(hires("李失", number="W-2"))
    (Path(storage().url.removeprefix("file://")) / gone.document_key).unlink()
    for language, words in (("zh", ["姓名", "有效"]), ("en", ["Name", "In force"])):
        content = visit(hana, "/hr/certificates.zip", language=language).response.data
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            table = CalamineWorkbook.from_filelike(io.BytesIO(archive.read("index.xlsx"))).get_sheet_by_index(0)
            files = archive.namelist()
        rows = {row[2]: row for row in table.to_python()}
        assert table.to_python()[0][0] == words[0]
        row = rows["W-1"]
        assert (row[0], row[6], row[9]) == ("=王伟", certificate.number, words[1])
        assert row[11] == certificate.sha256
        assert any(name.endswith(row[10]) for name in files)
        assert not any("W-2" in name for name in files)
        assert "W-2" not in rows["W-2"][10]


def test_the_zip_holds_what_the_filter_shows_and_leaves_a_trace(hana, hires, certifies, visit):
    import io
    import zipfile

    first, _second = certifies(hires("王伟", number="W-1")), certifies(hires("王伟", number="W-2"))
    certifies(hires("李雷"))
    response = visit(hana, "/hr/certificates.zip?q=wangwei", language="zh").response
    assert response.mimetype == "application/zip"
    assert "certificates_PUJIANG_" in response.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        files = archive.namelist()
    assert len(files) == 4
    assert {"index.xlsx", "manifest.csv"} <= {*files}
    assert f"浦江细胞医院/W-1_王伟_GMP-101_{first.number}.pdf" in files
    entry = db.session.scalars(AuditEntry.newest().where(AuditEntry.event == Event.CERTIFICATES_DOWNLOADED)).one()
    assert entry.actor_id == hana.id
    assert entry.new == {"count": 2, "asked": {"q": "wangwei"}}
    assert entry.organisation_id == hana.organisation.id


def test_the_training_records_leave_as_csv_and_as_a_workbook(hana, hires, certifies, visit):
    from python_calamine import CalamineWorkbook

    certificate = certifies(hires("=欧阳", number="X-1"))
    csv = visit(hana, "/hr/reports/training-records.csv").response.data.decode("utf-8-sig").splitlines()
    assert csv[0].startswith("Organisation,Staff number,Name,")
    assert csv[1].startswith("Pujiang Cell Hospital,X-1,'=欧阳,,GMP-101,")
    assert certificate.number in csv[1]
    import io

    book = visit(hana, "/hr/reports/training-records.xlsx").response.data
    row = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()[1]
    assert row[2] == "=欧阳"
    assert row[8] == 86.5
    exports = db.session.scalars(AuditEntry.newest().where(AuditEntry.event == Event.RECORDS_EXPORTED)).all()
    assert [entry.new for entry in exports] == [
        {"report": "training-records", "form": "XLSX"},
        {"report": "training-records", "form": "CSV"},
    ]


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_a_page_a_csv_and_a_workbook(
    hana, hires, certifies, enrols, fails, analyst, pujiang, visit, name
):
    membership = hires("赵学", role=analyst)
    certifies(membership)
    fails(enrols(membership.person, pujiang), times=1)
    page = visit(hana, f"/hr/reports/{name}")
    assert "赵学" in page.text
    rows = visit(hana, f"/hr/reports/{name}.csv").response.data.decode("utf-8-sig").strip().splitlines()
    assert len(rows) == 1 + len(page.all("tbody tr"))
    assert visit(hana, f"/hr/reports/{name}.xlsx").response.data[:2] == b"PK"


def test_there_is_no_report_of_another_name(hana, visit):
    visit(hana, "/hr/reports/salaries", expect=404)
    visit(hana, "/hr/reports/salaries.csv", expect=404)


def test_a_filter_by_course_shows_where_everybody_stands_in_that_course(hana, hires, certifies, analyst, visit):
    certifies(hires("甲", role=analyst))
    hires("乙", role=analyst, since=clock.today() - timedelta(days=30))
    page = visit(hana, "/hr/people?course=GMP-101&sort=due")
    seen = [(row.th.a.get_text(), row.select("td")[-1].get_text(strip=True)) for row in page.all("tbody tr")]
    assert seen == [("乙", "20 days late"), ("甲", "In force")]


def test_an_unknown_order_is_by_name(hana, hires, visit):
    hires("赵一")
    assert visit(hana, "/hr/people?sort=shoe-size").one('th[aria-sort="ascending"]').get_text(strip=True) == "Name ↑"


# how much it costs


@pytest.mark.parametrize("path", [*PAGES, "/hr/people?state=late&course=GMP-101&sort=due", "/hr/people?sort=state"])
def test_a_page_costs_as_many_queries_for_sixty_as_for_five(hana, hires, certifies, analyst, browser, queries, path):
    def cost() -> int:
        hands = browser(hana)
        with queries() as sent:
            hands.get(path)
        return len(sent)

    for n in range(5):
        certifies(hires(f"甲{n}", role=analyst))
    few = cost()
    for n in range(55):
        membership = hires(f"乙{n}", role=analyst)
        if n % 2:
            certifies(membership)
    assert cost() == few
    assert few <= 8


@pytest.mark.parametrize("file", ["certificates.zip", "reports/training-records.csv", "reports/assignments.xlsx"])
def test_a_file_costs_as_many_queries_for_sixty_as_for_five(hana, hires, certifies, analyst, browser, queries, file):
    def cost() -> int:
        hands = browser(hana)
        with queries() as sent:
            assert hands.client.get(f"/hr/{file}").data
        return len(sent)

    for n in range(5):
        certifies(hires(f"甲{n}", role=analyst))
    few = cost()
    for n in range(55):
        certifies(hires(f"乙{n}", role=analyst))
    assert cost() == few


def test_a_training_file_costs_at_most_eight_queries(
    hana, hires, certifies, enrols, fails, analyst, pujiang, browser, queries
):
    membership = hires("赵学", role=analyst)
    certifies(membership)
    fails(enrols(membership.person, pujiang), times=3)
    hands = browser(hana)
    with queries() as sent:
        hands.get(f"/hr/people/{membership.id}")
    assert len(sent) <= 8


def test_the_overview_works_the_duties_out_once(hana, hires, analyst, browser, queries):
    hires("赵一", role=analyst)
    with queries() as sent:
        browser(hana).get("/hr")
    assert len([one for one in sent if "job_role_held" in str(one) and "row_number" in str(one).lower()]) == 1
