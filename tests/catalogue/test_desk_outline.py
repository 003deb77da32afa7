"""Ada orders the units of a draft, adds some, changes what they need, and takes one out."""

import re

import pytest

from learn.catalogue.desk import Sketch, Standing
from learn.catalogue.drafts import CourseDraft, Manuscript, Part, part_of_quiz, part_of_text
from learn.catalogue.drafts.beginning import begin_version
from learn.kit.db import db


@pytest.fixture
def draft(gmp101, ada) -> CourseDraft:
    found = begin_version(gmp101.course, major=True, by=ada)
    db.session.commit()
    return found


@pytest.fixture
def hers(browser, ada):
    found = browser(ada)
    found.client.set_cookie("language", "en")
    return found


def slugs(draft: CourseDraft) -> list[str]:
    return [unit["slug"] for unit in draft.newest(Part.OUTLINE).content]


def over(draft: CourseDraft, part: str = Part.OUTLINE) -> str:
    return str(draft.newest(part).number)


def at(draft: CourseDraft, path: str = "") -> str:
    return f"/studio/drafts/{draft.id}{path}"


def states(draft: CourseDraft, slug: str) -> dict[str, Standing]:
    placed = next(one for one in Sketch(draft).placed if one.slug == slug)
    return {one.language: one.standing for one in placed.tongues}


# the order


def test_a_unit_moves_down_by_its_button_and_keeps_the_focus(draft, hers):
    page = hers.post(at(draft, "/order"), {"over": over(draft), "down": "lesson-1"}, expect=303)
    assert slugs(draft) == ["lesson-2", "lesson-1", "final-quiz"]
    page = hers.get(page.location.partition("#")[0])
    assert page.one("#moved").get_text(strip=True) == "“Lesson 1” is now unit 2 of 3."
    assert page.one("[autofocus]")["value"] == "lesson-1"
    assert page.one("[autofocus]")["name"] == "down"


def test_at_the_end_the_focus_goes_to_the_button_that_still_works(draft, hers):
    page = hers.post(at(draft, "/order"), {"over": over(draft), "up": "lesson-2"}, expect=303)
    page = hers.get(page.location.partition("#")[0])
    assert (page.one("[autofocus]")["name"], page.one("[autofocus]")["value"]) == ("down", "lesson-2")


def test_units_are_ordered_as_they_were_dragged(draft, hers):
    order = "final-quiz,lesson-2,lesson-1"
    hers.post(at(draft, "/order"), {"over": over(draft), "order": order, "dragged": "final-quiz"}, expect=303)
    assert slugs(draft) == order.split(",")


def test_an_order_over_a_stale_outline_is_refused_and_the_fresh_one_is_shown(draft, hers):
    seen = over(draft)
    hers.post(at(draft, "/order"), {"over": seen, "down": "lesson-1"}, expect=303)
    page = hers.post(at(draft, "/order"), {"over": seen, "order": "final-quiz,lesson-1,lesson-2"}, expect=409)
    assert "Somebody else saved this meanwhile" in page.notice
    assert (
        [one["data-slug"] for one in page.all("[data-slug]")] == slugs(draft) == ["lesson-2", "lesson-1", "final-quiz"]
    )


@pytest.mark.parametrize("order", ["", "lesson-1", "lesson-1,lesson-2,final-quiz,final-quiz", "a,b,c"])
def test_an_order_of_other_units_changes_nothing(draft, hers, order):
    hers.post(at(draft, "/order"), {"over": over(draft), "order": order}, expect=409)
    assert slugs(draft) == ["lesson-1", "lesson-2", "final-quiz"]


# adding


def test_a_new_unit_is_named_by_its_english_title_for_ever(draft, hers):
    form = {"kind": "lesson", "zh": "冷链", "en": "The Cold Chain", "minutes": "15", "after": "lesson-1"}
    hers.post(at(draft, "/units"), {**form, "over": over(draft)}, expect=303)
    assert slugs(draft) == ["lesson-1", "the-cold-chain", "lesson-2", "final-quiz"]
    hers.post(at(draft, "/units"), {**form, "over": over(draft)}, expect=303)
    assert "the-cold-chain-2" in slugs(draft)


