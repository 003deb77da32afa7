"""Facts that hold from a day to a day, so that any past date can be asked about."""

from datetime import date
from typing import ClassVar

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import Mapped, mapped_column

from learn.kit import clock
from learn.kit.db import Created


class Lasting:
    """Something that holds from its first day to its last day, both included."""

    __abstract__: ClassVar[bool] = True

    begins_on: Mapped[date] = mapped_column(default=lambda: clock.today())
    ends_on: Mapped[date | None]  # None: no end is known
    recorded_at: Mapped[Created]

    def holds_on(self, day: date) -> bool:
        """Whether this held on a day."""
        return self.begins_on <= day and (self.ends_on is None or day <= self.ends_on)

    @property
    def current(self) -> bool:
        """Whether this holds today."""
        return self.holds_on(clock.today())

    @classmethod
    def on(cls, day: date) -> ColumnElement[bool]:
        """The condition that a row held on a day."""
        return and_(cls.begins_on <= day, or_(cls.ends_on.is_(None), cls.ends_on >= day))
