"""A file of questions that was sent in and waits to be imported: what it holds, what the bank nearly has, and the import."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from flask_babel import gettext as _
from rapidfuzz import fuzz, process
from sqlalchemy import ForeignKey, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn import audit
from learn.assessment import ALIKE, Draft, QuestionBank, Said, said_in
from learn.audit import Event
from learn.interop import formats
from learn.interop.reading import Reading, Unreadable
from learn.kit import clock
from learn.kit.db import Created, Moment, db
from learn.kit.text import LANGUAGES, fit_for_windows
from learn.kit.web import Refused
from learn.people import Person

KEPT = timedelta(days=1)
MOST_AT_ONCE = 2_000  # questions in one import
_MOST_COMPARED = 500
_SHORTEST = 6  # signs; shorter questions are all alike
_CODE = re.compile(r"(?!new$)[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Planned:
    """A question that would be imported."""

    draft: Draft
    near: str  # the code of a question that says nearly the same; empty: there is none


class QuestionUpload(db.Model):
    """A file between its preview and its import. Its content goes when it was imported, or after a day."""

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("question_bank.id"), index=True)
    bank: Mapped[QuestionBank] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship()
    at: Mapped[Created]
    file_name: Mapped[str]
    sha256: Mapped[str]
    language: Mapped[str]  # of the file, where its format has one
    topic: Mapped[str]  # for questions without one
    difficulty: Mapped[str]  # the same
    content: Mapped[bytes | None]  # None: imported, or too old
    imported_at: Mapped[datetime | None] = mapped_column(Moment)  # None: not imported

    @property
    def audit_name(self) -> str:
        """How the audit trail names this file."""
        return self.file_name

    @classmethod
    def receive(
        cls,
        content: bytes,
        file_name: str,
        bank: QuestionBank,
        *,
        by: Person,
        language: str,
        topic: str,
        difficulty: str,
    ) -> "QuestionUpload":
        """Keep a file for its preview; no question is stored yet. Raises Unreadable."""
        reading = formats.read(file_name, content, language=language)
        if len(reading.drafts) > MOST_AT_ONCE:
            what = _(
                "It has %(n)s questions; at most %(most)s come in at once. Split the file.",
                n=len(reading.drafts), most=MOST_AT_ONCE,
            )  # fmt: skip
            raise Unreadable(what)
        upload = cls(
            bank_id=bank.id,
            bank=bank,
            person_id=by.id,
            person=by,
            file_name=fit_for_windows(file_name)[:200],
            sha256=hashlib.sha256(content).hexdigest(),
            language=language,
            topic=topic,
            difficulty=difficulty,
            content=content,
        )
        db.session.add(upload)
        db.session.flush()
        return upload

    @cached_property
    def reading(self) -> Reading:
        """What the file holds."""
        if self.imported_at:
            raise Refused(_("This file has already been imported."))
        if self.content is None:
            raise Refused(_("This file is no longer kept. Choose it again."))
        return formats.read(self.file_name, self.content, language=self.language)

    @cached_property
    def plan(self) -> list[Planned]:
        """The questions that would be imported, each with what the bank nearly has already."""
        drafts = [self._completed(draft) for draft in self.reading.drafts]
        return [Planned(draft, near) for draft, near in zip(drafts, _near(self.bank, drafts), strict=True)]

    def _completed(self, draft: Draft) -> Draft:
        """A draft with what was chosen for questions that do not say it themselves."""
        return replace(
            draft,
            topic=draft.topic or self.topic,
            difficulty=draft.difficulty or self.difficulty,
            code=draft.code if _CODE.fullmatch(draft.code) else "",
            tags=tuple(tag for tag in draft.tags if re.search(r"\w", tag)),
        )

    def take_over(self, *, without_near: bool, by: Person) -> int:
        """Store the questions in the bank, all at once; returns how many."""
        db.session.scalar(select(QuestionUpload.id).where(QuestionUpload.id == self.id).with_for_update())
        db.session.refresh(self)
        wanted = [planned.draft for planned in self.plan if not (without_near and planned.near)]
        if not wanted:
            raise Refused(_("No question would be left to import."))
        codes = [self.bank.add_draft(draft, by=by).question.code for draft in wanted]
        self.imported_at, self.content = clock.now(), None
        new = {"bank": self.bank.code, "format": self.reading.format, "sha256": self.sha256, "codes": codes}
        audit.record(Event.QUESTIONS_IMPORTED, self, by=by, new=new)
        return len(codes)

    @classmethod
    def forget_old(cls) -> None:
        """Drop the files that nobody imported within a day."""
        old = update(cls).where(cls.at < clock.now() - KEPT, cls.content.is_not(None))
        db.session.execute(old.values(content=None))


def _near(bank: QuestionBank, drafts: Sequence[Draft]) -> list[str]:
    """For every draft the code of the question that says most nearly the same; beyond some hundreds nobody would look."""
    found = [""] * len(drafts)
    known = said_in(bank)
    for language in LANGUAGES:
        texts = {one.code: one.of[language] for one in known if len(one.of[language]) >= _SHORTEST}
        for n, draft in enumerate(drafts[:_MOST_COMPARED]):
            said = Said.by("", draft.kind, draft.text, draft.body).of[language]
            if not found[n] and len(said) >= _SHORTEST:
                best = process.extractOne(said, texts, scorer=fuzz.ratio, score_cutoff=ALIKE)
                found[n] = best[2] if best else ""
    return found
