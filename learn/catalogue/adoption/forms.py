"""What a member says to adopt a course, or to end that."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Regexp

from learn.catalogue.version import CourseVersion
from learn.kit.forms import Form, Length, Required
from learn.people import Organisation


class AdoptionForm(Form):
    """Which course is adopted, by whom, and the code of its supplement."""

    course = SelectField(_l("Course of the alliance"))
    organisation = SelectField(_l("For"), coerce=int)
    code = StringField(
        _l("Code of your own part"),
        [
            Required(_l("Give your part a code such as PJ-101.")),
            Regexp(r"^[A-Z]{2,5}-[0-9]{3}$", message=_l("Two to five capital letters, a hyphen, three digits.")),
        ],
    )

    def __init__(self, members: list[Organisation], courses: Sequence[CourseVersion], **given: Any) -> None:
        super().__init__(**given)
        self.course.choices = [SelectChoice(one.course.code, f"{one.course.code} {one.title}") for one in courses]
        self.members = {one.id: one for one in members}
        self.organisation.choices = [SelectChoice(one.id, str(one.name)) for one in members]


class EndAdoptionForm(Form):
    """Why a supplement is no longer asked."""

    why = StringField(_l("Why it ends"), [Required(_l("Give a reason; inspectors read it.")), Length(500)])
