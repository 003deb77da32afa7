"""The pages that anyone may read: help, privacy, accessibility."""

import pytest


@pytest.mark.parametrize("path", ["/help", "/privacy", "/accessibility"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_anyone_reads_the_notices_in_both_languages_and_finds_them_in_the_foot(visit, bo, path, language):
    for reader in (None, bo):
        page = visit(reader, f"{path}?hl={language}")
        assert page.one(f'.foot a[href="{path}"]').get_text(strip=True) in page.one(".eyebrow").get_text()
        assert page.one("a[href^='mailto:']").get_text()


def test_the_privacy_notice_says_what_the_law_asks_for(visit):
    page = visit(None, "/privacy?hl=en")
    assert [part["id"] for part in page.all("main h2")] == [
        "purpose", "fields", "recipients", "retention", "rights", "write",
    ]  # fmt: skip
    assert "Article 17" in page.text
