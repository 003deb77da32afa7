"""Who holds 1.0 learns of 2.0 just what changed."""

from datetime import timedelta
from decimal import Decimal

import pytest

from learn import demo
from learn.demo.history import answer_all
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.learning import Completion, Enrolment, Outline, Standing, lines_of
from tests.second_version import learn_what_changed, load, publish, terms


@pytest.fixture
def bo_holds_1(bo, gmp101):
    demo.study(bo, "GMP-101")
    db.session.commit()
    return db.session.scalars(Completion.of(bo)).one()


@pytest.fixture
def gmp101_2(bo_holds_1, tmp_path):
    """2.0 changed lesson 2; who holds 1.0 learns just that."""
    return publish(load(tmp_path), terms(lesson_2="delta"))


def completions(person):
    return db.session.scalars(Completion.of(person)).all()


def test_bo_is_enrolled_in_the_changed_unit_and_the_quiz(bo, gmp101_2):
    enrolment = Standing(bo, gmp101_2).enrol(by=bo)
    assert [unit.slug for unit in enrolment.units] == ["lesson-2", "final-quiz"]
    assert Outline(gmp101_2, enrolment).percent == 0
    assert [line.total for line in lines_of(bo)] == [2]


def test_the_quiz_asks_only_about_what_changed(bo, gmp101_2):
    delta = Standing(bo, gmp101_2).delta
    assert delta.quiz.draw == [{"unit": "lesson-2", "count": 4}]  # the bank has four about it; five would be better
    assert {entry.version.topic for entry in delta.quiz.pool} == {"lesson-2"}
    assert delta.quiz.pass_mark == 75


def test_the_completion_names_both_versions_and_does_not_prolong_the_qualification(bo, gmp101_2, bo_holds_1, clock_at):
    clock_at((clock.now() + timedelta(days=40)).isoformat())
    learn_what_changed(bo)
    newest, before = completions(bo)
    assert (newest.version_number, newest.delta_from, newest.delta_units) == (
        "2.0",
        "1.0",
        [{"position": 2, "slug": "lesson-2"}],
    )
    assert newest.valid_until == before.valid_until
    assert newest.base_id == before.id
    assert newest.content_digest == gmp101_2.digest
    assert newest.score == 100
    assert newest.hours == Decimal("0.5"), (
        "ten minutes to read and twenty for the quiz, whatever the whole course takes"
    )


def test_the_first_completion_stays_as_it_was(bo, gmp101_2, bo_holds_1):
    kept = (bo_holds_1.version_number, bo_holds_1.content_digest, bo_holds_1.questions_digest, bo_holds_1.score)
    learn_what_changed(bo)
    old = db.session.get(Completion, bo_holds_1.id)
    assert (old.version_number, old.content_digest, old.questions_digest, old.score) == kept


def test_failing_the_quiz_completes_nothing(bo, gmp101_2):
    learn_what_changed(bo, blank=4)
    assert [one.version_number for one in completions(bo)] == ["1.0"]


def test_reading_alone_needs_no_quiz(bo, bo_holds_1, tmp_path):
    version = publish(load(tmp_path), terms(lesson_2="read"))
    assert Standing(bo, version).delta.quiz is None
    learn_what_changed(bo)
    newest = completions(bo)[0]
    assert (newest.version_number, newest.delta_from, newest.score) == ("2.0", "1.0", None)


def test_where_all_is_learnt_again_bo_gets_the_whole_course(bo, bo_holds_1, tmp_path):
    version = publish(load(tmp_path, changed=(1, 2)), terms(lesson_1="full", lesson_2="nothing"))
    enrolment = Standing(bo, version).enrol(by=bo)
    assert enrolment.delta is None
    assert len(enrolment.units) == 3


def test_where_nothing_is_learnt_again_the_completion_counts_on(bo, bo_holds_1, tmp_path):
    version = publish(load(tmp_path), terms(lesson_2="nothing"))
    assert Standing(bo, version).covered
    with pytest.raises(Refused, match="in force"):
        Standing(bo, version).enrol(by=bo)


def test_published_without_a_decision_nothing_is_asked_as_before(bo, bo_holds_1, tmp_path):
    version = publish(load(tmp_path), None)
    assert Standing(bo, version).delta is None
    assert Standing(bo, version).enrol(by=bo).delta is None


