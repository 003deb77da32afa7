"""The alliance office keeps who works where, and as what."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learn.kit import clock
from learn.kit.web import once
from learn.people.access import me, require, to_change
from learn.people.admin_forms import DepartmentForm, EndForm, RoleForm, WorkForm
from learn.people.admin_people import back_to, page_of
from learn.people.asking import ask
from learn.people.grant import Permission
from learn.people.job_role import JobRoleHeld
from learn.people.membership import Membership
from learn.people.person import Person

bp = Blueprint("admin_memberships", __name__, url_prefix="/admin")


@bp.route("/people/<int:id>/memberships/new", methods=["GET", "POST"])
@require(Permission.ADMINISTRATOR)
def begin_membership(id: int) -> ResponseReturnValue:
    """Somebody begins to work for a member."""
    person, form = to_change(Person, id), WorkForm()
    if form.validate_on_submit():
        once(
            lambda: person.join(form.organisation.chosen, **form.work, by=me()),
            else_=_("Somebody has just used this staff number."),
        )
        return back_to(id, _("The membership was begun."))
    title = _("Where %(name)s works", name=person.name)
    return ask(form, title, _("Begin the membership"), page_of(id), here="people")


@bp.route("/memberships/<int:id>/department", methods=["GET", "POST"])
@require(Permission.ADMINISTRATOR)
def move_membership(id: int) -> ResponseReturnValue:
    """Somebody moves to another department."""
    membership = to_change(Membership, id)
    form = DepartmentForm(obj=membership)
    if form.validate_on_submit():
        membership.move(str(form.department.data), by=me())
        return back_to(membership.person_id, _("The department was changed."))
    title = _("Department of %(name)s", name=membership.person.name)
    return ask(form, title, _("Change the department"), page_of(membership.person_id), here="people")


@bp.route("/memberships/<int:id>/ending", methods=["GET", "POST"])
@require(Permission.ADMINISTRATOR)
def end_membership(id: int) -> ResponseReturnValue:
    """Somebody stops working for a member."""
    membership, form = to_change(Membership, id), EndForm(on=clock.today())
    if form.validate_on_submit():
        membership.end(**form.answers, by=me())
        return back_to(membership.person_id, _("The membership ends on the day that you chose."))
    title = _(
        "%(name)s leaves %(organisation)s", name=membership.person.name, organisation=str(membership.organisation.name)
    )
    more = _("The account stays open; job roles there end on the same day.")
    return ask(form, title, _("End the membership"), page_of(membership.person_id), here="people", more=more)


@bp.route("/memberships/<int:id>/job-roles/new", methods=["GET", "POST"])
@require(Permission.ADMINISTRATOR)
def take_role(id: int) -> ResponseReturnValue:
    """Somebody takes up a job role."""
    membership, form = to_change(Membership, id), RoleForm()
    if form.validate_on_submit():
        membership.take_role(form.roles[form.job_role.data], begins_on=form.begins_on.data, by=me())
        return back_to(membership.person_id, _("The job role was taken up; its training falls due from its first day."))
    title = _("A job role for %(name)s", name=membership.person.name)
    return ask(form, title, _("Take up the job role"), page_of(membership.person_id), here="people")


@bp.route("/job-roles-held/<int:id>/ending", methods=["GET", "POST"])
@require(Permission.ADMINISTRATOR)
def leave_role(id: int) -> ResponseReturnValue:
    """Somebody gives up a job role."""
    held, form = to_change(JobRoleHeld, id), EndForm(on=clock.today())
    membership = held.membership
    if form.validate_on_submit():
        membership.leave_role(held, **form.answers, by=me())
        return back_to(membership.person_id, _("The job role ends on the day that you chose."))
    title = _("%(name)s gives up: %(role)s", name=membership.person.name, role=str(held.job_role.title))
    return ask(form, title, _("End the job role"), page_of(membership.person_id), here="people")
