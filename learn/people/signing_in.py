"""Signing in and out."""

from datetime import datetime
from math import ceil

from flask import g, make_response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from flask_security.utils import login_user, logout_user
from wtforms import EmailField, HiddenField, PasswordField

from learn.kit import clock
from learn.kit.forms import Form, Length, Required
from learn.kit.web import keep_anyway, limiter, safe_next
from learn.people.access import me, public, signed_in
from learn.people.failed_sign_in import FailedSignIn
from learn.people.person import Person


class SignInForm(Form):
    """Who somebody says they are, and the proof."""

    email = EmailField(
        _l("E-mail"), [Required(_l("Type your e-mail address.")), Length(254)], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        _l("Password"),
        [Required(_l("Type your password.")), Length(256)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


@public
@limiter.limit("60 per minute", methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in, and go on to where one wanted to go."""
    onward = safe_next(request.values.get("next"), "/")
    if current_user.is_authenticated:
        return redirect(onward, 303)
    form = SignInForm()
    form.next.data = onward
    if not form.validate_on_submit():
        return render_template("people/sign_in.html", form=form), 422 if form.is_submitted() else 200
    email, address = str(form.email.data), str(request.remote_addr)
    if until := FailedSignIn.locked_until(email, address=address):
        return _locked(form, until)
    if person := Person.known_by(email, str(form.password.data)):
        FailedSignIn.forgive(person)
        if session.get("_user_id") != person.fs_uniquifier:
            session.clear()  # of nobody or of somebody else: nothing planted there before holds any longer
        login_user(person, authn_via=["password"])
        return redirect(onward, 303)
    return _wrong(form, email, address)


def _wrong(form: SignInForm, email: str, address: str) -> ResponseReturnValue:
    """The same sentence whether the account exists or not. That somebody tried is kept."""
    FailedSignIn.note(email, address=address)
    keep_anyway()
    if until := FailedSignIn.locked_until(email, address=address):
        return _locked(form, until)
    wrong = _("This address and password do not fit together. Check both, or choose a new password below.")
    return render_template("people/sign_in.html", form=form, wrong=wrong), 422


def _locked(form: SignInForm, until: datetime) -> ResponseReturnValue:
    seconds = ceil((until - clock.now()).total_seconds())
    wrong = ngettext(
        "Too many wrong tries. You can try again in %(num)s minute. A new password, by mail, opens the account at once.",
        "Too many wrong tries. You can try again in %(num)s minutes. A new password, by mail, opens the account at once.",
        ceil(seconds / 60),
    )
    page = make_response(render_template("people/sign_in.html", form=form, wrong=wrong), 429)
    page.headers["Retry-After"] = str(seconds)
    return page


@signed_in
def sign_out() -> ResponseReturnValue:
    """Sign out on this device."""
    g.sign_in.end(by=me())
    session.pop("sign_in", None)
    logout_user()
    return redirect("/sign-in", 303)


VIEWS = {"login": sign_in, "logout": sign_out}
