"""Ada writes a question, meets its twin and sees it as a trainee; a wrong key is put right, and a certificate follows."""

import pytest
from sqlalchemy import select

from learn import demo
from learn.assessment import Attempt
from learn.certificates import Certificate
from learn.kit.db import db, transaction
from learn.people import Person
from tests.certificates.test_corrections import other_key

pytestmark = pytest.mark.journey
BANK = "/studio/banks/GMP-101"
HOLDER = "qian.duo@pujiang.example"


@pytest.mark.parametrize("scripts", [True, False])
def test_ada_writes_a_question_meets_its_twin_and_tries_it(hands, scripts):
    ada = hands(scripts=scripts, width=1280 if scripts else 390)
    ada.signs_in("ada@alliance.example")
    ada.goes_to(f"{BANK}/questions/new")
    ada.presses("Single choice")
    ada.page.fill("[name=text_zh]", "谁来批准培训计划？")
    ada.presses("Save the question", corrected=True)
    assert ada.page.input_value("[name=text_zh]") == "谁来批准培训计划？"  # kept, though two choices are missing
    assert ada.page.locator(".fault").count()
    ada.page.fill("[name=text_en]", "Who approves the training plans?")
    for n, (zh, en) in enumerate([("人事部门", "HR"), ("生产或质量负责人", "The production or quality head")]):
        ada.page.fill(f"[name=choices-{n}-zh]", zh)
        ada.page.fill(f"[name=choices-{n}-en]", en)
    ada.page.check("[name=choices-1-correct]")
    ada.presses("Save the question", corrected=True)
    assert "nearly the same" in ada.page.locator(".notice").first.inner_text()
    ada.presses("Save it anyway")
    ada.presses("See it as a trainee")
    ada.page.get_by_label("The production or quality head").check()
    ada.presses("Check my answer")
    assert ada.page.locator('.marked[data-status="ok"]').count() == 1


def test_a_wrong_key_is_proposed_and_signed_and_the_certificate_is_superseded(hands, platform):
    platform.certify("钱多", HOLDER)
    attempt_id, code, former = _paper(platform)
    ada = hands()
    ada.signs_in("ada@alliance.example")
    ada.goes_to(f"{BANK}/questions/{code}/corrections/new")
    ada.page.fill("[name=reason_zh]", "原答案有误。")
    ada.page.fill("[name=reason_en]", "The key was wrong.")
    ada.presses("Show what would change")
    assert former in ada.page.locator("tbody").inner_text()
    assert not ada.page.locator("[name=password]").count()  # nobody approves their own
    address = ada.page.url.removeprefix(platform.address)
    quinn = hands(locale="zh-CN", width=390)
    quinn.signs_in("quinn@alliance.example")
    quinn.goes_to(address)
    quinn.page.fill("[name=password]", demo.PASSWORD)
    quinn.presses("签署并重新评分")
    assert "钱多" in quinn.page.locator("tbody").inner_text()  # what was signed stays to be read
    _wait_for_the_worker(quinn, address)
    assert _verdict_in_the_end(hands(), former) == "superseded"
    holder = hands()
    holder.signs_in(HOLDER)
    holder.goes_to(f"/attempts/{attempt_id}/result")
    holder.goes_to("/notifications")
    assert "The key was wrong." in holder.page.locator("main").inner_text()


def _paper(platform) -> tuple[int, str, str]:
    """The holder's attempt, a question on it that has got another key meanwhile, and the certificate."""
    with platform.app.app_context(), transaction():
        holder = db.session.scalars(select(Person).where(Person.email == HOLDER)).one()
        holder.choose_password(demo.PASSWORD, by=holder)
        attempt = db.session.scalars(select(Attempt).where(Attempt.person_id == holder.id)).one()
        version = attempt.items[0].version
        names = (
            "kind",
            "topic",
            "objective",
            "difficulty",
            "text",
            "reason",
            "source",
            "source_title",
            "clause",
            "check",
        )
        content = {name: getattr(version, name) for name in names}
        version.question.version_for({**content, "body": other_key(version)}, by=None)
        number = db.session.scalars(select(Certificate.number).where(Certificate.person_id == holder.id)).one()
        return attempt.id, version.question.code, number


def _verdict_in_the_end(stranger, number: str) -> str | None:
    """What a stranger is told of a certificate, once the worker has issued the one after it."""
    verdict = None
    for _ in range(60):
        stranger.goes_to(f"/verify/{number}")
        verdict = stranger.page.locator("[data-verdict]").first.get_attribute("data-verdict")
        if verdict != "genuine":
            break
        stranger.page.wait_for_timeout(1000)
    return verdict


def _wait_for_the_worker(quinn, address: str) -> None:
    for _ in range(60):
        quinn.goes_to(address)
        if "尚未" not in quinn.page.locator("tbody").inner_text():
            return
        quinn.page.wait_for_timeout(500)
    raise AssertionError("nobody was marked again")
