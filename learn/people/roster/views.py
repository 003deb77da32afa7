"""Import the staff of a member from a table: upload, look at what would change, apply."""

import csv
import io

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_sqlalchemy.pagination import Pagination
from flask_wtf.file import FileField, FileRequired

from learn.kit.forms import Form
from learn.kit.text import language
from learn.people.access import me, mine, require
from learn.people.admin_forms import OrganisationField
from learn.people.grant import Permission
from learn.people.roster.naming import ACTS, FIELDS
from learn.people.roster.plan import RowPlan
from learn.people.roster.sheet import COLUMNS, Unreadable
from learn.people.roster.upload import RosterUpload

bp = Blueprint("roster", __name__, url_prefix="/admin/roster")


class RosterForm(Form):
    """Whose roster, and the file."""

    organisation = OrganisationField(_l("Organisation"))
    file = FileField(
        _l("File, CSV or XLSX"), [FileRequired(_l("Choose a file."))], render_kw={"accept": ".csv,.txt,.xlsx"}
    )


class Rows(Pagination):
    """The rows of a plan, page by page."""

    def _query_items(self) -> list[RowPlan]:
        first = (self.page - 1) * self.per_page
        rows: list[RowPlan] = self._query_args["rows"]
        return rows[first : first + self.per_page]

    def _query_count(self) -> int:
        return len(self._query_args["rows"])


@bp.route("", methods=["GET", "POST"])
@require(Permission.ADMINISTRATOR)
def send_roster() -> ResponseReturnValue:
    """Send a roster in; nothing is changed yet."""
    form = RosterForm()
    if form.validate_on_submit():
        organisation, file = form.organisation.chosen, form.file.data
        try:
            upload = RosterUpload.receive(file.read(), file.filename or "roster", organisation, by=me())
            return redirect(f"/admin/roster/{upload.id}", 303)
        except Unreadable as fault:
            form.file.errors = [str(fault)]
    page = render_template("people/roster.html", form=form, columns=COLUMNS)
    return page, 422 if form.is_submitted() else 200


@bp.get("/<int:id>")
@require(Permission.ADMINISTRATOR)
def show_roster(id: int) -> ResponseReturnValue:
    """What would change, row by row: first what is wrong, then what changes, then what stays."""
    upload = mine(RosterUpload, id)
    plan = upload.plan()
    order = sorted(plan.rows, key=lambda row: (not row.faults, not row.steps, row.entry.row))
    rows = Rows(page=request.args.get("page", 1, int), per_page=100, rows=order)
    return render_template("people/roster_preview.html", upload=upload, plan=plan, rows=rows, acts=ACTS, fields=FIELDS)


@bp.post("/<int:id>/application")
@require(Permission.ADMINISTRATOR)
def apply_roster(id: int) -> ResponseReturnValue:
    """Apply what the preview showed, all of it or nothing."""
    upload = mine(RosterUpload, id)
    plan = upload.apply(seen=request.form.get("seen", ""), by=me())
    flash(ngettext("%(num)s change was applied.", "%(num)s changes were applied.", plan.changes), "ok")
    return redirect(f"/admin/people?organisation={upload.organisation.code}", 303)


@bp.get("/template.csv")
@require(Permission.ADMINISTRATOR)
def download_template() -> ResponseReturnValue:
    """An empty roster with its headings, which Excel opens right."""
    table = io.StringIO()
    csv.writer(table).writerow([names[1 if language() == "en" else 0] for names in COLUMNS.values()])
    named = {"Content-Disposition": 'attachment; filename="roster.csv"'}
    return Response("\ufeff" + table.getvalue(), mimetype="text/csv", headers=named)
