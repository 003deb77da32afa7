"""A bank of questions, and the frozen versions of each question."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ForeignKey, Select, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn import audit
from learn.assessment.bank_file import BankFile
from learn.assessment.change import Change, lacking, mismatch, seen_change, texts_in
from learn.audit import Actor, Event
from learn.kit.db import Created, db
from learn.kit.digest import digest_of
from learn.kit.text import Words, search_key
from learn.kit.web import Refused
from learn.people import Organisation, OrganisationKind, Permission, Person

if TYPE_CHECKING:
    from learn.assessment.draft import Draft, File


class QuestionKind(StrEnum):
    """The kinds of question; docs/course-packs.md states how each is marked."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUEFALSE = "truefalse"
    MATCHING = "matching"
    ORDERING = "ordering"
    NUMERIC = "numeric"
    SHORT = "short"
    CLOZE = "cloze"
    HOTSPOT = "hotspot"
    SCENARIO = "scenario"
    ESSAY = "essay"
    UPLOAD = "upload"


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

    @classmethod
    def written_by(cls, person: Person, *as_: Permission) -> ColumnElement[bool]:
        """The condition that somebody works on a bank as instructor or reviewer of the organisation that it is of.

        Answer keys hang on this: an instructor of one member sees neither the alliance's nor another member's.
        """
        permissions = as_ or (Permission.INSTRUCTOR, Permission.REVIEWER)
        ours = [organisation for one in permissions for organisation in person.organisations_as(one)]
        own = cls.organisation_id.in_([organisation.id for organisation in ours])
        alliance = any(organisation.kind is OrganisationKind.ALLIANCE for organisation in ours)
        return or_(own, cls.organisation_id.is_(None)) if alliance else own

    def take(self, *, code: str, by: Actor | None, **says: Any) -> "QuestionVersion":
        """The version of a question that says exactly this: the one that stands here already, else a new one."""
        content = {"source_title": None, **says, "kind": QuestionKind(says["kind"])}
        return self.question(code).version_for(content, by=by)

    def add_draft(self, draft: "Draft", *, by: Actor | None) -> "QuestionVersion":
        """Keep a draft as a question of this bank; without a code, or with one that is taken, it gets the next one."""
        from learn.assessment.question_tag import tag_all  # it tags what this module declares

        content = self.content_of(draft)  # its pictures are stored before there is a question to show them
        free = draft.code and self.find(draft.code) is None
        version = self.question(draft.code if free else self.next_code()).version_for(content, by=by)
        tag_all(draft.tags, version.question, by=by)
        return version

    def content_of(self, draft: "Draft") -> dict[str, Any]:
        """What a version of a question says, its pictures stored."""
        body = dict(draft.body)
        if draft.files:
            body["media"] = {**body.get("media", {}), **self._keep(draft.files)}
        return {
            "kind": QuestionKind(draft.kind),
            "topic": draft.topic,
            "objective": draft.objective,
            "difficulty": draft.difficulty,
            "text": draft.text,
            "body": body,
            "reason": draft.reason,
            "source": draft.source,
            "source_title": draft.source_title,
            "clause": draft.clause,
            "check": draft.check,
        }

    def _keep(self, files: Mapping[str, "File"]) -> dict[str, dict[str, str]]:
        db.session.flush()  # the bank has an id
        return {name: BankFile.keep(self.id, name, file) for name, file in files.items()}

    def next_code(self) -> str:
        """The code for one more question: Q01, Q02, …"""
        if "_last_number" not in self.__dict__:  # asked once, then counted: an import asks thousands of times
            codes = db.session.scalars(
                select(Question.code).where(Question.bank_id == self.id, Question.code.like("Q%"))
            )
            self._last_number = max((_number(code) for code in [*codes, *self._in_hand]), default=0)
        return f"Q{self._last_number + 1:02d}"

    def question(self, code: str) -> "Question":
        """The question of a code, a new one if there is none."""
        if found := self.find(code):
            return found
        self._in_hand[code] = Question(bank=self, code=code, versions=[])
        db.session.add(self._in_hand[code])
        if "_last_number" in self.__dict__:
            self._last_number = max(self._last_number, _number(code))
        return self._in_hand[code]

    def find(self, code: str) -> "Question | None":
        """The question of a code; None: there is none. A bank may be large, so it looks for this one only."""
        if code not in self._in_hand and self.id is not None:
            found = db.session.scalar(select(Question).where(Question.bank_id == self.id, Question.code == code))
            if found:
                self._in_hand[code] = found
        return self._in_hand.get(code)

    @property
    def _in_hand(self) -> "dict[str, Question]":
        """The questions that were asked for already, and those that are new, by code."""
        if "_known" not in self.__dict__:
            loaded = self.questions if "questions" in self.__dict__ else []
            self._known = {question.code: question for question in loaded}
        return self._known


