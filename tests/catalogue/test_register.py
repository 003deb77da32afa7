"""The register of sources: what stands in it, how it stood on a day, and what must be revised when that changes."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import flask_migrate
import pytest
from sqlalchemy import select, true
from sqlalchemy.exc import DatabaseError

from learn import create_app
from learn.assessment import Draft, QuestionBank, QuestionKind
from learn.audit import AuditEntry, Event
from learn.catalogue import Course, CourseVersion
from learn.catalogue.pack import Lesson, read
from learn.catalogue.register import (
    NoChange,
    Revisions,
    Source,
    SourceNotice,
    SourceState,
    Stated,
    status_faults,
    tell_of_statuses,
)
from learn.catalogue.register.place import cited_in
from learn.config import ROOT
from learn.kit import clock
from learn.kit.db import db, transaction
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.notifications import Notification
from learn.people import Permission
from tests.catalogue.packs import said, spoil, zip_of
from tests.small_course import small_pack

DRAFT, IN_FORCE, REPEALED = SourceState.DRAFT, SourceState.IN_FORCE, SourceState.REPEALED
A1 = Words("欧盟 GMP 附录 1", "EU GMP Annex 1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A faultless pack of a course that nobody has loaded yet; it rests on CG."""
    return small_pack(tmp_path, code="GMP-900")


@pytest.fixture
def cg(app) -> Source:
    """China GMP, which came into the register with the small course."""
    return known("CG")


def known(name: str) -> Source:
    return db.session.scalars(select(Source).where(Source.name == name)).one()


def annex(ada, *statuses: Stated, **more) -> Source:
    return Source.add(key="A1", title=A1, statuses=statuses or [Stated(IN_FORCE)], reason="Cited", by=ada, **more)


def today(days: int = 0) -> date:
    return clock.today() + timedelta(days=days)


def to_revise(only: Source | None = None) -> list[str]:
    return [one.place.name for one in Revisions(true(), true(), only=only).entries]


def repeal(source: Source, by, days: int = 0, **more):
    return source.state(REPEALED, from_on=today(days), reason="A new one is out", by=by, **more)


def told(person) -> list[Notification]:
    return [one for one in db.session.scalars(Notification.of(person)) if one.kind == "source_changed"]


# how a source stands


def test_a_source_stands_as_the_latest_day_that_has_come_says(app, ada):
    source = annex(ada, Stated(DRAFT), Stated(IN_FORCE, date(2023, 8, 25)))
    repeal(source, ada, days=30)
    days = [date(2023, 8, 24), date(2023, 8, 25), today(29), today(30)]
    assert [source.state_on(day) for day in days] == [DRAFT, IN_FORCE, IN_FORCE, REPEALED]
    assert [one.from_on for one in source.coming(today())] == [today(30)]


def test_what_was_known_on_an_earlier_day_is_still_told(app, ada, clock_at):
    clock_at("2026-11-01T09:00:00+08:00")
    source = annex(ada, Stated(IN_FORCE, date(2023, 8, 25)))
    clock_at("2026-11-20T09:00:00+08:00")
    before = clock.now()
    clock_at("2026-11-21T09:00:00+08:00")
    source.state(REPEALED, from_on=date(2026, 11, 10), reason="Published late", by=ada)
    assert source.state_on(date(2026, 11, 15)) is REPEALED
    assert source.state_on(date(2026, 11, 15), known_at=before) is IN_FORCE


def test_a_day_that_is_put_off_takes_the_place_of_the_one_before(app, ada):
    source = annex(ada)
    first = repeal(source, ada, days=10)
    with pytest.raises(Refused, match="status from that very day"):
        source.state(IN_FORCE, from_on=today(10), reason="No", by=ada)
    with pytest.raises(Refused, match="says this already"):
        repeal(source, ada, days=10)
    repeal(source, ada, days=90, replaces=first)
    assert source.state_on(today(10)) is IN_FORCE
    assert source.state_on(today(90)) is REPEALED
    with pytest.raises(Refused, match="has taken the place of this one already"):
        repeal(source, ada, days=60, replaces=first)


