"""My own account."""

from flask import Blueprint, flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security.utils import logout_user

from learn.kit.db import db
from learn.kit.text import LANGUAGES
from learn.people.access import me, mine, signed_in
from learn.people.sign_in import SignIn

bp = Blueprint("people", __name__)


@bp.get("/my/account")
@signed_in
def show_account() -> ResponseReturnValue:
    """What is kept of me, my language, and where I am signed in."""
    devices = db.session.scalars(SignIn.open_of(me()).limit(50)).all()
    return render_template("people/account.html", person=me(), devices=devices)


@bp.post("/my/account/language")
@signed_in
def choose_language() -> ResponseReturnValue:
    """Choose the language of my screens and mails."""
    chosen = request.form.get("language")
    if chosen in LANGUAGES:
        me().speak(str(chosen), by=me())
        flash(_("Kept. Letters come in this language too."), "ok")
    answer = redirect("/my/account", 303)
    answer.delete_cookie("language")  # what was last chosen in this browser no longer rules
    return answer


@bp.post("/my/account/devices/<int:id>/sign-out")
@signed_in
def sign_out_device(id: int) -> ResponseReturnValue:
    """Sign out on one device of mine."""
    mine(SignIn, id).end(by=me())
    flash(_("This device is signed out."), "ok")
    return redirect("/my/account", 303)


@bp.post("/my/account/sign-out")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """Sign out on every device, this one too."""
    SignIn.end_all(me(), by=me())
    session.pop("sign_in", None)
    logout_user()
    flash(_("You are signed out on every device."), "ok")
    return redirect("/sign-in", 303)
