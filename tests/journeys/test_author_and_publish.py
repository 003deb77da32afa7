"""Ada writes a version, Quinn comments, settles, decides who learns it again and signs; Gao learns just what changed."""

import pytest
from playwright.sync_api import expect

from learn import demo
from learn.catalogue.pack import read
from learn.catalogue.reviews import Review
from learn.kit.db import db, transaction
from learn.people import Person
from tests import cast
from tests.conftest import load_course
from tests.journeys.test_learn_and_pass import hands_in, tab_to
from tests.second_version import pack_of

pytestmark = pytest.mark.journey
ADA, QUINN, GAO = "ada@alliance.example", "quinn@alliance.example", "gao@pujiang.example"


@pytest.fixture
def course(platform, tmp_path) -> str:
    """A course of its own, which Gao has completed in version 1.0."""
    with platform.app.app_context(), transaction():
        load_course(tmp_path, code="GMP-880")
        gao = Person.add(email=GAO, name="高宁", password=demo.PASSWORD, by=None)
        gao.join(cast.organisation(cast.PUJIANG), by=None)
        db.session.flush()
        demo.study(cast.person(GAO), "GMP-880")
        db.session.info.pop("bells", None)
    return "GMP-880"


def writes(ada, course: str) -> None:
    """Ada begins a major version, adds a sentence to unit 2 in both languages, and hands it in."""
    ada.signs_in(ADA)
    ada.goes_to(f"/studio/courses/{course}")
    ada.presses("Write a major version")
    draft = ada.page.url.split("?")[0].removeprefix(ada.platform.address)
    ada.goes_to(f"{draft}/units/lesson-2")
    for language, words in (("zh", "更正须写明理由。"), ("en", "A correction says why.")):
        text = ada.page.locator(f"#text-{language}")
        text.focus()
        ada.page.keyboard.press("Control+End")
        ada.page.keyboard.insert_text(f"\n\n{words}\n")
        text.blur()  # leaving the field saves
    saved = ada.page.get_by_role("button", name="Mark as in agreement")
    expect(saved).to_be_visible()
    saved.click()
    ada.page.wait_for_load_state()
    ada.goes_to(f"{draft}/reviews")
    ada.page.fill("[name=reason]", "Corrections say why from now on")
    ada.presses("Hand in")
    assert "/studio/reviews/" in ada.page.url


def decides(quinn, ada, review: str) -> None:
    """Quinn comments, Ada answers, Quinn settles it, decides unit by unit and signs."""
    quinn.signs_in(QUINN)
    quinn.goes_to(f"{review}/comparison")
    assert "A correction says why." in quinn.page.locator("ins").all_inner_texts()[-1]
    quinn.goes_to(f"{review}/units/lesson-2?block=1#comment")
    quinn.page.fill("#comment [name=text]", "Since when?")
    quinn.presses("Send the comment")
    ada.goes_to(review)
    ada.page.locator(".comment summary").first.click()
    ada.page.locator(".comment textarea").first.fill("From the day in force.")
    ada.presses("Send the answer")
    quinn.goes_to(review)
    quinn.page.locator(".comment summary").first.click()
    quinn.presses("Mark as settled")
    quinn.goes_to(f"{review}/approval")
    quinn.page.select_option("[name=units-0-level]", "delta")
    quinn.page.fill("[name=units-0-reason]", "The rule is new")
    quinn.page.fill("[name=reason]", "Checked")
    quinn.page.fill("[name=password]", demo.PASSWORD)
    quinn.presses("Sign and put 2.0 into force")


def test_a_changed_unit_is_written_reviewed_signed_and_learnt_again_alone(hands, course):
    ada, quinn, gao = hands(), hands(), hands(width=390)
    writes(ada, course)
    review = ada.page.url.split("?")[0].split("#")[0].removeprefix(ada.platform.address)
    decides(quinn, ada, review)
    quinn.page.wait_for_url("**/publication")
    gao.signs_in(GAO)
    gao.goes_to(f"/courses/{course}")
    gao.page.locator(f'form[action="/courses/{course}/enrolment"] button').first.click()
    gao.page.wait_for_load_state()
    gao.looks()
    assert gao.page.url.split("?")[0].endswith(f"/courses/{course}/units/2")  # the only one that changed
    gao.presses("I have read it")
    gao.page.locator('form[action$="/attempts"] button').click()
    gao.page.wait_for_load_state()
    gao.answers_all()
    hands_in(gao)
    gao.goes_to(f"/courses/{course}")
    assert "1.0" in gao.page.inner_text("main")
    gao.goes_to("/my/records")
    assert "2.0" in gao.page.inner_text("main")
    gao.goes_to("/certificates")
    assert "1.0 → 2.0" in gao.page.inner_text("main")


def test_quinn_comments_settles_and_signs_with_the_keyboard_alone(hands, platform, tmp_path):
    with platform.app.app_context(), transaction():
        load_course(tmp_path / "first", code="GMP-881")
        review = Review.of_pack(read(pack_of(tmp_path, code="GMP-881")), by=cast.person(ADA), reason="A new sentence")
        db.session.flush()
        at = f"/studio/reviews/{review.id}"
        db.session.info.pop("bells", None)
    quinn = hands()
    keys = quinn.page.keyboard
    quinn.signs_in(QUINN)
    quinn.goes_to(f"{at}/units/lesson-2?block=1#comment")
    quinn.page.locator("#comment textarea").focus()
    keys.type("Since when?")
    tab_to(quinn, "Send the comment")
    keys.press("Enter")
    quinn.page.wait_for_url("**#thread-*")
    quinn.goes_to(at)
    tab_to(quinn, "Answer or settle")
    keys.press("Enter")
    tab_to(quinn, "Mark as settled")
    keys.press("Enter")
    expect(quinn.page.locator("article.comment [data-status=ok]").first).to_be_visible()
    quinn.goes_to(f"{at}/approval")
    for name, typed in (
        ("units-0-level", "Learn this"),
        ("units-0-reason", "New"),
        ("reason", "Checked"),
        ("password", demo.PASSWORD),
    ):
        tab_to_field(quinn, name)
        keys.type(typed)
    tab_to(quinn, "Sign and put 2.0 into force")
    keys.press("Enter")
    quinn.page.wait_for_url("**/publication")
    quinn.looks()


def tab_to_field(somebody, name: str, most: int = 90) -> None:
    """Press Tab until the field of this name has the focus."""
    for _ in range(most):
        somebody.page.keyboard.press("Tab")
        if somebody.page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"no field {name} within {most} presses of Tab on {somebody.page.url}")
