"""Every act that the platform knows: who may do it, where, and with which words it succeeds.

The tests of bad input take one act after the other and spoil it. An act that is not here fails them.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from learn import demo
from learn.assessment import Quiz
from learn.catalogue import CourseVersion, Unit, UnitKind
from learn.catalogue.pack import read
from learn.demo.history import set_back
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import Words
from learn.learning import Enrolment
from learn.notifications import Kind, Notification
from learn.people import JobRole, Person, SignIn
from learn.people.passwords import link_token
from learn.people.roster import RosterUpload
from learn.people.roster.sheet import COLUMNS
from tests import cast
from tests.assessment.sitting import RULES, bank, take
from tests.catalogue.packs import zip_of
from tests.house_rules import (
    bank_acts,
    certificate_acts,
    correction_acts,
    design_acts,
    desk_acts,
    draft_acts,
    interop_acts,
    library_acts,
    marking_acts,
    register_acts,
    sitting_acts,
    unit_acts,
    writing_room_acts,
)
from tests.small_course import small_pack

OMAR, HANA, QUINN, ADA, EVA = (
    f"{name}.example" for name in ("omar@alliance", "hana@pujiang", "quinn@alliance", "ada@alliance", "eva@pujiang")
)
NOBODY = ""
Form = dict[str, str]
Files = Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Act:
    """A form that somebody sends."""

    endpoint: str
    who: str  # an address of the cast; empty: a stranger
    path: str  # with {gaps} for the ids of the scene
    form: Form = field(default_factory=dict)
    files: Files | None = None
    expect: int = 303


REASON = "Agreed with the member"
NAMES = {"zh": "滨海医院", "en": "Binhai Hospital"}
ACCOUNT = {"name": "方圆", "latin_name": "Fang Yuan", "email": "fang@pujiang.example", "language": "zh"}
WORK = {"organisation": "{organisation}", "staff_number": "PJ-0990", "department": "Ward", "begins_on": "2026-11-01"}
PASSWORDS = {"password": "violet tram at noon", "again": "violet tram at noon"}


def acts(scene: dict[str, str], folder: Path) -> list[Act]:
    """Every act there is, on the people and things of a scene."""
    ending = {"on": str(clock.today()), "reason": REASON}
    person, membership, attempt = "/admin/people/{person}", "/admin/memberships/{membership}", "/attempts/{attempt}"
    quiz = "/courses/GMP-101/units/{quiz}"
    return [
        Act("admin_people.add_person", OMAR, "/admin/people/new", {**ACCOUNT, **WORK}),
        Act("admin_people.correct_person", OMAR, f"{person}/details", {**ACCOUNT, "reason": REASON}),
        Act("admin_people.close_account", OMAR, f"{person}/leaving", {"reason": REASON}),
        Act("admin_people.send_password_link", OMAR, f"{person}/password-link"),
        Act(
            "admin_people.give_permission",
            OMAR,
            f"{person}/grants/new",
            {
                "permission": "inspector",
                "organisation": "{organisation}",
                "ends_on": str(clock.today()),
                "reason": REASON,
            },
        ),
        Act("admin_people.withdraw_permission", OMAR, "/admin/grants/{grant}/withdrawal", {"reason": REASON}),
        Act(
            "admin_memberships.begin_membership",
            OMAR,
            f"{person}/memberships/new",
            {**WORK, "organisation": "{elsewhere}"},
        ),
        Act("admin_memberships.move_membership", OMAR, f"{membership}/department", {"department": "Ward"}),
        Act("admin_memberships.end_membership", OMAR, f"{membership}/ending", ending),
        Act(
            "admin_memberships.take_role",
            OMAR,
            f"{membership}/job-roles/new",
            {"job_role": "{role}", "begins_on": "2026-11-01"},
        ),
        Act("admin_memberships.leave_role", OMAR, "/admin/job-roles-held/{held}/ending", ending),
        Act(
            "admin_organisations.add_organisation",
            OMAR,
            "/admin/organisations/new",
            {"code": "BINHAI", "kind": "hospital", **NAMES},
        ),
        Act(
            "admin_organisations.rename_organisation",
            OMAR,
            "/admin/organisations/PUJIANG/names",
            {**NAMES, "reason": REASON},
        ),
        Act("admin_organisations.end_organisation", OMAR, "/admin/organisations/PUJIANG/ending", {"reason": REASON}),
        Act("roster.send_roster", OMAR, "/admin/roster", {"organisation": "{organisation}"}, files=roster),
        Act("roster.apply_roster", OMAR, "/admin/roster/{upload}/application", {"seen": "{seen}"}),
        Act("hr.coach", HANA, "/hr/enrolments/{failed}/coaching", {"unit": "{quiz}", "note": REASON}),
        Act("catalogue.load_pack", ADA, "/studio/packs", files=lambda: pack(folder)),
        Act(
            "catalogue.publish_version",
            QUINN,
            "/studio/versions/{version}/publication",
            {"effective_on": str(clock.today())},
        ),
        Act("assessment.save_answers", EVA, f"{attempt}/answers", {"{question}": "4", "question": "1", "flag": "1"}),
        Act("assessment.hand_in", EVA, f"{attempt}/submission", {"{question}": "4", "sure": "1"}),
        Act("evidence.send_evidence", EVA, "/attempts/{evidenced}/questions/1/evidence", files=evidence),
        *(
            Act(one.endpoint, one.who, one.path, one.form)
            for one in (
                *correction_acts.STEPS,
                *bank_acts.STEPS,
                *interop_acts.STEPS,
                *sitting_acts.STEPS,
                *marking_acts.STEPS,
                *certificate_acts.STEPS,
                *design_acts.STEPS,
                *draft_acts.STEPS,
                *desk_acts.STEPS,
                *unit_acts.STEPS,
                *writing_room_acts.STEPS,
                *register_acts.STEPS,
            )
        ),
        *(
            Act(one.endpoint, one.who, one.path, one.form, expect=200)
            for one in (*design_acts.SHOWN, *unit_acts.SHOWN, *writing_room_acts.SHOWN)
        ),
        Act(
            writing_room_acts.PICTURE.endpoint,
            ADA,
            writing_room_acts.PICTURE.path,
            writing_room_acts.PICTURE.form,
            files=writing_room_acts.picture,
        ),
        Act(bank_acts.TRIAL.endpoint, QUINN, bank_acts.TRIAL.path, bank_acts.TRIAL.form, expect=200),
        Act(interop_acts.SEND.endpoint, ADA, interop_acts.SEND.path, interop_acts.SEND.form, files=interop_acts.file),
        Act("library.send", ADA, library_acts.PAGE, files=library_acts.file),
        Act("library.describe", ADA, library_acts.DESCRIBE, library_acts.WORDS),
        Act("former.bring", HANA, "/certificates/former", {"organisation": "PUJIANG"}, files=certificate_acts.file),
        Act("learning.enrol", HANA, "/courses/GMP-101/enrolment"),
        Act("learning.sit", EVA, f"{quiz}/attempts"),
        Act("learning.read_unit", EVA, "/courses/GMP-101/units/1/completion"),
        Act("learning.keep_place", EVA, "/courses/GMP-101/units/1/place", {"place": "who"}, expect=204),
        Act("people.choose_language", EVA, "/my/account/language", {"language": "en"}),
        Act("people.sign_out_device", EVA, "/my/account/devices/{device}/sign-out"),
        Act("people.sign_out_everywhere", EVA, "/my/account/sign-out"),
        Act("notifications.read_notification", EVA, "/notifications/{notification}/reading"),
        Act("notifications.read_all", EVA, "/notifications/reading"),
        Act("security.logout", EVA, "/sign-out"),
        Act("security.change_password", EVA, "/password", {"old": demo.PASSWORD, **PASSWORDS}),
        Act("security.login", NOBODY, "/sign-in", {"email": EVA, "password": demo.PASSWORD, "next": "/courses"}),
        Act("security.forgot_password", NOBODY, "/password-reset", {"email": EVA}),
        Act("security.reset_password", NOBODY, "/password-reset/{link}", PASSWORDS),
        Act("theme", NOBODY, "/theme", {"theme": "dark", "next": "/courses"}),
        Act(
            "verification.check_document",
            NOBODY,
            "/verify",
            files=lambda: {"file": (io.BytesIO(b"%PDF no"), "a.pdf")},
            expect=200,
        ),
    ]


def roster() -> dict[str, Any]:
    """A table with one new person in it."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow([names[0] for names in COLUMNS.values()])
    writer.writerow(["PJ-0991", "方圆", "", "fang@pujiang.example", "Ward", "", "2026-11-01", ""])
    return {"file": (io.BytesIO(table.getvalue().encode()), "roster.csv")}


