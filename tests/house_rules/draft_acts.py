"""The acts on drafts and reviews: begin, write, hand in, send back, take back, drop."""

from pathlib import Path

from learn.catalogue import Course, CourseVersion
from learn.catalogue.drafts.beginning import begin_version
from learn.catalogue.pack import read
from learn.catalogue.reviews import Review
from learn.kit.db import db
from tests import cast
from tests.house_rules.correction_acts import ADA, QUINN, Steps
from tests.small_course import small_pack

WHY = "The rule has changed"
NEW = {"code": "GMP-555", "catalogue": "gmp", "zh": "冷链", "en": "Cold chain", "organisation": "ALLIANCE"}
STEPS = [
    Steps("drafts.add_course", ADA, "/studio/courses", NEW),
    Steps("drafts.begin", ADA, "/studio/courses/GMP-101/drafts", {"step": "minor"}),
    Steps("drafts.hand_in", ADA, "/studio/drafts/{draft}/reviews", {"reason": WHY}),
    Steps("drafts.drop", ADA, "/studio/drafts/{dropped_draft}/dropping", {"why": WHY}),
    Steps("reviews.send_back", QUINN, "/studio/reviews/{faulty_review}/sending-back", {"reason": WHY}),
    Steps("reviews.take_back", ADA, "/studio/reviews/{taken_review}/taking-back"),
]


def set_out(folder: Path) -> dict[str, object]:
    """A draft or a review for each act, of a course of its own."""
    ada = cast.person(ADA)
    written = begin_version(_course(folder, 922), major=False, by=ada)
    dropped = begin_version(_course(folder, 923), major=True, by=ada)
    reviews = [
        Review.of_pack(read(small_pack(folder / code, code=code)), by=ada, reason=WHY)
        for code in ("GMP-924", "GMP-925")
    ]
    db.session.flush()
    ids = [written.id, dropped.id, *(review.id for review in reviews)]
    return dict(zip(("draft", "dropped_draft", "faulty_review", "taken_review"), ids, strict=True))


def _course(folder: Path, number: int) -> Course:
    code = f"GMP-{number}"
    return CourseVersion.load(read(small_pack(folder / code, code=code)), by=None).course
