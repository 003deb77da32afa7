"""More time for one person at every quiz, as HR allows it."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from learn.assessment import ExtraTime
from learn.kit.db import db
from learn.people import Membership, Permission
from learn.people.access import me, ours, require
from learn.reporting.desk import hr
from learn.reporting.forms import ExtraTimeForm
from learn.reporting.views import person_page

bp = hr  # the screens of HR, these among them


@hr.post("/people/<int:id>/extra-time")
@require(Permission.HR)
def allow_extra_time(id: int) -> ResponseReturnValue:
    """Allow somebody more time, with the reason."""
    membership, form = ours(Membership, id, as_=Permission.HR), ExtraTimeForm()
    if not form.validate_on_submit():
        return person_page(membership.id, extra_form=form), 422
    ExtraTime.allow(membership.person, organisation=membership.organisation, by=me(), **form.allowance)
    flash(_("%(name)s now has more time at every quiz.", name=membership.person.name), "ok")
    return redirect(url_for("hr.person", id=membership.id), 303)


@hr.post("/extra-time/<int:id>/ending")
@require(Permission.HR)
def end_extra_time(id: int) -> ResponseReturnValue:
    """Allow it no longer."""
    extra = ours(ExtraTime, id, as_=Permission.HR)
    extra.end(by=me())
    flash(_("The extra time ends today; attempts under way keep theirs."), "ok")
    held = select(Membership.id).where(
        Membership.person_id == extra.person_id, Membership.organisation_id == extra.organisation_id
    )
    return redirect(url_for("hr.person", id=db.session.scalar(held.order_by(Membership.id.desc()).limit(1))), 303)
