"""What I was told."""

from flask import Blueprint, g, redirect, render_template
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learn.kit.db import db
from learn.kit.web import safe_next
from learn.notifications.notification import Notification
from learn.people.access import me, mine, signed_in

bp = Blueprint("notifications", __name__)


@bp.record_once
def _count_for_every_page(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["unread_count"] = _unread


def _unread() -> int:
    """How many are new, counted once a page."""
    if "unread" not in g:
        g.unread = Notification.unread_count(me()) if current_user and current_user.is_authenticated else 0
    return int(g.unread)


@bp.get("/notifications")
@signed_in
def list_notifications() -> ResponseReturnValue:
    """Everything I was told, the newest first."""
    told = db.paginate(Notification.of(me()), per_page=50)
    return render_template("notifications/list.html", told=told)


@bp.post("/notifications/<int:id>/reading")
@signed_in
def read_notification(id: int) -> ResponseReturnValue:
    """I have seen this; on to where it leads."""
    told = mine(Notification, id)
    told.read(by=me())
    return redirect(safe_next(told.address, "/notifications"), 303)


@bp.post("/notifications/reading")
@signed_in
def read_all() -> ResponseReturnValue:
    """I have seen all of it."""
    for told in db.session.scalars(Notification.of(me()).where(Notification.read_at.is_(None))):
        told.read(by=me())
    return redirect("/notifications", 303)
