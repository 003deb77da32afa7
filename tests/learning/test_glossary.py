"""The glossary: the terms of all courses before somebody, found in both languages."""

from pathlib import Path

import pytest

from learn.catalogue import CourseVersion
from learn.catalogue.pack import read
from learn.kit.db import db
from tests.small_course import small_pack

TERMS = {
    "donor": ("供者", "Donor", "捐出细胞的人。", "The person who gives the cells.", ""),
    "release": ("放行", "Release", "决定一批产品可以使用。", "The decision that a batch may be used.", ""),
    "chain-of-identity": (
        "身份链",
        "Chain of identity",
        "细胞属于谁的证明。",
        "Proof of whose cells these are.",
        "COI",
    ),
}


def explaining(folder: Path, code: str, *slugs: str) -> CourseVersion:
    """A small course in force whose first lesson explains some terms."""
    pack = small_pack(folder, code)
    said = [
        f'  {slug}: {{title: {{zh: {zh}, en: "{en}"}}, text: {{zh: {text_zh}, en: "{text_en}"}}{f", abbreviation: {short}" if short else ""}}}\n'
        for slug, (zh, en, text_zh, text_en, short) in TERMS.items()
        if slug in slugs
    ]
    course = pack / "course.yaml"
    course.write_text(course.read_text().replace("units:\n", "terms:\n" + "".join(said) + "units:\n", 1))
    for language in ("zh", "en"):
        lesson = pack / f"units/01-lesson-1.{language}.md"
        lesson.write_text(lesson.read_text() + "".join(f"\n[{slug}](term:{slug})\n" for slug in slugs))
    version = CourseVersion.load(read(pack), by=None)
    version.publish(by=None)
    db.session.flush()
    return version


@pytest.fixture
def two_courses(app, tmp_path):
    """Two courses: both explain the donor, one the release, the other the chain of identity."""
    explaining(tmp_path / "one", "GMP-901", "donor", "chain-of-identity")
    explaining(tmp_path / "two", "GMP-902", "donor", "release")


def test_a_term_that_two_courses_explain_stands_once_with_both(bo, two_courses, visit):
    page = visit(bo, "/glossary")
    assert [term.text for term in page.all("main dt b")] == ["Chain of identity", "Donor", "Release"]
    assert page.one("#term-donor .meta").text.split() == ["GMP-901", "GMP-902"]


def test_chinese_terms_stand_in_the_order_of_their_sounds(bo, two_courses, visit):
    page = visit(bo, "/glossary", language="zh")
    assert [term.text for term in page.all("main dt b")] == ["放行", "供者", "身份链"]  # fang, gong, shen


@pytest.mark.parametrize(
    "words", ["身份", "shenfenlian", "sfl", "COI", "coi", "chain", "chain-of identity", "whose cells", "属于谁"]
)
def test_a_term_is_found_by_either_name_its_sound_its_abbreviation_or_its_meaning(bo, two_courses, visit, words):
    page = visit(bo, f"/glossary?q={words}")
    assert [term["id"] for term in page.all("main dl > div")] == ["term-chain-of-identity"]


def test_a_term_that_two_courses_mean_differently_stands_twice(bo, two_courses, tmp_path, visit, monkeypatch):
    monkeypatch.setitem(TERMS, "donor", ("供者", "Donor", "给钱的人。", "Somebody who gives money.", ""))
    explaining(tmp_path / "three", "GMP-903", "donor")
    ids = [term["id"] for term in visit(bo, "/glossary?q=donor").all("main dl > div")]
    assert ids == ["term-donor", "term-donor-1"]


def test_a_version_that_was_loaded_before_explains_its_terms_all_the_same(bo, tmp_path, visit, monkeypatch):
    monkeypatch.setattr(
        "learn.catalogue.loading.CourseVersion", lambda **said: CourseVersion(**{**said, "glossary": None})
    )
    explaining(tmp_path / "one", "GMP-901", "release")
    assert [term.text for term in visit(bo, "/glossary").all("main dt b")] == ["Release"]


def test_signs_alone_ask_for_nothing(bo, two_courses, visit):
    assert len(visit(bo, "/glossary?q=-").all("main dl > div")) == 3


def test_what_no_term_matches_is_said_and_the_way_back_shown(bo, two_courses, visit):
    page = visit(bo, "/glossary?q=zeppelin")
    assert "No term matches" in page.text
    assert page.one('main a[href="/glossary"]')


def test_before_any_course_explains_a_term_the_page_says_so(bo, visit):
    assert "No course explains a term yet" in visit(bo, "/glossary").text


def test_the_glossary_asks_the_database_as_often_for_five_courses_as_for_one(bo, tmp_path, visit, queries):
    explaining(tmp_path / "one", "GMP-901", "donor")
    visit(bo, "/glossary")
    with queries() as few:
        visit(bo, "/glossary")
    for n in range(2, 6):
        explaining(tmp_path / str(n), f"GMP-90{n}", "donor")
    with queries() as many:
        visit(bo, "/glossary")
    assert len(many) == len(few)


def test_somebody_who_is_not_signed_in_is_asked_to(two_courses, visit):
    assert visit(None, "/glossary", expect=303).location.startswith("/sign-in")


def test_a_term_that_is_called_so_stands_before_those_that_only_mention_it(bo, tmp_path, visit):
    explaining(tmp_path / "one", "GMP-901", "donor", "chain-of-identity")
    page = visit(bo, "/glossary?q=cells")  # the donor gives them; of the chain it is asked whose they are
    assert [term["id"] for term in page.all("main dl > div")] == ["term-chain-of-identity", "term-donor"]
    page = visit(bo, "/glossary?q=donor")
    assert [term["id"] for term in page.all("main dl > div")] == ["term-donor"]
