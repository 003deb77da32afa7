"""Ada orders the units of a draft by keyboard and by drag, adds a quiz and writes its rules; the same without scripts."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
COURSE = "/studio/courses/GMP-101"


def begins(ada) -> str:
    """The address of the course's draft; the one that is open already, where there is one."""
    ada.signs_in("ada@alliance.example")
    ada.goes_to(COURSE)
    form = ada.page.locator('form[action$="/drafts"] button')
    if form.count():
        form.first.click()
    else:
        ada.page.locator('a[href*="/studio/drafts/"]').first.click()
    ada.page.wait_for_load_state()
    ada.looks()
    return ada.page.url.split("?")[0].removeprefix(ada.platform.address)


def says(ada, place: str, words: str) -> None:
    """Wait until a place says something: scripts put it there."""
    expect(ada.page.locator(place)).to_contain_text(words, timeout=15_000)


def order(ada) -> list[str]:
    return ada.page.locator("[data-units] > li").evaluate_all("all => all.map(one => one.dataset.slug)")


def test_ada_orders_units_by_keyboard_and_by_drag(hands):
    ada = hands()
    begins(ada)
    before = order(ada)
    ada.page.locator(f'button[name="down"][value="{before[0]}"]').focus()
    ada.page.keyboard.press("Enter")
    says(ada, "#moved", "unit 2")
    assert order(ada) == [before[1], before[0], *before[2:]]
    assert ada.page.evaluate("document.activeElement.name + ' ' + document.activeElement.value") == f"down {before[0]}"
    ada.page.keyboard.press("Shift+Tab")
    ada.page.keyboard.press("Enter")
    says(ada, "#moved", "unit 1")
    assert order(ada) == before
    # at the top the button upwards rests, so the other one has the focus
    assert ada.page.evaluate("document.activeElement.name") == "down"
    ada.looks()
    grip = ada.page.locator(f"#unit-{before[0]} .grip")
    grip.scroll_into_view_if_needed()
    start, last = grip.bounding_box(), ada.page.locator("[data-units] > li").last.bounding_box()
    ada.page.mouse.move(start["x"] + 10, start["y"] + 10)
    ada.page.mouse.down()
    ada.page.mouse.move(start["x"] + 10, last["y"] + last["height"] / 2 - 5, steps=8)
    ada.page.mouse.move(start["x"] + 10, last["y"] + last["height"] - 4, steps=8)
    ada.page.mouse.up()
    says(ada, "#moved", f"unit {len(before)} of")
    ada.page.reload()
    assert order(ada)[-1] == before[0]
    ada.looks()


@pytest.mark.parametrize("scripts", [True, False])
def test_ada_adds_a_quiz_and_writes_its_rules(hands, scripts):
    ada = hands(scripts=scripts, width=1280 if scripts else 390, locale="en")
    begins(ada)
    ada.presses("Add a unit")
    ada.page.select_option("[name=kind]", "quiz")
    ada.presses("Add the unit", corrected=True)
    assert ada.page.locator("#zh-fault").count() == 1
    ada.page.fill("[name=zh]", "小测")
    ada.page.fill("[name=en]", "Short check" if scripts else "Another check")
    ada.presses("Add the unit")
    ada.page.fill("[name=draw-0-count]", "80")
    if scripts:
        says(ada, "[data-live=part-0]", "160 are needed")
    else:
        ada.presses("Reckon again")
    assert "160 are needed" in ada.page.locator("[data-live=part-0]").inner_text()
    assert "cannot give" in ada.page.locator("#gives").inner_text()
    ada.presses("Add a part")
    ada.page.fill("[name=draw-0-count]", "1")
    ada.page.fill("[name=draw-1-count]", "1")
    ada.page.check("[name=draw-1-difficulty][value=easy]")
    ada.presses("Save the rules")
    assert ada.page.input_value("[name=draw-1-count]") == "1"
    ada.presses("Back to the units")
    assert "2 questions" in ada.page.locator("[data-units]").inner_text()


@pytest.mark.parametrize(("locale", "width", "theme"), [("zh-CN", 390, "light"), ("en", 1280, "dark")])
def test_every_page_of_the_desk_is_fit_for_everybody(hands, locale, width, theme):
    ada = hands(locale=locale, width=width, theme=theme)
    draft = begins(ada)
    slugs = order(ada)
    quiz = next(slug for slug in slugs if "quiz" in slug)
    lesson = next(slug for slug in slugs if slug.startswith("lesson"))
    for page in (
        "", "/units/new", f"/units/{lesson}/settings", f"/units/{lesson}/removal", "/about", "/facts", "/facts/new", "/facts/F01",
        "/terms", "/terms/new", f"/units/{quiz}/quiz", "/questions", "/checks", "/reviews", f"/units/{lesson}/preview",
        f"/units/{quiz}/preview",
    ):  # fmt: skip
        ada.goes_to(draft + page)
