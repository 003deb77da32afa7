"""A trainee's way through a course: enrol, read, be examined, complete."""

import pytest

from learn import demo
from learn.assessment import Attempt
from learn.audit import AuditEntry, Event
from learn.catalogue import CourseVersion
from learn.kit.db import db
from learn.learning import Completion, Enrolment, Outline, UnitProgress
from tests.conftest import load_course


def count(model, *where):
    return db.session.scalar(db.select(db.func.count()).select_from(model).where(*where))


def test_bo_enrols_and_lands_in_the_first_unit(bo, gmp101, send, visit):
    assert send(bo, "/courses/GMP-101/enrolment").location == "/courses/GMP-101/units/1"
    page = visit(bo, "/courses/GMP-101")
    assert "0 of 3 done" in page.text
    assert count(AuditEntry, AuditEntry.event == Event.ENROLLED) == 1


def test_enrolling_twice_is_one_enrolment(bo, gmp101, send):
    send(bo, "/courses/GMP-101/enrolment")
    send(bo, "/courses/GMP-101/enrolment")
    assert count(Enrolment) == 1


def test_the_units_stay_closed_until_bo_enrols(bo, gmp101, visit, send):
    assert visit(bo, "/courses/GMP-101/units/1", expect=303).location == "/courses/GMP-101"
    page = send(bo, "/courses/GMP-101/units/1/completion", expect=409)
    assert "Enrol in GMP-101 first" in page.text


def test_the_quiz_says_what_it_waits_for(bo, gmp101, send, visit):
    send(bo, "/courses/GMP-101/enrolment")
    send(bo, "/courses/GMP-101/units/1/completion")
    page = visit(bo, "/courses/GMP-101/units/3")
    assert "Opens after unit 2" in page.text
    refusal = send(bo, "/courses/GMP-101/units/3/attempts", expect=409)
    assert "Opens after unit 2" in refusal.text


def test_a_lesson_is_read_in_either_language_at_the_same_place(bo, gmp101, send, visit):
    send(bo, "/courses/GMP-101/enrolment")
    english = visit(bo, "/courses/GMP-101/units/1")
    chinese = visit(bo, "/courses/GMP-101/units/1", language="zh")
    heads = [[head["id"] for head in page.all("main h2[id]")] for page in (english, chinese)]
    assert heads[0] == heads[1] != []
    assert [page.one("html")["lang"] for page in (english, chinese)] == ["en", "zh-CN"]


def test_bo_goes_on_where_he_stopped_on_another_device(bo, gmp101, send, visit):
    send(bo, "/courses/GMP-101/enrolment")
    send(bo, "/courses/GMP-101/units/1/completion")
    send(bo, "/courses/GMP-101/units/2/place", {"place": "how"}, expect=204)
    page = visit(bo, "/courses/GMP-101")
    assert page.one(".actions .button--primary")["href"] == "/courses/GMP-101/units/2#how"


def test_reading_twice_counts_from_the_first_time(bo, gmp101, send):
    send(bo, "/courses/GMP-101/enrolment")
    send(bo, "/courses/GMP-101/units/1/completion")
    first = db.session.scalar(db.select(UnitProgress.completed_at))
    send(bo, "/courses/GMP-101/units/1/completion")
    assert db.session.scalars(db.select(UnitProgress.completed_at)).all() == [first]


def test_a_quiz_cannot_be_declared_read(bo, gmp101, send):
    send(bo, "/courses/GMP-101/enrolment")
    assert "by passing it" in send(bo, "/courses/GMP-101/units/3/completion", expect=409).text


def test_passing_completes_the_course_and_freezes_what_was_learnt(bo, gmp101, pujiang):
    demo.study(bo, "GMP-101")
    completion = db.session.scalars(db.select(Completion)).one()
    assert completion.content_digest == gmp101.digest
    assert completion.score == 100
    assert completion.organisation_name == pujiang.name
    assert completion.holder_name == "林博"
    assert len(completion.questions_digest) == 64
    assert count(AuditEntry, AuditEntry.event == Event.COURSE_COMPLETED) == 1


def test_failing_completes_nothing_and_says_what_comes_next(bo, gmp101, visit):
    demo.study(bo, "GMP-101", blank=4)
    assert count(Completion) == 0
    assert "1 of 3 used" in visit(bo, "/courses/GMP-101/units/3").text


def test_the_result_says_what_comes_next(bo, zed, gmp101, visit):
    demo.study(bo, "GMP-101")
    passed = visit(bo, result_of(bo))
    assert "GMP-101 is complete." in passed.text
    assert passed.one(".verdict a.button")["href"] == "/certificates"
    demo.study(zed, "GMP-101", blank=4)
    failed = visit(zed, result_of(zed))
    assert failed.one(".verdict a.button").get_text(strip=True) == "Try again"
    assert visit(bo, "/courses/GMP-101/units/3").one("main a.button--primary")["href"] == "/certificates"


def result_of(person):
    return f"/attempts/{db.session.scalar(db.select(Attempt.id).where(Attempt.person_id == person.id))}/result"


def test_a_completion_keeps_the_name_of_the_day(bo, gmp101, omar):
    demo.study(bo, "GMP-101")
    bo.correct(name="林波", latin_name="Lin Bo", email=bo.email, language="zh", by=omar, reason="Passport")
    db.session.commit()
    assert db.session.scalars(db.select(Completion.holder_name)).one() == "林博"


