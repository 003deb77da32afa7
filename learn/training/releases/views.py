"""Putting a version into force: whom it touches, who learns it again, the signature, and how far the telling is."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload, undefer

from learn.catalogue import Course, CourseVersion, Delta, Publication, Terms
from learn.catalogue.drafts.access import reviews, writes
from learn.catalogue.retraining import LEVEL_NAMES, LEVELS
from learn.catalogue.reviews import Review
from learn.kit import clock
from learn.kit.db import db
from learn.kit.web import Refused, limiter, once
from learn.people import Permission
from learn.people.access import me, require
from learn.training.held import HeldRelease
from learn.training.releases.candidate import Candidate
from learn.training.releases.changes import in_words
from learn.training.releases.forms import ApprovalForm, EarlyReleaseForm, TermsForm
from learn.training.releases.impact import Impact
from learn.training.releases.telling import Progress
from learn.training.trained import Trained

bp = Blueprint("releases", __name__)


@bp.record_once
def _name_levels(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals |= {"level_names": LEVEL_NAMES, "level_short": LEVELS}


BOTH = (Permission.INSTRUCTOR, Permission.REVIEWER)


@bp.get("/studio/reviews/<int:id>/approval")
@require(*BOTH)
def approval(id: int) -> ResponseReturnValue:
    """Whom a version under review touches; its authors propose who learns it again, a reviewer decides and signs."""
    candidate = _review(id)
    return _page(candidate, ApprovalForm.on(candidate))


@bp.post("/studio/reviews/<int:id>/approval")
@require(Permission.REVIEWER)
@limiter.limit("20 per minute")
def approve_review(id: int) -> ResponseReturnValue:
    """Sign it with the decision exactly as shown, and put it into force from its day on; or only look at the figures."""
    return _approve(_review(id))


@bp.post("/studio/reviews/<int:id>/retraining-proposal")
@require(Permission.INSTRUCTOR)
def propose_for_review(id: int) -> ResponseReturnValue:
    """The author proposes who learns it again."""
    return _propose(_review(id))


@bp.get("/studio/versions/<int:id>/publication")
@require(*BOTH)
def publication(id: int) -> ResponseReturnValue:
    """The same for a version that was loaded by command; once it is published, what was decided and how far it is."""
    version = _version(id)
    if version.publication:
        return _released(version, EarlyReleaseForm(None))
    candidate = Candidate.of_version(version)
    return _page(candidate, ApprovalForm.on(candidate))


@bp.post("/studio/versions/<int:id>/publication")
@require(Permission.REVIEWER)
@limiter.limit("20 per minute")
def approve_version(id: int) -> ResponseReturnValue:
    """Sign a loaded version with the decision exactly as shown, and put it into force from its day on."""
    version = _version(id)
    if version.publication:
        raise Refused(_("%(version)s is already published.", version=version.audit_name))
    return _approve(Candidate.of_version(version))


@bp.post("/studio/versions/<int:id>/retraining-proposal")
@require(Permission.INSTRUCTOR)
def propose_for_version(id: int) -> ResponseReturnValue:
    """An author proposes who learns a loaded version again."""
    version = _version(id)
    if version.publication:
        raise Refused(_("%(version)s is already published.", version=version.audit_name))
    return _propose(Candidate.of_version(version))


@bp.post("/studio/versions/<int:id>/release")
@require(Permission.REVIEWER)
@limiter.limit("20 per minute")
def release_early(id: int) -> ResponseReturnValue:
    """Release a version before the share of critical roles is trained, with a reason and a signature."""
    version, form = _version(id), EarlyReleaseForm()
    held = HeldRelease.on(version.id) or abort(404)
    if not reviews(version.course):
        abort(404)
    if not form.validate_on_submit():
        return _released(version, form), 422
    found = Trained.of(held, clock.today())
    once(
        lambda: held.release_early(by=me(), reason=form.reason.data, trained=found.trained, people=found.people),
        else_=_("%(version)s is no longer held back.", version=version.audit_name),
    )
    flash(_("%(version)s is in force for everybody.", version=version.audit_name), "ok")
    return redirect(url_for(".publication", id=version.id), 303)


# what the acts share


def _approve(candidate: Candidate) -> ResponseReturnValue:
    if not reviews(candidate.course):
        abort(404)
    if "look" in request.form:
        return _look(candidate, signed=True)
    form = ApprovalForm.on(candidate)
    if not form.validate_on_submit():
        return _page(candidate, form), 422
    if form.digest.data != candidate.digest:
        raise Refused(_("This is not the version that was shown. Open it again, then sign."))
    version = once(
        lambda: candidate.approve(
            form.terms, by=me(), effective_on=form.effective_on.data, reason=str(form.reason.data)
        ),
        else_=_("Somebody else has just decided this. Look at it, then go on."),
    )
    day = version.publication.effective_on.isoformat()
    flash(_("%(version)s is in force from %(day)s.", version=version.audit_name, day=day), "ok")
    return redirect(url_for(".publication", id=version.id), 303)


def _propose(candidate: Candidate) -> ResponseReturnValue:
    if not writes(candidate.course):
        abort(404)
    if "look" in request.form:
        return _look(candidate, signed=False)
    form = TermsForm.on(candidate)
    if not form.validate_on_submit():
        return _page(candidate, form), 422
    terms = form.terms
    if terms is None:
        raise Refused(_("This is the first version: nobody holds an earlier one."))
    candidate.propose(terms, by=me())
    flash(_("Your proposal is kept. A reviewer decides."), "ok")
    return redirect(_address(candidate), 303)


def _look(candidate: Candidate, *, signed: bool) -> ResponseReturnValue:
    """Whom the decision touches as it stands in the form; nothing is signed and nothing kept."""
    form: TermsForm = (ApprovalForm if signed else TermsForm).on(candidate)
    valid = TermsForm.on(candidate).validate()
    if not valid:
        form.validate()
        form.errors.pop("password", None)
    return _page(candidate, form, terms=form.terms if valid else None), 200 if valid else 422


def _page(candidate: Candidate, form: TermsForm, *, terms: Terms | None = None) -> str:
    impact = Impact(candidate.course, clock.today())
    obstacle = candidate.obstacle(me())
    levels = candidate.levels(terms, form.effective_on.data) if terms else {}
    return render_template(
        "training/releases/approval.html",
        candidate=candidate,
        form=form,
        impact=impact,
        terms=terms,
        owing=impact.owing(levels) if terms else {},
        in_words=in_words,
        address=_address(candidate),
        signing=isinstance(form, ApprovalForm) and reviews(candidate.course) and obstacle is None,
        may_propose=writes(candidate.course),
        obstacle=obstacle if reviews(candidate.course) else None,
    )


def _released(version: CourseVersion, form: EarlyReleaseForm) -> str:
    publication, held = version.publication, HeldRelease.on(version.id)
    assert publication is not None
    return render_template(
        "training/releases/released.html",
        version=version,
        publication=publication,
        terms=Terms.read(publication.terms),
        deltas=db.session.scalars(Delta.of(version).options(joinedload(Delta.from_version))).all(),
        progress=Progress.of(publication, clock.today()),
        held=held,
        trained=Trained.of(held, clock.today()) if held else None,
        form=form,
        may_decide=reviews(version.course),
    )


def _address(candidate: Candidate) -> str:
    if isinstance(candidate.subject, Review):
        return url_for(".approval", id=candidate.subject.id)
    return url_for(".publication", id=candidate.subject.id)


def _review(id: int) -> Candidate:
    """What waits for a decision in a course that the person asking works on, or 404; refused once it is decided."""
    known: Any = (joinedload(Review.course), joinedload(Review.decision), joinedload(Review.by))
    asked = select(Review).join(Review.course).where(Review.id == id, Course.written_by(me()))
    if request.method == "POST":  # a comment and a decision take turns
        asked = asked.with_for_update(of=Review)
    review = db.one_or_404(asked.options(*known))
    if review.decision:
        raise Refused(_("This was decided already."))
    return Candidate.of_review(review)


def _version(id: int) -> CourseVersion:
    known = joinedload(CourseVersion.publication).options(
        joinedload(Publication.by), joinedload(Publication.signature), undefer(Publication.terms)
    )
    asked = select(CourseVersion).join(CourseVersion.course).where(CourseVersion.id == id, Course.written_by(me()))
    whole = (known, joinedload(CourseVersion.course), selectinload(CourseVersion.units))
    found: CourseVersion = db.one_or_404(asked.options(*whole))
    return found
