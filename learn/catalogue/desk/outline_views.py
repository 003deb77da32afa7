"""The outline of a draft: order the units, add one, change its settings, take it out and put it back."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learn.catalogue.desk.desk import Desk, stale, units_ever
from learn.catalogue.desk.leaving import Leaving
from learn.catalogue.desk.outline import FIRST_RULES, Unit, changed, former, moved, ordered, put_in, slug_for, without
from learn.catalogue.desk.unit_forms import KINDS, NewUnitForm, UnitForm, title_of
from learn.catalogue.desk.ways import to_editor
from learn.catalogue.drafts import Part, part_of_quiz
from learn.kit.forms import Form
from learn.people import Permission
from learn.people.access import require

bp = Blueprint("desk_outline", __name__)
bp.add_app_template_filter(title_of, "unit_title")
BOTH = (Permission.INSTRUCTOR, Permission.REVIEWER)


def outline_page(desk: Desk, said: str = "") -> str:
    """The units of a draft in their order, each with how it stands."""
    return render_template(
        "catalogue/desk/outline.html",
        desk=desk,
        draft=desk.draft,
        kinds=KINDS,
        to_editor=to_editor,
        moved=request.args.get("moved", ""),
        way=request.args.get("way", ""),
        said=said,
    )


@bp.post("/studio/drafts/<int:id>/order")
@require(Permission.INSTRUCTOR)
def order(id: int) -> ResponseReturnValue:
    """Move a unit up or down, or order them all as they were dragged."""
    desk, asked = Desk.to_write(id), request.form
    way = next((way for way in ("up", "down") if asked.get(way)), "")
    units = desk.sketch.units
    placed = (
        moved(units, asked[way], 1 if way == "down" else -1) if way else ordered(units, _slugs(asked.get("order", "")))
    )
    if placed is None or not desk.keep(Part.OUTLINE, placed, over_sent()):
        return outline_page(desk, stale()), 409
    slug = asked.get(way) or asked.get("dragged", "")
    return redirect(url_for("drafts.draft", id=id, moved=slug, way=way, _anchor=f"unit-{slug}"), 303)


@bp.get("/studio/drafts/<int:id>/units/new")
@require(Permission.INSTRUCTOR)
def new(id: int) -> ResponseReturnValue:
    """Describe a new unit."""
    desk = Desk.to_write(id)
    form = NewUnitForm(desk.sketch, data={"over": desk.sketch.over(Part.OUTLINE)})
    return render_template("catalogue/desk/new_unit.html", desk=desk, draft=desk.draft, form=form)


@bp.post("/studio/drafts/<int:id>/units")
@require(Permission.INSTRUCTOR)
def add(id: int) -> ResponseReturnValue:
    """Put a new unit into the outline; what it is called in addresses, it is called for ever."""
    desk = Desk.to_write(id)
    form = NewUnitForm(desk.sketch)
    if not form.validate_on_submit():
        return render_template("catalogue/desk/new_unit.html", desk=desk, draft=desk.draft, form=form), 422
    slug = form.slug.data or slug_for(form.en.data or "", form.zh.data or "", form.taken | units_ever(desk.draft))
    if not desk.keep(Part.OUTLINE, put_in(desk.sketch.units, form.unit(slug), form.after.data), form.over.data):
        return outline_page(desk, stale()), 409
    return redirect(_next_for(desk, form.unit(slug)), 303)


@bp.get("/studio/drafts/<int:id>/units/<slug>/settings")
@require(Permission.INSTRUCTOR)
def settings(id: int, slug: str) -> ResponseReturnValue:
    """What a unit is called, how long it takes, what it shows and what comes before it."""
    desk = Desk.to_write(id)
    return _settings(desk, UnitForm(desk.sketch, unit_of(desk, slug)))


@bp.post("/studio/drafts/<int:id>/units/<slug>/settings")
@require(Permission.INSTRUCTOR)
def change(id: int, slug: str) -> ResponseReturnValue:
    """Change the settings of a unit; a file that is sent goes into the media library too."""
    desk = Desk.to_write(id)
    form = UnitForm(desk.sketch, unit_of(desk, slug))
    if not (form.validate_on_submit() and form.take_files()):
        return _settings(desk, form), 422
    media_over, units = desk.sketch.over(Part.MEDIA), changed(desk.sketch.units, form.written)
    if not (desk.keep(Part.OUTLINE, units, form.over.data) and desk.keep(Part.MEDIA, form.media, media_over)):
        form.over.data = desk.sketch.over(Part.OUTLINE)
        return _settings(desk, form, stale_settings()), 409
    flash(_("Saved."), "ok")
    return redirect(url_for("drafts.draft", id=id, _anchor=f"unit-{slug}"), 303)


@bp.get("/studio/drafts/<int:id>/units/<slug>/removal")
@require(Permission.INSTRUCTOR)
def removal(id: int, slug: str) -> ResponseReturnValue:
    """Look at what goes with a unit before it is taken out."""
    desk = Desk.to_write(id)
    leaving = Leaving(desk, unit_of(desk, slug))
    return render_template("catalogue/desk/removal.html", desk=desk, draft=desk.draft, leaving=leaving, form=Form())


@bp.post("/studio/drafts/<int:id>/units/<slug>/removal")
@require(Permission.INSTRUCTOR)
def remove(id: int, slug: str) -> ResponseReturnValue:
    """Take a unit out; its texts stay, and it can be put back."""
    desk = Desk.to_write(id)
    unit = unit_of(desk, slug)
    if not desk.keep(Part.OUTLINE, without(desk.sketch.units, slug), over_sent()):
        return outline_page(desk, stale()), 409
    flash(
        _("“%(unit)s” is taken out. Its texts are kept; below the units you can put it back.", unit=title_of(unit)),
        "ok",
    )
    return redirect(url_for("drafts.draft", id=id), 303)


@bp.post("/studio/drafts/<int:id>/units/<slug>/return")
@require(Permission.INSTRUCTOR)
def put_back(id: int, slug: str) -> ResponseReturnValue:
    """Put a unit back that was taken out, as the last one; its texts are as they were."""
    desk = Desk.to_write(id)
    unit = None if desk.sketch.unit(slug) else former(desk.draft, slug)
    if unit is None:
        abort(404)
    if not desk.keep(Part.OUTLINE, [*desk.sketch.units, unit], over_sent()):
        return outline_page(desk, stale()), 409
    return redirect(url_for("drafts.draft", id=id, moved=slug, _anchor=f"unit-{slug}"), 303)


def unit_of(desk: Desk, slug: str) -> Unit:
    """A unit of the draft, or 404."""
    return desk.sketch.unit(slug) or abort(404)


def stale_settings() -> str:
    """What is said to whoever changed a unit while somebody else changed the outline."""
    return _(
        "Somebody else changed the outline meanwhile, so nothing was saved. What you typed stands here; look at it, then save again."
    )


def _next_for(desk: Desk, unit: Unit) -> str:
    """Where a new unit is gone on with: its rules, its file, or its text."""
    if unit["kind"] == "quiz":
        part = part_of_quiz(unit["slug"])
        desk.keep(part, FIRST_RULES, desk.sketch.over(part))
        return url_for("desk_quiz.rules", id=desk.draft.id, slug=unit["slug"])
    if unit["kind"] != "lesson":
        return url_for(".settings", id=desk.draft.id, slug=unit["slug"])
    return url_for("drafts.draft", id=desk.draft.id, moved=unit["slug"], _anchor=f"unit-{unit['slug']}")


def _settings(desk: Desk, form: UnitForm, said: str = "") -> str:
    return render_template(
        "catalogue/desk/settings.html", desk=desk, draft=desk.draft, unit=form.unit, form=form, said=said, kinds=KINDS
    )


def _slugs(order: str) -> list[str]:
    return [slug for slug in order.split(",") if slug]


def over_sent() -> int:
    """The number of the edition that somebody had before them; whatever else is sent is none."""
    sent = request.form.get("over", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 7 else -1