def test_what_is_in_force_cannot_be_taken_again_until_it_can_be_renewed(bo, gmp101, send, clock_at):
    clock_at("2027-01-10T09:00:00+08:00")
    demo.study(bo, "GMP-101")
    db.session.commit()
    refusal = send(bo, "/courses/GMP-101/enrolment", expect=409)
    assert "You can renew it from" in refusal.text
    clock_at("2027-12-20T09:00:00+08:00")
    send(bo, "/courses/GMP-101/enrolment")
    assert [one.round for one in db.session.scalars(db.select(Enrolment).order_by(Enrolment.id))] == [1, 2]


def test_an_open_enrolment_stays_in_its_version_when_a_new_one_comes(bo, gmp101, send, tmp_path):
    send(bo, "/courses/GMP-101/enrolment")
    load_course(tmp_path, version="2.0")
    db.session.commit()
    send(bo, "/courses/GMP-101/enrolment")
    enrolment = db.session.scalars(db.select(Enrolment)).one()
    assert enrolment.version.number == "1.0"
    assert db.session.scalars(db.select(CourseVersion.number).order_by(CourseVersion.id)).all() == ["1.0", "2.0"]


def test_coaching_opens_fresh_attempts_after_the_last_one_failed(bo, hana, gmp101, clock_at):
    clock_at("2027-03-02T09:00:00+08:00")
    demo.study(bo, "GMP-101", blank=4)
    enrolment = db.session.scalars(db.select(Enrolment)).one()
    quiz = gmp101.units[2]
    for day in ("03", "04"):
        clock_at(f"2027-03-{day}T09:00:00+08:00")
        attempt = enrolment.sit(quiz, address="/")
        db.session.flush()
        attempt.hand_in(by=bo)
    assert quiz.quiz.obstacle(enrolment.attempts_at(quiz))
    clock_at("2027-03-05T09:00:00+08:00")
    enrolment.coach(quiz, by=hana, note="Went through the questions together.")
    db.session.flush()
    clock_at("2027-03-06T09:00:00+08:00")
    assert enrolment.attempts_at(quiz) == []
    assert enrolment.sit(quiz, address="/").number == 1


def test_the_outline_counts_in_whole_per_cent(bo, gmp101):
    demo.study(bo, "GMP-101", lessons=1, blank=None)
    enrolment = db.session.scalars(db.select(Enrolment)).one()
    outline = Outline(enrolment.version, enrolment)
    assert (outline.done, outline.percent, outline.next.unit.position) == (1, 33, 2)


def test_the_catalogue_is_found_in_chinese_pinyin_and_english(bo, gmp101, visit):
    title = gmp101.title
    for term in (title.zh[:2], "GMP", title.en.split()[0]):
        assert "GMP-101" in visit(bo, f"/courses?q={term}").text
    assert "No course matches" in visit(bo, "/courses?q=zzzz").text


def test_pages_cost_few_queries(bo, gmp101, browser, queries):
    demo.study(bo, "GMP-101", lessons=1, blank=None)
    db.session.commit()
    bos = browser(bo)
    for path in (
        "/",
        "/courses",
        "/courses/GMP-101",
        "/courses/GMP-101/units/1",
        "/courses/GMP-101/units/3",
        "/my/training",
    ):
        with queries() as sent:
            bos.get(path)
        assert len(sent) <= 8, f"{path} sends {len(sent)} queries:\n" + "\n".join(one[:150] for one in sent)


@pytest.fixture
def gmp201(app, gmp101, tmp_path):
    """A course that presupposes GMP-101."""
    version = load_course(tmp_path, code="GMP-201", prerequisites="GMP-101")
    db.session.commit()
    return version


def test_a_course_waits_for_its_prerequisite_and_says_so(bo, gmp201, visit, send):
    assert "Complete GMP-101 first" in visit(bo, "/courses/GMP-201").text
    assert "Complete GMP-101 first" in send(bo, "/courses/GMP-201/enrolment", expect=409).text
    demo.study(bo, "GMP-101")
    db.session.commit()
    send(bo, "/courses/GMP-201/enrolment")


def test_a_prerequisite_that_ended_meanwhile_holds_the_quiz_but_not_the_reading(bo, gmp201, send, clock_at):
    clock_at("2027-01-10T09:00:00+08:00")
    demo.study(bo, "GMP-101")
    db.session.commit()
    send(bo, "/courses/GMP-201/enrolment")
    clock_at("2028-02-10T09:00:00+08:00")
    for n in (1, 2):
        send(bo, f"/courses/GMP-201/units/{n}/completion")
    assert "Complete GMP-101 first" in send(bo, "/courses/GMP-201/units/3/attempts", expect=409).text


def test_an_attempt_under_way_goes_on_though_the_prerequisite_ends(bo, gmp201, send, clock_at):
    clock_at("2027-01-10T09:00:00+08:00")
    demo.study(bo, "GMP-101")
    db.session.commit()
    clock_at("2028-01-09T23:55:00+08:00")  # the completion's last day
    send(bo, "/courses/GMP-201/enrolment")
    for n in (1, 2):
        send(bo, f"/courses/GMP-201/units/{n}/completion")
    begun = send(bo, "/courses/GMP-201/units/3/attempts").location
    clock_at("2028-01-10T00:03:00+08:00")
    assert send(bo, "/courses/GMP-201/units/3/attempts").location == begun
