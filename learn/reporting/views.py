"""What HR sees of its own people, and an inspector of anybody's: overview, training files, certificates, reports."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from learn.assessment import ExtraTime
from learn.audit import Event
from learn.certificates import waiting_for_a_font
from learn.kit import clock
from learn.kit.db import db
from learn.kit.storage import storage
from learn.learning import Enrolment
from learn.people import Membership, Organisation, Permission
from learn.people.access import me, ours, require
from learn.reporting.archive import index_of, zip_of
from learn.reporting.desk import at_both_desks, desk, hr
from learn.reporting.downloads import download, download_file, note_download
from learn.reporting.duties import Overview
from learn.reporting.forms import (
    CertificateFilter,
    CoachingForm,
    ExtraTimeForm,
    StaffFilter,
    roles_to_choose,
    to_choose,
)
from learn.reporting.holdings import Held, Holdings
from learn.reporting.paging import page_of
from learn.reporting.report import Report
from learn.reporting.reports import REPORTS
from learn.reporting.staff import Staff, lines_for, one_of_staff
from learn.reporting.tables import csv_file, shown, xlsx_file
from learn.reporting.training_file import TrainingFile

bp = hr


@hr.get("")
@require(Permission.HR)
def overview() -> ResponseReturnValue:
    """How many of the requirements are in force, where they are not, and whom to talk to first."""
    organisation, today = desk().organisation, clock.today()
    people, joined = db.session.execute(_headcount(organisation)).one()
    return desk().page(
        "overview.html",
        overview=Overview(organisation, today),
        people=people,
        joined=joined,
        certificates=Holdings(organisation, today, state="genuine").count(),
    )


def _headcount(organisation: Organisation) -> Select[int, int]:
    """How many work here today, and how many of them began this month."""
    today = clock.today()
    return select(func.count(), func.count().filter(Membership.begins_on >= today.replace(day=1))).where(
        Membership.organisation_id == organisation.id, Membership.on(today)
    )


# people


@at_both_desks("/people")
def people() -> ResponseReturnValue:
    """The staff, each with what is required and what presses most."""
    organisation, today = desk().organisation, clock.today()
    form = StaffFilter.asked(**to_choose(organisation))
    asked = form.narrowing
    page = page_of(Staff(organisation, today, **asked).select())
    lines = lines_for(page.items, today, asked.get("course", ""))
    narrowed = asked.keys() - {"sort"}
    return desk().page("people.html", form=form, page=page, lines=lines, narrowed=narrowed), form.status


@at_both_desks("/people/<int:id>")
def person(id: int) -> ResponseReturnValue:
    """One person's training file."""
    return person_page(id)


def person_page(
    membership_id: int,
    form: CoachingForm | None = None,
    unit_id: int | None = None,
    extra_form: ExtraTimeForm | None = None,
) -> str:
    """The training file of one of the staff, with the forms of what HR may do there."""
    membership, person, from_elsewhere = one_of_staff(desk().choice, membership_id)
    organisation = next(one for one in desk().choice if one.id == membership.organisation_id)
    file = TrainingFile(person, clock.today(), membership, from_elsewhere=from_elsewhere)
    forms = {"form": form or CoachingForm(None), "extra_form": extra_form or ExtraTimeForm(None)}
    allowed = ExtraTime.of(person).where(ExtraTime.organisation_id == organisation.id)
    extra = db.session.scalars(allowed).all() if desk().bench == "hr" else []
    return desk().page("person.html", organisation, file=file, unit_id=unit_id, extra=extra, **forms)


