"""A design of certificates: drawn while it is written, signed by somebody else, and without scripts by a button."""

import io

import pytest
from PIL import Image

pytestmark = pytest.mark.journey
DESIGNS = "/studio/certificates/designs"


@pytest.fixture
def logo(tmp_path):
    """A logo as a file."""
    made = io.BytesIO()
    Image.new("RGBA", (200, 80), (10, 90, 110, 255)).save(made, "PNG")
    path = tmp_path / "logo.png"
    path.write_bytes(made.getvalue())
    return path


def begins(ada, member):
    """Ada begins the design of a member and comes to its draft."""
    ada.signs_in("ada@alliance.example")
    ada.goes_to(DESIGNS)
    ada.goes_to(f"{DESIGNS}/new")
    ada.page.select_option("select[name=organisation]", label=member)
    ada.presses("Begin the design")


def test_the_picture_follows_what_ada_types_and_quinn_signs_it(hands, logo):
    ada = hands(locale="en")
    begins(ada, "Pujiang Cell Hospital")
    picture = ada.page.locator("[data-picture]")
    ada.page.fill("[name=issuer_zh]", "浦江培训中心")
    ada.page.fill("[name=issuer_en]", "Pujiang Training Centre")
    ada.page.set_input_files("[name=logo]", logo)
    ada.page.select_option("[name=kind]", "delta")
    picture.get_by_text("PUJIANG TRAINING CENTRE").wait_for()
    picture.get_by_text("差异培训证明").wait_for()
    picture.locator(".logo").wait_for()
    ada.looks()
    ada.presses("Keep the draft")
    ada.presses("Versions and review")
    ada.presses("Hand in for review")
    address = ada.page.url
    quinn = hands(locale="en", width=390)
    quinn.signs_in("quinn@alliance.example")
    quinn.goes_to(address.removeprefix(quinn.platform.address) + "/versions/1?sample=everything")
    quinn.page.fill("[name=password]", "learn-demo-2026")
    quinn.presses("Sign the design")
    assert "signed by" in quinn.page.locator("main").inner_text()


def test_without_scripts_a_button_draws_the_picture(hands, logo):
    ada = hands(locale="en", scripts=False)
    begins(ada, "Gangcheng Biopharma")
    ada.page.fill("[name=note_zh]", "学时{学时}")
    ada.page.fill("[name=note_en]", "Hours {hours}")
    ada.page.set_input_files("[name=logo]", logo)
    ada.presses("Show preview")
    assert "Hours 1.5" in ada.page.locator("[data-picture]").inner_text()
    assert ada.page.locator("[data-picture] .logo").count() == 1
    ada.presses("Keep the draft")  # the picture was kept with the design, so it need not be chosen again
    assert ada.page.locator("[data-picture] .logo").count() == 1
    ada.page.fill("[name=note_en]", "{marks}")
    ada.presses("Show preview", corrected=True)
    assert "There is no field {marks}" in ada.page.locator("main").inner_text()
