"""To whom copies of new certificates go, as HR chooses; and transcripts of the staff."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from learn.certificates.copies import CopyRecipient
from learn.certificates.transcripts import Transcript
from learn.kit import clock
from learn.kit.db import db
from learn.kit.forms import Form, Length, Required
from learn.kit.web import limiter
from learn.people import Membership, Organisation, Permission
from learn.people.access import me, ours, require
from learn.reporting.desk import desk, hr
from learn.reporting.extra_time_views import bp
from learn.reporting.forms import to_choose

__all__ = ["bp"]  # the screens of HR, these among them


class CopiesForm(Form):
    """Who gets copies, and of whose certificates."""

    staff_number = StringField(
        _l("Staff number of whoever gets them"), [Required(_l("Give the staff number.")), Length(80)]
    )
    department = SelectField(_l("Certificates of"), default="")

    @classmethod
    def at(cls, organisation: Organisation) -> "CopiesForm":
        """The form with the departments of an organisation."""
        form = cls()
        departments = [SelectChoice(*one) for one in to_choose(organisation)["department"]]
        form.department.choices = [SelectChoice("", _("Everybody")), *departments]
        return form


@hr.get("/certificates/copies")
@require(Permission.HR)
def copies() -> ResponseReturnValue:
    """Who gets copies today, and the form to add somebody."""
    return _page(CopiesForm.at(desk().organisation))


@hr.post("/certificates/copies")
@require(Permission.HR)
def send_copies_to() -> ResponseReturnValue:
    """Send copies to one of the staff from now on."""
    organisation = desk().organisation
    form = CopiesForm.at(organisation)
    if form.validate_on_submit() and (found := _staff(organisation, str(form.staff_number.data))):
        CopyRecipient.add(organisation, found, department=form.department.data, by=me())
        flash(_("%(name)s gets a letter with each new certificate.", name=found.person.name), "ok")
        return redirect(url_for("hr.copies"), 303)
    if not form.errors:
        form.staff_number.errors = [_("Nobody here has this staff number today.")]
    return _page(form), 422


@hr.post("/certificates/copies/<int:id>/ending")
@require(Permission.HR)
def end_copies(id: int) -> ResponseReturnValue:
    """Send no more copies to somebody."""
    recipient = ours(CopyRecipient, id, as_=Permission.HR)
    recipient.end(by=me())
    flash(_("No more copies go to %(name)s.", name=recipient.person.name), "ok")
    return redirect(url_for("hr.copies"), 303)


@hr.post("/people/<int:id>/transcripts")
@require(Permission.HR)
@limiter.limit("30 per minute")
def make_transcript(id: int) -> ResponseReturnValue:
    """A transcript of what one of the staff completed here, stored so that it can be checked later."""
    membership = ours(Membership, id, as_=Permission.HR)
    transcript = Transcript.make(membership.person, organisation=membership.organisation, by=me())
    return redirect(f"/transcripts/{transcript.number}.pdf", 303)


def _staff(organisation: Organisation, number: str) -> Membership | None:
    held = select(Membership).where(Membership.organisation_id == organisation.id, Membership.staff_number == number)
    return db.session.scalar(held.where(Membership.on(clock.today())))


def _page(form: CopiesForm) -> str:
    recipients = db.session.scalars(CopyRecipient.of(desk().organisation)).all()
    return desk().page("copies.html", form=form, recipients=recipients)
