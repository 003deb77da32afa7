"""For whoever runs the platform: is it alive, can it work, and how is it doing."""

from collections.abc import Callable

from flask import Flask, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from learn.kit.db import db
from learn.kit.storage import storage


def init_app(app: Flask) -> None:
    """Add the addresses that a proxy or a monitor asks."""
    for path, view in (("/health/live", live), ("/health/ready", ready)):
        view.access = "public"  # type: ignore[attr-defined]
        view.talisman_view_options = {"force_https": False}  # type: ignore[attr-defined]  # asked behind the proxy
        app.add_url_rule(path, view.__name__, view)


def live() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "live"}


def ready() -> ResponseReturnValue:
    """Database, storage and queue answer too; 503 names those that do not."""
    checks: dict[str, Callable[[], object]] = {
        "database": lambda: db.session.execute(text("SELECT 1")),
        "storage": lambda: storage().store,
        "queue": lambda: current_app.extensions["queue"].pending_count(),
    }
    down = [name for name, check in checks.items() if not _works(check)]
    return {"status": "unready" if down else "ready", "down": down}, 503 if down else 200


def _works(check: Callable[[], object]) -> bool:
    try:
        check()
    except Exception:  # whatever a broken part raises, the answer is that it does not work
        current_app.logger.exception("not ready")
        return False
    return True
