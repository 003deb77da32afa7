"""Certificates as their holders, HR, inspectors and the alliance's office see them."""

import base64
import io

import structlog
from flask import Blueprint, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select, select

from learn.audit import AuditEntry, Event
from learn.certificates import paper
from learn.certificates.acts import CertificateProposal, may_propose
from learn.certificates.archival_copy import newest_document
from learn.certificates.award import due_to
from learn.certificates.certificate import Certificate
from learn.certificates.credential.sharing import linkedin_link, wallet_address
from learn.certificates.designs.showing import Showing
from learn.certificates.former import FormerCertificate
from learn.certificates.kept import Tampered
from learn.certificates.kind import HEADINGS
from learn.certificates.number import canonical
from learn.certificates.revocation import Revocation
from learn.certificates.taken import note_download
from learn.kit.db import db
from learn.kit.text import fit_for_windows
from learn.kit.web import Refused
from learn.people.access import me, signed_in

bp = Blueprint("certificates", __name__)
log = structlog.get_logger()


@bp.get("/certificates")
@signed_in
def list_certificates() -> ResponseReturnValue:
    """My certificates, and those being prepared."""
    held = db.paginate(Certificate.of(me()), per_page=50)
    coming = [(completion, paper.unprintable_in(completion)) for completion in db.session.scalars(due_to(me()))]
    former = db.session.scalars(FormerCertificate.of(me())).all()
    return render_template("certificates/list.html", held=held, coming=coming, headings=HEADINGS, former=former)


@bp.get("/certificates/<number>")
@signed_in
def show_certificate(number: str) -> ResponseReturnValue:
    """One certificate: its picture, what it proves, and what became of it."""
    return _page(_seen(number))


@bp.get("/certificates/<number>.pdf")
@signed_in
def download_certificate(number: str) -> ResponseReturnValue:
    """The PDF, byte for byte as it was issued, or the copy of it with the youngest time stamp."""
    certificate = _seen(number)
    try:
        content = newest_document(certificate)
    except Tampered as fault:
        log.error("stored certificate altered", number=number, fault=str(fault))
        raise Refused(
            _(
                "The stored file is no longer as it was issued, so we do not hand it out. Please tell the alliance office."
            )
        ) from fault
    name = fit_for_windows(certificate.file_name)
    if certificate.person_id != me().id:
        note_download(Certificate, certificate.id)
    return send_file(io.BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name)


def _seen(number: str) -> Certificate:
    """A certificate that I may see, or 404."""
    return db.one_or_404(Certificate.seen_by(me()).where(Certificate.number == (canonical(number) or number)))


def _page(certificate: Certificate) -> str:
    wallet = wallet_address(certificate)
    return render_template(
        "certificates/certificate.html",
        certificate=certificate,
        wallet=wallet,
        wallet_qr=_picture(wallet),
        linkedin=linkedin_link(certificate),
        downloads=db.session.scalars(_downloads(certificate)).all(),
        history=db.session.scalars(CertificateProposal.about(certificate)).all(),
        revocations=db.session.scalars(Revocation.of(certificate)).all(),
        may_propose=may_propose(me(), certificate),
        showing=Showing.issued(certificate.facts, address=certificate.verify_url),
    )


def _picture(address: str) -> str:
    """An address as a QR code that stands in the page itself."""
    return f"data:image/png;base64,{base64.b64encode(paper.qr_code(address)).decode()}"


def _downloads(certificate: Certificate) -> Select[AuditEntry]:
    return (
        select(AuditEntry)
        .where(
            AuditEntry.subject_type == "Certificate",
            AuditEntry.subject_id == certificate.id,
            AuditEntry.event == Event.CERTIFICATES_DOWNLOADED,
        )
        .order_by(AuditEntry.id.desc())
        .limit(5)
    )
