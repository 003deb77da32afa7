"""What is recorded of the person asking."""

import json
from datetime import date, datetime
from typing import Any

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from learn.audit import Event
from learn.certificates.transcripts import Transcript
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import Words
from learn.kit.web import limiter
from learn.people.access import me, signed_in
from learn.reporting.downloads import download, note_download
from learn.reporting.my_records import MyRecords
from learn.reporting.tables import csv_file

bp = Blueprint("my", __name__, url_prefix="/my")


@bp.get("/records")
@signed_in
def records() -> ResponseReturnValue:
    """Everything that is recorded of me."""
    return render_template("reporting/my_records.html", file=_mine())


@bp.get("/records.json")
@signed_in
def records_json() -> ResponseReturnValue:
    """The same for machines."""
    content = json.dumps(_mine().as_dict(), ensure_ascii=False, indent=2, default=_plain)
    note_download(Event.RECORDS_EXPORTED, me(), report="my-records", form="JSON")
    return download("my-records", "json", iter([content.encode()]))


@bp.get("/records.csv")
@signed_in
def records_csv() -> ResponseReturnValue:
    """The same for a spreadsheet."""
    rows = list(_mine().as_rows())
    note_download(Event.RECORDS_EXPORTED, me(), report="my-records", form="CSV")
    return download("my-records", "csv", csv_file((_l("Record"), _l("Fact"), _l("Value")), rows))


@bp.get("/records/transcripts")
@signed_in
def transcripts() -> ResponseReturnValue:
    """The transcripts about me that were made."""
    made = db.paginate(Transcript.of(me()), per_page=50)
    return render_template("reporting/transcripts.html", made=made)


@bp.post("/records/transcripts")
@signed_in
@limiter.limit("10 per minute")
def make_transcript() -> ResponseReturnValue:
    """A transcript of all my records, stored so that it can be checked later."""
    transcript = Transcript.make(me(), by=me())
    return redirect(f"/transcripts/{transcript.number}.pdf", 303)


def _mine() -> MyRecords:
    return MyRecords(me(), clock.today())


def _plain(value: Any) -> Any:
    """A value as JSON has it: moments in UTC, texts in both languages, numbers as written."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value.as_dict() if isinstance(value, Words) else str(value)
