"""What an author sees beside the text is what trainees will see; what is not finished breaks nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learn.catalogue import Page
from learn.catalogue.drafts import CourseDraft, Manuscript
from learn.catalogue.drafts.beginning import begin_version
from learn.catalogue.pack import Lesson
from learn.catalogue.writing_room import UnitDraft
from learn.catalogue.writing_room.previewing import Preview
from learn.kit.db import db

JSON = {"Accept": "application/json"}


@pytest.fixture
def draft(gmp101, ada) -> CourseDraft:
    found = begin_version(gmp101.course, major=True, by=ada)
    db.session.commit()
    return found


@pytest.fixture
def at(draft) -> str:
    return f"/studio/drafts/{draft.id}/units/lesson-1"


def shown(app, draft, text, language="en") -> str:
    with app.test_request_context():
        return str(Preview(UnitDraft(draft, "lesson-1"), language, text).html)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_finished_text_looks_exactly_as_it_will(app, draft, gmp101, language):
    unit = UnitDraft(draft, "lesson-1")
    pack = Manuscript(draft).pack()
    lesson = Lesson("", language, unit.text(language))
    with app.test_request_context():
        expected = Page.of(lesson, pack, number=1).shown_in(gmp101.course)
    assert shown(app, draft, unit.text(language), language) == expected


@pytest.mark.parametrize(
    "text",
    [
        "::: nothing\nx\n:::",
        "::: keyfact F99\nx\n:::",
        "::: case\n:::",
        "::: ask\n:::",
        "![a](media/none.png)",
        "![a](https://elsewhere.example/a.png)",
        "Words ![a](media/chain.svg) around",
        "<script>alert(1)</script>",
        "<b>bold</b> words",
        "$\\nonsense$",
        "See [this](source:NOBODY).",
        "[x](javascript:alert(1))",
        "# A title",
        "| a |\n|---|",
    ],
)
def test_what_is_not_finished_is_shown_as_text_and_the_rest_as_ever(app, draft, text):
    html = shown(app, draft, f"Before.\n\n{text}\n\nAfter.\n")
    assert "Before." in html
    assert "<p>After.</p>" in html
    assert "<script" not in html
    assert "javascript:" not in html.replace("javascript:alert(1))", "")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(["::: case", "::: ask", "::: keyfact F01", "::: keyfact", ":::", "- [x] a", "  b", "", "$$", "$x^$", "| a | b |", "|---|---|", "![", "](media/chain.svg", ' "c")', "## h {#h}", "> q", "<i>", "Table: t", "[w](term:x)", "words"]),
        max_size=12,
    )
)  # fmt: skip
def test_no_half_typed_text_is_a_mistake_of_ours(app, draft, lines):
    shown(app, draft, "\n".join(lines))


def test_a_script_gets_the_page_and_what_to_look_at_with_its_line(browser, ada, at):
    hands = browser(ada)
    hands.client.set_cookie("language", "en")
    form = {"text": "Opening.\n\n## No id\n\nWords.\n"}
    said = hands.post(f"{at}/texts/en/preview", form, expect=200, headers=JSON).response.get_json()
    assert "Opening." in said["page"]
    assert 'data-line="3"' in said["findings"]
    assert "needs an id" in said["findings"]


def test_without_a_script_the_page_comes_as_a_page_and_keeps_nothing(send, ada, draft, at):
    page = send(ada, f"{at}/texts/zh/preview", {"text": "只是看看。"}, expect=200)
    assert page.one("main.lesson .start").text == "只是看看。"
    assert page.one(".eyebrow").text.startswith("第 1 单元")  # in the language of the text
    assert UnitDraft(draft, "lesson-1").edition_number("zh") == 1


def test_the_saved_page_opens_for_reviewers_too(visit, quinn, at):
    assert visit(quinn, f"{at}/preview?lang=en").one("main.lesson h2[id=who]")


def test_what_a_device_kept_is_compared_with_what_is_here(send, ada, draft, at):
    text = UnitDraft(draft, "lesson-1").text("en").replace("pencil", "ink")
    said = send(ada, f"{at}/texts/en/difference", {"text": text}, expect=200).response.get_json()["difference"]
    assert "<del>pencil</del><ins>ink</ins>" in said


def test_too_much_is_refused_before_anything_is_rendered(send, ada, at):
    assert "at most 1000 kB" in send(ada, f"{at}/texts/en/preview", {"text": "x" * 1_000_001}, expect=409).h1
