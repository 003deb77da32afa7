"""Quinn comments on the place; Ada answers; what is settled is settled by whoever did not write it."""

from typing import Any

import pytest

from learn.catalogue.drafts.beginning import begin_version
from learn.catalogue.pack import read
from learn.catalogue.reviews import Review, Thread
from learn.catalogue.reviews.place import Place, blocks_of, place_in, quoted
from learn.kit.db import db
from learn.kit.web import Refused
from learn.notifications import Notification
from learn.signatures import Meaning, Signature
from tests.small_course import small_pack


@pytest.fixture
def review(gmp101: Any, ada: Any) -> Review:
    found = Review.hand_in(begin_version(gmp101.course, major=True, by=ada), by=ada, reason="New rules")
    db.session.commit()
    return found


def said(review: Review, by: Any, text: str = "Cite the clause.") -> Thread:
    thread = Thread.begin(review, Place("lesson-1", "en", 2), quote="Who answers for it", text=text, by=by)
    db.session.flush()
    return thread


def test_a_version_is_not_signed_while_a_comment_is_open(review, quinn):
    thread = said(review, quinn)
    signature = Signature.over(review, digest=review.digest, meaning=Meaning.DESIGN_APPROVED, by=quinn)
    db.session.flush()
    with pytest.raises(Refused, match="1 comment is not settled"):
        review.approve(by=quinn, signature=signature, reason="")
    thread.resolve("", by=quinn)
    db.session.flush()
    assert review.approve(by=quinn, signature=signature, reason="").number == "2.0"


def test_an_author_answers_and_does_not_settle(review, ada, quinn):
    thread = said(review, quinn)
    thread.answer("Done, see section 2.", by=ada)
    with pytest.raises(Refused, match="You wrote this version"):
        thread.resolve("", by=ada)
    thread.resolve("Thank you.", by=quinn)
    assert thread.resolved
    thread.reopen("Not in Chinese yet.", by=ada)
    assert not thread.resolved


def test_comments_go_on_when_the_version_comes_again(review, ada, quinn):
    said(review, quinn)
    review.send_back(by=quinn, reason="See the comment.")
    db.session.flush()
    again = Review.hand_in(review.draft, by=ada, reason="Mended")
    db.session.flush()
    assert [one.remarks[0].text for one in db.session.scalars(Thread.of(again))] == ["Cite the clause."]
    assert again.unsettled == 1


def test_the_author_is_told_and_so_is_the_reviewer(review, ada, quinn):
    thread = said(review, quinn)
    thread.answer("Done.", by=ada)
    db.session.flush()
    assert [one.kind.value for one in db.session.scalars(Notification.of(ada))] == ["review_commented"]
    assert sorted(one.kind.value for one in db.session.scalars(Notification.of(quinn))) == [
        "review_asked",
        "review_commented",
    ]


def test_a_place_that_the_version_does_not_have_is_none(review):
    pack = review.pack
    assert place_in(pack, {"unit": "lesson-1", "language": "en", "block": "2"}) == Place("lesson-1", "en", 2)
    for wrong in ({"unit": "nowhere"}, {"question": "Q99"}, {"unit": "lesson-1", "language": "en", "block": "999"},
                  {"block": "x"}, {"language": "fr"}):  # fmt: skip
        assert place_in(pack, wrong) is None


def test_what_stands_at_a_place_is_kept_beside_the_comment(review):
    pack = review.pack
    assert quoted(pack, Place("lesson-1", "en", 2)) == blocks_of(pack, "lesson-1", "en")[1].words
    assert quoted(pack, Place(question="Q01"))


# on the screen


def test_quinn_comments_on_a_paragraph_and_ada_answers_there(browser, review, ada, quinn):
    his, hers = browser(quinn), browser(ada)
    his.client.set_cookie("language", "en")
    unit = f"/studio/reviews/{review.id}/units/lesson-1"
    page = his.get(f"{unit}?block=2")
    assert page.one("#block-2[data-asked]")
    form = {"unit": "lesson-1", "language": "en", "block": "2", "text": "Cite the clause."}
    page = his.post(f"/studio/reviews/{review.id}/threads", form, expect=303)
    assert "#thread-" in page.location
    assert "Cite the clause." in his.get(unit).one("article.comment").get_text()
    thread = db.session.scalars(db.select(Thread)).one()
    hers.post(f"/studio/threads/{thread.id}/remarks", {"answer": "Done."}, expect=303)
    hers.post(f"/studio/threads/{thread.id}/remarks", {"answer": "", "resolve": "1"}, expect=404)
    his.post(f"/studio/threads/{thread.id}/remarks", {"resolve": "1"}, expect=303)
    assert "Settled" in his.get(f"/studio/reviews/{review.id}").text


