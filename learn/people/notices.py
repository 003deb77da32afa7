"""What anyone may read about the house: how it is used, what it keeps of people, and for whom it is built."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from learn.people.access import public

bp = Blueprint("notices", __name__)


@bp.get("/help")
@public
def show_help() -> ResponseReturnValue:
    """How to begin, learn, sit a quiz and check a certificate, and who helps."""
    return _notice("help")


@bp.get("/privacy")
@public
def show_privacy() -> ResponseReturnValue:
    """Which personal information is kept, what for, who sees it, how long, and one's rights (PIPL Art. 17)."""
    return _notice("privacy")


@bp.get("/accessibility")
@public
def show_accessibility() -> ResponseReturnValue:
    """What works for whom, what does not yet, and whom to tell."""
    return _notice("accessibility")


def _notice(name: str) -> str:
    return render_template(f"people/{name}.html", office=current_app.config["MAIL_FROM"])
