"""The studio: courses and their versions, packs, putting into force. And the pictures of lessons."""

from collections.abc import Iterable

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from learn.assessment import Question
from learn.catalogue.comparison import Comparison
from learn.catalogue.course import Course
from learn.catalogue.drafts import CourseDraft
from learn.catalogue.drafts.access import writes
from learn.catalogue.forms import PackForm
from learn.catalogue.pack import Pack
from learn.catalogue.page import MediaFile
from learn.catalogue.register import status_faults
from learn.catalogue.reviews import Review
from learn.catalogue.unit import Unit, UnitPage
from learn.catalogue.version import CourseVersion, Publication
from learn.kit import clock
from learn.kit.db import db
from learn.kit.stored import stored
from learn.kit.text import language
from learn.kit.web import Refused, once, shown_within
from learn.people import OrganisationKind, Permission
from learn.people.access import me, require, signed_in

bp = Blueprint("catalogue", __name__)
PER_PAGE = 50


@bp.get("/studio")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def studio() -> ResponseReturnValue:
    """Every course that the person works on, with its versions."""
    courses = db.paginate(select(Course).where(Course.written_by(me())).order_by(Course.code), per_page=PER_PAGE)
    versions = db.session.scalars(_versions_of(courses.items)).all()
    drafts = db.session.scalars(_drafts_of(courses.items)).all()
    return render_template(
        "catalogue/studio.html",
        courses=courses,
        versions=_by_course(versions),
        drafts={draft.course_id: [draft] for draft in drafts},
        in_force=_in_force(),
        may_write=me().may(Permission.INSTRUCTOR),
        may_load=_of_the_alliance(Permission.INSTRUCTOR, Permission.REVIEWER),
    )


@bp.get("/studio/courses/<code>")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def course(code: str) -> ResponseReturnValue:
    """One course: its versions, the units of the newest, and what it asks for first."""
    found = _course(code)
    units = selectinload(CourseVersion.units).joinedload(Unit.quiz)
    versions = db.session.scalars(_versions_of([found]).options(units, undefer(CourseVersion.facts))).all()
    asked = select(func.count(Question.id)).where(Question.bank_id == found.bank_id).scalar_subquery()
    retired = Course.retired_on(clock.today())
    questions, is_retired = db.session.execute(select(asked, retired).where(Course.id == found.id)).one()
    return render_template(
        "catalogue/course.html",
        course=found,
        versions=sorted(versions, key=lambda version: version.rank, reverse=True),
        questions=questions,
        retired=is_retired,
        in_force=_in_force(),
        draft=db.session.scalar(_drafts_of([found])),
        may_write=writes(found),
    )


@bp.get("/studio/courses/<code>/versions/<number>")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def version(code: str, number: str) -> ResponseReturnValue:
    """One frozen version: units, key facts with their sources, and how far each was checked."""
    return _show(_version(code, number))


@bp.get("/studio/courses/<code>/versions/<number>/units/<int:n>")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def lesson(code: str, number: str, n: int) -> ResponseReturnValue:
    """A lesson, document or recording of a version, as learners see it."""
    found = _version(code, number)
    unit = next((unit for unit in found.units if unit.position == n and unit.quiz is None), None) or abort(404)
    pages = db.session.scalars(
        select(UnitPage).where(UnitPage.unit_id == unit.id).options(joinedload(UnitPage.page))
    ).all()
    shown = {one.language: one.page for one in pages}
    files = unit.shown_in(language())
    return render_template("catalogue/lesson.html", version=found, unit=unit, pages=shown, shown=files)


@bp.get("/studio/packs/new")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def new_pack() -> ResponseReturnValue:
    """Choose a pack to check or to load."""
    _at_the_alliance(Permission.INSTRUCTOR, Permission.REVIEWER)
    return render_template("catalogue/new_pack.html", form=PackForm(), faults=[], comparison=None)