def test_only_a_repealed_source_is_followed_by_another_one(app, ada, cg):
    source = annex(ada)
    with pytest.raises(Refused, match="Only a repealed source"):
        source.state(IN_FORCE, from_on=today(), reason="No", by=ada, successor=cg)
    with pytest.raises(Refused, match="it is another one"):
        repeal(source, ada, successor=source)
    assert repeal(source, ada, successor=cg).successor is cg


def test_a_key_is_given_once_and_an_organisation_has_its_own(app, ada, pujiang, gangcheng):
    annex(ada)
    with pytest.raises(Refused, match="A1 stands in the register already"):
        annex(ada)
    with pytest.raises(Refused, match="A1 stands in the register already"):
        annex(ada, organisation=pujiang)
    sops = [
        Source.add(
            key="SOP7", title=A1, statuses=[Stated(IN_FORCE)], reason="Ours", by=ada, organisation=organisation
        ).name
        for organisation in (pujiang, gangcheng)
    ]
    assert sops == ["PUJIANG-SOP7", "GANGCHENG-SOP7"]


def test_a_correction_keeps_old_and_new_in_the_trail_and_the_former_title_counts(app, ada, cg):
    old, link = cg.title, "https://www.nmpa.gov.cn/"
    cg.change(title=A1, issuer=None, link=link, note="", by=ada, reason="Misread")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == Event.SOURCE_CHANGED)).one()
    assert (entry.old, entry.new) == ({"title": old.as_dict(), "link": None}, {"title": A1.as_dict(), "link": link})
    assert cg.is_called(old)
    assert cg.is_called(Words(A1.zh, "Something else"))
    assert not cg.is_called(Words("别的", "Something else"))
    before = db.session.query(AuditEntry).count()
    cg.change(title=A1, issuer=None, link=link, note="", by=ada, reason="Again")
    assert db.session.query(AuditEntry).count() == before


def test_the_database_keeps_statuses_as_they_were(app, ada, cg, gmp101):
    repeal(cg, ada)
    tell_of_statuses()
    NoChange.record_at(Revisions(true(), true()).entries[0].place, cg.held, reason="Fine", by=ada)
    db.session.flush()
    for statement in [
        *(f"UPDATE {table} SET id = id" for table in ("source_status", "source_notice", "no_change")),
        *(f"DELETE FROM {table}" for table in ("source", "source_status", "source_notice", "no_change")),
    ]:
        with pytest.raises(DatabaseError, match="append-only"), db.session.begin_nested():
            db.session.execute(db.text(statement))


# packs


def test_loading_a_pack_enters_what_the_register_does_not_know(app, folder, ada):
    spoil(folder, "course.yaml", "  CG:\n", "  GCP20:\n    title: {zh: 旧规范, en: Old GCP}\n    status: repealed\n"
          "    from: 2020-07-01\n    until: 2026-08-31\n    link: https://www.nmpa.gov.cn/gcp\n  CG:\n")  # fmt: skip
    CourseVersion.load(read(folder), by=ada)
    source = known("GCP20")
    assert (source.by, source.link) == (ada, "https://www.nmpa.gov.cn/gcp")
    assert [source.state_on(date(2026, 8, 31)), source.state_on(date(2026, 9, 1))] == [IN_FORCE, REPEALED]
    assert source.statuses[0].reason == "GMP-900 1.0"


def test_loading_never_overwrites_what_the_register_says(app, folder, ada, cg):
    repeal(cg, ada)
    CourseVersion.load(read(folder), by=ada)
    assert cg.state_on(today()) is REPEALED
    assert len(cg.statuses) == 2


