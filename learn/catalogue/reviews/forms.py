"""What a reviewer writes."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SubmitField, TextAreaField
from wtforms.validators import ValidationError

from learn.kit.forms import Form, Length, Required


class SendBackForm(Form):
    """Why a version goes back to its authors."""

    reason = TextAreaField(
        _l("What has to be mended"),
        [Required(_l("Say what has to be mended; the authors read it.")), Length(2000)],
        render_kw={"rows": 4},
    )


class CommentForm(Form):
    """A comment on a place."""

    unit = HiddenField()
    language = HiddenField()
    block = HiddenField()
    question = HiddenField()
    text = TextAreaField(
        _l("Comment"),
        [Required(_l("Write what should change, and why.")), Length(2000)],
        render_kw={"rows": 4},
    )


class AnswerForm(Form):
    """An answer in a thread; settling one needs no words."""

    answer = TextAreaField(_l("Answer"), [Length(2000)], render_kw={"rows": 2})
    resolve = SubmitField()
    reopen = SubmitField()

    def validate_answer(self, field: TextAreaField) -> None:
        """Nobody answers with nothing."""
        if not field.data and not self.resolve.data and not self.reopen.data:
            raise ValidationError(_("Write an answer."))
