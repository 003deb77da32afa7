"""Questions from other platforms into a bank, and a bank's questions into their formats."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_sqlalchemy.pagination import Pagination

from learn.assessment import QuestionBank
from learn.catalogue import bank_to_write
from learn.interop.export import drafts_of, export, form_of, language_of, losses_of
from learn.interop.formats import FORMATS, WRITTEN
from learn.interop.forms import ImportForm
from learn.interop.reading import Unreadable
from learn.interop.upload import Planned, QuestionUpload
from learn.people import Permission
from learn.people.access import me, mine, require

bp = Blueprint("interchange", __name__, url_prefix="/studio/banks/<code>")


class Plans(Pagination):
    """The questions of a plan, page by page."""

    def _query_items(self) -> list[Planned]:
        first = (self.page - 1) * self.per_page
        planned: list[Planned] = self._query_args["plan"]
        return planned[first : first + self.per_page]

    def _query_count(self) -> int:
        return len(self._query_args["plan"])


@bp.route("/imports", methods=["GET", "POST"])
@require(Permission.INSTRUCTOR)
def send_questions(code: str) -> ResponseReturnValue:
    """Send a file in; no question is stored yet."""
    bank, form = bank_to_write(code), ImportForm()
    if form.validate_on_submit():
        file = form.file.data
        try:
            upload = QuestionUpload.receive(file.read(), file.filename or "questions", bank, by=me(), **form.says)
            return redirect(url_for(".show_import", code=code, id=upload.id), 303)
        except Unreadable as refusal:
            form.file.errors = [str(refusal)]
    page = render_template("interop/import.html", bank=bank, form=form, formats=FORMATS.values())
    return page, 422 if form.is_submitted() else 200


@bp.get("/imports/<int:id>")
@require(Permission.INSTRUCTOR)
def show_import(code: str, id: int) -> ResponseReturnValue:
    """What a file holds: what is read, partly read and refused, and what the bank nearly has already."""
    upload = _upload(bank_to_write(code), id)
    rows = Plans(page=request.args.get("page", 1, int), per_page=100, plan=upload.plan)
    near = sum(bool(planned.near) for planned in upload.plan)
    known = FORMATS.get(upload.reading.format)
    return render_template("interop/preview.html", upload=upload, rows=rows, near=near, format=known)


@bp.post("/imports/<int:id>/application")
@require(Permission.INSTRUCTOR)
def import_questions(code: str, id: int) -> ResponseReturnValue:
    """Store what the preview showed."""
    upload = _upload(bank_to_write(code), id)
    number = upload.take_over(without_near=bool(request.form.get("without_near")), by=me())
    flash(ngettext("%(num)s question was imported.", "%(num)s questions were imported.", number), "ok")
    return redirect(url_for("banks.bank", code=code), 303)


@bp.get("/export")
@require(Permission.INSTRUCTOR)
def choose_format(code: str) -> ResponseReturnValue:
    """Choose a format, and see what it cannot say before anything is downloaded."""
    bank, form = bank_to_write(code), form_of(request.args.get("format", ""))
    language, drafts = language_of(request.args.get("language", "")), drafts_of(bank)
    lost = losses_of(drafts, form, language) if "format" in request.args else None
    page = {"bank": bank, "form": form, "language_chosen": language, "formats": WRITTEN}
    return render_template("interop/export.html", **page, lost=lost, number=len(drafts))


@bp.get("/template.xlsx")
@require(Permission.INSTRUCTOR)
def download_template(code: str) -> ResponseReturnValue:
    """An empty Excel table to write questions in, with examples and instructions."""
    form = FORMATS["sheet"]
    bank_to_write(code)
    named = {"Content-Disposition": f'attachment; filename="questions.{form.extension}"'}
    return Response(form.translator.template(), content_type=form.media_type, headers=named)


@bp.get("/questions.<extension>")
@require(Permission.INSTRUCTOR)
def download_questions(code: str, extension: str) -> ResponseReturnValue:
    """The questions of a bank as a file."""
    bank, form = bank_to_write(code), next((one for one in WRITTEN if one.extension == extension), None)
    if form is None:
        abort(404)
    language = language_of(request.args.get("language", ""))
    content = export(bank, form, language, by=me())
    named = {"Content-Disposition": f'attachment; filename="{bank.code}.{form.extension}"'}
    return Response(content, content_type=form.media_type, headers=named)


def _upload(bank: QuestionBank, id: int) -> QuestionUpload:
    """A file that the person asking sent in for this bank, or 404."""
    upload = mine(QuestionUpload, id)
    return upload if upload.bank_id == bank.id else abort(404)