def test_without_an_english_title_it_is_named_by_the_chinese_one(draft, hers):
    form = {"kind": "lesson", "zh": "冷链运输", "en": "", "after": "", "over": over(draft)}
    hers.post(at(draft, "/units"), form, expect=303)
    assert slugs(draft)[0] == "leng-lian-yun-shu"
    page = hers.get(at(draft))
    assert "English title is missing" in page.text


def test_a_new_quiz_has_rules_at_once(draft, hers):
    form = {"kind": "quiz", "zh": "小测", "en": "Check", "after": "lesson-2", "over": over(draft)}
    page = hers.post(at(draft, "/units"), form, expect=303)
    assert page.location.endswith("/units/check/quiz")
    assert draft.newest(part_of_quiz("check")).content["pass_mark"] == 80


def test_a_name_that_is_taken_or_was_taken_is_refused_at_its_field(draft, hers):
    form = {"kind": "lesson", "zh": "课", "en": "L", "after": "", "slug": "lesson-1", "over": over(draft)}
    page = hers.post(at(draft, "/units"), form, expect=422)
    assert "There is a unit of this name already." in page.one("#slug-fault").get_text()
    hers.post(at(draft, "/units/lesson-1/removal"), {"over": over(draft)}, expect=303)
    page = hers.post(at(draft, "/units"), {**form, "over": over(draft)}, expect=422)
    assert "was taken out of this draft" in page.one("#slug-fault").get_text()


# settings


def settings(draft: CourseDraft, **more) -> dict[str, object]:
    return {"zh": "第 1 课", "en": "Lesson 1", "minutes": "10", "required": "y", "over": over(draft), **more}


def unit(draft: CourseDraft, slug: str) -> dict[str, object]:
    return next(unit for unit in draft.newest(Part.OUTLINE).content if unit["slug"] == slug)


def test_settings_say_what_is_optional_what_comes_first_and_how_long_to_read(draft, hers):
    form = settings(draft, least_minutes="4", needs=["lesson-2"])
    del form["required"]
    hers.post(at(draft, "/units/lesson-1/settings"), form, expect=303)
    assert unit(draft, "lesson-1") == {
        "slug": "lesson-1", "kind": "lesson", "title": {"zh": "第 1 课", "en": "Lesson 1"}, "minutes": 10,
        "least_minutes": 4, "needs": ["lesson-2"], "required": False,
    }  # fmt: skip
    page = hers.get(at(draft))
    assert "Opens after Lesson 2" in page.text
    assert "optional" in page.text


def test_settings_saved_as_they_were_are_no_new_edition(draft, hers):
    before = over(draft)
    hers.post(at(draft, "/units/lesson-1/settings"), settings(draft), expect=303)
    assert over(draft) == before


def test_a_circle_of_units_is_refused_at_the_field_and_named(draft, hers):
    hers.post(at(draft, "/units/lesson-1/settings"), settings(draft, needs=["lesson-2"]), expect=303)
    form = {"zh": "第 2 课", "en": "Lesson 2", "minutes": "10", "required": "y", "needs": ["lesson-1"]}
    page = hers.post(at(draft, "/units/lesson-2/settings"), {**form, "over": over(draft)}, expect=422)
    assert "Lesson 1 → Lesson 2 → Lesson 1" in page.one("#needs-fault").get_text()
    assert "needs" not in unit(draft, "lesson-2")


def test_what_is_required_does_not_wait_for_what_is_optional(draft, hers):
    form = settings(draft)
    del form["required"]
    hers.post(at(draft, "/units/lesson-1/settings"), form, expect=303)
    form = {"zh": "第 2 课", "en": "Lesson 2", "minutes": "10", "required": "y", "needs": ["lesson-1"]}
    page = hers.post(at(draft, "/units/lesson-2/settings"), {**form, "over": over(draft)}, expect=422)
    assert "“Lesson 1” is optional" in page.one("#needs-fault").get_text()


def test_settings_over_a_stale_outline_keep_what_was_typed(draft, hers):
    seen = over(draft)
    hers.post(at(draft, "/order"), {"over": seen, "down": "lesson-1"}, expect=303)
    page = hers.post(at(draft, "/units/lesson-1/settings"), settings(draft, en="Typed", over=seen), expect=409)
    assert page.one('[name="en"]')["value"] == "Typed"
    assert page.one('[name="over"]')["value"] == over(draft)
    assert unit(draft, "lesson-1")["title"]["en"] == "Lesson 1"


# taking out and putting back