def test_another_text_under_a_known_key_is_told_and_stands_apart(app, folder, ada, cg, visit):
    spoil(
        folder, "course.yaml", "药品生产质量管理规范（2010 年修订）, en: China GMP 2010", "公司手册, en: Company manual"
    )
    pack = read(folder)
    assert [place for place, _sentence in status_faults(pack.course, today())] == [("sources", "CG", "title")]
    version = CourseVersion.load(pack, by=ada)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == Event.VERSION_LOADED)).all()[-1]
    assert entry.new["source_clashes"] == ["CG"]
    assert cg.title.en == "China GMP 2010"
    repeal(cg, ada)
    assert not [name for name in to_revise() if name.startswith("GMP-900")]
    db.session.commit()
    assert f"{version.audit_name} calls “Company manual” CG" in visit(ada, "/studio/revisions").text
    assert "means another text by this key" in visit(ada, "/studio/sources/CG").text


def test_a_pack_without_a_link_keeps_its_digest_and_a_bad_one_is_refused(app, folder, ada):
    before = read(folder).digest
    line = spoil(folder, "course.yaml", "    status: in_force\n", "    status: in_force\n    link: http://x.example\n")
    assert f"course.yaml:{line + 1}: “http://x.example” is not an address" in said(folder)
    spoil(folder, "course.yaml", "http://x.example", "https://x.example/a?b=1&c=2")
    pack = read(folder)
    assert pack.digest != before
    version = CourseVersion.load(pack, by=None)
    assert '<a href="https://x.example/a?b=1&amp;c=2">China GMP 2010</a>' in version.units[0].page_in("en").html
    spoil(folder, "course.yaml", "    link: https://x.example/a?b=1&c=2\n", "")
    assert read(folder).digest == before


def test_checks_name_the_place_of_a_source_that_stands_otherwise(app, folder, ada, cg):
    course = read(folder).course
    assert status_faults(course, today()) == []
    repeal(cg, ada, days=5)
    assert status_faults(course, today(4)) == []
    [(place, sentence)] = status_faults(course, today(5))
    assert place == ("sources", "CG", "status")
    assert sentence == f"By the register, CG is repealed from {today(5)}; here it is in force."


@pytest.mark.parametrize("half", [{}, {"sources": None}, {"sources": {"CG": {}}}, {"sources": {"CG": {"title": "x"}}},
                                  {"sources": {"CG": {"title": {"zh": "x"}, "status": "x"}}}, {"sources": []}])  # fmt: skip
def test_checks_of_half_a_draft_find_nothing_and_break_nothing(app, half):
    assert status_faults(half, today()) == []


def test_what_a_lesson_cites_is_read_the_same_from_its_lines_and_from_its_tree(app, folder):
    files = [*ROOT.glob("courses/*/*/units/*.md"), *folder.glob("units/*.md")]
    assert len(files) > 20
    for file in files:
        lesson = Lesson(file.name, file.stem[-2:], file.read_text(encoding="utf-8"))
        facts, citations = cited_in(lesson.markdown)
        assert facts == [fact for fact, _line in lesson.facts], file
        assert citations == [(key, words) for key, words, _line in lesson.citations], file


def test_whoever_checks_or_loads_a_pack_is_told_what_the_register_says(app, ada, cg, folder, visit, browser):
    repeal(cg, ada)
    db.session.commit()
    hands, sentence = browser(ada), f"By the register, CG is repealed from {today()}; here it is in force."
    hands.client.set_cookie("language", "en")
    checked = hands.post("/studio/packs", {"check": "1"}, expect=200, files={"pack": (zip_of(folder), "GMP-900.zip")})
    assert sentence in checked.notice
    loaded = hands.post("/studio/packs", files={"pack": (zip_of(folder), "GMP-900.zip")})
    assert sentence in hands.get(loaded.location).notice


def test_the_command_says_what_the_register_says_otherwise(app, ada, cg, folder):
    repeal(cg, ada)
    db.session.commit()
    told = app.test_cli_runner().invoke(args=["courses", "load", str(folder)]).output
    assert f"course.yaml sources.CG.status: By the register, CG is repealed from {today()}" in told


