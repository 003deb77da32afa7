"""How a draft begins: from nothing, from the newest version of a course, or from a pack."""

from mimetypes import guess_type
from typing import Any

from sqlalchemy import select

from learn.catalogue.course import Catalogue, Course
from learn.catalogue.drafts.draft import CourseDraft
from learn.catalogue.drafts.parts import Part, parts_of
from learn.catalogue.kept_pack import pack_of
from learn.catalogue.pack import Pack
from learn.catalogue.version import CourseVersion
from learn.kit.db import db
from learn.kit.storage import storage
from learn.kit.text import Words
from learn.people import Organisation, Person


def begin_course(
    *, code: str, catalogue: Catalogue, title: Words, organisation: Organisation | None, by: Person
) -> CourseDraft:
    """A new course with a first draft that has a title and nothing else."""
    course = Course.add(code=code, catalogue=catalogue, title=title, organisation=organisation, by=by)
    db.session.flush()
    return CourseDraft.begin(course, "1.0", {Part.ABOUT: {"title": title.as_dict()}}, based_on=None, by=by)


def begin_version(course: Course, *, major: bool, by: Person) -> CourseDraft:
    """A draft of a course's next version with all that the newest one says: a major one (2.0) or a minor one (1.1).

    A course without any version, whose first draft was dropped, begins anew with what that draft said.
    """
    newest = newest_of(course)
    if newest is None:
        return CourseDraft.begin(course, "1.0", _last_words(course), based_on=None, by=by)
    pack = pack_of(newest)
    first, second = newest.rank
    number = f"{first + 1}.0" if major else f"{first}.{second + 1}"
    return CourseDraft.begin(course, number, parts_of(pack, keep_media(pack)), based_on=newest, by=by)


def _last_words(course: Course) -> dict[str, Any]:
    """What the newest draft of a course said; of a course without one, its title."""
    last = db.session.scalar(
        select(CourseDraft).where(CourseDraft.course_id == course.id).order_by(CourseDraft.id.desc()).limit(1)
    )
    if last is None:
        return {Part.ABOUT: {"title": course.bank.title.as_dict()}}
    return {part: edition.content for part, edition in last.all_newest().items()}


def newest_of(course: Course) -> CourseVersion | None:
    """The version of a course with the highest number; None: there is none."""
    versions = db.session.scalars(select(CourseVersion).where(CourseVersion.course_id == course.id))
    return max(versions, key=lambda version: version.rank, default=None)


def keep_media(pack: Pack) -> dict[str, dict[str, str]]:
    """The files of a pack stored one by one, so that a draft can show them; what is there already is left alone."""
    kept = {}
    for name in sorted(pack.media.names):
        digest = pack.digest_of(name)
        storage().put(f"media/{digest}", pack.files[f"media/{name}"])
        kept[name] = {"digest": digest, "type": guess_type(name)[0] or "application/octet-stream"}
    return kept
