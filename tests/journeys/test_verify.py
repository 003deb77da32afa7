"""A stranger checks a certificate: the file let go of on the page, the QR code in a photo or before the camera, a print."""

import base64
import io
import subprocess
from collections.abc import Iterator

import pytest
import segno
from PIL import Image, ImageFilter
from playwright.sync_api import Browser, expect
from pypdf import PdfReader
from sqlalchemy import select

from learn.certificates import Certificate
from learn.kit.db import db, transaction
from learn.people import Person
from tests import cast
from tests.journeys.conftest import CHROMIUM, Hands, Platform

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def held(platform: Platform) -> dict[str, str]:
    """A certificate: its number, its code, its file and the address in its QR code."""
    platform.certify("齐云", "qi.yun@pujiang.example")
    with platform.app.app_context():
        person = db.session.scalars(select(Person).where(Person.email == "qi.yun@pujiang.example")).one()
        certificate = db.session.scalars(Certificate.of(person)).one()
        return {
            "number": certificate.number,
            "code": certificate.code,
            "file": base64.b64encode(certificate.read_document()).decode(),
            "address": certificate.verify_url,
        }


def photo(address: str, *, turned: float = 7, blur: float = 0.8) -> bytes:
    """A picture of a QR code as somebody's phone takes it: on a table, turned, not quite sharp."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="png", scale=7, border=4)
    code = Image.open(drawn).convert("RGB")
    table = Image.new("RGB", (code.width + 500, code.height + 380), (196, 178, 150))
    table.paste(code, (230, 150))
    taken = table.rotate(turned, fillcolor=(196, 178, 150), resample=Image.Resampling.BICUBIC)
    made = io.BytesIO()
    taken.filter(ImageFilter.GaussianBlur(blur)).save(made, "JPEG", quality=82)
    return made.getvalue()


def lets_go(stranger: Hands, content: bytes, name: str, kind: str) -> None:
    """Drag a file over the page and let go of it."""
    carried = stranger.page.evaluate_handle(
        """([encoded, name, type]) => {
            const bytes = Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));
            const carried = new DataTransfer();
            carried.items.add(new File([bytes], name, { type }));
            return carried;
        }""",
        [base64.b64encode(content).decode(), name, kind],
    )
    stranger.page.dispatch_event("h1", "dragenter", {"dataTransfer": carried})
    assert stranger.page.locator(".dropping").count() == 1
    stranger.page.dispatch_event("h1", "drop", {"dataTransfer": carried})


def verdict(stranger: Hands) -> str | None:
    stranger.page.wait_for_selector("[data-verdict]")
    stranger.looks()
    return stranger.page.locator("[data-verdict]").get_attribute("data-verdict")


@pytest.mark.parametrize(("locale", "width"), [("en", 1280), ("zh-CN", 390)])
def test_a_file_that_is_let_go_of_anywhere_is_checked(hands, held, locale, width):
    stranger = hands(locale=locale, width=width)
    stranger.goes_to("/verify")
    lets_go(stranger, base64.b64decode(held["file"]), "c.pdf", "application/pdf")
    assert verdict(stranger) == "genuine"
    assert "齐云" in stranger.page.locator("main").inner_text()  # whoever has the file may see the name
    stranger.page.locator(".logged summary").click()
    stranger.looks()
    with stranger.page.expect_download() as saved:
        stranger.page.locator(".logged a.button").first.click()
    assert saved.value.suggested_filename == f"{held['number']}-issued.tlog-proof"
    lets_go(stranger, base64.b64decode(held["file"]) + b"\n%%EOF", "c.pdf", "application/pdf")
    stranger.page.wait_for_selector('[data-verdict="altered"]')


def test_the_qr_code_is_read_out_of_a_photo(hands, held):
    stranger = hands(width=390)
    stranger.goes_to("/verify")
    stranger.page.set_input_files(
        "[data-picture]", {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": photo(held["address"])}
    )
    stranger.page.wait_for_url(f"**/verify/{held['number']}?code={held['code']}")
    assert verdict(stranger) == "genuine"
    lets_go(stranger, photo(held["address"], turned=-12), "p.jpg", "image/jpeg")  # a photo may be dropped too
    stranger.page.wait_for_load_state()
    assert verdict(stranger) == "genuine"


def test_a_qr_code_that_leads_elsewhere_is_not_followed(hands, platform, held):
    stranger = hands()
    stranger.goes_to("/verify")
    for address in (
        "https://verify.alliance.example.evil/verify/CGT-2026-AAAAA-AAAAA-A",
        "WIFI:S:guest;;",
        platform.address,
    ):
        picture = {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": photo(address)}
        stranger.page.set_input_files("[data-picture]", picture)
        expect(stranger.page.locator("[data-said]")).to_contain_text("does not lead to us")
        assert stranger.page.url == f"{platform.address}/verify"
        stranger.page.set_input_files("[data-picture]", [])
    empty = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(empty, "PNG")
    for content in (empty.getvalue(), b"no picture"):
        stranger.page.set_input_files("[data-picture]", {"name": "e.png", "mimeType": "image/png", "buffer": content})
        expect(stranger.page.locator("[data-said]")).to_contain_text("no QR code")
        stranger.page.set_input_files("[data-picture]", [])
    stranger.looks()


@pytest.fixture(scope="module")
def filmed(chromium, held, tmp_path_factory) -> Iterator[Browser]:
    """A Chromium whose camera sees the certificate's QR code."""
    film = tmp_path_factory.mktemp("film") / "qr.mjpeg"
    with Image.open(io.BytesIO(photo(held["address"], turned=3))) as seen:
        frame = io.BytesIO()
        seen.resize((960, 720)).save(frame, "JPEG", quality=90)
    film.write_bytes(frame.getvalue() * 30)
    flags = ["--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM, args=[*flags, f"--use-file-for-fake-video-capture={film}"]
    )
    yield browser
    browser.close()


