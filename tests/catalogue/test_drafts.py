"""Ada writes a version in the studio; Quinn sends it back or lets it through."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from learn.catalogue import Catalogue, Course, CourseVersion
from learn.catalogue.drafts import CourseDraft, Manuscript, Part, Stale, part_of_text
from learn.catalogue.drafts.asked import Pictures
from learn.catalogue.drafts.beginning import begin_version
from learn.catalogue.pack import Unreadable, read
from learn.catalogue.reviews import Review
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.signatures import Meaning, Signature
from tests.catalogue.packs import zip_of
from tests.small_course import small_pack


@pytest.fixture
def draft(gmp101, ada) -> CourseDraft:
    return begin_version(gmp101.course, major=True, by=ada)


def text(draft: CourseDraft, slug: str = "people", language: str = "en") -> str:
    return str(draft.newest(part_of_text(slug, language)).content)


def mended(draft: CourseDraft, by) -> CourseDraft:
    """The draft after somebody changed a word of its first lesson in both languages."""
    for language in ("zh", "en"):
        slug = draft.newest(Part.OUTLINE).content[0]["slug"]
        part = part_of_text(slug, language)
        newest = draft.newest(part)
        draft.write(part, f"{newest.content}\n\nMore.\n", over=newest.number, by=by)
    return draft


def signed(review: Review, by) -> Signature:
    signature = Signature.over(review, digest=review.digest, meaning=Meaning.DESIGN_APPROVED, by=by)
    db.session.flush()
    return signature


def test_a_draft_begins_with_all_that_the_newest_version_says(draft, gmp101):
    pack = Manuscript(draft).pack()
    assert pack.version == "2.0"
    assert {**pack.course, "version": "1.0"} == {**gmp101_pack(gmp101).course}
    assert pack.questions == gmp101_pack(gmp101).questions
    assert [one.markdown for one in pack.lessons.values()] == [
        one.markdown for one in gmp101_pack(gmp101).lessons.values()
    ]


def gmp101_pack(version):
    from io import BytesIO

    from learn.catalogue.pack import read_zip

    return read_zip(BytesIO(version.pack), "pack.zip")


def test_every_save_stays_as_an_edition_with_its_author(draft, ada, quinn):
    part = part_of_text(draft.newest(Part.OUTLINE).content[0]["slug"], "en")
    draft.write(part, "A first thought.", over=1, by=ada)
    draft.write(part, "A second thought.", over=2, by=quinn)
    found = db.session.scalars(draft.editions(part)).all()
    assert [(one.number, one.content, one.by.name) for one in found[:2]] == [
        (3, "A second thought.", quinn.name),
        (2, "A first thought.", ada.name),
    ]


def test_the_same_words_once_more_are_no_new_edition(draft, ada):
    draft.write(Part.TERMS, {}, over=1, by=ada)
    assert draft.newest(Part.TERMS).number == 1


def test_who_writes_over_an_older_edition_is_told_and_nothing_is_lost(draft, ada, quinn):
    part = part_of_text(draft.newest(Part.OUTLINE).content[0]["slug"], "zh")
    draft.write(part, "甲", over=1, by=ada)
    with pytest.raises(Stale) as stale:
        draft.write(part, "乙", over=1, by=quinn)
    assert stale.value.newest.content == "甲"
    assert draft.newest(part).content == "甲"


def test_quinn_approves_what_ada_handed_in_and_it_is_that_very_content(draft, ada, quinn):
    review = Review.hand_in(mended(draft, ada), by=ada, reason="One more sentence")
    db.session.flush()
    version = review.approve(by=quinn, signature=signed(review, quinn), reason="")
    assert (version.number, version.digest) == ("2.0", review.digest)
    assert version.publication is not None
    assert not db.session.scalars(Review.open_drafts()).all()


def test_nobody_approves_what_they_wrote_on(draft, ada, quinn):
    mended(draft, quinn)
    review = Review.hand_in(draft, by=ada, reason="")
    db.session.flush()
    for author in (ada, quinn):
        with pytest.raises(Refused, match="You worked on this version yourself"):
            review.approve(by=author, signature=signed(review, author), reason="")


def test_a_review_is_decided_once(draft, ada, quinn, omar):
    review = Review.hand_in(mended(draft, ada), by=ada, reason="")
    db.session.flush()
    review.send_back(by=quinn, reason="The figures are missing.")
    with pytest.raises(Refused, match="decided already"):
        review.approve(by=omar, signature=signed(review, omar), reason="")


def test_what_was_sent_back_is_mended_and_handed_in_again(draft, ada, quinn):
    first = Review.hand_in(mended(draft, ada), by=ada, reason="")
    db.session.flush()
    first.send_back(by=quinn, reason="The figures are missing.")
    db.session.flush()
    second = Review.hand_in(mended(draft, ada), by=ada, reason="Figures added")
    db.session.flush()
    assert second.digest != first.digest
    assert db.session.scalars(Review.waiting()).all() == [second]


def test_a_faulty_draft_is_not_handed_in(draft, ada):
    part = part_of_text(draft.newest(Part.OUTLINE).content[0]["slug"], "en")
    draft.write(part, "<script>alert(1)</script>", over=1, by=ada)
    with pytest.raises(Unreadable) as unreadable:
        Review.hand_in(draft, by=ada, reason="")
    assert any("HTML does not stand in a lesson" in fault.sentence for fault in unreadable.value.faults)


def test_an_earlier_number_does_not_follow(draft, ada):
    draft.renumber("0.9", by=ada)
    with pytest.raises(Refused, match="the next one has a higher number"):
        Review.hand_in(draft, by=ada, reason="")


# on the screen


def in_english(browser):
    browser.client.set_cookie("language", "en")
    return browser


def test_ada_begins_a_course_writes_and_hands_in(browser, ada):
    hers = browser(ada)
    page = hers.post(
        "/studio/courses",
        {"code": "GMP-777", "catalogue": "gmp", "zh": "冷链", "en": "Cold chain", "organisation": "ALLIANCE"},
        expect=303,
    )
    id = page.response.location.rpartition("/")[2]
    page = hers.get(f"/studio/drafts/{id}")
    assert "GMP-777" in page.text
    page = hers.post(f"/studio/drafts/{id}/reviews", {"reason": "New"}, expect=422)
    assert "“units”" in page.text  # it has none yet: what is missing is said


def test_ada_hands_in_and_quinn_sends_it_back(browser, ada, quinn, gmp101):
    hers = in_english(browser(ada))
    page = hers.post(f"/studio/courses/{gmp101.course.code}/drafts", {"step": "minor"}, expect=303)
    draft = page.response.location
    page = hers.post(f"{draft}/reviews", {"reason": "Wording"}, expect=303)
    review = page.response.location
    assert "Stands still" in hers.get(draft).text
    hers.post(f"{draft}/reviews", {"reason": "Again"}, expect=409)
    his = in_english(browser(quinn))
    assert "Wording" in his.get("/studio/reviews").text
    his.post(f"{review}/sending-back", {"reason": "See the comment"}, expect=303)
    assert "Being written" in hers.get(draft).text


def test_a_second_draft_of_a_course_is_the_first_one(browser, ada, gmp101):
    hers = browser(ada)
    first = hers.post(f"/studio/courses/{gmp101.course.code}/drafts", {"step": "minor"}, expect=303).response.location
    again = hers.post(f"/studio/courses/{gmp101.course.code}/drafts", {"step": "major"}, expect=303).response.location
    assert first == again
    assert len(db.session.scalars(select(CourseDraft)).all()) == 1


def test_a_stranger_sees_no_draft(browser, ada, zed, hana, gmp101):
    draft = browser(ada).post(f"/studio/courses/{gmp101.course.code}/drafts", {"step": "minor"}, expect=303)
    for somebody in (zed, hana):
        browser(somebody).get(draft.response.location, expect=404)


def test_versions_of_before_are_what_they_were(draft, ada, quinn, gmp101):
    before = gmp101.digest
    review = Review.hand_in(mended(draft, ada), by=ada, reason="")
    db.session.flush()
    review.approve(by=quinn, signature=signed(review, quinn), reason="")
    db.session.flush()
    assert db.session.get(CourseVersion, gmp101.id).digest == before


def test_a_dropped_first_draft_is_not_the_end_of_a_course(browser, ada):
    hers = in_english(browser(ada))
    new = {"code": "GMP-778", "catalogue": "gmp", "zh": "冷链", "en": "Cold chain", "organisation": "ALLIANCE"}
    draft = hers.post("/studio/courses", new, expect=303).location
    hers.post(f"{draft}/dropping", {"why": "Not now"}, expect=303)
    assert "Write the first version" in hers.get("/studio/courses/GMP-778").text
    again = hers.post("/studio/courses/GMP-778/drafts", {"step": "major"}, expect=303).location
    assert again != draft
    assert "Cold chain" in hers.get(again).text


# what a review found


def test_whoever_wrote_the_new_questions_does_not_approve_the_version(draft, ada, quinn):
    mended(draft, ada)
    bank = draft.course.bank
    question = bank.find("Q01")
    newest = question.versions[-1]
    says = {name: getattr(newest, name) for name in (
        "kind", "topic", "objective", "difficulty", "body", "reason", "source", "source_title", "clause", "check",
    )}  # fmt: skip
    question.version_for({**says, "text": Words("谁来批准？", "Who approves it?")}, by=quinn)
    db.session.flush()
    review = Review.hand_in(draft, by=ada, reason="")
    db.session.flush()
    assert quinn.id in review.author_ids
    assert review.obstacle(quinn)


def test_approval_leaves_what_the_bank_says_already_alone(draft, ada, quinn):
    before = [len(question.versions) for question in draft.course.bank.questions]
    review = Review.hand_in(mended(draft, ada), by=ada, reason="")
    db.session.flush()
    review.approve(by=quinn, signature=signed(review, quinn), reason="")
    db.session.flush()
    assert [len(question.versions) for question in draft.course.bank.questions] == before


def test_equal_names_of_different_pictures_are_told_apart(draft):
    first, second = (
        SimpleNamespace(id=n, body={"media": {"image-1.png": {"digest": letter * 64, "type": "image/png"}}})
        for n, letter in ((1, "a"), (2, "b"))
    )
    pictures = Pictures([first, second], {})
    assert {said["digest"][0] for said in pictures.kept.values()} == {"a", "b"}
    assert pictures.names == {2: {"image-1.png": "image-1-bbbbbbbb.png"}}


def test_a_members_course_is_not_reached_by_a_pack_of_the_alliance(browser, ada, pujiang, hana, tmp_path):
    Course.add(code="PJ-101", catalogue=Catalogue.GMP, title=Words("冷链", "Cold chain"), organisation=pujiang, by=hana)
    db.session.commit()
    pack = zip_of(small_pack(tmp_path, code="PJ-101"))
    browser(ada).post("/studio/packs", {"check": "1"}, files={"pack": (pack, "PJ-101.zip")}, expect=409)


def test_a_version_does_not_come_into_force_before_an_earlier_one(gmp101, ada, quinn, tmp_path):
    later = CourseVersion.load(read(small_pack(tmp_path / "a", version="2.0")), by=ada)
    later.publish(by=quinn, effective_on=clock.today() + timedelta(days=10))
    db.session.flush()
    newest = CourseVersion.load(read(small_pack(tmp_path / "b", version="3.0")), by=ada)
    with pytest.raises(Refused, match="comes into force later"):
        newest.publish(by=quinn)
