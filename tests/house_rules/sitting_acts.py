"""The acts around sitting a quiz by special rules, and who has more time."""

from learn.assessment import ExtraTime
from learn.kit.db import db
from tests import cast
from tests.house_rules.correction_acts import Steps

HANA, EVA = "hana@pujiang.example", "eva@pujiang.example"

STEPS = [
    Steps("assessment.go_on", EVA, "/attempts/{attempt}/next-question", {"leaving": "1"}),
    Steps("hr.allow_extra_time", HANA, "/hr/people/{learner}/extra-time", {"percent": "25", "reason": "On file"}),
    Steps("hr.end_extra_time", HANA, "/hr/extra-time/{extra}/ending"),
]


def set_out() -> dict[str, object]:
    """Somebody with more time for a while."""
    eva, hana = cast.person(EVA), cast.person(HANA)
    extra = ExtraTime.allow(eva, organisation=eva.organisation, percent=25, reason="On file", by=hana)
    db.session.flush()
    return {"learner": cast.person("bo@pujiang.example").memberships[0].id, "extra": extra.id}
