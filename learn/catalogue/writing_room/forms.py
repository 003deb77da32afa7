"""The form by which a picture comes into a text."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from learn.catalogue.library import PICTURES, LibraryFile
from learn.kit.db import db
from learn.kit.forms import Form, Length
from learn.people.access import me

MOST_LISTED = 60


class PictureForm(Form):
    """A picture: one of the media library or a new one, its words and its caption."""

    file = FileField(_l("From this device"))
    picture = RadioField(_l("From the media library"), coerce=str, validators=[Optional()], validate_choice=False)
    alt = StringField(_l("What it shows, for those who cannot see it"), [Length(500)])
    caption = StringField(_l("Caption"), [Length(500)])

    def __init__(self, words: str = "", **how: Any) -> None:
        super().__init__(**how)
        found = LibraryFile.newest().where(LibraryFile.written_by(me()), LibraryFile.media_type.in_(PICTURES))
        if words:
            found = found.where(LibraryFile.found_by_words(words))
        self.listed = db.session.scalars(found.limit(MOST_LISTED)).all()
        self.picture.choices = [SelectChoice(str(one.id), one.title) for one in self.listed]
