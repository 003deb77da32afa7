"""A unit is written in a real browser: by mouse, by keyboard, by two people, on a bad day, and without scripts."""

import base64
import io
from collections.abc import Callable

import pytest
from PIL import Image
from sqlalchemy import select

from learn import demo
from learn.catalogue.course import Course
from learn.catalogue.drafts import CourseDraft
from learn.catalogue.drafts.beginning import begin_version
from learn.catalogue.reviews import Review
from learn.kit.db import db, transaction
from learn.people import Permission, Person
from tests import cast

pytestmark = pytest.mark.journey
ADA, NAN = "ada@alliance.example", "nan@alliance.example"
OPENING = "Once cells have left the body, somebody answers for every step.\n\n## Who answers {#who}\n\nThe head.\n\n## How {#how}\n\nIn ink.\n"


@pytest.fixture
def at(platform) -> str:
    """The address of a unit whose English is what OPENING says; a second instructor is there too."""
    with platform.app.app_context(), transaction():
        ada = cast.person(ADA)
        if not db.session.scalar(select(Person).where(Person.email == NAN)):
            alliance = cast.organisation(cast.ALLIANCE)
            nan = Person.add(email=NAN, name="韩娜", password=demo.PASSWORD, by=None)
            nan.join(alliance, by=None)
            nan.grant(Permission.INSTRUCTOR, alliance, by=None)
        draft = db.session.scalar(Review.open_drafts()) or begin_version(
            db.session.scalars(select(Course).where(Course.code == "GMP-101")).one(), major=False, by=ada
        )
        db.session.flush()
        newest = draft.newest("text:lesson-1:en")
        draft.write("text:lesson-1:en", OPENING, over=newest.number, by=ada)
        db.session.info.pop("bells", None)
        return f"/studio/drafts/{draft.id}/units/lesson-1"


@pytest.fixture
def saved(platform, at) -> Callable[[], str]:
    """What the server has of the English text now."""

    def read() -> str:
        with platform.app.app_context():
            draft = db.session.get_one(CourseDraft, int(at.split("/")[3]))
            return str(draft.newest("text:lesson-1:en").content)

    return read


def sits_down(hands, at, who=ADA, **how):
    """Somebody at the English text."""
    person = hands(**how)
    person.signs_in(who)
    person.goes_to(at)
    person.page.locator("[data-findings] summary, [data-findings] p").first.wait_for()
    return person, person.page.locator("#text-en")


def caret(area, words, *, select=False):
    """The caret behind some words, or the words selected."""
    area.evaluate(
        "(area, [words, select]) => { const at = area.value.indexOf(words); area.focus();"
        " area.setSelectionRange(select ? at : at + words.length, at + words.length); }",
        [words, select],
    )


def tool(person, name):
    person.page.locator("#pane-en").get_by_role("button", name=name, exact=True).click()


def picture(colour) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (160, 90), colour).save(made, "PNG")
    return made.getvalue()


def pastes(area, html, rtf=""):
    area.evaluate(
        "(area, [html, rtf]) => { const board = new DataTransfer(); board.setData('text/html', html);"
        " if (rtf) board.setData('text/rtf', rtf);"
        " area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: board, bubbles: true, cancelable: true })); }",
        [html, rtf],
    )


def until_saved(person):
    person.page.keyboard.press("Control+s")
    person.page.locator("#pane-en [data-saved][data-status='ok']").wait_for()


def until_it_says(area, words):
    for _ in range(150):
        if words in area.input_value():
            return
        area.page.wait_for_timeout(100)
    raise AssertionError(area.input_value())


def test_who_knows_no_markdown_writes_with_the_buttons(hands, at, saved):
    ada, area = sits_down(hands, at)
    caret(area, "The head.", select=True)
    tool(ada, "Bold")
    assert "**The head.**" in area.input_value()
    tool(ada, "Bold")
    assert "**" not in area.input_value()
    caret(area, "The head.")
    tool(ada, "Key fact with its source")
    ada.looks()
    ada.page.select_option("#fact-key", "F01")
    ada.page.get_by_role("button", name="Put in the key fact").click()
    ada.page.keyboard.type("The head of quality approves.")
    assert "The head.\n\n::: keyfact F01\nThe head of quality approves.\n:::\n\n## How {#how}" in area.input_value()
    caret(area, "In ink.")
    tool(ada, "Worked case")
    ada.page.keyboard.type("A visitor")
    assert "In ink.\n\n::: case A visitor\nWhat happened.\n" in area.input_value()
    page = ada.page.frame_locator("#pane-en iframe")
    page.get_by_text("The head of quality approves.").wait_for()
    page.get_by_text("China GMP 2010").first.wait_for()  # the source under the fact
    ada.looks()
    area.focus()
    for _ in range(40):
        ada.page.keyboard.press("Control+z")
    assert area.input_value() == OPENING
    ada.page.keyboard.type("x")
    until_saved(ada)


