"""An answer as it was given, and which of several counts."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, ScalarSelect, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from learn.kit.db import Created, Moment, db


class Answer(db.Model):
    """An answer as given at a moment. A changed mind is another row. Never changed.

    The one given last counts; of two given at the same moment, the one that arrived last. What arrives late, from a
    device that was offline meanwhile, stays on record beside a newer one and never in its place.
    """

    __table_args__ = (
        Index("uq_answer_sequence", "attempt_id", "sequence", unique=True),
        Index(
            "uq_answer_counter",
            "attempt_id",
            "client",
            "counter",
            unique=True,
            sqlite_where=db.text("client IS NOT NULL"),
            postgresql_where=db.text("client IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("paper_item.id"), index=True)
    given: Mapped[
        dict[str, Any]
    ]  # {"choices": […]}, {"pairs": {…}}, {"places": {…}}, {"text": …}, {"files": […]}, {"parts": {…}}
    at: Mapped[Created]  # when it arrived
    attempt_id: Mapped[int] = mapped_column(nullable=True)  # of its item
    sequence: Mapped[int] = mapped_column(nullable=True)  # the attempt's own running number, from 1, as answers arrived
    given_at: Mapped[datetime] = mapped_column(Moment, nullable=True)  # when the person gave it, by our clock
    client: Mapped[str | None]  # the page that sent it; None: a form without a script
    counter: Mapped[int | None]  # that page's own running number

    @classmethod
    def newest(cls, item_id: Any) -> ScalarSelect[int]:
        """In SQL: the id of the answer to an item that counts."""
        one = aliased(cls)
        return (
            select(one.id)
            .where(one.item_id == item_id)
            .order_by(one.given_at.desc(), one.sequence.desc())
            .limit(1)
            .correlate(cls)
            .scalar_subquery()
        )