def test_who_never_held_a_version_takes_the_whole_course(eva, gmp101_2):
    assert Standing(eva, gmp101_2).enrol(by=eva).delta is None


def test_bo_may_take_the_whole_course_all_the_same_and_that_renews(bo, gmp101_2, bo_holds_1, clock_at):
    clock_at((clock.now() + timedelta(days=40)).isoformat())
    assert Standing(bo, gmp101_2).enrol(by=bo, whole=True).delta is None
    demo.study(bo, "GMP-101")
    assert completions(bo)[0].valid_until > bo_holds_1.valid_until


def test_what_two_versions_changed_is_learnt_together(bo, bo_holds_1, tmp_path):
    publish(load(tmp_path, "1.1", lessons=3, changed=(1,)), terms(lesson_1="read", days=5))
    newest = publish(load(tmp_path, "2.0", lessons=3, changed=(1, 3)), terms(lesson_3="delta", days=30))
    delta = Standing(bo, newest).delta
    assert [unit["slug"] for unit in delta.units] == ["lesson-1", "lesson-3"]
    assert delta.level == "delta"
    assert [part["unit"] for part in delta.quiz.draw] == ["lesson-3"], "what is only read is not examined"
    assert delta.due_on == clock.today() + timedelta(days=5), "what was due stays due"


def test_a_later_version_without_a_decision_does_not_wipe_out_what_was_owed(bo, bo_holds_1, tmp_path):
    publish(load(tmp_path, "1.1"), terms(lesson_2="delta"))
    newest = publish(load(tmp_path, "1.2"), None)
    assert [unit["slug"] for unit in Standing(bo, newest).delta.units] == ["lesson-2"]


def test_a_changed_quiz_is_sat_as_it_stands(bo, bo_holds_1, tmp_path):
    version = publish(load(tmp_path), terms(lesson_2="nothing", final_quiz="delta"))
    delta = Standing(bo, version).delta
    assert delta.quiz is version.units[-1].quiz
    assert [unit.slug for unit in delta.way_through(version.units)] == ["final-quiz"]


def test_who_is_half_way_finishes_the_old_version_and_is_then_asked_for_what_changed(eva, gmp101, tmp_path):
    demo.study(eva, "GMP-101", lessons=1, blank=None)
    version = publish(load(tmp_path), terms(lesson_2="delta"))
    begun = Standing(eva, version).enrol(by=eva)
    assert begun.version.number == "1.0"
    demo.study(eva, "GMP-101")
    assert completions(eva)[0].version_number == "1.0"
    assert Standing(eva, version).offered.from_version.number == "1.0"


def test_a_delta_that_is_half_done_when_the_qualification_ends_gives_way_to_the_whole_course(
    bo, gmp101_2, bo_holds_1, clock_at
):
    enrolment = Standing(bo, gmp101_2).enrol(by=bo)
    enrolment.read(enrolment.units[0], language="en", by=bo)
    db.session.commit()
    clock_at((clock.now() + timedelta(days=500)).isoformat())
    standing = Standing(bo, gmp101_2)
    assert standing.open is None
    again = standing.enrol(by=bo)
    assert again.delta is None
    assert again.id != enrolment.id


def test_when_the_first_completion_is_withdrawn_what_was_added_to_it_goes_with_it(bo, quinn, gmp101_2, bo_holds_1):
    learn_what_changed(bo)
    bo_holds_1.withdraw(by=quinn, reason=Words("评分有误", "Wrong key"))
    assert completions(bo) == []


def test_when_the_first_completion_is_corrected_what_was_added_to_it_stays_the_newest(bo, quinn, gmp101_2, bo_holds_1):
    learn_what_changed(bo)
    bo_holds_1.restate({"holder_name": "林波"}, by=quinn, reason=Words("姓名有误", "Wrong name"))
    db.session.commit()
    assert Standing(bo, gmp101_2).held.version_number == "2.0"


# pages


