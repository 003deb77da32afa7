"""From signing in to the certificate, the ways people really go."""

import re
import subprocess
import time

import pytest

from tests.journeys.conftest import Hands

pytestmark = pytest.mark.journey

WORDS = {
    "zh": {"enrol": "开始学习", "read": "我已读完", "start": "开始作答", "hand_in": "交卷", "language": "zh-CN"},
    "en": {"enrol": "Enrol", "read": "I have read it", "start": "Start", "hand_in": "Hand in", "language": "en"},
}


def learns(somebody: Hands, words: dict[str, str]) -> None:
    """Enrol, read both lessons, start the quiz."""
    somebody.goes_to("/courses/GMP-101")
    somebody.presses(words["enrol"])
    somebody.presses(words["read"])
    somebody.presses(words["read"])
    somebody.presses(words["start"])


def hands_in(somebody: Hands) -> None:
    """Hand in, and say yes when asked."""
    somebody.page.locator("button[data-opens=hand-in]").first.click()
    somebody.page.locator("dialog[open] button[type=submit], dialog[open] .button--primary").last.click()
    somebody.page.wait_for_url("**/result*")
    somebody.looks()


def certificate_of(somebody: Hands) -> str:
    """The number of the certificate, once the worker has issued it."""
    for _ in range(60):
        somebody.page.goto(somebody.platform.address + "/certificates")
        if found := re.search(r"CGT-\d{4}-[\w-]+", somebody.page.content()):
            somebody.looks()
            return found.group()
        time.sleep(0.5)
    raise AssertionError("no certificate within half a minute")


@pytest.mark.parametrize(
    ("email", "language", "width", "theme"),
    [("bo@pujiang.example", "zh", 1280, "light"), ("zed@gangcheng.example", "en", 390, "dark")],
)
def test_somebody_learns_passes_and_holds_a_certificate_that_anyone_can_check(hands, email, language, width, theme):
    words = WORDS[language]
    learner = hands(locale=words["language"], width=width, theme=theme)
    learner.signs_in(email)
    learns(learner, words)
    learner.answers_all()
    hands_in(learner)
    assert "100" in learner.page.locator("main").inner_text()
    number = certificate_of(learner)
    with learner.page.expect_download() as download:
        learner.page.locator(f'a[href="/certificates/{number}.pdf"]').first.click()
    path = download.value.path()
    assert path.read_bytes()[:5] == b"%PDF-"
    stranger = hands(locale=words["language"], width=width, theme=theme)
    stranger.goes_to(f"/verify/{number}")
    assert stranger.page.locator("[data-verdict]").first.get_attribute("data-verdict") == "genuine"
    somebody_elses = "林博" if language == "zh" else "郑泽"
    assert somebody_elses not in stranger.page.content()
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert number in text


def test_a_quiz_changes_its_language_at_the_question_being_read(hands):
    ines = hands(width=390)
    ines.signs_in("ines@inspectorate.example")
    learns(ines, WORDS["en"])
    second = ines.page.locator("fieldset.question").nth(1)  # the last one may be too short to be scrolled to the top
    name = second.get_attribute("id")
    second.evaluate("(question) => question.scrollIntoView({ block: 'start' })")
    ines.page.wait_for_selector(f'button[data-keep-place][formaction$="#{name}"]')
    ines.page.click("button[data-keep-place]")
    ines.page.wait_for_selector('html[lang="zh-CN"]')
    assert ines.page.url.endswith(f"#{name}")
    assert ines.page.evaluate("window.scrollY") > 200


def test_a_quiz_survives_a_lost_network(hands):
    eva = hands()
    eva.signs_in("eva@pujiang.example")
    learns(eva, WORDS["en"])
    attempt = eva.page.url
    answers = eva.platform.right_answers(int(attempt.rsplit("/", 1)[1].split("?")[0]))
    eva.answers(*answers[0])
    eva.page.wait_for_function("document.querySelector('.question .saved')")
    eva.context.set_offline(True)
    for one in answers[1:]:
        eva.answers(*one)
    eva.page.locator("[data-trouble=offline]:not([hidden])").wait_for()
    eva.context.set_offline(False)
    eva.page.locator("[data-trouble=offline][hidden]").wait_for(state="attached")
    eva.complaints.clear()  # the browser's own words about the lost network
    eva.page.wait_for_timeout(500)
    eva.page.reload()
    assert f"{len(answers)} / {len(answers)}" in eva.page.locator(".exam-side").inner_text()
    hands_in(eva)


def test_somebody_learns_and_passes_without_javascript(hands):
    hana = hands(scripts=False)
    hana.signs_in("hana@pujiang.example")
    learns(hana, WORDS["en"])
    hana.answers_all()
    hana.page.locator('button[formaction$="/submission"]').first.click()
    if "/result" not in hana.page.url:
        hana.page.locator("main form button").first.click()
    hana.page.wait_for_url("**/result*")
    assert "100" in hana.page.locator("main").inner_text()


def test_the_keyboard_is_enough(hands):
    ada = hands()
    ada.goes_to("/sign-in")
    ada.page.focus("[name=email]")
    ada.page.keyboard.type("ada@alliance.example")
    ada.page.keyboard.press("Tab")
    ada.page.keyboard.type("learn-demo-2026")
    ada.page.keyboard.press("Enter")
    ada.page.wait_for_url(lambda url: "/sign-in" not in url)
    ada.goes_to("/courses/GMP-101?hl=en")
    tab_to(ada, "Enrol")
    ada.page.keyboard.press("Enter")
    for n in (1, 2):
        ada.page.wait_for_url(f"**/units/{n}*")
        tab_to(ada, "I have read it")
        ada.page.keyboard.press("Enter")
    ada.page.wait_for_url("**/units/3*")
    tab_to(ada, "Start")
    ada.page.keyboard.press("Enter")
    ada.page.wait_for_url("**/attempts/*")
    tab_to(ada, "Hand in")
    ada.page.keyboard.press("Enter")
    ada.page.locator("dialog[open]").wait_for()
    ada.page.keyboard.press("Escape")
    assert ada.page.locator("dialog[open]").count() == 0


def tab_to(somebody: Hands, words: str, most: int = 80) -> None:
    """Press Tab until a control with these words has the focus."""
    for _ in range(most):
        somebody.page.keyboard.press("Tab")
        said = somebody.page.evaluate("(document.activeElement.innerText || '').trim()")
        if said.startswith(words):
            return
    raise AssertionError(f"no control “{words}” within {most} presses of Tab on {somebody.page.url}")
