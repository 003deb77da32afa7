"""Who has the page of a unit open, so that two authors know of each other."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from learn.catalogue.drafts import CourseDraft
from learn.kit import clock
from learn.kit.db import Moment, db
from learn.people import Person

GONE = timedelta(seconds=45)  # without a sign for so long: the page is closed, or the line is down
FORGOTTEN = timedelta(days=1)


class Presence(db.Model):
    """Somebody has the page of a unit open. No record: a row lives for as long as the page does."""

    __table_args__ = (UniqueConstraint("draft_id", "slug", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("course_draft.id"))
    slug: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship()
    seen_at: Mapped[datetime] = mapped_column(Moment, index=True)

    @classmethod
    def of(cls, draft: CourseDraft, slug: str, person: Person) -> None:
        """Somebody is here now."""
        now = clock.now()
        here: dict[str, Any] = {"draft_id": draft.id, "slug": slug, "person_id": person.id, "seen_at": now}
        insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        db.session.execute(
            insert(cls)
            .values(here)
            .on_conflict_do_update(index_elements=["draft_id", "slug", "person_id"], set_={"seen_at": now})
        )
        db.session.execute(delete(cls).where(cls.seen_at < now - FORGOTTEN))

    @classmethod
    def others(cls, draft: CourseDraft, slug: str, person: Person) -> list[Person]:
        """Who else is here, in the order of their names."""
        found = select(cls).where(
            cls.draft_id == draft.id, cls.slug == slug, cls.person_id != person.id, cls.seen_at > clock.now() - GONE
        )
        here = db.session.scalars(found.options(joinedload(cls.person)))
        return sorted((one.person for one in here), key=lambda one: one.name)
