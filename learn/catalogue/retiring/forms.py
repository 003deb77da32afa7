"""What a reviewer says when a course is retired or restored."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, TextAreaField, ValidationError

from learn.kit import clock
from learn.kit.forms import Day, Length, Required
from learn.signatures import SignatureForm


class RetiringForm(SignatureForm):
    """From which day, why, and the signature."""

    effective_on = DateField(_l("From"), [Required(_l("Choose the day from which it holds.")), Day()])
    reason = TextAreaField(
        _l("Reason"),
        [Required(_l("Give a reason; inspectors will read it.")), Length(2000)],
        render_kw={"rows": 3},
    )

    def validate_effective_on(self, field: DateField) -> None:
        """Nothing is retired in the past."""
        if field.data is not None and field.data < clock.today():
            raise ValidationError(_("Choose today or a later day."))
