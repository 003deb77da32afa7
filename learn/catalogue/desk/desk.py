"""Somebody at the desk of a draft: what they may do there, and saving what they did."""

from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from learn.assessment import Question, QuestionVersion
from learn.catalogue.desk.sketch import Sketch
from learn.catalogue.drafts import CourseDraft, Stale
from learn.catalogue.drafts.access import closed, draft_to_read, draft_to_write, writes
from learn.catalogue.unit import Unit
from learn.catalogue.version import CourseVersion
from learn.kit.db import db
from learn.people.access import me


class Desk:
    """A draft with what stands beside every page of it."""

    def __init__(self, draft: CourseDraft) -> None:
        self.draft = draft

    @classmethod
    def to_read(cls, id: int) -> "Desk":
        """The desk of a draft that the person asking works on, or 404."""
        return cls(draft_to_read(id))

    @classmethod
    def to_write(cls, id: int) -> "Desk":
        """The desk of a draft in which the person asking may write now: else 404, or refused while it stands still."""
        desk = cls(draft_to_write(id))
        desk.closed = None  # it was asked just now
        return desk

    @cached_property
    def closed(self) -> str | None:
        """Why nobody writes in it now; None: it is open."""
        return closed(self.draft)

    @property
    def may_write(self) -> bool:
        """Whether the person asking may write in it now."""
        return writes(self.draft.course) and not self.closed

    @cached_property
    def sketch(self) -> Sketch:
        """What the draft says, but for the texts."""
        return Sketch(self.draft)

    @cached_property
    def questions(self) -> dict[tuple[str, bool], int]:
        """How many questions the bank has about which unit, and whether they lack a language; one query."""
        lacking = Question.lacks != ""
        newest = QuestionVersion.newest_in(self.draft.course.bank).order_by(None)
        counted = newest.with_only_columns(QuestionVersion.topic, lacking, func.count()).group_by(
            QuestionVersion.topic, lacking
        )
        return {(topic, bool(lacks)): n for topic, lacks, n in db.session.execute(counted)}

    def asked_about(self, slug: str) -> int:
        """How many questions about a unit could be asked as things stand."""
        return self.questions.get((slug, False), 0)

    @property
    def asked(self) -> int:
        """How many questions of the bank the version would take along."""
        return sum(self.asked_about(unit["slug"]) for unit in self.sketch.units)

    @property
    def left_out(self) -> int:
        """How many questions of the bank it would leave out."""
        return sum(self.questions.values()) - self.asked

    def keep(self, part: str, content: Any, over: int) -> bool:
        """Save a part over the edition that somebody saw; False: another person saved meanwhile, and nothing was done."""
        try:
            self.draft.write(part, content, over=over, by=me())
        except Stale:
            return False
        finally:
            self.__dict__.pop("sketch", None)
        return True


def stale() -> str:
    """What is said to whoever wrote over an edition that is no longer the newest."""
    return _("Somebody else saved this meanwhile, so yours was not saved. Here it is as it stands now.")


def units_ever(draft: CourseDraft) -> set[str]:
    """The names of units in every version of the course, so that a new unit takes none of them."""
    found = select(Unit.slug).join(CourseVersion, CourseVersion.id == Unit.version_id)
    return set(db.session.scalars(found.where(CourseVersion.course_id == draft.course_id).distinct()))