# what must be revised


def test_a_repealed_source_lists_every_unit_and_question_that_cites_it(app, ada, cg, gmp101):
    assert to_revise() == []
    repeal(cg, ada)
    found = Revisions(true(), true()).entries
    units = [one.place for one in found if one.place.unit]
    assert [place.name for place in units] == ["GMP-101 1.0 lesson-1", "GMP-101 1.0 lesson-2"]
    assert units[0].facts == ["F01"]
    assert set(units[0].clauses) == {Words("第二十六条", "Art. 26")}
    assert len([one for one in found if one.place.question]) == 8
    assert {one.status.from_on for one in found} == {today()}


def test_a_status_whose_day_lies_ahead_lists_nothing_before(app, ada, cg, clock_at):
    repeal(cg, ada, days=3)
    assert to_revise() == []
    clock_at(f"{today(3)}T00:30:00+08:00")
    assert len(to_revise()) == 10


def test_a_place_goes_when_a_newer_version_states_the_status_of_today(app, ada, cg, folder):
    CourseVersion.load(read(folder), by=None).publish(by=None)
    repeal(cg, ada)
    assert "GMP-900 1.0 lesson-1" in to_revise()
    spoil(folder, "course.yaml", '"1.0"', '"1.1"')
    spoil(folder, "course.yaml", "status: in_force", "status: repealed")
    CourseVersion.load(read(folder), by=None)
    assert not [name for name in to_revise() if name.startswith("GMP-900")]


def test_of_a_lesson_that_a_newer_version_left_alone_only_the_newer_one_is_listed(app, ada, cg, folder):
    CourseVersion.load(read(folder), by=None).publish(by=None)
    spoil(folder, "course.yaml", '"1.0"', '"1.1"')
    spoil(folder, "units/02-lesson-2.en.md", "Once cells", "When cells")
    CourseVersion.load(read(folder), by=None)
    repeal(cg, ada)
    units = [one.place.name for one in Revisions(true(), true()).entries if one.place.unit]
    assert [name for name in units if name.startswith("GMP-900")] == [
        "GMP-900 1.1 lesson-1",
        "GMP-900 1.0 lesson-2",
        "GMP-900 1.1 lesson-2",
    ]


def test_what_was_looked_at_goes_and_comes_back_with_the_next_status(app, ada, cg, gmp101):
    repeal(cg, ada)
    place = Revisions(true(), true()).entries[0].place
    NoChange.record_at(place, cg.held, reason="Says nothing of the repeal", by=ada)
    db.session.flush()
    db.session.expire_all()
    assert place.name not in to_revise()
    with pytest.raises(Refused, match="Somebody else has looked at"):
        NoChange.record_at(place, cg.held, reason="Once more", by=ada)
    cg.state(DRAFT, from_on=today() + timedelta(days=0), reason="Odd", by=ada, replaces=cg.held)
    db.session.expire_all()
    assert place.name in to_revise()


def test_a_question_of_a_bank_without_a_course_is_listed_when_its_source_is_repealed(app, ada, cg, pujiang):
    bank = QuestionBank.add(code="OURS", title=A1, by=ada, organisation=pujiang)
    draft = Draft(QuestionKind.TRUEFALSE, Words("可以吗？", "May one?"), {"answer": False}, source="CG")
    bank.add_draft(draft, by=ada)
    db.session.flush()
    assert to_revise(cg) == []
    repeal(cg, ada)
    assert "OURS Q01 v1" in to_revise(cg)
    own = Source.add(key="CG2", title=A1, statuses=[Stated(REPEALED)], reason="Ours", by=ada, organisation=pujiang)
    assert to_revise(own) == []


