"""Retiring a course and restoring it: signed acts, from a day on."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from learn import audit
from learn.audit import Event
from learn.catalogue.course import Course, Restoration, Retirement
from learn.kit import clock
from learn.kit.db import db
from learn.kit.digest import digest_of
from learn.kit.web import Refused
from learn.people import Person
from learn.signatures import Meaning, Signature


def retirements_of(course: Course) -> Select[Retirement]:
    """Every retirement of a course, the newest first, each with its restoration."""
    whole = (joinedload(Retirement.by), joinedload(Retirement.restoration).joinedload(Restoration.by))
    return select(Retirement).where(Retirement.course_id == course.id).order_by(Retirement.id.desc()).options(*whole)


def retire(course: Course, *, by: Person, reason: str, effective_on: date) -> Retirement:
    """Retire a course from a day on. Nobody newly enrols; who is half-way finishes; what was learnt stays."""
    _refuse_the_past(effective_on)
    last = db.session.scalars(retirements_of(course)).first()
    if last and last.restoration is None:
        raise Refused(_("%(code)s is already retired.", code=course.code))
    retirement = Retirement(
        course_id=course.id,
        course=course,
        round=last.round + 1 if last else 1,
        effective_on=effective_on,
        reason=reason,
        by_id=by.id,
        by=by,
        signature_id=_sign(course, "retire", reason, effective_on, Meaning.COURSE_RETIRED, by=by).id,
        restoration=None,
    )
    db.session.add(retirement)
    audit.record(Event.COURSE_RETIRED, course, by=by, new={"effective_on": effective_on}, reason=reason)
    db.session.flush()
    return retirement


def restore(course: Course, *, by: Person, reason: str, effective_on: date) -> Restoration:
    """Teach a retired course again from a day on, as it was."""
    _refuse_the_past(effective_on)
    last = db.session.scalars(retirements_of(course)).first()
    if last is None or last.restoration:
        raise Refused(_("%(code)s is not retired.", code=course.code))
    restoration = Restoration(
        retirement_id=last.id,
        retirement=last,
        effective_on=effective_on,
        reason=reason,
        by_id=by.id,
        by=by,
        signature_id=_sign(course, "restore", reason, effective_on, Meaning.COURSE_RESTORED, by=by).id,
    )
    db.session.add(restoration)
    audit.record(Event.COURSE_RESTORED, course, by=by, new={"effective_on": effective_on}, reason=reason)
    db.session.flush()
    return restoration


def _sign(course: Course, act: str, reason: str, effective_on: date, meaning: Meaning, *, by: Person) -> Signature:
    """Sign exactly what is done: which course, from which day, why."""
    said = {"act": act, "course": course.code, "effective_on": effective_on.isoformat(), "reason": reason}
    signature = Signature.over(course, digest=digest_of(said), meaning=meaning, by=by)
    db.session.flush()
    return signature


def _refuse_the_past(day: date) -> None:
    if day < clock.today():
        raise Refused(_("Choose today or a later day."))
