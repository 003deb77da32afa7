"""Saving as the script of a page does it, on every click: only what must be is read, one row is written."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Insert, Row, Select, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.orm import aliased
from werkzeug.datastructures import MultiDict

from learn.assessment.answer import Answer
from learn.assessment.attempt import Attempt
from learn.assessment.controls import controls, shortened, too_long
from learn.assessment.deadline import GRACE
from learn.assessment.joining import Joining
from learn.assessment.kinds import ON_FORM, Given
from learn.assessment.paper import PaperItem
from learn.assessment.question import QuestionVersion
from learn.assessment.stamp import Stamp
from learn.assessment.standing import Standing, questions, times
from learn.kit import clock
from learn.kit.db import MOST, db
from learn.kit.web import Refused
from learn.people import Person

MOST_AT_ONCE = 300  # questions in one save
_CONTROL = re.compile(r"q?(\d{1,9})(?:-|$)", re.ASCII)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Kept:
    """What came of one answer."""

    standing: Standing
    overtaken: bool = False  # another answer counts: it was given later than this one
    refused: str | None = None  # why it was not taken, or not all of it
    joined: bool = False  # it counts, together with parts that were answered elsewhere

    @property
    def told(self) -> dict[str, Any]:
        """What the page is told of it."""
        told = self.standing.with_controls if self.overtaken or self.joined else self.standing.told
        return {**told, "overtaken": self.overtaken} | ({"refused": self.refused} if self.refused else {})


class Save:
    """A form that the script of a page sent, on its way into an attempt that is locked meanwhile."""

    def __init__(self, attempt_id: int, form: MultiDict[str, str], found: Row[Any]) -> None:
        self.attempt_id, self.form, self.found = attempt_id, form, found
        self.now, self.flagged, self.newest = clock.now(), list(found.flagged), 0
        self.kept: dict[str, Kept] = {}

    @classmethod
    def of(cls, attempt_id: int, person: Person, form: MultiDict[str, str]) -> "Save | None":
        """What this person's page sends to this attempt; None: it is not theirs."""
        found = db.session.execute(_attempt(), {"id": attempt_id, "person": person.id}).one_or_none()
        return cls(attempt_id, form, found) if found else None

    @property
    def ended(self) -> bool:
        """Whether it comes too late."""
        return self.found.handed_in_at is not None or self.now > self.found.deadline + GRACE

    @cached_property
    def stamps(self) -> dict[int, Stamp | None]:
        """The questions that are answered, with their stamps. A script that stamps nothing gives its answers now."""
        if "stamp" in self.form:
            read = [Stamp.read(written) for written in self.form.getlist("stamp") if written]
            return {stamp.question_id: stamp for stamp in read}
        named = (_CONTROL.match(name) for name in (*self.form, *self.form.getlist(ON_FORM)))
        return {int(found[1]): None for found in named if found and int(found[1]) <= MOST}

    def keep(self) -> None:
        """Keep the answers and the flags."""
        if len(self.stamps) > MOST_AT_ONCE:
            raise Refused(_("These are more answers than a paper has questions."))
        for question_id, stamp in self.stamps.items():
            question = db.session.execute(_question(), self._asked(question_id, stamp)).one_or_none()
            if question is not None:
                self.kept[f"q{question_id}"] = self._answer(question, stamp)
            elif stamp:
                raise Refused(_("Question %(id)s is not on this paper.", id=question_id))
        self._flag()

    @property
    def told(self) -> dict[str, Any]:
        """What the page is told: what counts now, and the time; nothing about right and wrong."""
        return {
            **times(self.found.deadline),
            "newest": self.newest,
            "flagged": self.flagged,
            "questions": {name: kept.told for name, kept in self.kept.items()},
        }

    def _asked(self, question_id: int, stamp: Stamp | None) -> dict[str, Any]:
        known = (stamp.client, stamp.counter, stamp.seen) if stamp else (None, None, MOST)
        return {"id": self.attempt_id, "question": question_id} | dict(
            zip(("client", "counter", "seen"), known, strict=True)
        )

    def _answer(self, question: Row[Any], stamp: Stamp | None) -> Kept:
        standing = Standing.of(question)
        self.newest = max(self.newest, question.last or 0)
        if question.repeated:
            return Kept(standing, overtaken=question.repeated != standing.sequence)
        if self.found.reached not in (None, question.position):
            one_way = _("Question %(n)s is not open: this quiz goes one way.", n=question.position)
            return Kept(standing, refused=one_way)
        if sentence := too_long(standing.name, self.form):
            return Kept(standing, refused=sentence)
        said, joining = standing.said(self.form), Joining.of(question.id, standing, stamp)
        if said is not None and joining:
            said = joining.said(said)
            if said is None:  # the page shows what no longer counts, and changed nothing
                return Kept(standing, overtaken=True)
        if said is None or not standing.takes(standing.joined(said), stamped=stamp is not None):
            return Kept(standing)
        at = self._place(question, stamp)
        if joining and question.ahead is None and joining.disturbs_nothing(said):
            at = max(at, standing.given_at or at)  # it takes nothing from a newer one, however late it arrives
        return self._write(question, standing, standing.joined(said), stamp, at=at, joined=joining is not None)

    def _place(self, question: Row[Any], stamp: Stamp | None) -> datetime:
        """Its place among the others by when it was given; the server's clock and what was known rule."""
        at = max(self.found.started_at, min(stamp.given_at if stamp else self.now, self.now))
        at = max(at, question.known or at)
        return min(at, question.ahead - _TICK) if question.ahead else at

    def _write(
        self, question: Row[Any], standing: Standing, given: Given, stamp: Stamp | None, *, at: datetime, joined: bool
    ) -> Kept:
        """One row beside the others."""
        self.newest += 1
        row = {
            "item_id": question.id, "given": given, "at": self.now, "attempt_id": self.attempt_id,
            "sequence": self.newest, "given_at": at,
            "client": stamp.client if stamp else None, "counter": stamp.counter if stamp else None,
        }  # fmt: skip
        db.session.execute(_insert(), row)
        new = standing.replaced_by(given, sequence=self.newest, given_at=at, client=row["client"])
        overtaken = standing.given_at is not None and at < standing.given_at
        if overtaken:
            return Kept(standing, overtaken=True)
        refused = shortened(new.name, self.form, controls(new.name, new.order, given))
        return Kept(new, refused=refused, joined=joined)

    def _flag(self) -> None:
        """Remember which questions to look at again. A bookmark, not a record."""
        shown, ticked = (
            {int(word) for word in self.form.getlist(name) if word.isascii() and word.isdecimal() and len(word) < 10}
            for name in (ON_FORM, "flag")
        )
        kept = [id for id in self.flagged if id in ticked or id not in shown]
        if new := ticked - {*kept}:
            on_paper = select(QuestionVersion.question_id).join(PaperItem, PaperItem.version_id == QuestionVersion.id)
            found = on_paper.where(PaperItem.attempt_id == self.attempt_id).order_by(PaperItem.position)
            kept += [id for id in db.session.scalars(found) if id in new]
        if kept != self.flagged:
            db.session.execute(update(Attempt).where(Attempt.id == self.attempt_id).values(flagged=kept))
            self.flagged = kept


