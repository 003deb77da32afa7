"""Designs of certificates in the studio: a draft with its picture beside it, and what a reviewer signs."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import joinedload

from learn.catalogue import CertificateKind, Course
from learn.certificates import paper
from learn.certificates.designs.design import Design
from learn.certificates.designs.forms import ASKED, SIGNATORIES, WORDING_NAMES, DesignForm, PlaceForm
from learn.certificates.designs.samples import CODE, NUMBER, faults_of, sample
from learn.certificates.designs.showing import Showing
from learn.certificates.designs.version import DesignVersion, look_of
from learn.certificates.kind import sentence
from learn.certificates.look import USUAL, Look
from learn.certificates.wording import FIELDS
from learn.kit.db import db
from learn.kit.text import Words
from learn.kit.web import limiter, once
from learn.people import Organisation, OrganisationKind, Permission
from learn.people.access import me, require

bp = Blueprint("designs", __name__)
PAGES = "/studio/certificates/designs"
BOTH = (Permission.INSTRUCTOR, Permission.REVIEWER)

drawing = limiter.shared_limit("120 per minute", scope="drawing certificates")


@bp.get(PAGES)
@require(*BOTH)
def designs() -> ResponseReturnValue:
    """Every design that the person works on."""
    found = db.paginate(_ours(*BOTH).order_by(Design.organisation_id.is_not(None), Design.id), per_page=50)
    newest = DesignVersion.newest_of([design.id for design in found.items])
    writes = me().may(Permission.INSTRUCTOR)
    return render_template("certificates/designs/list.html", designs=found, newest=newest, writes=writes)


@bp.get(f"{PAGES}/new")
@require(Permission.INSTRUCTOR)
def new_design() -> ResponseReturnValue:
    """Choose where a design applies."""
    return render_template("certificates/designs/new.html", form=_place_form())


@bp.post(PAGES)
@require(Permission.INSTRUCTOR)
def begin_design() -> ResponseReturnValue:
    """Begin a design, with a draft that looks like the built-in one."""
    form = _place_form()
    if not form.validate_on_submit():
        return render_template("certificates/designs/new.html", form=form), 422
    organisation = db.session.get(Organisation, form.organisation.data) if form.organisation.data else None
    course = db.session.get(Course, form.course.data) if form.course.data else None
    taken = _("There is already a design for this. Open it and change its draft.")
    design = once(lambda: Design.begin(organisation, course, by=me()), else_=taken)
    return redirect(url_for(".draft", id=design.id), 303)


@bp.get(f"{PAGES}/<int:id>")
@require(*BOTH)
def design(id: int) -> ResponseReturnValue:
    """A design: its draft and its versions."""
    found = _one(id, *BOTH)
    versions = db.session.scalars(DesignVersion.of(found)).all()
    faults = list(dict.fromkeys(map(str, faults_of(look_of(found.draft.content)))))
    return render_template(
        "certificates/designs/design.html", design=found, versions=versions, faults=faults, writes=_writes(found)
    )


@bp.get(f"{PAGES}/<int:id>/draft")
@require(Permission.INSTRUCTOR)
def draft(id: int) -> ResponseReturnValue:
    """The draft as a form, with a picture of it."""
    found = _one(id, Permission.INSTRUCTOR)
    form = DesignForm(None)
    form.begin(found.draft.content, found.draft.digest)
    return _form(found, form, look_of(found.draft.content))


@bp.post(f"{PAGES}/<int:id>/draft")
@require(Permission.INSTRUCTOR)
def save_draft(id: int) -> ResponseReturnValue:
    """Keep the draft."""
    found, form = _one(id, Permission.INSTRUCTOR, changing=True), DesignForm()
    if not form.validate_on_submit():
        return _form(found, form, look_of(found.draft.content)), 422
    found.draft.change(form.content(found, by=me()), seen=form.seen.data, by=me())
    flash(_("The draft is kept. It decides nothing until a reviewer signs it."), "ok")
    return redirect(url_for(".draft", id=id, sample=form.sample.data, kind=form.kind.data), 303)


@bp.post(f"{PAGES}/<int:id>/draft/preview")
@require(Permission.INSTRUCTOR)
@drawing
def preview(id: int) -> ResponseReturnValue:
    """The picture of what the form says now; only pictures that were sent are kept, nothing else."""
    found, form = _one(id, Permission.INSTRUCTOR), DesignForm()
    if not form.validate_on_submit():
        return _form(found, form, look_of(found.draft.content)), 422
    return _form(found, form, look_of(form.content(found, by=me())))


@bp.post(f"{PAGES}/<int:id>/draft/sample")
@require(Permission.INSTRUCTOR)
@drawing
def print_draft(id: int) -> ResponseReturnValue:
    """The PDF of what the form says now, marked as a sample."""
    found, form = _one(id, Permission.INSTRUCTOR), DesignForm()
    if not form.validate_on_submit():
        return _form(found, form, look_of(found.draft.content)), 422
    return print_sample(look_of(form.content(found, by=me())), form.sample.data, form.kind.data)


@bp.post(f"{PAGES}/<int:id>/submission")
@require(Permission.INSTRUCTOR)
def submit(id: int) -> ResponseReturnValue:
    """Freeze the draft as a version and ask a reviewer."""
    found = _one(id, Permission.INSTRUCTOR, changing=True)
    waits = _("A version already waits for a reviewer.")
    version = once(lambda: DesignVersion.submit(found, by=me()), else_=waits)
    flash(_("Version %(n)s waits for a reviewer who did not work on it.", n=version.number), "ok")
    return redirect(url_for(".design", id=id), 303)


def print_sample(look: Look, name: str, kind: str) -> ResponseReturnValue:
    """The PDF of a sample, to look at; it says across the page that it is one."""
    page = f"https://{request.host}/verify/{NUMBER}"
    facts = sample(name, CertificateKind(kind))
    content = paper.print_certificate(facts, look=look, number=NUMBER, verify_page=page, code=CODE, sample=True)
    how = {"Content-Disposition": f'inline; filename="sample-{name}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=how)


def showing(look: Look, name: str, kind: str) -> Showing:
    """A sample as a picture on a page."""
    facts = sample(name, CertificateKind(kind))
    return Showing.of(facts, look, number=NUMBER, address=f"https://{request.host}/verify/{NUMBER}?code={CODE}")


def _form(found: Design, form: DesignForm, look: Look) -> str:
    """The form with its picture; to a script that asks, the picture alone."""
    if request.method == "GET":
        form.choose(request.args)
    return render_template(
        "certificates/designs/_preview.html" if _alone() else "certificates/designs/draft.html",
        design=found,
        form=form,
        showing=showing(look, *form.shown),
        number=NUMBER,
        fields=FIELDS,
        usual=usual_words(),
        wordings=WORDING_NAMES,
        signatories=SIGNATORIES,
        asked=ASKED,
        faults=list(dict.fromkeys(map(str, faults_of(look)))),
    )


def usual_words() -> dict[str, Words]:
    """What a certificate says where a design says nothing."""
    sentences = {
        kind.value: sentence(kind, assessed=kind is not CertificateKind.ATTENDANCE) for kind in CertificateKind
    }
    return {**USUAL, **sentences, "note": Words("", "")}


def _alone() -> bool:
    return request.headers.get("X-Part") == "1"


def _ours(*permissions: Permission) -> Select[Design]:
    known = (joinedload(Design.organisation), joinedload(Design.course), joinedload(Design.draft))
    return select(Design).where(Design.worked_on_by(me(), *permissions)).options(*known)


def _one(id: int, *permissions: Permission, changing: bool = False) -> Design:
    """A design that the person works on, or 404; of two who change it at once, the second one waits."""
    found = _ours(*permissions).where(Design.id == id)
    return db.one_or_404(found.with_for_update(of=Design) if changing else found)


def _writes(found: Design) -> bool:
    mine = select(Design.id).where(Design.id == found.id, Design.worked_on_by(me(), Permission.INSTRUCTOR))
    return bool(db.session.scalar(mine))


def _place_form() -> PlaceForm:
    """The form with the organisations whose author the person is, and the courses that their people may take."""
    form, ours = PlaceForm(), me().organisations_as(Permission.INSTRUCTOR)
    seen: ColumnElement[bool]
    if any(one.kind is OrganisationKind.ALLIANCE for one in ours):
        members = db.session.scalars(Organisation.current_ones()).all()
        form.organisation.choices = [(0, _("Everybody")), *((one.id, str(one.name)) for one in members)]
        seen = true()
    else:
        form.organisation.choices = [(one.id, str(one.name)) for one in ours]
        seen = or_(Course.organisation_id.is_(None), Course.organisation_id.in_([one.id for one in ours]))
    courses = db.session.scalars(select(Course).where(seen).order_by(Course.code))
    form.course.choices = [(0, _("Every course")), *((course.id, course.code) for course in courses)]
    return form