def test_lists_of_questions_show_how_their_sources_stand_today(app, ada, cg, gmp101, visit):
    assert "Source repealed" not in visit(ada, "/studio/banks/GMP-101").text
    repeal(cg, ada)
    db.session.commit()
    assert "Source repealed" in visit(ada, "/studio/banks/GMP-101?status=repealed").text
    assert "Q01" not in visit(ada, "/studio/banks/GMP-101?status=in_force").text
    assert "Source repealed" in visit(ada, "/studio/banks/GMP-101/questions/Q01").text


def test_a_fact_that_rests_on_another_clause_now_is_looked_at_anew(app, ada, cg, folder):
    CourseVersion.load(read(folder), by=None)
    repeal(cg, ada)
    place = next(one.place for one in Revisions(true(), true()).entries if one.place.name == "GMP-900 1.0 lesson-1")
    NoChange.record_at(place, cg.held, reason="Fine", by=ada)
    spoil(folder, "course.yaml", '"1.0"', '"1.1"')
    db.session.flush()
    db.session.expire_all()
    CourseVersion.load(read(folder), by=None)
    assert "GMP-900 1.1 lesson-1" not in to_revise()
    spoil(folder, "course.yaml", '"1.1"', '"1.2"')
    spoil(folder, "course.yaml", "clause: {zh: 第二十六条, en: Art. 26}", "clause: {zh: 第三条, en: Art. 3}")
    CourseVersion.load(read(folder), by=None)
    assert "GMP-900 1.2 lesson-1" in to_revise()


# telling


def test_writers_hear_once_of_a_change_with_the_number_of_places(app, ada, quinn, cg, gmp101, worker):
    repeal(cg, quinn)
    db.session.commit()
    worker()
    tell_of_statuses()
    [message] = told(ada)
    assert message.title == f"China GMP 2010: repealed from {today()}"
    assert message.facts["count"] == 10
    assert message.address == "/studio/revisions?source=CG"
    assert told(quinn) == []  # a reviewer who wrote none of it
    assert db.session.scalars(select(SourceNotice.told)).all().count(1) == 1


def test_a_reviewer_who_loaded_the_version_hears_too(app, ada, quinn, cg, folder, worker):
    CourseVersion.load(read(folder), by=quinn)
    repeal(cg, ada)
    db.session.commit()
    worker()
    assert len(told(quinn)) == 1


def test_a_day_that_lies_ahead_is_told_on_that_day(app, ada, cg, gmp101, worker, clock_at):
    repeal(cg, ada, days=3)
    db.session.commit()
    worker()
    tell_of_statuses()
    assert told(ada) == []
    clock_at(f"{today(3)}T00:10:00+08:00")
    tell_of_statuses()
    tell_of_statuses()
    assert len(told(ada)) == 1


def test_nobody_is_told_what_holds_no_more_or_is_cited_nowhere(app, ada, cg, gmp101, worker):
    annex(ada)
    first = repeal(cg, ada)
    cg.state(IN_FORCE, from_on=today(), reason="An error", by=ada, replaces=first)
    db.session.commit()
    worker()
    tell_of_statuses()
    assert told(ada) == []


# screens


STATUS = {"status": "repealed", "from_on": str(date(2026, 9, 1)), "successor": "0", "replaces": "0", "reason": "Out"}
NEW = {"key": "A1", "zh": A1.zh, "en": A1.en, "status": "in_force", "from_on": "2023-08-25", "reason": "Cited"}


def test_ada_enters_corrects_and_repeals_a_source(app, ada, alliance, gmp101, visit, send):
    send(ada, "/studio/sources", {**NEW, "organisation": str(alliance.id), "link": "https://health.ec.europa.eu/"})
    assert "EU GMP Annex 1" in visit(ada, "/studio/sources?q=oumeng&status=in_force").text
    assert "EU GMP Annex 1" not in visit(ada, "/studio/sources?status=repealed").text
    page = visit(ada, "/studio/sources/A1/details")
    assert page.one('[name="en"]')["value"] == A1.en
    send(ada, "/studio/sources/A1/details", {"zh": A1.zh, "en": "Annex 1", "reason": "Shorter"})
    send(ada, "/studio/sources/A1/statuses", STATUS)
    shown = visit(ada, "/studio/sources/A1?on=2026-08-31").text
    assert "repealed from 2026-09-01" in shown
    assert "On 2026-08-31: in force from 2023-08-25" in shown
    assert "Formerly EU GMP Annex 1" in shown
    send(ada, "/studio/sources/A1/statuses", STATUS, expect=409)


