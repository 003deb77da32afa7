"""`bin/bench authoring`: a course of 200 units and 2,000 questions beside one of 10 units, and a version that 5,000 people hold.

Opening the desk, handing in and putting into force are told per unit, as ratios; publishing also in seconds.
With TEST_DATABASE_URL it runs on PostgreSQL.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flask_migrate
import yaml
from flask import Flask

from learn import create_app
from learn.catalogue import CourseVersion
from learn.catalogue.drafts.beginning import begin_version
from learn.catalogue.drafts.draft import CourseDraft
from learn.catalogue.drafts.parts import part_of_text
from learn.catalogue.pack import read
from learn.catalogue.pack.writing import course_yaml, questions_yaml
from learn.catalogue.reviews import Review
from learn.config import ROOT
from learn.kit.db import db, transaction
from learn.kit.text import Words
from learn.people import JobRole, SignIn
from learn.signatures import Meaning, Signature
from tests import cast
from tests.benchmarks.stage import settings
from tests.conftest import load_course
from tests.second_version import load, terms
from tests.small_course import small_pack
from tests.training.crowd import many_holders

SMALL, LARGE, QUESTIONS, HOLDERS = 10, 200, 10, 5_000  # units, units, questions a unit, people
ADA, QUINN = "ada@alliance.example", "quinn@alliance.example"


def main() -> None:
    """Measure a small and a large course, then a version that many hold."""
    with settings() as config:
        app = create_app(config)
        app.extensions["bell"] = lambda name, args: None
        with app.app_context():
            flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        with app.app_context(), transaction():
            cast.gather()
        folder = Path(str(app.config["VAR"])) / "packs"
        small, large = measured(app, folder, SMALL, "GMP-810"), measured(app, folder, LARGE, "GMP-820")
        print(f"{'per unit':<26} {SMALL:>10} units {LARGE:>10} units     ratio   aim")
        for title, spent in small.items():
            one, many = spent / SMALL, large[title] / LARGE
            print(f"{title:<26} {one:13.2f} ms {many:13.2f} ms {many / one:7.2f} x   3 x")
        print(f"publish, held by {HOLDERS:,}     {held_by_many(app, folder):8.2f} s                          2 s")
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def measured(app: Flask, folder: Path, units: int, code: str) -> dict[str, float]:
    """Milliseconds for each step of a course with so many units."""
    print(f"writing {code} with {units} units …", file=sys.stderr)
    with app.app_context(), transaction():
        version = CourseVersion.load(read(large_pack(folder / code, units, code)), by=None)
        version.publish(by=None)
        draft = begin_version(version.course, major=False, by=cast.person(ADA))
        part = part_of_text("lesson-1", "en")
        draft.write(part, f"{draft.newest(part).content}\n\nMore.\n", over=1, by=cast.person(ADA))  # type: ignore[union-attr]
        id_ = draft.id
    found = {"open the desk": page(app, f"/studio/drafts/{id_}")}
    found["hand in"] = timed(app, lambda: hand_in(id_))
    found["put into force"] = timed(app, lambda: approve(code))
    return found


def large_pack(folder: Path, units: int, code: str) -> Path:
    """The small course with so many lessons and ten questions about each; its quiz draws twenty of any."""
    pack = small_pack(folder, code=code, lessons=units)
    course = yaml.safe_load((pack / "course.yaml").read_text("utf-8"))
    course["sources"]["CG"]["from"] = "2011-03-01"
    course["units"][-1]["quiz"]["draw"] = [{"count": 20}]
    (pack / "course.yaml").write_bytes(course_yaml(course))
    some = yaml.safe_load((pack / "questions.yaml").read_text("utf-8"))[:8]
    asked = [
        {**some[n % 8], "id": f"Q{n + 1:02d}", "unit": f"lesson-{n // QUESTIONS + 1}"} for n in range(units * QUESTIONS)
    ]
    (pack / "questions.yaml").write_bytes(questions_yaml(asked))
    return pack


def timed(app: Flask, work: Callable[[], Any]) -> float:
    """Milliseconds of processor time for one piece of work, the commit included."""
    with app.app_context():
        begun = time.process_time()
        with transaction():
            work()
        return (time.process_time() - begun) * 1000


def page(app: Flask, path: str) -> float:
    """The least of some visits of Ada to a page."""
    client = app.test_client()
    with app.app_context(), transaction():
        ada = cast.person(ADA)
        token, name = SignIn.begin(ada, device="bench"), ada.fs_uniquifier
    with client.session_transaction() as kept:
        kept["_user_id"], kept["_fresh"], kept["sign_in"] = name, True, token
    spent = []
    for _visit in range(6):
        begun = time.process_time()
        assert client.get(path).status_code == 200
        spent.append((time.process_time() - begun) * 1000)
    return min(spent)


def hand_in(id_: int) -> None:
    """Ada hands the draft in."""
    Review.hand_in(db.session.get_one(CourseDraft, id_), by=cast.person(ADA), reason="More")


def approve(code: str) -> None:
    """Quinn signs it."""
    review = next(one for one in db.session.scalars(Review.waiting()) if one.course.code == code)
    quinn = cast.person(QUINN)
    signature = Signature.over(review, digest=review.digest, meaning=Meaning.VERSION_APPROVED, by=quinn)
    db.session.flush()
    review.approve(by=quinn, signature=signature, reason="", terms=terms(lesson_1="delta"))


def held_by_many(app: Flask, folder: Path) -> float:
    """Seconds until a version is in force that five thousand people hold in an earlier one; telling them is work."""
    with app.app_context(), transaction():
        first = load_course(folder / "held", code="GMP-830")
        role = JobRole(code="bench", title=Words("操作员", "Operator"))
        db.session.add(role)
        db.session.flush()
        many_holders(first, cast.organisation(cast.PUJIANG), role, HOLDERS, prefix="held")
        load(folder / "next", code="GMP-830")
    with app.app_context():
        begun = time.perf_counter()
        with transaction():
            found = next(one for one in db.session.scalars(db.select(CourseVersion)) if one.audit_name == "GMP-830 2.0")
            found.publish(by=cast.person(QUINN), terms=terms(lesson_2="delta"))
        return time.perf_counter() - begun


if __name__ == "__main__":
    main()
