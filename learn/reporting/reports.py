"""The reports there are. Each is one question to the records of one organisation."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, func, select, type_coerce

from learn.assessment import Marking
from learn.certificates import Certificate
from learn.kit.text import language
from learn.learning import Completion, Enrolment, Withdrawal
from learn.people import JobRole, JobRoleHeld, Membership, Organisation, Person
from learn.reporting.duties import duties
from learn.reporting.history import sittings
from learn.reporting.paging import Columns
from learn.reporting.report import REPORTS, Heading, report
from learn.reporting.words import HAND_INS, LANGUAGES, STATES

__all__ = ["REPORTS"]

STAFF_NUMBER = Heading(_l("Staff number"), 14)
NAME = Heading(_l("Name"), 14)
LATIN_NAME = Heading(_l("Latin name"), 18)
DEPARTMENT = Heading(_l("Department"), 16)
COURSE = Heading(_l("Course"), 10)
TITLE = Heading(_l("Title"), 30)
VERSION = Heading(_l("Version"), 8)
SCORE = Heading(_l("Score, %"), 9)


@report(
    _l("Training records"),
    _l("Every completion: who, which course and version, in which language, with which score, and the certificate."),
    [
        Heading(_l("Organisation"), 22), STAFF_NUMBER, NAME, LATIN_NAME, COURSE, TITLE, VERSION,
        Heading(_l("Language"), 10, LANGUAGES), SCORE, Heading(_l("Completed (UTC+8)"), 20),
        Heading(_l("Valid until"), 12), Heading(_l("Certificate"), 26), Heading(_l("Content digest (SHA-256)"), 66),
        Heading(_l("Withdrawn (UTC+8)"), 20), Heading(_l("Builds on version"), 12),
    ],
)  # fmt: skip
def training_records(organisation: Organisation, today: date) -> Columns:
    """Every completion, the newest first, with name, organisation and staff number as they were on the day."""
    return (
        select(
            Completion.organisation_name, Completion.staff_number, Completion.holder_name,
            Completion.holder_latin_name, Completion.course_code, Completion.course_title, Completion.version_number,
            Completion.language, Completion.score, Completion.completed_at, Completion.valid_until,
            Certificate.number, Completion.content_digest, Withdrawal.at, Completion.delta_from,
        )
        .outerjoin(Certificate, Certificate.completion_id == Completion.id)
        .outerjoin(Withdrawal, Withdrawal.completion_id == Completion.id)
        .where(Completion.organisation_id == organisation.id)
        .order_by(Completion.completed_at.desc(), Completion.id.desc())
    )  # fmt: skip


@report(
    _l("Assignments"),
    _l("Who must complete which course by when, and where each stands today."),
    [
        STAFF_NUMBER, NAME, LATIN_NAME, DEPARTMENT, Heading(_l("Job role"), 22), COURSE, TITLE, VERSION,
        Heading(_l("Due on"), 12), Heading(_l("State"), 12, STATES),
    ],
)  # fmt: skip
def assignments(organisation: Organisation, today: date) -> Columns:
    """Each person and required course once, the longest late first."""
    table = duties(today, Membership.organisation_id == organisation.id)
    return (
        select(
            Membership.staff_number, Person.name, Person.latin_name, Membership.department,
            table.c.job_role, table.c.code, table.c.title, table.c.version, table.c.due_on, table.c.state,
        )
        .join(Membership, Membership.id == table.c.membership_id)
        .join(Person, Person.id == table.c.person_id)
        .order_by(table.c.due_on, Person.pinyin, table.c.code, Membership.id)
    )  # fmt: skip


@report(
    _l("Attempts"),
    _l("Every attempt at every quiz, those that failed too."),
    [
        STAFF_NUMBER, NAME, LATIN_NAME, COURSE, VERSION, Heading(_l("Unit"), 7), Heading(_l("Quiz"), 26),
        Heading(_l("Attempt"), 8), Heading(_l("Started (UTC+8)"), 20), Heading(_l("Handed in (UTC+8)"), 20),
        Heading(_l("How it ended"), 14, HAND_INS), SCORE, Heading(_l("Passed"), 8), Heading(_l("Marking rule"), 16),
    ],
)  # fmt: skip
def attempts(organisation: Organisation, today: date) -> Columns:
    """Attempts in enrolments under this organisation, the newest first (T12)."""
    sat = (
        sittings()
        .add_columns(Enrolment.person_id, Marking.rule, _membership_id(organisation).label("membership_id"))
        .where(Enrolment.organisation_id == organisation.id)
        .order_by(None)
        .subquery()
    )
    return (
        select(
            Membership.staff_number, Person.name, Person.latin_name, sat.c.code, sat.c.version, sat.c.position,
            sat.c.unit, sat.c.number, sat.c.started_at, sat.c.handed_in_at, sat.c.handed_in, sat.c.percent,
            sat.c.passed, sat.c.rule,
        )
        .select_from(sat)
        .join(Person, Person.id == sat.c.person_id)
        .outerjoin(Membership, Membership.id == sat.c.membership_id)
        .order_by(sat.c.attempt_id.desc())
    )  # fmt: skip


@report(
    _l("People"),
    _l("Everybody who works or worked here, with job roles and dates."),
    [
        STAFF_NUMBER, NAME, LATIN_NAME, Heading(_l("E-mail"), 28), DEPARTMENT, Heading(_l("Job roles"), 30),
        Heading(_l("From"), 12), Heading(_l("To"), 12),
    ],
)  # fmt: skip
def people(organisation: Organisation, today: date) -> Columns:
    """Every membership, past ones too, in the order of names in pinyin."""
    title = type_coerce(JobRole.title, JSON())[language()].as_string()
    roles = (
        select(func.aggregate_strings(title, "; "))
        .join(JobRoleHeld, JobRoleHeld.job_role_id == JobRole.id)
        .where(JobRoleHeld.membership_id == Membership.id, JobRoleHeld.on(today))
        .correlate(Membership)
        .scalar_subquery()
    )
    return (
        select(
            Membership.staff_number, Person.name, Person.latin_name, Person.email, Membership.department,
            roles, Membership.begins_on, Membership.ends_on,
        )
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.organisation_id == organisation.id)
        .order_by(Person.pinyin, Membership.staff_number)
    )  # fmt: skip


def _membership_id(organisation: Organisation) -> Any:
    """The newest membership here of whoever enrolled: a person who came back has two, and one line an attempt."""
    return (
        select(func.max(Membership.id))
        .where(Membership.person_id == Enrolment.person_id, Membership.organisation_id == organisation.id)
        .correlate(Enrolment)
        .scalar_subquery()
    )
