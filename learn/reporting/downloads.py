"""Files that leave: who took what is on record before the first byte goes out."""

from collections.abc import Iterator
from typing import IO, Any

from flask import Response, stream_with_context
from werkzeug.http import dump_options_header

from learn import audit
from learn.audit import Event
from learn.kit import clock
from learn.kit.db import db, writing
from learn.people.access import me

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "json": "application/json",
}


def note_download(event: Event, subject: Any, **what: Any) -> None:
    """Note who takes what. The request commits it before the answer begins to stream."""
    db.session.rollback()  # on SQLite a transaction that began by reading cannot always go on to write
    with writing():
        audit.record(event, subject, by=me(), new=what, organisation_id=_organisation_id(subject))
        db.session.flush()


def _organisation_id(subject: Any) -> int | None:
    return subject.id if type(subject).__name__ == "Organisation" else None


def download(name: str, kind: str, content: Iterator[bytes]) -> Response:
    """A file made while it is sent; its name carries the day."""
    response = Response(stream_with_context(content), content_type=TYPES[kind])
    file_name = f"{name}_{clock.today()}.{kind}"
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": file_name})
    return response


def download_file(name: str, kind: str, file: IO[bytes]) -> Response:
    """A file made beforehand, sent piece by piece and closed even if nobody takes it."""
    response = download(name, kind, pieces(file))
    response.call_on_close(file.close)
    return response


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """A file piece by piece, closed at its end."""
    with file:
        while piece := file.read(64 * 1024):
            yield piece
