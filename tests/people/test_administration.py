"""The alliance office adds, corrects and ends; it deletes nothing and helps itself to nothing."""

import pytest

from learn.audit import AuditEntry, Event
from learn.kit.db import db
from learn.kit.web import Refused
from learn.notifications import Kind, Notification
from learn.people import Permission, Person


def person(**changes):
    return {
        "name": "王䶮", "latin_name": "Wang Yan", "email": "wang.yan@pujiang.example", "language": "zh",
        "organisation": "2", "staff_number": "PJ-0900", "department": "质量控制部", "begins_on": "2026-03-01", **changes,
    }  # fmt: skip


def found(email):
    return db.session.scalar(db.select(Person).where(Person.email == email))


def last(event):
    return db.session.scalars(
        db.select(AuditEntry).where(AuditEntry.event == event).order_by(AuditEntry.id.desc())
    ).first()


PAGES = [
    "/admin/organisations",
    "/admin/organisations/new",
    "/admin/people",
    "/admin/people/new",
    "/admin/job-roles",
    "/admin/roster",
]


@pytest.mark.parametrize("path", PAGES)
def test_only_administrators_find_these_pages(omar, hana, ada, bo, visit, path):
    visit(omar, path)
    for other in (hana, ada, bo):
        visit(other, path, expect=404)


def test_omar_adds_an_organisation(omar, send, visit):
    form = {"code": "dongtan", "zh": "东滩细胞库", "en": "Dongtan Cell Bank", "kind": "cell_bank"}
    assert send(omar, "/admin/organisations/new", form).location == "/admin/organisations"
    page = visit(omar, "/admin/organisations")
    assert "DONGTAN" in page.text
    assert "Dongtan Cell Bank" in page.text
    assert last(Event.ORGANISATION_ADDED).actor_name == "欧阳默"


def test_the_same_organisation_twice_is_refused_at_its_code(omar, pujiang, send):
    form = {"code": "pujiang", "zh": "浦江", "en": "Pujiang", "kind": "hospital"}
    page = send(omar, "/admin/organisations/new", form, expect=422)
    assert "already an organisation with the code PUJIANG" in page.text
    assert page.one("#zh")["value"] == "浦江"


def test_renaming_needs_a_reason(omar, pujiang, send):
    form = {"zh": "浦江新院", "en": "New Pujiang Hospital", "reason": ""}
    assert "inspectors will read it" in send(omar, "/admin/organisations/PUJIANG/names", form, expect=422).text
    send(omar, "/admin/organisations/PUJIANG/names", {**form, "reason": "Renamed by the city"})
    assert pujiang.name.en == "New Pujiang Hospital"
    assert last(Event.ORGANISATION_CHANGED).reason == "Renamed by the city"


def test_a_member_that_leaves_takes_memberships_and_permissions_along(omar, gangcheng, zed, hu, send):
    send(omar, "/admin/organisations/GANGCHENG/ending", {"reason": "Left the alliance"})
    assert gangcheng.ended_on
    assert all(one.ends_on for one in zed.memberships)
    assert hu.current_grants == []
    assert zed.active
    assert "already left" in send(omar, "/admin/organisations/GANGCHENG/ending", {"reason": "Again"}, expect=409).text


def test_omar_adds_a_person_who_gets_a_letter(omar, pujiang, send, visit):
    answer = send(omar, "/admin/people/new", person(organisation=str(pujiang.id)))
    added = found("wang.yan@pujiang.example")
    assert answer.location == f"/admin/people/{added.id}"
    assert added.pinyin.startswith("wang")
    assert added.password is None
    assert db.session.scalars(db.select(Notification)).one().kind is Kind.ACCOUNT_READY
    page = visit(omar, answer.location)
    assert "王䶮" in page.h1
    assert "PJ-0900" in page.text


@pytest.mark.parametrize("name", ["王䶮", "李𬭊", "古力娜扎·买买提", "Ólafur Þór", "O’Brien-Lee"])
def test_rare_names_stay_as_they_are(omar, pujiang, send, visit, name):
    send(omar, "/admin/people/new", person(organisation=str(pujiang.id), name=name))
    assert found("wang.yan@pujiang.example").name == name
    assert name in visit(omar, "/admin/people?q=wang.yan").text


def test_the_same_form_twice_is_one_person(omar, pujiang, browser):
    hands = browser(omar)
    hands.post("/admin/people/new", person(organisation=str(pujiang.id)))
    again = hands.post("/admin/people/new", person(organisation=str(pujiang.id)), expect=422)
    assert "王䶮" in again.one("#email-fault").get_text()
    assert db.session.scalar(db.select(db.func.count()).where(Person.email == "wang.yan@pujiang.example")) == 1


