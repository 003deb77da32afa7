"""The records as inspectors and administrators read them: figures of every organisation, and the audit trail."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from learn.audit import AuditEntry, Event
from learn.kit import clock
from learn.kit.clock import HOUSE_ZONE
from learn.kit.db import db
from learn.people.access import me, require
from learn.reporting.alliance import standings
from learn.reporting.desk import desk, records
from learn.reporting.downloads import download, note_download
from learn.reporting.duties import Tally
from learn.reporting.forms import TrailFilter
from learn.reporting.paging import PAGE
from learn.reporting.scope import READERS, bound_to
from learn.reporting.sentences import actor, events_to_choose, sentence, values
from learn.reporting.tables import csv_file
from learn.reporting.trail import Trail

bp = records


@records.get("")
@require(*READERS)
def alliance() -> ResponseReturnValue:
    """How many of the requirements are in force, organisation by organisation."""
    found = standings(desk().choice, clock.today())
    whole = Tally.together(one.tally for one in found)
    return render_template("reporting/alliance.html", standings=found, whole=whole)


@records.get("/audit")
@require(*READERS)
def audit_trail() -> ResponseReturnValue:
    """Who did what to which record, when and why, the newest first."""
    form = TrailFilter.asked(event=events_to_choose())
    trail = _trail(form)
    found = db.session.scalars(trail.page()).all()
    return (
        render_template(
            "reporting/audit.html",
            form=form,
            trail=trail,
            entries=found[:PAGE],
            older=found[PAGE - 1].id if len(found) > PAGE else None,
            sentence=sentence,
            values=values,
            moment=to_the_second,
        ),
        form.status,
    )


@records.get("/audit.csv")
@require(*READERS)
def audit_csv() -> ResponseReturnValue:
    """The entries of the filter, all pages, as CSV."""
    form = TrailFilter.asked(event=events_to_choose())
    if form.errors:
        return redirect(request.full_path.replace(".csv?", "?", 1), 303)  # where the fault is shown
    trail = _trail(form).all_pages
    note_download(Event.RECORDS_EXPORTED, me(), report="audit", form="CSV", asked=form.noted)
    return download("audit", "csv", csv_file(_HEADINGS, _lines(trail)))


def to_the_second(moment: datetime) -> str:
    """A moment in Shanghai as the trail shows it."""
    return moment.astimezone(HOUSE_ZONE).strftime("%Y-%m-%d %H:%M:%S")


def _trail(form: TrailFilter) -> Trail:
    return Trail(bound_to(me()), **form.narrowing)


_HEADINGS = (
    _l("Entry"), _l("Moment (UTC+8)"), _l("Event"), _l("What happened"), _l("Who"), _l("Record"),
    _l("Before"), _l("After"), _l("Reason"), _l("Request"),
)  # fmt: skip


def _lines(trail: Trail) -> Iterator[list[Any]]:
    for entry in db.session.scalars(trail.select().execution_options(yield_per=500)):
        yield _cells(entry)
        db.session.expunge(entry)


def _cells(entry: AuditEntry) -> list[Any]:
    before, after = (_text(values(kept)) for kept in (entry.old, entry.new))
    return [
        entry.id, entry.at, entry.event.value, sentence(entry), actor(entry),
        f"{entry.subject_type} {entry.subject_id} {entry.subject_name}".strip(), before, after, entry.reason,
        entry.request_id,
    ]  # fmt: skip


def _text(kept: list[tuple[str, str]]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in kept)
