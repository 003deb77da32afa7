"""A wrong key put right: proposed on the page of its question, shown with all that follows, signed by a reviewer."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload
from wtforms import HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from learn.assessment import Correction, CorrectionDecision, Question, QuestionBank, QuestionVersion, Remarking
from learn.catalogue import may_review
from learn.certificates.correction_effects import DryRunForPeople, counted
from learn.kit.db import db
from learn.kit.forms import Form, Length, Required
from learn.kit.text import Words
from learn.kit.web import Refused, limiter, once
from learn.people import Permission
from learn.people.access import me, require
from learn.signatures import SignatureForm

bp = Blueprint("corrections", __name__)


class ProposalForm(Form):
    """Which versions are wrong, by which one they are marked, and what people are told."""

    wrong = SelectMultipleField(
        _l("Editions whose key is wrong"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    to = RadioField(_l("Mark by the key of"), [Required(_l("Choose the edition with the right key."))], coerce=int)
    reason_zh = TextAreaField(
        _l("Why, in Chinese"),
        [Required(_l("Say why, in both languages: it is told to everybody concerned.")), Length(500)],
    )
    reason_en = TextAreaField(
        _l("Why, in English"),
        [Required(_l("Say why, in both languages: it is told to everybody concerned.")), Length(500)],
    )


class ApprovalForm(SignatureForm):
    """The password, over the digest of what was shown."""

    digest = HiddenField()


class DeclineForm(Form):
    """Why the marks stay as they are."""

    note = TextAreaField(_l("Reason"), [Required(_l("Say why the marks stay as they are.")), Length(500)])


@bp.get("/studio/corrections")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def corrections() -> ResponseReturnValue:
    """Every correction of the banks that the person works on, those that wait for a reviewer first."""
    found = _ours().outerjoin(Correction.decision).order_by(CorrectionDecision.id.is_not(None), Correction.id.desc())
    return render_template("certificates/corrections.html", corrections=db.paginate(found, per_page=50))


@bp.get("/studio/banks/<code>/questions/<qcode>/corrections/new")
@require(Permission.INSTRUCTOR)
def new_correction(code: str, qcode: str) -> ResponseReturnValue:
    """Choose which versions are wrong and by which key they are marked."""
    question, form = _question(code, qcode)
    newest = question.versions[-1]
    form.to.data, form.wrong.data = newest.id, [one.id for one in question.versions[-2:-1]]
    return render_template("certificates/new_correction.html", question=question, form=form)


@bp.post("/studio/banks/<code>/questions/<qcode>/corrections")
@require(Permission.INSTRUCTOR)
def propose(code: str, qcode: str) -> ResponseReturnValue:
    """Propose a correction; nothing changes until a reviewer signs it."""
    question, form = _question(code, qcode)
    if not form.validate_on_submit():
        return render_template("certificates/new_correction.html", question=question, form=form), 422
    by_id = {version.id: version for version in question.versions}
    correction = Correction.propose(
        question,
        wrong=[by_id[id] for id in form.wrong.data or []],
        to=by_id[form.to.data],
        reason=Words(zh=form.reason_zh.data, en=form.reason_en.data),
        by=me(),
    )
    db.session.flush()
    return redirect(url_for(".correction", id=correction.id), 303)


@bp.get("/studio/corrections/<int:id>")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def correction(id: int) -> ResponseReturnValue:
    """What a correction would do, or has done, to whom."""
    return _page(_one(id), ApprovalForm(), DeclineForm())


@bp.post("/studio/corrections/<int:id>/approval")
@require(Permission.REVIEWER)
@limiter.limit("10 per minute")
def approve(id: int) -> ResponseReturnValue:
    """Sign the correction exactly as it was shown; the worker then marks every attempt again."""
    found, form = _to_decide(id), ApprovalForm()
    run = DryRunForPeople(found)
    if not form.validate_on_submit():
        return _page(found, form, DeclineForm(None)), 422
    if form.digest.data != run.digest:
        raise Refused(_("Something has changed since this page was shown: look at the list again, then sign."))
    if run.touches(me()):
        raise Refused(_("An attempt of your own is among them. Somebody else signs."))
    once(lambda: found.approve(by=me(), shown=run.shown), else_=_("This correction has already been decided."))
    Remarking.soon(found)
    flash(_("Signed. Every attempt is now marked again; the old marks stay beside the new ones."), "ok")
    return redirect(url_for(".correction", id=id), 303)


@bp.post("/studio/corrections/<int:id>/refusal")
@require(Permission.REVIEWER)
def decline(id: int) -> ResponseReturnValue:
    """Leave all marks as they are."""
    found, form = _to_decide(id), DeclineForm()
    if not form.validate_on_submit():
        return _page(found, ApprovalForm(None), form), 422
    once(lambda: found.decline(by=me(), note=form.note.data), else_=_("This correction has already been decided."))
    return redirect(url_for(".correction", id=id), 303)


def _ours() -> Select[Correction]:
    return (
        select(Correction)
        .join(Correction.question)
        .join(Question.bank)
        .where(QuestionBank.written_by(me()))
        .options(
            joinedload(Correction.question).joinedload(Question.bank),
            joinedload(Correction.by),
            joinedload(Correction.decision).joinedload(CorrectionDecision.by),
        )
    )


def _one(id: int) -> Correction:
    return db.one_or_404(_ours().where(Correction.id == id))


def _to_decide(id: int) -> Correction:
    """A correction of a bank that the person asking reviews, or 404; of two reviewers at once, the second one waits."""
    theirs = QuestionBank.written_by(me(), Permission.REVIEWER)
    found: Correction = db.one_or_404(_ours().where(Correction.id == id, theirs).with_for_update(of=Correction))
    if found.decision:
        raise Refused(_("This correction has already been decided."))
    return found


def _question(code: str, qcode: str) -> tuple[Question, ProposalForm]:
    """A question with a key to compare, and the form with its versions."""
    asked = select(Question).join(Question.bank).where(QuestionBank.code == code, Question.code == qcode)
    question = db.one_or_404(asked.where(QuestionBank.written_by(me(), Permission.INSTRUCTOR)))
    if len(question.versions) < 2:
        raise Refused(_("Write an edition with the right key first; then earlier attempts can be marked by it."))
    form = ProposalForm()
    form.wrong.choices = form.to.choices = [(one.id, _("Edition %(n)s", n=one.number)) for one in question.versions]
    return question, form


def _page(found: Correction, approval: ApprovalForm, declining: DeclineForm) -> str:
    """A correction with what follows from it: reckoned while it waits, as it was signed from then on."""
    run = None if found.decision else DryRunForPeople(found)
    if run:
        approval.digest.data = run.digest
    shown = run.shown if run else (found.decision and found.decision.shown) or {}
    lines = shown.get("lines", [])
    return render_template(
        "certificates/correction.html",
        correction=found,
        run=run,
        lines=lines,
        counts=dict(counted(lines)),
        marked_again=shown.get("marked_again", 0),
        remarked=_remarked(found),
        left=Remarking.count_due(found) if found.approved else 0,
        versions=_versions(found),
        approval=approval,
        declining=declining,
        obstacle=_obstacle(found, run) if run else None,
    )


def _obstacle(found: Correction, run: DryRunForPeople) -> str | None:
    """Why the person asking does not decide this; None: they do."""
    if not may_review(found.question.bank):
        return _("A reviewer who neither proposed this nor wrote the new key decides.")
    if me().id in (found.by_id, found.to_version.author_id):
        return _("You proposed this correction or wrote the new key. Somebody else decides.")
    return _("An attempt of your own is among them. Somebody else signs.") if run.touches(me()) else None


def _versions(found: Correction) -> list[QuestionVersion]:
    """The versions whose key is wrong, then the one whose key is right."""
    asked = select(QuestionVersion).where(QuestionVersion.id.in_([found.to_version_id, *found.wrong_ids]))
    return sorted(db.session.scalars(asked), key=lambda one: (one.id == found.to_version_id, one.number))


def _remarked(found: Correction) -> dict[int, Remarking]:
    """What was marked again, by attempt; nothing while it waits."""
    asked = select(Remarking).where(Remarking.correction_id == found.id).options(joinedload(Remarking.marking))
    return {one.attempt_id: one for one in db.session.scalars(asked)} if found.decision else {}
