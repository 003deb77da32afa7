"""The holder's page of who may see a certificate and who did, and the page that a shared link shows."""

import io

import structlog
from flask import Blueprint, current_app, flash, redirect, render_template, send_file, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learn.certificates.certificate import Certificate
from learn.certificates.kept import Tampered
from learn.certificates.number import canonical
from learn.certificates.sharing.forms import ShareForm
from learn.certificates.sharing.look_up import How, Lookup
from learn.certificates.sharing.share_link import ShareLink
from learn.certificates.verdict import Verdict
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import fit_for_windows
from learn.kit.web import limiter
from learn.people.access import me, mine, public, signed_in

bp = Blueprint("sharing", __name__)
log = structlog.get_logger()

NOT_LISTED = {"X-Robots-Tag": "noindex, nofollow"}
_MADE = "shared"  # in the session: the link just made, until its page has shown it once

# The secret cannot be guessed; the limit keeps anyone from trying.
opening = limiter.shared_limit("30 per minute", scope="shared")


@bp.get("/certificates/<number>/sharing")
@signed_in
def show_sharing(number: str) -> ResponseReturnValue:
    """The links to my certificate, and who looked it up."""
    certificate = _mine(number)
    made = session.pop(_MADE, None)
    return _page(certificate, ShareForm(None, data={"days": 7}), made if made and made[0] == certificate.id else None)


@bp.post("/certificates/<number>/links")
@signed_in
def share(number: str) -> ResponseReturnValue:
    """Make a link that shows just this certificate for a while."""
    certificate, form = _mine(number), ShareForm()
    if not form.validate_on_submit():
        return _page(certificate, form, None), 422
    _link, token = ShareLink.make(certificate, days=form.days.data, by=me())
    session[_MADE] = (certificate.id, token)  # the holder's own browser; shown once, then gone
    return redirect(url_for(".show_sharing", number=certificate.number), 303)


@bp.post("/certificates/links/<int:id>/ending")
@signed_in
def end_link(id: int) -> ResponseReturnValue:
    """End a link at once."""
    link = mine(ShareLink, id)
    link.end(by=me())
    flash(_("The link is ended. Whoever opens it finds nothing."), "ok")
    return redirect(url_for(".show_sharing", number=link.certificate.number), 303)


@bp.get("/shared/<token>")
@public
@opening
def show_shared(token: str) -> ResponseReturnValue:
    """The certificate that a link shows, with its verdict of this moment."""
    link = ShareLink.opened_by(token)
    if link is None:
        return render_template("certificates/sharing/ended.html"), 404, NOT_LISTED
    certificate = link.certificate
    Lookup.note(certificate, How.LINK)
    page = render_template(
        "certificates/sharing/shared.html",
        certificate=certificate,
        verdict=_verdict(certificate),
        link=link,
        secret=token,
        checked_at=clock.now(),
    )
    return page, 200, NOT_LISTED


@bp.get("/shared/<token>/certificate.pdf")
@public
@opening
def take_shared(token: str) -> ResponseReturnValue:
    """The file, byte for byte as it was issued."""
    link = ShareLink.opened_by(token)
    if link is None or _verdict(link.certificate) is Verdict.ALTERED:
        return render_template("certificates/sharing/ended.html"), 404, NOT_LISTED
    Lookup.note(link.certificate, How.LINK_FILE)
    name, content = fit_for_windows(link.certificate.file_name), link.certificate.read_document()
    answer = send_file(io.BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name)
    answer.headers.update(NOT_LISTED)
    return answer


def _verdict(certificate: Certificate) -> Verdict:
    """What it is worth now, after making sure that our own copy is still the file that was issued."""
    try:
        certificate.read_document()
    except Tampered as fault:
        log.error("stored certificate altered", number=certificate.number, fault=str(fault))
        return Verdict.ALTERED
    return certificate.verdict


def _mine(number: str) -> Certificate:
    """A certificate of the person asking, or 404."""
    found: Certificate = db.one_or_404(Certificate.of(me()).where(Certificate.number == (canonical(number) or number)))
    return found


def _page(certificate: Certificate, form: ShareForm, made: tuple[int, str] | None) -> str:
    return render_template(
        "certificates/sharing/sharing.html",
        certificate=certificate,
        form=form,
        address=current_app.config["BASE_URL"] + url_for(".show_shared", token=made[1]) if made else None,
        links=db.session.scalars(ShareLink.of(certificate).limit(50)).all(),
        looks=db.paginate(Lookup.of(certificate), per_page=50),
    )
