"""The form that asks for the password before anything is signed."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import verify_password
from wtforms import PasswordField, ValidationError

from learn.kit.forms import Form, Length, Required
from learn.people.access import me


class SignatureForm(Form):
    """Signing asks for the password again: nobody signs at somebody else's open desk (21 CFR 11.200(a)(1)(i))."""

    password = PasswordField(
        _l("Your password, as your signature"),
        [Required(_l("Sign with your password.")), Length(256)],
        render_kw={"autocomplete": "current-password"},
    )

    def validate_password(self, field: PasswordField) -> None:
        """Compare it with the one of the person asking."""
        kept = me().password
        if not kept or not verify_password(str(field.data), kept):
            raise ValidationError(_("This is not your password. Nothing was signed."))
