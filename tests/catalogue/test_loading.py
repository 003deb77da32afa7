"""A pack becomes a frozen version; the same twice changes nothing, other content is refused."""

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from learn.audit import AuditEntry, Event
from learn.catalogue import Course, CourseVersion, Page, UnitKind
from learn.catalogue.pack import Pack, read, read_zip
from learn.kit import clock
from learn.kit.db import db
from learn.kit.web import Refused
from learn.people import Person
from tests.catalogue.packs import PNG, spoil
from tests.small_course import small_pack

DIGEST = "b93e9e79e490c3d41bea7837ed76daee81c78aa81242cb4155ea168252862cd9"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A faultless pack of a course that nobody has loaded yet."""
    return small_pack(tmp_path, code="GMP-900")


@pytest.fixture
def pack(folder: Path) -> Pack:
    """That pack, read."""
    return read(folder)


def test_the_digest_of_a_pack_is_the_same_everywhere_and_for_ever(tmp_path: Path) -> None:
    assert read(small_pack(tmp_path)).digest == DIGEST


def test_comments_and_the_order_of_keys_are_no_content(folder: Path) -> None:
    before = read(folder).digest
    spoil(folder, "course.yaml", "catalogue: gmp\n", "# the subject\n")
    spoil(folder, "course.yaml", "hours: 0.5", "hours: 0.50\ncatalogue: gmp")
    assert read(folder).digest == before
    spoil(folder, "course.yaml", "hours: 0.50", "hours: 0.75")
    assert read(folder).digest != before


def test_loading_makes_a_version_with_units_pages_and_questions(session: Any, pack: Pack, ada: Person) -> None:
    version = CourseVersion.load(pack, by=ada)
    assert (version.audit_name, version.title.en, version.digest) == ("GMP-900 1.0", "GMP foundations", pack.digest)
    assert [unit.kind for unit in version.units] == [UnitKind.LESSON, UnitKind.LESSON, UnitKind.QUIZ]
    assert {page.language for page in version.units[0].pages} == {"zh", "en"}
    assert version.units[0].page_in("en").outline[0] == {"id": "who", "title": "Who answers"}
    assert len(version.units[2].quiz.pool) == 8
    assert version.units[2].quiz.shows == 4
    assert version.publication is None


def test_a_pack_may_say_which_certificate_it_gives_and_comes_back_as_it_was(session: Any, folder: Path) -> None:
    silent = read(folder)
    assert "certificate" not in silent.course
    spoil(folder, "course.yaml", "hours: 0.5", "hours: 0.5\ncertificate: delta")
    said = read(folder)
    assert said.digest != silent.digest
    version = CourseVersion.load(said, by=None)
    assert version.certificate == "delta"
    assert read_zip(io.BytesIO(version.pack), "again.zip").zip == said.zip


def test_a_version_whose_pack_says_nothing_leaves_its_certificate_to_the_rule(session: Any, pack: Pack) -> None:
    assert CourseVersion.load(pack, by=None).certificate is None


def test_loading_leaves_an_audit_entry(session: Any, pack: Pack, ada: Person) -> None:
    version = CourseVersion.load(pack, by=ada)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.event == Event.VERSION_LOADED)).all()[-1]
    assert (entry.actor_id, entry.subject_id, entry.new["digest"]) == (ada.id, version.id, pack.digest)


def test_the_same_pack_twice_changes_nothing(session: Any, pack: Pack, ada: Person) -> None:
    version = CourseVersion.load(pack, by=ada)
    entries = session.scalar(select(func.count(AuditEntry.id)))
    assert CourseVersion.load(pack, by=ada) is version
    assert session.scalar(select(func.count(AuditEntry.id))) == entries


def test_other_content_under_the_same_number_is_refused(session: Any, folder: Path, ada: Person) -> None:
    CourseVersion.load(read(folder), by=ada)
    spoil(folder, "course.yaml", "hours: 0.5", "hours: 2")
    with pytest.raises(Refused, match="GMP-900 1.0 was loaded with other content and is frozen"):
        CourseVersion.load(read(folder), by=ada)


def test_a_course_does_not_move_to_another_catalogue(session: Any, folder: Path) -> None:
    CourseVersion.load(read(folder), by=None)
    spoil(folder, "course.yaml", "catalogue: gmp", "catalogue: trials")
    spoil(folder, "course.yaml", '"1.0"', '"1.1"')
    with pytest.raises(Refused, match="stands in another catalogue"):
        CourseVersion.load(read(folder), by=None)


def test_versions_share_the_pages_and_questions_that_did_not_change(session: Any, folder: Path) -> None:
    first = CourseVersion.load(read(folder), by=None)
    spoil(folder, "course.yaml", '"1.0"', '"1.1"')
    spoil(folder, "units/02-lesson-2.en.md", "Once cells", "When cells")
    spoil(folder, "questions.yaml", "en: HR}", "en: The HR office}")
    second = CourseVersion.load(read(folder), by=None)
    assert second.units[0].page_in("en") is first.units[0].page_in("en")
    assert second.units[1].page_in("zh") is first.units[1].page_in("zh")
    assert second.units[1].page_in("en") is not first.units[1].page_in("en")
    pools = [{drawn.version_id for drawn in version.units[2].quiz.pool} for version in (first, second)]
    assert len(pools[0] & pools[1]) == 7


def test_the_exported_pack_loads_as_the_very_same_pack(session: Any, pack: Pack) -> None:
    exported = CourseVersion.load(pack, by=None).pack
    again = read_zip(io.BytesIO(exported), "again.zip")
    assert again.digest == pack.digest
    assert again.zip == exported


def test_a_loaded_version_is_frozen_in_the_database(session: Any, gmp101: CourseVersion) -> None:
    for table in ("course_version", "unit", "page", "unit_page", "publication"):
        with pytest.raises(DatabaseError, match="append-only"), session.begin_nested():
            session.execute(db.text(f"UPDATE {table} SET id = id"))
        with pytest.raises(DatabaseError, match="append-only"), session.begin_nested():
            session.execute(db.text(f"DELETE FROM {table}"))


def test_a_page_shows_the_addresses_of_icons_and_pictures(session: Any, folder: Path, app: Any) -> None:
    (folder / "media" / "room.png").write_bytes(PNG)
    for language in ("zh", "en"):
        spoil(folder, f"units/01-lesson-1.{language}.md", "media/chain.svg", "media/room.png")
    version = CourseVersion.load(read(folder), by=None)
    with app.test_request_context():
        html = version.units[0].page_in("en").shown_in(version.course)
    assert f"/courses/GMP-900/media/{version.media[0].digest}" in html
    assert "icon:" not in html


# in force


def test_nobody_puts_into_force_what_they_loaded(session: Any, pack: Pack, ada: Person, quinn: Person) -> None:
    version = CourseVersion.load(pack, by=ada)
    with pytest.raises(Refused, match="You loaded GMP-900 1.0 yourself"):
        version.publish(by=ada)
    assert version.publish(by=quinn).effective_on == clock.today()
    with pytest.raises(Refused, match="already published"):
        version.publish(by=quinn)


def test_a_version_does_not_come_into_force_in_the_past(session: Any, pack: Pack, quinn: Person) -> None:
    with pytest.raises(Refused, match="today or later"):
        CourseVersion.load(pack, by=None).publish(by=quinn, effective_on=clock.today() - timedelta(days=1))


def _numbers(day: date) -> list[str]:
    return [
        version.number for version in db.session.scalars(CourseVersion.in_force(day).where(Course.code == "GMP-900"))
    ]


def test_people_learn_the_newest_publication_whose_day_has_come(session: Any, folder: Path, quinn: Person) -> None:
    today, next_week = clock.today(), clock.today() + timedelta(days=7)
    CourseVersion.load(read(folder), by=None).publish(by=quinn)
    spoil(folder, "course.yaml", '"1.0"', '"1.1"')
    CourseVersion.load(read(folder), by=None).publish(by=quinn, effective_on=next_week)
    session.flush()
    assert _numbers(today) == ["1.0"]
    assert _numbers(next_week) == ["1.1"]
    assert _numbers(today - timedelta(days=1)) == []


def test_two_publications_on_one_day_the_later_one_holds(session: Any, folder: Path, quinn: Person) -> None:
    for number in ("1.0", "1.9", "1.10"):
        text = (folder / "course.yaml").read_text(encoding="utf-8")
        lines = [f'version: "{number}"' if line.startswith("version:") else line for line in text.split("\n")]
        (folder / "course.yaml").write_text("\n".join(lines), encoding="utf-8")
        CourseVersion.load(read(folder), by=None).publish(by=quinn)
    session.flush()
    assert _numbers(clock.today()) == ["1.10"]


def test_an_earlier_version_does_not_follow_a_later_one(session: Any, folder: Path, quinn: Person) -> None:
    first = CourseVersion.load(read(folder), by=None)
    spoil(folder, "course.yaml", '"1.0"', '"2.0"')
    CourseVersion.load(read(folder), by=None).publish(by=quinn)
    with pytest.raises(Refused, match="GMP-900 2.0 is already published"):
        first.publish(by=quinn)


# search


@pytest.mark.parametrize(
    "term", ["细胞治疗", "xibao", "xi bao", "XBZL", "foundations", "gmp-900", "ｇｍｐ", "怎样记录"]
)
def test_a_course_is_found_by_chinese_pinyin_initials_and_english(session: Any, pack: Pack, term: str) -> None:
    CourseVersion.load(pack, by=None).publish(by=None)
    session.flush()
    assert "GMP-900" in [
        version.course.code
        for version in session.scalars(CourseVersion.in_force(clock.today()).where(CourseVersion.matches(term)))
    ]


@pytest.mark.parametrize("term", ["疫苗", "%", "_", "zzz"])
def test_what_stands_in_no_course_finds_nothing(session: Any, pack: Pack, term: str) -> None:
    CourseVersion.load(pack, by=None).publish(by=None)
    session.flush()
    assert not session.scalars(CourseVersion.in_force(clock.today()).where(CourseVersion.matches(term))).all()


def test_pages_are_stored_once(session: Any, pack: Pack, gmp101: CourseVersion) -> None:
    before = session.scalar(select(func.count(Page.id)))
    CourseVersion.load(pack, by=None)  # another course with the very same lessons
    assert session.scalar(select(func.count(Page.id))) == before
