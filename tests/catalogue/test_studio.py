"""The studio: who may come in, what it shows, and how a pack comes in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from learn import demo
from learn.catalogue import CourseVersion
from learn.catalogue.pack import read
from learn.people import Organisation, Permission, Person
from tests.catalogue.packs import PNG, spoil, zip_of, zipped
from tests.small_course import small_pack

PLACES = [
    "/studio",
    "/studio/courses/GMP-101",
    "/studio/courses/GMP-101/versions/1.0",
    "/studio/courses/GMP-101/versions/1.0/units/1",
    "/studio/packs/new",
    "/studio/banks",
    "/studio/banks/GMP-101",
    "/studio/banks/GMP-101/questions/Q01",
    "/studio/banks/GMP-101/questions/Q01/preview",
    "/studio/banks/GMP-101/near-duplicates",
    "/studio/questions",
]
Visit = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A faultless pack of a course that nobody has loaded yet."""
    return small_pack(tmp_path, code="GMP-900")


def upload(folder: Path) -> dict[str, Any]:
    """The pack as a form sends it."""
    return {"pack": (zip_of(folder), f"{folder.name}.zip")}


def count() -> int:
    """How many versions there are."""
    from learn.kit.db import db

    return int(db.session.scalar(select(func.count(CourseVersion.id))) or 0)


@pytest.mark.parametrize("path", PLACES)
def test_instructors_and_reviewers_see_the_studio(
    visit: Visit, gmp101: CourseVersion, ada: Person, quinn: Person, path: str
) -> None:
    for person in (ada, quinn):
        for language in ("zh", "en"):
            visit(person, path, language=language)


@pytest.mark.parametrize("path", PLACES)
def test_to_everybody_else_the_studio_does_not_exist(
    visit: Visit,
    gmp101: CourseVersion,
    bo: Person,
    hana: Person,
    eva: Person,
    omar: Person,
    ines: Person,
    zed: Person,
    path: str,
) -> None:
    for person in (bo, hana, eva, omar, ines, zed):
        visit(person, path, expect=404)


def test_an_instructor_of_a_member_does_not_see_the_keys_of_the_alliance(
    visit: Visit, send: Visit, session: Any, gmp101: CourseVersion, hana: Person, pujiang: Organisation, folder: Path
) -> None:
    hana.grant(Permission.INSTRUCTOR, pujiang, by=None)
    session.commit()
    assert "No course is here yet" in visit(hana, "/studio").text
    for path in PLACES[1:5] + PLACES[6:-1]:
        visit(hana, path, expect=404)
    assert visit(hana, "/studio/questions").h1 == "0 questions"
    send(hana, "/studio/packs", expect=404, files=upload(folder))


def test_every_page_of_the_studio_costs_few_queries(
    visit: Visit, queries: Any, gmp101: CourseVersion, quinn: Person
) -> None:
    for path in PLACES:
        with queries() as sent:
            visit(quinn, path)
        pages = [one for one in sent if "sign_in" not in one and "INSERT" not in one]
        assert len(pages) <= 8, f"{path} needs {len(pages)} queries"


def test_a_good_pack_waits_for_a_reviewer(visit: Visit, send: Visit, folder: Path, ada: Person) -> None:
    page = send(ada, "/studio/packs", {"reason": "New rules"}, files=upload(folder))
    assert page.location.startswith("/studio/reviews/")
    page = visit(ada, page.location)
    assert "In review" in page.text
    assert "New rules" in page.text
    assert "Ada" in page.text or "安达" in page.text


def test_a_faulty_pack_is_refused_whole_with_every_fault(send: Visit, folder: Path, ada: Person) -> None:
    first = spoil(folder, "course.yaml", "hours: 0.5", "hours: 0.5\ncolour: red") + 1
    second = spoil(folder, "questions.yaml", "check: read", "check: maybe")
    before = count()
    page = send(ada, "/studio/packs", expect=422, files=upload(folder))
    rows = [row.get_text(" ", strip=True) for row in page.all(".pack-faults tbody tr")]
    assert rows == [
        f"course.yaml {first} “colour” is not a key that may stand here.",
        f"questions.yaml {second} “check” must be one of: read, secondary, verify.",
    ]
    assert page.h1 == "2 faults in this pack"
    assert count() == before


@pytest.mark.parametrize("content", [{"../evil.md": b"x"}, {"GMP-900/course.yaml": b"\x00"}])
def test_a_hostile_zip_is_refused_in_words(send: Visit, ada: Person, content: dict[str, bytes | str]) -> None:
    page = send(ada, "/studio/packs", expect=422, files={"pack": (zipped(content), "evil.zip")})
    assert page.all(".pack-faults tbody tr")


def test_no_file_at_all_is_a_fault_at_the_field(send: Visit, ada: Person) -> None:
    assert "Choose the ZIP of a course pack." in send(ada, "/studio/packs", expect=422).one(".fault").get_text()


def test_only_checking_shows_what_a_pack_brings_and_stores_nothing(
    send: Visit, session: Any, folder: Path, ada: Person
) -> None:
    page = send(ada, "/studio/packs", {"check": "1"}, expect=200, files=upload(folder))
    assert "No fault. This pack brings GMP-900 1.0" in page.text
    assert "Nothing: this is the first version" in page.text
    assert not session.scalar(
        select(CourseVersion).join(CourseVersion.course).where(CourseVersion.digest == read(folder).digest)
    )


