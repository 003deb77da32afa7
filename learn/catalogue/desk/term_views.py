"""The terms of the glossary."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learn.catalogue.desk.about_views import stale_form
from learn.catalogue.desk.desk import Desk, stale
from learn.catalogue.desk.fact_forms import TermForm, shown_term
from learn.catalogue.desk.outline_views import over_sent
from learn.catalogue.drafts import Part
from learn.people import Permission
from learn.people.access import require

bp = Blueprint("desk_terms", __name__)
TERMS = "/studio/drafts/<int:id>/terms"


@bp.get(TERMS)
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def terms(id: int) -> ResponseReturnValue:
    """The glossary in both languages."""
    return _list(Desk.to_read(id))


@bp.get(f"{TERMS}/new")
@require(Permission.INSTRUCTOR)
def new(id: int) -> ResponseReturnValue:
    """Describe a new term."""
    desk = Desk.to_write(id)
    return _show(desk, _form(desk, data={"over": desk.sketch.over(Part.TERMS)}))


@bp.post(TERMS)
@require(Permission.INSTRUCTOR)
def add(id: int) -> ResponseReturnValue:
    """Keep a new term."""
    return _save(Desk.to_write(id), "")


@bp.get(f"{TERMS}/<slug>")
@require(Permission.INSTRUCTOR)
def term(id: int, slug: str) -> ResponseReturnValue:
    """One term, to be changed."""
    desk = Desk.to_write(id)
    said = desk.sketch.part(Part.TERMS).get(slug) or abort(404)
    return _show(desk, _form(desk, slug, data=shown_term(slug, said, desk.sketch.over(Part.TERMS))))


@bp.post(f"{TERMS}/<slug>")
@require(Permission.INSTRUCTOR)
def write(id: int, slug: str) -> ResponseReturnValue:
    """Change a term."""
    desk = Desk.to_write(id)
    if slug not in desk.sketch.part(Part.TERMS):
        abort(404)
    return _save(desk, slug)


@bp.post(f"{TERMS}/<slug>/removal")
@require(Permission.INSTRUCTOR)
def remove(id: int, slug: str) -> ResponseReturnValue:
    """Take a term out; a text that still names it becomes a fault."""
    desk = Desk.to_write(id)
    said = desk.sketch.part(Part.TERMS)
    if slug not in said:
        abort(404)
    if not desk.keep(Part.TERMS, {name: one for name, one in said.items() if name != slug}, over_sent()):
        return _list(desk, stale()), 409
    flash(_("Saved."), "ok")
    return redirect(url_for(".terms", id=id), 303)


def _save(desk: Desk, slug: str) -> ResponseReturnValue:
    form = _form(desk, slug)
    if not form.validate_on_submit():
        return _show(desk, form), 422
    if not desk.keep(Part.TERMS, {**desk.sketch.part(Part.TERMS), form.name: form.written}, form.over.data):
        form.over.data = desk.sketch.over(Part.TERMS)
        return _show(desk, form, stale_form()), 409
    flash(_("Saved."), "ok")
    return redirect(url_for(".terms", id=desk.draft.id), 303)


def _form(desk: Desk, slug: str = "", **how: Any) -> TermForm:
    return TermForm(desk.sketch.part(Part.TERMS), slug, **how)


def _list(desk: Desk, said: str = "") -> str:
    known = desk.sketch.part(Part.TERMS)
    return render_template("catalogue/desk/terms.html", desk=desk, draft=desk.draft, terms=known, said=said)


def _show(desk: Desk, form: TermForm, said: str = "") -> str:
    return render_template("catalogue/desk/term.html", desk=desk, draft=desk.draft, form=form, said=said)
