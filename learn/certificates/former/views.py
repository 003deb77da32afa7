"""Former certificates: brought by HR or the alliance's office, looked at by whoever may."""

import csv
import io

import structlog
from flask import Blueprint, Response, flash, redirect, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from learn.certificates.former.bundle import from_zip
from learn.certificates.former.former_certificate import FormerCertificate
from learn.certificates.former.intake import COLUMNS, Intake
from learn.certificates.kept import Tampered
from learn.certificates.taken import note_download
from learn.kit.db import db
from learn.kit.forms import Form
from learn.kit.spreadsheet import Unreadable
from learn.kit.text import fit_for_windows, language
from learn.kit.web import Refused, limiter, once
from learn.people import Organisation, OrganisationKind, Permission, Person
from learn.people.access import me, require, signed_in

bp = Blueprint("former", __name__, url_prefix="/certificates/former")
log = structlog.get_logger()
MOST_SHOWN = 200  # faults on one page


class FormerForm(Form):
    """Whose certificates, and the ZIP."""

    organisation = SelectField(_l("Organisation"))
    file = FileField(
        _l("ZIP with the table and the files"),
        [FileRequired(_l("Choose a file."))],
        render_kw={"accept": ".zip,application/zip"},
    )

    @classmethod
    def of(cls, person: Person) -> "FormerForm":
        """The form with the organisations for which somebody brings certificates."""
        form = cls()
        form.offered = {one.code: one for one in _organisations(person)}
        form.organisation.choices = [SelectChoice(code, str(one.name)) for code, one in form.offered.items()]
        return form


@bp.get("")
@require(Permission.HR, Permission.ADMINISTRATOR)
def former() -> ResponseReturnValue:
    """What was imported, and the form to bring more."""
    return _page(FormerForm.of(me()))


@bp.post("")
@require(Permission.HR, Permission.ADMINISTRATOR)
@limiter.limit("10 per minute")
def bring() -> ResponseReturnValue:
    """Check the table with its files; take all of it, or say what is wrong line by line."""
    form = FormerForm.of(me())
    intake = _checked(form) if form.validate_on_submit() else None
    if intake is None or intake.faults:
        return _page(form, intake), 422
    name = form.file.data.filename or "certificates.zip"
    once(lambda: intake.take(file_name=name, by=me()), else_=_("Somebody has just imported some of these."))
    count = len(intake.lines)
    flash(ngettext("%(num)s certificate was imported.", "%(num)s certificates were imported.", count), "ok")
    return redirect("/certificates/former", 303)


def _checked(form: FormerForm) -> Intake | None:
    """What was sent, checked, with the faults said at the form; None: it cannot even be read."""
    try:
        intake = Intake(form.offered[form.organisation.data], from_zip(form.file.data.read()))
    except Unreadable as fault:
        form.file.errors = [str(fault)]
        return None
    if intake.faults:
        form.file.errors = [_("Nothing was taken. What is wrong stands below, line by line.")]
    return intake


@bp.get("/template.csv")
@require(Permission.HR, Permission.ADMINISTRATOR)
def template() -> ResponseReturnValue:
    """An empty table with its headings, which Excel opens right."""
    table = io.StringIO()
    csv.writer(table).writerow([names[1 if language() == "en" else 0] for names in COLUMNS.values()])
    named = {"Content-Disposition": 'attachment; filename="former-certificates.csv"'}
    return Response("\ufeff" + table.getvalue(), mimetype="text/csv", headers=named)


@bp.get("/<int:id>/file")
@signed_in
def file(id: int) -> ResponseReturnValue:
    """The file, byte for byte as it came; always to save, never shown as a page of ours."""
    found: FormerCertificate = db.one_or_404(FormerCertificate.seen_by(me()).where(FormerCertificate.id == id))
    try:
        content = found.read_document()
    except Tampered as fault:
        log.error("stored former certificate altered", former=id, fault=str(fault))
        raise Refused(
            _("The stored file is no longer as it came, so we do not hand it out. Please tell the alliance office.")
        ) from fault
    name, kind = fit_for_windows(found.file_name), found.media_type
    if found.person_id != me().id:
        note_download(FormerCertificate, id)
    return send_file(io.BytesIO(content), mimetype=kind, as_attachment=True, download_name=name)


def _organisations(person: Person) -> list[Organisation]:
    """HR's own; the alliance's administrator brings certificates for every member."""
    office = person.organisations_as(Permission.ADMINISTRATOR)
    if any(one.kind is OrganisationKind.ALLIANCE for one in office):
        return list(db.session.scalars(Organisation.current_ones()))
    return person.organisations_as(Permission.HR)


def _page(form: FormerForm, intake: Intake | None = None) -> str:
    ids = [one.id for one in form.offered.values()]
    found = FormerCertificate.whole().where(FormerCertificate.organisation_id.in_(ids))
    return render_template(
        "certificates/former/former.html",
        form=form,
        columns=COLUMNS,
        faults=intake.faults[:MOST_SHOWN] if intake else [],
        more_faults=max(0, len(intake.faults) - MOST_SHOWN) if intake else 0,
        held=db.paginate(found, per_page=50),
    )