def test_the_page_of_the_course_says_what_to_learn(bo, gmp101_2, visit, send):
    page = visit(bo, "/courses/GMP-101")
    assert "You hold version 1.0. For 2.0 you learn: unit 2, with a quiz about it." in page.text
    assert "Learn what changed" in page.text
    assert send(bo, "/courses/GMP-101/enrolment").location == "/courses/GMP-101/units/2"
    page = visit(bo, "/courses/GMP-101")
    assert "Units that changed since version 1.0" in page.text
    assert [one.get_text(strip=True) for one in page.all(".unit-no")] == ["2", "3"]


def test_the_way_leads_from_the_changed_unit_to_the_quiz(bo, gmp101_2, visit, send):
    send(bo, "/courses/GMP-101/enrolment")
    page = visit(bo, "/courses/GMP-101/units/2")
    assert "Then comes unit 3" in page.text
    assert send(bo, "/courses/GMP-101/units/2/completion").location == "/courses/GMP-101/units/3"
    page = visit(bo, "/courses/GMP-101/units/3")
    assert "4 questions" in page.text
    assert "Lesson 1" not in page.text
    attempt = send(bo, "/courses/GMP-101/units/3/attempts").location
    assert len(visit(bo, attempt).all(".question")) == 4


def test_the_result_of_the_quiz_leads_on_within_what_changed(bo, gmp101_2, visit):
    learn_what_changed(bo)
    attempt = db.session.scalars(db.select(Enrolment).order_by(Enrolment.id.desc())).first().sittings[-1].attempt
    page = visit(bo, f"/attempts/{attempt.id}/result")
    assert "/certificates" in str(page.soup.main), "every unit is done"


def test_a_unit_that_did_not_change_can_be_looked_up_and_not_completed(bo, gmp101_2, visit, send):
    send(bo, "/courses/GMP-101/enrolment")
    page = visit(bo, "/courses/GMP-101/units/1")
    assert "has not changed" in page.text
    assert not page.all('form[action$="/completion"]')
    assert "has not changed" in send(bo, "/courses/GMP-101/units/1/completion", expect=409).text
    send(bo, "/courses/GMP-101/units/1/place", {"place": "who"}, expect=204)
    assert [line.done for line in lines_of(bo)] == [0]


def test_my_records_and_hr_say_that_it_builds_on_the_first(bo, hana, gmp101_2, visit):
    learn_what_changed(bo)
    assert "What changed since 1.0: unit 2" in visit(bo, "/my/records").text
    assert "What changed since 1.0: unit 2" in visit(hana, f"/hr/people/{bo.memberships[0].id}").text


def test_the_version_that_bo_learnt_can_still_be_read_word_for_word(bo, quinn, gmp101_2, visit):
    old = visit(quinn, "/studio/courses/GMP-101/versions/1.0/units/2").text
    new = visit(quinn, "/studio/courses/GMP-101/versions/2.0/units/2").text
    assert "Once cells have left the body" in old
    assert "As soon as cells 2.0" in new


def test_a_quiz_that_is_to_be_read_is_sat(bo_holds_1, bo, tmp_path):
    version = publish(load(tmp_path), terms(final_quiz="read"))  # nobody reads a quiz
    enrolment = Standing(bo, version).enrol(by=bo)
    assert [unit.slug for unit in enrolment.units] == ["final-quiz"]
    quiz = next(unit.quiz for unit in version.units if unit.quiz)
    assert enrolment.quiz_at(enrolment.units[0]).id == quiz.id


def test_the_quiz_about_what_changed_waits_for_it(bo, gmp101_2):
    enrolment = Standing(bo, gmp101_2).enrol(by=bo)
    assert [step.locked for step in Outline(gmp101_2, enrolment).steps] == [False, True]


def test_what_is_handed_in_after_a_publication_is_of_the_version_that_was_begun(eva, gmp101, tmp_path):
    demo.study(eva, "GMP-101", blank=None)
    enrolment = db.session.scalars(db.select(Enrolment).where(Enrolment.person_id == eva.id)).one()
    quiz = next(unit for unit in gmp101.units if unit.quiz)
    attempt = enrolment.sit(quiz, address="/")
    answer_all(attempt)
    db.session.flush()
    newer = publish(load(tmp_path), terms(lesson_2="delta"))
    attempt.hand_in(by=eva)
    db.session.flush()
    assert [one.version_number for one in completions(eva)] == ["1.0"]
    assert [unit.slug for unit in Standing(eva, newer).enrol(by=eva).units] == ["lesson-2", "final-quiz"]
