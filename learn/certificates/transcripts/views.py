"""Handing out transcripts that were made, and saying of a file that it is one of them."""

import io

import structlog
from flask import Blueprint, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learn.certificates.kept import Tampered
from learn.certificates.taken import note_download
from learn.certificates.transcripts.transcript import Transcript
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import fit_for_windows
from learn.kit.web import Refused
from learn.people.access import me, signed_in

bp = Blueprint("transcripts", __name__)
log = structlog.get_logger()


@bp.get("/transcripts/<number>.pdf")
@signed_in
def download_transcript(number: str) -> ResponseReturnValue:
    """The PDF, byte for byte as it was made."""
    found: Transcript = db.one_or_404(Transcript.seen_by(me()).where(Transcript.number == number))
    try:
        content = found.read_document()
    except Tampered as fault:
        log.error("stored transcript altered", number=number, fault=str(fault))
        raise Refused(_("The stored file is no longer as it was made. Please tell the alliance office.")) from fault
    name = fit_for_windows(found.file_name)
    if found.person_id != me().id:
        note_download(Transcript, found.id)
    return send_file(io.BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name)


def transcript_verdict(transcript: Transcript) -> ResponseReturnValue:
    """The public page about a file that is a transcript of ours."""
    page = render_template("certificates/transcripts/verdict.html", transcript=transcript, checked_at=clock.now())
    return page, 200, {"X-Robots-Tag": "noindex"}
