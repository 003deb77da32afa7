"""What became of a review: signed, or sent back with a reason."""

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn.catalogue.version import CourseVersion
from learn.kit.db import Created, db
from learn.people import Person
from learn.signatures import Signature

if TYPE_CHECKING:
    from learn.catalogue.reviews.review import Review


class ReviewDecision(db.Model):
    """A reviewer's decision: approved under a signature, or sent back. Two of them at once: the second is refused."""

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), unique=True)
    review: Mapped["Review"] = relationship(back_populates="decision")
    signature_id: Mapped[int | None] = mapped_column(ForeignKey("signature.id"))  # None: sent back
    signature: Mapped[Signature | None] = relationship()
    version_id: Mapped[int | None] = mapped_column(ForeignKey("course_version.id"))  # None: sent back
    version: Mapped[CourseVersion | None] = relationship()
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    at: Mapped[Created]
