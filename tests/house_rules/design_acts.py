"""The acts around designs of certificates, each on a design of its own."""

from learn import demo
from learn.catalogue import Course
from learn.certificates.designs import Design, DesignVersion
from learn.kit.db import db
from tests import cast
from tests.house_rules.correction_acts import ADA, QUINN, Steps

PAGES = "/studio/certificates/designs"
DRAFT = {
    "seen": "{draft_seen}",
    "sample": "ordinary",
    "kind": "qualification",
    "ink": "#0b3d4a",
    "line": "#3f8f8a",
    "label": "#0b5a5e",
    "note_zh": "学时{{学时}}",
    "note_en": "Hours {{hours}}",
}
STEPS = [
    Steps("designs.begin_design", ADA, PAGES, {"organisation": "{elsewhere}", "course": "0"}),
    Steps("designs.save_draft", ADA, f"{PAGES}/{{design}}/draft", DRAFT),
    Steps("designs.submit", ADA, f"{PAGES}/{{design}}/submission"),
    Steps(
        "design_reviews.approve",
        QUINN,
        f"{PAGES}/{{handed_in}}/versions/1/approval",
        {"password": demo.PASSWORD, "digest": "{design_shown}"},
    ),
    Steps("design_reviews.decline", QUINN, f"{PAGES}/{{handed_in}}/versions/1/refusal", {"note": "The logo is old."}),
]
SHOWN = [
    Steps("designs.preview", ADA, f"{PAGES}/{{design}}/draft/preview", DRAFT),
    Steps("designs.print_draft", ADA, f"{PAGES}/{{design}}/draft/sample", DRAFT),
]


def set_out() -> dict[str, object]:
    """A design with a draft, and one whose first version waits for a reviewer."""
    ada, pujiang = cast.person(ADA), cast.organisation(cast.PUJIANG)
    course = db.session.scalars(db.select(Course)).first()
    design, other = Design.begin(pujiang, None, by=ada), Design.begin(pujiang, course, by=ada)
    db.session.flush()
    version = DesignVersion.submit(other, by=ada)
    db.session.flush()
    return {
        "design": design.id,
        "draft_seen": design.draft.digest,
        "handed_in": other.id,
        "design_shown": version.digest,
    }
