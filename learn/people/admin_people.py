"""The alliance office keeps accounts and permissions. Nobody is ever deleted."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from learn.kit.db import db
from learn.kit.web import once
from learn.people.access import me, require, to_change
from learn.people.admin_forms import CorrectionForm, GrantForm, NewPersonForm, ReasonForm
from learn.people.asking import ask
from learn.people.grant import Grant, Permission
from learn.people.job_role import JobRoleHeld
from learn.people.membership import Membership
from learn.people.naming import PERMISSION_NAMES
from learn.people.organisation import Organisation
from learn.people.person import Person

bp = Blueprint("admin_people", __name__, url_prefix="/admin")


def page_of(person_id: int) -> str:
    """The address of somebody's page."""
    return f"/admin/people/{person_id}"


def back_to(person_id: int, said: str) -> Response:
    """Done: back to somebody's page, which says so."""
    flash(said, "ok")
    return redirect(page_of(person_id), 303)


def _person(id: int) -> Person:
    """Somebody, or 404. Administrators see the accounts of every member, never their training."""
    return to_change(Person, id)


@bp.get("/people")
@require(Permission.ADMINISTRATOR)
def list_people() -> ResponseReturnValue:
    """Everybody by pinyin, found by name, pinyin, address or staff number."""
    term, code = request.args.get("q", "").strip()[:80], request.args.get("organisation", "")
    people = db.paginate(
        Person.found_by(term, code).options(
            selectinload(Person.memberships).joinedload(Membership.organisation), selectinload(Person.grants)
        ),
        per_page=50,
    )
    return render_template(
        "people/list.html",
        people=people,
        term=term,
        code=code,
        organisations=db.session.scalars(Organisation.all()).all(),
        permissions=PERMISSION_NAMES,
    )


@bp.get("/people/<int:id>")
@require(Permission.ADMINISTRATOR)
def show_person(id: int) -> ResponseReturnValue:
    """One person: account, where they work, what they may do."""
    roles = selectinload(Membership.roles_held).joinedload(JobRoleHeld.job_role)
    whole = (
        selectinload(Person.memberships).options(joinedload(Membership.organisation), roles),
        selectinload(Person.grants).joinedload(Grant.organisation),
    )
    person = db.one_or_404(select(Person).where(Person.id == id).options(*whole))
    return render_template("people/person.html", person=person, permissions=PERMISSION_NAMES)


@bp.route("/people/new", methods=["GET", "POST"])
@require(Permission.ADMINISTRATOR)
def add_person() -> ResponseReturnValue:
    """Make an account and a first membership; a letter with a link to choose a password goes out."""
    form = NewPersonForm()
    if form.validate_on_submit():
        person = once(lambda: _add(form), else_=_("Somebody has just used this address or staff number."))
        return back_to(person.id, _("%(name)s was added. A letter with a link is on its way.", name=person.name))
    more = _("The new person gets a letter with a link to choose a password.")
    return ask(form, _("Add a person"), _("Add the person"), "/admin/people", here="people", more=more)


def _add(form: NewPersonForm) -> Person:
    account = {part: form[part].data for part in ("name", "latin_name", "email", "language")}
    person = Person.add(**account, by=me())
    person.join(form.organisation.chosen, **form.work, by=me())
    db.session.flush()
    return person


@bp.route("/people/<int:id>/details", methods=["GET", "POST"])
@require(Permission.ADMINISTRATOR)
def correct_person(id: int) -> ResponseReturnValue:
    """Correct what is kept of somebody."""
    person = _person(id)
    form = CorrectionForm(obj=person)
    form.person = person
    if form.validate_on_submit():
        person.correct(**form.answers, by=me())
        return back_to(id, _("The details were corrected."))
    more = _("Certificates keep the name of their day. If the address changes, the old one is told.")
    title = _("Correct the details of %(name)s", name=person.name)
    return ask(form, title, _("Correct the details"), page_of(id), here="people", more=more)


@bp.route("/people/<int:id>/leaving", methods=["GET", "POST"])
@require(Permission.ADMINISTRATOR)
def close_account(id: int) -> ResponseReturnValue:
    """Close somebody's account; the records stay."""
    person, form = _person(id), ReasonForm()
    if form.validate_on_submit():
        person.leave(by=me(), reason=str(form.reason.data))
        return back_to(id, _("The account was closed. %(name)s is signed out everywhere.", name=person.name))
    more = _("Memberships and permissions end today and every device is signed out. Records and certificates stay.")
    return ask(
        form,
        _("Close the account of %(name)s", name=person.name),
        _("Close the account"),
        page_of(id),
        here="people",
        more=more,
    )


@bp.post("/people/<int:id>/password-link")
@require(Permission.ADMINISTRATOR)
def send_password_link(id: int) -> ResponseReturnValue:
    """Mail somebody a link to choose a password."""
    person = _person(id)
    person.ask_for_password_link(by=me())
    return back_to(id, _("A link to choose a password is on its way to %(email)s.", email=person.email))


@bp.route("/people/<int:id>/grants/new", methods=["GET", "POST"])
@require(Permission.ADMINISTRATOR)
def give_permission(id: int) -> ResponseReturnValue:
    """Give somebody a permission."""
    person = _person(id)
    form = GrantForm(organisation=person.organisation and person.organisation.id)
    if form.validate_on_submit():
        person.grant(**form.answers, by=me())
        return back_to(id, _("The permission was given."))
    title = _("Give %(name)s a permission", name=person.name)
    return ask(form, title, _("Give the permission"), page_of(id), here="people")


@bp.route("/grants/<int:id>/withdrawal", methods=["GET", "POST"])
@require(Permission.ADMINISTRATOR)
def withdraw_permission(id: int) -> ResponseReturnValue:
    """Take a permission back, at once."""
    grant, form = to_change(Grant, id), ReasonForm()
    if form.validate_on_submit():
        grant.withdraw(by=me(), reason=str(form.reason.data))
        return back_to(grant.person_id, _("The permission was taken back."))
    what = {"name": grant.person.name, "permission": PERMISSION_NAMES[grant.permission]}
    title = _("Take back from %(name)s: %(permission)s", **what)
    more = _("It holds no more from this moment. That it was held stays on record.")
    return ask(form, title, _("Take the permission back"), page_of(grant.person_id), here="people", more=more)
