"""HR, instructors, administrators and inspectors at work, on a wide screen and on a phone."""

import zipfile

import pytest

pytestmark = pytest.mark.journey

BENCHES = {
    "hana@pujiang.example": ["/hr", "/hr/people", "/hr/certificates", "/hr/reports", "/hr/reports/training-records"],
    "ada@alliance.example": [
        "/studio",
        "/studio/courses/GMP-101",
        "/studio/banks",
        "/studio/packs/new",
        "/studio/certificates/designs",
        "/studio/certificates/designs/new",
    ],
    "omar@alliance.example": [
        "/admin/organisations",
        "/admin/people",
        "/admin/roster",
        "/admin/job-roles",
        "/records/audit",
    ],
    "ines@inspectorate.example": ["/records", "/records/audit"],
    "bo@pujiang.example": [
        "/",
        "/courses",
        "/my/training",
        "/my/records",
        "/my/account",
        "/notifications",
        "/certificates",
    ],
}


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("email", BENCHES)
def test_every_bench_fits_and_reads(hands, email, language, width):
    somebody = hands(locale=language, width=width)
    somebody.signs_in(email)
    for path in BENCHES[email]:
        somebody.goes_to(path)


def test_hana_downloads_all_certificates_and_the_records(hands, platform):
    platform.certify("赵学", "zhao.xue@pujiang.example")
    hana = hands(locale="zh-CN")
    hana.signs_in("hana@pujiang.example")
    hana.goes_to("/hr/certificates")
    with hana.page.expect_download() as download:
        hana.page.locator('a[href^="/hr/certificates.zip"], form[action^="/hr/certificates.zip"] button').first.click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.testzip() is None
        assert any(name.endswith(".pdf") for name in archive.namelist())
    hana.goes_to("/hr/reports/training-records")
    with hana.page.expect_download() as download:
        hana.page.locator('a[href*="training-records.csv"]').first.click()
    assert download.value.path().read_bytes().startswith(b"\xef\xbb\xbf")


def test_strangers_see_the_front_page_and_can_verify(hands):
    for width in (1280, 390):
        stranger = hands(locale="zh-CN", width=width)
        stranger.goes_to("/")
        stranger.goes_to("/verify")
        stranger.goes_to("/verify/CGT-2026-AAAAA-AAAAA-A", status=404)