def test_a_staff_number_is_never_given_twice(omar, bo, pujiang, send):
    page = send(omar, "/admin/people/new", person(organisation=str(pujiang.id), staff_number="PJ-0107"), expect=409)
    assert "PJ-0107" in page.h1
    assert found("wang.yan@pujiang.example") is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "长" * 300),
        ("email", "no address"),
        ("email", "bo@pujiang.example"),
        ("organisation", "99999"),
        ("language", "tlh"),
        ("begins_on", "2026-02-30"),
        ("begins_on", "9999-12-31"),
        ("name", "林\0博"),
        ("department", "\u202egnp.exe"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(omar, bo, pujiang, send, field, value):
    page = send(omar, "/admin/people/new", {**person(organisation=str(pujiang.id)), field: value}, expect=422)
    faulty = page.all(".field--fault")
    assert len(faulty) == 1
    assert faulty[0].select(f'[name="{field}"]')
    assert page.one("#staff_number")["value"] == "PJ-0900"


def test_markup_in_a_name_is_text(omar, pujiang, send, visit):
    send(omar, "/admin/people/new", person(organisation=str(pujiang.id), name="<script>alert(1)</script>"))
    page = visit(omar, "/admin/people?q=wang.yan")
    assert page.all("script:not([src])") == []
    assert "<script>alert(1)</script>" in page.text


@pytest.mark.parametrize("term", ["林博", "linbo", "lb", "Lin Bo", "LIN", "PJ-0107", "bo@pujiang"])
def test_people_are_found_by_what_somebody_remembers(omar, bo, visit, term):
    assert "林博" in visit(omar, f"/admin/people?q={term}").text


@pytest.mark.parametrize("term", ["%", "_", "\\", "' OR 1=1 --", "李" * 200])
def test_odd_searches_find_nobody_and_break_nothing(omar, bo, visit, term):
    page = visit(omar, "/admin/people?q=" + term.replace("%", "%25"))
    assert "林博" not in page.text


def test_people_of_one_organisation_only(omar, bo, zed, visit):
    page = visit(omar, "/admin/people?organisation=PUJIANG")
    assert "林博" in page.text
    assert "郑泽" not in page.text


def test_the_list_of_people_costs_the_same_for_ten_and_for_sixty(omar, pujiang, browser, queries):
    hands = browser(omar)
    with queries() as few:
        hands.get("/admin/people")
    for number in range(60):
        added = Person.add(email=f"p{number}@pujiang.example", name=f"人{number}", by=None, password=None)
        added.join(pujiang, by=None)
    db.session.commit()
    with queries() as many:
        hands.get("/admin/people")
    assert len(many) == len(few) <= 8


def test_omar_corrects_a_name_with_a_reason(omar, bo, send):
    form = {"name": "林溥", "latin_name": "Lin Pu", "email": bo.email, "language": "zh", "reason": "Wrong character"}
    send(omar, f"/admin/people/{bo.id}/details", form)
    assert (bo.name, bo.pinyin) == ("林溥", "lin pu")
    entry = last(Event.PERSON_CHANGED)
    assert (entry.old["name"], entry.new["name"], entry.reason) == ("林博", "林溥", "Wrong character")


def test_a_new_address_is_told_to_the_old_one(omar, bo, send, worker):
    form = {
        "name": bo.name,
        "latin_name": bo.latin_name,
        "email": "lin.bo@pujiang.example",
        "language": "zh",
        "reason": "Married",
    }
    send(omar, f"/admin/people/{bo.id}/details", form)
    told = db.session.scalars(db.select(Notification)).one()
    assert (told.kind, told.mail_to) == (Kind.ADDRESS_CHANGED, "bo@pujiang.example")


def test_omar_mails_a_link(omar, bo, send):
    send(omar, f"/admin/people/{bo.id}/password-link")
    assert db.session.scalars(db.select(Notification)).one().kind is Kind.PASSWORD_LINK
    assert last(Event.PASSWORD_RESET_ASKED).actor_name == "欧阳默"


def test_memberships_begin_move_and_end(omar, bo, alliance, send, visit):
    send(
        omar,
        f"/admin/people/{bo.id}/memberships/new",
        {"organisation": alliance.id, "staff_number": "AL-900", "department": "培训部"},
    )
    new = bo.memberships[-1]
    send(omar, f"/admin/memberships/{new.id}/department", {"department": "质量部"})
    assert new.department == "质量部"
    send(omar, f"/admin/memberships/{new.id}/ending", {"on": "2020-01-01", "reason": "x"}, expect=409)
    send(omar, f"/admin/memberships/{new.id}/ending", {"on": "2026-12-31", "reason": "Back to the hospital"})
    assert str(new.ends_on) == "2026-12-31"
    assert last(Event.MEMBERSHIP_ENDED).reason == "Back to the hospital"


def test_job_roles_are_taken_once_and_left(omar, bo, session, send):
    from learn.kit.text import Words
    from learn.people import JobRole

    role = JobRole(code="clean-room-sweeper", title=Words(zh="洁净室清洁员", en="Clean-room sweeper"))
    session.add(role)
    session.commit()
    membership = bo.memberships[0]
    send(omar, f"/admin/memberships/{membership.id}/job-roles/new", {"job_role": role.id})
    send(omar, f"/admin/memberships/{membership.id}/job-roles/new", {"job_role": role.id}, expect=409)
    held = next(one for one in membership.roles_held if one.job_role_id == role.id)
    send(omar, f"/admin/job-roles-held/{held.id}/ending", {"on": str(held.begins_on), "reason": "Moved"})
    assert held.ends_on == held.begins_on
    assert last(Event.JOB_ROLE_LEFT).reason == "Moved"


def grant(permission="evaluator", organisation=None, **more):
    return {"permission": permission, "organisation": organisation.id, "reason": "Needed at the bench", **more}


def test_a_grant_holds_and_ends_on_its_day(omar, bo, pujiang, send, clock_at):
    clock_at("2030-11-22T09:00:00+08:00")
    send(omar, f"/admin/people/{bo.id}/grants/new", grant(organisation=pujiang, ends_on="2030-11-24"))
    assert bo.may(Permission.EVALUATOR, pujiang.id)
    assert last(Event.GRANT_GIVEN).reason == "Needed at the bench"
    clock_at("2030-11-24T23:59:00+08:00")
    assert bo.may(Permission.EVALUATOR, pujiang.id)
    clock_at("2030-11-25T00:00:00+08:00")
    assert not bo.may(Permission.EVALUATOR)


def test_a_permission_taken_back_is_gone_at_once(omar, hana, browser, send):
    grant = hana.current_grants[0]
    send(omar, f"/admin/grants/{grant.id}/withdrawal", {"reason": "Changed jobs"})
    assert not hana.may(Permission.HR)
    assert last(Event.GRANT_ENDED).reason == "Changed jobs"
    assert "already ended" in send(omar, f"/admin/grants/{grant.id}/withdrawal", {"reason": "Again"}, expect=409).text


def test_omar_gives_himself_nothing(omar, alliance, send):
    page = send(omar, f"/admin/people/{omar.id}/grants/new", grant("reviewer", alliance), expect=409)
    assert "Ask another administrator" in page.h1
    assert not omar.may(Permission.REVIEWER)


def test_omar_neither_corrects_nor_closes_his_own_account(omar, send):
    form = {"name": "别人", "latin_name": "", "email": omar.email, "language": "zh", "reason": "x"}
    send(omar, f"/admin/people/{omar.id}/details", form, expect=409)
    send(omar, f"/admin/people/{omar.id}/leaving", {"reason": "x"}, expect=409)


def test_an_administrator_writes_approves_and_assigns_nothing(omar, ada, alliance, send):
    """21 CFR 11.10(g), DI 22(1): whoever runs the accounts does not control the content."""
    page = send(omar, f"/admin/people/{ada.id}/grants/new", grant("administrator", alliance), expect=409)
    assert "has no other permission" in page.h1


def test_the_last_administrator_stays(omar, alliance, session):
    second = Person.add(email="second@alliance.example", name="第二", by=None)
    second.grant(Permission.ADMINISTRATOR, alliance, by=omar)
    session.flush()
    omar.current_grants[0].withdraw(by=second, reason="Handed over")
    with pytest.raises(Refused, match="last administrator|最后"):
        second.current_grants[0].withdraw(by=omar, reason="Revenge")


def test_an_inspector_needs_a_last_day(omar, ines, pujiang, bo, send):
    page = send(omar, f"/admin/people/{bo.id}/grants/new", grant("inspector", pujiang), expect=422)
    assert "choose its last day" in page.text


def test_a_grant_needs_a_reason_and_a_day_that_is_not_over(omar, bo, pujiang, send):
    form = grant(organisation=pujiang, ends_on="2020-01-01")
    page = send(omar, f"/admin/people/{bo.id}/grants/new", {**form, "reason": " "}, expect=422)
    assert len(page.all(".field--fault")) == 2


def test_closing_an_account_ends_everything_and_keeps_the_person(omar, hana, browser, send, visit):
    hands = browser(hana)
    hands.get("/my/account")
    send(omar, f"/admin/people/{hana.id}/leaving", {"reason": "Retired"})
    hands.get("/my/account", expect=303)
    assert hana.current_grants == []
    assert all(one.ends_on for one in hana.memberships)
    page = visit(omar, f"/admin/people/{hana.id}")
    assert "was closed" in page.text
    assert page.all('form[action$="password-link"]') == []


def test_there_is_no_way_to_delete_anybody(app):
    assert not [rule for rule in app.url_map.iter_rules() if "DELETE" in rule.methods or "delet" in rule.rule]


def test_hr_of_a_member_does_none_of_this(hana, bo, pujiang, send):
    send(hana, f"/admin/people/{bo.id}/grants/new", grant("hr", pujiang), expect=404)
    send(hana, f"/admin/people/{bo.id}/leaving", {"reason": "x"}, expect=404)
    send(hana, "/admin/people/new", person(), expect=404)


def test_nothing_chosen_is_said_at_the_field(omar, bo, send):
    names = {"zh": "苏州细胞工厂", "en": "Suzhou Cell Works", "code": "SUZHOU"}
    assert "Choose what kind of organisation it is." in send(omar, "/admin/organisations/new", names, expect=422).text
    assert "Choose a permission." in send(omar, f"/admin/people/{bo.id}/grants/new", {"reason": "x"}, expect=422).text