def _number(code: str) -> int:
    found = re.fullmatch(r"Q(\d{1,6})", code)
    return int(found[1]) if found else 0


class Question(db.Model):
    """A question in a bank, known by a code that it keeps for ever; its text is in its versions."""

    __table_args__ = (UniqueConstraint("bank_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("question_bank.id"), index=True)
    bank: Mapped[QuestionBank] = relationship(back_populates="questions")
    code: Mapped[str]
    search_text: Mapped[str] = mapped_column(default="", server_default="")  # of its newest version
    lacks: Mapped[str] = mapped_column(default="", server_default="")  # the languages that its newest version lacks
    versions: Mapped[list["QuestionVersion"]] = relationship(
        back_populates="question", order_by="QuestionVersion.number"
    )

    def version_for(
        self,
        content: Mapping[str, Any],
        *,
        by: Actor | None,
        change: Change | None = None,
        why: str | None = None,
    ) -> "QuestionVersion":
        """The version with this content; a new one, numbered next, if no version has it.

        `change` says what it changes in the newest one; where nobody says, it is seen from the content.
        """
        digest = digest_of(content)
        if found := self.saying(content):
            return found
        version = QuestionVersion(
            question=self,
            number=len(self.versions) + 1,
            digest=digest,
            change=change or self.change_seen(content),
            why=why,
            author_id=by.id if by else None,
            **content,
        )
        self.search_text, self.lacks = version.search_text, version.lacks
        audit.record(
            Event.QUESTIONS_ADDED, version, by=by, new={"digest": digest, "change": version.change}, reason=why
        )
        return version

    def revise(
        self, content: Mapping[str, Any], *, change: Change, why: str, seen: int, by: Actor
    ) -> "QuestionVersion":
        """A new version, written over the one that was seen; what is said of the change must be what is seen of it."""
        if self.versions[-1].number != seen:
            raise Refused(_("Somebody else has written a new edition meanwhile. Look at it, then save again."))
        if fault := mismatch(change, self.change_seen(content)):
            raise Refused(fault)
        if same := self.saying(content):
            raise Refused(_("Edition %(n)s says exactly this already.", n=same.number))
        return self.version_for(content, by=by, change=change, why=why)

    def saying(self, content: Mapping[str, Any]) -> "QuestionVersion | None":
        """The version with exactly this content; None: there is none."""
        digest = digest_of(content)
        return next((version for version in self.versions if version.digest == digest), None)

    def change_seen(self, content: Mapping[str, Any]) -> Change:
        """What a version with this content would change in the newest one, as far as it can be seen."""
        if not self.versions:
            return Change.NEW
        newest = self.versions[-1]
        return seen_change(newest.kind, newest.body, content["kind"], content["body"])


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
    change: Mapped[Change | None]  # None: from before changes were named
    why: Mapped[str | None]  # why it was changed; None: nobody said
    author_id: Mapped[int | None] = mapped_column(index=True)  # a person; None: by command
    recorded_at: Mapped[Created]

    @property
    def search_text(self) -> str:
        """Everything that somebody may type to find it: both languages, pinyin, initials, code, source."""
        said = [self.question.code, *texts_in(self.text), *texts_in(self.reason), *texts_in(self.body)]
        said += [self.source, *texts_in(self.source_title), *texts_in(self.clause), self.topic, self.objective]
        return search_key(said)

    @property
    def lacks(self) -> str:
        """The languages in which something of it is not said yet: “zh”, “en”, or empty."""
        return lacking(self.text, self.reason, self.clause, self.body)

    @property
    def audit_name(self) -> str:
        """How the audit trail names this version."""
        return f"{self.question.bank.code} {self.question.code} v{self.number}"

    @classmethod
    def newest(cls) -> Select["QuestionVersion"]:
        """The newest version of every question, by bank and code."""
        later = db.aliased(cls)
        newer = select(later.id).where(later.question_id == cls.question_id, later.number > cls.number)
        found = select(cls).join(cls.question).where(~newer.exists())
        return found.order_by(Question.bank_id, Question.code)

    @classmethod
    def newest_in(cls, bank: QuestionBank) -> Select["QuestionVersion"]:
        """The newest version of every question in a bank, by code."""
        return cls.newest().where(Question.bank_id == bank.id)
