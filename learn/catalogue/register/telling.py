"""When a source changes its status, those who wrote what cites it are told: on the day itself, once."""

from collections import Counter

from sqlalchemy import ForeignKey, Select, or_, select, true
from sqlalchemy.orm import Mapped, mapped_column

from learn.catalogue.register.revisions import Revision, Revisions
from learn.catalogue.register.status import SourceStatus
from learn.kit import clock
from learn.kit.db import Created, db
from learn.kit.jobs import job
from learn.notifications import Kind, Notification
from learn.people import Grant, Permission, Person


class SourceNotice(db.Model):
    """That it was told of a status that its day has come. The second time, nobody is told again. Never changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    status_id: Mapped[int] = mapped_column(ForeignKey("source_status.id"), unique=True)
    told: Mapped[int]  # people
    at: Mapped[Created]


def tell_soon(status: SourceStatus) -> None:
    """Ring for those who must hear of a status; one whose day lies ahead is told by the schedule on that day."""
    if status.from_on is None or status.from_on <= clock.today():
        tell_of_status.later(status.id)


@job
def tell_of_status(status_id: int) -> None:
    """Tell of one status, unless it was told already."""
    _tell(_due().where(SourceStatus.id == status_id))


def tell_of_statuses() -> None:
    """Tell of every status whose day has come, and of what a lost bell left."""
    _tell(_due())


def _due() -> Select[SourceStatus]:
    told = select(SourceNotice.id).where(SourceNotice.status_id == SourceStatus.id).exists()
    come = or_(SourceStatus.from_on.is_(None), SourceStatus.from_on <= clock.today())
    return select(SourceStatus).where(come, ~told).order_by(SourceStatus.id)


def _tell(due: Select[SourceStatus]) -> None:
    statuses = db.session.scalars(due).all()
    found = Revisions(true(), true()).entries if statuses else []
    for status in statuses:
        entries = [entry for entry in found if entry.status is status]  # none, if a later status holds today
        people = _whom(entries)
        db.session.add(SourceNotice(status_id=status.id, told=len(people)))
        for person, count in people.items():
            _tell_person(person, status, count)
    db.session.flush()


def _whom(entries: list[Revision]) -> "Counter[Person]":
    """Those who write for an organisation whose courses or questions cite the source, with the number of places.

    Also whoever loaded the version or wrote the question, as long as they still work on it.
    """
    found: Counter[Person] = Counter()
    for organisation_id in {entry.place.organisation_id for entry in entries}:
        here = [entry.place for entry in entries if entry.place.organisation_id == organisation_id]
        authors = {place.author_id for place in here}
        writers = Grant.holders(Permission.INSTRUCTOR, organisation_id=organisation_id)
        reviewers = Grant.holders(Permission.REVIEWER, organisation_id=organisation_id)
        for person in dict.fromkeys([*writers, *(one for one in reviewers if one.id in authors)]):
            found[person] += len(here)
    return found


def _tell_person(person: Person, status: SourceStatus, count: int) -> None:
    source = status.source
    facts = {
        "source": source.title.as_dict(),
        "status": status.words.as_dict(),
        "day": status.since.isoformat(),
        "count": count,
    }
    Notification.tell(person, Kind.SOURCE_CHANGED, facts, f"/studio/revisions?source={source.name}")
