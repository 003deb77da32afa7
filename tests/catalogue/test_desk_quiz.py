"""Ada writes the rules of a quiz and sees at once what the bank gives for them."""

import pytest

from learn.catalogue.desk.quiz_form import shown
from learn.catalogue.drafts import CourseDraft, Manuscript, Part, part_of_quiz
from learn.catalogue.drafts.beginning import begin_version
from learn.kit.db import db

QUIZ = part_of_quiz("final-quiz")


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


def page_of(draft: CourseDraft) -> str:
    return f"/studio/drafts/{draft.id}/units/final-quiz/quiz"


def rules(draft: CourseDraft):
    return draft.newest(QUIZ).content


def form(draft: CourseDraft, **more) -> dict[str, object]:
    """The form as a browser sends it when nothing is changed."""
    sent: dict[str, object] = {}
    for name, value in shown(rules(draft), draft.newest(QUIZ).number).items():
        if isinstance(value, list):
            for n, row in enumerate(value):
                sent |= {f"{name}-{n}-{key}": one for key, one in row.items() if one not in (None, [])}
        elif value is True:
            sent[name] = "y"
        elif value is not False:
            sent[name] = str(value)
    sent |= {key: value for key, value in more.items() if value is not None}
    return {key: value for key, value in sent.items() if more.get(key, value) is not None}


def test_rules_saved_as_they_were_are_no_new_edition(draft, hers):
    hers.post(page_of(draft), form(draft), expect=303)
    assert draft.newest(QUIZ).number == 1


def test_every_rule_of_a_pack_can_be_said(draft, hers):
    more = form(
        draft,
        **{
            "draw-0-section": "section-1", "draw-1-section": "section-1", "draw-1-difficulty": ["easy", "medium"],
            "sections-0-id": "section-1", "sections-0-zh": "人员", "sections-0-en": "People", "sections-0-pass_mark": "60",
        },
        cool_off="0, 30，1440", fixed="Q01", critical="Q02", partial_credit=None, penalty="1/3", shuffle_choices=None,
        one_way="y", honesty_zh="独立作答。", honesty_en="By myself.", failed="score", last="reasons",
    )  # fmt: skip
    hers.post(page_of(draft), more, expect=303)
    said = rules(draft)
    assert said["cool_off_minutes"] == [0, 30, 1440]
    assert said["sections"] == [{"id": "section-1", "title": {"zh": "人员", "en": "People"}, "pass_mark": 60}]
    assert said["draw"][1]["difficulty"] == ["easy", "medium"]
    assert (said["fixed"], said["critical"]) == (["Q01"], ["Q02"])
    assert (said["partial_credit"], said["shuffle_choices"], said["one_way"]) == (False, False, True)
    assert said["penalty"] == "1/3"
    assert said["shows"] == {"failed": "score", "last": "reasons"}
    assert said["honesty"] == {"zh": "独立作答。", "en": "By myself."}
    assert "by_hand" not in said
    assert "shuffle_questions" not in said


def test_parts_are_added_and_taken_away_without_a_script_and_without_saving(draft, hers):
    page = hers.post(page_of(draft), form(draft, row="add:draw"), expect=200)
    rows = len(rules(draft)["draw"])
    assert page.one(f'[name="draw-{rows}-count"]').has_attr("autofocus")
    page = hers.post(page_of(draft), form(draft, row="remove:draw:0"), expect=200)
    assert len(page.all('[name$="-count"]')) == rows - 1
    assert draft.newest(QUIZ).number == 1


def test_a_part_that_the_bank_cannot_fill_is_said_at_the_part(draft, hers):
    page = hers.post(page_of(draft), form(draft, **{"draw-0-count": "40", "row": "look"}), expect=200)
    part = page.one('[data-live="part-0"]').get_text(" ", strip=True)
    assert "Too few to draw" in part
    assert "80 are needed" in part
    assert "The bank cannot give" in page.one("#gives").get_text()
    assert "Enough" in page.one('[data-live="part-1"]').get_text()
    assert draft.newest(QUIZ).number == 1
    hers.post(
        page_of(draft), form(draft, **{"draw-0-count": "40"}), expect=303
    )  # a draft may ask for what is not there yet
    checks = hers.get(f"/studio/drafts/{draft.id}/checks")
    assert any(link["href"] == page_of(draft) for link in checks.all("main .ledger a"))


