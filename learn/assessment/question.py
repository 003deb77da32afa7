"""A bank of questions, and the frozen versions of each question."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn import audit
from learn.audit import Actor, Event
from learn.kit.db import Created, db
from learn.kit.digest import digest_of
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.people import Organisation


class QuestionKind(StrEnum):
    """The kinds of question; docs/course-packs.md states how each is marked."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUEFALSE = "truefalse"
    MATCHING = "matching"
    ORDERING = "ordering"
    NUMERIC = "numeric"
    SHORT = "short"


class QuestionBank(db.Model):
    """The questions of one course, or of one organisation."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[Words]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))  # None: the alliance's
    organisation: Mapped[Organisation | None] = relationship()
    questions: Mapped[list["Question"]] = relationship(back_populates="bank", order_by="Question.code")

    @property
    def audit_name(self) -> str:
        """How the audit trail names this bank."""
        return self.code

    @classmethod
    def add(
        cls, *, code: str, title: Words, by: Actor | None, organisation: Organisation | None = None
    ) -> "QuestionBank":
        """A new, empty bank."""
        if db.session.scalar(select(cls.id).where(cls.code == code)):
            raise Refused(_("There is already a question bank with the code %(code)s.", code=code))
        bank = cls(code=code, title=title, organisation=organisation, questions=[])
        audit.record(Event.BANK_ADDED, bank, by=by, new={"code": code, "title": title})
        return bank

    def take(
        self,
        *,
        code: str,
        kind: QuestionKind | str,
        topic: str,
        objective: str,
        difficulty: str,
        text: Words,
        body: dict[str, Any],
        reason: Words,
        source: str,
        clause: Words,
        check: str,
        by: Actor | None,
        source_title: Words | None = None,
    ) -> "QuestionVersion":
        """The version of a question that says exactly this: the one that stands here already, else a new one."""
        content = {
            "kind": QuestionKind(kind),
            "topic": topic,
            "objective": objective,
            "difficulty": difficulty,
            "text": text,
            "body": body,
            "reason": reason,
            "source": source,
            "source_title": source_title,
            "clause": clause,
            "check": check,
        }
        return self.question(code).version_for(content, by=by)

    def question(self, code: str) -> "Question":
        """The question of a code, a new one if there is none."""
        found = next((question for question in self.questions if question.code == code), None)
        return found or Question(bank=self, code=code, versions=[])


class Question(db.Model):
    """A question in a bank, known by a code that it keeps for ever; its text is in its versions."""

    __table_args__ = (UniqueConstraint("bank_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("question_bank.id"), index=True)
    bank: Mapped[QuestionBank] = relationship(back_populates="questions")
    code: Mapped[str]
    versions: Mapped[list["QuestionVersion"]] = relationship(
        back_populates="question", order_by="QuestionVersion.number"
    )

    def version_for(self, content: Mapping[str, Any], *, by: Actor | None) -> "QuestionVersion":
        """The version with this content; a new one, numbered next, if no version has it."""
        digest = digest_of(content)
        found = next((version for version in self.versions if version.digest == digest), None)
        if found:
            return found
        version = QuestionVersion(question=self, number=len(self.versions) + 1, digest=digest, **content)
        audit.record(Event.QUESTIONS_ADDED, version, by=by, new={"digest": digest})
        return version


class QuestionVersion(db.Model):
    """A question as it stood when it was used: text, key and reason in both languages. Never changed.

    `body` holds what docs/course-packs.md says for the kind: choices, pairs, items, answer, accept …
    """

    __table_args__ = (UniqueConstraint("question_id", "number"), UniqueConstraint("question_id", "digest"))

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    question: Mapped[Question] = relationship(back_populates="versions")
    number: Mapped[int]
    kind: Mapped[QuestionKind]
    topic: Mapped[str]  # the slug of the unit that teaches it
    objective: Mapped[str]
    difficulty: Mapped[str]
    text: Mapped[Words]
    body: Mapped[dict[str, Any]]
    reason: Mapped[Words]
    source: Mapped[str]  # a key of the course version's sources
    source_title: Mapped[Words | None]  # what that source is called; None: the key is all we were given
    clause: Mapped[Words]
    check: Mapped[str]  # read, secondary or verify
    digest: Mapped[str]
    recorded_at: Mapped[Created]

    @property
    def audit_name(self) -> str:
        """How the audit trail names this version."""
        return f"{self.question.bank.code} {self.question.code} v{self.number}"

    @classmethod
    def newest_in(cls, bank: QuestionBank) -> Select["QuestionVersion"]:
        """The newest version of every question in a bank, by code."""
        later = db.aliased(cls)
        return (
            select(cls)
            .join(cls.question)
            .where(
                Question.bank_id == bank.id,
                ~select(later.id).where(later.question_id == cls.question_id, later.number > cls.number).exists(),
            )
            .order_by(Question.code)
        )
