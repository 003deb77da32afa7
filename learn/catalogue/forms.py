"""The forms of the studio."""

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SubmitField, TextAreaField
from wtforms.validators import ValidationError

from learn.catalogue.pack import Fault, Pack, Unreadable, read_zip
from learn.kit.forms import Form, Length


class PackForm(Form):
    """A course pack as a ZIP."""

    pack = FileField(_l("Course pack (ZIP)"), [FileRequired(_l("Choose the ZIP of a course pack."))])
    reason = TextAreaField(_l("What changes, and why"), [Length(2000)], render_kw={"rows": 3})
    check = SubmitField()  # only look, do not hand in

    read: Pack | None = None
    faults: list[Fault] = []

    def validate_pack(self, field: FileField) -> None:
        """Read the pack; a faulty one is refused whole, with all its faults."""
        try:
            self.read = read_zip(field.data.stream, field.data.filename or "pack.zip")
        except Unreadable as unreadable:
            self.faults = unreadable.faults
            raise ValidationError(
                _("This pack was not loaded. Mend what is listed below, then choose it again.")
            ) from unreadable

    @property
    def most(self) -> int:
        """The largest file that may be sent, in MB."""
        return int(current_app.config["MAX_UPLOAD_MB"])
