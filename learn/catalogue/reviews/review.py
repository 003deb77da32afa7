"""A version handed in for review: frozen as a pack, decided once, by somebody who did not write it."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from learn import audit
from learn.audit import Event
from learn.catalogue.course import Course
from learn.catalogue.drafts import CourseDraft, Dropping, Manuscript
from learn.catalogue.kept_pack import pack_at
from learn.catalogue.pack import Pack
from learn.catalogue.reviews.decision import ReviewDecision
from learn.catalogue.version import CourseVersion
from learn.kit.db import Created, db
from learn.kit.storage import storage
from learn.kit.web import Refused
from learn.notifications import Kind, Notification
from learn.people import Grant, Permission, Person
from learn.signatures import Signature


class Review(db.Model):
    """A version as it was handed in. Never changed; what is mended comes back as another review."""

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    course: Mapped[Course] = relationship()
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("course_draft.id"), index=True)  # None: it came as a pack
    draft: Mapped[CourseDraft | None] = relationship()
    number: Mapped[str]
    digest: Mapped[str]  # SHA-256 over the content, see docs/course-packs.md
    pack_digest: Mapped[str]  # SHA-256 of the ZIP that the pack is kept as
    author_ids: Mapped[list[int]]
    reason: Mapped[str]  # what changes and why, in the author's words
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    at: Mapped[Created]
    decision: Mapped[ReviewDecision | None] = relationship(back_populates="review")

    @property
    def audit_name(self) -> str:
        """How the audit trail names this review."""
        return f"{self.course.code} {self.number}"

    @property
    def organisation_id(self) -> int | None:
        """Whose trail its entries stand in."""
        return self.course.organisation_id

    @property
    def pack_key(self) -> str:
        """Where the pack lies in storage; a version that comes of it keeps it there."""
        return f"packs/{self.pack_digest}.zip"

    @property
    def pack(self) -> Pack:
        """The pack exactly as it was handed in."""
        return pack_at(self.pack_key)

    # verbs

    @classmethod
    def hand_in(cls, draft: CourseDraft, *, by: Person, reason: str) -> Self:
        """Freeze a draft for review. Raises Unreadable with every fault that it still has."""
        if draft.dropping or cls.approved_of(draft):
            raise Refused(_("This draft is closed; begin another one."))
        manuscript = Manuscript(draft)
        authors = {*draft.author_ids, *manuscript.question_authors, by.id}
        if (base := draft.based_on) and base.publication is None and base.loaded_by_id:
            authors.add(base.loaded_by_id)  # nobody has approved what that person wrote yet
        return cls._take(manuscript.pack(), draft.course, draft=draft, authors=authors, by=by, reason=reason)

    @classmethod
    def of_pack(cls, pack: Pack, *, by: Person, reason: str) -> Self:
        """Put a pack in for review that somebody wrote outside the studio."""
        course = Course.of(pack, by=by)
        if course.organisation_id is not None:  # a member's course is written by its own people, in the studio
            raise Refused(_("There is a course %(code)s already.", code=course.code))
        return cls._take(pack, course, draft=None, authors={by.id}, by=by, reason=reason)

    @classmethod
    def _take(
        cls, pack: Pack, course: Course, *, draft: CourseDraft | None, authors: set[int], by: Person, reason: str
    ) -> Self:
        for name in pack.media.names:  # by themselves too, so that a film can be shown in parts
            storage().put(f"media/{pack.digest_of(name)}", pack.files[f"media/{name}"])
        # whoever hands in a version of this course at this moment is waited for
        db.session.execute(select(Course.id).where(Course.id == course.id).with_for_update())
        cls._refuse_numbers_that_are_taken(course, pack)
        if draft is None:  # who wrote it when it was sent back is an author still
            authors |= {
                one for review in db.session.scalars(cls._former(course, pack.version)) for one in review.author_ids
            }
        pack_digest = sha256(pack.zip).hexdigest()
        storage().put(f"packs/{pack_digest}.zip", pack.zip)
        review = cls(
            course_id=course.id,
            course=course,
            draft_id=draft.id if draft else None,
            draft=draft,
            number=pack.version,
            digest=pack.digest,
            pack_digest=pack_digest,
            author_ids=sorted(authors),
            reason=reason,
            by_id=by.id,
            by=by,
            decision=None,
        )
        audit.record(Event.REVIEW_BEGUN, review, by=by, new={"digest": pack.digest}, reason=reason or None)
        db.session.flush()
        review.tell(
            Grant.holders(Permission.REVIEWER, organisation_id=course.organisation_id), Kind.REVIEW_ASKED, actor=by
        )
        return review

    @classmethod
    def _former(cls, course: Course, number: str) -> Select[Self]:
        """What was handed in of a course under a number as a pack before."""
        return select(cls).where(cls.course_id == course.id, cls.number == number, cls.draft_id.is_(None))

    @classmethod
    def _refuse_numbers_that_are_taken(cls, course: Course, pack: Pack) -> None:
        if waiting := db.session.scalar(cls.waiting().where(cls.course_id == course.id)):
            raise Refused(_("%(version)s is being reviewed already.", version=waiting.audit_name))
        for version in db.session.scalars(select(CourseVersion).where(CourseVersion.course_id == course.id)):
            if version.number == pack.version:
                raise Refused(
                    _(
                        "%(code)s %(number)s was loaded with other content and is frozen. Give the change a new version number.",
                        code=course.code,
                        number=pack.version,
                    )
                )
            if version.publication and version.rank > tuple(map(int, pack.version.split("."))):
                raise Refused(_("Version %(n)s is published; the next one has a higher number.", n=version.number))

    def send_back(self, *, by: Person, reason: str) -> None:
        """Give it back to its authors with what has to be mended."""
        self._refuse_to_decide(by=by)
        self.decision = ReviewDecision(by_id=by.id, by=by, signature=None, version=None, reason=reason)
        audit.record(Event.REVIEW_SENT_BACK, self, by=by, reason=reason)
        self.tell(self.authors, Kind.REVIEW_SENT_BACK, actor=by, reason=reason)

    def take_back(self, *, by: Person) -> None:
        """Its authors take it back, to go on writing."""
        if self.decision:
            raise Refused(_("This was decided already."))
        if by.id not in self.author_ids:
            raise Refused(_("Only somebody who wrote this version takes it back; you may send it back with a reason."))
        self.decision = ReviewDecision(by_id=by.id, by=by, signature=None, version=None, reason="")
        audit.record(Event.REVIEW_TAKEN_BACK, self, by=by)

    def approve(self, *, by: Person, signature: Signature, reason: str, **how: Any) -> CourseVersion:
        """Make it a version and put it into force; `how` says from which day and who learns it again."""
        self._refuse_to_decide(by=by)
        if open_threads := self.unsettled:
            raise Refused(
                ngettext("%(num)s comment is not settled yet.", "%(num)s comments are not settled yet.", open_threads)
            )
        author = db.session.get_one(Person, self.by_id)
        version = CourseVersion.load(self.pack, by=author)
        version.publish(by=by, signature=signature, reason=reason or None, **how)
        self.decision = ReviewDecision(by_id=by.id, by=by, signature=signature, version=version, reason=reason)
        audit.record(Event.REVIEW_APPROVED, self, by=by, new={"digest": self.digest}, reason=reason or None)
        self.tell(self.authors, Kind.VERSION_APPROVED, actor=by)
        return version

    def tell(self, people: Iterable[Person], kind: Kind, *, actor: Person, **facts: str) -> None:
        """Tell people what happened to it; whoever did it knows."""
        said = {"version": self.audit_name, "name": actor.name, **facts}
        for person in people:
            if person.id not in {actor.id, *(self.author_ids if kind is Kind.REVIEW_ASKED else [])}:
                Notification.tell(person, kind, said, f"/studio/reviews/{self.id}")

    @property
    def authors(self) -> Sequence[Person]:
        """Everybody who wrote on it."""
        return db.session.scalars(select(Person).where(Person.id.in_(self.author_ids))).all()

    @property
    def unsettled(self) -> int:
        """How many comments on it, or on an earlier review of the same draft, are not settled."""
        from learn.catalogue.reviews.thread import Thread  # it comments on what this module declares

        return sum(not thread.resolved for thread in db.session.scalars(Thread.of(self)))

    def obstacle(self, person: Person) -> str | None:
        """Why somebody may not decide this; None: they may."""
        if self.decision:
            return _("This was decided already.")
        if person.id in self.author_ids:
            return _("You worked on this version yourself. Somebody else approves it.")
        return None

    def _refuse_to_decide(self, *, by: Person) -> None:
        if obstacle := self.obstacle(by):
            raise Refused(obstacle)

    # questions asked of it

    @classmethod
    def waiting(cls) -> Select[Self]:
        """What has been handed in and not been decided, the oldest first."""
        decided = select(ReviewDecision.id).where(ReviewDecision.review_id == cls.id)
        return select(cls).where(~decided.exists()).order_by(cls.id)

    @classmethod
    def of(cls, course: Course) -> Select[Self]:
        """The reviews of a course, the newest first."""
        known = (joinedload(cls.by), joinedload(cls.decision).joinedload(ReviewDecision.by))
        return select(cls).where(cls.course_id == course.id).order_by(cls.id.desc()).options(*known)

    @classmethod
    def waiting_of(cls, draft: CourseDraft) -> Self | None:
        """The review that a draft is in; None: it is being written."""
        return db.session.scalar(cls.waiting().where(cls.draft_id == draft.id))

    @classmethod
    def open_drafts(cls) -> Select[CourseDraft]:
        """The drafts that are being written or reviewed, the newest first."""
        approved = select(cls.id).join(cls.decision).where(ReviewDecision.signature_id.is_not(None))
        dropped = select(Dropping.id).where(Dropping.draft_id == CourseDraft.id)
        closed = approved.where(cls.draft_id == CourseDraft.id).exists() | dropped.exists()
        return select(CourseDraft).where(~closed).order_by(CourseDraft.id.desc())

    @classmethod
    def approved_of(cls, draft: CourseDraft) -> Self | None:
        """The review that made a draft a version."""
        signed = select(cls).join(cls.decision).where(ReviewDecision.signature_id.is_not(None))
        return db.session.scalar(signed.where(cls.draft_id == draft.id))
