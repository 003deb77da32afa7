"""What must be revised since a source changed its status."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import select

from learn.assessment import QuestionBank
from learn.catalogue.course import Course
from learn.catalogue.register.forms import NoChangeForm
from learn.catalogue.register.no_change import NoChange
from learn.catalogue.register.revisions import Revision, Revisions
from learn.catalogue.register.source import Source
from learn.catalogue.register.views import BOTH, PAGES
from learn.kit.db import db
from learn.kit.web import Refused, once
from learn.people.access import me, require

bp = Blueprint("revisions", __name__)
PER_PAGE = 50
FIRST = 5  # places of each source in the overview


@bp.get("/studio/revisions")
@require(*BOTH)
def revisions() -> ResponseReturnValue:
    """Every place to revise, source by source; of one source, if the address names it, with a form."""
    if name := request.args.get("source"):
        return _of_one(_source(name), NoChangeForm())
    return render_template("catalogue/register/revisions.html", found=_theirs(), first=FIRST)


@bp.post(f"{PAGES}/<key>/no-changes")
@require(*BOTH)
def leave(key: str) -> ResponseReturnValue:
    """Take ticked places off the list: somebody looked at them, and nothing had to be changed."""
    found, form = _source(key), NoChangeForm()
    ticked = _ticked(_theirs(found)) if form.validate_on_submit() else []
    if not ticked:
        form.complain_of_no_place()
        return _of_one(found, form, page=form.number), 422
    once(lambda: _record(ticked, form.reason.data), else_=_("Somebody else has looked at these just now."))
    flash(ngettext("%(num)s place stays as it is.", "%(num)s places stay as they are.", len(ticked)), "ok")
    return redirect(url_for(".revisions", source=key), 303)


def _record(ticked: list[Revision], reason: str) -> None:
    for one in ticked:
        NoChange.record_at(one.place, one.status, reason=reason, by=me())


def _ticked(found: Revisions) -> list[Revision]:
    """The ticked places; those of others do not exist, and those that somebody has just looked at are told."""
    asked = set(request.form.getlist("place"))
    ticked = [one for one in found.entries if one.place.seen in asked]
    if asked and not ticked:
        if not asked & {place.seen for place in found.places}:
            abort(404)
        raise Refused(_("Somebody else has looked at these just now."))
    return ticked


def _source(name: str) -> Source:
    """A source that the person may read, or 404."""
    return db.one_or_404(select(Source).where(Source.name == name, Source.read_by(me())))


def _theirs(only: Source | None = None) -> Revisions:
    """What there is to revise in the courses and banks that the person works on."""
    return Revisions(Course.written_by(me()), QuestionBank.written_by(me()), only=only)


def _of_one(source: Source, form: NoChangeForm, page: int | None = None) -> str:
    """The places that cite one source, page by page."""
    entries = Entries(page=page, per_page=PER_PAGE, max_per_page=PER_PAGE, all=_theirs(source).entries)
    form.page.data = str(entries.page)
    return render_template(
        "catalogue/register/revision.html",
        source=source,
        entries=entries,
        form=form,
        ticked=set(request.form.getlist("place")),
    )


class Entries(Pagination):
    """A page of a list that is worked out, not asked of the database."""

    def _query_items(self) -> list[Any]:
        start = self._query_offset
        return list(self._query_args["all"][start : start + self.per_page])

    def _query_count(self) -> int:
        return len(self._query_args["all"])
