"""The rules of a quiz in plain words, as they are for one person, to read before starting."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, String, cast, or_, select

from learn.assessment import ExtraTime, QuestionKind, QuestionVersion, Quiz, QuizQuestion, Rules, Shows
from learn.kit.db import db
from learn.kit.filters import minutes as spoken_minutes
from learn.people import Person


class RulesInWords:
    """What somebody should know before starting a quiz, sentence by sentence."""

    def __init__(self, quiz: Quiz, person: Person) -> None:
        self.quiz, self.rules = quiz, Rules.read(quiz.rules)
        asked = select(ExtraTime.percent_of(person).scalar_subquery(), _drawn_for_markers(quiz).exists())
        percent, self.by_hand = db.session.execute(asked).one()
        self.extra = ExtraTime.minutes_at(percent, quiz.minutes)

    @property
    def minutes(self) -> int:
        """The time this person has."""
        return self.quiz.minutes + self.extra

    @property
    def sentences(self) -> list[str]:
        """Every rule, the clock first."""
        return [
            sentence
            for part in (self._time, self._passing, self._marks, self._walk, self._after)
            for sentence in part()
        ]

    def _time(self) -> Iterator[str]:
        yield _("Time runs from “Start” on our clock and goes on if you leave.")
        if self.extra:
            yield _("You have %(n)s minutes more than others, as your organisation allowed.", n=self.extra)
        yield _("When time is up, what is saved is handed in for you.")

    def _passing(self) -> Iterator[str]:
        needed = [section for section in self.rules.sections if section.pass_mark]
        if needed:
            listed = _("; ").join(f"{section.title} {section.pass_mark}%" for section in needed)
            yield _("Each of these parts has a pass mark of its own: %(sections)s.", sections=listed)
        if self.rules.critical:
            yield ngettext(
                "One question must be right, whatever the total.",
                "%(num)s questions must be right, whatever the total; some of them may be on your paper.",
                len(self.rules.critical),
            )

    def _marks(self) -> Iterator[str]:
        if self.rules.partial_credit:
            yield _(
                "A question with several right answers gives part of the point: each right one adds, each wrong one takes "
                "away, never below zero. Matching, ordering and gaps count what stands in its right place."
            )
        else:
            yield _("A question gives its points only when all of it is right.")
        if self.rules.penalty:
            share = round(float(self.rules.penalty) * 100)
            yield _(
                "A wrong answer costs %(share)s%% of the question's points; a question left open costs nothing.",
                share=share,
            )

    def _walk(self) -> Iterator[str]:
        if self.rules.one_way:
            yield _("One question at a time: once you go on, there is no way back.")
        else:
            yield _("Change answers and flag questions as you like until you hand in.")
        if (self.quiz.rules or {}).get("by_hand") or self.by_hand:
            yield ngettext(
                "A person marks some answers, within %(num)s day.",
                "A person marks some answers, within %(num)s days.",
                self.rules.by_hand.days,
            )

    def _after(self) -> Iterator[str]:
        yield _(
            "If you do not pass, you can try again; before some tries there is a wait. After %(n)s attempts somebody at "
            "your organisation talks it through with you first.",
            n=self.quiz.attempts,
        )
        if waits := [wait for wait in self.quiz.cool_off_minutes if wait]:
            yield _("The wait after a try: %(waits)s.", waits=_(", then ").join(spoken_minutes(wait) for wait in waits))
        yield _("After a pass you see %(passed)s; after a try that does not pass %(failed)s.",
                passed=_SEEN[self.rules.shows_passed](), failed=_SEEN[self.rules.shows_failed]())  # fmt: skip
        yield _("You may open the lessons. Nobody may answer for you.")


_SEEN = {
    Shows.NOTHING: lambda: _("only that it was handed in"),
    Shows.SCORE: lambda: _("the score"),
    Shows.REASONS: lambda: _("the score, your answers and the reasons"),
    Shows.KEY: lambda: _("the score, the right answers and the reasons"),
}


def _drawn_for_markers(quiz: Quiz) -> Select[int]:
    """The questions that a quiz may draw and a person has to mark, or some part of them."""
    one, drawn = QuestionVersion, QuizQuestion
    by_hand = (QuestionKind.ESSAY, QuestionKind.UPLOAD)
    within = or_(*(cast(one.body, String).contains(f'"{kind.value}"') for kind in by_hand))
    asked = or_(one.kind.in_(by_hand), (one.kind == QuestionKind.SCENARIO) & within)
    return select(one.id).join(drawn, drawn.version_id == one.id).where(drawn.quiz_id == quiz.id, asked)
