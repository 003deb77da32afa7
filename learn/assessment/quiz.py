"""A quiz: the rules, the question versions that it draws from, and who may start it when."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ForeignKey, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn import audit
from learn.assessment.attempt import Attempt
from learn.assessment.blueprint import Blueprint, Dealt, Part
from learn.assessment.chance import chance
from learn.assessment.counting import again, counting
from learn.assessment.extra_time import ExtraTime
from learn.assessment.kinds import kind_of
from learn.assessment.paper import PaperItem
from learn.assessment.question import Question, QuestionVersion
from learn.assessment.rules import Rules
from learn.audit import Event
from learn.kit import clock
from learn.kit.db import db
from learn.kit.filters import day, moment
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.people import Person


class Quiz(db.Model):
    """A unit that draws questions, with its rules. Frozen with the course version it stands in."""

    id: Mapped[int] = mapped_column(primary_key=True)
    draw: Mapped[list[Any]]  # the parts of its blueprint: [{"unit": slug, "count": n}, …]
    pass_mark: Mapped[int]  # per cent of the points
    minutes: Mapped[int]  # time for one attempt
    attempts: Mapped[int]  # how many one enrolment has
    cool_off_minutes: Mapped[list[int]]  # wait after the first, second, … failed attempt; the last one repeats
    rules: Mapped[dict[str, Any] | None]  # what learn.assessment.rules reads; None: every default
    pool: Mapped[list["QuizQuestion"]] = relationship(order_by="QuizQuestion.id")

    @property
    def shows(self) -> int:
        """How many questions one attempt shows."""
        return sum(int(part["count"]) for part in self.draw)

    @property
    def needs_markers(self) -> bool:
        """Whether it may draw a question that only a person can mark."""
        versions = [entry.version for entry in self.pool]
        return any(kind_of(version.kind).by_hand(version.body) for version in versions)

    @classmethod
    def of(cls, rules: Mapping[str, Any], versions: Iterable[QuestionVersion]) -> "Quiz":
        """A quiz by the rules of a course pack, drawing from these question versions."""
        quiz = cls.stated(rules)
        # a question that lacks a language is never drawn
        quiz.pool = [QuizQuestion(version=version) for version in versions if not version.lacks]
        if quiz.needs_markers:  # its rules say so, for whoever reads them without the questions
            quiz.rules = {**(quiz.rules or {}), "by_hand": (quiz.rules or {}).get("by_hand", {})}
        db.session.flush()  # new questions have an id
        quiz._refuse_what_cannot_be_drawn()
        db.session.add(quiz)
        return quiz

    @classmethod
    def stated(cls, rules: Mapping[str, Any]) -> "Quiz":
        """A quiz that only says its rules, as a course pack writes them; it is kept nowhere and draws nothing."""
        return cls(
            draw=list(rules["draw"]),
            pass_mark=rules["pass_mark"],
            minutes=rules["minutes"],
            attempts=rules["attempts"],
            cool_off_minutes=list(rules["cool_off_minutes"]),
            rules=Rules.kept(rules),
        )

    @property
    def parts(self) -> list[Part]:
        """What it draws, part by part."""
        return [Part.read(part) for part in self.draw]

    @property
    def blueprint(self) -> Blueprint[QuestionVersion]:
        """What it draws, over the questions that it may draw."""
        versions = [entry.version for entry in self.pool]
        codes = Rules.read(self.rules).always
        return Blueprint(self.parts, versions, always=_with_codes(versions, codes) if codes else [])

    def _refuse_what_cannot_be_drawn(self) -> None:
        blueprint = self.blueprint
        for shortage in blueprint.shortages:
            if len(shortage.parts) == 1 and (part := blueprint.parts[shortage.parts[0]]).only_unit:
                raise Refused(_("There are not enough questions about “%(unit)s” to draw from.", unit=part.unit))
            raise Refused(
                _(
                    "The quiz asks for %(wanted)s questions that only %(has)s fit.",
                    wanted=shortage.wanted,
                    has=shortage.has,
                )
            )
        if blueprint.homeless:
            code = blueprint.homeless[0].question.code
            raise Refused(
                _("Question %(code)s is always asked, but no part of the quiz has a place for it.", code=code)
            )

    # who may start, and when

    def left(self, before: Sequence[Attempt]) -> int:
        """How many attempts are left after these; one that was sent back does not count."""
        return max(0, self.attempts - len(counting(before)))

    def next_start(self, before: Sequence[Attempt]) -> datetime | None:
        """When the next attempt may start; None: there is none, after passing, after the last, or while one is marked."""
        before = counting(before)
        over = any(attempt.passed or attempt.awaits_marker for attempt in before)
        if over or len(before) >= self.attempts:
            return None
        ended = [attempt.handed_in_at for attempt in before if attempt.handed_in_at]
        if not ended or not self.cool_off_minutes:
            return clock.now()
        wait = self.cool_off_minutes[min(len(ended), len(self.cool_off_minutes)) - 1]
        return max(ended) + timedelta(minutes=wait)

    def obstacle(self, before: Sequence[Attempt]) -> str | None:
        """Why no attempt may start now; None: it may."""
        start = self.next_start(before)
        if any(attempt.passed for attempt in before):
            return _("You have passed this quiz already.")
        if waiting := next((attempt for attempt in before if attempt.awaits_marker), None):
            assert waiting.handed_in_at is not None
            due = waiting.rules.by_hand.due_on(waiting.handed_in_at)
            return _("Attempt %(n)s is being marked until %(day)s.", n=waiting.number, day=day(due))
        if start is None:
            return ngettext(
                "The only attempt is used. Talk to your training coordinator about the next step.",
                "All %(num)s attempts are used. Talk to your training coordinator about the next step.",
                self.attempts,
            )
        if start > clock.now():
            return _("You can try again from %(moment)s.", moment=moment(start))
        return None

    def start(self, person: Person, *, before: Sequence[Attempt], title: Words, address: str) -> Attempt:
        """Begin an attempt, or go on with the unfinished one. `before` are the attempts that count so far."""
        if unfinished := db.session.scalar(Attempt.unfinished(person, self.id).with_for_update()):
            unfinished.settle()
            return unfinished
        if obstacle := self.obstacle(before):
            raise Refused(obstacle)
        attempt = self._attempt(person, number=len(counting(before)) + 1, title=title, address=address)
        former = before[-1] if before and before[-1] not in counting(before) else None  # sent back, to be improved
        attempt.items = self._paper(attempt.seed, seen=_questions_seen(before)) if former is None else again(former)
        attempt.reached = None if former else attempt.reached
        try:
            with db.session.begin_nested():
                db.session.add(attempt)
        except IntegrityError:  # another tab was faster; the index holds that there is one paper
            return db.session.scalars(Attempt.unfinished(person, self.id)).one()
        audit.record(Event.ATTEMPT_STARTED, attempt, by=person, new={"quiz": self.id, "number": attempt.number})
        if former:
            attempt.save({item.version.question_id: item.given for item in former.answered}, by=person)
        return attempt

    def _attempt(self, person: Person, *, number: int, title: Words, address: str) -> Attempt:
        now, extra = clock.now(), ExtraTime.minutes_for(person, self.minutes)
        return Attempt(
            person_id=person.id,
            person=person,
            quiz_id=self.id,
            quiz=self,
            number=number,
            title=title,
            address=address,
            seed=secrets.token_hex(16),
            started_at=now,
            deadline=now + timedelta(minutes=self.minutes + extra),
            extra_minutes=extra,
            reached=1 if Rules.read(self.rules).one_way else None,
            flagged=[],
            markings=[],
        )

    # the paper

    def _paper(self, seed: str, *, seen: set[int]) -> list[PaperItem]:
        """The drawn questions, each with its parts in an order of its own."""
        rules, dealt = Rules.read(self.rules), self._dealt(seed, seen=seen)
        critical = {one.id for one in _with_codes([one.question for one in dealt], rules.critical)}
        return [
            PaperItem.of(
                one.question,
                position=n,
                seed=seed,
                section=one.part.section,
                critical=one.question.id in critical,
                as_written=not rules.shuffle_choices,
            )
            for n, one in enumerate(dealt, start=1)
        ]

    def drawn(self, seed: str, *, seen: set[int] | None = None) -> list[QuestionVersion]:
        """The question versions that a seed draws, in their order on the paper; unseen questions come first."""
        return [one.question for one in self._dealt(seed, seen=seen or set())]

    def _dealt(self, seed: str, *, seen: set[int]) -> list[Dealt[QuestionVersion]]:
        """What a seed draws, in the order of the paper: in any order or as written, section by section."""
        luck, blueprint, rules = chance(seed), self.blueprint, Rules.read(self.rules)
        dealt = blueprint.deal(luck, seen=lambda version: version.question_id in seen)
        if rules.shuffle_questions:
            luck.shuffle(dealt)
        else:
            dealt = blueprint.in_order(dealt)
        if rules.sections:
            place = {section.id: n for n, section in enumerate(rules.sections)}
            dealt.sort(key=lambda one: place.get(one.part.section or "", -1))  # stable; those in none come first
        return dealt


class QuizQuestion(db.Model):
    """A question version that a quiz may draw."""

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), index=True)
    version: Mapped[QuestionVersion] = relationship(lazy="joined", innerjoin=True)


def _with_codes(versions: Sequence[QuestionVersion], codes: Collection[str]) -> list[QuestionVersion]:
    """Of some versions, those of the questions with these codes."""
    if not codes:
        return []
    of_these = Question.id.in_({version.question_id for version in versions})
    asked = set(db.session.scalars(select(Question.id).where(of_these, Question.code.in_(codes))))
    return [version for version in versions if version.question_id in asked]


def _questions_seen(before: Sequence[Attempt]) -> set[int]:
    """The questions that stood on the papers of these attempts."""
    if not before:
        return set()
    on_papers = select(QuestionVersion.question_id).join(PaperItem, PaperItem.version_id == QuestionVersion.id)
    return set(db.session.scalars(on_papers.where(PaperItem.attempt_id.in_(attempt.id for attempt in before))))
