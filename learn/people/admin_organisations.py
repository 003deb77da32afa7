"""The alliance office keeps the members and sees the job roles."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from learn.kit import clock
from learn.kit.db import db
from learn.kit.web import once
from learn.people.access import me, require
from learn.people.admin_forms import OrganisationForm, ReasonForm, RenameForm
from learn.people.asking import ask
from learn.people.grant import Permission
from learn.people.job_role import JobRole, JobRoleHeld
from learn.people.membership import Membership
from learn.people.naming import KINDS
from learn.people.organisation import Organisation

bp = Blueprint("admin_organisations", __name__, url_prefix="/admin")
HOME = "/admin/organisations"


def _organisation(code: str) -> Organisation:
    """The organisation with this code, or 404. Administrators see every member."""
    found: Organisation = db.one_or_404(select(Organisation).where(Organisation.code == code))
    return found


@bp.get("/organisations")
@require(Permission.ADMINISTRATOR)
def list_organisations() -> ResponseReturnValue:
    """Every member and how many people work there today."""
    staff = (
        select(Membership.organisation_id, func.count(Membership.person_id.distinct()))
        .where(Membership.on(clock.today()))
        .group_by(Membership.organisation_id)
    )
    counts = {row[0]: row[1] for row in db.session.execute(staff)}
    organisations = db.session.scalars(Organisation.all()).all()
    return render_template("people/organisations.html", organisations=organisations, counts=counts, kinds=KINDS)


@bp.route("/organisations/new", methods=["GET", "POST"])
@require(Permission.ADMINISTRATOR)
def add_organisation() -> ResponseReturnValue:
    """Take in a new member."""
    form = OrganisationForm()
    if form.validate_on_submit():
        added = once(
            lambda: Organisation.add(**form.answers, by=me()),
            else_=_("Somebody has just added an organisation with this code."),
        )
        flash(_("%(name)s was added.", name=str(added.name)), "ok")
        return redirect(HOME, 303)
    return ask(form, _("Add an organisation"), _("Add the organisation"), HOME, here="organisations")


@bp.route("/organisations/<code>/names", methods=["GET", "POST"])
@require(Permission.ADMINISTRATOR)
def rename_organisation(code: str) -> ResponseReturnValue:
    """Change what a member is called."""
    organisation = _organisation(code)
    form = RenameForm(zh=organisation.name.zh, en=organisation.name.en)
    if form.validate_on_submit():
        organisation.rename(form.words, by=me(), reason=str(form.reason.data))
        flash(_("The names were changed."), "ok")
        return redirect(HOME, 303)
    title = _("Change the names of %(name)s", name=str(organisation.name))
    more = _("Certificates keep the name that stood on their day.")
    return ask(form, title, _("Change the names"), HOME, here="organisations", more=more)


@bp.route("/organisations/<code>/ending", methods=["GET", "POST"])
@require(Permission.ADMINISTRATOR)
def end_organisation(code: str) -> ResponseReturnValue:
    """Let a member leave the alliance."""
    organisation, form = _organisation(code), ReasonForm()
    if form.validate_on_submit():
        organisation.end(by=me(), reason=str(form.reason.data))
        flash(_("%(name)s has left the alliance.", name=str(organisation.name)), "ok")
        return redirect(HOME, 303)
    title = _("%(name)s leaves the alliance", name=str(organisation.name))
    more = _("Every membership and permission there ends today. People, records and certificates stay as they are.")
    return ask(form, title, _("End the membership in the alliance"), HOME, here="organisations", more=more)


@bp.get("/job-roles")
@require(Permission.ADMINISTRATOR)
def list_job_roles() -> ResponseReturnValue:
    """Every job role and how many people have it today."""
    held = (
        select(JobRoleHeld.job_role_id, func.count())
        .where(JobRoleHeld.on(clock.today()))
        .group_by(JobRoleHeld.job_role_id)
    )
    counts = {row[0]: row[1] for row in db.session.execute(held)}
    return render_template("people/job_roles.html", roles=db.session.scalars(JobRole.all()).all(), counts=counts)
