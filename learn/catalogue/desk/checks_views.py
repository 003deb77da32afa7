"""A draft as a whole: its checks, the questions that it takes along, and how trainees would see it."""

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from learn.catalogue.desk.checks import Checks
from learn.catalogue.desk.desk import Desk
from learn.catalogue.desk.outline_views import unit_of
from learn.catalogue.desk.preview import Preview
from learn.catalogue.desk.quiz_views import pool_of
from learn.catalogue.desk.unit_forms import KINDS
from learn.catalogue.desk.ways import to_editor
from learn.catalogue.drafts import Part
from learn.kit.stored import stored
from learn.kit.text import language
from learn.kit.web import shown_within
from learn.people import Permission
from learn.people.access import require

bp = Blueprint("desk_checks", __name__)
BOTH = (Permission.INSTRUCTOR, Permission.REVIEWER)


@bp.get("/studio/drafts/<int:id>/checks")
@require(*BOTH)
def checks(id: int) -> ResponseReturnValue:
    """Every fault and every piece of advice, each with a link to its place."""
    desk = Desk.to_read(id)
    return render_template("catalogue/desk/checks.html", desk=desk, draft=desk.draft, checks=Checks(desk.draft))


@bp.get("/studio/drafts/<int:id>/questions")
@require(*BOTH)
def questions(id: int) -> ResponseReturnValue:
    """Which questions of the bank the version takes along, and which it leaves out and why."""
    desk = Desk.to_read(id)
    return render_template("catalogue/desk/questions.html", desk=desk, draft=desk.draft, pool=pool_of(desk))


@bp.get("/studio/drafts/<int:id>/units/<slug>/preview")
@require(*BOTH)
def preview(id: int, slug: str) -> ResponseReturnValue:
    """A unit as trainees would see it, with the outline of the course beside it."""
    desk = Desk.to_read(id)
    shown = Preview(desk, unit_of(desk, slug), language())
    return render_template(
        "catalogue/desk/preview.html",
        desk=desk,
        draft=desk.draft,
        preview=shown,
        kinds=KINDS,
        to_editor=to_editor,
        address=lambda digest: url_for(".file", id=id, digest=digest),
    )


@bp.get("/studio/drafts/<int:id>/files/<digest>")
@require(*BOTH)
@shown_within
def file(id: int, digest: str) -> ResponseReturnValue:
    """A picture, document, recording or captions of a draft. Its address is its content, so browsers keep it."""
    media = Desk.to_read(id).sketch.part(Part.MEDIA)
    said = next((one for one in media.values() if one["digest"] == digest), None) or abort(404)
    return stored(f"media/{digest}", said["type"])
