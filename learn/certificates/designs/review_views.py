"""A version of a design as it was handed in, and the two ways to decide it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from learn.catalogue import CertificateKind
from learn.certificates.designs.design import Design
from learn.certificates.designs.forms import ApprovalForm, DeclineForm, shown_of
from learn.certificates.designs.samples import NUMBER, SAMPLE_NAMES, faults_of
from learn.certificates.designs.version import DesignVersion
from learn.certificates.designs.views import BOTH, PAGES, drawing, print_sample, showing
from learn.certificates.kind import HEADINGS
from learn.kit.db import db
from learn.kit.web import Refused, limiter, once
from learn.people import Permission
from learn.people.access import me, require

bp = Blueprint("design_reviews", __name__)
VERSION = f"{PAGES}/<int:id>/versions/<int:number>"


@bp.get(VERSION)
@require(*BOTH)
def version(id: int, number: int) -> ResponseReturnValue:
    """A version on every sample, and who decided what."""
    return _page(_one(id, number, *BOTH), ApprovalForm(), DeclineForm())


@bp.get(f"{VERSION}.pdf")
@require(*BOTH)
@drawing
def sample_of_version(id: int, number: int) -> ResponseReturnValue:
    """A sample by this version as PDF."""
    return print_sample(_one(id, number, *BOTH).look, *_asked())


@bp.post(f"{VERSION}/approval")
@require(Permission.REVIEWER)
@limiter.limit("10 per minute")
def approve(id: int, number: int) -> ResponseReturnValue:
    """Sign the version exactly as it was shown; what is issued from now on looks like it."""
    found, form = _to_decide(id, number), ApprovalForm()
    if not form.validate_on_submit():
        return _page(found, form, DeclineForm(None)), 422
    if form.digest.data != found.digest:
        raise Refused(_("This is not the version that was shown. Open it again, then sign."))
    once(lambda: found.approve(by=me()), else_=_("This version has already been decided."))
    flash(_("Signed. Certificates issued from now on look like this; those issued before stay as they are."), "ok")
    return redirect(url_for(".version", id=id, number=number), 303)


@bp.post(f"{VERSION}/refusal")
@require(Permission.REVIEWER)
def decline(id: int, number: int) -> ResponseReturnValue:
    """Send the version back to its authors."""
    found, form = _to_decide(id, number), DeclineForm()
    if not form.validate_on_submit():
        return _page(found, ApprovalForm(None), form), 422
    once(
        lambda: found.decline(by=me(), note=form.note.data),
        else_=_("This version has already been decided."),
    )
    return redirect(url_for(".version", id=id, number=number), 303)


def _one(id: int, number: int, *permissions: Permission) -> DesignVersion:
    """A version of a design that the person works on, or 404."""
    asked = select(DesignVersion).join(DesignVersion.design).where(DesignVersion.design_id == id)
    theirs = Design.worked_on_by(me(), *permissions)
    whole = joinedload(DesignVersion.design).options(joinedload(Design.organisation), joinedload(Design.course))
    return db.one_or_404(asked.where(DesignVersion.number == number, theirs).options(whole))


def _to_decide(id: int, number: int) -> DesignVersion:
    found = _one(id, number, Permission.REVIEWER)
    if found.decision:
        raise Refused(_("This version has already been decided."))
    return found


def _asked() -> tuple[str, str]:
    """The sample and the kind that the address asks for."""
    return shown_of(request.args.get("sample"), request.args.get("kind"))


def _page(found: DesignVersion, approval: ApprovalForm, declining: DeclineForm) -> str:
    name, kind = _asked()
    approval.digest.data = found.digest
    return render_template(
        "certificates/designs/version.html",
        version=found,
        design=found.design,
        showing=showing(found.look, name, kind),
        number=NUMBER,
        asked=(name, kind),
        samples=SAMPLE_NAMES,
        kinds={one.value: HEADINGS[one] for one in CertificateKind},
        faults=list(dict.fromkeys(map(str, faults_of(found.look)))) if not found.decision else [],
        obstacle=None if found.decision else _obstacle(found),
        approval=approval,
        declining=declining,
    )


def _obstacle(found: DesignVersion) -> str | None:
    """Why the person asking does not decide this; None: they do."""
    if me().id in found.author_ids:
        return _("You worked on this design yourself. Somebody else decides.")
    theirs = select(Design.id).where(Design.id == found.design_id, Design.worked_on_by(me(), Permission.REVIEWER))
    return None if db.session.scalar(theirs) else _("A reviewer who did not work on it decides.")
