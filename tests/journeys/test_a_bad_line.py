"""A quiz on a bad line: the network is cut, the server is killed, tabs and browsers come and go. What the page says is true.

At each step every question on the page is compared with what the server holds: “Saved” must mean exactly that.
"""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from learn.assessment import Answer, Attempt, Marking, Receipt
from learn.kit import clock
from learn.kit.db import db, transaction
from learn.kit.filters import moment
from tests.journeys.conftest import Hands, Platform, running
from tests.journeys.test_learn_and_pass import WORDS, learns

pytestmark = pytest.mark.journey

READ = """() => [...document.querySelectorAll(".question")].map((question) => [
    question.id, question.querySelector(".saved").innerText.trim(),
    [...question.querySelectorAll("[name]")].filter((one) => one.checked || !/radio|checkbox/.test(one.type))
        .map((one) => [one.name, one.value])])"""


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform of our own, for we kill it."""
    with running(tmp_path_factory.mktemp("badline")) as found:
        yield found


class Sitting:
    """An attempt as the server holds it, to compare with what a page says."""

    def __init__(self, platform: Platform, page: Page) -> None:
        self.platform, self.path = platform, page.url.removeprefix(platform.address).split("?")[0]
        self.id = int(self.path.rsplit("/", 1)[1])
        self.answers = platform.right_answers(self.id)

    def held(self, read: Callable[[Attempt], Any]) -> Any:
        """Something of the attempt as it is in the database now."""
        with self.platform.app.test_request_context("/?hl=en"):
            return read(db.session.scalars(Attempt.whole().where(Attempt.id == self.id)).unique().one())

    def given(self) -> dict[str, Any]:
        """The answers that count, by the name of their control."""
        return dict(self.held(lambda attempt: {item.name: item.given for item in attempt.items if item.answered}))

    def count(self, model: Any) -> int:
        """How many rows of a kind the attempt has."""
        with self.platform.app.app_context():
            return int(db.session.scalar(select(func.count()).select_from(model).filter_by(attempt_id=self.id)) or 0)

    def is_as(self, page: Page) -> dict[str, str]:
        """Whatever the page calls saved is held exactly as it shows it, given when it says; what it says of each."""
        shown = page.evaluate(READ)
        return dict(self.held(lambda attempt: {id: _true(attempt, id, says, controls) for id, says, controls in shown}))

    def end(self, **after: float) -> None:
        """Time is over so long from now."""
        with self.platform.app.app_context(), transaction():
            db.session.get_one(Attempt, self.id).deadline = clock.now() + timedelta(**after)


def _true(attempt: Attempt, id: str, says: str, controls: list[list[str]]) -> str:
    item = next(item for item in attempt.items if item.name == id)
    form = MultiDict([(name, value) for name, value in controls])
    if says.startswith(("Saved", "Changed on another device")):
        assert item.answer is not None, f"{id} says “{says}” and there is nothing"
        assert item.kind.read(item.name, item.body, item.order, form) == item.given
        assert says.endswith(moment(item.answer.given_at)[-5:])
    elif says.startswith("Not answered"):
        assert not item.answered
    else:
        assert says.startswith(("Kept on this device", "Saving")), says
    return says


def saved(page: Page, name: str) -> None:
    """Wait until the page calls an answer saved."""
    page.locator(f"#{name} .saved[data-status=ok]").wait_for(timeout=30_000)


def kept(page: Page, name: str) -> None:
    """Wait until the page says that an answer is on this device only."""
    page.locator(f"#{name} .saved", has_text="Kept on this device").wait_for(timeout=30_000)


def begins(somebody: Hands, email: str) -> Sitting:
    """Sign in, learn, and start the quiz."""
    somebody.signs_in(email)
    learns(somebody, WORDS["en"])
    return Sitting(somebody.platform, somebody.page)


def presses_hand_in(page: Page, times: int = 1) -> None:
    """Hand in, and say yes when asked."""
    page.locator("button[data-opens=hand-in]").first.click()
    page.locator("dialog[open] button[name=sure]").click(click_count=times)


def spoils(page: Page, name: str, given: dict[str, Any], order: list[str]) -> None:
    """Change a right answer into a wrong one, whatever its kind."""
    if "text" in given:
        page.fill(f'input[name="{name}"]', "99999")
    elif len(given.get("choices", [])) > 1:
        page.locator(f'input[name="{name}"][value="{given["choices"][0]}"]').uncheck()
    elif "choices" in given:
        wrong = next(one for one in (order or ["true", "false"]) if one not in given["choices"])
        page.locator(f'input[name="{name}"][value="{wrong}"]').check()
    else:
        places = page.locator(f'select[name^="{name}-"]')
        places.first.select_option(places.last.input_value())  # two have the same


def reopened(browser: Browser, somebody: Hands) -> Hands:
    """The same browser, closed and opened again: cookies and storage are still there."""
    state = somebody.context.storage_state()
    somebody.context.close()
    context = browser.new_context(storage_state=state, locale="en", extra_http_headers={"Accept-Language": "en"})
    context.set_default_timeout(15_000)
    return Hands(somebody.platform, context, language="en")


def test_whatever_breaks_what_the_page_says_is_true_and_what_was_acknowledged_is_marked(
    hands, platform, chromium, tmp_path
):
    bo = hands()
    sitting, tab = begins(bo, "bo@pujiang.example"), bo.page
    first, second, third, fourth = sitting.answers
    phone = bo.context.new_page()
    phone.goto(tab.url)

    bo.answers(*first)
    saved(tab, first[0])
    phone.locator(f"#{first[0]} .saved", has_text="Changed on another device").wait_for()
    sitting.is_as(tab)
    sitting.is_as(phone)

    bo.context.set_offline(True)
    bo.answers(*second)
    kept(tab, second[0])
    tab.locator("[data-trouble=offline]:not([hidden])").wait_for()
    sitting.is_as(tab)
    assert second[0] not in sitting.given()
    bo.context.set_offline(False)
    saved(tab, second[0])
    tab.locator("[data-trouble=offline][hidden]").wait_for(state="attached")
    sitting.is_as(tab)

    platform.kill()
    bo.answers(*third)
    kept(tab, third[0])
    presses_hand_in(tab, times=2)  # in vain: the paper stays, and says why
    tab.locator("dialog[open]").wait_for(state="detached")
    tab.locator("[data-trouble=offline]:not([hidden])").wait_for()
    assert "/result" not in tab.url
    sitting.is_as(tab)
    assert third[0] not in sitting.given()
    platform.start()
    saved(tab, third[0])
    sitting.is_as(tab)
    assert sitting.given().keys() == {first[0], second[0], third[0]}

    platform.kill()  # all is saved, and the server is gone: the browser must not show its own page of errors
    presses_hand_in(tab)
    tab.locator("[data-trouble=offline]:not([hidden])").wait_for()
    assert tab.url.startswith(platform.address)
    platform.start()

    bo.context.set_offline(True)
    bo.answers(*fourth)
    kept(tab, fourth[0])
    bo.complaints.clear()  # the browser's own words about the lost network
    bo = reopened(chromium, bo)
    tab, phone = bo.page, bo.context.new_page()
    bo.goes_to(sitting.path)
    saved(tab, fourth[0])
    sitting.is_as(tab)

    phone.goto(tab.url)
    right = sitting.given()[first[0]]
    spoils(phone, *first)
    tab.locator(f"#{first[0]} .saved", has_text="Changed on another device").wait_for()
    saved(phone, first[0])
    sitting.is_as(tab)
    sitting.is_as(phone)

    wanted = sitting.given()
    assert len(wanted) == len(sitting.answers)
    assert wanted[first[0]] != right
    presses_hand_in(tab, times=2)
    tab.wait_for_url("**/result*")
    bo.complaints.clear()
    bo.looks()
    assert "unsent" not in tab.url
    assert (sitting.count(Marking), sitting.count(Receipt)) == (1, 1)
    assert sitting.given() == wanted
    marks = sitting.held(lambda attempt: {item.name: attempt.marking.mark(item) for item in attempt.items})
    assert marks.pop(first[0]) < 1
    assert set(marks.values()) == {1}
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Download the receipt").click()
    file = Path(tmp_path / "receipt.json")
    download.value.save_as(file)
    said = json.loads(file.read_text())["receipt"]["questions"]
    assert [one["answer"] for one in said] == [wanted[name] for name, *_rest in sitting.answers]
    assert verdict(bo, file) == "genuine"
    file.write_text(file.read_text().replace('"answered": ', '"answered": 1'))
    assert verdict(bo, file) == "altered"
    bo.context.close()


def verdict(somebody: Hands, file: Path) -> str | None:
    """What /verify says of a file."""
    somebody.goes_to("/verify")
    somebody.page.set_input_files("input[type=file]", file)
    somebody.page.locator("form:has(input[type=file]) button").click()
    return somebody.page.locator("[data-verdict]").get_attribute("data-verdict")


def test_when_time_runs_out_offline_nothing_is_promised_and_the_unsent_is_named(hands, platform, chromium):
    zed = hands()
    sitting, page = begins(zed, "zed@gangcheng.example"), zed.page
    first, second = sitting.answers[:2]
    sitting.end(seconds=25)
    page.reload()
    zed.answers(*first)
    saved(page, first[0])
    zed.context.set_offline(True)
    zed.answers(*second)
    kept(page, second[0])
    page.locator("[data-trouble=over]:not([hidden])").wait_for(timeout=40_000)
    assert page.locator("[data-trouble=offline]").is_hidden()
    assert page.locator("fieldset.question:not([disabled])").count() == 0
    page.wait_for_timeout(6000)  # the grace of the server, too
    closed = zed.context.storage_state()
    zed.context.set_offline(False)
    page.wait_for_url("**/result?unsent=1", timeout=30_000)
    assert "We did not confirm 1 answer" in page.locator("main").inner_text()
    assert sitting.given().keys() == {first[0]}
    assert sitting.held(lambda attempt: str(attempt.handed_in)) == "out_of_time"
    assert (sitting.count(Marking), sitting.count(Receipt)) == (1, 1)
    again = chromium.new_context(storage_state=closed, locale="en", extra_http_headers={"Accept-Language": "en"})
    somebody = Hands(platform, again, language="en")  # had the browser been closed meanwhile
    somebody.page.goto(platform.address + sitting.path)
    somebody.page.wait_for_url("**/result?unsent=1")
    assert somebody.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('answers:')).length") == 0
    again.close()


def test_somebody_else_at_the_same_browser_sends_nothing_of_the_first_ones(hands, platform):
    eva = hands()
    sitting, page = begins(eva, "eva@pujiang.example"), eva.page
    first = sitting.answers[0]
    page.route("**/answers*", lambda route: route.abort())
    eva.answers(*first)
    kept(page, first[0])
    eva.context.clear_cookies()
    hana = Hands(platform, eva.context, language="en")
    theirs = begins(hana, "hana@pujiang.example")
    page.unroute("**/answers*")
    page.locator("[data-trouble=signed-out]:not([hidden])").wait_for(timeout=30_000)
    assert (sitting.count(Answer), theirs.count(Answer)) == (0, 0)
    sitting.is_as(page)
    hana.page.reload()
    assert {says.split()[0] for says in theirs.is_as(hana.page).values()} == {"Not"}
    hana.page.wait_for_timeout(6000)  # the first one's page tries again, in vain
    assert (sitting.count(Answer), theirs.count(Answer)) == (0, 0)
    eva.context.clear_cookies()
    hana.complaints.clear()
    hana.signs_in("eva@pujiang.example")
    saved(page, first[0])
    assert sitting.given() == {first[0]: first[1]}
    assert theirs.count(Answer) == 0
