"""Packs may hold every kind of question; what does not fit together is a fault with its line."""

import json
from pathlib import Path

import pytest
import yaml

from learn.assessment import BankFile, QuestionVersion
from learn.catalogue import CourseVersion
from learn.catalogue.pack import read
from learn.kit.db import db
from learn.kit.digest import digest_of
from tests.assessment.bodies import DOORS, EVERY, HOTSPOT, JUDGED, both
from tests.catalogue.packs import PNG, faults_of
from tests.small_course import small_pack


def pack_with(folder: Path, kind: str, body: dict, **other: object) -> Path:
    """The small pack with one more question; its picture lies in media/ where it needs one."""
    pack = small_pack(folder)
    file = pack / "questions.yaml"
    questions = yaml.safe_load(file.read_text())
    plain = {key: value for key, value in body.items() if key != "media"}
    first = {
        key: questions[0][key] for key in ("unit", "objective", "difficulty", "reason", "source", "clause", "check")
    }
    text = both("In [[a]], [[b]], [[c]]")
    questions.append({"id": "Q99", **first, "kind": kind, "text": text, **plain, **other})
    questions = json.loads(json.dumps(questions, default=str))  # nothing twice, or YAML would write an anchor
    file.write_text(yaml.safe_dump(questions, allow_unicode=True, sort_keys=False))
    if "room.png" in str(plain) or "room.png" in str(other):
        (pack / "media" / "room.png").write_bytes(PNG)
    return pack


@pytest.mark.parametrize("named", EVERY)
def test_every_kind_may_stand_in_a_pack(tmp_path, app, named):
    kind, body = EVERY[named]
    with app.test_request_context("/?hl=en"):
        found = [str(fault) for fault in faults_of(pack_with(tmp_path, kind, body))]
    allowed = ("No Chinese answer", "No English answer") if kind in ("short", "cloze") else ()
    assert [fault for fault in found if not any(words in fault for words in allowed)] == []


def test_a_question_brings_its_picture_along(tmp_path, app):
    pack = pack_with(tmp_path, "hotspot", HOTSPOT, format="markdown", points=2)
    CourseVersion.load(read(_as_new_course(pack)), by=None)
    db.session.flush()
    version = db.session.scalars(db.select(QuestionVersion).where(QuestionVersion.kind == "hotspot")).one()
    digest = version.body["media"]["room.png"]["digest"]
    assert version.body["points"] == 2
    assert db.session.scalars(db.select(BankFile.digest)).all() == [digest]


def _as_new_course(pack: Path) -> Path:
    course = (pack / "course.yaml").read_text().replace("GMP-101", "GMP-905")
    (pack / "course.yaml").write_text(course)
    return pack.rename(pack.with_name("GMP-905"))


@pytest.mark.parametrize(
    ("kind", "body", "sentence"),
    [
        ("cloze", {"gaps": [{"id": "a", "kind": "short", "accept": ["QP", "受权人"]}]}, "There is no gap “b”."),
        ("hotspot", {**HOTSPOT, "most": 1, "areas": [{**one, "correct": True} for one in HOTSPOT["areas"]]}, "Exactly one choice must be correct; here are 3."),
        ("hotspot", {**DOORS, "width": 50}, "This area lies outside the picture."),
        ("hotspot", {**DOORS, "image": "hall.png"}, "There is no picture “hall.png” in media/ for this question."),
        ("hotspot", {key: value for key, value in DOORS.items() if key != "alt"}, "“alt” is missing."),
        ("scenario", {"questions": [JUDGED["questions"][0], JUDGED["questions"][0]]}, "Two parts of this question have the same id."),
        ("scenario", {"questions": [{"id": "p", "kind": "scenario", "text": both("?"), "questions": []}]}, "“kind” must be one of"),
        ("essay", {"least_words": 9, "most_words": 3}, "“least_words” is more than “most_words”."),
        ("essay", {"types": ["pdf"]}, "“types” does not belong to this kind."),
        ("upload", {"types": ["exe"]}, "must be one of: pdf, jpg, png."),
        ("numeric", {"answers": [{"least": 3, "most": 2}]}, "“least” is more than “most”."),
        ("numeric", {"answer": 1, "unit_required": True}, "A unit can be asked for only where “measure” names it."),
        ("multiple", {"choices": [{"id": "a", **both("a"), "correct": True, "weight": "60"}, {"id": "b", **both("b")}]}, "The weights above 0 must add up to 100; here they are 60.0."),
        ("single", {"choices": [{"id": "a", **both("a"), "correct": True, "weight": "half"}, {"id": "b", **both("b")}]}, "“half” is not a weight"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_a_fault(tmp_path, app, kind, body, sentence):
    with app.test_request_context("/?hl=en"):
        assert any(sentence in str(fault) for fault in faults_of(pack_with(tmp_path, kind, body)))


def test_a_question_of_an_older_pack_has_the_digest_that_it_always_had(gmp101):
    """What a pack said before there were further kinds gives the very same content."""
    version = db.session.scalars(db.select(QuestionVersion).order_by(QuestionVersion.id)).first()
    keys = (
        "kind",
        "topic",
        "objective",
        "difficulty",
        "text",
        "body",
        "reason",
        "source",
        "source_title",
        "clause",
        "check",
    )
    assert version.digest == digest_of({key: getattr(version, key) for key in keys})
    assert version.body.keys() <= {"choices", "answer", "tolerance", "unit", "pairs", "extra", "items", "accept"}
