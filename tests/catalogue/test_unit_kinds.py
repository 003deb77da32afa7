"""Documents, recordings and the rules of an outline, as a pack says them."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from learn.catalogue import CourseVersion, UnitKind
from learn.catalogue.comparison import Comparison
from learn.catalogue.pack import read
from learn.kit.db import db
from learn.kit.storage import storage
from tests.catalogue.packs import faults_of, said, spoil
from tests.kinds_course import FILM_SECONDS, kinds_pack, pdf
from tests.kit.recordings import mp4
from tests.small_course import small_pack


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A faultless pack of every kind of unit, to be spoilt."""
    return kinds_pack(tmp_path)


def test_a_pack_of_every_kind_has_no_fault(pack: Path) -> None:
    assert faults_of(pack) == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("needs: [lesson-1]", "needs: [lesson-9]", "There is no unit “lesson-9”."),
        ("needs: [lesson-1]", "needs: [talk]", "“sop” is required and waits for “talk”, which is optional."),
        ("needs: [lesson-1]", "needs: [sop]", "never open: sop → sop."),
        ("needs: [lesson-1]", "needs: [lesson-1, lesson-1]", "“needs” names something twice."),
        ("least_minutes: 5", "least_minutes: 50", "longer than the reading time itself"),
        ("minutes: 2\n", "minutes: 2\n    least_minutes: 2\n", "“least_minutes” does not belong to this kind."),
        ("    number: SOP-012\n", "", "“number” is missing."),
        ('edition: "3"', "edition: 3", "This must be a text; put it in quotes."),
        ("kind: video\n", "kind: video\n    number: X\n", "“number” does not belong to this kind."),
        ("kind: lesson\n", "kind: lesson\n    watched: 90\n", "“watched” does not belong to this kind."),
        ("kind: lesson\n", "kind: lesson\n    file: media/x.pdf\n", "“file” does not belong to this kind."),
        ("kind: quiz\n", "kind: quiz\n    least_minutes: 5\n", "“least_minutes” does not belong to this kind."),
        ("watched: 80", "watched: 101", "“watched” must be at most 100."),
        ("file: media/airlock.mp4", "file: media/airlocks.mp4", "There is no file media/airlocks.mp4."),
        ("file: media/airlock.mp4", "file: airlock.mp4", "“airlock.mp4” is not a file in media/"),
        ("file: media/airlock.mp4", "file: media/talk.en.mp3", "this must be MP4 or WEBM"),
        ("zh: media/sop-012.zh.pdf", "zh: media/airlock.mp4", "this must be PDF"),
        ("    captions: {zh: media/airlock.zh.vtt, en: media/airlock.en.vtt}\n", "", "“captions” is missing."),
        (", en: media/airlock.en.vtt}", "}", "“en” is missing."),
        ("kind: document", "kind: package", "“kind” must be one of: lesson, document, video, audio, quiz."),
    ],
)
def test_a_wrong_rule_is_named_by_file_and_line(pack: Path, old: str, new: str, sentence: str) -> None:
    line = spoil(pack, "course.yaml", old, new)
    found = [fault for fault in faults_of(pack) if sentence in fault.sentence]
    assert found, f"“{sentence}” is not among:\n{said(pack)}"
    assert found[0].file == "course.yaml"
    assert abs(found[0].line - line) <= 4, f"{found[0]} was expected near line {line}"


def test_units_that_wait_for_each_other_are_named_as_a_circle(pack: Path) -> None:
    spoil(pack, "course.yaml", "needs: [lesson-1]", "needs: [film]")
    line = spoil(pack, "course.yaml", "watched: 80", "watched: 80\n    needs: [lesson-1, sop]")
    circles = [fault for fault in faults_of(pack) if "wait for each other" in fault.sentence]
    assert [fault.sentence for fault in circles] == [
        "These units wait for each other and never open: sop → film → sop."
    ]
    assert circles[0].line < line


def test_something_must_be_required(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, lessons=1)
    for kind in ("lesson", "quiz"):
        spoil(pack, "course.yaml", f"kind: {kind}", f"kind: {kind}\n    required: false")
    assert "No unit is required" in said(pack)


def test_a_qualification_needs_a_quiz_that_must_be_passed(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, lessons=1)
    spoil(pack, "course.yaml", "hours: 0.5", "hours: 0.5\ncertificate: qualification")
    assert faults_of(pack) == []
    spoil(pack, "course.yaml", "kind: quiz", "kind: quiz\n    required: false")
    assert "it needs a quiz" in said(pack)


def test_a_transcript_is_part_of_a_recording(pack: Path) -> None:
    (pack / "units" / "03-film.zh.md").unlink()
    assert "units/03-film.zh.md:1: This file is missing." in said(pack)


def test_a_file_that_no_unit_shows_is_a_fault(pack: Path) -> None:
    (pack / "media" / "old.pdf").write_bytes(pdf())
    assert "media/old.pdf:1: No unit shows this file." in said(pack)


