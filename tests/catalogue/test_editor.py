"""Ada and Nan write a unit in both languages: nothing that anybody typed is lost, and nobody learns what is half written."""

import pytest

from learn.catalogue.drafts import CourseDraft
from learn.catalogue.drafts.beginning import begin_version
from learn.catalogue.writing_room import UnitDraft
from learn.kit.db import db
from learn.people import Permission, Person

JSON = {"Accept": "application/json"}


@pytest.fixture
def draft(gmp101, ada) -> CourseDraft:
    found = begin_version(gmp101.course, major=True, by=ada)
    db.session.commit()
    return found


@pytest.fixture
def nan(alliance) -> Person:
    """韩娜, another instructor at the alliance."""
    person = Person.add(email="nan@alliance.example", name="韩娜", by=None)
    person.join(alliance, by=None)
    person.grant(Permission.INSTRUCTOR, alliance, by=None)
    db.session.commit()
    return person


@pytest.fixture
def at(draft) -> str:
    """The address of the first unit."""
    return f"/studio/drafts/{draft.id}/units/lesson-1"


def unit(draft) -> UnitDraft:
    return UnitDraft(draft, "lesson-1")


def test_the_page_shows_both_texts_side_by_side(visit, ada, draft, at):
    page = visit(ada, at)
    assert page.h1 == "Lesson 1"
    for language in ("zh", "en"):
        assert page.one(f"#text-{language}").text.strip() == unit(draft).text(language).strip()
        assert page.one(f"#pane-{language} [name=over]")["value"] == "1"


def test_the_page_costs_few_queries(visit, browser, ada, at, queries):
    hands = browser(ada)
    with queries() as sent:
        hands.get(at)
    assert len(sent) <= 8, "\n".join(one[:140] for one in sent)


def test_a_save_is_an_edition_and_the_same_words_once_more_are_none(send, ada, draft, at):
    text = unit(draft).text("zh")
    send(ada, f"{at}/texts/zh", {"text": text.replace("\n", "\r\n"), "over": "1"})  # as a form sends it
    assert unit(draft).edition_number("zh") == 1
    send(ada, f"{at}/texts/zh", {"text": f"{text}\n再写一句。", "over": "1"})
    assert unit(draft).edition_number("zh") == 2
    assert unit(draft).text("zh").endswith("再写一句。\n")


def test_a_script_hears_which_edition_it_is_and_when(browser, ada, at):
    said = saved(browser(ada), at, "zh", "一句话。", over=1)
    assert said["edition"] == 2
    assert said["by"] == "安达"


def saved(hands, at, language, text, *, over, expect=200):
    page = hands.post(f"{at}/texts/{language}", {"text": text, "over": str(over)}, expect=expect, headers=JSON)
    return page.response.get_json()


def with_line(draft, language, old, new) -> str:
    return unit(draft).text_of(language, 1).replace(old, new)


def test_what_two_people_changed_in_different_places_fits_together(browser, ada, nan, draft, at):
    saved(browser(ada), at, "en", with_line(draft, "en", "Do not write in pencil.", "Write in ink."), over=1)
    mine = with_line(draft, "en", "Who answers", "Who answers for it")
    said = saved(browser(nan), at, "en", mine, over=1, expect=409)
    assert (said["edition"], said["by"], said["conflict"]) == (2, "安达", False)
    assert "Write in ink." in said["merged"]
    assert "Who answers for it" in said["merged"]
    assert saved(browser(nan), at, "en", said["merged"], over=said["edition"])["edition"] == 3


def test_the_same_place_changed_by_two_is_chosen_place_by_place(browser, send, ada, nan, draft, at):
    saved(browser(ada), at, "en", with_line(draft, "en", "in pencil", "in pencil or chalk"), over=1)
    mine = with_line(draft, "en", "in pencil", "with a brush")
    said = saved(browser(nan), at, "en", mine, over=1, expect=409)
    assert (said["conflict"], said["merged"]) == (True, None)
    page = send(nan, f"{at}/texts/en", {"text": mine, "over": "1"}, expect=422)  # without a script: the same as a page
    assert page.h1 == "You and 安达 changed 1 place"
    assert [side.text.strip() for side in page.all(".editor-side")] == [
        "Do not write with a brush.",
        "Do not write in pencil or chalk.",
    ]
    form = {"text": mine, "over": "1", "theirs": "2", "choice-0": "theirs"}
    send(nan, f"{at}/texts/en/merging", form)
    assert "in pencil or chalk" in unit(draft).text("en")
    assert "with a brush" not in unit(draft).text("en")