def test_quinn_comments_on_a_question_and_on_the_whole(browser, review, quinn):
    his = browser(quinn)
    his.client.set_cookie("language", "en")
    his.get(f"/studio/reviews/{review.id}/questions?question=Q01")
    his.post(f"/studio/reviews/{review.id}/threads", {"question": "Q01", "text": "Too easy."}, expect=303)
    his.post(f"/studio/reviews/{review.id}/threads", {"text": "Well done."}, expect=303)
    his.post(f"/studio/reviews/{review.id}/threads", {"text": ""}, expect=422)
    his.post(f"/studio/reviews/{review.id}/threads", {"unit": "lesson-1", "text": ""}, expect=422)
    his.post(f"/studio/reviews/{review.id}/threads", {"question": "Q02", "text": ""}, expect=422)
    text = his.get(f"/studio/reviews/{review.id}").text
    assert "Too easy." in text
    assert "Well done." in text


def test_a_stranger_says_nothing(browser, review, zed, hana):
    for somebody in (zed, hana):
        theirs = browser(somebody)
        theirs.get(f"/studio/reviews/{review.id}/units/lesson-1", expect=404)
        theirs.post(f"/studio/reviews/{review.id}/threads", {"text": "Hello"}, expect=404)


def test_the_pages_of_a_review_cost_few_queries(browser, review, quinn, queries):
    for n in range(3):
        said(review, quinn, f"Comment {n}")
    db.session.commit()
    his = browser(quinn)
    for path in ("", "/units/lesson-1", "/questions"):
        with queries() as sent:
            his.get(f"/studio/reviews/{review.id}{path}")
        assert len(sent) <= 10, path


def test_quinn_sees_what_changed_since_the_version_before(browser, review, quinn):
    his = browser(quinn)
    his.client.set_cookie("language", "en")
    assert his.get(f"/studio/reviews/{review.id}").one(f"a[href='/studio/reviews/{review.id}/comparison']")
    assert his.get(f"/studio/reviews/{review.id}/comparison").h1 == "What changed from 1.0 to 2.0"


def test_a_first_version_is_compared_with_nothing(browser, ada, tmp_path):
    first = Review.of_pack(read(small_pack(tmp_path, code="GMP-900")), by=ada, reason="")
    db.session.commit()
    hers = browser(ada)
    assert not hers.get(f"/studio/reviews/{first.id}").all(f"a[href='/studio/reviews/{first.id}/comparison']")
    hers.get(f"/studio/reviews/{first.id}/comparison", expect=404)


def test_what_is_signed_is_talked_about_no_more(review, quinn):
    signature = Signature.over(review, digest=review.digest, meaning=Meaning.VERSION_APPROVED, by=quinn)
    db.session.flush()
    review.approve(by=quinn, signature=signature, reason="")
    db.session.flush()
    with pytest.raises(Refused, match="decided already"):
        said(review, quinn)


def test_who_joins_when_the_version_comes_back_does_not_settle_what_was_said_before(review, quinn, omar):
    thread = said(review, quinn)
    review.send_back(by=quinn, reason="See the comment.")
    newest = review.draft.newest("about")
    review.draft.write("about", {**newest.content, "hours": 1}, over=newest.number, by=omar)
    db.session.flush()
    with pytest.raises(Refused, match="You wrote this version"):
        thread.resolve("", by=omar)


def test_a_review_shows_the_rules_of_a_quiz(browser, review, quinn):
    his = browser(quinn)
    his.client.set_cookie("language", "en")
    assert "75" in his.get(f"/studio/reviews/{review.id}/units/final-quiz").text


def test_a_player_gets_the_part_of_a_film_that_it_asks_for(review, quinn, browser):
    digest = review.pack.digest_of("chain.svg")
    address = f"/studio/reviews/{review.id}/media/{digest}"
    whole = browser(quinn).get(address).response
    part = browser(quinn).get(address, expect=206, headers={"Range": "bytes=10-19"}).response
    assert part.data == whole.data[10:20]
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.data)}"


def test_what_the_version_does_not_hold_is_not_handed_out(review, quinn, visit):
    visit(quinn, f"/studio/reviews/{review.id}/media/{'0' * 64}", expect=404)
