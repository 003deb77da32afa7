"""Who may come in: every route says so with one of three words, and another organisation's row does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import abort, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import select

from learn.kit.db import db
from learn.people.grant import Permission
from learn.people.person import Person

View = TypeVar("View", bound=Callable[..., Any])
T = TypeVar("T", bound=Any)


def me() -> Person:
    """The person asking; only where a route asks for a signed-in one."""
    return cast(Person, current_user._get_current_object())  # relationships want the person, not the proxy


def public(view: View) -> View:
    """Anyone may, also a stranger."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Whoever is signed in may; others sign in first and come back to this page."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs) if current_user.is_authenticated else _sign_in_first()

    guarded.access = "signed in"  # type: ignore[attr-defined]
    return cast(View, guarded)


def require(*permissions: Permission) -> Callable[[View], View]:
    """Whoever has one of these permissions today may; to everybody else the page does not exist."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return _sign_in_first()
            if not any(me().may(permission) for permission in permissions):
                abort(404)
            return view(*args, **kwargs)

        guarded.access = permissions  # type: ignore[attr-defined]
        return cast(View, guarded)

    return guard


def _sign_in_first() -> Any:
    """Back to this page after signing in; a form that was sent cannot be sent again by us, so its page is."""
    back = request.full_path.rstrip("?") if request.method == "GET" else (request.referrer or "/")
    if request.method != "GET" and back.startswith(request.host_url):
        back = "/" + back.removeprefix(request.host_url)
    return redirect(url_for("security.login", next=back if back.startswith("/") else "/"), 303)


def mine(model: type[T], id: int) -> T:
    """A row of the person asking, or 404."""
    return cast(T, db.one_or_404(select(model).where(model.id == id, model.person_id == me().id)))


def ours(model: type[T], id: int, *, as_: Permission) -> T:
    """A row of an organisation in which the person asking has the permission, or 404."""
    organisations = [organisation.id for organisation in me().organisations_as(as_)]
    return cast(T, db.one_or_404(select(model).where(model.id == id, model.organisation_id.in_(organisations))))


def to_change(model: type[T], id: int) -> T:
    """A row that the office may be about to change, or 404; two who send the form at once take turns."""
    return db.get_or_404(model, id, with_for_update=True if request.method == "POST" else None)