def test_a_check_leads_to_its_line(hands, at):
    ada, area = sits_down(hands, at)
    caret(area, "In ink.")
    ada.page.keyboard.type("\n\n## No id here\n\nWords.")
    ada.page.locator("#pane-en [data-findings]").get_by_text("This section needs an id").wait_for()
    ada.page.locator("#pane-en [data-line='11']").first.click()
    chosen = area.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)")
    assert chosen == "## No id here"


def test_text_from_word_comes_in_with_its_table_and_its_pictures(hands, at, saved):
    ada, area = sits_down(hands, at)
    caret(area, "In ink.")
    blue = picture((20, 60, 200))
    html = (
        "<html><body><p class=MsoNormal><b>Grades</b> of rooms</p><table><tr><td>Grade</td><td>Limit</td></tr>"
        "<tr><td>A</td><td>1 CFU</td></tr></table><p class=MsoNormal><img width=160 src='file:///C:/Temp/image001.png' alt='A clean room'></p>"
        "<script>alert(1)</script></body></html>"
    )
    pastes(area, html, rf"{{\rtf1{{\*\shppict{{\pict{{\*\picprop}}\pngblip\bliptag1{{\*\blipuid 00}}{blue.hex()}}}}}}}")
    until_it_says(area, "| A | 1 CFU |")
    text = area.input_value()
    assert "**Grades** of rooms" in text
    assert "![A clean room](media/" in text
    assert "alert" not in text
    assert "Scripts stay behind." in ada.page.locator("#pane-en [data-saved]").inner_text()
    image = ada.page.frame_locator("#pane-en iframe").locator("figure img")
    image.scroll_into_view_if_needed()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 160
    ada.page.keyboard.press("Control+z")
    assert area.input_value() == OPENING
    ada.complaints.clear()


def test_a_picture_is_dragged_in_and_gets_its_words(hands, at, saved):
    ada, area = sits_down(hands, at)
    caret(area, "In ink.")
    area.evaluate(
        "(area, content) => { const carried = new DataTransfer();"
        " const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));"
        " carried.items.add(new File([bytes], '气闸.png', { type: 'image/png' }));"
        " area.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true })); }",
        base64.b64encode(picture((200, 20, 20))).decode(),
    )
    dialog = ada.page.locator("#choose-picture")
    dialog.get_by_label("What it shows").wait_for()
    ada.looks()
    dialog.get_by_role("button", name="Put in the picture").click()
    assert dialog.locator("[data-fault]").is_visible()  # no picture without words
    dialog.get_by_label("What it shows").fill("An airlock with two doors")
    dialog.get_by_label("Caption").fill("The airlock")
    dialog.get_by_role("button", name="Put in the picture").click()
    until_it_says(area, "media/qi-zha")
    until_saved(ada)
    assert '![An airlock with two doors](media/qi-zha.png "The airlock")' in saved()


def test_a_laptop_that_was_closed_without_a_line_loses_nothing(hands, at, saved):
    ada, area = sits_down(hands, at)
    ada.context.set_offline(True)
    caret(area, "In ink.")
    ada.page.keyboard.type(" Never in pencil.")
    ada.page.keyboard.press("Control+s")
    ada.page.locator("#pane-en [data-saved]").get_by_text("Kept on this device").wait_for()
    assert saved() == OPENING
    other = ada.context.new_page()
    ada.page.close()
    ada.context.set_offline(False)  # the laptop is opened again
    ada.complaints.clear()
    ada.page = other
    ada.goes_to(at)
    notice = ada.page.locator("#pane-en .notice")
    notice.get_by_role("button", name="See what it says otherwise").click()
    notice.locator("ins").wait_for()
    assert notice.locator("ins").inner_text().strip() == "Never in pencil."
    ada.looks()
    notice.get_by_role("button", name="Put it into the text").click()
    until_saved(ada)
    assert "In ink. Never in pencil." in saved()
    ada.goes_to(at)
    assert not ada.page.locator("#pane-en .notice").count()