def test_before_a_unit_is_taken_out_it_is_said_what_goes_with_it(draft, hers):
    hers.post(
        at(draft, "/units/lesson-2/settings"),
        {
            "zh": "第 2 课",
            "en": "Lesson 2",
            "minutes": "10",
            "required": "y",
            "needs": ["lesson-1"],
            "over": over(draft),
        },
        expect=303,
    )
    page = hers.get(at(draft, "/units/lesson-1/removal"))
    for said in (
        "Its text in Chinese",
        "questions about it",
        "The boxes of F01",
        "“Lesson 2” no longer waits",
        "“Final quiz” draws",
    ):
        assert said in page.text


def test_a_unit_taken_out_is_kept_and_comes_back_with_its_texts(draft, hers):
    text = draft.newest(part_of_text("lesson-1", "zh")).content
    hers.post(at(draft, "/units/lesson-1/removal"), {"over": over(draft)}, expect=303)
    assert "lesson-1" not in slugs(draft)
    page = hers.get(at(draft))
    assert "Taken out of this draft" in page.text
    hers.post(at(draft, "/units/lesson-1/return"), {"over": over(draft)}, expect=303)
    assert slugs(draft)[-1] == "lesson-1"
    assert Manuscript(draft).text("lesson-1", "zh") == text
    hers.post(at(draft, "/units/lesson-1/return"), {"over": over(draft)}, expect=404)


def test_nobody_waits_for_a_unit_that_is_gone(draft, hers):
    hers.post(at(draft, "/units/lesson-1/settings"), settings(draft, needs=["lesson-2"]), expect=303)
    hers.post(at(draft, "/units/lesson-2/removal"), {"over": over(draft)}, expect=303)
    assert "needs" not in unit(draft, "lesson-1")


# how the languages stand


def test_what_is_missing_or_stale_in_one_language_is_marked(draft, ada, hers):
    assert states(draft, "lesson-1") == {"zh": Standing.THERE, "en": Standing.THERE}
    draft.write(part_of_text("lesson-1", "zh"), "新的", over=1, by=ada)
    assert states(draft, "lesson-1") == {"zh": Standing.THERE, "en": Standing.STALE}
    draft.write(part_of_text("lesson-1", "en"), "New", over=1, by=ada)
    assert states(draft, "lesson-1") == {"zh": Standing.BOTH_CHANGED, "en": Standing.BOTH_CHANGED}
    draft.write(Part.AGREED, {"lesson-1": {"zh": 2, "en": 2}}, over=1, by=ada)
    assert states(draft, "lesson-1") == {"zh": Standing.THERE, "en": Standing.THERE}
    draft.write(part_of_text("lesson-1", "en"), "", over=2, by=ada)
    assert states(draft, "lesson-1") == {"zh": Standing.THERE, "en": Standing.MISSING}
    db.session.commit()
    row = hers.get(at(draft)).one("#unit-lesson-1").get_text(" ", strip=True)
    assert re.search(r"English .*missing", row)
    assert "3 changes saved" in row


# who may


def test_quinn_reads_the_desk_and_moves_nothing(draft, browser, quinn):
    his = browser(quinn)
    his.client.set_cookie("language", "en")
    page = his.get(at(draft))
    assert not page.all("button[name=up]")
    his.post(at(draft, "/order"), {"over": over(draft), "down": "lesson-1"}, expect=404)


def test_a_draft_in_review_stands_still(draft, hers):
    hers.post(at(draft, "/reviews"), {"reason": "Done"}, expect=303)
    page = hers.get(at(draft))
    assert "Stands still" in page.text
    assert not page.all("button[name=up]")
    hers.post(at(draft, "/order"), {"over": over(draft), "down": "lesson-1"}, expect=409)


# what it costs


def test_two_hundred_units_cost_as_many_queries_as_three(draft, ada, hers, queries):
    def cost() -> int:
        with queries() as sent:
            hers.get(at(draft))
        return len(sent)

    few = cost()
    units = draft.newest(Part.OUTLINE).content
    many = [{**units[0], "slug": f"more-{n}"} for n in range(200)]
    draft.write(Part.OUTLINE, [*units, *many], over=int(over(draft)), by=ada)
    for one in many:
        for language in ("zh", "en"):
            draft.write(part_of_text(one["slug"], language), "文" * 500, over=0, by=ada)
    db.session.commit()
    assert cost() == few
    assert few <= 8