def test_without_a_camera_the_page_says_what_else_to_do(hands, held):
    stranger = hands()
    stranger.goes_to("/verify")
    stranger.page.click("[data-camera]")
    expect(stranger.page.locator("[data-said]")).to_contain_text("cannot be used")
    stranger.looks()


def test_without_scripts_the_number_and_the_file_are_enough(hands, held):
    stranger = hands(scripts=False, width=390)
    stranger.goes_to("/verify")
    assert not stranger.page.locator("[data-scan]").is_visible()
    stranger.page.fill("[name=number]", held["number"])
    stranger.presses("Check the number")
    assert stranger.page.locator("[data-verdict]").get_attribute("data-verdict") == "genuine"
    stranger.page.set_input_files(
        "[name=file]", {"name": "c.pdf", "mimeType": "application/pdf", "buffer": base64.b64decode(held["file"])}
    )
    stranger.presses("Check the file")
    assert stranger.page.locator("[data-verdict]").get_attribute("data-verdict") == "genuine"


def test_the_log_page_is_readable_and_a_print_of_a_revoked_verdict_says_so_across(hands, platform, tmp_path):
    platform.certify("余光", "yu.guang@pujiang.example")
    with platform.app.app_context(), transaction():
        person = db.session.scalars(select(Person).where(Person.email == "yu.guang@pujiang.example")).one()
        certificate = db.session.scalars(Certificate.of(person)).one()
        certificate.revoke(by=cast.person("omar@alliance.example"), reason="a mistake")
        number, digest = certificate.number, certificate.sha256
    hands(width=390, locale="zh-CN").goes_to("/log")
    stranger = hands()
    stranger.goes_to("/log")
    stranger.goes_to(f"/verify/{number}")
    assert verdict(stranger) == "revoked"
    assert not stranger.page.locator(".print-mark").is_visible()
    printed = tmp_path / "verdict.pdf"
    printed.write_bytes(stranger.page.pdf(format="A4", print_background=True))
    assert "REVOKED" in "".join(page.extract_text() for page in PdfReader(printed).pages)
    assert (
        "已撤销" in subprocess.run(["pdftotext", str(printed), "-"], capture_output=True, text=True, check=True).stdout
    )
    with platform.app.app_context():  # the certificate's own file is as it was issued
        held = db.session.scalars(select(Certificate).where(Certificate.number == number)).one()
        assert held.sha256 == digest
        held.read_document()
        db.session.remove()


def test_the_camera_reads_the_qr_code_in_the_page(filmed, platform, held):
    """Last in this file: it opens a browser of its own."""
    context = filmed.new_context(locale="en", permissions=["camera"])
    context.add_cookies([{"name": "language", "value": "en", "url": platform.address}])
    stranger = Hands(platform, context, language="en")
    stranger.goes_to("/verify")
    stranger.page.click("[data-camera]")
    stranger.page.wait_for_url(f"**/verify/{held['number']}?code={held['code']}", timeout=30_000)
    assert verdict(stranger) == "genuine"
    context.close()
