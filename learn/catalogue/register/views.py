"""The register in the studio: every source, how it stands, and where it is cited."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from learn.assessment import QuestionBank
from learn.catalogue.course import Course
from learn.catalogue.register.citing import Citing
from learn.catalogue.register.forms import STATES, ChangeForm, SourceForm, StatusForm
from learn.catalogue.register.no_change import NoChange
from learn.catalogue.register.source import Source, writes_for
from learn.catalogue.register.status import SourceState, SourceStatus
from learn.catalogue.register.usage import clauses_of
from learn.kit import clock
from learn.kit.db import db
from learn.kit.forms import Day
from learn.kit.text import fold
from learn.kit.web import once
from learn.people import OrganisationKind, Permission
from learn.people.access import me, require

bp = Blueprint("register", __name__)
BOTH = (Permission.INSTRUCTOR, Permission.REVIEWER)
PAGES = "/studio/sources"
PER_PAGE = 50


@bp.get(PAGES)
@require(*BOTH)
def sources() -> ResponseReturnValue:
    """Every source that the person may read, with its status of today."""
    asked = {"q": request.args.get("q", "").strip()[:200], "status": request.args.get("status", "")}
    found = Source.listed().where(Source.read_by(me()), Source.matches(fold(asked["q"]).split()[:12]))
    if asked["status"] in list(SourceState):
        found = found.where(Source.has_state(SourceState(asked["status"]), clock.today()))
    whole = found.options(selectinload(Source.statuses), joinedload(Source.organisation))
    page = db.paginate(whole, per_page=PER_PAGE, max_per_page=PER_PAGE)
    return render_template("catalogue/register/sources.html", sources=page, asked=asked, states=STATES)


@bp.get(f"{PAGES}/entries/new")
@require(*BOTH)
def new() -> ResponseReturnValue:
    """Describe a new source."""
    return render_template("catalogue/register/new.html", form=SourceForm())


@bp.post(PAGES)
@require(*BOTH)
def add() -> ResponseReturnValue:
    """Enter a source of the alliance or of one's own organisation."""
    form = SourceForm()
    if not form.validate_on_submit():
        return render_template("catalogue/register/new.html", form=form), 422
    taken = _("%(key)s stands in the register already. Cite that, or choose another key.", key=form.key.data)
    source = once(lambda: Source.add(**form.source, by=me()), else_=taken)
    flash(_("%(key)s stands in the register. Courses and questions can cite it.", key=source.name), "ok")
    return redirect(url_for(".source", key=source.name), 303)


@bp.get(f"{PAGES}/<key>")
@require(*BOTH)
def source(key: str) -> ResponseReturnValue:
    """One source: its titles, its statuses, the clauses cited of it and where."""
    found, day = _readable(key), _day(request.args.get("on", ""))
    ours = {None if one.kind is OrganisationKind.ALLIANCE else one.id for one in writes_for(me())}
    citing = Citing(Course.written_by(me()), QuestionBank.written_by(me()), only=found)
    return render_template(
        "catalogue/register/source.html",
        source=found,
        clauses=clauses_of(citing.places),
        citing=citing,
        looked=[one for one in _looked_at(found) if one.organisation_id in ours],
        may_change=found.organisation_id in ours,
        on=day,
    )


@bp.get(f"{PAGES}/<key>/details")
@require(*BOTH)
def edit(key: str) -> ResponseReturnValue:
    """Correct what is said of a source."""
    found = _to_change(key)
    return render_template("catalogue/register/details.html", source=found, form=ChangeForm.of(found))


@bp.post(f"{PAGES}/<key>/details")
@require(*BOTH)
def change(key: str) -> ResponseReturnValue:
    """Keep a correction; the audit trail keeps what stood before."""
    found, form = _to_change(key), ChangeForm()
    if not form.validate_on_submit():
        return render_template("catalogue/register/details.html", source=found, form=form), 422
    found.change(**form.text, by=me(), reason=form.reason.data)
    flash(_("%(key)s is corrected. What stood before is in the audit trail.", key=found.name), "ok")
    return redirect(url_for(".source", key=key), 303)


@bp.get(f"{PAGES}/<key>/statuses/new")
@require(*BOTH)
def new_status(key: str) -> ResponseReturnValue:
    """Say how a source stands from a day on."""
    found = _to_change(key)
    return render_template("catalogue/register/status.html", source=found, form=_status_form(found))


@bp.post(f"{PAGES}/<key>/statuses")
@require(*BOTH)
def record_status(key: str) -> ResponseReturnValue:
    """Record it; whoever wrote what cites the source is told on that day."""
    found = _to_change(key)
    form = _status_form(found)
    if not form.validate_on_submit():
        return render_template("catalogue/register/status.html", source=found, form=form), 422
    busy = _("Another status has taken the place of this one already. Look at it, then try again.")
    act = once(lambda: found.state(**form.act, by=me()), else_=busy)
    flash(_("Recorded: %(key)s is %(status)s.", key=found.name, status=act.told), "ok")
    return redirect(url_for(".source", key=key), 303)


def _readable(key: str) -> Source:
    """A source that the person may read, with all that happened to it, or 404."""
    acts = joinedload(Source.statuses)
    looked = acts.joinedload(SourceStatus.no_changes).joinedload(NoChange.by)
    whole = (looked, acts.joinedload(SourceStatus.by), acts.joinedload(SourceStatus.successor))
    found = select(Source).where(Source.name == key, Source.read_by(me()))
    asked = found.options(*whole, joinedload(Source.organisation), joinedload(Source.by))
    return db.session.scalars(asked).unique().one_or_none() or abort(404)


def _to_change(key: str) -> Source:
    """A source that the person may change, or 404; of two who change it at once, the second one waits."""
    found = select(Source).where(Source.name == key, Source.kept_by(me())).options(selectinload(Source.statuses))
    return db.one_or_404(found.with_for_update(of=Source) if request.method == "POST" else found)


def _status_form(found: Source) -> StatusForm:
    """The form with the sources that may follow this one: the alliance's, and those of its own organisation."""
    fits = or_(Source.organisation_id.is_(None), Source.organisation_id == found.organisation_id)
    return StatusForm(found, list(db.session.scalars(Source.listed().where(fits, Source.id != found.id))))


def _looked_at(found: Source) -> list[NoChange]:
    """What was looked at and left as it is, the newest first."""
    return sorted((one for act in found.statuses for one in act.no_changes), key=lambda one: one.id, reverse=True)


def _day(text: str) -> date | None:
    """The day that somebody asks about; None: none, or no day of the calendar."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if Day.FIRST <= day <= Day.LAST else None
