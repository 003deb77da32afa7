"""What is asked when a certificate is shared."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from learn.certificates.sharing.share_link import DAYS
from learn.kit.forms import Form, Required

SPANS = dict(zip(DAYS, (_l("One day"), _l("One week"), _l("One month")), strict=True))


class ShareForm(Form):
    """How long the link holds."""

    days = SelectField(
        _l("How long may the link show it?"),
        [Required(_l("Choose how long the link holds."))],
        coerce=int,
        choices=[SelectChoice(*span) for span in SPANS.items()],
    )