def test_checking_a_later_version_names_what_changed(send: Visit, session: Any, folder: Path, ada: Person) -> None:
    CourseVersion.load(read(folder), by=None)
    session.commit()
    spoil(folder, "course.yaml", '"1.0"', '"1.1"')
    spoil(folder, "units/01-lesson-1.en.md", "Once cells", "When cells")
    page = send(ada, "/studio/packs", {"check": "1"}, expect=200, files=upload(folder))
    assert "1 units/01-lesson-1.en.md" in page.text


def test_a_pack_that_is_here_already_changes_nothing(browser: Any, session: Any, folder: Path, ada: Person) -> None:
    CourseVersion.load(read(folder), by=None)
    session.commit()
    hers = browser(ada)
    hers.client.set_cookie("language", "en")
    page = hers.post("/studio/packs", files=upload(folder))
    assert "nothing was changed" in hers.get(page.location).notice


def test_a_pack_that_is_being_reviewed_does_not_come_twice(send: Visit, folder: Path, ada: Person) -> None:
    send(ada, "/studio/packs", files=upload(folder))
    assert "is being reviewed already" in send(ada, "/studio/packs", expect=409, files=upload(folder)).text


def test_other_content_under_a_loaded_number_is_refused(send: Visit, session: Any, folder: Path, ada: Person) -> None:
    CourseVersion.load(read(folder), by=None)
    session.commit()
    spoil(folder, "course.yaml", "hours: 0.5", "hours: 2")
    assert "is frozen" in send(ada, "/studio/packs", expect=409, files=upload(folder)).text


def test_a_reviewer_puts_a_version_into_force(
    visit: Visit, send: Visit, session: Any, folder: Path, ada: Person, quinn: Person
) -> None:
    version = CourseVersion.load(read(folder), by=ada)
    session.commit()
    path = f"/studio/versions/{version.id}/publication"
    signed = {"digest": version.digest, "reason": "Checked", "password": demo.PASSWORD}
    assert "The first version: all of it is new" in visit(quinn, "/studio/courses/GMP-900/versions/1.0").text
    send(ada, path, {**signed, "effective_on": "2099-01-01"}, expect=404)  # an instructor does not
    assert "Choose today or a later day." in send(quinn, path, {"effective_on": "2020-01-01"}, expect=422).text
    send(quinn, path, {**signed, "effective_on": "2099-01-01"})
    assert "In force from 2099-01-01" in visit(quinn, "/studio/courses/GMP-900").text
    assert "already published" in send(quinn, path, {**signed, "effective_on": "2099-01-01"}, expect=409).text


def test_a_reviewer_who_loaded_a_version_does_not_put_it_into_force(
    visit: Visit, send: Visit, session: Any, folder: Path, quinn: Person
) -> None:
    version = CourseVersion.load(read(folder), by=quinn)
    session.commit()
    assert "Somebody else puts it into force" in visit(quinn, f"/studio/versions/{version.id}/publication").text
    signed = {"digest": version.digest, "reason": "Checked", "password": demo.PASSWORD}
    send(quinn, f"/studio/versions/{version.id}/publication", {**signed, "effective_on": "2099-01-01"}, expect=409)


def test_the_bank_is_searched_and_filtered(visit: Visit, gmp101: CourseVersion, ada: Person) -> None:
    assert visit(ada, "/studio/banks/GMP-101").h1 == "8 questions"
    assert visit(ada, "/studio/banks/GMP-101?kind=truefalse").h1 == "2 questions"
    assert visit(ada, "/studio/banks/GMP-101?topic=lesson-2&kind=truefalse").h1 == "1 question"
    assert visit(ada, "/studio/banks/GMP-101?q=铅笔").h1 == "1 question"
    assert "No question matches" in visit(ada, "/studio/banks/GMP-101?q=nowhere").text


def test_a_question_shows_its_key_and_reason_in_both_languages(
    visit: Visit, gmp101: CourseVersion, ada: Person
) -> None:
    page = visit(ada, "/studio/banks/GMP-101/questions/Q01")
    assert page.h1 == "Who approves training plans?"
    assert "谁批准培训计划？" in page.text
    assert page.all(".key li[data-status=ok]")[0].get_text(strip=True) == "生产或质量负责人"
    assert "GMP-101 1.0 , unit 3 (edition 1)" in page.text
    visit(ada, "/studio/banks/GMP-101/questions/Q99", expect=404)


@pytest.mark.parametrize("n", range(1, 9))
def test_every_kind_of_question_has_its_page(visit: Visit, gmp101: CourseVersion, ada: Person, n: int) -> None:
    assert visit(ada, f"/studio/banks/GMP-101/questions/Q{n:02d}", language="zh").all(".key li, .numbered li")


def test_a_photograph_is_served_to_learners_and_kept_by_browsers(
    visit: Visit, session: Any, folder: Path, bo: Person
) -> None:
    (folder / "media" / "room.png").write_bytes(PNG)
    for language in ("zh", "en"):
        spoil(folder, f"units/01-lesson-1.{language}.md", "media/chain.svg", "media/room.png")
    version = CourseVersion.load(read(folder), by=None)
    session.commit()
    path = f"/courses/GMP-900/media/{version.media[0].digest}"
    response = visit(bo, path).response
    assert (response.data, response.mimetype) == (PNG, "image/png")
    assert "immutable" in response.headers["Cache-Control"]
    visit(bo, "/courses/GMP-900/media/" + "0" * 64, expect=404)
    visit(bo, path.replace("GMP-900", "GMP-101"), expect=404)
    visit(None, path, expect=303)