@pytest.mark.parametrize("link", ["http://x.example", "javascript:alert(1)", "https://", "https://a b", 'https://x/"',
                                  "https://[", "https://me:pw@x.example"])  # fmt: skip
def test_a_link_that_is_not_safe_is_refused_at_its_field(app, ada, alliance, send, link):
    page = send(ada, "/studio/sources", {**NEW, "organisation": str(alliance.id), "link": link}, expect=422)
    assert page.one('[name="link"]')["aria-invalid"] == "true"


def test_the_page_of_a_source_shows_its_clauses_and_where_they_are_cited(app, ada, gmp101, visit):
    page = visit(ada, "/studio/sources/CG")
    [row] = page.all("tbody tr")
    assert row.find("th").get_text(strip=True) == "Art. 26"
    links = [link["href"] for link in row.select("a")]
    assert links[0] == "/studio/courses/GMP-101/versions/1.0/units/1#source-CG"
    assert "/studio/banks/GMP-101/questions/Q01" in links
    assert visit(ada, links[0]).one("#source-CG")


def test_ada_goes_through_the_list_and_leaves_two_places_as_they_are(app, ada, cg, gmp101, visit, send):
    repeal(cg, ada)
    db.session.commit()
    assert visit(ada, "/studio/revisions").h1 == "10 places to revise"
    page = visit(ada, "/studio/revisions?source=CG")
    ticked = [box["value"] for box in page.all('[name="place"]')[:2]]
    assert "Tick the places" in send(ada, "/studio/sources/CG/no-changes", {"reason": "Fine"}, expect=422).text
    kept = send(ada, "/studio/sources/CG/no-changes", {"place": ticked, "page": "1"}, expect=422)
    assert [box["value"] for box in kept.all('[name="place"][checked]')] == ticked
    send(ada, "/studio/sources/CG/no-changes", {"place": ticked, "reason": "Clause 26 stands in the new one too"})
    assert visit(ada, "/studio/revisions?source=CG").h1 == "8 places to revise"
    again = {"place": ticked, "reason": "Sent twice"}
    assert "has looked at these just now" in send(ada, "/studio/sources/CG/no-changes", again, expect=409).text
    send(ada, "/studio/sources/CG/no-changes", {"place": "x", "reason": "Whose?"}, expect=404)
    assert "Clause 26 stands in the new one too" in visit(ada, "/studio/sources/CG").text


def test_members_read_the_alliances_sources_and_change_only_their_own(
    app, ada, hana, zed, hu, pujiang, gangcheng, gmp101, cg, visit, send
):
    hana.grant(Permission.INSTRUCTOR, pujiang, by=None)
    hu.grant(Permission.INSTRUCTOR, gangcheng, by=None)
    db.session.commit()
    page = visit(hana, "/studio/sources/CG")
    assert "Record a status" not in page.text
    assert "Art. 26" not in page.text
    assert not page.all('a[href*="/GMP-101"]')
    for address in ("details", "statuses/new"):
        visit(hana, f"/studio/sources/CG/{address}", expect=404)
    send(hana, "/studio/sources/CG/statuses", STATUS, expect=404)
    send(hana, "/studio/sources/CG/details", {"zh": "x", "en": "x", "reason": "x"}, expect=404)
    send(hana, "/studio/sources", {**NEW, "key": "SOP7", "organisation": str(pujiang.id)})
    send(hana, "/studio/sources/PUJIANG-SOP7/statuses", STATUS)
    assert "PUJIANG-SOP7" in visit(hana, "/studio/sources").text
    for stranger in (ada, hu):
        assert "PUJIANG-SOP7" not in visit(stranger, "/studio/sources").text
        visit(stranger, "/studio/sources/PUJIANG-SOP7", expect=404)
        visit(stranger, "/studio/revisions?source=PUJIANG-SOP7", expect=404)
        send(stranger, "/studio/sources/PUJIANG-SOP7/statuses", STATUS, expect=404)
    visit(zed, "/studio/sources", expect=404)


