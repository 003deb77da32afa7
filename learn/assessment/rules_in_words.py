"""The rules of a quiz in plain words: for the trainee to read before starting, and for whoever approves them."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from learn.assessment.quiz import Quiz
from learn.assessment.rules import Rules, Shows
from learn.kit.filters import minutes as spoken_minutes


class RulesInWords:
    """What somebody should know before starting a quiz, sentence by sentence. `extra` is what one person has more."""

    def __init__(self, quiz: Quiz, *, extra: int = 0) -> None:
        self.quiz, self.rules, self.extra = quiz, Rules.read(quiz.rules), extra

    @property
    def minutes(self) -> int:
        """The time this person has."""
        return self.quiz.minutes + self.extra

    @property
    def sentences(self) -> list[str]:
        """Every rule, the clock first."""
        parts = (self._time, self._paper, self._passing, self._marks, self._walk, self._by_hand, self._after)
        return [sentence for part in parts for sentence in part()]

    @property
    def stated(self) -> list[str]:
        """The same for those who do not sit it: with the numbers at the head and what is signed before the start."""
        return [*self._numbers(), *self.sentences, *self._honesty()]

    def _numbers(self) -> Iterator[str]:
        yield ngettext("%(num)s question is shown.", "%(num)s questions are shown.", self.quiz.shows)
        yield _("Time for one attempt: %(time)s.", time=spoken_minutes(self.quiz.minutes))
        yield _("%(mark)s%% of the points pass.", mark=self.quiz.pass_mark)

    def _honesty(self) -> Iterator[str]:
        if self.rules.honesty:
            yield _("Before the start this is signed: “%(statement)s”", statement=self.rules.honesty)

    def _time(self) -> Iterator[str]:
        yield _("Time runs from “Start” on our clock and goes on if you leave.")
        if self.extra:
            yield _("You have %(n)s minutes more than others, as your organisation allowed.", n=self.extra)
        yield _("When time is up, what is saved is handed in for you.")

    def _paper(self) -> Iterator[str]:
        """How the paper comes about, where it is not simply dealt."""
        if self.rules.sections:
            listed = _(", ").join(str(section.title) for section in self.rules.sections)
            yield _("The questions stand in these parts: %(sections)s.", sections=listed)
        if not self.rules.shuffle_questions:
            yield _("The questions come in the order of the course.")
        if not self.rules.shuffle_choices:
            yield _("Choices stand in the same order on every paper.")

    def _passing(self) -> Iterator[str]:
        needed = [section for section in self.rules.sections if section.pass_mark]
        if needed:
            listed = _("; ").join(f"{section.title} {section.pass_mark}%" for section in needed)
            yield _("Each of these parts has a pass mark of its own: %(sections)s.", sections=listed)
        if self.rules.critical:
            yield ngettext(
                "One question on your paper must be right, whatever the total.",
                "%(num)s questions on your paper must be right, whatever the total.",
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
            share = f"{float(self.rules.penalty) * 100:.3g}"
            yield _(
                "A wrong answer costs %(share)s%% of the question's points; a question left open costs nothing.",
                share=share,
            )

    def _walk(self) -> Iterator[str]:
        if self.rules.one_way:
            yield _("One question at a time: once you go on, there is no way back.")
        else:
            yield _("Change answers and flag questions as you like until you hand in.")

    def _by_hand(self) -> Iterator[str]:
        if "by_hand" not in (self.quiz.rules or {}):
            return
        rule = self.rules.by_hand
        yield ngettext(
            "A person marks some answers, within %(num)s day.",
            "A person marks some answers, within %(num)s days.",
            rule.days,
        )
        if rule.blind:
            yield _("Whoever marks does not see whose answer it is.")
        if rule.second:
            yield _(
                "Two people mark without seeing each other's marks; where they differ by more than %(n)s%% of the "
                "points, a third one marks.",
                n=rule.difference,
            )

    def _after(self) -> Iterator[str]:
        if self.quiz.attempts == 1:
            yield _(
                "There is one attempt. If you do not pass, somebody at your organisation talks it through with you."
            )
        else:
            yield _(
                "If you do not pass, you can try again. After %(n)s attempts somebody at your organisation talks it "
                "through with you first.",
                n=self.quiz.attempts,
            )
        yield from self._waits()
        yield from self._seen()
        yield _("You may open the lessons. Nobody may answer for you.")

    def _waits(self) -> Iterator[str]:
        """How long there is to wait before each further attempt."""
        waits = self.quiz.cool_off_minutes
        each = [waits[min(n, len(waits) - 1)] for n in range(self.quiz.attempts - 1)] if waits else []
        if not any(each):
            return
        kept = list(each)
        while len(kept) > 1 and kept[-1] == kept[-2]:
            kept.pop()
        said = [spoken_minutes(wait) if wait else _("no wait") for wait in kept]
        if len(kept) < len(each):
            said[-1] = _("%(wait)s each time", wait=said[-1])
        yield _("Before another attempt there is a wait: %(waits)s.", waits=_(", then ").join(said))

    def _seen(self) -> Iterator[str]:
        rules, passed = self.rules, _SEEN[self.rules.shows_passed]()
        last = _SEEN[rules.shows_last]()
        if self.quiz.attempts == 1 or rules.shows_failed is rules.shows_last:
            yield _("After a pass you see %(passed)s; after a try that does not pass %(failed)s.",
                    passed=passed, failed=last)  # fmt: skip
        else:
            yield _("After a pass you see %(passed)s; after a try that does not pass %(failed)s; after the last one %(last)s.",
                    passed=passed, failed=_SEEN[rules.shows_failed](), last=last)  # fmt: skip


_SEEN = {
    Shows.NOTHING: lambda: _("only that it was handed in"),
    Shows.SCORE: lambda: _("the score"),
    Shows.REASONS: lambda: _("the score, your answers and the reasons"),
    Shows.KEY: lambda: _("the score, the right answers and the reasons"),
}
