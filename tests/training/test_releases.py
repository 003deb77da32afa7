"""Quinn sees whom a version touches, decides who learns what again, and signs; Ada only proposes."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from learn import demo
from learn.audit import AuditEntry, Event
from learn.catalogue import CourseVersion, Publication, Terms, TermsProposal
from learn.catalogue.pack import read
from learn.catalogue.reviews import Review
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import Words
from learn.people import JobRole
from learn.signatures import Meaning, Signature
from learn.training import HeldRelease, Requirement
from learn.training.releases.impact import Figures, Impact
from tests.second_version import load, pack_of, terms
from tests.training.crowd import many_holders

DECISION = {
    "units-0-slug": "lesson-2",
    "units-0-level": "delta",
    "units-0-reason": "Article 26 was revised",
    "days": "14",
}


@pytest.fixture
def analyst(app, gmp101):
    role = JobRole(code="test-analyst", title=Words(zh="检验员", en="Analyst"))
    db.session.add(role)
    db.session.flush()
    Requirement.set(role, gmp101.course, 30, begins_on=clock.today() - timedelta(days=400), by=None)
    db.session.commit()
    return role


@pytest.fixture
def review(app, ada, tmp_path):
    """Ada handed in 2.0, in which lesson 2 changed."""
    found = Review.of_pack(read(pack_of(tmp_path)), by=ada, reason="Article 26 was revised")
    db.session.commit()
    return found


def signed(review, **more):
    day = clock.today().isoformat()
    return {
        **DECISION,
        "effective_on": day,
        "reason": "Checked against the rule",
        "digest": review.digest,
        "password": demo.PASSWORD,
        **more,
    }


def page(review):
    return f"/studio/reviews/{review.id}/approval"


def published(number="2.0"):
    return db.session.scalar(select(CourseVersion).where(CourseVersion.number == number))


# impact


def test_the_figures_say_who_holds_what_where(bo, eva, zed, gmp101, worker, pujiang):
    demo.study(bo, "GMP-101")
    demo.study(zed, "GMP-101")
    demo.study(eva, "GMP-101", lessons=1, blank=None)
    db.session.commit()
    worker()
    impact = Impact(gmp101.course, clock.today())
    assert impact.versions == [Figures("1.0", held=2, begun=1, certificates=2)]
    assert [(one.name.en, one.held, one.begun) for one in impact.organisations][0] == (pujiang.name.en, 1, 1)
    assert impact.total.held == 2


def test_roles_are_counted_too(gmp101, pujiang, analyst):
    many_holders(gmp101, pujiang, analyst, 7, prefix="x")
    assert [(one.name.en, one.held) for one in Impact(gmp101.course, clock.today()).job_roles] == [("Analyst", 7)]


def test_figures_of_five_thousand_cost_three_queries(gmp101, pujiang, analyst, queries):
    many_holders(gmp101, pujiang, analyst, 1000, prefix="x")
    impact = Impact(gmp101.course, clock.today())
    with queries() as sent:
        assert impact.total.held == 1000
        assert impact.organisations[0].held == 1000
        assert impact.job_roles[0].held == 1000
        assert impact.versions
    assert len(sent) <= 4


def test_quinn_sees_the_figures_and_what_changed(bo, quinn, review, visit):
    demo.study(bo, "GMP-101")
    db.session.commit()
    shown = visit(quinn, page(review))
    assert shown.h1 == "Put version 2.0 into force"
    assert "1 person holds an earlier version" in shown.text
    assert "words of the English text differ" in shown.text
    assert [one["value"] for one in shown.all('input[name$="-slug"]')] == ["lesson-2"]


def test_the_page_costs_few_queries(quinn, review, browser, queries):
    hands = browser(quinn)
    with queries() as sent:
        hands.get(page(review))
    assert len(sent) <= 8, "\n".join(one[:100] for one in sent)


def test_looking_says_how_many_learn_again_and_keeps_nothing(bo, quinn, review, send):
    demo.study(bo, "GMP-101")
    db.session.commit()
    form = signed(review, look="yes", password="")
    shown = send(quinn, page(review), form, expect=200)
    assert "1 person learns it again within 14 days" in shown.text
    assert published() is None


# deciding


def test_quinn_signs_and_it_is_in_force_with_the_decision(quinn, review, send, visit):
    location = send(quinn, page(review), signed(review)).location
    version = published()
    kept = Terms.read(version.publication.terms)
    assert (kept.verdicts["lesson-2"].level, kept.verdicts["lesson-2"].reason) == ("delta", "Article 26 was revised")
    assert kept.days == 14
    [signature] = db.session.scalars(select(Signature).where(Signature.meaning == Meaning.VERSION_APPROVED))
    assert version.publication.signature_id == signature.id
    assert version.publication.reason == "Checked against the rule"
    assert db.session.get(Review, review.id).decision.version_id == version.id
    shown = visit(quinn, location)
    assert "Version 2.0 is in force since" in shown.text
    assert signature.digest in shown.text


def test_the_signature_is_over_the_content_and_the_decision(quinn, review, send):
    from learn.catalogue.terms import approval_digest

    send(quinn, page(review), signed(review))
    publication = published().publication
    signature = db.session.get(Signature, publication.signature_id)
    assert signature.digest == approval_digest(
        review.digest, Terms.read(publication.terms), effective_on=clock.today(), reason="Checked against the rule"
    )


def test_a_unit_without_a_decision_or_a_reason_is_refused(quinn, review, send):
    shown = send(quinn, page(review), signed(review, **{"units-0-level": ""}), expect=422)
    assert "Decide who learns this again." in shown.text
    shown = send(quinn, page(review), signed(review, **{"units-0-reason": " "}), expect=422)
    assert "inspectors will read it" in shown.text
    assert published() is None


def test_a_decision_about_other_units_is_refused(quinn, review, send):
    shown = send(quinn, page(review), signed(review, **{"units-0-slug": "lesson-1"}), expect=422)
    assert "Other units have changed than this page showed" in shown.text


def test_without_the_password_nothing_is_signed(quinn, review, send):
    shown = send(quinn, page(review), signed(review, password="wrong horse"), expect=422)
    assert "Nothing was signed" in shown.text
    assert published() is None


def test_other_content_than_was_shown_is_refused(quinn, review, send):
    assert (
        "not the version that was shown" in send(quinn, page(review), signed(review, digest="0" * 64), expect=409).text
    )


def test_two_reviewers_at_once_the_second_is_refused_and_nothing_is_half_published(quinn, review, send):
    send(quinn, page(review), signed(review))
    assert "decided already" in send(quinn, page(review), signed(review), expect=409).text
    assert db.session.scalar(select(func.count(Publication.id))) == 2


def test_whoever_wrote_it_does_not_approve_it(quinn, tmp_path, send, visit):
    own = Review.of_pack(read(pack_of(tmp_path)), by=quinn, reason="Mine")
    db.session.commit()
    assert not visit(quinn, page(own)).all(".sign")
    assert "You worked on this version yourself" in send(quinn, page(own), signed(own), expect=409).text


def test_another_members_reviewer_does_not_see_it(hu, gangcheng, omar, review, visit):
    from learn.people import Permission

    hu.grant(Permission.REVIEWER, gangcheng, by=omar)
    db.session.commit()
    visit(hu, page(review), expect=404)


# proposing


def test_ada_proposes_and_quinn_sees_it_and_decides_otherwise(ada, quinn, review, send, visit):
    form = {
        **DECISION,
        "units-0-level": "read",
        "units-0-reason": "Only wording",
        "effective_on": clock.today().isoformat(),
    }
    send(ada, f"/studio/reviews/{review.id}/retraining-proposal", form)
    assert db.session.scalars(select(TermsProposal)).one().by_id == ada.id
    shown = visit(quinn, page(review))
    assert "Proposed: Read this unit. Only wording" in shown.text
    send(quinn, page(review), signed(review))
    verdict = Terms.read(published().publication.terms).verdicts["lesson-2"]
    assert (verdict.level, verdict.proposed_level, verdict.proposed_reason) == ("delta", "read", "Only wording")
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.event == Event.RETRAINING_PROPOSED))
    assert entry.new["units"] == {"lesson-2": "read: Only wording"}


def test_ada_sees_no_field_to_sign(ada, review, visit):
    shown = visit(ada, page(review))
    assert not shown.all(".sign")
    assert "Propose this" in shown.text


# versions loaded by command


def test_a_loaded_version_is_put_into_force_the_same_way(quinn, tmp_path, send, visit, app):
    version = load(tmp_path)
    db.session.commit()
    address = f"/studio/versions/{version.id}/publication"
    assert "Put version 2.0 into force" in visit(quinn, address).text
    send(quinn, address, signed(version))
    assert published().publication.signature_id
    assert "already published" in send(quinn, address, signed(version), expect=409).text


def test_the_first_version_asks_only_for_day_reason_and_signature(quinn, ada, tmp_path, send, visit):
    from tests.small_course import small_pack

    version = CourseVersion.load(read(small_pack(tmp_path, code="GMP-300")), by=ada)
    db.session.commit()
    address = f"/studio/versions/{version.id}/publication"
    shown = visit(quinn, address)
    assert "It is the first version" in shown.text
    assert not shown.all('[name="days"]')
    form = {key: value for key, value in signed(version).items() if key not in DECISION}
    send(quinn, address, form)
    assert db.session.get(CourseVersion, version.id).publication.terms is None


# held back


def test_quinn_holds_it_back_sees_the_share_and_releases_it_early(quinn, gmp101, pujiang, analyst, review, send, visit):
    many_holders(gmp101, pujiang, analyst, 3, prefix="x")
    location = send(quinn, page(review), signed(review, roles="test-analyst", share="80")).location
    shown = visit(quinn, location)
    assert "0 of 3 people in critical roles are trained (0%); it waits for 80%." in shown.text
    version = published()
    release = f"/studio/versions/{version.id}/release"
    assert send(quinn, release, {"reason": "", "password": demo.PASSWORD}, expect=422)
    send(quinn, release, {"reason": "Trained on paper", "password": demo.PASSWORD})
    assert HeldRelease.on(version.id).release.reason == "Trained on paper"
    assert (
        "no longer held back" in send(quinn, release, {"reason": "Again", "password": demo.PASSWORD}, expect=409).text
    )


def test_a_share_without_roles_is_refused(quinn, review, send):
    assert "or neither" in send(quinn, page(review), signed(review, share="80"), expect=422).text


def test_the_page_shows_how_far_the_telling_is(
    quinn, gmp101, pujiang, analyst, review, send, visit, worker, monkeypatch
):
    from learn.training.releases import telling

    monkeypatch.setattr(telling, "AT_ONCE", 2)
    many_holders(gmp101, pujiang, analyst, 3, prefix="x")
    location = send(quinn, page(review), signed(review)).location
    assert "0 of 3 people told" in visit(quinn, location).text
    telling.tell_holders(published().publication.id)
    db.session.commit()
    assert "2 of 3 people told" in visit(quinn, location).text
    worker()
    assert "3 of 3 people told" in visit(quinn, location).text


def test_terms_are_what_they_were_when_read_again():
    from learn.catalogue import Hold

    decided = terms(days=7, hold=Hold(("a", "b"), 60), lesson_1="full", lesson_2="read")
    assert Terms.read(decided.as_dict()) == decided
