"""The rules of a quiz, with what the bank gives for them while they are written."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from learn.catalogue.desk.about_views import stale_form
from learn.catalogue.desk.desk import Desk
from learn.catalogue.desk.outline import FIRST_RULES
from learn.catalogue.desk.pool import Pool
from learn.catalogue.desk.quiz_form import QuizForm
from learn.catalogue.desk.reckoning import Reckoning
from learn.catalogue.desk.rows import arranged
from learn.catalogue.desk.unit_forms import title_of
from learn.catalogue.drafts import Part, part_of_quiz
from learn.kit.text import language
from learn.people import Permission
from learn.people.access import require

bp = Blueprint("desk_quiz", __name__)
RULES = "/studio/drafts/<int:id>/units/<slug>/quiz"


class _Writing:
    """The rules of one quiz of a draft."""

    def __init__(self, desk: Desk, slug: str) -> None:
        unit = desk.sketch.unit(slug)
        if unit is None or unit["kind"] != "quiz":
            abort(404)
        self.desk, self.unit, self.part = desk, unit, part_of_quiz(slug)
        self.over = desk.sketch.over(self.part)
        kept = desk.sketch.said.get(self.part)
        self.rules: dict[str, Any] = kept.content if kept else FIRST_RULES
        self.pool = pool_of(desk)

    def form(self, **how: Any) -> QuizForm:
        """The form, with what can be chosen in it."""
        form, sketch = QuizForm(self.rules, self.over, **how), self.desk.sketch
        units = [SelectChoice(one["slug"], title_of(one)) for one in sketch.units if one["kind"] != "quiz"]
        objectives = [
            SelectChoice(one["id"], one.get(language()) or one["id"])
            for one in sketch.part(Part.ABOUT).get("objectives", [])
        ]
        form.offer(units, objectives, [one.code for one in self.pool.taken])
        return form

    def page(self, form: QuizForm, said: str = "", focus: str = "") -> str:
        """The rules as they stand in the form, beside the bank."""
        return render_template(
            "catalogue/desk/quiz.html",
            desk=self.desk,
            draft=self.desk.draft,
            unit=self.unit,
            form=form,
            pool=self.pool,
            reckoning=Reckoning(form.written, self.desk.sketch, self.pool),
            said=said,
            focus=focus,
        )


@bp.get(RULES)
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def rules(id: int, slug: str) -> ResponseReturnValue:
    """The rules of a quiz and what the bank gives for them."""
    writing = _Writing(Desk.to_read(id), slug)
    return writing.page(writing.form())


@bp.post(RULES)
@require(Permission.INSTRUCTOR)
def write(id: int, slug: str) -> ResponseReturnValue:
    """Save the rules, or show what the bank gives for them as they are typed."""
    writing = _Writing(Desk.to_write(id), slug)
    form = writing.form()
    if again := arranged(form.answers, form.row.data):
        return writing.page(writing.form(formdata=None, data=again.answers), focus=again.focus)
    if form.row.data == "look":
        return writing.page(form)
    if not form.validate_on_submit():
        return writing.page(form), 422
    if not writing.desk.keep(writing.part, form.written, form.over.data):
        form.over.data = writing.desk.sketch.over(writing.part)
        return writing.page(form, stale_form()), 409
    flash(_("Saved."), "ok")
    return redirect(url_for(".rules", id=id, slug=slug), 303)


def pool_of(desk: Desk) -> Pool:
    """The questions of the bank beside a draft."""
    sketch = desk.sketch
    return Pool(
        desk.draft.course.bank,
        units=[unit["slug"] for unit in sketch.units],
        objectives=[one["id"] for one in sketch.part(Part.ABOUT).get("objectives", [])],
        sources=sketch.part(Part.SOURCES),
    )