def test_who_chooses_while_a_third_saves_chooses_once_more(browser, send, ada, nan, draft, at):
    for n, word in enumerate(("chalk", "crayon"), start=1):
        saved(browser(ada), at, "en", with_line(draft, "en", "in pencil", f"in {word}"), over=n)
    form = {"text": with_line(draft, "en", "in pencil", "with a brush"), "over": "1", "theirs": "2", "choice-0": "mine"}
    page = send(nan, f"{at}/texts/en/merging", form, expect=422)
    assert "Do not write in crayon." in page.text
    assert unit(draft).edition_number("en") == 3


def test_an_unreadable_edition_number_is_said_and_the_text_stays_in_the_form(send, ada, draft, at):
    for over in ("", "x", "7", "-1", "99999999999999999999"):
        page = send(ada, f"{at}/texts/en", {"text": "Mine", "over": over}, expect=422)
        assert page.one("#text-en[aria-invalid]").text.strip() == "Mine"
    assert unit(draft).edition_number("en") == 1


def test_a_text_that_no_pack_could_hold_is_not_taken(send, ada, at):
    page = send(ada, f"{at}/texts/en", {"text": "长" * 400_000, "over": "1"}, expect=422)
    assert "A text has at most 1000 kB" in page.text


def test_what_nobody_can_see_does_not_come_in(send, ada, draft, at):
    send(ada, f"{at}/texts/en", {"text": "One\0 \x07two.\ufffe", "over": "1"})
    assert unit(draft).text("en") == "One two.\n"


def test_while_it_is_in_review_nobody_writes(send, visit, ada, draft, at):
    from learn.catalogue.reviews import Review

    draft.write("text:lesson-1:en", unit(draft).text("en") + "\nMore.\n", over=1, by=ada)
    Review.hand_in(draft, by=ada, reason="More")
    db.session.commit()
    page = visit(ada, at)
    assert page.one("#text-en").has_attr("readonly")
    assert not page.all("[data-tools]")
    refused = send(ada, f"{at}/texts/en", {"text": "x", "over": "2"}, expect=409)
    assert "in review" in refused.h1


@pytest.mark.parametrize("slug", ["final-quiz", "nothing"])
def test_only_units_with_a_text_are_written_here(visit, send, ada, draft, slug):
    visit(ada, f"/studio/drafts/{draft.id}/units/{slug}", expect=404)
    send(ada, f"/studio/drafts/{draft.id}/units/{slug}/texts/zh", {"text": "x", "over": "0"}, expect=404)


def test_there_are_two_languages(send, ada, at):
    send(ada, f"{at}/texts/fr", {"text": "x", "over": "0"}, expect=404)


def test_to_another_member_the_draft_does_not_exist(visit, send, hu, at, draft):
    visit(hu, at, expect=404)
    send(hu, f"{at}/presence", expect=404)


# who else is here


def test_two_who_have_the_page_open_are_told_of_each_other(browser, ada, nan, draft, at, clock_at):
    clock_at("2026-11-29T14:03:00+08:00")
    saved(browser(nan), at, "zh", "一句话。", over=1)
    here(browser(nan), at)
    clock_at("2026-11-29T14:03:40+08:00")
    assert here(browser(ada), at)["company"] == ["韩娜 也在这里编写，上次保存 14:03。"]
    clock_at("2026-11-29T14:03:46+08:00")
    assert here(browser(ada), at)["company"] == []
    assert here(browser(nan), at)["company"] == ["安达 也打开了这一页。"]
    assert here(browser(nan), at)["editions"] == {"zh": 2, "en": 1}


