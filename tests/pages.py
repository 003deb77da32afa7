"""A page as a reader meets it: parsed, and already checked for what every page must have."""

import re
from collections.abc import Iterable
from functools import cached_property

from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

from learn.kit.assets import DIST


class Page:
    """An answer of the server, ready to be read."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The parsed page."""
        return BeautifulSoup(self.response.get_data(as_text=True), "lxml")

    @property
    def h1(self) -> str:
        """The one headline."""
        return " ".join(self.one("h1").get_text(" ", strip=True).split())

    @property
    def text(self) -> str:
        """All that can be read on the page, spaces folded."""
        return " ".join(self.soup.get_text(" ", strip=True).split())

    @property
    def notice(self) -> str:
        """What the page says at the top after an act."""
        return " ".join(one.get_text(" ", strip=True) for one in self.all(".notice"))

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.response.headers["Location"]

    def one(self, css: str) -> Tag:
        """The one element that matches."""
        found = self.all(css)
        assert len(found) == 1, f"{len(found)} elements match {css}"
        return found[0]

    def all(self, css: str) -> list[Tag]:
        """Every element that matches."""
        return list(self.soup.select(css))

    @property
    def assets(self) -> set[str]:
        """The addresses of the styles, scripts and drawings that this page loads."""
        return set(re.findall(r'"(/static/[^"#]+)', self.response.get_data(as_text=True)))

    @property
    def weight_of_assets(self) -> int:
        """What a first visit to this page loads beside its HTML, compressed, in bytes."""
        kept = (DIST / f"{address.removeprefix('/static/dist/')}.br" for address in self.assets)
        return sum(path.stat().st_size for path in kept)

    def check(self) -> "Page":
        """What holds on every page: title, one h1, unique ids, labelled controls, tokens, nothing inline."""
        if (
            self.response.mimetype != "text/html"
            or not self.response.data
            or self.response.status_code in (301, 302, 303)
        ):
            return self
        assert self.one("head title").get_text(strip=True), "a page needs a title"
        assert len(self.all("h1")) == 1, f"a page has one h1, this one {len(self.all('h1'))}"
        ids = [tag["id"] for tag in self.all("[id]")]
        assert len(ids) == len(set(ids)), f"ids occur twice: {sorted({i for i in ids if ids.count(i) > 1})}"
        assert not self.all("[style], script:not([src]), [onclick], [onchange]"), (
            "nothing inline: the policy refuses it"
        )
        for form in self.all('form[method="post"]'):
            assert form.select('input[name="csrf_token"]'), f"the form to {form.get('action')} has no token"
        unlabelled = [str(tag)[:120] for tag in _controls(self.soup) if not _labelled(tag, self.soup)]
        assert not unlabelled, f"controls without a label: {unlabelled}"
        return self


def _controls(soup: BeautifulSoup) -> Iterable[Tag]:
    for tag in soup.select("input, select, textarea"):
        if tag.get("type") not in ("hidden", "submit"):
            yield tag


def _labelled(tag: Tag, soup: BeautifulSoup) -> bool:
    by_id = tag.get("id") and soup.select_one(f'label[for="{tag["id"]}"]')
    return bool(by_id or tag.get("aria-label") or tag.get("aria-labelledby") or tag.find_parent("label"))
