"""The forms of the media library."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import MultipleFileField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from learn.catalogue.library.library_file import LibraryFile
from learn.kit.forms import Form, Length, Required
from learn.kit.text import Words
from learn.people import Organisation, OrganisationKind, Permission
from learn.people.access import me


class FilesForm(Form):
    """Files for the library of one organisation; several pictures get their words afterwards, one by one."""

    organisation = SelectField(_l("Belongs to"), coerce=int)
    files = MultipleFileField(_l("Files"))
    zh = StringField(_l("What it shows, in Chinese"), [Length(500)])
    en = StringField(_l("What it shows, in English"), [Length(500)])

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self._ours = {one.id: one for one in me().organisations_as(Permission.INSTRUCTOR)}
        self.organisation.choices = [SelectChoice(one.id, str(one.name)) for one in self._ours.values()]
        if self.organisation.data is None and self._ours:
            self.organisation.data = next(iter(self._ours))  # the only one is not asked for

    def validate_files(self, field: FileField) -> None:
        """At least one is there."""
        field.data = [one for one in field.data or [] if getattr(one, "filename", "")]
        if not field.data:
            raise ValidationError(_("Choose at least one file."))

    @property
    def owner(self) -> Organisation | None:
        """Whose library it is; a file of the alliance's office is the alliance's."""
        owner = self._ours[self.organisation.data]
        return None if owner.kind is OrganisationKind.ALLIANCE else owner

    @property
    def alt(self) -> Words | None:
        """The words that came along, if both languages did."""
        return Words(self.zh.data, self.en.data) if self.zh.data and self.en.data else None

    @property
    def most(self) -> int:
        """The largest that may be sent at once, in MB."""
        return int(current_app.config["MAX_UPLOAD_MB"])


class DescriptionForm(Form):
    """What a file is called in the library, and what it shows, in both languages."""

    title = StringField(_l("Title in the library"), [Required(_l("Give the file a title.")), Length(200)])
    zh = TextAreaField(_l("What it shows, in Chinese"), [Length(500)])
    en = TextAreaField(_l("What it shows, in English"), [Length(500)])

    def __init__(self, file: LibraryFile, **how: Any) -> None:
        alt = file.alt.as_dict() if file.alt else {}
        super().__init__(data={"title": file.title, **alt}, **how)
        self.file = file

    def validate_zh(self, field: TextAreaField) -> None:
        """A picture has words in Chinese; so has what has words in English."""
        if not field.data and (self.file.is_picture or self.en.data):
            raise ValidationError(_("Say in Chinese what there is to see, for those who cannot see it."))

    def validate_en(self, field: TextAreaField) -> None:
        """A picture has words in English; so has what has words in Chinese."""
        if not field.data and (self.file.is_picture or self.zh.data):
            raise ValidationError(_("Say in English what there is to see, for those who cannot see it."))

    @property
    def alt(self) -> Words | None:
        """The words in both languages; None: neither was written."""
        return Words(self.zh.data or "", self.en.data or "") if self.zh.data or self.en.data else None