def here(hands, at):
    hands.client.set_cookie("language", "zh")
    return hands.post(f"{at}/presence", expect=200, headers=JSON).response.get_json()


# both languages


def test_a_language_is_stale_when_only_the_other_one_changed(browser, visit, send, ada, draft, at):
    assert not visit(ada, at).all("[data-agreement] .notice")
    saved(browser(ada), at, "zh", with_line(draft, "zh", "不得用铅笔填写", "必须用墨水填写"), over=1)
    page = visit(ada, at)
    notice = page.one("[data-agreement] .notice")
    assert "The English is older than the Chinese" in notice.text
    assert tuple(one.text for one in notice.select("del")) == ("不得", "铅笔")
    assert tuple(one.text for one in notice.select("ins")) == ("必须", "墨水")
    send(ada, f"{at}/agreement", {"zh": "2", "en": "1"})
    assert not visit(ada, at).all("[data-agreement] .notice")


def test_both_changed_is_for_an_author_to_judge(browser, visit, ada, draft, at):
    for language in ("zh", "en"):
        saved(browser(ada), at, language, "x", over=1)
    assert "Both languages changed" in visit(ada, at).one("[data-agreement]").text


def test_changed_and_changed_back_is_not_stale(browser, visit, ada, draft, at):
    saved(browser(ada), at, "zh", "x", over=1)
    saved(browser(ada), at, "zh", unit(draft).text_of("zh", 1), over=2)
    assert not visit(ada, at).all("[data-agreement] .notice")


def test_a_language_that_nobody_has_written_is_missing(browser, visit, ada, draft, at):
    saved(browser(ada), at, "en", "", over=1)
    assert "The English text is missing" in visit(ada, at).one("[data-agreement]").text


def test_nobody_marks_what_they_have_not_seen(browser, send, ada, draft, at):
    saved(browser(ada), at, "zh", "x", over=1)
    page = send(ada, f"{at}/agreement", {"zh": "1", "en": "1"}, expect=409)
    assert "changed meanwhile" in page.h1


# back in time


def test_the_history_tells_sittings_and_what_changed_in_each(browser, visit, ada, nan, draft, at, clock_at):
    first = unit(draft).text("en")
    for n, (moment, who, text) in enumerate(
        [
            ("09:00", ada, first.replace("pencil", "chalk")),
            ("09:05", ada, first.replace("pencil", "crayon")),
            ("09:06", nan, first + "\nEnd.\n"),
            ("10:30", nan, first),
        ],
        start=1,
    ):
        clock_at(f"2026-11-29T{moment}:00+08:00")
        saved(browser(who), at, "en", text, over=n)
    page = visit(ada, f"{at}/history?lang=en")
    assert page.h1 == "5 editions of this text"
    assert [one.text.split(" · ")[0] for one in page.all("li.panel h2")] == ["韩娜", "韩娜", "安达", "安达"]
    assert page.all("li.panel")[2].select_one("ins").text == "crayon"  # not the chalk in between


def test_an_earlier_edition_comes_back_over_the_newest(browser, send, ada, draft, at):
    first = unit(draft).text("en")
    saved(browser(ada), at, "en", "Something else.", over=1)
    send(ada, f"{at}/texts/en/restoration", {"edition": "1", "over": "2"})
    assert (unit(draft).text("en"), unit(draft).edition_number("en")) == (first, 3)


@pytest.mark.parametrize("form", [{}, {"edition": "9", "over": "1"}, {"edition": "1", "over": "0"}])
def test_nothing_comes_back_blindly(browser, send, ada, draft, at, form):
    saved(browser(ada), at, "en", "Something else.", over=1)
    send(ada, f"{at}/texts/en/restoration", form, expect=409)
    assert unit(draft).text("en") == "Something else.\n"


def test_every_edition_can_be_read_again(browser, visit, ada, draft, at):
    saved(browser(ada), at, "en", "Something else.", over=1)
    assert visit(ada, f"{at}/texts/en/2").response.get_json()["text"] == "Something else.\n"
    visit(ada, f"{at}/texts/en/3", expect=404)
