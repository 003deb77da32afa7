"""What lists may be narrowed by. A filter is a question in the address, so it carries no token."""

from typing import Any, Self

from flask import request
from flask_babel import lazy_gettext as _l
from sqlalchemy import literal, select
from wtforms import BooleanField, DateField, IntegerField, SearchField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional, Regexp, ValidationError

from learn.catalogue import Course
from learn.kit.db import MOST, db
from learn.kit.forms import Day, Form, Length, Required
from learn.kit.text import pinyin
from learn.learning import RENEW_DAYS
from learn.people import JobRole, Membership, Organisation
from learn.reporting.words import CERTIFICATE_STATES, STATES

SMALL = {"class": "input input--small"}


class Filter(Form):
    """A form whose answers stand in the address."""

    class Meta(Form.Meta):
        """No token: asking changes nothing."""

        csrf = False

    @classmethod
    def asked(cls, **choices: Any) -> Self:
        """The filter as the address has it, with what there is to choose from."""
        form = cls(request.args)
        for name, offered in choices.items():
            form[name].choices = [*form[name].choices, *(SelectChoice(*choice) for choice in offered)]
        form.validate()
        return form

    @property
    def narrowing(self) -> dict[str, Any]:
        """What was asked for and can be answered; what is at fault narrows nothing."""
        return {name: value for name, value in self.answers.items() if value and not self[name].errors}

    @property
    def noted(self) -> dict[str, Any]:
        """What was asked for, as the audit trail keeps it."""
        return {name: value if isinstance(value, bool) else str(value) for name, value in self.narrowing.items()}

    @property
    def status(self) -> int:
        """How the page answers: 422 when something must be corrected."""
        return 422 if self.errors else 200


class Period(Filter):
    """From a day to a day, both included."""

    since = DateField(_l("From"), [Optional(), Day()], name="from", render_kw=SMALL)
    until = DateField(_l("To"), [Optional(), Day()], name="to", render_kw=SMALL)

    def validate_until(self, field: DateField) -> None:
        """Refuse a period that ends before it begins."""
        if self.since.data and field.data and field.data < self.since.data:
            raise ValidationError(str(_l("The last day is before the first.")))


class StaffFilter(Filter):
    """Which of the staff."""

    q = SearchField(_l("Name, pinyin or staff number"), [Length(80)], render_kw=SMALL)
    department = SelectField(
        _l("Department"), choices=[SelectChoice("", _l("All departments"))], default="", render_kw=SMALL
    )
    course = SelectField(_l("Course"), choices=[SelectChoice("", _l("All courses"))], default="", render_kw=SMALL)
    state = SelectField(
        _l("Status"),
        choices=[
            SelectChoice("", _l("Any status")),
            SelectChoice("attention", _l("Late or due")),
            *(SelectChoice(*state) for state in STATES.items()),
        ],
        default="",
        render_kw=SMALL,
    )
    leavers = BooleanField(_l("With those who left"))
    sort = SelectField(
        _l("Order"),
        choices=[
            SelectChoice("name", _l("Name")),
            SelectChoice("number", _l("Staff number")),
            SelectChoice("due", _l("Late or next")),
            SelectChoice("state", _l("Status")),
        ],
        default="name",
        validate_choice=False,  # on a wide screen nobody sees it; an unknown order is by name
        render_kw=SMALL,
    )


class CertificateFilter(Period):
    """Which of the certificates."""

    q = SearchField(_l("Name, pinyin, staff or certificate number"), [Length(80)], render_kw=SMALL)
    department = SelectField(
        _l("Department"), choices=[SelectChoice("", _l("All departments"))], default="", render_kw=SMALL
    )
    course = SelectField(_l("Course"), choices=[SelectChoice("", _l("All courses"))], default="", render_kw=SMALL)
    role = SelectField(
        _l("Job role today"), choices=[SelectChoice("", _l("All job roles"))], default="", render_kw=SMALL
    )
    state = SelectField(
        _l("Status"),
        choices=[
            SelectChoice("", _l("Any status")),
            SelectChoice("genuine", CERTIFICATE_STATES["genuine"]),
            SelectChoice("expiring", _l("In force, to be renewed within %(n)s days", n=RENEW_DAYS)),
            *(SelectChoice(state, CERTIFICATE_STATES[state]) for state in ("expired", "superseded", "revoked")),
        ],
        default="",
        render_kw=SMALL,
    )


class TrailFilter(Period):
    """Which entries of the audit trail."""

    q = SearchField(_l("Record, person, reason or entry number"), [Length(80)], render_kw=SMALL)
    event = SelectField(_l("Event"), choices=[SelectChoice("", _l("Every event"))], default="", render_kw=SMALL)
    actor = StringField(validators=[Optional(), Regexp(r"\d{1,9}$|platform$")])
    subject = StringField(validators=[Optional(), Regexp(r"[A-Za-z]{1,40}(:\d{1,9})?$")])
    before = IntegerField(validators=[Optional(), NumberRange(1, MOST)])


class ExtraTimeForm(Form):
    """How much more time somebody has, until when, and why."""

    percent = IntegerField(
        _l("More time, per cent"),
        [Required(_l("Give the per cent.")), NumberRange(1, 200, message=_l("Choose 1 to 200 per cent."))],
    )
    ends_on = DateField(_l("Until (leave open for no end)"), [Optional(), Day()])
    reason = TextAreaField(_l("Reason"), [Required(_l("Give a reason; inspectors will read it.")), Length(500)])

    @property
    def allowance(self) -> dict[str, Any]:
        """What is allowed."""
        return {"percent": self.percent.data, "ends_on": self.ends_on.data, "reason": self.reason.data}


class CoachingForm(Form):
    """A talk after the last attempt failed."""

    note = TextAreaField(
        _l("What you talked about"),
        [Required(_l("Write down what you talked about; inspectors will read it.")), Length(2000)],
        render_kw={"rows": 4},
    )


def to_choose(organisation: Organisation) -> dict[str, list[tuple[str, str]]]:
    """The courses there are and the departments of an organisation, in one query."""
    courses = select(literal("course"), Course.code)
    departments = select(literal("department"), Membership.department).where(
        Membership.organisation_id == organisation.id, Membership.department != ""
    )
    found: dict[str, list[tuple[str, str]]] = {"course": [], "department": []}
    for kind, name in sorted(db.session.execute(courses.union(departments)), key=lambda row: pinyin(row[1])):
        found[kind].append((name, name))
    return found


def roles_to_choose() -> list[tuple[str, str]]:
    """The job roles there are, by title."""
    roles = ((role.code, str(role.title)) for role in db.session.scalars(JobRole.all()))
    return sorted(roles, key=lambda role: pinyin(role[1]))
