"""Signing in: Flask-Security on our people, with sessions that live on the server."""

from datetime import timedelta
from typing import Any

from flask import Flask, Response, after_this_request, g, has_request_context, request, session
from flask_login import current_user
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore
from flask_security.signals import user_authenticated
from flask_security.utils import set_request_attr
from sqlalchemy.exc import OperationalError

from learn.kit.db import db
from learn.people import passwords, signing_in
from learn.people.person import Person
from learn.people.sign_in import SignIn, device_name

# Flask-Security's own names. Passkeys, TOTP and SSO are switched on here once they come.
SETTINGS: dict[str, Any] = {
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_LOGOUT_METHODS": ["POST"],  # a GET changes nothing, so no image in a page signs anybody out
    "SECURITY_RECOVERABLE": True,
    "SECURITY_RESET_URL": "/password-reset",
    "SECURITY_CHANGEABLE": True,
    "SECURITY_CHANGE_URL": "/password",
    "SECURITY_FRESHNESS": timedelta(minutes=-1),  # /verify belongs to certificates; signatures ask by themselves
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],  # argon2 salts every password by itself
    "SECURITY_JOIN_USER_ROLES": False,  # our grants are not its roles
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_CACHE_CONTROL": None,  # no page of ours is kept by anybody; see kit/web.py
    "SECURITY_CLI_USERS_NAME": "",
    "SECURITY_CLI_ROLES_NAME": "",
    "RATELIMIT_HEADERS_ENABLED": True,  # too fast: 429 with Retry-After
}

SHOWN = ("name", "organisation", "current_grants")  # of whoever is signed in, around every page


class People(SQLAlchemyUserDatastore):
    """Our people as Flask-Security sees them. It never commits: the request does."""

    def commit(self) -> None:
        """Leave the commit to the end of the request."""
        db.session.flush()


def init_app(app: Flask) -> None:
    """Let people sign in, and know on every request who is asking."""
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    security = Security(app, People(db, Person, RoleMixin))
    # Flask-Principal would load the person before our transaction begins, also for every static file.
    security.principal.identity_loaders.clear()
    security.login_manager.user_loader(_person_signed_in)
    security.login_manager.request_loader(lambda _request: None)
    user_authenticated.connect(_begin, app, weak=False)
    views: dict[str, Any] = {**signing_in.VIEWS, **passwords.VIEWS}
    app.view_functions.update({f"security.{endpoint}": view for endpoint, view in views.items()})
    app.after_request(_note_sign_of_life)


def language() -> str | None:
    """The language of the account that asks; None for strangers."""
    return current_user.language if has_request_context() and current_user.is_authenticated else None


def _person_signed_in(key: str) -> Person | None:
    """Whoever holds an open session; one query. `key` changes when somebody is signed out everywhere."""
    if not (token := session.get("sign_in")):
        return None
    sign_in = SignIn.open_for(token)
    if sign_in is None or not sign_in.person.active or sign_in.person.fs_uniquifier != key:
        return None
    g.sign_in = sign_in
    g.sign_of_life = sign_in.id if sign_in.due_for_a_touch else None
    set_request_attr("fs_authn_via", "session")  # what Flask-Security's freshness looks at
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return sign_in.person


def _begin(_app: Flask, user: Person, **_how: Any) -> None:
    """Open a session on the server, however somebody proved who they are."""
    session["sign_in"] = SignIn.begin(user, device=device_name(request.user_agent.string))

    @after_this_request
    def drop_language(response: Response) -> Response:
        """From now on the account's language rules, not the one last chosen in this browser."""
        response.delete_cookie("language")
        return response


def _note_sign_of_life(response: Response) -> Response:
    """Note once a minute that a session is in use: a transaction of its own, after the answer's was finished."""
    if sign_in_id := g.get("sign_of_life"):
        try:
            SignIn.touch(sign_in_id)
            db.session.commit()
        except OperationalError:  # a busy database: the next request notes it
            db.session.rollback()
    return response