def test_another_organisations_source_does_not_follow_and_no_form_of_ours_names_it(app, ada, hana, pujiang, cg, visit):
    hana.grant(Permission.INSTRUCTOR, pujiang, by=None)
    Source.add(key="SOP7", title=A1, statuses=[Stated(IN_FORCE)], reason="Ours", by=hana, organisation=pujiang)
    db.session.commit()
    assert "SOP7" not in visit(ada, "/studio/sources/CG/statuses/new").text
    assert "CG China GMP" in visit(hana, "/studio/sources/PUJIANG-SOP7/statuses/new").text


def test_an_organisations_course_means_its_own_source_first(app, hana, pujiang, folder):
    course = Course(code="SOP-100", catalogue="gmp", bank=QuestionBank.add(code="SOP-100", title=A1, by=hana))
    course.organisation = pujiang
    db.session.add(course)
    db.session.flush()
    spoil(folder, "course.yaml", "code: GMP-900", "code: SOP-100")
    spoil(
        folder, "course.yaml", "  CG:\n", "  SOP7:\n    title: {zh: 规程七, en: SOP 7}\n    status: in_force\n  CG:\n"
    )
    folder.rename(folder.parent / "SOP-100")
    CourseVersion.load(read(folder.parent / "SOP-100"), by=hana)
    assert known("PUJIANG-SOP7").organisation is pujiang
    assert db.session.scalar(select(Source).where(Source.name == "PUJIANG-CG")) is None


@pytest.mark.parametrize(
    "path", ["/studio/sources", "/studio/sources/CG", "/studio/revisions", "/studio/revisions?source=CG",
             "/studio/sources/CG/statuses/new", "/studio/sources/CG/details", "/studio/sources/entries/new"]
)  # fmt: skip
def test_each_page_is_cheap_and_no_dearer_with_twelve_courses(app, ada, cg, tmp_path, browser, queries, path):
    def cost() -> int:
        hands = browser(ada)
        with queries() as sent:
            hands.get(path)
        return len(sent)

    def load(numbers: range) -> None:
        for n in numbers:
            CourseVersion.load(read(small_pack(tmp_path, code=f"GMP-{700 + n}")), by=None).publish(by=None)
        db.session.commit()

    load(range(1))
    repeal(cg, ada)
    db.session.commit()
    few = cost()
    load(range(1, 12))
    assert cost() == few
    assert few <= 8


def test_an_installation_that_is_older_gets_its_register_from_the_courses_it_has(config, tmp_path, folder):
    fresh = create_app(replace(config, DATABASE_URL=f"sqlite:///{tmp_path}/older.db"))
    where = str(ROOT / "migrations")
    with fresh.app_context():
        flask_migrate.upgrade(directory=where)
        with transaction():
            CourseVersion.load(read(folder), by=None)
        flask_migrate.downgrade(directory=where, revision="0014")
        flask_migrate.upgrade(directory=where)
        source = known("CG")
        assert (source.title.en, source.key, source.by) == ("China GMP 2010", "CG", None)
        assert [(one.status, one.from_on) for one in source.statuses] == [(IN_FORCE, date(2011, 3, 1))]
        assert db.session.scalars(select(Source.name).where(Source.matches(["zhongguo", "cg"]))).all() == []
        assert db.session.scalars(select(Source.name).where(Source.matches(["yaopin", "cg"]))).all() == ["CG"]
        db.session.remove()
        db.engine.dispose()
