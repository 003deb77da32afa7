"""The forms of the alliance office."""

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import DateField, EmailField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, Regexp

from learn.kit import clock
from learn.kit.db import db
from learn.kit.forms import Day, Form, Length, Required
from learn.kit.text import Words
from learn.people.grant import Permission
from learn.people.job_role import JobRole
from learn.people.naming import KINDS, PERMISSIONS
from learn.people.organisation import Organisation, OrganisationKind
from learn.people.person import Person

LONGEST_NAME = 80
ADDRESS = re.compile(r"[!-~]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def one_line(text: str | None) -> str:
    """A name without line breaks, tabs and doubled spaces."""
    return " ".join((text or "").split())


def name_field(label: Any, needed: Any = None, **how: Any) -> StringField:
    """A name of somebody or something."""
    checks = [Required(needed) if needed else Optional(), Length(LONGEST_NAME)]
    return StringField(label, checks, filters=[one_line], **how)


def reason_field() -> TextAreaField:
    """Why something is done; inspectors read it."""
    return TextAreaField(_l("Reason"), [Required(_l("Give a reason; inspectors will read it.")), Length(500)])


def day_field(label: Any, needed: Any = None) -> DateField:
    """A date."""
    return DateField(label, [Required(needed) if needed else Optional(), Day()])


class OrganisationField(SelectField):
    """A choice among the members of today."""

    def __init__(self, label: Any, **how: Any) -> None:
        self._known = {one.id: one for one in db.session.scalars(Organisation.current_ones())}
        choices = [SelectChoice(one.id, str(one.name)) for one in self._known.values()]
        super().__init__(label, coerce=int, choices=choices, **how)

    @property
    def chosen(self) -> Organisation:
        """The organisation that was chosen."""
        return self._known[self.data]


class ReasonForm(Form):
    """Why."""

    reason = reason_field()


class EndForm(Form):
    """Until when, and why."""

    on = day_field(_l("Last day"), _l("Choose the last day."))
    reason = reason_field()


class NamesForm(Form):
    """What an organisation is called."""

    zh = name_field(_l("Chinese name"), _l("Give the Chinese name."))
    en = name_field(_l("English name"), _l("Give the English name."))

    @property
    def words(self) -> Words:
        """The name in both languages."""
        return Words(zh=str(self.zh.data), en=str(self.en.data))


class RenameForm(NamesForm):
    """What an organisation is called from now on, and why."""

    reason = reason_field()


class OrganisationForm(NamesForm):
    """A new member."""

    code = StringField(
        _l("Code"),
        [
            Required(_l("Give a code, such as PUJIANG.")),
            Regexp(r"^[A-Za-z][A-Za-z0-9]{1,19}$", message=_l("2 to 20 Latin letters and digits, a letter first.")),
        ],
    )
    kind = SelectField(
        _l("Kind"),
        [Required(_l("Choose what kind of organisation it is."))],
        choices=[SelectChoice("", _l("Choose…")), *(SelectChoice(kind.value, name) for kind, name in KINDS.items())],
    )

    def validate_code(self, field: StringField) -> None:
        """Each code is given once."""
        if db.session.scalar(select(Organisation.id).where(Organisation.code == str(field.data).upper())):
            raise ValidationError(
                _("There is already an organisation with the code %(code)s.", code=field.data.upper())
            )

    @property
    def answers(self) -> dict[str, Any]:
        """What Organisation.add wants to know."""
        return {"code": self.code.data, "name": self.words, "kind": OrganisationKind(self.kind.data)}


class DetailsForm(Form):
    """What is kept of a person."""

    name = name_field(_l("Name"), _l("Give the name."))
    latin_name = name_field(_l("Name in Latin letters"))
    email = EmailField(_l("E-mail"), [Required(_l("Give the e-mail address.")), Length(254)])
    language = RadioField(
        _l("Language"), choices=[SelectChoice("zh", "中文"), SelectChoice("en", "English")], default="zh"
    )
    person: Person | None = None

    def validate_email(self, field: EmailField) -> None:
        """One account an address, for ever (21 CFR 11.100(a))."""
        if not ADDRESS.fullmatch(field.data):
            raise ValidationError(_("This is no e-mail address."))
        other = db.session.scalar(select(Person).where(Person.email == field.data.casefold()))
        if other and other is not self.person:
            raise ValidationError(_("This is the address of %(name)s, who has an account already.", name=other.name))


class CorrectionForm(DetailsForm):
    """What is kept of a person from now on, and why."""

    reason = reason_field()


class WorkForm(Form):
    """Where somebody works."""

    organisation = OrganisationField(_l("Organisation"))
    staff_number = name_field(_l("Staff number"))
    department = name_field(_l("Department"))
    begins_on = day_field(_l("First day"))

    @property
    def work(self) -> dict[str, Any]:
        """What Person.join wants to know."""
        return {part: self[part].data for part in ("staff_number", "department", "begins_on")}


class NewPersonForm(DetailsForm, WorkForm):
    """Somebody new, and where they work."""


class DepartmentForm(Form):
    """Where in the organisation."""

    department = name_field(_l("Department"), _l("Give the department."))


class RoleForm(Form):
    """A job role from a day on."""

    job_role = SelectField(_l("Job role"), coerce=int)
    begins_on = day_field(_l("First day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = {role.id: role for role in db.session.scalars(JobRole.all())}
        self.job_role.choices = [SelectChoice(role.id, f"{role.title} · {role.code}") for role in self.roles.values()]


class GrantForm(Form):
    """A permission, where, until when, and why."""

    permission = RadioField(
        _l("Permission"),
        [Required(_l("Choose a permission."))],
        choices=[SelectChoice(one.value, name) for one, name in PERMISSIONS.items()],
    )
    organisation = OrganisationField(_l("In the organisation"))
    ends_on = day_field(_l("Last day, if it is known"))
    reason = reason_field()

    def validate_ends_on(self, field: DateField) -> None:
        """Visits of an inspector end; nothing ends before it begins."""
        day: date | None = field.data
        if day and day < clock.today():
            raise ValidationError(_("Choose a day that is not over."))

    def validate_permission(self, field: RadioField) -> None:
        """An inspector comes for some days."""
        if field.data == Permission.INSPECTOR and not self.ends_on.data:
            raise ValidationError(_("An inspection ends: choose its last day below."))

    @property
    def answers(self) -> dict[str, Any]:
        """What Person.grant wants to know."""
        return {
            "permission": Permission(self.permission.data),
            "organisation": self.organisation.chosen,
            "ends_on": self.ends_on.data,
            "reason": self.reason.data,
        }
