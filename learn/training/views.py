"""Home, and what somebody must learn by when."""

from functools import cache

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from learn.certificates import Certificate
from learn.kit import clock
from learn.kit.db import db
from learn.learning import Enrolment, UnitProgress, lines_of
from learn.notifications import Notification
from learn.people.access import me, public, signed_in
from learn.training.assignment import Assignment

bp = Blueprint("training", __name__)


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """What is due and what is going on; for strangers the front page."""
    if not current_user.is_authenticated:
        return render_template("training/welcome.html")
    mine = {"person": me().id}
    assignments = Assignment.of(me(), clock.today())
    lines = lines_of(me())
    return render_template(
        "training/home.html",
        assignments=assignments,
        pressing=[one for one in assignments if one.state != "ok"],
        this_week=[one for one in assignments if one.state != "ok" and one.days_left <= 7],
        lines=lines,
        resume=db.session.scalar(_last_read(), mine),
        certificate=db.session.scalar(_newest_certificate(), mine),
        messages=Notification.latest_of(me()),
    )


@bp.get("/my/training")
@signed_in
def mine() -> ResponseReturnValue:
    """Everything that the person's job roles require, and where each stands."""
    return render_template("training/mine.html", assignments=Assignment.of(me(), clock.today()))


# Home is asked for most of all: its queries are built once, for building them costs more than running them.


@cache
def _last_read() -> Select[UnitProgress]:
    """The unfinished unit that a person was at last."""
    return (
        select(UnitProgress)
        .join(UnitProgress.enrolment)
        .where(Enrolment.person_id == bindparam("person"), UnitProgress.completed_at.is_(None))
        .options(joinedload(UnitProgress.unit, innerjoin=True))
        .order_by(UnitProgress.seen_at.desc())
        .limit(1)
    )


@cache
def _newest_certificate() -> Select[Certificate]:
    return (
        select(Certificate)
        .where(Certificate.person_id == bindparam("person"))
        .options(joinedload(Certificate.completion, innerjoin=True))
        .order_by(Certificate.issued_at.desc())
        .limit(1)
    )
