"""What is asked when a certificate is checked."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired, FileSize
from wtforms import StringField

from learn.certificates.check import MAX_FILE
from learn.kit.forms import Form, Required


class NumberForm(Form):
    """A number, typed by whoever has a certificate or a receipt in hand."""

    number = StringField(
        _l("Number of the certificate or receipt"), [Required(_l("Give the number that stands on the certificate."))]
    )


class FileForm(Form):
    """The certificate's PDF, its credential, or the receipt's JSON file itself."""

    file = FileField(
        _l("Or the file itself: a certificate (PDF), its credential (JSON, JWT) or a receipt (JSON)"),
        [
            FileRequired(_l("Choose the file of the certificate, of its credential, or of the receipt.")),
            FileSize(MAX_FILE, message=_l("This file is larger than any certificate of ours.")),
        ],
    )
