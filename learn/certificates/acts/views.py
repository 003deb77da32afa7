"""Proposing to correct, revoke or reinstate a certificate, and deciding on it."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learn.certificates.acts.act import DECIDERS, ProposedAct, may_propose
from learn.certificates.acts.forms import ApprovalForm, CorrectionForm, DeclineForm, ReasonForm
from learn.certificates.acts.proposal import CertificateDecision, CertificateProposal
from learn.certificates.certificate import Certificate
from learn.certificates.number import canonical
from learn.kit.db import db
from learn.kit.web import Refused, limiter, once
from learn.people import Permission
from learn.people.access import me, require

bp = Blueprint("certificate_acts", __name__, url_prefix="/certificates")


@bp.get("/proposals")
@require(Permission.HR, Permission.INSPECTOR, *DECIDERS)
def proposals() -> ResponseReturnValue:
    """What was proposed about certificates, what waits for a decision first."""
    found = CertificateProposal.seen_by(me()).outerjoin(CertificateProposal.decision)
    ordered = found.order_by(CertificateDecision.id.is_not(None), CertificateProposal.id.desc())
    return render_template("certificates/acts/list.html", proposals=db.paginate(ordered, per_page=50))


@bp.get("/proposals/<int:id>")
@require(Permission.HR, Permission.INSPECTOR, *DECIDERS)
def proposal(id: int) -> ResponseReturnValue:
    """One proposal: what would change, why, and who decided."""
    return _page(_one(id), ApprovalForm(None), DeclineForm(None))


@bp.route("/<number>/correction", methods=["GET", "POST"])
@require(Permission.HR, Permission.ADMINISTRATOR)
def propose_correction(number: str) -> ResponseReturnValue:
    """Propose that a name or organisation is put right."""
    certificate = _theirs(number)
    form = CorrectionForm.about(certificate, me())
    if form.validate_on_submit():
        return _proposed(certificate, ProposedAct.CORRECTION, str(form.reason.data), form.facts)
    page = render_template("certificates/acts/correct.html", certificate=certificate, form=form)
    return page, 422 if form.is_submitted() else 200


@bp.route("/<number>/revocation", methods=["GET", "POST"])
@require(Permission.HR, Permission.ADMINISTRATOR)
def propose_revocation(number: str) -> ResponseReturnValue:
    """Propose that a certificate is taken back."""
    return _with_reason(number, ProposedAct.REVOCATION)


@bp.route("/<number>/reinstatement", methods=["GET", "POST"])
@require(Permission.HR, Permission.ADMINISTRATOR)
def propose_reinstatement(number: str) -> ResponseReturnValue:
    """Propose that a revocation is ended."""
    return _with_reason(number, ProposedAct.REINSTATEMENT)


@bp.post("/proposals/<int:id>/approval")
@require(*DECIDERS)
@limiter.limit("10 per minute")
def approve(id: int) -> ResponseReturnValue:
    """Sign a proposal exactly as it was shown."""
    found, form = _to_decide(id), ApprovalForm()
    if not form.validate_on_submit():
        return _page(found, form, DeclineForm(None)), 422
    if form.digest.data != found.digest:
        raise Refused(_("This is not what the page showed. Look at it again, then sign."))
    once(lambda: found.approve(by=me()), else_=_("This proposal has already been decided."))
    flash(_("Signed. The holder and HR are told."), "ok")
    return redirect(url_for(".proposal", id=id), 303)


@bp.post("/proposals/<int:id>/refusal")
@require(*DECIDERS)
def decline(id: int) -> ResponseReturnValue:
    """Leave the certificate as it is."""
    found, form = _to_decide(id), DeclineForm()
    if not form.validate_on_submit():
        return _page(found, ApprovalForm(None), form), 422
    once(lambda: found.decline(by=me(), note=str(form.note.data)), else_=_("This proposal has already been decided."))
    return redirect(url_for(".proposal", id=id), 303)


def _theirs(number: str) -> Certificate:
    """A certificate on which the person asking proposes acts, or 404."""
    known = Certificate.seen_by(me()).where(Certificate.number == (canonical(number) or number))
    certificate: Certificate = db.one_or_404(known)
    return certificate if may_propose(me(), certificate) or certificate.person_id == me().id else abort(404)


def _one(id: int) -> CertificateProposal:
    found: CertificateProposal = db.one_or_404(CertificateProposal.seen_by(me()).where(CertificateProposal.id == id))
    return found


def _to_decide(id: int) -> CertificateProposal:
    """A proposal that is not decided yet, or 404; of two who decide at once, the second one waits."""
    asked = CertificateProposal.seen_by(me()).where(CertificateProposal.id == id)
    found: CertificateProposal = db.one_or_404(asked.with_for_update(of=CertificateProposal))
    if obstacle := _("This proposal has already been decided.") if found.decision else found.obstacle_for(me()):
        raise Refused(obstacle)
    return found


def _with_reason(number: str, act: ProposedAct) -> ResponseReturnValue:
    certificate, form = _theirs(number), ReasonForm()
    if form.validate_on_submit():
        return _proposed(certificate, act, str(form.reason.data))
    page = render_template("certificates/acts/reason.html", certificate=certificate, form=form, act=act)
    return page, 422 if form.is_submitted() else 200


def _proposed(
    certificate: Certificate, act: ProposedAct, reason: str, facts: dict[str, Any] | None = None
) -> ResponseReturnValue:
    made = CertificateProposal.propose(certificate, act, by=me(), reason=reason, facts=facts)
    db.session.flush()
    flash(_("Proposed. A reviewer or administrator of the alliance decides; nothing has changed yet."), "ok")
    return redirect(url_for(".proposal", id=made.id), 303)


def _page(found: CertificateProposal, approval: ApprovalForm, declining: DeclineForm) -> str:
    approval.digest.data = found.digest
    return render_template(
        "certificates/acts/proposal.html",
        proposal=found,
        approval=approval,
        declining=declining,
        obstacle=None if found.decision else found.obstacle_for(me()),
    )
