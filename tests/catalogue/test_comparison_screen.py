"""The screen that sets two versions side by side, and the packs that leave by the studio."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from learn.audit import AuditEntry, Event
from learn.catalogue import CourseVersion
from learn.catalogue.pack import read
from learn.people import Organisation, Permission, Person
from tests.catalogue.comparing_packs import replacing
from tests.small_course import small_pack

Visit = Callable[..., Any]
PAGE = "/studio/courses/GMP-101/comparison"
PACK = "/studio/courses/GMP-101/versions/1.0/pack"
EN = "units/01-lesson-1.en.md"


def load_next(folder: Path, number: str, **how: Any) -> CourseVersion:
    """Another version of GMP-101, with pencils become chalk and a higher pass mark."""
    pack = small_pack(folder / number, version=number, **how)
    replacing(EN, "Do not write in pencil.", "Do not write in chalk.")(pack)
    replacing("course.yaml", "pass_mark: 75", "pass_mark: 80")(pack)
    replacing("questions.yaml", "Who approves training plans?", "Who signs training plans?")(pack)
    return CourseVersion.load(read(pack), by=None)


@pytest.fixture
def second(gmp101: CourseVersion, tmp_path: Path) -> CourseVersion:
    """Version 2.0 of the course in force."""
    return load_next(tmp_path, "2.0")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_ada_and_quinn_see_what_changed(
    visit: Visit, second: CourseVersion, ada: Person, quinn: Person, language: str
) -> None:
    for person in (ada, quinn):
        page = visit(person, PAGE, language=language)
        marked = [mark.get_text() for mark in page.all(".compared-unit :is(del, ins)")]
        assert marked == ["removed: pencil", "added: chalk"]
        assert "2.0" in page.h1
        assert "1.0" in page.h1


def test_the_page_lists_units_rules_and_questions_that_changed(
    visit: Visit, second: CourseVersion, ada: Person
) -> None:
    page = visit(ada, PAGE, language="en")
    assert [row.get_text(" ", strip=True) for row in page.all("#units ~ div tbody th")] == [
        "1. Lesson 1",
        "3. Final quiz",
    ]
    assert (
        page.one("#rules-final-quiz ~ ul")
        .get_text(" ", strip=True)
        .startswith("removed: 75 added: 80 % of the points pass")
    )
    assert page.one("#question-Q01").get_text() == "Q01"
    assert "Nothing changed here." in page.text


def test_either_language_can_be_read_alone(visit: Visit, second: CourseVersion, ada: Person) -> None:
    assert len(visit(ada, f"{PAGE}?languages=both", language="en").all(".compared-unit .lesson")) == 2
    english = visit(ada, f"{PAGE}?languages=en", language="en")
    assert [part["lang"] for part in english.all(".compared-unit .lesson")] == ["en"]
    assert english.one("#f-languages option[selected]")["value"] == "en"


def test_everything_is_shown_when_it_is_asked_for(visit: Visit, second: CourseVersion, ada: Person) -> None:
    page = visit(ada, f"{PAGE}?everything=1", language="en")
    assert len(page.all(".compared-unit")) == 2
    assert len(page.all("[id^=question-]")) == 8
    assert "A visitor at the airlock" in page.text


def test_two_versions_may_be_chosen_in_either_order(visit: Visit, second: CourseVersion, ada: Person) -> None:
    page = visit(ada, f"{PAGE}?old=2.0&new=1.0", language="en")
    assert page.h1 == "What changed from 2.0 to 1.0"
    assert [mark.get_text() for mark in page.all(".compared-unit :is(del, ins)")] == ["removed: chalk", "added: pencil"]


def test_a_version_beside_itself_says_the_very_same(visit: Visit, second: CourseVersion, ada: Person) -> None:
    assert "Both say the very same." in visit(ada, f"{PAGE}?old=1.0&new=1.0", language="en").notice


def test_without_a_word_the_newest_stands_beside_the_one_before_it(
    visit: Visit, second: CourseVersion, ada: Person, tmp_path: Path
) -> None:
    load_next(tmp_path, "10.0")
    assert visit(ada, PAGE, language="en").h1 == "What changed from 2.0 to 10.0"
    assert visit(ada, f"{PAGE}?new=2.0", language="en").h1 == "What changed from 1.0 to 2.0"


def test_a_course_with_one_version_has_nothing_to_compare(visit: Visit, gmp101: CourseVersion, ada: Person) -> None:
    assert "This course has one version so far." in visit(ada, PAGE, language="en").notice


def test_a_version_that_is_not_there_is_not_found(visit: Visit, second: CourseVersion, ada: Person) -> None:
    visit(ada, f"{PAGE}?old=3.0", expect=404)
    visit(ada, "/studio/courses/GMP-999/comparison", expect=404)
    visit(ada, f"{PAGE}?page=many&languages=fr", expect=200)


@pytest.mark.parametrize("path", [PAGE, PACK])
def test_whoever_does_not_work_on_the_course_finds_nothing(
    visit: Visit, second: CourseVersion, bo: Person, hana: Person, ines: Person, omar: Person, path: str
) -> None:
    for person in (bo, hana, ines, omar):
        visit(person, path, expect=404)


@pytest.mark.parametrize("path", [PAGE, PACK])
def test_an_instructor_of_a_member_does_not_see_the_keys_of_the_alliance(
    visit: Visit, second: CourseVersion, hana: Person, omar: Person, pujiang: Organisation, path: str
) -> None:
    hana.grant(Permission.INSTRUCTOR, pujiang, by=omar)
    visit(hana, path, expect=404)


def test_the_course_and_the_version_lead_there(visit: Visit, second: CourseVersion, ada: Person) -> None:
    course = visit(ada, "/studio/courses/GMP-101", language="en")
    assert PAGE in [link["href"] for link in course.all("a")]
    version = visit(ada, "/studio/courses/GMP-101/versions/2.0", language="en")
    assert {f"{PAGE}?new=2.0", f"{PAGE}?old=1.0&new=2.0", "/studio/courses/GMP-101/versions/2.0/pack"} <= {
        link["href"] for link in version.all("a")
    }


# packs


def test_a_version_leaves_as_the_pack_that_it_came_as(
    visit: Visit, gmp101: CourseVersion, ada: Person, tmp_path: Path
) -> None:
    page = visit(ada, PACK)
    assert page.response.headers["Content-Disposition"] == 'attachment; filename="GMP-101-1.0.zip"'
    assert page.response.data == gmp101.pack == read(small_pack(tmp_path)).zip
    assert "GMP-101/course.yaml" in ZipFile(BytesIO(page.response.data)).namelist()


def test_who_took_a_pack_is_on_record(visit: Visit, gmp101: CourseVersion, ada: Person, session: Any) -> None:
    visit(ada, PACK)
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.event, entry.actor_id, entry.subject_name) == (Event.VERSION_EXPORTED, ada.id, "GMP-101 1.0")
    assert entry.new == {"digest": gmp101.digest, "pack_digest": gmp101.pack_digest}


def test_a_pack_of_a_version_that_is_not_there_leaves_no_trace(
    visit: Visit, gmp101: CourseVersion, ada: Person, session: Any
) -> None:
    visit(ada, "/studio/courses/GMP-101/versions/9.9/pack", expect=404)
    assert not session.scalars(select(AuditEntry).where(AuditEntry.event == Event.VERSION_EXPORTED)).all()
