"""A quiz with one question of each kind, sat by mouse and by keyboard alone, and what the answers bring."""

import io
import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator

from learn import demo
from learn.assessment import Attempt
from learn.kit.db import db, transaction
from tests import cast
from tests.every_kind import load_every_kind
from tests.journeys.conftest import Hands, Platform

pytestmark = pytest.mark.journey

UNIT = "/courses/KIN-101/units/13"
HONESTY = {"zh": "我本人独立作答。", "en": "I answer myself and without help."}
MARKS = {
    "single": 1, "multiple": 2, "truefalse": 1, "matching": 3, "ordering": 2, "numeric": 1, "short": 1, "cloze": 5,
    "hotspot": 1, "scenario": 4, "essay": 0, "upload": 0,
}  # fmt: skip
ORDERS = {
    "From collection": ["Collect", "Transduce", "Expand", "Release", "Thaw"],
    "In which order after that": ["Quarantine", "Tell", "Judge"],
}
DUTIES = {
    "Releases each": "Qualified person",
    "Approves process": "Head of production",
    "Approves test": "Head of quality",
}
ESSAY = "On 12 March at 02:25 the night shift found tank 3 empty. " * 3


@pytest.fixture(scope="module")
def kinds(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The course is in force, and Bo and Hana have read its lessons."""
    with platform.app.app_context(), transaction():
        load_every_kind(tmp_path_factory.mktemp("kinds"), honesty=HONESTY)
        for email in ("bo@pujiang.example", "hana@pujiang.example"):
            demo.study(cast.person(email), "KIN-101", blank=None)
        db.session.info.pop("bells", None)


def photograph() -> dict[str, Any]:
    """A photograph as a camera names it."""
    stream = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(stream, "JPEG")
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


def question(somebody: Hands, asks: str) -> Locator:
    """The question, or the question of a case, whose legend says this."""
    legend = somebody.page.locator("legend", has_text=asks)
    return somebody.page.locator("fieldset", has=legend).last


def brought(platform: Platform, attempt_id: int) -> dict[str, Fraction]:
    """What each kind brought by rule."""
    with platform.app.app_context():
        attempt = db.session.scalars(Attempt.whole().where(Attempt.id == attempt_id)).unique().one()
        marks = attempt.grading().marks
        return {item.version.kind.value: mark for item, mark in marks.items()}


def attempt_on(somebody: Hands) -> int:
    return int(somebody.page.url.split("/attempts/")[1].split("/")[0].split("?")[0].split("#")[0])


def test_bo_sits_every_kind_with_a_mouse_and_gets_what_his_answers_are_worth(kinds, hands):
    bo = hands()
    bo.signs_in("bo@pujiang.example")
    bo.goes_to(UNIT)
    assert "A person marks some answers" in bo.page.locator("main").inner_text()
    bo.page.fill("[name=password]", demo.PASSWORD)
    bo.presses("Sign and start")
    attempt = attempt_on(bo)
    answer_by_mouse(bo)
    bo.page.locator(".exam-bar [data-count=answered]", has_text="12").wait_for()
    bo.looks()
    bo.page.locator("button[data-opens=hand-in]").first.click()
    bo.looks()
    bo.page.locator("dialog[open] button[name=sure]").click()
    bo.page.wait_for_url("**/result*")
    bo.looks()
    assert brought(bo.platform, attempt) == MARKS
    with bo.page.expect_download() as download:
        bo.page.get_by_role("link", name="Download the receipt").click()
    receipt = json.loads(Path(download.value.path()).read_text())
    bo.goes_to(f"/verify/{receipt['receipt']['number']}")
    assert bo.page.locator("[data-verdict]").first.get_attribute("data-verdict") == "genuine"
    mark_by_hand(bo.platform, attempt)
    bo.goes_to(f"/attempts/{attempt}/result")
    review = bo.page.locator("main").inner_text()
    assert "At 02:10 tank 3 raises an alarm" in review
    assert "(2) How many minutes passed" in review
    assert bo.page.locator("article.question svg[role=img] [data-chosen][data-right]").count() == 1
    bo.page.get_by_role("link", name="IMG_0001.jpg").wait_for()


def mark_by_hand(platform: Platform, attempt_id: int) -> None:
    """Whatever a person marks is marked as wholly right."""
    with platform.app.app_context(), transaction():
        attempt = db.session.scalars(Attempt.whole().where(Attempt.id == attempt_id)).unique().one()
        shares = {one.id: sum(part.share for part in one.kind.parts_by_hand(one.body)) for one in attempt.by_hand}
        assert attempt.mark(by=None, by_hand=shares).percent == 100
        db.session.info.pop("bells", None)


def answer_by_mouse(bo: Hands) -> None:
    page = bo.page
    for label in ("The qualified person decides", "Head of the enterprise", "Qualified person"):
        # As it begins, capitals and all: a choice of another question speaks of "the qualified person" too.
        page.locator("label.choice", has_text=re.compile(rf"^\s*{label}")).first.click()
    question(bo, "in pencil").get_by_label("False").check()
    matching = question(bo, "Who does what")
    for duty, who in DUTIES.items():
        matching.locator(".chip", has_text=who).click()
        matching.locator("label", has_text=duty).click()
    for asks, items in ORDERS.items():
        for place, item in enumerate(items, start=1):
            drag_to_place(question(bo, asks), item, place)
        for at, key in enumerate(("ArrowDown", "ArrowUp")):  # there and back, should all have stood right by chance
            question(bo, asks).locator(".grip").nth(at).press(key)
    question(bo, "Trypan").get_by_label("Your answer").fill("92.5")
    question(bo, "added to a correction").get_by_label("Your answer").fill("date and name")
    cloze = question(bo, "each gap")
    cloze.get_by_label("Gap 1").select_option(label="−130 °C")
    cloze.get_by_label("Gap 2").fill("5")
    cloze.get_by_label("Gap 3").fill("QP")
    cloze.get_by_label("Gap 4").select_option(label="deviation report")
    question(bo, "Where do materials").locator("[data-area=hatch]").click()
    question(bo, "What comes first").get_by_label("Move the products").check()
    question(bo, "How many minutes").get_by_label("Your answer").fill("30 min")
    assert_remark(question(bo, "Read the case"), "cannot read this as a number")
    question(bo, "How many minutes").get_by_label("Your answer").fill("30 minutes")
    question(bo, "Write a paragraph").get_by_label("Your answer").fill(ESSAY)
    question(bo, "Describe a deviation").get_by_label("Your answer").fill(ESSAY)
    question(bo, "gowning record").get_by_label("Your file").set_input_files([photograph()])
    question(bo, "gowning record").get_by_role("link", name="IMG_0001.jpg").wait_for()


def assert_remark(of: Locator, words: str) -> None:
    of.locator("[data-remark]", has_text=words).wait_for()


def drag_to_place(box: Locator, item: str, place: int) -> None:
    """Drag a line by its handle to the line that stands at a place."""
    rows = box.locator(".pair--order")
    at = [item in text for text in rows.all_inner_texts()].index(True)
    if at == place - 1:
        return
    grip, target = rows.nth(at).locator(".grip"), rows.nth(place - 1)
    target.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), target.bounding_box()
    assert start
    assert end
    mouse = box.page.mouse
    mouse.move(start["x"] + 10, start["y"] + start["height"] / 2)
    mouse.down()
    mouse.move(start["x"] + 10, end["y"] + (2 if at > place - 1 else end["height"] - 2), steps=12)
    mouse.up()


def test_hana_sits_every_kind_by_keyboard_and_without_javascript(kinds, hands):
    hana = hands(scripts=False)
    hana.signs_in("hana@pujiang.example")
    hana.goes_to(UNIT)
    reach(hana, "[name=password]")
    hana.page.keyboard.type(demo.PASSWORD)
    hana.page.keyboard.press("Enter")
    hana.page.wait_for_url("**/attempts/*")
    attempt = attempt_on(hana)
    for asks in hana.page.locator("fieldset.question").all():
        BY_KEYBOARD[kind_of(asks)](hana, asks)
    reach(hana, ".stack > button[formaction$='/submission']")
    hana.page.keyboard.press("Enter")
    hana.page.wait_for_url("**/result*")
    assert brought(hana.platform, attempt) == MARKS
    assert "IMG_0001.jpg" in (hana.page.locator("main").text_content() or "")


def kind_of(asks: Locator) -> str:
    """The word by which a question names its kind."""
    return asks.locator("legend .kind").first.inner_text().split(" · ")[0]


def reach(somebody: Hands, selector: str, most: int = 150) -> None:
    """Press Tab until what has the focus is this."""
    for _ in range(most):
        if somebody.page.evaluate("(it) => !!document.activeElement?.matches(it)", selector):
            return
        somebody.page.keyboard.press("Tab")
    raise AssertionError(f"no {selector} within {most} presses of Tab")


def presses(somebody: Hands, key: str, times: int) -> None:
    for _ in range(times):
        somebody.page.keyboard.press(key)


def choose(hana: Hands, asks: Locator, words: str) -> None:
    """Of a group of circles, the one whose label says this."""
    radios = asks.locator("label.choice")
    at = [words in text for text in radios.all_inner_texts()].index(True)
    name = radios.first.locator("input").get_attribute("name")
    reach(hana, f"input[name='{name}']")
    hana.page.keyboard.press("Space")
    presses(hana, "ArrowDown", at)
    assert radios.nth(at).locator("input").is_checked()


def tick(hana: Hands, asks: Locator, *words: str) -> None:
    for label in asks.locator("label.choice").all():
        if any(one in label.inner_text() for one in words):
            box = label.locator("input")
            reach(hana, f"input[name='{box.get_attribute('name')}'][value='{box.get_attribute('value')}']")
            hana.page.keyboard.press("Space")


def pick(hana: Hands, control: Locator, words: str) -> None:
    """Of a list, the option that says this."""
    reach(hana, f"select[name='{control.get_attribute('name')}']")
    presses(hana, "ArrowDown", [words in text for text in control.locator("option").all_inner_texts()].index(True))


def write(hana: Hands, control: Locator, text: str) -> None:
    reach(hana, f"[name='{control.get_attribute('name')}']")
    hana.page.keyboard.type(text)


def put_in_order(hana: Hands, asks: Locator, items: list[str]) -> None:
    for row in asks.locator(".pair--order").all():
        place = next(n for n, item in enumerate(items, start=1) if item in row.inner_text())
        pick(hana, row.locator("select"), str(place))


def match(hana: Hands, asks: Locator) -> None:
    for row in asks.locator(".pair").all():
        label = row.locator("label").inner_text()
        pick(hana, row.locator("select"), next(who for duty, who in DUTIES.items() if label.startswith(duty)))


def fill_gaps(hana: Hands, asks: Locator) -> None:
    pick(hana, asks.get_by_label("Gap 1"), "130")
    write(hana, asks.get_by_label("Gap 2"), "5")
    write(hana, asks.get_by_label("Gap 3"), "QP")
    pick(hana, asks.get_by_label("Gap 4"), "deviation")


def solve_case(hana: Hands, asks: Locator) -> None:
    first, minutes, order, essay = asks.locator("fieldset.part").all()
    choose(hana, first, "Move the products")
    write(hana, minutes.get_by_label("Your answer"), "30 minutes")
    put_in_order(hana, order, ORDERS["In which order after that"])
    write(hana, essay.get_by_label("Your answer"), ESSAY)


def choose_file(hana: Hands, asks: Locator) -> None:
    """Reached by Tab; the dialog that follows is the system's. The file is only chosen: handing in sends it along."""
    field = asks.get_by_label("Your file")
    reach(hana, f"input[name='{field.get_attribute('name')}']")
    field.set_input_files([photograph()])


BY_KEYBOARD: dict[str, Any] = {
    "One answer": lambda hana, asks: choose(hana, asks, "The qualified person"),
    "One or more answers": lambda hana, asks: tick(hana, asks, "Head of the enterprise", "Qualified person"),
    "True or false": lambda hana, asks: choose(hana, asks, "False"),
    "Match each one": match,
    "Put in order": lambda hana, asks: put_in_order(hana, asks, ORDERS["From collection"]),
    "A number": lambda hana, asks: write(hana, asks.get_by_label("Your answer"), "92.5"),
    "A short answer": lambda hana, asks: write(hana, asks.get_by_label("Your answer"), "name, date"),
    "Fill in the gaps": fill_gaps,
    "Find it in the picture": lambda hana, asks: choose(hana, asks, "hatch"),
    "A case": solve_case,
    "A longer answer": lambda hana, asks: write(hana, asks.get_by_label("Your answer"), ESSAY),
    "Evidence, as files": choose_file,
}
