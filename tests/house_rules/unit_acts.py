"""The acts on units to read, to play and to sign."""

from pathlib import Path

from learn import demo
from learn.catalogue import CourseVersion
from learn.catalogue.pack import read
from learn.kit.db import db
from learn.learning import Enrolment, Standing
from tests import cast
from tests.house_rules.correction_acts import Steps
from tests.kinds_course import kinds_pack

EVA = "eva@pujiang.example"

STEPS = [
    Steps("unit.sign_document", EVA, "/courses/GMP-903/units/2/signature", {"password": demo.PASSWORD, "opened": "x"}),
]
SHOWN = [
    Steps("unit.still_reading", EVA, "/courses/GMP-903/units/2/reading", {"fresh": "1"}),
    Steps(
        "unit.report_watching", EVA, "/courses/GMP-903/units/3/watching", {"file": "{film}", "played": "0-9", "at": "9"}
    ),
]


def set_out(folder: Path) -> dict[str, object]:
    """A course of every kind of unit, whose lesson Eva has read, and whose document was long before her."""
    version = CourseVersion.load(read(kinds_pack(folder, code="GMP-903")), by=None)
    version.publish(by=None)
    eva = cast.person(EVA)
    db.session.flush()
    enrolment: Enrolment = Standing(eva, version).enrol(by=eva)
    enrolment.read(version.units[0], language="zh", by=eva)
    enrolment.keep_place(version.units[1], place="", language="zh").read_seconds = 600
    db.session.flush()
    return {"film": version.units[2].shown_in("zh").file.media.digest}
