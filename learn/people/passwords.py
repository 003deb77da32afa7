"""Choosing a password: by a mailed link, or knowing the old one."""

import unicodedata
from datetime import timedelta

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import verify_password
from flask_security.utils import check_and_get_token_status, login_user
from sqlalchemy import select
from wtforms import EmailField, PasswordField, ValidationError
from wtforms.validators import EqualTo

from learn.kit.db import db
from learn.kit.forms import Form, Length, Required
from learn.kit.web import limiter
from learn.people.access import me, public, signed_in
from learn.people.failed_sign_in import FailedSignIn
from learn.people.person import Person
from learn.people.sign_in import SignIn

SHORTEST = 12
LINK_HOLDS = timedelta(days=1)
FIRST_LINK_HOLDS = timedelta(days=7)  # whoever is new may be on leave when the account is made
_WORN_OUT = ("password", "passw0rd", "qwerty", "letmein", "iloveyou", "welcome", "admin", "123456", "abcdef", "woaini")


def weakness(password: str, person: Person | None) -> str | None:
    """Why somebody would guess this password, as a sentence; None when it will do."""
    folded = unicodedata.normalize("NFKC", password).casefold()
    if len(folded) < SHORTEST:
        return _("Choose at least %(n)s characters. A sentence only you would say is easy to remember.", n=SHORTEST)
    own = [person.email.split("@")[0], person.email, person.latin_name] if person else []
    known = [word.casefold() for word in (*_WORN_OUT, *own) if len(word) > 3]
    rest = folded
    for word in known:
        rest = rest.replace(word, "")
    if len(set(folded)) < 5 or len(rest) < SHORTEST / 2:
        return _("This is one of the first that somebody would guess. Choose another.")
    return None


class LinkForm(Form):
    """Where to mail the link."""

    email = EmailField(
        _l("E-mail"), [Required(_l("Type your e-mail address.")), Length(254)], render_kw={"autocomplete": "username"}
    )


class NewPasswordForm(Form):
    """A new password, typed twice."""

    password = PasswordField(
        _l("New password"),
        [Required(_l("Type a new password.")), Length(256)],
        render_kw={"autocomplete": "new-password", "minlength": SHORTEST},
    )
    again = PasswordField(
        _l("The same once more"),
        [Required(_l("Type it once more.")), EqualTo("password", _l("The two are not the same."))],
        render_kw={"autocomplete": "new-password"},
    )
    person: Person | None = None

    def validate_password(self, field: PasswordField) -> None:
        """Refuse what somebody would guess."""
        if fault := weakness(str(field.data), self.person):
            raise ValidationError(fault)


class ChangeForm(NewPasswordForm):
    """A new password from somebody who knows the old one."""

    old = PasswordField(
        _l("Present password"),
        [Required(_l("Type your present password.")), Length(256)],
        render_kw={"autocomplete": "current-password"},
    )

    def validate_old(self, field: PasswordField) -> None:
        """Ask for the old password, so that nobody else can do this at an open desk."""
        if not verify_password(str(field.data), me().password or ""):
            raise ValidationError(_("This is not your present password."))


def link_token(person: Person) -> str:
    """The secret part of a link to choose a password. It dies with the next password; it is stored nowhere."""
    return str(current_app.extensions["security"].reset_serializer.dumps([person.fs_uniquifier]))


def _whose(token: str) -> Person | None:
    """Whose link this is, while it holds."""
    _expired, invalid, found = check_and_get_token_status(token, "reset", FIRST_LINK_HOLDS)
    if invalid or _expired or not found:
        return None
    person = db.session.scalar(select(Person).where(Person.fs_uniquifier == found[0], Person.left_at.is_(None)))
    if person and person.password and check_and_get_token_status(token, "reset", LINK_HOLDS)[0]:
        return None
    return person


@public
@limiter.limit("10 per minute; 60 per hour", methods=["POST"])
def ask_for_link() -> ResponseReturnValue:
    """Have a link mailed; the answer is the same for every address."""
    form = LinkForm()
    if not form.validate_on_submit():
        return render_template("people/forgot_password.html", form=form), 422 if form.is_submitted() else 200
    person = db.session.scalar(select(Person).where(Person.email == str(form.email.data).casefold()))
    if person and person.active:
        person.ask_for_password_link(by=None)
    flash(_("If there is an account with this address, a link is on its way to it. It holds for one day."), "ok")
    return redirect(url_for("security.login"), 303)


@public
@limiter.limit("20 per minute", methods=["POST"])
def choose_password(token: str) -> ResponseReturnValue:
    """Choose a password by the link that was mailed."""
    person = _whose(token)
    if person is None:
        flash(_("This link was used already or is too old. Ask for a new one here."), "due")
        return redirect(url_for("security.forgot_password"), 303)
    form = NewPasswordForm()
    form.person = person
    if not form.validate_on_submit():
        page = render_template("people/choose_password.html", form=form, token=token, person=person)
        return page, 422 if form.is_submitted() else 200
    person.choose_password(str(form.password.data), by=person)
    SignIn.end_all(person, by=person)
    FailedSignIn.forgive(person)
    flash(_("Your new password holds. Sign in with it."), "ok")
    return redirect(url_for("security.login"), 303)


@signed_in
@limiter.limit("10 per minute", methods=["POST"])
def change_password() -> ResponseReturnValue:
    """Change the password, knowing the old one; every other device is signed out."""
    person, form = me(), ChangeForm()
    form.person = person
    if not form.validate_on_submit():
        return render_template("people/change_password.html", form=form), 422 if form.is_submitted() else 200
    person.choose_password(str(form.password.data), by=person)
    SignIn.end_all(person, by=person)
    login_user(person, authn_via=["change"])
    flash(_("Your new password holds. Other devices were signed out."), "ok")
    return redirect(url_for("people.show_account"), 303)


VIEWS = {"forgot_password": ask_for_link, "reset_password": choose_password, "change_password": change_password}
