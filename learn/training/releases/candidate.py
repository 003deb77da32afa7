"""What waits to be put into force: a pack under review, or a version that was loaded by command."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from learn.catalogue import Course, CourseVersion, Level, Publication, Terms, TermsProposal, approval_digest, pack_of
from learn.catalogue.comparing import UnitChange, changed_units
from learn.catalogue.pack import Pack
from learn.catalogue.retraining import Dated, PlannedUnit, asked_by
from learn.catalogue.reviews import Review
from learn.kit.db import db
from learn.kit.web import Refused
from learn.people import Person
from learn.signatures import Meaning, Signature


@dataclass(frozen=True)
class Candidate:
    """A version-to-be with all that a reviewer decides on: what changed since the last one, and who proposed what."""

    subject: Review | CourseVersion
    course: Course
    number: str
    digest: str  # SHA-256 over the content
    obstacle: Callable[[Person], str | None]  # why somebody may not approve it
    read: Callable[[], Pack]

    @classmethod
    def of_review(cls, review: Review) -> "Candidate":
        """What was handed in for review."""
        return cls(review, review.course, review.number, review.digest, review.obstacle, lambda: review.pack)

    @classmethod
    def of_version(cls, version: CourseVersion) -> "Candidate":
        """A version that was loaded by command and is not in force yet."""

        def obstacle(person: Person) -> str | None:
            if person.id == version.loaded_by_id:
                return _(
                    "You loaded %(version)s yourself. Somebody else puts it into force.", version=version.audit_name
                )
            return None

        return cls(version, version.course, version.number, version.digest, obstacle, lambda: pack_of(version))

    @property
    def name(self) -> str:
        """How it is called: GMP-101 2.0."""
        return f"{self.course.code} {self.number}"

    @cached_property
    def pack(self) -> Pack:
        """Its content."""
        return self.read()

    @cached_property
    def earlier(self) -> list[CourseVersion]:
        """The versions that were published before, the first one first."""
        published = (
            select(CourseVersion).join(CourseVersion.publication).where(CourseVersion.course_id == self.course.id)
        )
        known = joinedload(CourseVersion.publication).undefer(Publication.terms)
        return list(db.session.scalars(published.order_by(Publication.id).options(known)))

    @property
    def before(self) -> CourseVersion | None:
        """The version that it follows; None: it is the first."""
        return self.earlier[-1] if self.earlier else None

    @cached_property
    def changes(self) -> list[UnitChange]:
        """Every unit that differs from the version before; none for the first version."""
        if self.before is None:
            return []
        return [change for change in changed_units(pack_of(self.before), self.pack) if change.touched]

    @property
    def to_decide(self) -> list[UnitChange]:
        """The changed units that it still has: about each of them it is decided who learns it again."""
        return [change for change in self.changes if change.now is not None and change.learners_notice]

    @property
    def others(self) -> list[UnitChange]:
        """What changed besides: units that are gone, moved, or called otherwise."""
        return [change for change in self.changes if change not in self.to_decide]

    @cached_property
    def proposal(self) -> TermsProposal | None:
        """What was proposed last for this content."""
        return TermsProposal.newest_for(self.digest)

    def levels(self, terms: Terms, effective_on: date) -> dict[int, Level]:
        """What the holders of each earlier version, by its id, would owe by such terms."""
        asked = asked_by(self._units, self.earlier, Dated(terms, effective_on))
        return {version.id: found.level if found else Level.NOTHING for version, found in asked}

    @property
    def _units(self) -> Sequence[PlannedUnit]:
        units = self.pack.course["units"]
        return [PlannedUnit(n, unit["slug"], unit.get("quiz")) for n, unit in enumerate(units, start=1)]

    # verbs

    def propose(self, terms: Terms, *, by: Person) -> TermsProposal:
        """The author says who should learn it again; a reviewer decides."""
        return TermsProposal.make(self.name, self.digest, terms, by=by)

    def approve(self, terms: Terms | None, *, by: Person, effective_on: date, reason: str) -> CourseVersion:
        """Sign exactly this content with these terms, and put it into force from a day on (T9, T10, 21 CFR 11.50)."""
        if obstacle := self.obstacle(by):
            raise Refused(obstacle)
        if self.proposal and self.proposal.by_id == by.id:
            raise Refused(_("You proposed yourself who learns this again. Somebody else decides."))
        signed = approval_digest(self.digest, terms, effective_on=effective_on, reason=reason)
        signature = Signature.over(self.subject, digest=signed, meaning=Meaning.VERSION_APPROVED, by=by)
        db.session.flush()
        how: dict[str, Any] = {"effective_on": effective_on, "terms": terms, "reason": reason, "signature": signature}
        if isinstance(self.subject, Review):
            return self.subject.approve(by=by, **how)
        self.subject.publish(by=by, **how)
        return self.subject
