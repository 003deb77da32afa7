"""Home, and what somebody must learn by when."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from learn.certificates import Certificate
from learn.kit import clock
from learn.kit.db import db
from learn.learning import Enrolment, UnitProgress
from learn.learning.overview import lines_of
from learn.notifications import Notification
from learn.people import Person
from learn.people.access import me, public, signed_in
from learn.training.assignment import Assignment

bp = Blueprint("training", __name__)


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """What is due and what is going on; for strangers the front page."""
    if not current_user.is_authenticated:
        return render_template("training/welcome.html")
    assignments = Assignment.of(me(), clock.today())
    lines = lines_of(me())
    return render_template(
        "training/home.html",
        assignments=assignments,
        pressing=[one for one in assignments if one.state != "ok"],
        this_week=[one for one in assignments if one.state != "ok" and one.days_left <= 7],
        lines=lines,
        resume=_last_read(me()),
        certificate=_newest_certificate(me()),
        messages=db.session.scalars(Notification.of(me()).limit(3)).all(),
    )


@bp.get("/my/training")
@signed_in
def mine() -> ResponseReturnValue:
    """Everything that the person's job roles require, and where each stands."""
    return render_template("training/mine.html", assignments=Assignment.of(me(), clock.today()))


def _last_read(person: Person) -> UnitProgress | None:
    """The unfinished unit that this person was at last."""
    return db.session.scalar(
        select(UnitProgress)
        .join(UnitProgress.enrolment)
        .where(Enrolment.person_id == person.id, UnitProgress.completed_at.is_(None))
        .options(joinedload(UnitProgress.unit), joinedload(UnitProgress.enrolment))
        .order_by(UnitProgress.seen_at.desc())
        .limit(1)
    )


def _newest_certificate(person: Person) -> Certificate | None:
    return db.session.scalar(
        select(Certificate)
        .where(Certificate.person_id == person.id)
        .options(joinedload(Certificate.completion))
        .order_by(Certificate.issued_at.desc())
        .limit(1)
    )