def test_the_page_tells_the_papers_and_the_rules_in_both_languages(draft, hers):
    page = hers.get(page_of(draft))
    assert "different papers" in page.one("#gives").get_text()
    assert "通过" in page.one('[aria-labelledby="said-zh"]').get_text()
    assert "75% of the points pass." in page.one('[aria-labelledby="said-en"]').get_text()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pass_mark", "101"), ("minutes", ""), ("attempts", "0"), ("cool_off", "soon"), ("penalty", "3/2"),
        ("fixed", "Q99"), ("critical", "Q99"), ("draw-0-count", "0"), ("sections-0-pass_mark", "200"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_rule_is_refused_at_its_field(draft, hers, field, value):
    page = hers.post(page_of(draft), form(draft, **{field: value}), expect=422)
    assert page.one(f'[name="{field}"]')["aria-invalid"] == "true"
    assert draft.newest(QUIZ).number == 1


def test_questions_left_out_are_counted_with_the_reason(draft, hers, ada):
    outline = draft.newest(Part.OUTLINE).content
    draft.write(Part.OUTLINE, [unit for unit in outline if unit["slug"] != "lesson-2"], over=1, by=ada)
    draft.write(Part.ABOUT, {**draft.newest(Part.ABOUT).content, "objectives": []}, over=1, by=ada)
    db.session.commit()
    page = hers.get(f"/studio/drafts/{draft.id}/questions")
    assert page.h1 == f"{len(Manuscript(draft).questions)} questions come along"
    assert "unknown unit “lesson-2”" in page.text
    assert "unknown objective “people”" in page.text


def test_rules_of_a_lesson_do_not_exist(draft, hers):
    hers.get(f"/studio/drafts/{draft.id}/units/lesson-1/quiz", expect=404)


def test_the_draft_is_shown_as_a_trainee_would_see_it(draft, hers):
    page = hers.get(f"/studio/drafts/{draft.id}/units/lesson-1/preview")
    assert page.h1 == "Lesson 1"
    assert page.all(".keyfact")
    assert [one.get_text(" ", strip=True) for one in page.all(".outline li")] == [
        "1 Lesson 1",
        "2 Lesson 2",
        "3 Final quiz",
    ]
    quiz = hers.get(f"/studio/drafts/{draft.id}/units/final-quiz/preview")
    assert "75% of the points pass." in quiz.text


def test_what_is_wrong_with_a_text_is_named_above_it(draft, hers, ada):
    draft.write("text:lesson-1:en", "::: keyfact F99\nNo such fact.\n:::\n", over=1, by=ada)
    draft.write("text:lesson-2:en", " ", over=1, by=ada)
    db.session.commit()
    page = hers.get(f"/studio/drafts/{draft.id}/units/lesson-1/preview")
    assert "There is no fact “F99”." in page.notice
    assert "Nothing is written" in hers.get(f"/studio/drafts/{draft.id}/units/lesson-2/preview").text


def test_a_film_without_a_file_waits_for_one(draft, hers):
    over = {"over": str(draft.newest(Part.OUTLINE).number)}
    form = {"kind": "video", "zh": "气闸", "en": "The airlock", "minutes": "2", "after": "", **over}
    page = hers.post(f"/studio/drafts/{draft.id}/units", form, expect=303)
    page = hers.get(page.location)
    assert page.all('[name="sent_captions_zh"]')
    assert "No file yet" in hers.get(f"/studio/drafts/{draft.id}/units/the-airlock/preview").text
    assert "“file”" in hers.get(f"/studio/drafts/{draft.id}/checks").text


@pytest.mark.parametrize(("field", "value"), [("attempts", "2000000000"), ("draw-0-count", "2000000000")])
def test_a_slip_of_the_keyboard_is_answered_at_once(draft, hers, field, value):
    page = hers.post(page_of(draft), form(draft, **{field: value}), expect=422)  # it once filled the whole memory
    assert page.all(".fault")