def evidence() -> dict[str, Any]:
    """A filled-in record, beside whatever else a form holds."""
    return {"file": (io.BytesIO(b"%PDF no"), "record.pdf")}


def asked_for_evidence(person: Person) -> int:
    """An attempt at a quiz with one question that wants a file."""
    wanted = take(bank("EVIDENCE"), "Q01", "upload", {"types": ["pdf"]})
    quiz = Quiz.of({**RULES, "draw": [{"unit": "people", "count": 1}]}, [wanted])
    attempt = quiz.start(person, before=[], title=Words("测验", "Quiz"), address="/courses")
    db.session.flush()
    return attempt.id


def pack(folder: Path) -> dict[str, Any]:
    """A faultless course pack."""
    return {"pack": (zip_of(folder / "GMP-900"), "GMP-900.zip")}


def scene(folder: Path, version: CourseVersion) -> dict[str, str]:
    """Set the stage for every act, and say which ids and words stand in the gaps."""
    zed, eva, ada = (cast.person(email) for email in ("zed@gangcheng.example", EVA, ADA))
    omar, quinn = cast.person(OMAR), cast.person(QUINN)
    role, other = (JobRole(code=code, title=Words(zh="检验员", en="Analyst")) for code in ("analyst-1", "analyst-2"))
    db.session.add_all([role, other])
    db.session.flush()
    membership = zed.memberships[0]
    held = membership.take_role(role, by=None)
    demo.study(eva, "GMP-101", blank=None)
    quiz = next(unit for unit in version.units if unit.kind is UnitKind.QUIZ)
    attempt = _enrolment(eva).sit(quiz, address="/")
    Notification.tell(eva, Kind.PASSWORD_CHANGED, {}, "/my/account")
    SignIn.begin(eva, device="tablet")
    small_pack(folder, code="GMP-900")
    newer = CourseVersion.load(read(small_pack(folder / "newer", version="1.1")), by=ada)
    upload = RosterUpload.receive(roster()["file"][0].read(), "r.csv", cast.organisation(cast.PUJIANG), by=omar)
    db.session.flush()
    ids = {
        "person": zed.id,
        "membership": membership.id,
        "held": held.id,
        "role": other.id,
        "grant": quinn.grants[0].id,
        "organisation": cast.organisation(cast.PUJIANG).id,
        "elsewhere": cast.organisation("LINHAI").id,
        "upload": upload.id,
        "seen": upload.plan().digest,
        "version": newer.id,
        "quiz": quiz.position,
        "attempt": attempt.id,
        "question": min(attempt.items, key=lambda item: item.version.kind.value not in ("numeric", "short")).name,
        "failed": failed(quiz),
        "device": db.session.scalars(SignIn.open_of(eva)).first().id,
        "notification": db.session.scalars(Notification.of(eva)).first().id,
        "link": link_token(zed),
        "evidenced": asked_for_evidence(eva),
    }
    ids |= certificate_acts.set_out()  # before a correction is reckoned through: these people sit the same quiz
    ids |= correction_acts.set_out() | bank_acts.set_out() | interop_acts.set_out() | sitting_acts.set_out()
    ids |= (
        marking_acts.set_out()
        | design_acts.set_out()
        | draft_acts.set_out(folder)
        | desk_acts.set_out(folder)
        | unit_acts.set_out(folder)
        | library_acts.set_out()
    )
    writing_room_acts.set_out(ids["draft"]) | register_acts.set_out()
    db.session.commit()
    db.session.info.pop("bells", None)
    return {name: str(value) for name, value in ids.items()}


def failed(quiz: Unit) -> int:
    """An enrolment at Pujiang in which somebody used up every attempt."""
    person = Person.add(email="fei@pujiang.example", name="费恩", by=None)
    person.join(cast.organisation(cast.PUJIANG), by=None)
    demo.study(person, "GMP-101", blank=None)
    for hours in (3, 2, 1):
        with set_back(clock.now() - timedelta(hours=hours)):
            _enrolment(person).sit(quiz, address="/").hand_in(by=person)
            db.session.flush()
    return _enrolment(person).id


def _enrolment(person: Person) -> Enrolment:
    return db.session.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).one()
