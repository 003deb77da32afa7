"""What training does when a version is put into force, and when somebody completes one."""

from sqlalchemy import select

from learn.catalogue import Publication
from learn.kit import clock
from learn.kit.db import db
from learn.learning import Completion, Enrolment
from learn.training.held import HeldRelease
from learn.training.releases.telling import tell_holders
from learn.training.trained import lift_if_reached


def follow_publication(publication: Publication) -> None:
    """Hold it back where its terms say so, and ring for telling those who hold an earlier version."""
    HeldRelease.hold_back(publication)
    db.session.flush()
    if publication.effective_on <= clock.today():
        tell_holders.later(publication.id)


def follow_completion(completion: Completion) -> None:
    """Somebody more is trained: that may be enough to release the version."""
    version = select(Enrolment.version_id).where(Enrolment.id == completion.enrolment_id).scalar_subquery()
    held = db.session.scalar(HeldRelease.waiting().where(HeldRelease.version_id == version))
    if held:
        lift_if_reached(held)
