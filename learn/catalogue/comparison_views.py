"""Two versions of a course beside one another, and a version as a pack to take away."""

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from learn.catalogue.comparing import Comparing, Showing
from learn.catalogue.course import Course
from learn.catalogue.kept_pack import pack_of
from learn.catalogue.version import CourseVersion
from learn.kit.db import db, writing
from learn.kit.text import LANGUAGES
from learn.people import Permission
from learn.people.access import me, require

bp = Blueprint("comparison", __name__, url_prefix="/studio/courses/<code>")


@bp.get("/comparison")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def comparison(code: str) -> ResponseReturnValue:
    """Any two versions of a course: what differs, or all of it."""
    versions = _versions(code) or abort(404)
    new = _chosen(versions, "new", versions[0])
    old = _chosen(versions, "old", next((one for one in versions if one.rank < new.rank), versions[0]))
    comparing = Comparing(pack_of(old), pack_of(new), everything="everything" in request.args)
    shown = Showing(
        comparing,
        picture_at=lambda digest: url_for("catalogue.media", code=code, digest=digest),
        languages=[one for one in LANGUAGES if request.args.get("languages") in (one, "both", None, "")] or LANGUAGES,
        page=request.args.get("page", 1, int),
    )
    return render_template("catalogue/comparing/versions.html", versions=versions, old=old, new=new, shown=shown)


@bp.get("/versions/<number>/pack")
@require(Permission.INSTRUCTOR, Permission.REVIEWER)
def download_pack(code: str, number: str) -> ResponseReturnValue:
    """A version as a pack, byte by byte what was loaded; who took it is on record."""
    db.session.rollback()  # on SQLite a transaction that began by reading cannot always go on to write
    with writing():
        version = next((one for one in _versions(code) if one.number == number), None) or abort(404)
        content = version.export(by=me())
        db.session.flush()
    named = {"Content-Disposition": f'attachment; filename="{version.course.code}-{version.number}.zip"'}
    return Response(content, content_type="application/zip", headers=named)


def _versions(code: str) -> list[CourseVersion]:
    """The versions of a course that the person works on, the newest first."""
    found = select(CourseVersion).join(CourseVersion.course).where(Course.code == code, Course.written_by(me()))
    versions = db.session.scalars(found.options(joinedload(CourseVersion.course)))
    return sorted(versions, key=lambda version: version.rank, reverse=True)


def _chosen(versions: list[CourseVersion], name: str, otherwise: CourseVersion) -> CourseVersion:
    """The version that an address names, or 404; without a word, the one that comes to mind."""
    number = request.args.get(name) or otherwise.number
    return next((one for one in versions if one.number == number), None) or abort(404)
