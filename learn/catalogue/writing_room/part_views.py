"""What the page of a unit asks for while somebody writes: preview, checks, pasting, pictures, editions, who else is there."""

from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from learn.catalogue.drafts import Stale, part_of_text
from learn.catalogue.library import LibraryFile
from learn.catalogue.writing_room import bringing_in
from learn.catalogue.writing_room.access import unit_to_read, unit_to_write
from learn.catalogue.writing_room.forms import PictureForm
from learn.catalogue.writing_room.pictures import Shown, markdown_of, send_in, take
from learn.catalogue.writing_room.presence import Presence
from learn.catalogue.writing_room.previewing import Preview
from learn.catalogue.writing_room.screen import company, time_of, wants_json
from learn.catalogue.writing_room.unit_draft import UnitDraft, as_kept, refuse_too_long
from learn.catalogue.writing_room.views import UNIT
from learn.kit.db import db
from learn.kit.difference import pieces
from learn.kit.text import LANGUAGES
from learn.kit.web import Refused, limiter
from learn.people import Permission
from learn.people.access import me, require

bp = Blueprint("writing_room_parts", __name__)
rendering = limiter.shared_limit("240 per minute", scope="rendering lessons")
bringing = limiter.shared_limit("60 per minute", scope="bringing in texts")


@bp.post(f"{UNIT}/texts/<language>/preview")
@require(Permission.INSTRUCTOR)
@rendering
def preview(id: int, slug: str, language: str) -> ResponseReturnValue:
    """What is being typed as trainees will see it, and what is to be looked at in it. Nothing is kept."""
    found, text = unit_to_write(id, slug, language), request.form.get("text", "")
    refuse_too_long(text)
    shown = Preview(found, language, as_kept(text))
    if not wants_json():
        return _as_page(shown)
    findings = render_template("catalogue/writing_room/_findings.html", findings=shown.findings, shown=language)
    return jsonify(page=_as_page(shown), findings=findings)


@bp.post(f"{UNIT}/texts/<language>/difference")
@require(Permission.INSTRUCTOR)
@rendering
def difference(id: int, slug: str, language: str) -> ResponseReturnValue:
    """What a text that stayed on somebody's device says otherwise than the newest one."""
    found, text = unit_to_write(id, slug, language), request.form.get("text", "")
    refuse_too_long(text)
    told = pieces(found.text(language), as_kept(text))
    return jsonify(difference=render_template("catalogue/writing_room/_difference.html", pieces=told))


@bp.get(f"{UNIT}/texts/<language>/<int:n>")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def edition(id: int, slug: str, language: str, n: int) -> ResponseReturnValue:
    """A text as an edition had it, for the buttons that undo and redo."""
    found = unit_to_read(id, slug)
    one = found.draft.edition(part_of_text(slug, language), n) if language in LANGUAGES else None
    if one is None:
        abort(404)
    return jsonify(number=one.number, text=one.content, by=one.by.name, at=time_of(one))


@bp.post(f"{UNIT}/texts/<language>/pasting")
@require(Permission.INSTRUCTOR)
@bringing
def paste(id: int, slug: str, language: str) -> ResponseReturnValue:
    """Text from elsewhere as Markdown. A script puts it at the caret; without one it goes to the end of the text."""
    found = unit_to_write(id, slug, language)
    sent = bringing_in.read(request.files, request.form.get("html", ""))
    pasted = bringing_in.bring_in(found.draft, sent, by=me())
    if wants_json():
        return jsonify(markdown=pasted.markdown, left_out=pasted.left_out)
    for sentence in pasted.left_out:
        flash(sentence, "due")
    return _added(found, language, pasted.markdown)


@bp.get(f"{UNIT}/pictures")
@require(Permission.INSTRUCTOR)
def pictures(id: int, slug: str) -> ResponseReturnValue:
    """Choose a picture of the media library, or send one."""
    found, form = unit_to_write(id, slug), PictureForm(request.args.get("q", "")[:200])
    return _pictures(found, form, request.args.get("lang", LANGUAGES[0]))


