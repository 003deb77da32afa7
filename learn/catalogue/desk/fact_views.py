"""Key facts and the sources that they rest on."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learn.catalogue.desk.about_views import stale_form
from learn.catalogue.desk.boxes import boxes_in
from learn.catalogue.desk.desk import Desk, stale
from learn.catalogue.desk.fact_forms import CHECKS, FactForm, next_key, shown_fact
from learn.catalogue.desk.outline_views import over_sent
from learn.catalogue.desk.rows import arranged
from learn.catalogue.desk.stating import Cites, refreshed, stated
from learn.catalogue.desk.ways import to_editor
from learn.catalogue.drafts import Part
from learn.kit import clock
from learn.kit.web import Refused
from learn.people import Permission
from learn.people.access import require

bp = Blueprint("desk_facts", __name__)
BOTH = (Permission.INSTRUCTOR, Permission.REVIEWER)
FACTS = "/studio/drafts/<int:id>/facts"
SOURCES = "/studio/drafts/<int:id>/sources"


@bp.get(FACTS)
@require(*BOTH)
def facts(id: int) -> ResponseReturnValue:
    """The key facts with the places of their boxes, and the sources beside the register."""
    return _list(Desk.to_read(id))


@bp.get(f"{FACTS}/new")
@require(Permission.INSTRUCTOR)
def new(id: int) -> ResponseReturnValue:
    """Describe a new fact."""
    desk = Desk.to_write(id)
    said, source = desk.sketch.part(Part.FACTS), next(iter(desk.sketch.part(Part.SOURCES)), "")
    start: dict[str, Any] = {"key": next_key(said), "source": source, "also": [], "over": desk.sketch.over(Part.FACTS)}
    return _show(desk, _form(desk, data=start))


@bp.post(FACTS)
@require(Permission.INSTRUCTOR)
def add(id: int) -> ResponseReturnValue:
    """Keep a new fact."""
    return _save(Desk.to_write(id), "")


@bp.get(f"{FACTS}/<key>")
@require(Permission.INSTRUCTOR)
def fact(id: int, key: str) -> ResponseReturnValue:
    """One fact, to be changed."""
    desk = Desk.to_write(id)
    said = desk.sketch.part(Part.FACTS).get(key) or abort(404)
    return _show(desk, _form(desk, key, data=shown_fact(key, said, desk.sketch.over(Part.FACTS))))


@bp.post(f"{FACTS}/<key>")
@require(Permission.INSTRUCTOR)
def write(id: int, key: str) -> ResponseReturnValue:
    """Change a fact."""
    desk = Desk.to_write(id)
    if key not in desk.sketch.part(Part.FACTS):
        abort(404)
    return _save(desk, key)


@bp.post(f"{FACTS}/<key>/removal")
@require(Permission.INSTRUCTOR)
def remove(id: int, key: str) -> ResponseReturnValue:
    """Take a fact out; a box that still names it becomes a fault."""
    desk = Desk.to_write(id)
    said = desk.sketch.part(Part.FACTS)
    if key not in said:
        abort(404)
    return _kept(desk, Part.FACTS, {name: one for name, one in said.items() if name != key})


@bp.post(SOURCES)
@require(Permission.INSTRUCTOR)
def take(id: int) -> ResponseReturnValue:
    """Take a source from the register, with its title, status and days."""
    desk = Desk.to_write(id)
    source = _cites(desk).find(request.form.get("source", ""))
    if source is None:
        raise Refused(_("Choose a source of the register."))
    said = desk.sketch.part(Part.SOURCES)
    return _kept(desk, Part.SOURCES, {**said, source.key: stated(source, clock.today())})


@bp.post(f"{SOURCES}/<key>/statement")
@require(Permission.INSTRUCTOR)
def refresh(id: int, key: str) -> ResponseReturnValue:
    """Say of a source what the register says of it today."""
    desk = Desk.to_write(id)
    said, source = desk.sketch.part(Part.SOURCES), _cites(desk).find(key)
    if key not in said or source is None:
        abort(404)
    return _kept(desk, Part.SOURCES, {**said, key: refreshed(said[key], stated(source, clock.today()))})


@bp.post(f"{SOURCES}/<key>/removal")
@require(Permission.INSTRUCTOR)
def leave(id: int, key: str) -> ResponseReturnValue:
    """Take a source out, if no fact rests on it."""
    desk = Desk.to_write(id)
    cited = next((one for one in _cites(desk).cited if one.key == key), None) or abort(404)
    if cited.facts:
        raise Refused(_("%(facts)s rest on %(key)s. Change them first.", facts=", ".join(cited.facts), key=key))
    said = desk.sketch.part(Part.SOURCES)
    return _kept(desk, Part.SOURCES, {name: one for name, one in said.items() if name != key})


def _kept(desk: Desk, part: Part, content: Any) -> ResponseReturnValue:
    if not desk.keep(part, content, over_sent()):
        return _list(desk, stale()), 409
    flash(_("Saved."), "ok")
    return redirect(url_for(".facts", id=desk.draft.id), 303)


def _save(desk: Desk, key: str) -> ResponseReturnValue:
    form = _form(desk, key)
    if again := arranged(form.answers, form.row.data):
        return _show(desk, _form(desk, key, formdata=None, data=again.answers), focus=again.focus)
    if not form.validate_on_submit():
        return _show(desk, form), 422
    facts = {**desk.sketch.part(Part.FACTS), form.key.data: form.written}
    if not desk.keep(Part.FACTS, facts, form.over.data):
        form.over.data = desk.sketch.over(Part.FACTS)
        return _show(desk, form, stale_form()), 409
    flash(_("Saved."), "ok")
    return redirect(url_for(".facts", id=desk.draft.id), 303)


def _form(desk: Desk, key: str = "", **how: Any) -> FactForm:
    return FactForm(desk.sketch.part(Part.FACTS), desk.sketch.part(Part.SOURCES), key, **how)


def _cites(desk: Desk) -> Cites:
    sketch = desk.sketch
    return Cites(desk.draft.course, sketch.part(Part.SOURCES), sketch.part(Part.FACTS))


def _list(desk: Desk, said: str = "") -> str:
    boxes, facts = boxes_in(desk.draft), desk.sketch.part(Part.FACTS)
    return render_template(
        "catalogue/desk/facts.html",
        desk=desk,
        draft=desk.draft,
        facts=facts,
        boxes=boxes,
        cites=_cites(desk),
        checks=CHECKS,
        to_editor=to_editor,
        said=said,
    )


def _show(desk: Desk, form: FactForm, said: str = "", focus: str = "") -> str:
    return render_template("catalogue/desk/fact.html", desk=desk, draft=desk.draft, form=form, said=said, focus=focus)
