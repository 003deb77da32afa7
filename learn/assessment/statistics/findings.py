"""What figures mean, in plain words: what to look at first, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from learn.assessment.carrying import carried
from learn.assessment.question import QuestionVersion
from learn.assessment.statistics.gathering import Paper
from learn.assessment.statistics.reckoning import alpha, discrimination, facility, median, standard_error, thirds
from learn.assessment.wording_shown import worded
from learn.kit.text import Words

ENOUGH = 30  # attempts; below, chance says more than the question
BY_CHANCE = 1.645  # standard errors that chance alone reaches once in twenty
TELLING = 10  # wrong answers; below, a choice that nobody took says nothing


@dataclass(frozen=True)
class Finding:
    """One sentence about a question or a quiz: late (look now), due (look soon), ok."""

    state: str
    sentence: str


@dataclass(frozen=True)
class Option:
    """A choice of a question: how many of each third took it."""

    id: str
    text: str
    right: bool
    counts: tuple[int, int, int]  # lower, middle and upper third
    of: tuple[int, int, int]  # people in each third

    def share(self, group: int) -> float:
        """The share of a third that took it."""
        return self.counts[group] / self.of[group] if self.of[group] else 0.0


@dataclass
class QuestionFigures:
    """The figures of one version of a question, over the attempts that showed it."""

    version: QuestionVersion
    papers: Sequence[Paper]
    shown_among: int  # papers that could have shown it
    marked_by: QuestionVersion | None = None  # another version whose key counts today; None: its own
    shown_on: int | None = None  # papers that showed it; None: those that are looked at are all there are
    options: list[Option] = field(init=False)

    def __post_init__(self) -> None:
        """Reckon the choices by thirds once."""
        self.options = self._options()

    @property
    def question_id(self) -> int:
        """The question."""
        return self.version.question_id

    @property
    def n(self) -> int:
        """How many attempts showed it."""
        return len(self.papers)

    @cached_property
    def facility(self) -> float | None:
        """The mean share of the points."""
        return facility([paper.responses[self.question_id].share for paper in self.papers])

    @cached_property
    def discrimination(self) -> float | None:
        """Corrected item-total correlation."""
        return discrimination([paper.shares for paper in self.papers], self.question_id)

    @property
    def omission(self) -> float | None:
        """The share of people who left it open."""
        return facility([float(not paper.responses[self.question_id].answered) for paper in self.papers])

    @cached_property
    def seconds(self) -> float | None:
        """How long half of the people took at most."""
        times = [paper.responses[self.question_id].seconds for paper in self.papers]
        return median([time for time in times if time is not None])

    @property
    def exposure(self) -> float | None:
        """The share of papers that showed it, of those that could have."""
        return (self.n if self.shown_on is None else self.shown_on) / self.shown_among if self.shown_among else None

    @property
    def times(self) -> list[int]:
        """How many took up to half a minute, a minute, one and a half, … and more than four and a half."""
        found = [0] * 10
        for paper in self.papers:
            if (seconds := paper.responses[self.question_id].seconds) is not None:
                found[min(9, int(seconds // 30))] += 1
        return found

    @cached_property
    def thirds(self) -> list[list[Paper]]:
        """The papers by the rest of their score: lower, middle and upper third."""
        found: list[list[Paper]] = [[], [], []]
        groups = thirds([paper.rest(self.question_id) for paper in self.papers])
        for paper, group in zip(self.papers, groups, strict=True):
            found[group].append(paper)
        return found

    def _options(self) -> list[Option]:
        body = self.version.body
        if self.version.kind == "truefalse":
            parts = [("true", _("True")), ("false", _("False"))]
        else:
            parts = [(one["id"], _words_of(one, body)) for one in body.get("choices", [])]
        sizes = tuple(len(group) for group in self.thirds)
        return [Option(id, text, self._right(id), self._counts(id), sizes) for id, text in parts]  # type: ignore[arg-type]

    def _right(self, id: str) -> bool:
        """Whether a choice is right by the key that counts today."""
        key = (self.marked_by or self.version).body
        if self.version.kind == "truefalse":
            return id == ("true" if key.get("answer") else "false")
        moved = carried({"choices": [id]}, self.version.body, key)["choices"] if self.marked_by else [id]
        return any(one["id"] in moved and one.get("correct") for one in key.get("choices", []))

    def _counts(self, id: str) -> tuple[int, int, int]:
        low, middle, high = (
            sum(id in paper.responses[self.question_id].given.get("choices", ()) for paper in group)
            for group in self.thirds
        )
        return low, middle, high

    @property
    def findings(self) -> list[Finding]:
        """What to look at, the gravest first."""
        if self.n < ENOUGH:
            said = ngettext(
                "Only %(num)s attempt: too few to judge.", "Only %(num)s attempts: too few to judge.", self.n
            )
            return [Finding("open", said)]
        found = [*self._about_the_key(), *self._about_difficulty(), *self._about_options()]
        return found or [Finding("ok", _("Nothing stands out."))]

    def _about_the_key(self) -> list[Finding]:
        right = [option for option in self.options if option.right]
        wrong = max((one for one in self.options if not one.right), key=lambda one: one.share(2), default=None)
        found = []
        if len(right) == 1 and wrong and wrong.share(2) > right[0].share(2):
            said = _("The key may be wrong: the best third chose “%(text)s” (%(share)s%%), not the key (%(key)s%%).",
                     text=wrong.text, share=_percent(wrong.share(2)), key=_percent(right[0].share(2)))  # fmt: skip
            found.append(Finding("late", said))
        elif self.discrimination is not None and self.discrimination < -BY_CHANCE / sqrt(self.n - 1):
            said = _("Those who know more get it right less often. Check the key and the wording.")
            found.append(Finding("late", said))
        elif self.discrimination is not None and self.discrimination < 0.1 and 0.2 < (self.facility or 0) < 0.95:
            found.append(Finding("due", _("It hardly tells those who know from those who do not.")))
        return found

    def _about_difficulty(self) -> list[Finding]:
        found, share = [], self.facility or 0.0
        if share > 0.97:
            found.append(Finding("due", _("Nearly everybody gets it right: it teaches, but examines nobody.")))
        if share < 0.25:
            found.append(Finding("due", _("Hardly anybody gets it right. Is it taught, and is the wording clear?")))
        if (self.omission or 0) > 0.1:
            found.append(
                Finding(
                    "due",
                    _("%(share)s%% leave it open. Is it clear what is asked?", share=_percent(self.omission or 0)),
                )
            )
        if (self.seconds or 0) > 240:
            found.append(Finding("due", _("Half of the people need more than four minutes for it.")))
        return found

    def _about_options(self) -> list[Finding]:
        mistakes = sum(sum(one.counts) for one in self.options if not one.right)
        idle = [one.text for one in self.options if not one.right and sum(one.counts) < 0.02 * self.n]
        if not idle or self.version.kind == "truefalse" or mistakes < TELLING:
            return []
        return [Finding("due", _("Nobody falls for “%(text)s”: a better wrong answer would tell more.", text=idle[0]))]


@dataclass
class QuizFigures:
    """The figures of a quiz, over its marked first attempts."""

    papers: Sequence[Paper]
    questions: Sequence[QuestionFigures]
    pass_mark: int

    @property
    def n(self) -> int:
        """How many attempts."""
        return len(self.papers)

    @cached_property
    def mean(self) -> float | None:
        """The mean score, per cent."""
        return facility([paper.percent for paper in self.papers])

    @cached_property
    def alpha(self) -> float | None:
        """Cronbach's alpha; KR-20 where every question is right or wrong."""
        return alpha([paper.shares for paper in self.papers])

    @cached_property
    def standard_error(self) -> float | None:
        """The standard error of measurement, in per cent points."""
        return standard_error([paper.percent for paper in self.papers], self.alpha)

    @property
    def passed(self) -> float | None:
        """The share that reached the pass mark."""
        return facility([float(paper.percent >= self.pass_mark) for paper in self.papers])

    @property
    def histogram(self) -> list[int]:
        """How many scores lie in 0–9, 10–19, … 90–100 per cent."""
        found = [0] * 10
        for paper in self.papers:
            found[min(9, max(0, int(paper.percent // 10)))] += 1
        return found

    @property
    def findings(self) -> list[Finding]:
        """What to look at."""
        if self.n < ENOUGH:
            said = ngettext(
                "Only %(num)s attempt: too few to judge.", "Only %(num)s attempts: too few to judge.", self.n
            )
            return [Finding("open", said)]
        found = []
        if self.standard_error is not None:
            low = max(0, round(self.pass_mark - 2 * self.standard_error))
            high = min(100, round(self.pass_mark + 2 * self.standard_error))
            said = _("Who scores %(mark)s may really stand anywhere between %(low)s and %(high)s.", mark=self.pass_mark, low=low, high=high)  # fmt: skip
            found.append(Finding("ok" if self.standard_error < 8 else "due", said))
        if self.alpha is not None and self.alpha < 0.5:
            said = _("The questions hang together weakly (alpha %(alpha)s): more questions, or clearer ones, would make the pass surer.", alpha=f"{self.alpha:.2f}")  # fmt: skip
            found.append(Finding("due", said))
        suspects = [one.version.question.code for one in self.questions if any(f.state == "late" for f in one.findings)]
        if suspects:
            found.append(Finding("late", _("Look first at %(codes)s.", codes=", ".join(suspects))))
        return found or [Finding("ok", _("Nothing stands out."))]


def _percent(share: float) -> int:
    return round(100 * share)


def _words_of(choice: Mapping[str, Any], body: Mapping[str, Any]) -> str:
    """What a choice says, without pictures and formats; in the other language where it says nothing in the reader's."""
    words = Words(zh=choice.get("zh") or "", en=choice.get("en") or "")
    return str(worded(words, body) or words.other)
