"""The page of a unit in the studio: write it in both languages, merge, look back, say that both languages agree."""

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learn.catalogue.drafts import DraftEdition, Stale
from learn.catalogue.drafts.access import writes
from learn.catalogue.writing_room.access import unit_to_read, unit_to_write
from learn.catalogue.writing_room.agreement import agree
from learn.catalogue.writing_room.history import History
from learn.catalogue.writing_room.screen import Screen, changed_places, collided, kept, time_of, wants_json
from learn.catalogue.writing_room.unit_draft import UnitDraft, refuse_too_long
from learn.kit.text import LANGUAGES
from learn.kit.web import Refused
from learn.people import Permission
from learn.people.access import me, require

bp = Blueprint("writing_room", __name__)
bp.add_app_template_filter(changed_places, "changed_places")
bp.add_app_template_filter(time_of, "time_of_edition")
UNIT = "/studio/drafts/<int:id>/units/<slug>"


@bp.get(UNIT)
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def unit(id: int, slug: str) -> ResponseReturnValue:
    """A unit with both its texts; whoever may not write now reads them."""
    return Screen(unit_to_read(id, slug)).html()


@bp.post(f"{UNIT}/texts/<language>")
@require(Permission.INSTRUCTOR)
def save(id: int, slug: str, language: str) -> ResponseReturnValue:
    """Keep a text. Where somebody else saved meanwhile, both are shown."""
    found = unit_to_write(id, slug, language)
    text, over = request.form.get("text", ""), _number(request.form.get("over", ""), found.edition_number(language))
    if fault := _fault(text, over):
        return _corrected(found, language, text, fault)
    try:
        edition = found.write(language, text, over=over or 0, by=me())
    except Stale as stale:
        return _collided(found, language, text, over or 0, stale.newest)
    return kept(found, edition) if wants_json() else _back(found, language, _("Saved."))


@bp.post(f"{UNIT}/texts/<language>/merging")
@require(Permission.INSTRUCTOR)
def put_together(id: int, slug: str, language: str) -> ResponseReturnValue:
    """Keep what comes of two people's changes, as somebody chose place by place."""
    found = unit_to_write(id, slug, language)
    text, newest = request.form.get("text", ""), found.edition(language)
    over = _number(request.form.get("over", ""), found.edition_number(language))
    if newest is None or (fault := _fault(text, over)):
        return _corrected(found, language, text, fault if newest else _("There is nothing to merge with."))
    if request.form.get("theirs") != str(newest.number):
        return _collided(found, language, text, over or 0, newest)
    merge = found.merged(language, text, over=over or 0, theirs=str(newest.content))
    choices = [request.form.get(f"choice-{n}", "both") for n in range(len(merge.conflicts))]
    try:
        found.write(language, merge.chosen(choices), over=newest.number, by=me())
    except Stale as stale:
        return _collided(found, language, text, over or 0, stale.newest)
    return _back(found, language, _("Both people's changes are saved."))


@bp.get(f"{UNIT}/history")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def history(id: int, slug: str) -> ResponseReturnValue:
    """Every edition of a text, in sittings, with what changed in each."""
    found, language = unit_to_read(id, slug), request.args.get("lang", LANGUAGES[0])
    language = language if language in LANGUAGES else LANGUAGES[0]
    page = request.args.get("page", "1")
    told = History(found.draft, slug, language, int(page) if page.isascii() and page.isdigit() else 1)
    return render_template(
        "catalogue/writing_room/history.html",
        unit=found,
        history=told,
        shown=language,
        writes=writes(found.draft.course),
    )


@bp.post(f"{UNIT}/texts/<language>/restoration")
@require(Permission.INSTRUCTOR)
def bring_back(id: int, slug: str, language: str) -> ResponseReturnValue:
    """Write an earlier edition over the newest, so that nothing in between is lost."""
    found = unit_to_write(id, slug, language)
    newest = found.edition_number(language)
    number, over = (_number(request.form.get(name, ""), newest) for name in ("edition", "over"))
    text = None if number is None else found.text_of(language, number)
    if text is None:
        raise Refused(_("There is no such edition of this text."))
    try:
        found.write(language, text, over=-1 if over is None else over, by=me())
    except Stale as stale:
        raise Refused(_("Somebody saved this text meanwhile. Look at it first.")) from stale
    return _back(found, language, _("The earlier text is back. The later ones stay in the history."))


@bp.post(f"{UNIT}/agreement")
@require(Permission.INSTRUCTOR)
def mark_as_agreed(id: int, slug: str) -> ResponseReturnValue:
    """Say that both languages, as they were seen, say the same."""
    found = unit_to_write(id, slug)
    seen = {name: _number(request.form.get(name, ""), found.edition_number(name)) or 0 for name in LANGUAGES}
    agree(found.draft, slug, seen, by=me())
    return _back(found, LANGUAGES[0], _("Both languages are marked as saying the same."))


def _number(word: str, most: int) -> int | None:
    """The number of an edition that there is; None: it is none."""
    return int(word) if word.isascii() and word.isdigit() and len(word) < 10 and int(word) <= most else None


def _fault(text: str, over: int | None) -> str:
    """What is wrong with what was sent; empty: nothing."""
    try:
        refuse_too_long(text)
    except Refused as refusal:
        return str(refusal)
    return (
        ""
        if over is not None
        else _("Nobody knows which edition this was written over. Copy it, and load the page again.")
    )


def _corrected(found: UnitDraft, language: str, text: str, fault: str) -> ResponseReturnValue:
    """The page once more with what was typed, and what is wrong with it."""
    if wants_json():
        return jsonify(fault=fault), 422
    return Screen(found, {language: text}, {language: fault}).html(), 422


def _collided(
    found: UnitDraft, language: str, text: str, over: int, newest: DraftEdition | None
) -> ResponseReturnValue:
    """Somebody saved meanwhile: what both made of the text."""
    if newest is None:
        abort(409)
    merge = found.merged(language, text, over=over, theirs=str(newest.content))
    if wants_json():
        return collided(merge, newest)
    page = render_template(
        "catalogue/writing_room/merge.html",
        unit=found,
        merge=merge,
        newest=newest,
        text=text,
        over=over,
        shown=language,
    )
    return page, 422


def _back(found: UnitDraft, language: str, said: str) -> ResponseReturnValue:
    flash(said, "ok")
    return redirect(url_for("writing_room.unit", id=found.draft.id, slug=found.slug, _anchor=f"pane-{language}"), 303)
