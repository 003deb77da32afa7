"""The acts that put versions into force, decide who learns again, release, retire and restore."""

from pathlib import Path

from learn import demo
from learn.catalogue import Hold
from learn.catalogue.pack import read
from learn.catalogue.retiring.retirement import retire
from learn.catalogue.reviews import Review
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import Words
from learn.people import JobRole
from tests import cast
from tests.conftest import load_course
from tests.house_rules.correction_acts import ADA, QUINN, Steps
from tests.second_version import load, pack_of, terms

WHY = "The rule was revised"
DECISION = {
    "effective_on": "{today}",
    "units-0-slug": "lesson-2",
    "units-0-level": "delta",
    "units-0-reason": WHY,
    "days": "14",
}
SIGNED = {"reason": WHY, "password": demo.PASSWORD}
ON = {**SIGNED, "effective_on": "{today}"}
STEPS = [
    Steps(
        "releases.approve_review",
        QUINN,
        "/studio/reviews/{changed_review}/approval",
        {**DECISION, **SIGNED, "digest": "{review_shown}"},
    ),
    Steps("releases.propose_for_review", ADA, "/studio/reviews/{changed_review}/retraining-proposal", DECISION),
    Steps(
        "releases.approve_version",
        QUINN,
        "/studio/versions/{version}/publication",
        {**ON, "digest": "{version_shown}"},
    ),
    Steps("releases.propose_for_version", ADA, "/studio/versions/{changed_version}/retraining-proposal", DECISION),
    Steps("releases.release_early", QUINN, "/studio/versions/{held_version}/release", SIGNED),
    Steps("retiring.retire_course", QUINN, "/studio/courses/GMP-101/retirement", ON),
    Steps("retiring.restore_course", QUINN, "/studio/courses/GMP-909/restoration", ON),
]


def set_out(folder: Path) -> dict[str, object]:
    """A changed version under review, one that was loaded, one that is held back, and a course that is retired."""
    ada, quinn = cast.person(ADA), cast.person(QUINN)
    for code in ("GMP-906", "GMP-907", "GMP-908", "GMP-909"):
        retired = load_course(folder / "first", code=code)
    retire(retired.course, by=quinn, reason=WHY, effective_on=clock.today())
    db.session.add(JobRole(code="critical", title=Words(zh="关键岗位", en="Critical")))
    db.session.flush()
    review = Review.of_pack(read(pack_of(folder, code="GMP-906")), by=ada, reason=WHY)
    loaded, held = load(folder, code="GMP-907"), load(folder, code="GMP-908")
    held.publish(by=quinn, terms=terms(hold=Hold(("critical",), 80), lesson_2="delta"))
    db.session.flush()
    return {
        "changed_review": review.id,
        "review_shown": review.digest,
        "changed_version": loaded.id,
        "held_version": held.id,
        "today": clock.today().isoformat(),
    }
