"""Forms: what every one of them has in common."""

import re
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import validators
from wtforms.fields import Field, FieldList, FormField
from wtforms.form import BaseForm

__all__ = ["Day", "Form", "Length", "Required", "trim", "visible"]

# Control characters, signs that turn the direction of writing, halves of characters: no keyboard makes them,
# PostgreSQL refuses some, and others make a name read as what it is not.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def trim(text: Any) -> Any:
    """A typed text without the spaces around it."""
    return text.strip() if isinstance(text, str) else text


def visible(_form: BaseForm, field: Field) -> None:
    """Refuse signs that nobody sees."""
    if isinstance(field.data, str) and _INVISIBLE.search(field.data):
        raise validators.StopValidation(str(_l("There is an invisible character in it; type it anew.")))


class Form(FlaskForm):
    """A form whose texts are trimmed and whose answers are a plain dictionary."""

    class Meta(FlaskForm.Meta):
        """Trim every text before it is checked, and refuse what nobody sees."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Add trimming to the field's own filters, and a first check to its own checks; fields of fields have none."""
            if issubclass(unbound_field.field_class, FieldList | FormField):
                enclosing: Field = unbound_field.bind(form=form, **options)
                return enclosing
            filters = [*unbound_field.kwargs.get("filters", []), trim]
            field: Field = unbound_field.bind(form=form, filters=filters, **options)
            field.validators = [visible, *field.validators]
            return field

    @property
    def answers(self) -> dict[str, Any]:
        """What was typed, by field name, without the token."""
        return {name: value for name, value in self.data.items() if name not in ("csrf_token", "submit")}


class Required(validators.InputRequired):
    """The field must be filled in, and not with spaces only; the sentence says with what."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Stop with the sentence where nothing is left after trimming."""
        super().__call__(form, field)
        if isinstance(field.data, str) and not field.data.strip():
            raise validators.StopValidation(self.message)


class Length(validators.Length):
    """At most so many characters; what is longer is checked no further, for checks may cost time."""

    def __init__(self, most: int) -> None:
        super().__init__(max=most, message=_l("At most %(n)s characters.", n=most))

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Stop with the sentence where there is more."""
        try:
            super().__call__(form, field)
        except validators.ValidationError as fault:
            raise validators.StopValidation(*fault.args) from fault


class Day:
    """A day with which one can reckon: neither before anybody here was born nor beyond what calendars hold."""

    FIRST, LAST = date(1950, 1, 1), date(2199, 12, 31)

    def __call__(self, _form: BaseForm, field: Field) -> None:
        """Stop with the sentence where the year is a slip of the keyboard."""
        if field.data and not self.FIRST <= field.data <= self.LAST:
            raise validators.StopValidation(
                str(_l("Choose a day between %(first)s and %(last)s.", first=self.FIRST, last=self.LAST))
            )