@hr.post("/enrolments/<int:id>/coaching")
@require(Permission.HR)
def coach(id: int) -> ResponseReturnValue:
    """Record a talk with somebody who used up the attempts; a fresh set of attempts opens."""
    enrolment, form = ours(Enrolment, id, as_=Permission.HR), CoachingForm()
    db.session.refresh(enrolment, with_for_update=True)  # sent twice at once, it counts once
    position = request.form.get("unit", type=int)
    unit = next((unit for unit in enrolment.version.units if unit.position == position), None) or abort(404)
    membership = _membership(enrolment)
    if not form.validate_on_submit():
        return person_page(membership.id, form, unit.id), 422
    enrolment.coach(unit, by=me(), note=str(form.note.data))
    flash(_("The coaching is recorded. %(name)s can sit the quiz again.", name=enrolment.person.name), "ok")
    return redirect(url_for(".person", id=membership.id), 303)


def _membership(enrolment: Enrolment) -> Membership:
    """The newest membership of whoever enrolled, in the organisation under which they did."""
    held = select(Membership).where(
        Membership.person_id == enrolment.person_id, Membership.organisation_id == enrolment.organisation_id
    )
    return db.first_or_404(held.order_by(Membership.id.desc()))


# certificates


@at_both_desks("/certificates")
def certificates() -> ResponseReturnValue:
    """The certificates of the staff, to look at and to download."""
    organisation = desk().organisation
    form = _certificate_filter(organisation)
    page = page_of(Holdings(organisation, clock.today(), **form.narrowing).select())
    held = [Held(*row) for row in page.items]
    waiting = waiting_for_a_font(organisation)
    return desk().page("certificates.html", form=form, page=page, held=held, waiting=waiting), form.status


@at_both_desks("/certificates.zip")
def certificates_zip() -> ResponseReturnValue:
    """All certificates of the filter in one file."""
    organisation = desk().organisation
    form = _certificate_filter(organisation)
    if form.errors:
        return redirect(request.full_path.replace(".zip?", "?", 1), 303)  # where the fault is shown
    holdings = Holdings(organisation, clock.today(), **form.narrowing)
    note_download(Event.CERTIFICATES_DOWNLOADED, organisation, count=holdings.count(), asked=form.noted)
    index = lambda enclosed, out: index_of(holdings.each(), enclosed, out)  # noqa: E731
    content = zip_of(holdings.each(), str(organisation.name), storage().get, index)
    return download(f"certificates_{organisation.code}", "zip", content)


def _certificate_filter(organisation: Organisation) -> CertificateFilter:
    return CertificateFilter.asked(**to_choose(organisation), role=roles_to_choose())


# reports


@at_both_desks("/reports")
def reports() -> ResponseReturnValue:
    """The reports there are."""
    return desk().page("reports.html", reports=REPORTS.values())


@at_both_desks("/reports/<name>")
def report(name: str) -> ResponseReturnValue:
    """A report to read, fifty rows a page."""
    asked, organisation = _report(name), desk().organisation
    page = page_of(asked.question(organisation, clock.today()))
    rows = [map(shown, asked.cells(row)) for row in page.items]
    return desk().page("report.html", report=asked, page=page, rows=rows)


@at_both_desks("/reports/<name>.csv")
def report_csv(name: str) -> ResponseReturnValue:
    """A report as CSV, sent row by row."""
    asked, organisation = _report(name), desk().organisation
    note_download(Event.RECORDS_EXPORTED, organisation, report=asked.name, form="CSV")
    content = csv_file(asked.headings, asked.rows(organisation, clock.today()))
    return download(f"{asked.name}_{organisation.code}", "csv", content)


@at_both_desks("/reports/<name>.xlsx")
def report_xlsx(name: str) -> ResponseReturnValue:
    """A report as a workbook, written to a temporary file first: its directory stands at its end."""
    asked, organisation = _report(name), desk().organisation
    file = xlsx_file(str(asked.title), asked.headings, asked.rows(organisation, clock.today()))
    note_download(Event.RECORDS_EXPORTED, organisation, report=asked.name, form="XLSX")
    return download_file(f"{asked.name}_{organisation.code}", "xlsx", file)


def _report(name: str) -> Report:
    return REPORTS.get(name) or abort(404)
