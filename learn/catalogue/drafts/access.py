"""Which draft somebody may see or write: another organisation's does not exist, and one in review stands still."""

from flask import abort, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from learn.catalogue.course import Course
from learn.catalogue.drafts.draft import CourseDraft
from learn.catalogue.reviews import Review
from learn.kit.db import db
from learn.kit.filters import moment
from learn.kit.web import Refused
from learn.people import OrganisationKind, Permission
from learn.people.access import me


def draft_to_read(id: int) -> CourseDraft:
    """A draft of a course that the person asking works on, or 404."""
    known = joinedload(CourseDraft.course).options(joinedload(Course.bank), joinedload(Course.organisation))
    asked = select(CourseDraft).join(CourseDraft.course).where(CourseDraft.id == id, Course.written_by(me()))
    if request.method == "POST":  # two acts on one draft take turns
        asked = asked.with_for_update(of=CourseDraft)
    found: CourseDraft = db.one_or_404(asked.options(known, joinedload(CourseDraft.dropping)))
    return found


def draft_to_write(id: int) -> CourseDraft:
    """A draft in which the person asking may write now: 404 for who may not, refused while it stands still."""
    draft = draft_to_read(id)
    if not writes(draft.course):
        abort(404)
    if reason := closed(draft):
        raise Refused(reason)
    return draft


def closed(draft: CourseDraft) -> str | None:
    """Why nobody writes in a draft now; None: it is open."""
    if draft.dropping:
        return _("This draft was dropped. What was written stays readable.")
    if review := Review.waiting_of(draft):
        return _("This version is in review since %(at)s. Take it back to go on writing.", at=moment(review.at))
    if Review.approved_of(draft):
        return _("This version was approved. A change is another version.")
    return None


def writes(course: Course) -> bool:
    """Whether the person asking writes in a course, as instructor of the organisation that it is of."""
    return _works_as(Permission.INSTRUCTOR, course)


def reviews(course: Course) -> bool:
    """Whether the person asking decides in a course, as reviewer of the organisation that it is of."""
    return _works_as(Permission.REVIEWER, course)


def _works_as(permission: Permission, course: Course) -> bool:
    ours = me().organisations_as(permission)
    if course.organisation_id is None:
        return any(one.kind is OrganisationKind.ALLIANCE for one in ours)
    return any(one.id == course.organisation_id for one in ours)
