"""Whoever takes somebody else's paper is on record, although a download changes nothing."""

from typing import Any

from learn import audit
from learn.audit import Event
from learn.certificates.certificate import Certificate
from learn.certificates.sharing import How, Lookup
from learn.kit.db import db, writing
from learn.people.access import me


def note_download(kind: type[Any], id: int) -> None:
    """Note that the reader takes a document of somebody else, before it is handed out."""
    db.session.rollback()  # on SQLite a transaction that began by reading cannot always go on to write
    with writing():
        paper = db.session.get_one(kind, id)
        audit.record(Event.CERTIFICATES_DOWNLOADED, paper, by=me())
        if isinstance(paper, Certificate):  # whose holder sees who looked
            Lookup.add(paper, How.DOWNLOAD)
        db.session.flush()