@bp.post(f"{UNIT}/texts/<language>/pictures")
@require(Permission.INSTRUCTOR)
@bringing
def add_picture(id: int, slug: str, language: str) -> ResponseReturnValue:
    """Take a picture into the draft; without a script it goes to the end of the text."""
    found, form = unit_to_write(id, slug, language), PictureForm()
    valid = form.validate_on_submit()
    if not wants_json():
        valid = _worded(form) and valid
    shown = _shown(found, form) if valid else None
    if shown is None:
        return (_fault(form) if wants_json() else _pictures(found, form, language)), 422
    if wants_json():
        alt = shown.alt.of(language) if shown.alt else ""
        return jsonify(name=shown.name, digest=shown.digest, alt=alt)
    return _added(found, language, markdown_of(shown.name, form.alt.data or "", form.caption.data or ""))


@bp.post(f"{UNIT}/presence")
@require(Permission.INSTRUCTOR)
def be_here(id: int, slug: str) -> ResponseReturnValue:
    """Say that the page is open, and hear who else has it open and which editions are the newest."""
    found = unit_to_write(id, slug)
    Presence.of(found.draft, slug, me())
    editions = {language: found.edition_number(language) for language in LANGUAGES}
    return jsonify(company=company(found), editions=editions)


def _as_page(shown: Preview) -> str:
    """In the language of the text, whatever its author reads otherwise."""
    with force_locale("en" if shown.language == "en" else "zh_Hans_CN"):
        return render_template("catalogue/writing_room/trainee.html", unit=shown.unit, shown=shown)


def _added(found: UnitDraft, language: str, markdown: str) -> ResponseReturnValue:
    """Something at the end of a text."""
    text = f"{found.text(language)}\n{markdown}\n"
    refuse_too_long(text)
    try:
        found.write(language, text, over=found.edition_number(language), by=me())
    except Stale as stale:
        raise Refused(_("Somebody else saved this text just now. Try again.")) from stale
    flash(_("It stands at the end of the text now."), "ok")
    return redirect(url_for("writing_room.unit", id=found.draft.id, slug=found.slug, _anchor=f"pane-{language}"), 303)


def _worded(form: PictureForm) -> bool:
    """Whether a picture has its words and its caption; what is missing is said at its field."""
    if not form.alt.data:
        form.alt.errors = [*form.alt.errors, _("Say what there is to see, for those who cannot see it.")]
    if not form.caption.data:
        form.caption.errors = [*form.caption.errors, _("Give it a caption.")]
    return bool(form.alt.data and form.caption.data)


def _shown(found: UnitDraft, form: PictureForm) -> Shown | None:
    """The picture that was sent or chosen, in the draft; None: it is said at the field what is wrong."""
    sent: Any = form.file.data
    content = sent.read() if getattr(sent, "filename", "") else b""
    try:
        if content:
            return send_in(found.draft, sent.filename[:200], content, by=me())
        if (chosen := form.picture.data or "").isascii() and chosen.isdigit() and len(chosen) < 10:
            asked = select(LibraryFile).where(LibraryFile.id == int(chosen), LibraryFile.written_by(me()))
            asked = asked.where(LibraryFile.of(found.draft.course.organisation_id))
            if file := db.session.scalar(asked):
                return take(found.draft, file, by=me())
    except Refused as refusal:
        form.file.errors = [*form.file.errors, str(refusal)]
        return None
    form.file.errors = [*form.file.errors, _("Choose a picture.")]
    return None


def _fault(form: PictureForm) -> Any:
    return jsonify(fault=" ".join(str(one) for errors in form.errors.values() for one in errors))


def _pictures(found: UnitDraft, form: PictureForm, language: str) -> str:
    language = language if language in LANGUAGES else LANGUAGES[0]
    return render_template("catalogue/writing_room/pictures.html", unit=found, form=form, shown=language)
