"""The statuses that a rule can have, and the act that says from which day it has one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar

from flask_babel import gettext as _
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn.kit import clock
from learn.kit.db import Created, db
from learn.kit.text import Words
from learn.people import Person

if TYPE_CHECKING:
    from learn.catalogue.register.no_change import NoChange
    from learn.catalogue.register.source import Source


class SourceState(StrEnum):
    """How a rule can stand."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    REPEALED = "repealed"


STATE_WORDS = {
    SourceState.DRAFT: Words("草案", "draft"),
    SourceState.IN_FORCE: Words("现行有效", "in force"),
    SourceState.REPEALED: Words("已废止", "repealed"),
}

NOT_YET = Words("尚未施行", "not yet in force")  # adopted, and its first day is to come


@dataclass(frozen=True)
class Stated:
    """That a rule has a status from a day on; None: from a day that nobody has told."""

    status: SourceState
    from_on: date | None = None


class Dated(Protocol):
    """Whatever holds from a day on."""

    @property
    def from_on(self) -> date | None:
        """The first day; None: nobody has told."""


Some = TypeVar("Some", bound=Dated)


def prevailing(statements: Iterable[Some], day: date) -> Some | None:
    """The statement that holds on a day: the one with the latest first day that has come; None: none has."""
    come = [one for one in statements if one.from_on is None or one.from_on <= day]
    return max(come, key=lambda one: one.from_on or date.min, default=None)


class SourceStatus(db.Model):
    """Somebody recorded that a rule is a draft, in force or repealed from a day on. Never changed.

    A later one may take the place of an earlier one that was wrong; both stay, so that it can be told at any time what
    was known then.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    source: Mapped["Source"] = relationship(back_populates="statuses", foreign_keys="SourceStatus.source_id")
    status: Mapped[SourceState]
    from_on: Mapped[date | None]  # None: from a day that nobody has told
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"))  # None: nothing follows a repealed rule
    successor: Mapped["Source | None"] = relationship(foreign_keys="SourceStatus.successor_id")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("source_status.id"), unique=True)  # None: it is added
    replaces: Mapped["SourceStatus | None"] = relationship(remote_side="SourceStatus.id")
    reason: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: by command
    by: Mapped[Person | None] = relationship()
    recorded_at: Mapped[Created]
    no_changes: Mapped[list["NoChange"]] = relationship(back_populates="status", order_by="NoChange.id")

    @property
    def audit_name(self) -> str:
        """How the audit trail names this status."""
        return self.source.name

    @property
    def organisation_id(self) -> int | None:
        """Whose trail its entry stands in."""
        return self.source.organisation_id

    @property
    def since(self) -> date:
        """The day it is told with: its first one, or the day it was recorded."""
        return self.from_on or clock.day_of(self.recorded_at)

    @property
    def words(self) -> Words:
        """The status in both languages."""
        return STATE_WORDS[self.status]

    @property
    def told(self) -> str:
        """The status with its first day, in the reader's language."""
        if self.from_on is None:
            return str(self.words)
        return str(_("%(status)s from %(day)s", status=str(self.words), day=self.from_on.isoformat()))
