"""A new version is put into force: who must learn what changed, by when, who is told, and who is waited for."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from learn import demo
from learn.catalogue.terms import Hold
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import Words
from learn.notifications import Kind, Notification
from learn.people import JobRole, Person
from learn.training import Assignment, HeldRelease, Release, Requirement, Trained, lift_what_is_reached
from learn.training.releases import RetrainingNotice, tell_what_is_untold
from learn.training.releases.telling import AT_ONCE, Progress, tell_holders
from tests.second_version import learn_what_changed, load, publish, terms


@pytest.fixture
def analyst(app, gmp101):
    role = JobRole(code="test-analyst", title=Words(zh="检验员", en="Analyst"))
    db.session.add(role)
    db.session.flush()
    Requirement.set(role, gmp101.course, 30, begins_on=clock.today() - timedelta(days=400), by=None)
    return role


def make_analyst(person, role, days=300):
    person.memberships[0].begins_on = clock.today() - timedelta(days=400)
    person.memberships[0].take_role(role, begins_on=clock.today() - timedelta(days=days), by=None)
    db.session.commit()


@pytest.fixture
def bo_holds_1(bo, analyst):
    """Bo, an analyst, completed 1.0 today."""
    make_analyst(bo, analyst)
    demo.study(bo, "GMP-101")
    db.session.commit()
    return bo


def only(person):
    [one] = Assignment.of(person, clock.today())
    return one


def told(person):
    return db.session.scalars(Notification.of(person)).all()


def in_days(days):
    return (clock.now() + timedelta(days=days)).isoformat()


# who owes what by when


def test_bo_owes_what_changed_so_many_days_after_it_came_into_force(bo_holds_1, tmp_path):
    assert only(bo_holds_1).state == "ok"
    publish(load(tmp_path), terms(days=14, lesson_2="delta"))
    one = only(bo_holds_1)
    assert (one.state, one.due_on, one.retraining) == ("due", clock.today() + timedelta(days=14), "delta")
    assert (one.version, one.held_version, one.again.en) == ("2.0", "1.0", "unit 2, with a quiz about it")


def test_it_is_late_the_day_after_and_no_longer_counts_as_in_force(bo_holds_1, hana, tmp_path, clock_at, visit):
    publish(load(tmp_path), terms(days=14, lesson_2="delta"))
    clock_at(in_days(15))
    assert only(bo_holds_1).state == "late"
    assert "Late" in visit(hana, f"/hr/people/{bo_holds_1.memberships[0].id}").text or "late" in visit(hana, "/hr").text


def test_learnt_in_time_it_is_in_force_again(bo_holds_1, tmp_path):
    publish(load(tmp_path), terms(days=14, lesson_2="delta"))
    learn_what_changed(bo_holds_1)
    one = only(bo_holds_1)
    assert (one.state, one.retraining, one.version) == ("ok", None, "2.0")


def test_begun_it_is_being_done(bo_holds_1, tmp_path, send):
    publish(load(tmp_path), terms(days=14, lesson_2="delta"))
    send(bo_holds_1, "/courses/GMP-101/enrolment")
    assert only(bo_holds_1).state == "doing"


def test_where_nothing_is_to_be_learnt_again_it_stays_in_force(bo_holds_1, tmp_path):
    publish(load(tmp_path), terms(lesson_2="nothing"))
    assert (only(bo_holds_1).state, only(bo_holds_1).retraining) == ("ok", None)


def test_before_its_day_nothing_is_owed(bo_holds_1, tmp_path, clock_at):
    publish(load(tmp_path), terms(days=14, lesson_2="delta"), effective_on=clock.today() + timedelta(days=10))
    assert only(bo_holds_1).state == "ok"
    due_on = clock.today() + timedelta(days=24)
    clock_at(in_days(10))
    assert (only(bo_holds_1).state, only(bo_holds_1).due_on) == ("due", due_on)


def test_a_qualification_that_ends_sooner_sets_the_day(bo_holds_1, tmp_path, clock_at):
    clock_at(in_days(350))
    publish(load(tmp_path), terms(days=60, lesson_2="delta"))
    one = only(bo_holds_1)
    assert one.due_on == one.valid_until


def test_who_finishes_the_old_version_later_has_as_long_as_the_others(eva, analyst, tmp_path, clock_at):
    make_analyst(eva, analyst)
    demo.study(eva, "GMP-101", lessons=1, blank=None)
    db.session.commit()
    publish(load(tmp_path), terms(days=14, lesson_2="delta"))
    clock_at(in_days(20))
    demo.study(eva, "GMP-101")
    db.session.commit()
    assert only(eva).due_on == clock.today() + timedelta(days=14)


def test_home_my_training_and_hr_say_why(bo_holds_1, hana, tmp_path, visit):
    publish(load(tmp_path), terms(days=14, lesson_2="delta"))
    for page in (visit(bo_holds_1, "/"), visit(bo_holds_1, "/my/training")):
        assert "2.0 asks you to learn unit 2, with a quiz about it by" in page.text
        assert "Learn what changed" in page.text
    page = visit(hana, f"/hr/people/{bo_holds_1.memberships[0].id}")
    assert "2.0 asks to learn unit 2, with a quiz about it by" in page.text


# telling


def test_bo_and_hana_are_told_once(bo_holds_1, hana, tmp_path, worker):
    publish(load(tmp_path), terms(days=14, lesson_2="delta"))
    worker()
    [note] = [one for one in told(bo_holds_1) if one.kind is Kind.RETRAINING_OWED]
    due_on = (clock.today() + timedelta(days=14)).isoformat()
    assert note.facts["day"] == due_on
    assert note.facts["what"]["en"] == "unit 2, with a quiz about it"
    assert [one.facts["count"] for one in told(hana) if one.kind is Kind.RETRAINING_SUMMARY] == [1]
    tell_what_is_untold()
    db.session.commit()
    worker()
    assert len([one for one in told(bo_holds_1) if one.kind is Kind.RETRAINING_OWED]) == 1


def test_nobody_is_told_before_its_day_and_the_sweep_tells_then(bo_holds_1, tmp_path, worker, clock_at):
    publish(load(tmp_path), terms(days=14, lesson_2="delta"), effective_on=clock.today() + timedelta(days=3))
    worker()
    tell_what_is_untold()
    db.session.commit()
    worker()
    assert not [one for one in told(bo_holds_1) if one.kind is Kind.RETRAINING_OWED]
    clock_at(in_days(3))
    tell_what_is_untold()
    db.session.commit()
    worker()
    assert [one for one in told(bo_holds_1) if one.kind is Kind.RETRAINING_OWED]


def test_a_lost_bell_is_found_by_the_sweep(app, bo_holds_1, tmp_path, worker):
    publish(load(tmp_path), terms(lesson_2="delta"))
    app.extensions["rung"].clear()
    tell_what_is_untold()
    db.session.commit()
    worker()
    assert db.session.scalar(select(func.count(RetrainingNotice.id))) == 1


def test_whoever_no_role_asks_hears_that_it_is_open_and_owes_nothing(zed, gmp101, tmp_path, worker):
    demo.study(zed, "GMP-101")
    db.session.commit()
    publish(load(tmp_path), terms(lesson_2="delta"))
    worker()
    assert [one.kind for one in told(zed) if one.kind.value.startswith("retraining")] == [Kind.RETRAINING_OFFERED]
    assert Assignment.of(zed, clock.today()) == []


def test_whoever_left_is_not_told(bo_holds_1, omar, tmp_path, worker):
    bo_holds_1.leave(by=omar, reason="Left the house")
    db.session.commit()
    publish(load(tmp_path), terms(lesson_2="delta"))
    worker()
    assert db.session.scalar(select(func.count(RetrainingNotice.id))) == 0


def test_many_are_told_in_batches_that_are_whole_transactions(
    bo_holds_1, eva, zed, analyst, tmp_path, monkeypatch, worker
):
    from learn.training.releases import telling

    monkeypatch.setattr(telling, "AT_ONCE", 2)
    for person in (eva, zed):
        make_analyst(person, analyst)
        demo.study(person, "GMP-101")
    db.session.commit()
    version = publish(load(tmp_path), terms(lesson_2="delta"))
    publication = version.publication
    assert Progress.of(publication, clock.today()) == Progress(told=0, waiting=3)
    tell_holders(publication.id)
    db.session.commit()
    assert Progress.of(publication, clock.today()) == Progress(told=2, waiting=1)
    worker()
    assert Progress.of(publication, clock.today()) == Progress(told=3, waiting=0)
    assert AT_ONCE == 200


# held back


@pytest.fixture
def hold(analyst):
    return Hold(("test-analyst",), 50)


@pytest.fixture
def eva_holds_1(eva, analyst):
    make_analyst(eva, analyst)
    demo.study(eva, "GMP-101")
    db.session.commit()
    return eva


def test_for_a_critical_role_the_version_before_stays_in_force(bo_holds_1, eva_holds_1, hold, tmp_path, worker, visit):
    version = publish(load(tmp_path), terms(days=14, lesson_2="delta", hold=hold))
    worker()
    one = only(bo_holds_1)
    assert (one.state, one.retraining, one.waits) == ("ok", None, True)
    assert Trained.of(HeldRelease.on(version.id), clock.today()) == Trained(0, 2)
    assert [note.kind for note in told(bo_holds_1)][0] is Kind.RETRAINING_HELD
    assert "2.0 is open to you" in visit(bo_holds_1, "/my/training").text


def test_for_everybody_else_the_new_one_is_in_force_from_its_day(bo_holds_1, eva, gmp101, hold, tmp_path):
    role = JobRole(code="test-nurse", title=Words(zh="护士", en="Nurse"))
    db.session.add(role)
    db.session.flush()
    Requirement.set(role, gmp101.course, 30, begins_on=clock.today() - timedelta(days=400), by=None)
    make_analyst(eva, role)
    demo.study(eva, "GMP-101")
    db.session.commit()
    publish(load(tmp_path), terms(days=14, lesson_2="delta", hold=hold))
    assert only(eva).retraining == "delta"
    assert only(bo_holds_1).retraining is None


def test_when_enough_are_trained_it_is_released_and_the_others_have_their_days(
    bo_holds_1, eva_holds_1, hold, tmp_path, worker, clock_at
):
    version = publish(load(tmp_path), terms(days=14, lesson_2="delta", hold=hold))
    worker()
    clock_at(in_days(40))
    learn_what_changed(eva_holds_1)
    release = db.session.scalars(select(Release)).one()
    assert (release.trained, release.people, release.by_id, release.lifted_on) == (1, 2, None, clock.today())
    assert (only(bo_holds_1).state, only(bo_holds_1).due_on) == ("due", clock.today() + timedelta(days=14))
    tell_what_is_untold()
    db.session.commit()
    worker()
    assert Kind.RETRAINING_OWED in [note.kind for note in told(bo_holds_1)]
    assert HeldRelease.on(version.id).release


def test_two_completions_release_it_once(bo_holds_1, eva_holds_1, hold, tmp_path):
    publish(load(tmp_path), terms(days=14, lesson_2="delta", hold=hold))
    learn_what_changed(eva_holds_1)
    learn_what_changed(bo_holds_1)
    assert db.session.scalar(select(func.count(Release.id))) == 1


def test_somebody_who_leaves_the_role_may_be_the_last_one_waited_for(bo_holds_1, eva_holds_1, hana, tmp_path, analyst):
    publish(load(tmp_path), terms(lesson_2="delta", hold=Hold(("test-analyst",), 100)))
    learn_what_changed(eva_holds_1)
    lift_what_is_reached()
    assert db.session.scalar(select(func.count(Release.id))) == 0
    held = bo_holds_1.memberships[0].current_roles[-1]
    bo_holds_1.memberships[0].leave_role(held, on=clock.today(), by=hana, reason="Moved to the ward")
    held.ends_on = clock.today() - timedelta(days=1)
    db.session.commit()
    lift_what_is_reached()
    assert db.session.scalar(select(func.count(Release.id))) == 1


def test_quinn_releases_it_early_with_a_reason_and_a_signature(bo_holds_1, quinn, hold, tmp_path):
    version = publish(load(tmp_path), terms(lesson_2="delta", hold=hold))
    release = HeldRelease.on(version.id).release_early(by=quinn, reason="Trained on paper", trained=0, people=1)
    db.session.commit()
    assert release.signature_id
    assert only(bo_holds_1).retraining == "delta"


# many


def test_putting_into_force_costs_as_many_queries_for_five_hundred_holders_as_for_five(
    gmp101, pujiang, analyst, tmp_path, queries
):
    from tests.training.crowd import many_holders

    costs = []
    for number, count in (("2.0", 5), ("3.0", 500)):
        many_holders(gmp101, pujiang, analyst, count, prefix=number)
        version = load(tmp_path, number)
        with queries() as sent:
            publish(version, terms(lesson_2="delta"))
        costs.append(len(sent))
    assert costs[1] <= costs[0] + 4, "one earlier version more, no more people"
    assert db.session.scalar(select(func.count(Person.id))) > 500


def test_a_batch_costs_few_queries(gmp101, pujiang, analyst, tmp_path, queries):
    from tests.training.crowd import many_holders

    many_holders(gmp101, pujiang, analyst, 150, prefix="2.0")
    version = publish(load(tmp_path), terms(lesson_2="delta"))
    with queries() as sent:
        tell_holders(version.publication.id)
        db.session.flush()
    assert len(sent) <= 12, "\n".join(one[:90] for one in sent)
    assert db.session.scalar(select(func.count(RetrainingNotice.id))) == 150
