"""That somebody was told what a new version asks of them. Who has such a row is not told again."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn.catalogue import Delta, Publication
from learn.kit.db import Created, db
from learn.people import Person


class Stage(StrEnum):
    """What there is to tell; each is told once."""

    OWED = "owed"  # to be learnt by a day
    HELD = "held"  # open to learn; the version before stays in force until enough are trained
    OFFERED = "offered"  # open to learn; no job role asks for it


class RetrainingNotice(db.Model):
    """That a person was told what a version asks of them, and by when. Never changed (T10)."""

    __table_args__ = (UniqueConstraint("publication_id", "person_id", "stage"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    publication: Mapped[Publication] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship()
    stage: Mapped[Stage]
    delta_id: Mapped[int] = mapped_column(ForeignKey("delta.id"))
    delta: Mapped[Delta] = relationship()
    due_on: Mapped[date | None]  # None: nothing falls due
    at: Mapped[Created]


class RetrainingSummary(db.Model):
    """That HR of an organisation was told how many of its people learn a version again. Never changed."""

    __table_args__ = (UniqueConstraint("publication_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    people: Mapped[int]
    at: Mapped[Created]
