"""What a reviewer writes."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from learn.kit.forms import Form, Length, Required


class SendBackForm(Form):
    """Why a version goes back to its authors."""

    reason = TextAreaField(
        _l("What has to be mended"),
        [Required(_l("Say what has to be mended; the authors read it.")), Length(2000)],
        render_kw={"rows": 4},
    )