def test_two_people_at_one_text_are_told_and_keep_both_changes(hands, at, saved):
    ada, area = sits_down(hands, at)
    nan, hers = sits_down(hands, at, NAN)
    caret(hers, "In ink.")
    nan.page.keyboard.type(" Always.")
    until_saved(nan)
    ada.page.reload()
    ada.page.get_by_text("韩娜 is writing here too, last saved").wait_for()
    caret(hers, "Always.")
    nan.page.keyboard.type(" Everywhere.")
    until_saved(nan)
    caret(area, "The head.")
    ada.page.keyboard.type(" Nobody else.")
    ada.page.keyboard.press("Control+s")
    ada.page.get_by_text("Your changes and theirs are in different places").wait_for()
    ada.complaints.clear()  # the browser itself complains of every answer 409
    ada.looks()
    ada.page.get_by_role("button", name="Save both together").click()
    until_saved(ada)
    assert "The head. Nobody else." in saved()
    assert "In ink. Always. Everywhere." in saved()
    caret(hers, "The head.")
    nan.page.keyboard.type(" And her deputy.")
    nan.page.keyboard.press("Control+s")
    nan.page.get_by_text("You both changed the same place").wait_for()
    nan.complaints.clear()
    nan.page.get_by_role("button", name="Choose place by place").click()
    nan.page.get_by_role("heading", name="You and 安达 changed 1 place").wait_for()
    nan.complaints.clear()
    nan.looks()
    nan.page.get_by_label("Keep yours").check()
    nan.page.get_by_role("button", name="Save both together").click()
    nan.page.wait_for_url(lambda url: "/texts/" not in url)
    assert "The head. And her deputy." in saved()
    assert "Nobody else." not in saved()


def test_the_next_day_what_was_written_before_can_be_undone(hands, at, saved):
    ada, area = sits_down(hands, at)
    area.fill("All gone.")
    until_saved(ada)
    tomorrow, area = sits_down(hands, at)
    tool(tomorrow, "Back to what was saved before")
    until_it_says(area, "Once cells")
    until_saved(tomorrow)
    assert saved() == OPENING
    tool(tomorrow, "Forward again")
    until_it_says(area, "All gone.")
    tool(tomorrow, "Back to what was saved before")
    until_it_says(area, "Once cells")
    until_saved(tomorrow)
    tomorrow.goes_to(f"{at}/history?lang=en")


def test_with_the_keyboard_alone(hands, at, saved):
    ada, area = sits_down(hands, at)
    caret(area, "The head.", select=True)
    press = ada.page.keyboard.press
    press("Control+b")
    press("Control+k")  # a link around it
    ada.page.keyboard.type("https://www.nmpa.gov.cn/")
    press("Enter")
    assert "**[The head.](https://www.nmpa.gov.cn/)**" in area.input_value()
    caret(area, "In ink.")
    press("Control+Shift+Digit8")
    assert "- In ink." in area.input_value()
    press("Shift+Tab")  # the toolbar is one stop
    for _ in range(7):
        press("ArrowRight")
    assert ada.page.evaluate("document.activeElement.getAttribute('aria-label')") == "Numbered list"
    press("Enter")
    assert "1. In ink." in area.input_value()
    until_saved(ada)
    assert "1. In ink." in saved()


@pytest.mark.parametrize(("locale", "width", "theme"), [("zh-CN", 390, "light"), ("en", 1280, "dark")])
def test_on_a_phone_and_in_the_dark(hands, at, locale, width, theme):
    ada, area = sits_down(hands, at, locale=locale, width=width, theme=theme)
    assert ada.page.locator(".editor-pane:visible").count() == (1 if width < 1024 else 2)
    ada.looks()


def test_without_scripts_everything_is_still_possible(hands, at, saved, tmp_path):
    ada = hands(scripts=False)
    ada.signs_in(ADA)
    ada.goes_to(at)
    assert not ada.page.locator("[data-tools]:visible").count()
    ada.page.fill("#text-en", f"{OPENING}\nBy hand.\n")
    ada.presses("Save the English text")
    assert "By hand." in saved()
    (tmp_path / "room.png").write_bytes(picture((10, 120, 80)))
    ada.page.locator("#pane-en").get_by_role("link", name="Add a picture").click()
    ada.page.set_input_files("[name=file]", tmp_path / "room.png")
    ada.presses("Put in the picture", corrected=True)
    ada.page.set_input_files("[name=file]", tmp_path / "room.png")
    ada.page.fill("[name=alt]", "A room with a bench")
    ada.page.fill("[name=caption]", "The room")
    ada.presses("Put in the picture")
    assert '![A room with a bench](media/room.png "The room")' in saved()