def acting_pdf() -> bytes:
    """A PDF that runs a script when it is opened."""
    document, stream = pikepdf.open(io.BytesIO(pdf())), io.BytesIO()
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("airlock.mp4", b"MZ\x90\0 not a film", "This is not one of the files that are asked for: MP4."),
        ("airlock.mp4", mp4()[:-50], "This recording is damaged"),
        ("airlock.mp4", mp4(lasts=0), "does not say how long it lasts"),
        ("sop-012.en.pdf", acting_pdf(), "This PDF holds scripts"),
        ("sop-012.en.pdf", b"<html><script>alert(1)</script>", "not one of the files that are asked for: PDF."),
        ("airlock.en.vtt", b"WEBVTT\n\n00:04.000 --> 00:01.000\nNo\n", "this caption ends before it begins"),
        ("airlock.en.vtt", b"WEBVTT\n\n00:01.000 --> 00:04.000\n<script>x</script>\n", "may not stand in a caption"),
    ],
)
def test_a_file_is_known_by_what_it_holds(pack: Path, name: str, content: bytes, sentence: str) -> None:
    (pack / "media" / name).write_bytes(content)
    assert f"media/{name}:1: " in said(pack)
    assert sentence in said(pack)


def test_a_recording_may_be_larger_than_a_text(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("learn.catalogue.pack.folder.MOST_BYTES", 100_000)
    (pack / "media" / "airlock.mp4").write_bytes(
        mp4(lasts=FILM_SECONDS * 1000) + (b"\0\0\xea\x60free" + bytes(59_992)) * 3
    )
    assert faults_of(pack) == []
    monkeypatch.setitem(__import__("learn.catalogue.pack.media", fromlist=["x"]).MOST_LARGE, "mp4", 100_000)
    assert "media/airlock.mp4:1: This file is larger than" in said(pack)
    monkeypatch.setattr("learn.catalogue.pack.folder.MOST_OF_ALL", 100_000)
    assert "Documents and recordings may bring it to" in said(pack)


def test_questions_may_ask_about_a_document(pack: Path) -> None:
    spoil(pack, "questions.yaml", "unit: lesson-1", "unit: sop")
    assert faults_of(pack) == []


# loading


@pytest.fixture
def version(app: Any, pack: Path) -> CourseVersion:
    """The pack, loaded."""
    return CourseVersion.load(read(pack), by=None)


def test_loading_keeps_what_each_unit_shows_and_asks_for(version: CourseVersion) -> None:
    lesson, sop, film, talk, quiz = version.units
    assert [unit.kind for unit in version.units] == list(UnitKind)
    assert (sop.document_number, sop.document_edition, sop.least_minutes, sop.needs) == (
        "SOP-012",
        "3",
        5,
        ["lesson-1"],
    )
    assert (film.watched, talk.watched, lesson.watched) == (80, 90, None)
    assert [unit.required for unit in version.units] == [True, True, True, False, True]
    assert film.shown_in("zh").file.media is film.shown_in("en").file.media
    assert film.shown_in("zh").file.seconds == FILM_SECONDS
    assert talk.shown_in("zh").file.seconds * 2 in (
        talk.shown_in("en").file.seconds,
        talk.shown_in("en").file.seconds - 1,
    )
    assert [one.language for one in film.shown_in("en").captions] == ["en", "zh"]
    assert film.page_in("zh").outline[0]["id"] == "gowning"
    assert sop.page_in("zh") is None
    assert (quiz.needs, quiz.files) == (None, [])


def test_what_a_unit_shows_lies_in_storage_under_its_digest(version: CourseVersion, pack: Path) -> None:
    file = version.units[1].shown_in("en").file
    assert (file.media.media_type, storage().get(file.media.key)) == (
        "application/pdf",
        (pack / "media" / "sop-012.en.pdf").read_bytes(),
    )


def test_the_exported_pack_is_the_pack(version: CourseVersion, pack: Path, tmp_path: Path) -> None:
    (tmp_path / "out.zip").write_bytes(version.pack)
    again = read(tmp_path / "out.zip")
    assert (again.digest, again.zip) == (version.digest, read(pack).zip)


def test_a_pack_that_says_nothing_new_has_the_digest_that_it_always_had(tmp_path: Path) -> None:
    """Reckoned by the platform of before there were documents, recordings and optional units."""
    assert read(small_pack(tmp_path)).digest == "b93e9e79e490c3d41bea7837ed76daee81c78aa81242cb4155ea168252862cd9"


def test_an_old_unit_is_required_and_waits_by_the_old_rule(app: Any, gmp101: CourseVersion) -> None:
    old = db.session.execute(db.text("SELECT required, needs FROM unit")).all()
    assert {bool(required) for required, _needs in old} == {True}
    assert {unit.needs for unit in gmp101.units} == {None}


def test_another_edition_of_a_document_is_a_change_for_the_reviewer(version: CourseVersion, tmp_path: Path) -> None:
    newer = kinds_pack(tmp_path / "newer", version="1.1")
    assert Comparison(read(newer)).units.changed == []
    (newer / "media" / "sop-012.en.pdf").write_bytes(pdf("Edition 4"))
    spoil(newer, "course.yaml", "watched: 80", "watched: 90")
    assert Comparison(read(newer)).units.changed == ["sop", "film"]
