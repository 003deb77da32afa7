"""Styles, scripts and drawings: small on the first visit, nothing on the second."""

import re

import pytest

from learn.config import ROOT
from learn.kit import assets

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SOURCES = sorted((ROOT / "learn" / "static").glob("js/*.js"))
MOST = 60_000  # bytes, compressed, on a first visit


@pytest.fixture
def asset(bakery):
    return bakery.jinja_env.globals["asset"]


def fetch(bakery, address, packing="br"):
    """A file as a browser gets it."""
    answer = bakery.test_client().get(address, headers={"Accept-Encoding": packing}, buffered=True)
    answer.close()
    return answer


def test_a_first_visit_costs_little(bakery, asset):
    first = ["css/app.css", "img/icons.svg", "img/mark.svg", "img/empty.svg", "img/rosette-line.svg"]
    first += [f"js/{path.name}" for path in SOURCES]
    assert sum(len(fetch(bakery, asset(name)).data) for name in first) <= MOST


def test_a_second_visit_asks_for_nothing(bakery, asset):
    answer = fetch(bakery, asset("css/app.css"))
    assert "immutable" in answer.headers["Cache-Control"]
    assert "max-age=315360000" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("packing", ["br", "gzip"])
def test_files_travel_compressed(bakery, asset, packing):
    answer = fetch(bakery, asset("css/app.css"), packing)
    assert answer.headers["Content-Encoding"] == packing
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_name_changes_with_the_content(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "DIST", tmp_path)
    assert assets._put("css/app.css", b"a{}") != assets._put("css/app.css", b"b{}")


def test_the_styles_are_one_file_that_knows_the_new_names_of_the_drawings(bakery, asset):
    styles = fetch(bakery, asset("css/app.css"), "identity").get_data(as_text=True)
    assert "@import" not in styles
    for drawing in re.findall(r"url\(([^)]+)\)", styles):
        address = "/static/dist/" + drawing.strip("\"'").removeprefix("../")
        assert fetch(bakery, address).status_code == 200, f"{drawing} leads nowhere"


def test_every_file_that_a_template_asks_for_exists(asset):
    for template in TEMPLATES:
        for name in re.findall(r"asset\(['\"]([^'\"]+)['\"]\)", template.read_text()):
            assert asset(name), f"{template}: there is no {name}"


def test_every_icon_that_a_template_names_is_listed():
    listed = set((ROOT / "learn/static/img/icons.txt").read_text().split())
    for template in TEMPLATES:
        for name in re.findall(r"\bicon\(['\"]([a-z0-9-]+)['\"]", template.read_text()):
            assert name in listed, f"{template}: add {name} to learn/static/img/icons.txt"


def test_scripts_stand_alone():
    for path in SOURCES:
        words = path.read_text()
        assert not re.search(r"^import\s", words, re.MULTILINE), f"{path.name}: a name with a digest cannot be imported"


def test_style_sheets_are_short():
    for path in sorted((ROOT / "learn/static/css").glob("*.css")):
        assert len(path.read_text().splitlines()) <= 80, f"{path.name} is longer than 80 lines"


def test_a_missing_icon_is_named(monkeypatch):
    if not assets.ICONS.is_dir():
        pytest.skip("the icon set is not installed")
    with pytest.raises(assets.CannotBuild, match="no-such-icon"):
        assets._drawing("no-such-icon")
