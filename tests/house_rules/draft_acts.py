"""The acts on drafts and reviews: begin, write, hand in, send back, take back, drop."""

from pathlib import Path

from learn.catalogue import Adoption, Course, CourseVersion
from learn.catalogue.drafts.beginning import begin_version
from learn.catalogue.pack import read
from learn.catalogue.reviews import Review, Thread
from learn.catalogue.reviews.place import Place
from learn.kit.db import db
from learn.kit.text import Words
from learn.people import Organisation, OrganisationKind, Permission, Person
from tests import cast
from tests.house_rules.correction_acts import ADA, QUINN, Steps
from tests.small_course import small_pack

HE = "he@adopter.example"  # writes for a member
WHY = "The rule has changed"
NEW = {"code": "GMP-555", "catalogue": "gmp", "zh": "冷链", "en": "Cold chain", "organisation": "ALLIANCE"}
ADOPT = {"course": "GMP-101", "organisation": "{adopting}", "code": "LH-101"}
STEPS = [
    Steps("adoptions.adopt", HE, "/studio/adoptions", ADOPT),
    Steps("adoptions.end", HE, "/studio/adoptions/{adoption}/ending", {"why": WHY}),
    Steps("drafts.add_course", ADA, "/studio/courses", NEW),
    Steps("drafts.begin", ADA, "/studio/courses/GMP-101/drafts", {"step": "minor"}),
    Steps("drafts.hand_in", ADA, "/studio/drafts/{ready_draft}/reviews", {"reason": WHY}),
    Steps("drafts.drop", ADA, "/studio/drafts/{dropped_draft}/dropping", {"why": WHY}),
    Steps("review_threads.comment", QUINN, "/studio/reviews/{commented_review}/threads", {"text": WHY}),
    Steps("review_threads.answer", QUINN, "/studio/threads/{thread}/remarks", {"answer": WHY}),
    Steps("reviews.send_back", QUINN, "/studio/reviews/{faulty_review}/sending-back", {"reason": WHY}),
    Steps("reviews.take_back", ADA, "/studio/reviews/{taken_review}/taking-back"),
]


def set_out(folder: Path) -> dict[str, object]:
    """A draft or a review for each act, of a course of its own."""
    ada = cast.person(ADA)
    written = begin_version(_course(folder, 702), major=False, by=ada)
    ready = begin_version(_course(folder, 708), major=False, by=ada)
    dropped = begin_version(_course(folder, 703), major=True, by=ada)
    reviews = [
        Review.of_pack(read(small_pack(folder / code, code=code)), by=ada, reason=WHY)
        for code in ("GMP-704", "GMP-705", "GMP-706")
    ]
    thread = Thread.begin(reviews[2], Place(), quote="", text=WHY, by=cast.person(QUINN))
    he, adopting = (
        Person.add(email=HE, name="何敏", by=None),
        Organisation.add(
            code="ADOPTER", name=Words("采用医院", "Adopting Hospital"), kind=OrganisationKind.HOSPITAL, by=None
        ),
    )
    db.session.add(adopting)
    he.join(adopting, by=None)
    he.grant(Permission.INSTRUCTOR, adopting, by=None)
    Adoption.begin(_published(folder, 707), adopting, code="LH-907", by=he)
    db.session.flush()
    adoption = db.session.scalars(Adoption.of(adopting)).one()
    ids = [written.id, dropped.id, *(review.id for review in reviews), thread.id, adopting.id, adoption.id, ready.id]
    names = ("draft", "dropped_draft", "faulty_review", "taken_review", "commented_review", "thread")
    names = (*names, "adopting", "adoption", "ready_draft")
    return dict(zip(names, ids, strict=True))


def _published(folder: Path, number: int) -> Course:
    version = CourseVersion.load(read(small_pack(folder / f"p{number}", code=f"GMP-{number}")), by=None)
    version.publish(by=None)
    return version.course


def _course(folder: Path, number: int) -> Course:
    code = f"GMP-{number}"
    return CourseVersion.load(read(small_pack(folder / code, code=code)), by=None).course
