"""Forms: what every one of them has in common."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import validators
from wtforms.fields import Field
from wtforms.form import BaseForm

__all__ = ["Form", "Length", "Required", "trim"]


def trim(text: Any) -> Any:
    """A typed text without the spaces around it."""
    return text.strip() if isinstance(text, str) else text


class Form(FlaskForm):
    """A form whose texts are trimmed and whose answers are a plain dictionary."""

    class Meta(FlaskForm.Meta):
        """Trim every text before it is checked."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Add trimming to the field's own filters."""
            filters = [*unbound_field.kwargs.get("filters", []), trim]
            return unbound_field.bind(form=form, filters=filters, **options)

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


def Length(most: int) -> validators.Length:  # noqa: N802 - reads as the WTForms class that it narrows
    """At most so many characters."""
    return validators.Length(max=most, message=_l("At most %(n)s characters.", n=most))
