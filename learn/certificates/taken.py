"""Whoever takes somebody else's paper is on record, although a download changes nothing."""

from typing import Any

from learn import audit
from learn.audit import Event
from learn.kit.db import db, writing
from learn.people.access import me


def note_download(kind: type[Any], id: int) -> None:
    """Note that the reader takes a document of somebody else, before it is handed out."""
    db.session.rollback()  # on SQLite a transaction that began by reading cannot always go on to write
    with writing():
        audit.record(Event.CERTIFICATES_DOWNLOADED, db.session.get_one(kind, id), by=me())
        db.session.flush()
