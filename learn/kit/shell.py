"""What every full page shows around its content: who is reading, what is unread, in which theme.

The shell also stands around error pages, so nothing here may fail, not even while the database is down.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from flask import Flask, current_app, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from learn.kit.clock import now, today
from learn.kit.text import language
from learn.kit.web import safe_next

log = structlog.get_logger()
THEMES = ("dark", "light")


def init_app(app: Flask, *, shows: Sequence[str] = ()) -> None:
    """Teach the templates who is reading, and let anyone choose a theme. `shows` names what the shell says of a reader."""
    app.extensions["shell_shows"] = tuple(shows)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True  # a tag on its own line leaves no line behind
    words = (reader, unread, theme, language, here_with, back, now, today)
    app.jinja_env.globals.update({word.__name__: word for word in words})
    app.add_url_rule("/theme", "theme", choose_theme, methods=["POST"])


def reader() -> Any:
    """The person who is signed in, with what the shell shows of them at hand; None for strangers."""
    try:
        if not getattr(current_user, "is_authenticated", False):
            return None
        person: Any = current_user._get_current_object()
        for part in current_app.extensions["shell_shows"]:
            getattr(person, part)  # loads now what the shell shows, where a fault can still be caught
        return person
    except SQLAlchemyError:
        log.warning("shell without its reader", exc_info=True)
        return None


def unread() -> int:
    """How many messages the reader has not seen; whoever keeps messages registers the global `unread_count`."""
    count = current_app.jinja_env.globals.get("unread_count")
    try:
        return int(count()) if callable(count) else 0
    except SQLAlchemyError:
        log.warning("shell without its messages", exc_info=True)
        return 0


def theme() -> str:
    """The theme kept in this browser: dark, light, or empty to follow the system."""
    kept = request.cookies.get("theme", "")
    return kept if kept in THEMES else ""


def choose_theme() -> ResponseReturnValue:
    """Keep a theme in this browser, or follow the system again."""
    response = redirect(safe_next(request.form.get("next"), "/"), 303)
    if (chosen := request.form.get("theme")) in THEMES:
        response.set_cookie("theme", str(chosen), max_age=31_536_000, samesite="Lax", secure=request.is_secure)
    else:
        response.delete_cookie("theme", samesite="Lax", secure=request.is_secure)
    return response


choose_theme.access = "public"  # type: ignore[attr-defined]


def here_with(**changes: str | int) -> str:
    """The address of this very page with some of its questions changed: `here_with(page=2)`."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name not in changes and name != "hl"]
    asked += [(name, str(value)) for name, value in changes.items()]
    return f"{request.path}?{urlencode(asked)}"


def back() -> str:
    """The page of ours that somebody came from, else the home page."""
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host:
        return "/"
    return safe_next(came_from.path + (f"?{came_from.query}" if came_from.query else ""), "/")
