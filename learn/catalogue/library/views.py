"""The media library in the studio: look through it, send files, say what they show, see where they are used."""

from typing import NamedTuple

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.datastructures import FileStorage

from learn.catalogue.library.forms import DescriptionForm, FilesForm
from learn.catalogue.library.intake import PICTURES, Intake
from learn.catalogue.library.library_file import LibraryFile
from learn.catalogue.library.listing import ICONS, KINDS, Listing, kind_of
from learn.catalogue.library.photograph import thumbnail
from learn.catalogue.library.where import uses_of
from learn.kit.db import db
from learn.kit.drawing import DRAWING, Drawing
from learn.kit.storage import storage
from learn.kit.stored import immutable, sandboxed, stored
from learn.kit.text import LANGUAGES, language
from learn.kit.web import Refused
from learn.people import Permission
from learn.people.access import me, require

bp = Blueprint("library", __name__, url_prefix="/studio/media")
bp.add_app_template_filter(kind_of, "media_kind")
_TOLD = 4  # files that were refused, each with its sentence


class Received(NamedTuple):
    """What came of the files that somebody sent."""

    new: list[LibraryFile]
    known: list[LibraryFile]
    refused: list[str]  # a sentence each

    @property
    def kept(self) -> list[LibraryFile]:
        """Every file that is in the library now."""
        return [*self.new, *self.known]


@bp.get("")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def files() -> ResponseReturnValue:
    """Every file that the person works with, the newest first, with search and filters."""
    return _list(FilesForm())


@bp.post("")
@require(Permission.INSTRUCTOR)
def send() -> ResponseReturnValue:
    """Take files into the library. Those that are good are kept, whatever becomes of the others."""
    form = FilesForm()
    received = _receive(form) if form.validate_on_submit() else Received([], [], [])
    if not received.kept:
        form.files.errors = [*form.files.errors, *received.refused]
        return _fault(form) if _wants_json() else (_list(form), 422)
    if _wants_json():
        return _as_json(received.kept[0]), 201
    _tell(received)
    return redirect(_next_step(received), 303)


@bp.get("/<int:id>")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def file(id: int) -> ResponseReturnValue:
    """One file: to see or play, with its words, and where it is used."""
    found = _file(id)
    return _show(found, DescriptionForm(found))


@bp.post("/<int:id>/description")
@require(Permission.INSTRUCTOR)
def describe(id: int) -> ResponseReturnValue:
    """Change the title of a file, and the words for those who cannot see it."""
    found = _file(id, Permission.INSTRUCTOR)
    form = DescriptionForm(found)
    if not form.validate_on_submit():
        return _show(found, form), 422
    changed = found.describe(title=form.title.data or "", alt=form.alt, by=me())
    flash(_("Saved.") if changed else _("Nothing was changed."), "ok")
    return redirect(url_for(".file", id=found.id), 303)


@bp.get("/<int:id>/file")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
@sandboxed
def content(id: int) -> ResponseReturnValue:
    """The file itself; a diagram as a picture in the reader's language."""
    found = _file(id)
    if found.is_drawing:
        asked = request.args.get("language", "")
        drawn = Drawing(storage().get(found.key)).picture(asked if asked in LANGUAGES else language())
        return immutable(Response(drawn, content_type=DRAWING))
    return stored(found.key, found.media_type, name=found.pack_name, download=found.media_type == "application/pdf")


@bp.get("/<int:id>/document")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def document(id: int) -> ResponseReturnValue:
    """A PDF to read: browsers open none in a sandbox, and it holds nothing that acts."""
    found = _file(id)
    if found.media_type != "application/pdf":
        abort(404)
    return stored(found.key, found.media_type, name=found.pack_name)


@bp.get("/<int:id>/thumbnail")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
@sandboxed
def small(id: int) -> ResponseReturnValue:
    """A photograph small enough for a list."""
    found = _file(id)
    if not found.is_picture or found.is_drawing:
        abort(404)
    made, media_type = thumbnail(storage().get(found.key))
    return immutable(Response(made, content_type=media_type))


def _file(id: int, *as_: Permission) -> LibraryFile:
    """A file that the person asking works with, or 404."""
    found = select(LibraryFile).where(LibraryFile.id == id, LibraryFile.written_by(me(), *as_))
    return db.one_or_404(found.options(joinedload(LibraryFile.organisation), joinedload(LibraryFile.by)))


def _receive(form: FilesForm) -> Received:
    received = Received([], [], [])
    alone = len(form.files.data) == 1
    for sent in form.files.data:
        name = _name(sent)
        try:
            intake = Intake.of(sent.read())
            alt = form.alt if alone else None  # the same words are not true of several files
            kept, new = LibraryFile.take_in(intake, name, organisation=form.owner, by=me(), alt=alt)
        except Refused as refusal:
            received.refused.append(_("%(name)s: %(why)s", name=name, why=str(refusal)))
            continue
        (received.new if new else received.known).append(kept)
    return received


def _name(sent: FileStorage) -> str:
    """What a file is called on the machine that it came from, as far as it can be read."""
    return "".join(sign for sign in (sent.filename or "") if sign.isprintable())[:200] or "file"


def _tell(received: Received) -> None:
    if received.new:
        flash(ngettext("%(num)s file was added.", "%(num)s files were added.", len(received.new)), "ok")
    for known in received.known[:_TOLD]:
        flash(_("“%(title)s” was here already; nothing was stored twice.", title=known.title), "ok")
    for sentence in received.refused[:_TOLD]:
        flash(sentence, "late")


def _next_step(received: Received) -> str:
    """The page of the only file; of several, those that still lack words, or all."""
    if len(received.kept) == 1 and not received.refused:
        return url_for(".file", id=received.kept[0].id)
    lacking = any(one.lacks_words for one in received.kept)
    return url_for(".files", lacks="words") if lacking else url_for(".files")


def _wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html") == "application/json"


def _as_json(kept: LibraryFile) -> Response:
    """What an editor needs to put a file into a text."""
    says = {
        "id": kept.id,
        "name": kept.pack_name,
        "title": kept.title,
        "alt": kept.alt.as_dict() if kept.alt else None,
        "digest": kept.digest,
        "type": kept.media_type,
        "address": url_for(".file", id=kept.id),
        "file": url_for(".content", id=kept.id),
    }
    return jsonify(says)


def _fault(form: FilesForm) -> ResponseReturnValue:
    return jsonify(fault=" ".join(str(one) for errors in form.errors.values() for one in errors)), 422


def _list(form: FilesForm) -> str:
    listing = Listing(me(), request.args)
    may_write = me().may(Permission.INSTRUCTOR)
    return render_template(
        "catalogue/library/files.html", listing=listing, kinds=KINDS, icons=ICONS, form=form, may_write=may_write
    )


def _show(found: LibraryFile, form: DescriptionForm) -> str:
    lacking = LibraryFile.newest().where(
        LibraryFile.written_by(me()), LibraryFile.alt.is_(None), LibraryFile.media_type.in_(PICTURES)
    )
    following = db.session.scalars(lacking.where(LibraryFile.id != found.id).limit(1)).first()
    return render_template(
        "catalogue/library/file.html",
        file=found,
        form=form,
        uses=uses_of(found, me()),
        following=following,
        kinds=KINDS,
        may_write=me().may(Permission.INSTRUCTOR),
    )
