"""Work that a marker gave back unmarked, to be improved and handed in again."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn.kit.db import Created, db
from learn.people import Person


class SentBack(db.Model):
    """An attempt given back to its person, with a reason: it has no marks and does not count. Never changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    reason: Mapped[str]
    at: Mapped[Created]
