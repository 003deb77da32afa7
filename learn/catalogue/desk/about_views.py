"""What a version says about itself: titles, objectives, hours, what comes first, its number."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learn.catalogue.desk.about_form import AboutForm
from learn.catalogue.desk.desk import Desk
from learn.catalogue.desk.rows import arranged
from learn.catalogue.drafts import Part
from learn.people import Permission
from learn.people.access import me, require

bp = Blueprint("desk_about", __name__)


@bp.get("/studio/drafts/<int:id>/about")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def about(id: int) -> ResponseReturnValue:
    """What the version says about itself, both languages side by side."""
    desk = Desk.to_read(id)
    return _page(desk, AboutForm(desk))


@bp.post("/studio/drafts/<int:id>/about")
@require(Permission.INSTRUCTOR)
def write(id: int) -> ResponseReturnValue:
    """Save it, or show the form again with another row of objectives."""
    desk = Desk.to_write(id)
    form = AboutForm(desk)
    if again := arranged(form.answers, form.row.data):
        return _page(desk, AboutForm(desk, formdata=None, data=again.answers), focus=again.focus)
    if not form.validate_on_submit():
        return _page(desk, form), 422
    if not desk.keep(Part.ABOUT, form.written, form.over.data):
        form.over.data = desk.sketch.over(Part.ABOUT)
        return _page(desk, form, stale_form()), 409
    desk.draft.renumber(form.number.data, by=me())
    flash(_("Saved."), "ok")
    return redirect(url_for(".about", id=id), 303)


def stale_form() -> str:
    """What is said over a form that somebody else has saved meanwhile."""
    return _(
        "Somebody else saved this meanwhile, so nothing was saved. What you typed stands here; saving again writes it over theirs."
    )


def _page(desk: Desk, form: AboutForm, said: str = "", focus: str = "") -> str:
    return render_template("catalogue/desk/about.html", desk=desk, draft=desk.draft, form=form, said=said, focus=focus)
