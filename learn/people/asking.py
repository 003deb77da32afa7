"""One page for every act of the office that needs a few words: what happens, the form, one button."""

from flask import render_template
from flask.typing import ResponseReturnValue

from learn.kit.forms import Form


def ask(form: Form, title: str, act: str, back: str, *, here: str, more: str = "") -> ResponseReturnValue:
    """The form, with what was typed and what is wrong with it."""
    page = render_template("people/ask.html", form=form, title=title, act=act, back=back, here=here, more=more)
    return page, 422 if form.is_submitted() else 200
