"""The form with which a file of questions is sent in."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, Regexp

from learn.kit.forms import Form, Length


class ImportForm(Form):
    """The file, the language that it is in, and what its questions do not say themselves."""

    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))])
    language = RadioField(
        _l("Language of the file"),
        choices=[SelectChoice("zh", _l("Chinese")), SelectChoice("en", _l("English"))],
        default="zh",
    )
    topic = StringField(
        _l("Unit"),
        [Optional(), Length(60), Regexp(r"[a-z0-9-]+$", message=_l("Small letters, digits and hyphens."))],
    )
    difficulty = SelectField(
        _l("Difficulty"),
        choices=[
            SelectChoice(*one)
            for one in (("", _l("Not said")), ("easy", _l("Easy")), ("medium", _l("Medium")), ("hard", _l("Hard")))
        ],
        default="",
    )

    @property
    def says(self) -> dict[str, Any]:
        """What was chosen besides the file."""
        return {
            "language": self.language.data,
            "topic": self.topic.data or "",
            "difficulty": self.difficulty.data or "",
        }