@bp.post("/studio/packs")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def load_pack() -> ResponseReturnValue:
    """Check a pack and show what it would bring, or hand it in for review."""
    _at_the_alliance(Permission.INSTRUCTOR, Permission.REVIEWER)
    form = PackForm()
    if not form.validate_on_submit() or form.read is None:
        return render_template("catalogue/new_pack.html", form=form, faults=form.faults, comparison=None), 422
    theirs = db.session.scalar(select(Course).where(Course.code == form.read.code))
    if theirs and theirs.organisation_id is not None:  # a member's course is written by its own people, in the studio
        raise Refused(_("There is a course %(code)s already.", code=form.read.code))
    if form.check.data:
        told = status_faults(form.read.course, clock.today())
        comparison = Comparison(form.read)
        return render_template("catalogue/new_pack.html", form=form, faults=[], comparison=comparison, told=told)
    if (known := CourseVersion.standing_for(form.read)) and known.digest == form.read.digest:
        same = _("%(version)s is already here with this very content; nothing was changed.", version=known.audit_name)
        flash(same, "ok")
        return redirect(url_for(".version", code=known.course.code, number=known.number), 303)
    review = _hand_in(form.read, form.reason.data or "")
    flash(_("%(version)s is handed in. It stands still until it is decided.", version=review.audit_name), "ok")
    for _place, sentence in status_faults(form.read.course, clock.today())[:5]:
        flash(sentence, "due")
    return redirect(url_for("reviews.review", id=review.id), 303)


@bp.get("/courses/<code>/media/<digest>")
@signed_in
@shown_within
def media(code: str, digest: str) -> ResponseReturnValue:
    """A picture, document, recording or captions of a unit. Its address is its content, so browsers keep it."""
    found = db.session.scalars(
        select(MediaFile)
        .join(CourseVersion, CourseVersion.id == MediaFile.version_id)
        .join(CourseVersion.course)
        .where(Course.code == code, MediaFile.digest == digest, Course.visible_to(me()))
    ).first() or abort(404)
    return stored(found.key, found.media_type)


def _hand_in(pack: Pack, reason: str) -> Review:
    busy = _("Somebody else has just handed in a version of this course. Look at it under Reviews.")
    review: Review = once(lambda: Review.of_pack(pack, by=me(), reason=reason), else_=busy)
    db.session.flush()
    return review


def _course(code: str) -> Course:
    return db.one_or_404(
        select(Course).where(Course.code == code, Course.written_by(me())).options(joinedload(Course.bank))
    )


def _version(code: str, number: str) -> CourseVersion:
    return db.one_or_404(
        select(CourseVersion)
        .join(CourseVersion.course)
        .where(Course.code == code, CourseVersion.number == number, Course.written_by(me()))
        .options(
            joinedload(CourseVersion.course),
            joinedload(CourseVersion.loaded_by),
            joinedload(CourseVersion.publication).joinedload(Publication.by),
            selectinload(CourseVersion.units).joinedload(Unit.quiz),
        )
    )


def _versions_of(courses: Iterable[Course]) -> Select[CourseVersion]:
    """The versions of some courses, with who loaded them and who put them into force."""
    return (
        select(CourseVersion)
        .where(CourseVersion.course_id.in_([course.id for course in courses]))
        .options(joinedload(CourseVersion.loaded_by), joinedload(CourseVersion.publication).joinedload(Publication.by))
    )


def _drafts_of(courses: Iterable[Course]) -> Select[CourseDraft]:
    """The open drafts of some courses, with who began them."""
    found = Review.open_drafts().where(CourseDraft.course_id.in_([course.id for course in courses]))
    return found.options(joinedload(CourseDraft.by))


def _show(version: CourseVersion) -> str:
    return render_template(
        "catalogue/version.html",
        version=version,
        in_force=_in_force(),
        comparison=None if version.publication else Comparison.of(version),
    )


def _in_force() -> set[int]:
    """The ids of the versions that people learn today."""
    return set(db.session.scalars(CourseVersion.in_force(clock.today()).with_only_columns(CourseVersion.id)))


def _by_course(versions: Iterable[CourseVersion]) -> dict[int, list[CourseVersion]]:
    """Versions by the id of their course, the newest first."""
    found: dict[int, list[CourseVersion]] = {}
    for one in sorted(versions, key=lambda version: version.rank, reverse=True):
        found.setdefault(one.course_id, []).append(one)
    return found


def _at_the_alliance(*permissions: Permission) -> None:
    """The courses of the alliance are its own people's work; to a member's instructors these acts do not exist."""
    if not _of_the_alliance(*permissions):
        abort(404)


def _of_the_alliance(*permissions: Permission) -> bool:
    """Whether the person asking has one of these permissions in the alliance's own office."""
    theirs = [one for permission in permissions for one in me().organisations_as(permission)]
    return any(one.kind is OrganisationKind.ALLIANCE for one in theirs)
