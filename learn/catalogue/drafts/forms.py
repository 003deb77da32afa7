"""The forms by which a draft begins and leaves the desk."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Regexp

from learn.catalogue.course import Catalogue
from learn.kit.forms import Form, Length, Required
from learn.kit.text import Words
from learn.people import Organisation, OrganisationKind, Permission
from learn.people.access import me

SUBJECTS = {
    Catalogue.GMP: _l("GMP"),
    Catalogue.TRIALS: _l("Clinical trials"),
    Catalogue.REGULATION: _l("Regulation"),
}


class NewCourseForm(Form):
    """A course that does not exist yet."""

    code = StringField(
        _l("Code"),
        [
            Required(_l("Give the course a code such as GMP-101.")),
            Regexp(r"^[A-Z]{2,5}-[0-9]{3}$", message=_l("Two to five capital letters, a hyphen, three digits.")),
        ],
    )
    catalogue = SelectField(_l("Subject"))
    zh = StringField(_l("Title in Chinese"), [Required(_l("Give the title in both languages.")), Length(200)])
    en = StringField(_l("Title in English"), [Required(_l("Give the title in both languages.")), Length(200)])
    organisation = SelectField(_l("Whose course"))

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.catalogue.choices = [SelectChoice(one.value, str(words)) for one, words in SUBJECTS.items()]
        self._ours = {one.code: one for one in me().organisations_as(Permission.INSTRUCTOR)}
        self.organisation.choices = [SelectChoice(code, self._called(one)) for code, one in self._ours.items()]

    @staticmethod
    def _called(organisation: Organisation) -> str:
        whole = organisation.kind is OrganisationKind.ALLIANCE
        return _("the alliance's: every member sees it") if whole else str(organisation.name)

    @property
    def course(self) -> dict[str, Any]:
        """What the new course is."""
        chosen = self._ours[self.organisation.data]
        return {
            "code": self.code.data,
            "catalogue": Catalogue(self.catalogue.data),
            "title": Words(self.zh.data, self.en.data),
            "organisation": None if chosen.kind is OrganisationKind.ALLIANCE else chosen,
        }


class NextVersionForm(Form):
    """How much the next version changes."""

    step = RadioField(
        _l("How much changes"),
        choices=[
            SelectChoice("minor", _l("Little: wording, a mended mistake (1.0 becomes 1.1)")),
            SelectChoice("major", _l("What people must know or do (1.0 becomes 2.0)")),
        ],
        default="minor",
    )


class HandInForm(Form):
    """What changes and why, for the reviewer."""

    reason = TextAreaField(
        _l("What changes, and why"),
        [Required(_l("Say what changes and why; reviewers and inspectors read it.")), Length(2000)],
        render_kw={"rows": 3},
    )


class DropForm(Form):
    """Why a draft is given up."""

    why = StringField(_l("Why it is dropped"), [Required(_l("Give a reason; inspectors read it.")), Length(500)])