@cache  # building a statement costs more than running it
def _attempt() -> Select[Any]:
    columns: Any = (Attempt.started_at, Attempt.deadline, Attempt.handed_in_at, Attempt.flagged, Attempt.reached)
    mine = (Attempt.id == bindparam("id"), Attempt.person_id == bindparam("person"))
    return select(*columns).where(*mine).with_for_update(of=Attempt)


@cache
def _question() -> Select[Any]:
    """A question of the paper, the answer that counts, and the moments between which a new one belongs."""
    client: Any = bindparam("client")
    counter: Any = bindparam("counter")
    attempt: Any = bindparam("id")
    one, before, after, same, any_ = (aliased(Answer) for _n in range(5))
    own = and_(before.client == client, before.counter < counter)
    known = select(func.max(before.given_at)).where(
        before.item_id == PaperItem.id, or_(before.sequence <= bindparam("seen"), own)
    )
    ahead = select(func.min(after.given_at)).where(
        after.item_id == PaperItem.id, after.client == client, after.counter > counter
    )
    repeated = select(same.sequence).where(same.attempt_id == attempt, same.client == client, same.counter == counter)
    last = select(func.max(any_.sequence)).where(any_.attempt_id == attempt)
    return (
        questions(one)
        .add_columns(
            known.scalar_subquery().label("known"),
            ahead.scalar_subquery().label("ahead"),
            repeated.scalar_subquery().label("repeated"),
            last.scalar_subquery().label("last"),
        )
        .where(PaperItem.attempt_id == attempt, QuestionVersion.question_id == bindparam("question"))
    )


@cache
def _insert() -> Insert:
    return insert(Answer.__table__).inline()
